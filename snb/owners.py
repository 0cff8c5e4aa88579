"""Who owns a thing on a day, where a post or a role owns it: for many things in a constant few queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from snb.holders import appointments_on, holdings_on
from snb.models import Person
from snb.models.boards import Owned
from snb.permissions import Role


def owners_on(day: dt.date, things: Iterable[Owned]) -> dict[int, tuple[Person, ...]]:
    """The people who own each of `things` (by primary key) on `day`, deputies of a role after who they stand in for.

    Two queries, however many things.
    """
    rows = list(things)
    by_post = holdings_on(day, post_ids=[row.post_id for row in rows if row.post_id])
    by_remit = appointments_on(
        day,
        roles=[Role(row.role) for row in rows if row.role],
        remit_ids=[row.remit_id for row in rows if row.remit_id],
    )
    return {row.pk: _people(row, by_post, by_remit) for row in rows}


def _people(row: Owned, by_post: dict, by_remit: dict) -> tuple[Person, ...]:
    if row.post_id:
        return tuple(holding.person for holding in by_post.get(row.post_id, []))
    held = [appointment for appointment in by_remit.get(row.remit_id, []) if appointment.role == row.role]
    return tuple(dict.fromkeys(appointment.person for appointment in held))


def owned_by(person: Person, day: dt.date) -> Q:
    """The condition that `person` owns a thing on `day`, by a post they hold or a role they are appointed to."""
    owned = Q(post__in=person.holdings.on(day).values("post"))
    for held in person.rights.held:
        owned |= Q(role=held.role, remit=held.remit_id)
    return owned


def owns(person: Person, thing: Owned, day: dt.date) -> bool:
    """Whether `person` owns this one thing on `day`."""
    return person in owners_on(day, [thing])[thing.pk]


def owner_label(thing: Owned, day: dt.date) -> str:
    """The owner in words: the post, or the role and its remit as it was named on `day`."""
    if thing.post is not None:
        return str(thing.post)
    if thing.remit is not None:
        return f"{Role(thing.role).label}, {thing.remit.name_on(day)}"
    return ""
