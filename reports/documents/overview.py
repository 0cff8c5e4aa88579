"""Blocks that set all returns of a meeting side by side, and what they leave open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from priorities.models import Priority
from priorities.models.returns import ActionStatus, Outlook
from reports.documents.blocks import BlockData, Prose, plain
from reports.documents.measures import Word, rating
from reports.documents.reading import Held, Reading
from reports.documents.returns import NOT_JUDGED, judged, label, lead_on, risk_of
from snb.wording import long_date


@dataclass(frozen=True)
class PriorityRow:
    theme: str
    priority: str
    rag: Word
    judgement: Word
    outlook: str
    return_status: str
    actions_done: int
    actions_total: int
    spent: int | None
    planned: int | None
    lead: str


@dataclass(frozen=True)
class PrioritiesMatrix(BlockData):
    name: ClassVar[str] = "priorities-matrix"
    rows: tuple[PriorityRow, ...]


def priorities_matrix(reading: Reading) -> PrioritiesMatrix | None:
    """One row for each priority: the rating of its first measure, and apart from it what its lead says."""
    rows = tuple(_matrix_row(reading, priority) for priority in reading.priorities)
    return PrioritiesMatrix(rows) if rows else None


def _matrix_row(reading: Reading, priority: Priority) -> PriorityRow:
    held, accepted = reading.returns.get(priority.pk), reading.accepted(priority)
    said = accepted.signed if accepted and accepted.signed else None
    first = next(iter(reading.measures.get(priority.pk, [])), None)
    actions = said["required_actions"] if said else []
    return PriorityRow(
        theme=reading.theme(priority) or "Not in the agreement",
        priority=priority.name_on(reading.day),
        rag=rating(first),
        judgement=judged(said["judgement"]["rag"]) if said else NOT_JUDGED,
        outlook=label(Outlook, said["judgement"]["outlook"]) if said else "",
        return_status=held.status if held else "Not opened",
        actions_done=sum(action["status"] == ActionStatus.DONE for action in actions),
        actions_total=len(actions),
        spent=_total(action["spent"] for action in said["planned_actions"]) if said else None,
        planned=reading.budgets.get(priority.pk),
        lead=lead_on(reading, priority),
    )


def _total(amounts: Iterable[int | None]) -> int | None:
    """The sum of what is known; unknown where nothing is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


@dataclass(frozen=True)
class ActionColumn:
    number: int
    label: str
    text: str


@dataclass(frozen=True)
class StatusRow:
    priority: str
    statuses: tuple[str, ...]


@dataclass(frozen=True)
class RequiredActionsMatrix(BlockData):
    name: ClassVar[str] = "required-actions-matrix"
    columns: tuple[ActionColumn, ...]
    rows: tuple[StatusRow, ...]


def required_actions_matrix(reading: Reading) -> RequiredActionsMatrix | None:
    """Priorities by required actions: an empty word where no accepted return gives a status."""
    columns = tuple(ActionColumn(row.number, row.label, row.text) for row in reading.required_actions)
    rows = tuple(_status_row(reading, priority, columns) for priority in reading.priorities)
    return RequiredActionsMatrix(columns, rows) if columns and rows else None


def _status_row(reading: Reading, priority: Priority, columns: tuple[ActionColumn, ...]) -> StatusRow:
    held = reading.accepted(priority)
    actions = held.signed["required_actions"] if held and held.signed else []
    words = {action["number"]: label(ActionStatus, action["status"]) for action in actions}
    return StatusRow(priority.name_on(reading.day), tuple(words.get(column.number, "") for column in columns))


@dataclass(frozen=True)
class RiskRow:
    score: int
    title: str
    priority: str
    likelihood: int
    impact: int
    mitigation: str


@dataclass(frozen=True)
class Risks(BlockData):
    """Printed as prose: the papers have no template of their own for a table of risks."""

    rows: tuple[RiskRow, ...]

    def as_block(self) -> dict[str, Any]:
        lines = [
            f"1. **{plain(row.title)}** ({plain(row.priority)}). Score {row.score} of 25: likelihood {row.likelihood}, "
            f"impact {row.impact}. {plain(row.mitigation)}"
            for row in self.rows
        ]
        return Prose("\n".join(["The highest score comes first.\n", *lines])).as_block()


def risks(reading: Reading) -> Risks | None:
    """Every risk that an accepted return raises, the highest score first."""
    rows = [
        RiskRow(risk.score, risk.title, held.signed["priority"], risk.likelihood, risk.impact, risk.mitigation)
        for priority in reading.priorities
        if (held := reading.accepted(priority)) and held.signed
        for risk in map(risk_of, held.signed["risks"])
    ]
    return Risks(tuple(sorted(rows, key=lambda row: (-row.score, row.priority, row.title)))) if rows else None


# Gaps ----------------------------------------------------------------------------------------------------------------


def without_lead(reading: Reading) -> Iterator[str]:
    for priority in reading.priorities:
        if not lead_on(reading, priority):
            yield f"{priority.name_on(reading.day)} has no Strategic Priority Lead: not currently identified."


def without_return(reading: Reading) -> Iterator[str]:
    for priority in reading.priorities:
        if reading.accepted(priority) is None:
            name, held = priority.name_on(reading.day), reading.returns.get(priority.pk)
            yield f"{name}: no accepted return. {_where(reading, held)}"


def _where(reading: Reading, held: Held | None) -> str:
    if held is None:
        return "None was opened."
    holder = reading.holders(held.record) or "nobody"
    return f"{held.status}, with {holder}, due {long_date(held.record.due)}."


def without_status(reading: Reading) -> Iterator[str]:
    """Required actions that an accepted return leaves blank."""
    for priority in reading.priorities:
        held = reading.accepted(priority)
        actions = held.signed["required_actions"] if held and held.signed else []
        blank = [action["label"] for action in actions if not action["status"]]
        if blank:
            yield f"{priority.name_on(reading.day)}: no status for the required action {', '.join(blank)}."
