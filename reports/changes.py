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
from snb.models import Action, Appointment, AuditEvent, Board, Person
from snb.owners import owned_by
from snb.permissions import Permission
from snb.querysets import today

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
ACTION_WORDS = {
    "agreed an action": "agreed",
    "changed an action": "changed",
    "revised an action's due date": "due date revised",
    "reported on an action": "progress reported",
    "said an action is done": "said to be done",
    "closed an action": "closed by the Board",
    "reopened an action": "reopened",
    "dropped an action": "no longer asked for",
}
MEETING_WORDS = {
    "called a meeting": "called",
    "cancelled a meeting": "cancelled",
    "published the agenda": "agenda published",
}
WORDS = RETURN_WORDS | DRAFT_PAPER_WORDS | PUBLIC_PAPER_WORDS | APPOINTMENT_WORDS | ACTION_WORDS | MEETING_WORDS


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
    concerning = _about_returns(person) | _about_papers(person) | _about_appointments(person)
    concerning |= _about_actions(person) | _about_meetings(person)
    events = (
        AuditEvent.objects.filter(at__gte=since, board_slug__in=by_slug)
        .exclude(actor_email=person.email)
        .filter(concerning)
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
    """Those they may open, once each: where they read the restricted version, the public one moves with it."""
    papers = Edition.objects.visible_to(person)
    papers = papers.exclude(public_of__in=papers.order_by().values("pk"))
    drafts = person.rights.boards_with(Permission.PAPER_READ_DRAFT)
    concerning = Q(action__in=PUBLIC_PAPER_WORDS) | Q(action__in=DRAFT_PAPER_WORDS, board_slug__in=_slugs(drafts))
    return concerning & Q(object_kind="edition", object_id__in=_keys(papers))


def _about_appointments(person: Person) -> Q:
    """The person's own, and those to the remits of a board that they read."""
    known = Appointment.objects.filter(
        Q(person=person) | Q(remit__board__in=person.rights.boards_with(Permission.BOARD_READ))
    )
    return Q(action__in=APPOINTMENT_WORDS, object_kind="appointment", object_id__in=_keys(known))


def _about_actions(person: Person) -> Q:
    """The person's own, and all of a board whose actions they keep; what was agreed in private only where they may."""
    kept = Q(board__in=person.rights.boards_with(Permission.ACTION_EDIT))
    actions = Action.objects.visible_to(person).filter(owned_by(person, today()) | kept)
    return Q(action__in=ACTION_WORDS, object_kind="action", object_id__in=_keys(actions))


def _about_meetings(person: Person) -> Q:
    boards = person.rights.boards_with(Permission.MEETING_READ)
    return Q(action__in=MEETING_WORDS, object_kind="meeting", board_slug__in=_slugs(boards))


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
    text = f"{event.object_label.rstrip('.')}: {words}"
    return Change(text, _address(event, board), event.actor, event.at, board.short_name)


def _address(event: Any, board: Board) -> str:
    where = {"board": board.slug}
    if event.action in RETURN_WORDS:
        return reverse("priorities:return-detail", kwargs=where | {"pk": event.object_id})
    if event.action in MEETING_WORDS:
        return reverse("board:meeting-detail", kwargs=where | {"pk": event.object_id})
    if event.action in ACTION_WORDS:
        return reverse("board:action-detail", kwargs=where | {"pk": event.object_id})
    if event.action in APPOINTMENT_WORDS:
        return reverse("board:about", kwargs=where)
    return reverse("reports:paper-detail", kwargs=where | {"reference": event.fingerprint[:REFERENCE]})
