"""Costed action plans as they stand on a day: what is due, what it costs, what shows it, and whose money ends."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from performance.charts.timeline import TimelineMark, TimelinePlot, TimelineRow
from priorities.access import ACCEPTED
from priorities.models import (
    FundingStream,
    Milestone,
    PlannedAction,
    PlannedActionReport,
    PlannedMeasure,
    Priority,
    QuarterlyReturn,
)
from priorities.models.returns import PlanStatus
from snb.exporting import Sheet, Value
from snb.models import Board
from snb.recurrence import months_after
from snb.wording import long_date

TONES = {"": "quiet", "not_started": "todo", "on_track": "doing", "at_risk": "waiting", "late": "late", "done": "done"}


def pounds(pence: int | None) -> Decimal | None:
    """None stays None: missing is not zero."""
    return None if pence is None else Decimal(pence) / 100


@dataclass(frozen=True)
class PlanLine:
    """A planned action with what the newest accepted return of its priority says of it. Money in pence."""

    action: PlannedAction
    priority: str
    report: PlannedActionReport | None
    milestones: tuple[Milestone, ...]
    measures: tuple[PlannedMeasure, ...]
    day: dt.date

    @property
    def due(self) -> dt.date:
        return self.report.due if self.report else self.action.due

    @property
    def is_revised(self) -> bool:
        return self.due != self.action.due

    @property
    def spent(self) -> int | None:
        return self.report.spent if self.report else None

    @property
    def spent_pounds(self) -> Decimal | None:
        return pounds(self.spent)

    @property
    def budget_pounds(self) -> Decimal | None:
        return pounds(self.action.budget)

    @property
    def status(self) -> str:
        return PlanStatus(self.report.status).label if self.report and self.report.status else "Not reported"

    @property
    def tone(self) -> str:
        return TONES[self.report.status if self.report else ""]

    @property
    def is_done(self) -> bool:
        return bool(self.report and self.report.status == PlanStatus.DONE)

    @property
    def is_late(self) -> bool:
        return not self.is_done and self.due < self.day

    @property
    def outlives_its_money(self) -> bool:
        """It goes on after the last day of what pays for it."""
        money = self.action.funding
        return bool(money and money.ends and money.ends < self.due and not self.is_done)

    @property
    def over_budget(self) -> bool:
        return self.spent is not None and self.spent > self.action.budget

    @property
    def row(self) -> TimelineRow:
        money = self.action.funding
        return TimelineRow(
            self.action.title, self.action.begins.toordinal(), self.action.due.toordinal(), self.status,
            group=self.priority, revised=self.due.toordinal() if self.is_revised else None,
            marks=tuple(TimelineMark(one.title, one.due.toordinal(), bool(one.done_on)) for one in self.milestones),
            money_ends=money.ends.toordinal() if money and money.ends else None, late=self.is_late,
        )  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """The actions of one or more priorities, in the order of their priorities and then of their dates."""

    lines: tuple[PlanLine, ...]
    withdrawn: tuple[PlannedAction, ...]
    day: dt.date

    @property
    def budget(self) -> int:
        return sum(line.action.budget for line in self.lines)

    @property
    def spent(self) -> int | None:
        """Spend reported so far; None where nothing is reported: missing is not zero."""
        known = [line.spent for line in self.lines if line.spent is not None]
        return sum(known) if known else None

    @property
    def spent_pounds(self) -> Decimal | None:
        return pounds(self.spent)

    @property
    def budget_pounds(self) -> Decimal | None:
        return pounds(self.budget)

    @property
    def unreported(self) -> int:
        return sum(line.spent is None for line in self.lines)

    @property
    def late(self) -> int:
        return sum(line.is_late for line in self.lines)

    def plot(self, name: str = "Planned actions") -> TimelinePlot:
        return TimelinePlot(name, tuple(line.row for line in self.lines), self.day.toordinal())


def plan_of(priorities: Iterable[Priority], day: dt.date) -> Plan:
    """The plan of `priorities`, in their order, as it stands on `day`. A constant few queries."""
    order = list(priorities)
    actions = list(
        PlannedAction.objects.filter(priority__in=order)
        .select_related("funding", "priority")
        .prefetch_related("milestones", "measure_links__measure")
    )
    reports = _newest_reports(order)
    by_priority: dict[int, list[PlannedAction]] = defaultdict(list)
    for action in actions:
        by_priority[action.priority_id].append(action)
    lines = [
        _line(action, priority.name_on(day), reports.get(action.pk), day)
        for priority in order
        for action in by_priority[priority.pk]
        if not action.withdrawn_reason
    ]
    return Plan(tuple(lines), tuple(action for action in actions if action.withdrawn_reason), day)


def _line(action: PlannedAction, name: str, report: PlannedActionReport | None, day: dt.date) -> PlanLine:
    return PlanLine(action, name, report, tuple(action.milestones.all()), tuple(action.measure_links.all()), day)


def _newest_reports(priorities: Sequence[Priority]) -> dict[int, PlannedActionReport]:
    """What the newest accepted return of each priority says, by planned action. Two queries."""
    newest: dict[int, int] = {}
    accepted = QuarterlyReturn.objects.filter(priority__in=priorities, state__in=ACCEPTED).order_by("meeting__date")
    for pk, priority in accepted.values_list("pk", "priority"):
        newest[priority] = pk
    rows = PlannedActionReport.objects.filter(quarterly_return__in=newest.values()).select_related("planned_action")
    return {row.planned_action_id: row for row in rows}


def narrowed(plan: Plan, *, priority: str = "", show: str = "") -> Plan:
    """The lines asked for: of one priority by its slug; late, going on after their money, or not done."""
    tests = {
        "late": lambda line: line.is_late,
        "money": lambda line: line.outlives_its_money,
        "open": lambda line: not line.is_done,
    }
    lines = tuple(
        line
        for line in plan.lines
        if priority in ("", line.action.priority.slug) and tests.get(show, lambda line: True)(line)
    )
    return Plan(lines, plan.withdrawn, plan.day)


# Money ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FundingLine:
    """A stream of money with the actions that depend on it, on a day. Money in pence."""

    stream: FundingStream
    actions: tuple[PlannedAction, ...]
    day: dt.date
    reports: Mapping[int, PlannedActionReport] = field(default_factory=dict)  # by planned action, the newest accepted

    @property
    def amount_pounds(self) -> Decimal | None:
        return pounds(self.stream.amount)

    @property
    def has_ended(self) -> bool:
        return self.stream.ends is not None and self.stream.ends < self.day

    @property
    def ends_soon(self) -> bool:
        """Within the months that the stream says, and not yet over."""
        ends = self.stream.ends
        return ends is not None and self.day <= ends <= months_after(self.day, self.stream.warn_months)

    @property
    def left_over(self) -> tuple[PlannedAction, ...]:
        """Actions that go on after the money ends, by the dates that returns have revised; what is done does not."""
        ends = self.stream.ends
        return tuple(action for action in self.actions if ends is not None and self._goes_on_after(action, ends))

    def _goes_on_after(self, action: PlannedAction, ends: dt.date) -> bool:
        report = self.reports.get(action.pk)
        if report is None:
            return action.due > ends
        return report.status != PlanStatus.DONE and report.due > ends

    @property
    def state(self) -> tuple[str, str]:
        """In words, with its tone."""
        if self.has_ended:
            return "Ended", "late" if self.left_over else "quiet"
        if self.ends_soon:
            return "Ends soon", "waiting"
        return "Running" if self.stream.begins <= self.day else "To come", "doing"


def funding_of(board: Board, day: dt.date) -> list[FundingLine]:
    """The streams of a board, those that end soonest first, those long over last. A constant few queries."""
    streams = list(board.funding_streams.prefetch_related("planned_actions__priority__remit__names"))
    actions = {row.pk: tuple(a for a in row.planned_actions.all() if not a.withdrawn_reason) for row in streams}
    reports = _newest_reports(list({action.priority for found in actions.values() for action in found}))
    lines = [FundingLine(row, actions[row.pk], day, reports) for row in streams]
    return sorted(lines, key=lambda line: (line.has_ended, line.stream.ends or dt.date.max, line.stream.name))


def plans_sheet(board: Board, plan: Plan) -> Sheet:
    """Every action of the plan with its money in pounds."""
    columns = [
        "Priority", "Action", "Owner", "Starts", "First due", "Due", "Why it was revised", "Status", "Budget (£)",
        "Spent (£)", "Depends on", "Money ends", "Outputs", "Outcome", "Measures", "Milestones",
    ]  # fmt: skip
    rows = [_cells(line) for line in plan.lines]
    return Sheet(f"{board.short_name} action plans", columns, rows, [f"As at {long_date(plan.day)}"])


def _cells(line: PlanLine) -> list[Value]:
    action, money = line.action, line.action.funding
    done = [
        f"{one.title}: {long_date(one.done_on or one.due)}{' (done)' if one.done_on else ''}" for one in line.milestones
    ]
    return [
        line.priority, action.title, action.owner, action.begins, action.due, line.due,
        line.report.revised_reason if line.report else "", line.status, line.budget_pounds,
        line.spent_pounds, money.name if money else "", money.ends if money else None,
        action.outputs, action.outcome, "; ".join(str(link.measure) for link in line.measures), "; ".join(done),
    ]  # fmt: skip


def funding_sheet(board: Board, lines: Iterable[FundingLine], day: dt.date) -> Sheet:
    """A row for each stream; amounts in pounds."""
    columns = ["Money", "Given by", "Amount (£)", "From", "Until", "State", "What follows", "Actions that depend on it",
               "Due after it ends"]  # fmt: skip
    rows: list[list[Value]] = [
        [
            line.stream.name, line.stream.giver, line.amount_pounds,
            line.stream.begins, line.stream.ends, line.state[0], line.stream.after,
            "; ".join(action.title for action in line.actions), "; ".join(action.title for action in line.left_over),
        ]
        for line in lines
    ]  # fmt: skip
    return Sheet(f"{board.short_name} funding", columns, rows, [f"As at {long_date(day)}"])
