"""What the Board decided: numbered within its meeting, under an item, with reasons; and the register of it all."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from snb.audit import record
from snb.exporting import Sheet
from snb.models import AgendaItem, Board, Decision, Person
from snb.permissions import Permission
from snb.seen import refuse_stale
from snb.sittings import hold_sitting, refuse_final
from snb.workflow import Refusal


@transaction.atomic
def record_decision(*, item: AgendaItem, text: str, reasons: str, by: Person) -> Decision:
    """A decision under an item that was taken. Its number is the next one of the meeting."""
    meeting = hold_sitting(item.meeting, by)  # two new numbers queue here
    refuse_final(meeting)
    item = AgendaItem.objects.get(pk=item.pk)
    if item.withdrawn_reason:
        raise Refusal("This item was withdrawn from the agenda, so nothing was decided under it.")
    _refuse_empty(text)
    last = Decision.objects.filter(meeting=meeting).aggregate(Max("number"))["number__max"] or 0
    made = Decision(
        board=meeting.board, meeting=meeting, item=item, number=last + 1, text=text, reasons=reasons, recorded_by=by
    )
    made.save()
    record(by=by, action="recorded a decision", obj=made, board=meeting.board, meeting=str(meeting))
    return made


@transaction.atomic
def correct_decision(*, decision: Decision, text: str, reasons: str, seen: str, by: Person) -> Decision:
    """Put right how a decision is written, until the minutes are approved. `seen` is the fingerprint of what was read;
    raises StaleRow where somebody else corrected it since."""
    meeting = hold_sitting(decision.meeting, by)
    refuse_final(meeting)
    held = Decision.objects.select_for_update(of=("self",)).select_related("meeting__board", "item").get(pk=decision.pk)
    refuse_stale(held, seen)
    _refuse_empty(text)
    changes = {
        name: [old, new]
        for name, old, new in (("text", held.text, text), ("reasons", held.reasons, reasons))
        if old != new
    }
    if held.item and held.item.is_exempt:
        changes = {}  # the log is read by people who may not read what is heard in private
    held.text, held.reasons = text, reasons
    held.save()
    record(by=by, action="corrected a decision", obj=held, board=meeting.board, changes=changes)
    return held


def _refuse_empty(text: str) -> None:
    if not text.strip():
        raise Refusal("Say what was decided.")


def decisions_seen_by(person: Person, board: Board) -> QuerySet[Decision]:
    """The decisions of a board that this person may know of, newest meeting first: of private items only those who
    may read what is heard in private."""
    if not person.has_perm(Permission.ACTION_READ, board):
        return Decision.objects.none()
    found = Decision.objects.filter(board=board).select_related("board", "meeting", "item")
    return found if person.has_perm(Permission.EXEMPT_READ, board) else found.filter(NOT_PRIVATE)


NOT_PRIVATE = Q(item=None) | Q(item__exempt_paragraph=None)


def with_actions(decisions: QuerySet[Decision]) -> QuerySet[Any]:
    """With how many actions each asked for, and how many of them are open."""
    is_open = Q(actions__state__in=("open", "done"))
    return decisions.annotate(asked=Count("actions"), still_open=Count("actions", filter=is_open))


def narrowed(decisions: QuerySet[Decision], *, meeting: int | None = None, words: str = "") -> QuerySet[Decision]:
    """Those of one meeting, and those that have every one of the words in what they or their item say. A reference,
    or the day in it, finds its own."""
    if meeting:
        decisions = decisions.filter(meeting=meeting)
    match = REFERENCE.search(words)
    if match and (day := _day(match["day"])):
        words = words.replace(match[0], " ")
        decisions = decisions.filter(meeting__date=day)
        decisions = decisions.filter(number=int(match["number"])) if match["number"] else decisions
    for word in words.split():
        decisions = decisions.filter(
            Q(text__icontains=word) | Q(reasons__icontains=word) | Q(item__title__icontains=word)
        )
    return decisions


REFERENCE = re.compile(r"(?:\bD\s*)?\b(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:/(?P<number>[0-9]{1,4}))?\b")


def _day(text: str) -> dt.date | None:
    """The day that is written so; None where no calendar has it."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def decisions_sheet(board: Board, decisions: QuerySet[Any]) -> Sheet:
    """The register as a table; `decisions` are those of `with_actions`."""
    columns = ["Reference", "Meeting", "Item", "Decision", "Reasons", "Actions", "Actions open"]
    rows = [
        [
            row.reference, row.meeting.date, row.item.title if row.item else "", row.text, row.reasons,
            row.asked, row.still_open,
        ]
        for row in decisions
    ]  # fmt: skip
    return Sheet(f"{board.short_name} decisions", columns, rows)
