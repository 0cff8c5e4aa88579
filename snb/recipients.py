"""Whom a committee may ask to reply, and by when they must."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from snb.law import demanded, setting_on
from snb.models import Board, LegalSetting, Organisation, Person, Post, PostHolding, Recipient, Standing

TO_BE_ASKED = (Standing.Kind.RESPONSIBLE, Standing.Kind.CO_OPERATING)  # to whom a committee must send its report


@dataclass(frozen=True)
class Offered:
    """A body that may be asked, what it is to the board on the day, and whether the committee must send to it."""

    organisation: Organisation
    standing: str
    must_be_asked: bool


def offered_on(board: Board, day: dt.date) -> list[Offered]:
    """What stands to the board on `day` by law or agreement, and what sits on it; none that had ended by then."""
    held: dict[Organisation, list[Standing]] = {}
    for standing in Standing.objects.on(day).filter(board=board).select_related("organisation"):
        held.setdefault(standing.organisation, []).append(standing)
    for body in Organisation.objects.filter(_seated(board, day)).distinct():
        held.setdefault(body, [])
    found = [
        Offered(body, ", ".join(row.get_kind_display() for row in rows), any(row.kind in TO_BE_ASKED for row in rows))
        for body, rows in held.items()
        if existed_on(body, day)
    ]
    return sorted(found, key=lambda row: (not row.must_be_asked, str(row.organisation)))


def _seated(board: Board, day: dt.date) -> Q:
    begun = Q(posts__seats__begins=None) | Q(posts__seats__begins__lte=day)
    not_ended = Q(posts__seats__ends=None) | Q(posts__seats__ends__gte=day)
    return Q(posts__seats__board=board) & begun & not_ended


def existed_on(body: Organisation, day: dt.date) -> bool:
    """A body is there from the day it begins until the day it ends, both included."""
    return (body.begins is None or body.begins <= day) and (body.ends is None or body.ends >= day)


def reply_due(sent_on: dt.date) -> dt.date:
    """The last day for a written reply. Refusal where no legal setting says how many days there are."""
    return sent_on + dt.timedelta(days=demanded("reply_days", sent_on))


def reply_setting(day: dt.date) -> LegalSetting | None:
    """What the law sets, so that a page can say whether its text was read."""
    return setting_on("reply_days", day)


def post_to_reply_from(person: Person, recipient: Recipient, day: dt.date) -> Post | None:
    """The post that `person` holds on `day` in the body that was asked, the newest where there are two."""
    held = PostHolding.objects.on(day).filter(person=person, post__organisation=recipient.organisation_id)
    newest = held.select_related("post__organisation").order_by("-begins", "-pk").first()
    return newest.post if newest else None
