"""The indicator matrix: every measure by thematic area, with its rating and its four comparisons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from performance.matrix import HEADINGS, WITHOUT
from performance.readings import MeasureReading
from performance.words import state_words
from reports.documents.blocks import BlockData, Prose
from reports.documents.measures import Word, rating
from reports.documents.performance.exceptions import WORDS
from reports.documents.performance.figures import Figures
from reports.documents.performance.values import Way, commentary_of, figures_of, has_nothing, period_of, shown, way_of
from reports.documents.performance.withheld import withheld_in
from reports.documents.reading import Reading


@dataclass(frozen=True)
class MatrixRow:
    """`value` is None where there is no figure, and `state` says why; `exception` is empty where it is none."""

    thematic_area: str
    measure: str
    area: str
    unit: str
    value: str | None
    period: str
    state: str
    rag: Word
    marks: tuple[Way, ...]
    exception: str
    said: str


@dataclass(frozen=True)
class IndicatorMatrix(BlockData):
    name: ClassVar[str] = "indicator-matrix"
    headings: tuple[str, ...]
    rows: tuple[MatrixRow, ...]


def indicator_matrix(reading: Reading) -> BlockData:
    figures = figures_of(reading)
    rows = tuple(_row(figures, each) for each in figures.measures)
    return IndicatorMatrix(HEADINGS, rows) if rows else Prose("The Board has no measures.")


def _row(figures: Figures, reading: MeasureReading) -> MatrixRow:
    measure, value = reading.measure, shown(reading)
    return MatrixRow(
        thematic_area=measure.thematic_area.name if measure.thematic_area else WITHOUT,
        measure=measure.name,
        area=measure.area.label,
        unit=measure.unit,
        value=value,
        period=period_of(reading),
        state=_state(figures, reading) if value is None or measure.state != measure.State.LIVE else "",
        rag=rating(reading),
        marks=tuple(way_of(each) for each in reading.comparisons.all) if value is not None else (),
        exception=_exception(reading),
        said=_said(figures, reading),
    )


def _exception(reading: MeasureReading) -> str:
    """ "Of concern", "Excellent", "Changed"; empty where it is none."""
    return WORDS[reading.exception.call][0].partition(",")[0] if reading.exception else ""


def _state(figures: Figures, reading: MeasureReading) -> str:
    withheld = withheld_in(reading)
    if reading.value is None and withheld:
        return "Withheld: it counts people"
    if reading.value is None and not has_nothing(figures, reading):
        return f"By area only, {figures.places[reading.measure.pk].period.short}"
    live = reading.measure.state == reading.measure.State.LIVE
    return "No figure yet" if live else state_words(reading.measure)


def _said(figures: Figures, reading: MeasureReading) -> str:
    """The analyst's words; without any, the first reason of an exception."""
    said, _ = commentary_of(figures, reading)
    if said or reading.exception is None:
        return said
    return reading.exception.reasons[0]
