"""The block of figures: each measure's newest value, what it is compared with, and its rating."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from performance.analysis.rag import Rag
from performance.analysis.words import figure
from performance.models import Measure
from performance.readings import MeasureReading
from reports.documents.blocks import BlockData
from reports.documents.performance.withheld import withheld_in
from reports.documents.reading import Reading
from snb.wording import long_date


@dataclass(frozen=True)
class Word:
    """A rating as it is printed: its symbol follows from the word."""

    word: str


NO_DATA, NOT_RATED = Word("No data"), Word("Not rated")


def rating(latest: MeasureReading | None) -> Word:
    """A figure that cannot be rated is not the same as no figure."""
    if latest is None or latest.value is None:
        return NO_DATA
    return NOT_RATED if latest.result.rag is Rag.NO_DATA else Word(latest.result.rag.label)


@dataclass(frozen=True)
class MeasureRow:
    priority: str
    measure: str
    value: str | None
    unit: str
    period: str
    comparison: str
    rag: Word
    source: str


@dataclass(frozen=True)
class Measures(BlockData):
    name: ClassVar[str] = "measures"
    rows: tuple[MeasureRow, ...]


def measures(reading: Reading) -> Measures | None:
    rows = tuple(
        _row(priority.name_on(reading.day), latest)
        for priority in reading.priorities
        for latest in reading.measures.get(priority.pk, [])
    )
    return Measures(rows) if rows else None


def measures_of(priority: str, found: Iterable[MeasureReading]) -> Measures | None:
    rows = tuple(_row(priority, latest) for latest in found)
    return Measures(rows) if rows else None


def _row(priority: str, latest: MeasureReading) -> MeasureRow:
    withheld = is_withheld(latest)
    value = None if latest.value is None else figure(latest.value)
    return MeasureRow(
        priority=priority,
        measure=latest.measure.name,
        value="Withheld" if withheld else value,
        unit="" if withheld else latest.measure.unit,
        period=_period(latest),
        comparison=f"{figure(latest.a_year_ago)} a year before" if latest.a_year_ago is not None else "",
        rag=rating(latest),
        source=latest.measure.source,
    )


def is_withheld(latest: MeasureReading) -> bool:
    """It has figures, and none of them may be printed."""
    return latest.value is None and withheld_in(latest) > 0


def _period(latest: MeasureReading) -> str:
    if latest.period:
        return f"{latest.period.start:%B} to {latest.period.end:%B %Y}"
    if is_withheld(latest):
        return "It counts people"
    expected = latest.measure.expected
    return f"Expected by {long_date(expected)}" if expected else str(latest.measure.get_state_display())


def without_figures(reading: Reading) -> Iterator[str]:
    """Priorities that nothing measures, and measures without a figure."""
    for priority in reading.priorities:
        yield from without_figures_of(priority.name_on(reading.day), reading.measures.get(priority.pk, []))


def without_figures_of(name: str, found: Sequence[MeasureReading]) -> Iterator[str]:
    if not found:
        yield f"{name}: no measure shows how it is doing."
    for latest in found:
        if latest.value is None and not is_withheld(latest):
            yield f"{name}: no figure for “{latest.measure.name}”{_why(latest.measure)}."


def _why(measure: Any) -> str:
    if measure.state == Measure.State.LIVE:
        return ""
    expected = f", figures expected by {long_date(measure.expected)}" if measure.expected else ""
    return f" ({measure.get_state_display().lower()}{expected})"
