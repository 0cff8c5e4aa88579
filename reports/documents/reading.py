"""The one reading of the database that a document is built from. Blocks take from it and ask nothing more."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Prefetch

from partnerships.escalation_values import Thread
from partnerships.models import Coverage, Narrative, Partnership
from performance.readings import LINKED, MeasureReading, readings_of
from priorities.models import (
    Agreement,
    Initiative,
    Placement,
    PlannedAction,
    Priority,
    PriorityMeasure,
    QuarterlyReturn,
    RequiredAction,
    Signature,
)
from priorities.models.returns import State
from priorities.notices import NEXT
from priorities.plans import FundingLine, Plan, funding_of, plan_of
from priorities.querysets import placed_on
from priorities.refresh_reading import RefreshPage, last_refresh, refresh_page
from reports.documents.agreed import Agreed, read_agreed
from reports.documents.performance.figures import Figures, read_figures
from reports.documents.snapshot import one_moment
from reports.documents.told import narratives_of, raised_of
from snb.actions import Matters, matters_arising
from snb.exempt import SeenItem, members_items, public_items
from snb.holders import holdings_on, posts_on
from snb.minute_book import Book, last_book
from snb.models import Appointment, Board, Meeting, PostHolding, Remit
from snb.permissions import RemitKind, Role
from snb.querysets import holding_on
from snb.reading import sitting_on

ACCEPTED = (State.ACCEPTED, State.COMPILED)
RESTRICTED_MARKING = "Restricted: not for publication"
ROLES = (Role.LEAD, Role.SUPPORT_OFFICER, Role.PROGRAMME_MANAGER, Role.CHAIR)


@dataclass(frozen=True)
class Held:
    """A return as it stood, with what was signed where it is accepted."""

    record: QuarterlyReturn
    signature: Signature | None
    signed: Mapping[str, Any] | None

    @property
    def status(self) -> str:
        """Its state in the words of the screen. Being in a pack is not a state to print: it would change the pack."""
        return State.ACCEPTED.label if self.record.state in ACCEPTED else State(self.record.state).label

    @property
    def stamp(self) -> tuple[Any, ...]:
        """What must still be so when the edition is saved."""
        return return_stamp(self.record)


def return_stamp(record: QuarterlyReturn) -> tuple[Any, ...]:
    state = State.ACCEPTED if record.state in ACCEPTED else record.state
    return record.pk, str(state), record.signed_at, record.due


@dataclass(frozen=True)
class Written:
    """A passage as it stood: its Markdown, and whether somebody has cleared it."""

    markdown: str
    is_cleared: bool


@dataclass(frozen=True)
class Reading:
    """One board on one day, and perhaps one of its meetings. Filled by `read` alone."""

    board: Board
    as_at: dt.date
    meeting: Meeting | None
    agreement: Agreement | None
    placements: tuple[Placement, ...] = ()
    required_actions: tuple[RequiredAction, ...] = ()
    returns: Mapping[int, Held] = field(default_factory=dict)  # by priority id
    budgets: Mapping[int, int] = field(default_factory=dict)  # planned spend in pence by priority id
    plan: Plan = field(default_factory=lambda: Plan((), (), dt.date.min))  # of those priorities, in their order
    funding: tuple[FundingLine, ...] = ()  # the money the board's actions depend on
    appointments: tuple[Appointment, ...] = ()
    posts: Mapping[int, PostHolding] = field(default_factory=dict)  # by person id
    holdings: Mapping[int, list[PostHolding]] = field(default_factory=dict)  # by post id
    tables: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)  # the board's own tables by name
    prose: Mapping[str, str] = field(default_factory=dict)
    agenda: tuple[SeenItem, ...] = ()  # as everybody may see it: what is heard in private is not read
    ahead: tuple[Meeting, ...] = ()
    last: Book | None = None  # the record of the meeting before, where an item of the agenda takes its minutes
    partnerships: tuple[Partnership, ...] = ()
    narratives: tuple[Narrative, ...] | None = None  # to its meeting; None where the board asks for none
    raised: tuple[Thread, ...] = ()  # by partnerships, as everybody may know it: this time, and before and not settled
    measures: Mapping[int, list[MeasureReading]] = field(default_factory=dict)  # by priority id, in their order
    board_remit_id: int = 0
    matters: Matters | None = None  # of its meeting, as everybody may know them
    refresh: RefreshPage | None = None  # the last that was agreed, in a document of no meeting
    agreed: Agreed | None = None  # what its agreement is measured by, in a document of no meeting
    figures: Figures | None = None  # where the kind of document prints them
    audience: str = "public"  # or "restricted": then what is heard in private is in it
    subject_key: str = ""
    subject: Any = None  # what `Subject.read` of the kind gave
    passages: Mapping[str, Written] = field(default_factory=dict)  # prose of the subject, by key

    @property
    def marking(self) -> str:
        return RESTRICTED_MARKING if self.audience == "restricted" else ""

    @property
    def shows_contacts(self) -> bool:
        """Whether personal contact details are printed: always for the board, in public as the board has set."""
        return self.audience == "restricted" or self.board.publishes_contacts

    @property
    def day(self) -> dt.date:
        """The day whose agreement and names hold: the meeting's, else that of the reading."""
        return self.meeting.date if self.meeting else self.as_at

    @property
    def priorities(self) -> list[Priority]:
        """In the order of the agreement; then those with a return that stand in it no longer."""
        return _priorities(self.placements, self.returns)

    def theme(self, priority: Priority) -> str:
        return next((row.theme.name for row in self.placements if row.priority_id == priority.pk), "")

    def accepted(self, priority: Priority) -> Held | None:
        """The priority's return, if what was signed is accepted."""
        held = self.returns.get(priority.pk)
        return held if held and held.signed is not None else None

    def appointed(self, role: Role, remit_id: int, day: dt.date | None = None) -> list[Appointment]:
        """Who held a role that day, substantive holders first."""
        day = day or self.as_at
        rows = [row for row in self.appointments if row.role == role and row.remit_id == remit_id and _holds(row, day)]
        return sorted(rows, key=lambda row: row.deputises_for_id is not None)

    def holders(self, held: QuarterlyReturn) -> str:
        """Names of those who have the return's next move."""
        for role in NEXT[State(held.state)]:
            of = self.board_remit_id if role is Role.PROGRAMME_MANAGER else held.remit_id
            if found := self.appointed(role, of):
                return ", ".join(dict.fromkeys(row.person.name for row in found))
        return ""

    def names_in_post(self, post_id: int | None) -> list[str]:
        return [holding.person.name for holding in self.holdings.get(post_id or 0, [])]


def _priorities(placements: Iterable[Placement], returns: Mapping[int, Held]) -> list[Priority]:
    placed = {placement.priority_id: placement.priority for placement in placements}
    left = {pk: held.record.priority for pk, held in returns.items() if pk not in placed}
    return [*placed.values(), *left.values()]


def _holds(row: Appointment, day: dt.date) -> bool:
    """A deputy's appointment holds only while that of the person they stand in for does."""
    return row.holds_on(day) and (row.deputises_for is None or row.deputises_for.holds_on(day))


def read(
    *,
    board: Board,
    meeting: Meeting | None,
    as_at: dt.date,
    figures: bool = False,
    subject: Callable[[], Any] | None = None,
    subject_key: str = "",
) -> Reading:
    """Everything any document of this board prints, as of one moment: the same few queries however much there is.

    `figures`: also what its measures, risks, benchmarks and grants say.
    """
    with one_moment():
        return _read_about(board, meeting, as_at, figures=figures, subject=subject, subject_key=subject_key)


def read_with_private(
    *,
    board: Board,
    meeting: Meeting | None,
    as_at: dt.date,
    figures: bool = False,
    subject: Callable[[], Any] | None = None,
    subject_key: str = "",
) -> tuple[Reading, Reading]:
    """What everybody may read, and the same with what is heard in private: one moment of the database."""
    with one_moment():
        public = _read_about(board, meeting, as_at, figures=figures, subject=subject, subject_key=subject_key)
        return public, with_private(public)


def _read_about(
    board: Board,
    meeting: Meeting | None,
    as_at: dt.date,
    *,
    figures: bool,
    subject: Callable[[], Any] | None,
    subject_key: str,
) -> Reading:
    reading = _read(board, meeting, as_at, figures=figures)
    if subject is None:
        return reading
    return replace(reading, subject_key=subject_key, subject=subject(), passages=_written(board, subject_key))


def with_private(reading: Reading) -> Reading:
    """The same with what is heard in private, for those who may read it. Inside the moment of `reading`."""
    meeting = reading.meeting
    if meeting is None:
        return replace(reading, audience="restricted")
    asks_for_minutes = any(item.block == "minutes" for item in reading.agenda)
    agenda = members_items(meeting)
    tables, partnerships = reading.tables, reading.partnerships
    return replace(
        reading,
        audience="restricted",
        agenda=agenda,
        holdings=holdings_on(reading.as_at, post_ids=_post_ids(tables, agenda, partnerships)),
        last=last_book(meeting, private=True) if asks_for_minutes else None,
        matters=matters_arising(meeting, private=True),
    )


def _written(board: Board, key: str) -> dict[str, Written]:
    rows = board.passages.filter(subject=key).values_list("key", "markdown", "state")
    return {name: Written(markdown, state == "cleared") for name, markdown, state in rows}


def _read(board: Board, meeting: Meeting | None, as_at: dt.date, *, figures: bool) -> Reading:
    board = Board.objects.get(pk=board.pk)
    meeting = Meeting.objects.get(pk=meeting.pk) if meeting else None
    agreement = Agreement.objects.filter(board=board).on(meeting.date if meeting else as_at).order_by("-begins").first()
    placements = _placements(agreement, meeting.date if meeting else as_at)
    returns = _returns(meeting)
    priority_ids = {row.priority_id for row in placements} | set(returns)
    appointments = _appointments(board)
    tables = _tables(board, as_at)
    agenda = public_items(meeting) if meeting else ()
    partnerships = _partnerships(board, as_at)
    found = read_figures(board, as_at) if figures else None
    return Reading(
        board=board,
        as_at=as_at,
        meeting=meeting,
        agreement=agreement,
        placements=placements,
        required_actions=tuple(agreement.required_actions.all()) if agreement else (),
        returns=returns,
        budgets=_budgets(priority_ids),
        plan=plan_of(_priorities(placements, returns), as_at),
        funding=tuple(funding_of(board, as_at)),
        appointments=appointments,
        posts=posts_on(as_at, person_ids={row.person_id for row in appointments}),
        holdings=holdings_on(as_at, post_ids=_post_ids(tables, agenda, partnerships)),
        tables=tables,
        prose=dict(board.passages.filter(subject="").values_list("key", "markdown")),
        agenda=agenda,
        ahead=_ahead(board, meeting, as_at),
        last=last_book(meeting) if meeting and any(item.block == "minutes" for item in agenda) else None,
        partnerships=partnerships,
        narratives=narratives_of(board, meeting),
        raised=raised_of(board, meeting, as_at),
        measures=_measures(priority_ids, as_at, found),
        board_remit_id=_board_remit_id(board),
        matters=matters_arising(meeting) if meeting else None,
        refresh=None if meeting else _refresh(board, as_at),
        agreed=read_agreed(agreement, as_at) if agreement and not meeting else None,
        figures=found,
    )


def _refresh(board: Board, day: dt.date) -> RefreshPage | None:
    last = last_refresh(board, day)
    return refresh_page(last, day) if last else None


def _board_remit_id(board: Board) -> int:
    remit = Remit.objects.filter(board=board, kind=RemitKind.BOARD).first()
    return remit.pk if remit else 0


def _placements(agreement: Agreement | None, day: dt.date) -> tuple[Placement, ...]:
    rows = (
        Placement.objects.filter(placed_on(day), theme__agreement=agreement)
        .select_related("theme", "priority__remit")
        .prefetch_related("priority__remit__names")
        .order_by("theme__order", "order")
    )
    return tuple(rows) if agreement else ()


def _returns(meeting: Meeting | None) -> dict[int, Held]:
    if meeting is None:
        return {}
    rows = QuarterlyReturn.objects.filter(meeting=meeting).with_names().order_by("priority__slug")
    signatures = Signature.objects.filter(quarterly_return__meeting=meeting).select_related("by").order_by("number")
    newest = {signature.quarterly_return_id: signature for signature in signatures}
    found = {}
    for record in rows:
        signature = newest.get(record.pk) if record.state in ACCEPTED else None
        found[record.priority_id] = Held(record, signature, signature.data if signature else None)
    return found


def _budgets(priority_ids: Iterable[int]) -> dict[int, int]:
    budgets: dict[int, int] = defaultdict(int)
    for action in PlannedAction.objects.filter(priority__in=priority_ids, withdrawn_reason=""):
        budgets[action.priority_id] += action.budget
    return dict(budgets)


def _appointments(board: Board) -> tuple[Appointment, ...]:
    """Of every day, because a return names who was lead on the day it was signed."""
    rows = Appointment.objects.filter(remit__board=board, role__in=ROLES)
    return tuple(rows.select_related("person", "deputises_for__person").order_by("begins", "pk"))


def _tables(board: Board, day: dt.date) -> dict[str, tuple[Any, ...]]:
    """`seats` are pairs of a row of the whole board on the day and its posts."""
    sitting = list(sitting_on(board, day))
    seats = [(seat, posts) for seat, posts in sitting if seat.capacity is None]
    return {
        "tiers": tuple(board.tiers.all()),
        "terms": tuple(board.terms.all()),
        "seats": tuple(seats),
        "extra_seats": tuple(seat for seat, _ in sitting if seat.capacity is not None),
        "key_roles": tuple(board.key_roles.all()),
        "linkages": tuple(board.linkages.all()),
        "linkage_actions": tuple(board.linkage_actions.all()),
        "capacities": tuple(board.capacities.on(day).order_by("pk")),  # as they were recorded
        "standings": tuple(board.standings.on(day).select_related("organisation")),
        "groups": tuple(board.groups.on(day).prefetch_related("topics")),
        "duties": tuple(board.duties.filter(holding_on(day))),
        "initiatives": tuple(
            Initiative.objects.filter(priority__board=board, begins__lte=day)
        ),  # also those that ended
    }


def _partnerships(board: Board, day: dt.date) -> tuple[Partnership, ...]:
    coverage = Coverage.objects.on(day).select_related("district")
    rows = Partnership.objects.filter(board=board).on(day).select_related("remit", "chair__organisation")
    return tuple(rows.prefetch_related("remit__names", Prefetch("coverage", coverage)))


def _post_ids(tables: Mapping[str, tuple[Any, ...]], agenda: Iterable[Any], partnerships: Iterable[Any]) -> set[int]:
    """Every post that the document may have to name the holder of."""
    ids = {post.pk for _, posts in tables["seats"] for post in posts}
    ids |= {row.post_id for name in ("key_roles", "linkages") for row in tables[name] if row.post_id}
    ids |= {item.presenter_id for item in agenda if item.presenter_id}
    return ids | {row.chair_id for row in partnerships if row.chair_id}


def _ahead(board: Board, meeting: Meeting | None, as_at: dt.date) -> tuple[Meeting, ...]:
    """Later meetings with what is planned for them."""
    after = meeting.date if meeting else as_at
    rows = Meeting.objects.filter(board=board, date__gt=after, cancelled_reason="").order_by("date")
    return tuple(rows.prefetch_related("forward_plan", "items"))


def _measures(priority_ids: Iterable[int], as_at: dt.date, figures: Figures | None) -> dict[int, list[MeasureReading]]:
    """Where figures are read, without those that may not be printed."""
    links = list(
        PriorityMeasure.objects.filter(priority__in=priority_ids).select_related(*LINKED).order_by("order", "pk")
    )
    latest = readings_of([link.measure for link in links], as_at)
    found: dict[int, list[MeasureReading]] = defaultdict(list)
    for link in links:
        reading = latest[link.measure_id]
        found[link.priority_id].append(figures.hidden.reading(reading) if figures else reading)
    return dict(found)
