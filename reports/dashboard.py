"""The matrix of a board's priorities: who leads, what the figure says, what the lead says, where the return stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils.text import slugify

from performance.analysis.rag import Rag
from performance.charts.sparkline import Sparkline
from performance.matrix import Mark, mark_of
from performance.plots import sparkline_of
from performance.readings import LINKED, MeasureReading, readings_of
from priorities.models import Placement, PlannedAction, PriorityMeasure, QuarterlyReturn
from priorities.models.returns import LOCKED, ActionStatus, Outlook, State
from priorities.notices import return_path
from priorities.querysets import placed_on
from priorities.tracker import TONES
from snb.holders import appointments_on
from snb.models import Appointment, Board, Meeting, Person
from snb.permissions import Permission, Role

ACCEPTED = (State.ACCEPTED, State.COMPILED)


@dataclass(frozen=True)
class Figure:
    """The newest value of a priority's first measure; `value` is None where there is none."""

    measure: str
    unit: str
    value: Decimal | None
    quarter: str
    rag: str
    reason: str
    slug: str = ""
    against_last_year: Mark | None = None
    spark: Sparkline | None = field(default=None, compare=False)  # a drawing of the same figures

    @property
    def is_rated(self) -> bool:
        return self.rag != Rag.NO_DATA


@dataclass(frozen=True)
class Judgement:
    """What the lead says in the newest accepted return. `rag` is empty where they did not judge."""

    rag: str
    outlook: str
    reason: str
    quarter: str
    url: str


@dataclass(frozen=True)
class ReturnCell:
    """A return as a cell shows it; `url` is empty where the reader may not open it yet.

    `is_late`: not signed although it is due. `came_late`: signed, but after it was due.
    """

    state: str
    word: str
    tone: str
    is_late: bool
    came_late: bool
    due: dt.date
    url: str


@dataclass(frozen=True)
class Row:
    """One priority. `leads` is empty where nobody leads it today; money is in pounds, None where it is not known."""

    slug: str
    name: str
    theme: str
    url: str
    leads: tuple[str, ...]
    deputies: tuple[str, ...]
    figure: Figure | None
    judgement: Judgement | None
    held: ReturnCell | None
    actions_done: int
    actions: int
    spent: Decimal | None
    budget: Decimal

    @property
    def theme_key(self) -> str:
        return slugify(self.theme)


@dataclass(frozen=True)
class Dashboard:
    agreement: str
    rows: tuple[Row, ...]
    meeting: Meeting | None
    as_at: dt.date

    @property
    def themes(self) -> list[tuple[str, str]]:
        """(key, name) of each theme in the order of the agreement."""
        return list(dict.fromkeys((row.theme_key, row.theme) for row in self.rows))

    @property
    def expected(self) -> int:
        return sum(row.held is not None for row in self.rows)

    @property
    def received(self) -> int:
        return sum(row.held is not None and row.held.state in LOCKED for row in self.rows)

    @property
    def late(self) -> int:
        return sum(row.held is not None and row.held.is_late for row in self.rows)


def build(board: Board, person: Person, *, day: dt.date) -> Dashboard:
    """The board as it stands on `day`, for `person` to read: the same few queries whatever its size."""
    placements = _placements(board, day)
    priorities = [placement.priority for placement in placements]
    leads = appointments_on(day, roles=[Role.LEAD], remit_ids=[priority.remit_id for priority in priorities])
    figures = first_figures(priorities, day)
    meeting = Meeting.objects.filter(board=board).ahead(day).first()
    accepted, ahead = _returns(priorities, meeting)
    rows = tuple(
        _row(placement, leads[placement.priority.remit_id], figures, accepted, ahead, person, day)
        for placement in placements
    )
    return Dashboard(
        agreement=placements[0].theme.agreement.title if placements else "",
        rows=rows,
        meeting=meeting,
        as_at=day,
    )


def select(rows: Iterable[Row], *, judgement: str = "", rag: str = "", theme: str = "", status: str = "") -> list[Row]:
    """The rows that meet every condition given. "none" asks for what is missing, `status` "late" for late returns."""
    return [
        row
        for row in rows
        if (not judgement or judgement == ((row.judgement and row.judgement.rag) or "none"))
        and (not rag or rag == (row.figure.rag if row.figure else Rag.NO_DATA))
        and theme in ("", row.theme_key)
        and (not status or _has_status(row.held, status))
    ]


def _has_status(held: ReturnCell | None, status: str) -> bool:
    if held is None:
        return status == "none"
    return held.is_late if status == "late" else held.state == status


# Reading -------------------------------------------------------------------------------------------------------------


def _placements(board: Board, day: dt.date) -> list[Any]:
    """The places of the agreement in force, in its order, with the budget of each priority's plan."""
    budget = (
        PlannedAction.objects.filter(priority=OuterRef("priority"), withdrawn_reason="").order_by().values("priority")
    )
    placements = (
        Placement.objects.filter(placed_on(day), theme__agreement__board=board)
        .select_related("theme__agreement__board", "priority__remit")
        .prefetch_related("priority__remit__names")
        .annotate(budget=Subquery(budget.annotate(total=Sum("budget")).values("total")))
        .order_by("theme__order", "order")
    )
    return list({placement.priority_id: placement for placement in placements}.values())


def first_figures(priorities: Iterable[Any], day: dt.date) -> dict[int, MeasureReading]:
    """The newest figure of the first measure of each priority, by priority id. Two queries."""
    links = PriorityMeasure.objects.filter(priority__in=list(priorities)).select_related(*LINKED)
    first: dict[int, Any] = {}
    for link in links.order_by("order", "pk"):
        first.setdefault(link.priority_id, link.measure)
    latest = readings_of(first.values(), day)
    return {priority_id: latest[measure.pk] for priority_id, measure in first.items()}


def newest_accepted(returns: QuerySet) -> QuerySet:
    """Of each priority, the return to the latest meeting among those accepted."""
    of_priority = QuarterlyReturn.objects.filter(priority=OuterRef("priority"), state__in=ACCEPTED)
    return returns.filter(pk=Subquery(of_priority.order_by("-meeting__date").values("pk")[:1]))


def _returns(priorities: Iterable[Any], meeting: Meeting | None) -> tuple[dict[int, Any], dict[int, Any]]:
    """The newest accepted return of each priority, and its return to the next meeting. One query."""
    of_board = QuarterlyReturn.objects.filter(priority__in=list(priorities))
    is_newest = Q(pk__in=newest_accepted(of_board).order_by().values("pk"))
    spent = QuarterlyReturn.objects.filter(pk=OuterRef("pk")).order_by().annotate(total=Sum("planned_reports__spent"))
    rows = (
        of_board.filter(is_newest | Q(meeting=meeting))
        .select_related("meeting", "priority__board")
        .annotate(
            spent=Subquery(spent.values("total")),
            actions=Count("required_reports"),
            actions_done=Count("required_reports", filter=Q(required_reports__status=ActionStatus.DONE)),
        )
        .order_by("meeting__date")
    )
    accepted: dict[int, Any] = {}
    ahead: dict[int, Any] = {}
    for held in rows:
        if held.state in ACCEPTED:
            accepted[held.priority_id] = held  # the newest comes last
        if meeting is not None and held.meeting_id == meeting.pk:
            ahead[held.priority_id] = held
    return accepted, ahead


# One row -------------------------------------------------------------------------------------------------------------


def _row(
    placement: Any, leads: list[Appointment], figures: dict[int, MeasureReading], accepted: dict[int, Any],
    ahead: dict[int, Any], person: Person, day: dt.date,
) -> Row:  # fmt: skip
    priority, newest = placement.priority, accepted.get(placement.priority_id)
    where = {"board": placement.theme.agreement.board.slug, "slug": priority.slug}
    return Row(
        slug=priority.slug,
        name=priority.name_on(day),
        theme=placement.theme.name,
        url=reverse("reports:priority-detail", kwargs=where),
        leads=tuple(held.person.name for held in leads if held.deputises_for_id is None),
        deputies=tuple(held.person.name for held in leads if held.deputises_for_id is not None),
        figure=_figure(figures.get(priority.pk)),
        judgement=judgement_of(newest) if newest else None,
        held=return_cell(ahead[priority.pk], person) if priority.pk in ahead else None,
        actions_done=newest.actions_done if newest else 0,
        actions=newest.actions if newest else 0,
        spent=pounds(newest.spent) if newest else None,
        budget=pounds(placement.budget) or Decimal(0),
    )


def _figure(latest: MeasureReading | None) -> Figure | None:
    if latest is None:
        return None
    quarter = latest.period.short if latest.period else ""
    measure = latest.measure
    return Figure(
        measure.name, measure.unit, latest.value, quarter, latest.result.rag.value, latest.result.reason, measure.slug,
        mark_of(latest.comparisons.mid) if latest.value is not None else None,
        sparkline_of(latest) if latest.value is not None else None,
    )  # fmt: skip


def judgement_of(held: QuarterlyReturn) -> Judgement:
    """The lead's own judgement in an accepted return, with the quarter it is of."""
    outlook = Outlook(held.outlook).label if held.outlook else ""
    return Judgement(held.rag, outlook, held.judgement_reason, held.quarter.short, return_path(held))


def return_cell(held: QuarterlyReturn, person: Person) -> ReturnCell:
    """Where a return stands, with a link for whoever may open it."""
    state = State(held.state)
    may_open = state in ACCEPTED or person.has_perm(Permission.RETURN_READ, held)
    signed, late = state in LOCKED, held.is_late
    return ReturnCell(
        state.value, state.label, TONES[state], late and not signed, late and signed, held.due,
        return_path(held) if may_open else "",
    )  # fmt: skip


def pounds(pence: int | None) -> Decimal | None:
    """Pence as pounds; unknown stays unknown."""
    return None if pence is None else Decimal(pence) / 100
