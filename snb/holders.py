"""Who holds what on a day: for many remits, roles or posts in one query each."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from snb.models import Appointment, PostHolding
from snb.permissions import Role


def appointments_on(day: dt.date, *, roles: Iterable[Role], remit_ids: Iterable[int]) -> dict[int, list[Appointment]]:
    """Appointments in force by remit id, substantive holders before their deputies."""
    rows = (
        Appointment.objects.on(day)
        .filter(role__in=list(roles), remit__in=list(remit_ids))
        .select_related("person", "remit")
        .order_by("deputises_for", "begins", "pk")
    )
    found: dict[int, list[Appointment]] = defaultdict(list)
    for appointment in sorted(rows, key=lambda row: row.deputises_for_id is not None):
        found[appointment.remit_id].append(appointment)
    return found


def posts_on(day: dt.date, *, person_ids: Iterable[int]) -> dict[int, PostHolding]:
    """The post each person held, by person id; the newest where there were two."""
    rows = (
        PostHolding.objects.on(day)
        .filter(person__in=list(person_ids))
        .select_related("post__organisation")
        .order_by("begins")
    )
    return {holding.person_id: holding for holding in rows}


def holdings_on(day: dt.date, *, post_ids: Iterable[int]) -> dict[int, list[PostHolding]]:
    """Who held each post, by post id."""
    found: dict[int, list[PostHolding]] = defaultdict(list)
    for holding in PostHolding.objects.on(day).filter(post__in=list(post_ids)).select_related("person"):
        found[holding.post_id].append(holding)
    return found
