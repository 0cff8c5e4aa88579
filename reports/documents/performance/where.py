"""Where: the main measures by area, and the severity scores by area."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar

from partnerships.models import Area
from performance.analysis.change import Direction
from performance.breakdown import AreaFigure
from performance.charts.bars import Bar, BarsPlot
from performance.charts.figures import Unit
from performance.charts.freezing import frozen
from performance.plots import unit_of
from performance.readings import MeasureReading
from reports.documents.blocks import BlockData, Build, prose
from reports.documents.performance.places import Place
from reports.documents.performance.values import Frozen, Way, figures_of, way_of
from reports.documents.reading import Reading
from reports.documents.sections import Part
from snb.wording import long_date

PER_PEOPLE = "for every 1,000 people"
UNCOMPARED = Way("unknown", "", "Not compared")


@dataclass(frozen=True)
class AreaRow:
    """`rate` is empty where there is none."""

    area: str
    value: str
    rate: str
    a_year_ago: Way
    sentence: str


@dataclass(frozen=True)
class AreaFigures(BlockData):
    name: ClassVar[str] = "area-figures"
    area_label: str
    unit: str
    has_rates: bool
    has_comparison: bool
    subtitle: str
    source: str
    chart: Frozen
    rows: tuple[AreaRow, ...]
    notes: tuple[str, ...] = ()


def where_parts(reading: Reading) -> tuple[Part, ...]:
    """A section for each main measure."""
    return tuple(
        Part(each.measure.name, f"where-{each.measure.slug}", (by_area(each.measure.pk),))
        for each in main_measures(reading)
    )


def where_blocks(reading: Reading) -> tuple[Build, ...]:
    return () if main_measures(reading) else (prose("No measure of the Board is published by area."),)


def main_measures(reading: Reading) -> list[MeasureReading]:
    """Of those published by area: the first of each priority, and of each thematic area that serves no priority.

    A measure of which neither way is better (residents, referrals) is context, and a severity score has its section.
    """
    figures = figures_of(reading)
    shown = [each for each in figures.measures if each.measure.pk in figures.places]
    shown = [each for each in shown if each.polarity != "neutral" and each.measure.pk not in figures.severity]
    serving: dict[int, object] = {}
    for priority in reading.priorities:
        for each in reading.measures.get(priority.pk, []):
            serving.setdefault(each.measure.pk, priority.pk)
    themes = {each.measure.thematic_area_id for each in figures.measures if each.measure.pk in serving}
    return list(_first_of(shown, serving, themes))


def _first_of(
    shown: Iterable[MeasureReading], serving: dict[int, object], themes: set[int | None]
) -> Iterable[MeasureReading]:
    first: dict[tuple[str, object], MeasureReading] = {}
    for each in shown:
        measure = each.measure
        if measure.pk in serving:
            first.setdefault(("priority", serving[measure.pk]), each)
        elif measure.thematic_area_id not in themes:
            first.setdefault(("theme", measure.thematic_area_id), each)
    return first.values()


def by_area(measure_id: int) -> Build:
    return lambda reading: area_figures(figures_of(reading).places[measure_id])


def area_figures(place: Place, *, is_compared: bool = True, notes: tuple[str, ...] = ()) -> AreaFigures:
    compared = is_compared and any(row.a_year_ago.direction is not Direction.UNKNOWN for row in place.figures)
    return AreaFigures(
        area_label=Area.Kind(place.kind).label,
        unit=place.measure.unit,
        has_rates=place.has_rates,
        has_comparison=compared,
        subtitle=_subtitle(place),
        source=_source(place),
        chart=frozen(plot_of(place)),
        rows=tuple(_row(row, _decimals(place), is_compared=compared) for row in place.figures),
        notes=notes,
    )


def plot_of(place: Place, reference: Decimal | None = None, reference_label: str = "") -> BarsPlot:
    """By rate where there are rates, so that a large area is not read as a bad one."""
    bars = tuple(_bar(row, by_rate=place.has_rates) for row in place.figures)
    name = f"{place.measure.name}, {PER_PEOPLE if place.has_rates else place.measure.unit}, {place.period.short}"
    if place.has_rates:
        reference, reference_label = place.together, "All together"
    unit = Unit(decimals=_decimals(place)) if place.has_rates else unit_of(place.measure)
    line = None if reference is None else float(reference)
    return BarsPlot(name, bars, unit, line, reference_label if line is not None else "")


def _bar(row: AreaFigure, *, by_rate: bool) -> Bar:
    value = row.rate if by_rate else row.value
    hidden = row.is_suppressed and value is None
    return Bar(row.name, None if value is None else float(value), suppressed=hidden)


def _decimals(place: Place) -> int:
    """Of a rate: two where all are small, or they would look alike."""
    return 1 if max((row.rate for row in place.figures if row.rate is not None), default=Decimal(0)) >= 10 else 2


def _row(row: AreaFigure, places: int, *, is_compared: bool) -> AreaRow:
    return AreaRow(
        area=row.name,
        value=row.shown,
        rate="" if row.rate is None else f"{row.rate.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):,f}",
        a_year_ago=way_of(row.a_year_ago) if is_compared else UNCOMPARED,
        sentence=_change(row) if is_compared else "",
    )


def _change(row: AreaFigure) -> str:
    """ "+4.2%" or, where there is no percentage to give, nothing."""
    percent = row.a_year_ago.percent
    return "" if percent is None else f"{percent:+.1f}%".replace("-", "−")


def _subtitle(place: Place) -> str:
    said = f"{place.measure.name}, {place.measure.unit}, {place.period}"
    return f"{said}. Rates are {PER_PEOPLE} of {place.people}." if place.has_rates else f"{said}."


def _source(place: Place) -> str:
    said = place.measure.source or "Source not stated"
    return f"{said}. As published on {long_date(place.data_date)}." if place.data_date else f"{said}."
