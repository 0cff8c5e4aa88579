"""The grant: the scenario that was approved, and what has been spent of each share. A draft decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from performance.charts.bars import BarGroup, GroupedBarsPlot
from performance.charts.figures import Unit
from performance.charts.freezing import frozen
from performance.grants.values import GrantReading, ScenarioReading, SpendLine
from reports.documents.blocks import BlockData, Build, Prose
from reports.documents.performance.values import Frozen, figures_of
from reports.documents.reading import Reading
from reports.documents.sections import Part


@dataclass(frozen=True)
class ShareRow:
    """Money in whole pence."""

    recipient: str
    percent: str
    amount: int
    spent: int
    remaining: int
    is_overspent: bool
    not_returned: tuple[str, ...]


@dataclass(frozen=True)
class GrantSpend(BlockData):
    name: ClassVar[str] = "grant-spend"
    giver: str
    begins: str
    ends: str
    total: int
    scenario: str
    weights: str
    approved_on: str
    approved_by: str
    spent: int
    note: str
    chart: Frozen
    rows: tuple[ShareRow, ...]


def grant_parts(reading: Reading) -> tuple[Part, ...]:
    return tuple(
        Part(each.title, f"grant-{number}", (_spend(each),))
        for number, each in enumerate(figures_of(reading).grants, 1)
    )


def _spend(grant: GrantReading) -> Build:
    def build(reading: Reading) -> BlockData:
        approved = grant.approved
        if approved is None:
            return Prose(f"No way to share the {grant.total_words} from {grant.giver} has been approved yet.")
        return _block(grant, approved)

    return build


def _block(grant: GrantReading, approved: ScenarioReading) -> GrantSpend:
    percents = {line.recipient: f"{line.percent:.1f}%" for line in approved.lines}
    return GrantSpend(
        giver=grant.giver,
        begins=grant.begins.isoformat(),
        ends=grant.ends.isoformat(),
        total=grant.total,
        scenario=approved.name,
        weights=approved.weights,
        approved_on=approved.approved_on.isoformat() if approved.approved_on else "",
        approved_by=approved.approved_by,
        spent=sum(line.spent for line in grant.spend),
        note=grant.note,
        chart=frozen(_plot(grant)),
        rows=tuple(_row(line, percents[line.recipient]) for line in grant.spend),
    )


def _plot(grant: GrantReading) -> GroupedBarsPlot:
    groups = tuple(BarGroup(line.recipient, (line.amount / 100, line.spent / 100)) for line in grant.spend)
    return GroupedBarsPlot(
        "Share and spend", ("Approved share", "Spent so far"), groups, Unit(before="£"), 1, "Recipient"
    )


def _row(line: SpendLine, percent: str) -> ShareRow:
    return ShareRow(
        line.recipient, percent, line.amount, line.spent, line.remaining, line.is_overspent, line.not_returned
    )


def spend_not_returned(reading: Reading) -> tuple[str, ...]:
    return tuple(
        f"{grant.title}: {line.recipient} has not returned its spend for {', '.join(line.not_returned)}."
        for grant in (reading.figures.grants if reading.figures else ())
        for line in grant.spend
        if line.not_returned
    )
