"""Reading the Board's actions as one person may know them: the register, one thread, and what a meeting takes up again.

Owners are of the day, so an action passes to a successor. A reading is a constant few queries, however many there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from snb.exporting import Sheet, Value
from snb.models import Action, ActionState, Board, Meeting, Person
from snb.owners import owner_label, owners_on
from snb.querysets import today
from snb.wording import long_date

TONES = {"open": "doing", "done": "waiting", "closed": "done", "dropped": "quiet"}
LONG_AGO = dt.date(1900, 1, 1)  # before any board met
UNFINISHED = (ActionState.OPEN, ActionState.DONE)


@dataclass(frozen=True)
class ActionRow:
    """One action on a day. `people` own it then; `mine` where the reader is among them."""

    action: Action
    owner: str
    people: tuple[Person, ...]
    is_late: bool
    is_mine: bool

    @property
    def pk(self) -> int:
        return self.action.pk

    @property
    def names(self) -> str:
        return ", ".join(person.name for person in self.people)

    @property
    def status(self) -> str:
        return "Late" if self.is_late else str(self.action.get_state_display())

    @property
    def tone(self) -> str:
        return "late" if self.is_late else TONES[self.action.state]

    @property
    def meeting(self) -> Meeting | None:
        """The meeting that agreed it."""
        return meeting_of(self.action)

    @cached_property
    def source(self) -> str:
        """Where it comes from, in a few words."""
        meeting = self.meeting
        return f"Meeting of {long_date(meeting.date)}" if meeting else str(self.action.get_origin_display())

    @property
    def ended(self) -> str:
        """How it ended, in a sentence; empty while it has not."""
        if self.action.closing:
            return f"Closed by the meeting of {long_date(self.action.closing.date)}."
        return "No longer asked for." if self.action.state == ActionState.DROPPED else ""


def meeting_of(action: Action) -> Meeting | None:
    source = action.decision or action.item
    return source.meeting if source else None


def with_sources(actions: QuerySet[Action]) -> QuerySet[Action]:
    """With what a row prints of each: its owner, where it comes from, and the meeting that closed it."""
    return actions.select_related(
        "board", "post__organisation", "remit__board", "item__meeting", "decision__meeting", "decision__item", "closing"
    ).prefetch_related("remit__names")


def rows_of(actions: QuerySet[Action], day: dt.date, reader: Person | None = None) -> list[ActionRow]:
    """Four queries."""
    found = list(with_sources(actions))
    owners = owners_on(day, found)
    return [
        ActionRow(action, owner_label(action, day), owners[action.pk], action.is_late(day), reader in owners[action.pk])
        for action in found
    ]


def register(board: Board, person: Person, day: dt.date) -> list[ActionRow]:
    """Every action of the board that `person` may know of, the soonest due first."""
    return rows_of(Action.objects.visible_to(person).filter(board=board), day, person)


# Filter --------------------------------------------------------------------------------------------------------------

Choose = Callable[[ActionRow], bool]
STATES: dict[str, tuple[str, Choose]] = {
    "open": ("Not closed yet", lambda row: row.action.state in UNFINISHED),
    "late": ("Late", lambda row: row.is_late),
    "done": ("Done, waiting for the Board", lambda row: row.action.state == ActionState.DONE),
    "closed": ("Closed", lambda row: row.action.state == ActionState.CLOSED),
    "dropped": ("No longer asked for", lambda row: row.action.state == ActionState.DROPPED),
    "all": ("All", lambda row: True),
}
SORT_KEYS: dict[str, Callable[[ActionRow], Any]] = {
    "action": lambda row: row.action.number,
    "owner": lambda row: row.owner.lower(),
    "original": lambda row: row.action.original_due,
    "due": lambda row: row.action.due,
    "status": lambda row: row.status,
}


def narrowed(
    rows: Iterable[ActionRow],
    *,
    state: str = "open",
    mine: bool = False,
    meeting: int | None = None,
    words: str = "",
    sort: str = "",
) -> list[ActionRow]:
    """Those asked for, in the order asked for; the soonest due first where nothing is asked."""
    chosen, sought = STATES[state][1], words.lower().split()
    found = [
        row
        for row in rows
        if chosen(row)
        and (row.is_mine or not mine)
        and (meeting is None or (row.meeting is not None and row.meeting.pk == meeting))
        and all(word in _text(row) for word in sought)
    ]
    if sort:
        found.sort(key=SORT_KEYS[sort.removeprefix("-")], reverse=sort.startswith("-"))
    return found


def _text(row: ActionRow) -> str:
    return " ".join((row.action.reference, row.action.text, row.owner, row.names, row.action.outcome)).lower()


# Matters arising -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Matters:
    """What a meeting takes up of earlier ones: what is done waits for it, the rest it hears of."""

    meeting: Meeting
    previous: Meeting | None
    waiting: tuple[ActionRow, ...]
    open: tuple[ActionRow, ...]
    ended: tuple[ActionRow, ...]  # closed or dropped since the previous meeting

    @property
    def rows(self) -> tuple[ActionRow, ...]:
        return self.waiting + self.open + self.ended

    @property
    def late(self) -> int:
        return sum(row.is_late for row in self.open)


def matters_arising(meeting: Meeting, person: Person | None = None, *, private: bool = False) -> Matters:
    """For `person` what they may know of; for nobody in particular what anybody may, with `private` all. Six queries.

    States and owners are those of today. Of a meeting that is past it shows what was not closed before it was held.
    """
    previous = (
        Meeting.objects.filter(board=meeting.board_id, date__lt=meeting.date, cancelled_reason="")
        .order_by("-date")
        .first()
    )
    since = previous.date if previous else LONG_AGO
    if private:
        known = Action.objects.all()
    else:
        known = Action.objects.visible_to(person) if person else Action.objects.open_to_all()
    dropped = Action.history.filter(id=OuterRef("pk"), state=ActionState.DROPPED).order_by("-history_date")
    taken_up = (
        known.filter(board=meeting.board_id, agreed_on__lt=meeting.date)
        .annotate(dropped_at=Subquery(dropped.values("history_date")[:1]))
        .filter(
            Q(state__in=UNFINISHED)
            | Q(closing__date__gte=since)
            | Q(state=ActionState.DROPPED, dropped_at__date__gte=since)
        )
    )
    rows = rows_of(taken_up, today(), person)
    states = {state: tuple(row for row in rows if row.action.state == state) for state in ActionState}
    return Matters(
        meeting, previous, states[ActionState.DONE], states[ActionState.OPEN],
        states[ActionState.CLOSED] + states[ActionState.DROPPED],
    )  # fmt: skip


# To take away --------------------------------------------------------------------------------------------------------

COLUMNS = (
    "Action", "What is to be done", "State", "Late", "Owner", "Held by", "Comes from", "Agreed on", "Original due date",
    "Due date", "Closed by the meeting of", "What came of it",
)  # fmt: skip


def actions_sheet(board: Board, rows: Iterable[ActionRow], day: dt.date) -> Sheet:
    """The rows that the filter selects, in their order."""
    return Sheet(f"{board.short_name} actions", COLUMNS, [_line(row) for row in rows], [f"As at {long_date(day)}"])


def matters_sheet(matters: Matters) -> Sheet:
    title = f"{matters.meeting.board.short_name} matters arising {matters.meeting.date.isoformat()}"
    return Sheet(title, COLUMNS, [_line(row) for row in matters.rows])


def _line(row: ActionRow) -> list[Value]:
    action = row.action
    return [
        action.reference, action.text, str(action.get_state_display()), "Late" if row.is_late else "", row.owner,
        row.names or "Vacant", row.source, action.agreed_on, action.original_due, action.due,
        action.closing.date if action.closing else None, action.outcome,
    ]  # fmt: skip
