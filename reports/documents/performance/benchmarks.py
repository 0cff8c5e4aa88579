"""Benchmarks: what was scored against each set, line by line. No total, and nothing is set beside another set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from performance.benchmarks.values import CriterionRow, SetReading
from performance.charts.freezing import frozen
from reports.documents.blocks import BlockData, Build
from reports.documents.performance.values import Frozen, Way, figures_of
from reports.documents.reading import Reading
from reports.documents.sections import Part
from snb.wording import long_date

WAYS = {"up": "up", "down": "down"}  # no change is no arrow


@dataclass(frozen=True)
class BenchmarkYear:
    year: str
    counts: str
    assessor: str


@dataclass(frozen=True)
class BenchmarkRow:
    """`scores` in the order of the years, as printed."""

    number: int
    label: str
    scores: tuple[str, ...]
    moved: Way
    needs_work: bool
    action: str


@dataclass(frozen=True)
class BenchmarkScores(BlockData):
    name: ClassVar[str] = "benchmark-set"
    years: tuple[BenchmarkYear, ...]
    source: str
    note: str
    chart: Frozen
    rows: tuple[BenchmarkRow, ...]


def benchmark_parts(reading: Reading) -> tuple[Part, ...]:
    """A section for each set that has a score."""
    return tuple(
        Part(_heading(each), f"benchmarks-{each.slug}", (_scores(each),))
        for each in figures_of(reading).benchmarks
        if each.plot is not None
    )


def _heading(found: SetReading) -> str:
    return f"{found.name} ({found.version})" if found.version else found.name


def _scores(found: SetReading) -> Build:
    def build(reading: Reading) -> BenchmarkScores | None:
        if found.plot is None:
            return None
        return BenchmarkScores(
            years=tuple(BenchmarkYear(each.year, each.counts, each.assessor) for each in found.years),
            source=found.source,
            note=found.note,
            chart=frozen(found.plot),
            rows=tuple(_row(row) for row in found.rows),
        )

    return build


def _row(row: CriterionRow) -> BenchmarkRow:
    return BenchmarkRow(
        number=row.number,
        label=row.label,
        scores=tuple(score.words if score else "No score" for score in row.scores),
        moved=Way(row.moved.meaning, WAYS.get(row.moved.way, ""), row.moved.words),
        needs_work=row.is_gap,
        action=_action(row),
    )


def _action(row: CriterionRow) -> str:
    """The first action still open; a gap that none answers says so."""
    late = next((each for each in row.actions if not each.is_done), None)
    if late is None:
        return "No open action" if row.is_gap else ""
    return f"{late.title}, {'was due' if late.is_late else 'due'} {long_date(late.due)}"
