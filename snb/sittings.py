"""Who sat at a meeting, row by row of the membership table as of its day, and whether that was a quorum.

A row is not a person: one with several posts has a line for each, and one person may stand in two rows. A row without
any post is a vacancy and stays out of every count. Extra members are counted only where the board sits as their board.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from snb.holders import holdings_on
from snb.models import Attendance, Board, Capacity, Meeting, Minutes, MinutesState, Person, PostHolding, Seat
from snb.permissions import Permission
from snb.querysets import today
from snb.workflow import Refusal, demand

Kind = Attendance.Kind
THERE = (Kind.PRESENT, Kind.SUBSTITUTE)
HEADINGS = (
    (Kind.PRESENT, "Present"),
    (Kind.SUBSTITUTE, "Substitutes"),
    (Kind.APOLOGIES, "Apologies"),
    (Kind.ABSENT, "Absent"),
)
Key = tuple[int, int]  # ids of a seat and of one of its posts


@dataclass(frozen=True)
class Line:
    """One post of a row. `holder` is who held it on the day, empty where nobody is known; `kind` is empty until it is
    recorded, and `name` is then who came, or who sent apologies or was absent."""

    seat_id: int
    post_id: int
    title: str
    holder: str
    kind: str = ""
    name: str = ""

    @property
    def key(self) -> Key:
        return self.seat_id, self.post_id

    @property
    def is_there(self) -> bool:
        return self.kind in THERE

    @property
    def kind_label(self) -> str:
        return str(Kind(self.kind).label) if self.kind else "Not recorded"

    @property
    def words(self) -> str:
        """The person and the post they stand for, as minutes print it."""
        if self.kind == Kind.SUBSTITUTE:
            return f"{self.name}, for {self.holder}, {self.title}" if self.holder else f"{self.name}, for {self.title}"
        return f"{self.name or self.holder or 'Nobody known'}, {self.title}"


@dataclass(frozen=True)
class Row:
    """A row of the membership table on the day of a meeting; `capacity_id` where it sits only as another board.

    Vacant: nobody had been identified for it. What is recorded stands, also where somebody is identified later.
    """

    seat_id: int
    organisation: str
    representative: str
    capacity_id: int | None
    lines: tuple[Line, ...]
    is_vacant: bool

    @property
    def is_there(self) -> bool:
        return any(line.is_there for line in self.lines)


@dataclass(frozen=True)
class Quorum:
    """How many rows were there of those that are not vacant. `needed` is None where the board has set no quorum."""

    name: str
    present: int
    rows: int
    needed: int | None
    is_recorded: bool
    capacity_id: int | None = None

    @property
    def is_quorate(self) -> bool | None:
        """None: it cannot be said."""
        return self.present >= self.needed if self.is_recorded and self.needed is not None else None

    @property
    def words(self) -> str:
        if not self.is_recorded:
            return "Attendance has not been recorded, so nobody can say whether there was a quorum"
        if self.needed is None:
            return f"{self.present} of {self.rows} rows present; no quorum is set for this Board"
        verdict = "Quorate" if self.is_quorate else "Not quorate"
        return f"{verdict}: {self.present} of {self.rows} rows, quorum {self.needed}"


@dataclass(frozen=True)
class Sitting:
    """The attendance of one meeting. `quorums`: of the board itself first, then of each board it also sat as."""

    rows: tuple[Row, ...]
    others: tuple[Attendance, ...]  # in attendance, without a seat
    quorums: tuple[Quorum, ...]
    stamp: str  # what the record says, in short: it changes when anybody changes the record

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for row in self.rows for line in row.lines)

    @property
    def is_recorded(self) -> bool:
        return any(line.kind for line in self.lines) or bool(self.others)

    @property
    def vacancies(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.is_vacant)

    @property
    def people(self) -> int:
        """How many people came for a row, each counted once however many rows they stand in."""
        return len({line.name.casefold() for line in self.lines if line.is_there})

    @property
    def said(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Who was there, under the headings that minutes print; headings without a name are left out."""
        told = [(label, tuple(line.words for line in self.lines if line.kind == kind)) for kind, label in HEADINGS]
        others = tuple(", ".join(filter(None, [row.name, row.title])) for row in self.others)
        vacant = tuple(row.organisation for row in self.vacancies)
        told += [("In attendance", others), ("Not currently identified", vacant)]
        return tuple((label, names) for label, names in told if names)

    def quorum_for(self, capacity_id: int | None) -> Quorum:
        """Of the part of the meeting that the board sat as that; of the board itself where it has no such part."""
        return next((quorum for quorum in self.quorums if quorum.capacity_id == capacity_id), self.quorums[0])


def sitting_of(meeting: Meeting) -> Sitting:
    """What is recorded of a meeting's attendance, or what there is to record: a constant few queries."""
    recorded = list(meeting.attendance.order_by("seat__order", "pk"))
    parts = list(Capacity.objects.filter(items__meeting=meeting, items__withdrawn_reason="").distinct())
    rows = _rows(meeting, recorded, parts)
    is_recorded = bool(recorded)
    quorums = [_quorum(meeting.board, rows, is_recorded, None)]
    quorums += [_quorum(meeting.board, rows, is_recorded, part) for part in parts]
    others = tuple(row for row in recorded if row.seat_id is None)
    return Sitting(rows, others, tuple(quorums), _stamp(recorded))


def _rows(meeting: Meeting, recorded: Sequence[Attendance], parts: Iterable[Capacity]) -> tuple[Row, ...]:
    """Seats of the day, and those that the record knows: it stands, whatever becomes of the table."""
    of_the_day = (
        Q(board=meeting.board_id)
        & (Q(begins=None) | Q(begins__lte=meeting.date))
        & (Q(ends=None) | Q(ends__gte=meeting.date))
        & (Q(capacity=None) | Q(capacity__in=[part.pk for part in parts]))
    )
    known: dict[int, list[Attendance]] = defaultdict(list)
    for row in recorded:
        if row.seat_id is not None:
            known[row.seat_id].append(row)
    seats = list(Seat.objects.filter(of_the_day | Q(pk__in=known)).prefetch_related("posts__organisation"))
    held = holdings_on(meeting.date, post_ids=[post.pk for seat in seats for post in seat.posts.all()])
    return tuple(_row(seat, _lines(seat, known[seat.pk], held), is_recorded=bool(recorded)) for seat in seats)


def _row(seat: Seat, lines: tuple[Line, ...], *, is_recorded: bool) -> Row:
    is_vacant = not any(line.kind for line in lines) if is_recorded else not lines
    return Row(seat.pk, seat.organisation, seat.representative, seat.capacity_id, lines, is_vacant)


def _lines(seat: Seat, recorded: Iterable[Attendance], held: dict[int, list[PostHolding]]) -> tuple[Line, ...]:
    """As recorded, names and titles of then; posts that the record does not know as they are on the day."""
    known = {row.post_id: _line(row) for row in recorded}
    current = {
        post.pk: Line(
            seat.pk, post.pk, str(post),
            " and ".join(dict.fromkeys(holding.person.name for holding in held.get(post.pk, []))),
        )
        for post in seat.posts.all()
    }  # fmt: skip
    return tuple((current | known).values())


def _line(row: Attendance) -> Line:
    holder = row.substitute_for if row.kind == Kind.SUBSTITUTE else row.name
    return Line(row.seat_id or 0, row.post_id or 0, row.title, holder, row.kind, row.name)


def _quorum(board: Board, rows: Iterable[Row], is_recorded: bool, capacity: Capacity | None) -> Quorum:
    own = {None, capacity.pk if capacity else None}
    counted = [row for row in rows if not row.is_vacant and row.capacity_id in own]
    name = capacity.name if capacity else board.name
    present = sum(row.is_there for row in counted)
    return Quorum(name, present, len(counted), board.quorum, is_recorded, capacity.pk if capacity else None)


def _stamp(recorded: Iterable[Attendance]) -> str:
    said = sorted(
        (row.seat_id or 0, row.post_id or 0, row.kind, row.name, row.title, row.substitute_for) for row in recorded
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


# What every record of a sitting asks first ---------------------------------------------------------------------------


def hold_sitting(meeting: Meeting, by: Person) -> Meeting:
    """The meeting, locked until the transaction ends, if `by` may keep its record and it has been held."""
    held = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)
    demand(by, Permission.MEETING_EDIT, held)
    if reason := why_not_held(held):
        raise Refusal(reason)
    return held


def why_not_held(meeting: Meeting) -> str:
    """Why nothing can be recorded of a meeting; empty where it has been held."""
    if meeting.cancelled_reason:
        return "This meeting was cancelled, so there is nothing to record of it."
    return "This meeting has not been held yet." if meeting.date > today() else ""


def is_final(meeting: Meeting) -> bool:
    """Whether its minutes are approved: from then on nothing of the record changes."""
    return Minutes.objects.filter(meeting=meeting, state=MinutesState.APPROVED).exists()


def refuse_final(meeting: Meeting) -> None:
    if is_final(meeting):
        raise Refusal("The minutes of this meeting are approved, so its record does not change any more.")
