"""Spend: what each priority planned and has spent, and the money it depends on with the day each stream ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from priorities.plans import FundingLine, PlanLine
from reports.documents.blocks import BlockData
from reports.documents.reading import Reading
from snb.wording import long_date


@dataclass(frozen=True)
class SpendRow:
    """Money in whole pence; `spent` is None where no accepted return says it. `unreported` counts such actions."""

    priority: str
    actions: int
    planned: int
    spent: int | None
    unreported: int
    is_over: bool


@dataclass(frozen=True)
class StreamRow:
    """`ends` ISO or empty; `left_over` are the actions that go on after it."""

    name: str
    giver: str
    amount: int | None
    begins: str
    ends: str
    state: str
    after: str
    left_over: tuple[str, ...]


@dataclass(frozen=True)
class Spend(BlockData):
    name: ClassVar[str] = "spend"
    rows: tuple[SpendRow, ...]
    planned: int
    spent: int | None
    streams: tuple[StreamRow, ...]


def spend(reading: Reading) -> Spend | None:
    return spend_of(reading.plan.lines, reading.funding)


def spend_of(lines: Iterable[PlanLine], funding: Iterable[FundingLine]) -> Spend | None:
    """By priority, as the newest accepted returns have it; None where nothing is planned and nothing is given."""
    by_priority: dict[int, list[PlanLine]] = defaultdict(list)
    for line in lines:
        by_priority[line.action.priority_id].append(line)
    rows = tuple(_row(found) for found in by_priority.values())
    streams = tuple(map(_stream, funding))
    if not rows and not streams:
        return None
    known = [row.spent for row in rows if row.spent is not None]
    return Spend(rows, sum(row.planned for row in rows), sum(known) if known else None, streams)


def _row(lines: list[PlanLine]) -> SpendRow:
    known = [line.spent for line in lines if line.spent is not None]
    planned = sum(line.action.budget for line in lines)
    spent = sum(known) if known else None
    return SpendRow(
        lines[0].priority, len(lines), planned, spent, len(lines) - len(known), spent is not None and spent > planned
    )


def _stream(line: FundingLine) -> StreamRow:
    stream = line.stream
    return StreamRow(
        stream.name, stream.giver, stream.amount, stream.begins.isoformat(),
        stream.ends.isoformat() if stream.ends else "", line.state[0], stream.after,
        tuple(action.title for action in line.left_over),
    )  # fmt: skip


def without_spend(reading: Reading) -> Iterator[str]:
    """Costed actions of which no accepted return says what was spent."""
    blank: dict[str, list[str]] = defaultdict(list)
    for line in reading.plan.lines:
        if line.spent is None and line.action.budget:
            blank[line.priority].append(f"“{line.action.title}”")
    for priority, titles in blank.items():
        yield f"{priority}: no spend is reported for {_listed(titles)}."


def without_money(reading: Reading) -> Iterator[str]:
    """Money that is over or ends soon while actions go on, and of which nobody has said what is to follow."""
    for line in reading.funding:
        left = line.left_over
        if left and line.stream.ends and not line.stream.after and (line.has_ended or line.ends_soon):
            goes = "planned action goes" if len(left) == 1 else "planned actions go"
            yield f"{line.stream.name}: it ends on {long_date(line.stream.ends)}, and {len(left)} {goes} on after it."


def _listed(titles: Iterable[str]) -> str:
    *most, last = titles
    return f"{', '.join(most)} and {last}" if most else last
