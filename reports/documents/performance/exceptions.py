"""Exceptions: what is of concern for decision, what is excellent and what has changed to note, each with its chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from performance.analysis.exceptions import Call
from performance.charts.freezing import frozen
from performance.matrix import exceptions_in
from performance.plots import control_plot
from performance.readings import MeasureReading
from performance.words import figure_of
from reports.documents.blocks import BlockData, Build, Prose
from reports.documents.measures import Word, rating
from reports.documents.performance.figures import Figures
from reports.documents.performance.values import (
    Frozen,
    commentary_of,
    figures_of,
    period_of,
    shown,
    source_of,
    subtitle_of,
)
from reports.documents.reading import Reading

# In the words of the screen: the group's heading and what it asks of the Board.
WORDS = {call: (group.heading, group.asks) for call, group in zip(Call, exceptions_in(()), strict=True)}
NONE = {
    Call.DECIDE: "No measure is of concern.",
    Call.NOTE: "No measure did better than it usually does.",
    Call.CHANGE: "No measure of which neither way is better has left its usual range.",
}


def exceptional(figures: Figures, call: Call) -> list[MeasureReading]:
    """In the order of the matrix."""
    return [each for each in figures.measures if each.exception and each.exception.call is call]


@dataclass(frozen=True)
class ExceptionRow:
    measure: str
    area: str
    value: str
    unit: str
    period: str
    target: str
    rag: Word
    reasons: tuple[str, ...]
    commentary: str
    commentary_on: str
    subtitle: str
    source: str
    chart: Frozen


@dataclass(frozen=True)
class Exceptions(BlockData):
    name: ClassVar[str] = "exceptions"
    rows: tuple[ExceptionRow, ...]


def exceptions(call: Call) -> Build:
    def build(reading: Reading) -> BlockData:
        figures = figures_of(reading)
        rows = tuple(_row(figures, each) for each in exceptional(figures, call))
        return Exceptions(rows) if rows else Prose(NONE[call])

    return build


def _row(figures: Figures, reading: MeasureReading) -> ExceptionRow:
    measure, (said, said_on) = reading.measure, commentary_of(figures, reading)
    return ExceptionRow(
        measure=measure.name,
        area=measure.area.label,
        value=shown(reading) or "",
        unit=measure.unit,
        period=period_of(reading),
        target="" if measure.target is None else figure_of(measure, measure.target),
        rag=rating(reading),
        reasons=reading.exception.reasons if reading.exception else (),
        commentary=said,
        commentary_on=said_on,
        subtitle=subtitle_of(reading),
        source=source_of(reading),
        chart=frozen(control_plot(reading)),
    )


@dataclass(frozen=True)
class AskedRow:
    asks: str
    measure: str
    area: str
    value: str
    period: str
    rag: Word
    reason: str


@dataclass(frozen=True)
class Asked(BlockData):
    """All exceptions on one page: what the Board is asked, of which measure, and why."""

    name: ClassVar[str] = "exceptions-summary"
    rows: tuple[AskedRow, ...]


def exceptions_summary(reading: Reading) -> Asked | None:
    if reading.figures is None:
        return None
    rows = tuple(_asked(call, each) for call in Call for each in exceptional(reading.figures, call))
    return Asked(rows) if rows else None


def _asked(call: Call, reading: MeasureReading) -> AskedRow:
    heading, asks = WORDS[call]
    return AskedRow(
        asks=f"{asks}: {heading.partition(',')[0].lower()}",
        measure=reading.measure.name,
        area=reading.measure.area.label,
        value=shown(reading) or "",
        period=period_of(reading),
        rag=rating(reading),
        reason=reading.exception.reasons[0] if reading.exception else "",
    )
