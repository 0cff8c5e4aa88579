"""The register of duties as it stands on a day: what falls due when, what has been met, and by what evidence."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from snb.exporting import Sheet, Value
from snb.models import Board, Duty, Fulfilment, Person
from snb.owners import owner_label, owners_on
from snb.recurrence import Recurrence
from snb.wording import long_date


class DutyState(StrEnum):
    """Where a duty stands on a day."""

    LATE = "late"
    COMING = "coming"  # within the days that the duty says
    AHEAD = "ahead"  # nothing has been due yet
    MET = "met"  # for every date that has come; it may fall due again
    ENDED = "ended"

    @property
    def label(self) -> str:
        return _LABELS[self][0]

    @property
    def tone(self) -> str:
        return _LABELS[self][1]


_LABELS = {
    DutyState.LATE: ("Late", "late"),
    DutyState.COMING: ("Due soon", "doing"),
    DutyState.AHEAD: ("Not due yet", "waiting"),
    DutyState.MET: ("Met", "done"),
    DutyState.ENDED: ("No longer in force", "quiet"),
}


@dataclass(frozen=True)
class DutyRow:
    """One duty on a day. `outstanding`: the due dates that no evidence meets, oldest first, the next one last."""

    duty: Duty
    state: DutyState
    outstanding: tuple[dt.date, ...]
    evidence: tuple[Fulfilment, ...]  # newest first, those withdrawn among them
    owner: str
    people: tuple[Person, ...]

    @property
    def due(self) -> dt.date | None:
        """The oldest date that is still to be met."""
        return self.outstanding[0] if self.outstanding else None

    @property
    def newest(self) -> Fulfilment | None:
        return next((held for held in self.evidence if not held.withdrawn_reason), None)

    @property
    def names(self) -> str:
        return ", ".join(person.name for person in self.people)

    @property
    def rhythm(self) -> str:
        return rhythm(self.duty.every_months)


def rhythm(months: int) -> str:
    """How often, in words: 0 months is once."""
    said = {0: "Once", 1: "Every month", 3: "Every quarter", 6: "Twice a year", 12: "Every year"}
    return said.get(months) or (f"Every {months // 12} years" if months % 12 == 0 else f"Every {months} months")


def recurrence_of(duty: Duty) -> Recurrence:
    return Recurrence(duty.first_due, duty.every_months, duty.ends)


def duties_on(duties: Iterable[Duty], day: dt.date) -> list[DutyRow]:
    """`duties` (of one board or many) as they stand on `day`, those late first. A constant few queries."""
    rows = list(duties)
    evidence: dict[int, list[Fulfilment]] = defaultdict(list)
    for held in Fulfilment.objects.filter(duty__in=rows).select_related("filed_by").prefetch_related("files"):
        evidence[held.duty_id].append(held)
    owners = owners_on(day, rows)
    made = [_row(duty, evidence[duty.pk], owners[duty.pk], day) for duty in rows]
    return sorted(made, key=_order)


def register_of(board: Board, day: dt.date) -> list[DutyRow]:
    """Every duty of a board. A constant few queries."""
    rows = board.duties.select_related("post__organisation", "remit__board").prefetch_related("remit__names")
    return duties_on(rows, day)


def _order(row: DutyRow) -> tuple[int, dt.date, str]:
    return list(DutyState).index(row.state), row.due or dt.date.max, row.duty.title


def _row(duty: Duty, evidence: Sequence[Fulfilment], people: tuple[Person, ...], day: dt.date) -> DutyRow:
    met = {held.due for held in evidence if not held.withdrawn_reason}
    outstanding = tuple(recurrence_of(duty).outstanding(met, day)) if duty.begins <= day else (duty.first_due,)
    return DutyRow(
        duty, _state(duty, outstanding, bool(met), day), outstanding, tuple(evidence), owner_label(duty, day), people
    )


def _state(duty: Duty, outstanding: Collection[dt.date], is_met: bool, day: dt.date) -> DutyState:
    due = next(iter(outstanding), None)
    if due is not None and due < day:
        return DutyState.LATE
    if duty.ends is not None and duty.ends < day:
        return DutyState.ENDED
    if due is None:
        return DutyState.MET
    if due <= day + dt.timedelta(days=duty.warn_days):
        return DutyState.COMING
    return DutyState.MET if is_met else DutyState.AHEAD


def narrowed(rows: Iterable[DutyRow], *, state: str = "", kind: str = "", words: str = "") -> list[DutyRow]:
    """Those asked for; a duty that is no longer in force only where it is asked for."""
    sought = words.lower().split()
    return [
        row
        for row in rows
        if (row.state == state if state else row.state != DutyState.ENDED)
        and kind in ("", row.duty.kind)
        and all(word in _text(row) for word in sought)
    ]


def _text(row: DutyRow) -> str:
    duty = row.duty
    return " ".join((duty.title, duty.detail, duty.owed_by, duty.owed_to, duty.source, row.owner, row.names)).lower()


def duties_sheet(board: Board, rows: Iterable[DutyRow], day: dt.date) -> Sheet:
    """The rows that the filter selects, with the evidence that met each duty last."""
    columns = [
        "Duty", "Kind", "Owed by", "Owed to", "Source", "Text of the source read", "How often", "Next due", "State",
        "Owner", "Held by", "Last met for", "Done on", "Evidence",
    ]  # fmt: skip
    return Sheet(f"{board.short_name} duties", columns, [_line(row) for row in rows], [f"As at {long_date(day)}"])


def _line(row: DutyRow) -> list[Value]:
    duty, last = row.duty, row.newest
    return [
        duty.title, duty.get_kind_display(), duty.owed_by, duty.owed_to, duty.source,
        "Yes" if duty.is_verified else "No", row.rhythm, row.due, row.state.label, row.owner, row.names or "Vacant",
        last.due if last else None, last.done_on if last else None, last.evidence if last else "",
    ]  # fmt: skip
