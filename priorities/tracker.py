"""Where every return to a meeting stands: state, who holds it, days left, when it was last chased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from priorities.models import Chase, QuarterlyReturn
from priorities.models.returns import LOCKED, State
from priorities.people import People, in_words, people_of
from snb.exporting import Sheet, Value
from snb.models import Board, Meeting
from snb.querysets import today

TONES = {
    State.NOT_STARTED: "todo",
    State.DRAFT: "doing",
    State.WITH_LEAD: "waiting",
    State.SENT_BACK: "doing",
    State.SIGNED: "waiting",
    State.ACCEPTED: "done",
    State.COMPILED: "done",
}
ORDER = {state: index for index, state in enumerate(State)}


@dataclass(frozen=True)
class Row:
    """One line of the tracker."""

    held: QuarterlyReturn
    name: str
    people: People
    chased: Chase | None
    day: dt.date

    @property
    def state(self) -> State:
        return State(self.held.state)

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def is_open(self) -> bool:
        """Unsigned: it can be chased and given more time."""
        return self.state not in LOCKED

    @property
    def holder(self) -> str:
        return in_words(person.name for person in self.people.holders(self.state))

    @property
    def holder_words(self) -> str:
        """With what is to be said where nobody holds it."""
        return "Nobody: it is done" if self.state == State.COMPILED else self.holder or "Nobody appointed"

    @property
    def late(self) -> str:
        """Its mark, in words; empty where it is not late."""
        if not self.held.is_late:
            return ""
        return "Late" if self.is_open else "Signed late"

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.held.due < self.day

    @property
    def was_extended(self) -> bool:
        return self.held.due != self.held.originally_due

    @property
    def days_to_meeting(self) -> int:
        return (self.held.meeting.date - self.day).days


def meetings_of(board: Board) -> tuple[list[Meeting], Meeting | None]:
    """Newest first, and the one to show unasked: the next with returns, or else the next, or else the last."""
    has_returns = Exists(QuarterlyReturn.objects.filter(meeting=OuterRef("pk")))
    meetings = list(board.meetings.annotate(has_returns=has_returns).order_by("-date"))
    ahead = [meeting for meeting in reversed(meetings) if meeting.date >= today()]
    choice = [meeting for meeting in ahead if meeting.has_returns] or ahead or meetings
    return meetings, choice[0] if choice else None


def rows_of(meeting: Meeting) -> list[Row]:
    """Every return to the meeting, in a constant number of queries."""
    returns = list(QuarterlyReturn.objects.filter(meeting=meeting).with_names())
    people, day = people_of(returns), today()
    chases: dict[int, Chase] = {}
    for chase in Chase.objects.filter(quarterly_return__in=returns).select_related("by"):
        chases[chase.quarterly_return_id] = chase  # in order of time: the last one stays
    return [
        Row(held, held.priority.name_on(meeting.date), people[held.pk], chases.get(held.pk), day) for held in returns
    ]


SORT_KEYS: dict[str, Callable[[Row], Any]] = {
    "priority": lambda row: row.name.lower(),
    "state": lambda row: ORDER[row.state],
    "lead": lambda row: row.people.lead.lower(),
    "holder": lambda row: row.holder.lower(),
    "due": lambda row: row.held.due,
    "chased": lambda row: row.chased.at.timestamp() if row.chased else 0,
}


def narrowed(rows: list[Row], *, state: str = "", late: bool = False, sort: str = "") -> list[Row]:
    """Those asked for, in the order asked for; by name where nothing is asked."""
    found = [row for row in rows if (not state or row.state == state) and (not late or row.late)]
    found.sort(key=SORT_KEYS["priority"])
    if sort:
        found.sort(key=SORT_KEYS[sort.removeprefix("-")], reverse=sort.startswith("-"))
    return found


def tracker_sheet(meeting: Meeting, rows: Iterable[Row]) -> Sheet:
    """The tracker to take away."""
    columns = ["Priority", "State", "Late", "Lead", "Who holds it", "Due", "First due", "Last chased", "Chased by"]
    made: list[list[Value]] = [
        [
            row.name, row.state.label, row.late, row.people.lead or "No lead appointed", row.holder_words,
            row.held.due, row.held.originally_due, timezone.localtime(row.chased.at) if row.chased else None,
            str(row.chased.by) if row.chased else "",
        ]
        for row in rows
    ]  # fmt: skip
    return Sheet(f"Returns to the meeting of {meeting.date}", columns, made, [str(meeting.board), str(meeting.quarter)])
