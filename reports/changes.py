"""What changed since a person last looked: the audit log, as far as it concerns them, in plain words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.urls import reverse

from priorities.models import QuarterlyReturn
from reports.models import Edition
from snb.models import Appointment, AuditEvent, Board, Person
from snb.permissions import Permission

SHOWN = 8
REFERENCE = 12  # how much of a fingerprint an address carries: Edition.reference

# Action in the log → the words after the thing's name.
RETURN_WORDS = {
    "return with the lead": "sent to its lead",
    "return sent back": "sent back",
    "return signed": "signed",
    "return accepted": "accepted",
    "return in the pack": "put into the pack",
    "extended return": "given more time",
    "chased return": "chased",
}
DRAFT_PAPER_WORDS = {"compiled paper": "compiled", "paper cleared": "cleared", "paper not cleared": "not cleared"}
PUBLIC_PAPER_WORDS = {"paper published": "published", "paper withdrawn": "withdrawn"}
APPOINTMENT_WORDS = {"appointed": "appointed", "ended appointment": "appointment ended"}
WORDS = RETURN_WORDS | DRAFT_PAPER_WORDS | PUBLIC_PAPER_WORDS | APPOINTMENT_WORDS


@dataclass(frozen=True)
class Change:
    """One line: what happened, to what, by whom."""

    text: str
    url: str
    by: str
    at: dt.datetime
    board: str


def changes_for(person: Person, boards: Iterable[Board], since: dt.datetime) -> tuple[Change, ...]:
    """The newest things that others did since then and that concern this person. One query."""
    by_slug = {board.slug: board for board in boards}
    events = (
        AuditEvent.objects.filter(at__gte=since, board_slug__in=by_slug)
        .exclude(actor_email=person.email)
        .filter(_about_returns(person) | _about_papers(person) | _about_appointments(person))
        .annotate(fingerprint=_fingerprint())
    )
    return tuple(_change(event, by_slug[event.board_slug]) for event in events[:SHOWN])


def _about_returns(person: Person) -> Q:
    """Returns of the person's own remits, and all of a board whose returns they review."""
    returns = QuarterlyReturn.objects.filter(
        Q(priority__remit__in=person.rights.remits_with(Permission.RETURN_READ))
        | Q(priority__board__in=person.rights.boards_with(Permission.RETURN_REVIEW))
    )
    return Q(action__in=RETURN_WORDS, object_kind="return", object_id__in=_keys(returns))


def _about_papers(person: Person) -> Q:
    rights = person.rights
    drafts = Q(action__in=DRAFT_PAPER_WORDS, board_slug__in=_slugs(rights.boards_with(Permission.PAPER_READ_DRAFT)))
    return drafts | Q(action__in=PUBLIC_PAPER_WORDS)


def _about_appointments(person: Person) -> Q:
    """The person's own, and those to the remits of a board that they read."""
    known = Appointment.objects.filter(
        Q(person=person) | Q(remit__board__in=person.rights.boards_with(Permission.BOARD_READ))
    )
    return Q(action__in=APPOINTMENT_WORDS, object_kind="appointment", object_id__in=_keys(known))


def _fingerprint() -> Subquery:
    """Of the paper that an event is about."""
    papers = Edition.objects.alias(key=Cast("pk", CharField())).filter(key=OuterRef("object_id")).order_by()
    return Subquery(papers.values("fingerprint")[:1])


def _keys(rows: QuerySet) -> QuerySet:
    """Primary keys as the log writes them."""
    return rows.order_by().annotate(key=Cast("pk", CharField())).values("key")


def _slugs(board_ids: set[int]) -> QuerySet:
    return Board.objects.filter(pk__in=board_ids).order_by().values("slug")


def _change(event: Any, board: Board) -> Change:
    words = WORDS[event.action]
    if event.action in APPOINTMENT_WORDS and event.detail.get("remit"):
        words = f"{words} to {event.detail['remit']}"
    return Change(f"{event.object_label}: {words}", _address(event, board), event.actor, event.at, board.short_name)


def _address(event: Any, board: Board) -> str:
    where = {"board": board.slug}
    if event.action in RETURN_WORDS:
        return reverse("priorities:return-detail", kwargs=where | {"pk": event.object_id})
    if event.action in APPOINTMENT_WORDS:
        return reverse("board:about", kwargs=where)
    return reverse("reports:paper-detail", kwargs=where | {"reference": event.fingerprint[:REFERENCE]})
