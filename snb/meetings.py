"""Calling meetings, and what later ones are to hear."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from snb.audit import record
from snb.models import Board, ForwardPlanItem, Meeting, Person
from snb.models.meetings import Purpose
from snb.notice import refuse_cancelled, why_was_held
from snb.permissions import Permission
from snb.quarters import Quarter
from snb.wording import long_date
from snb.workflow import Refusal, demand


@dataclass(frozen=True)
class Details:
    """What a person says of a meeting. Where the day the returns fall due is left out, the board's own rule sets it."""

    title: str
    date: dt.date
    time: dt.time
    place: str
    quarter: Quarter
    returns_due: dt.date | None = None


# Why a meeting must keep its quarter, empty where it need not: packages that hang something on it add theirs.
QUARTER_GUARDS: list[Callable[[Meeting], str]] = []


class QuarterStays(Refusal):
    """The meeting's quarter cannot change now, though the rest of it may."""


class DateStays(Refusal):
    """The meeting's date cannot change any more, though the rest of it may."""


class Stale(Refusal):
    """Somebody else saved in the meantime; `saved` is what they saved."""

    def __init__(self, saved: Meeting) -> None:
        super().__init__("Somebody else changed this meeting while you were writing.")
        self.saved = saved


@transaction.atomic
def call_meeting(*, board: Board, details: Details, by: Person) -> Meeting:
    """A new meeting of the board."""
    board = Board.objects.select_for_update().get(pk=board.pk)  # two meetings on one day queue here
    demand(by, Permission.MEETING_EDIT, board)
    meeting = Meeting(board=board)
    _write(meeting, details)
    meeting.save()
    record(by=by, action="called a meeting", obj=meeting, board=board)
    return meeting


@transaction.atomic
def change_meeting(*, meeting: Meeting, details: Details, version: int, by: Person) -> Meeting:
    """Change a meeting as it was at `version`; raises Stale where it has moved on since, QuarterStays where a guard
    holds its quarter."""
    board = Board.objects.select_for_update().get(pk=meeting.board_id)
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    demand(by, Permission.MEETING_EDIT, meeting)
    if meeting.version != version:
        raise Stale(meeting)
    refuse_cancelled(meeting)
    _refuse_date(meeting, details.date)
    _refuse_quarter(meeting, details.quarter)
    before = {name: str(getattr(meeting, name)) for name in FIELDS}
    meeting.board = board
    _write(meeting, details)
    meeting.version += 1
    meeting.save()
    changes = {name: [old, str(getattr(meeting, name))] for name, old in before.items()}
    changed = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    record(by=by, action="changed a meeting", obj=meeting, board=board, changes=changed)
    return meeting


FIELDS = ("title", "date", "time", "place", "quarter_start", "returns_due")


def default_returns_due(board: Board, date: dt.date) -> dt.date:
    return date - dt.timedelta(days=board.returns_due_before_meeting)


def _write(meeting: Meeting, details: Details) -> None:
    due = details.returns_due or default_returns_due(meeting.board, details.date)
    _refuse_dates(meeting, details, due)
    meeting.title, meeting.place = details.title, details.place
    meeting.date, meeting.time = details.date, details.time
    meeting.quarter_start, meeting.returns_due = details.quarter.start, due


def _refuse_date(meeting: Meeting, date: dt.date) -> None:
    if meeting.agenda_published_on and date != meeting.date:
        raise DateStays(
            f"Notice of this meeting was given on {long_date(meeting.agenda_published_on)}, so its date stays. "
            "Cancel it, or call another."
        )
    if date != meeting.date and (trace := why_was_held(meeting)):
        raise DateStays(f"{trace}, so it was held on {long_date(meeting.date)}: its date stays.")


def _refuse_quarter(meeting: Meeting, quarter: Quarter) -> None:
    if quarter.start == meeting.quarter_start:
        return
    for guard in QUARTER_GUARDS:
        if reason := guard(meeting):
            raise QuarterStays(reason)


def _refuse_dates(meeting: Meeting, details: Details, due: dt.date) -> None:
    if due >= details.date:
        raise Refusal("Returns must fall due before the meeting.")
    if details.quarter.start >= details.date:
        raise Refusal("The meeting must come after the quarter it hears about began.")
    others = Meeting.objects.filter(board=meeting.board, date=details.date).exclude(pk=meeting.pk)
    if others.exists():
        raise Refusal("This board already has a meeting on that day.")


@transaction.atomic
def plan_ahead(*, meeting: Meeting, title: str, purpose: Purpose, by: Person) -> ForwardPlanItem:
    """Put a subject into the forward plan of a meeting."""
    demand(by, Permission.MEETING_EDIT, meeting)
    refuse_cancelled(meeting)
    item = ForwardPlanItem.objects.create(meeting=meeting, title=title, purpose=purpose)
    record(by=by, action="added to the forward plan", obj=item, board=meeting.board, meeting=str(meeting))
    return item


@transaction.atomic
def drop_from_plan(*, item: ForwardPlanItem, by: Person) -> None:
    """Take a subject out of the forward plan."""
    demand(by, Permission.MEETING_EDIT, item.meeting)
    if not ForwardPlanItem.objects.select_for_update(of=("self",)).filter(pk=item.pk).exists():
        raise Refusal("Somebody else has taken this subject out of the forward plan.")
    record(by=by, action="removed from the forward plan", obj=item, board=item.meeting.board, meeting=str(item.meeting))
    item.delete()
