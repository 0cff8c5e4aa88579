"""Blocks of what a priority does: the actions that are required of it, and those that it planned, with their slips."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from priorities.plans import PlanLine
from reports.documents.blocks import BlockData
from reports.documents.returns import RequiredActionRow
from snb.wording import long_date


@dataclass(frozen=True)
class RequiredStatus(BlockData):
    """`said` is of which return."""

    name: ClassVar[str] = "required-action-status"
    said: str
    rows: tuple[RequiredActionRow, ...]


@dataclass(frozen=True)
class PlannedRow:
    """Money in pence; days ISO. `money_ends` empty where nothing ends; `milestone` the next one, with its day."""

    title: str
    owner: str
    first_due: str
    due: str
    status: str
    is_late: bool
    reason: str
    milestone: str
    money: str
    money_ends: str
    outlives_its_money: bool


@dataclass(frozen=True)
class PlannedActions(BlockData):
    name: ClassVar[str] = "planned-actions"
    rows: tuple[PlannedRow, ...]


def planned_of(found: Iterable[PlanLine]) -> PlannedActions | None:
    """Those that slip first, then by the day they are due."""
    lines = sorted(found, key=lambda line: (not line.is_late, not line.is_revised, line.due))
    return PlannedActions(tuple(map(_planned, lines))) if lines else None


def _planned(line: PlanLine) -> PlannedRow:
    money, ahead = line.action.funding, next((one for one in line.milestones if not one.done_on), None)
    return PlannedRow(
        title=line.action.title,
        owner=line.action.owner,
        first_due=line.action.due.isoformat(),
        due=line.due.isoformat(),
        status=line.status,
        is_late=line.is_late,
        reason=line.report.revised_reason if line.report else "",
        milestone=f"{ahead.title}, {long_date(ahead.due)}" if ahead else line.action.milestone,
        money=money.name if money else "",
        money_ends=money.ends.isoformat() if money and money.ends else "",
        outlives_its_money=line.outlives_its_money,
    )
