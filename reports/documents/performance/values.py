"""Pieces that the sections share: a rating, a direction, a measure's newest figure, as they are printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from performance.analysis.comparison import Comparison
from performance.matrix import mark_of
from performance.readings import MeasureReading
from performance.words import figure_of
from reports.documents.performance.figures import Figures
from reports.documents.reading import Reading
from snb.wording import long_date

Frozen = dict[str, Any]  # a chart as `performance.charts.freezing` keeps it


@dataclass(frozen=True)
class Way:
    """Which way a figure went and what that means; `meaning` and `way` as the mark of direction takes them."""

    meaning: str
    way: str
    words: str


def way_of(comparison: Comparison) -> Way:
    """Where neither way is better, the word is the way itself: it is said once for the table, not in every cell."""
    mark = mark_of(comparison)
    is_neutral = mark.meaning == "unknown" and mark.way
    return Way(mark.meaning, mark.way, mark.way.capitalize() if is_neutral else mark.words)


def figures_of(reading: Reading) -> Figures:
    """Raises ValueError where the document was read without figures: its kind must ask for them."""
    if reading.figures is None:
        raise ValueError("This reading holds no figures.")
    return reading.figures


def shown(reading: MeasureReading) -> str | None:
    return None if reading.value is None else figure_of(reading.measure, reading.value)


def period_of(reading: MeasureReading) -> str:
    return reading.period.short if reading.period else ""


def subtitle_of(reading: MeasureReading) -> str:
    """ "Offences, quarterly. Fosse police force area." """
    measure = reading.measure
    unit = f"{measure.unit[:1].upper()}{measure.unit[1:]}"
    return f"{unit}, {measure.get_cadence_display().lower()}. {measure.area.label}."


def has_nothing(figures: Figures, reading: MeasureReading) -> bool:
    """No figure for its own area, nor for any other."""
    return reading.value is None and reading.measure.pk not in figures.places


def source_of(reading: MeasureReading) -> str:
    """ "Home Office. As published on 1 January 2026." """
    said = [reading.measure.source or "Source not stated"]
    if reading.data_date:
        said.append(f"As published on {long_date(reading.data_date)}")
    return f"{'. '.join(said)}."


def commentary_of(figures: Figures, reading: MeasureReading) -> tuple[str, str]:
    """The newest commentary and its day, both empty where there is none. Words may tell a figure that is withheld."""
    said = figures.commentaries.get(reading.measure.pk)
    if said is None or (reading.measure.counts_people and any(point.is_suppressed for point in reading.series.points)):
        return "", ""
    return said.text, said.written_on.isoformat()
