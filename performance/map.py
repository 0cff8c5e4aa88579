"""A breakdown as a map, and as a table to take away."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from performance.breakdown import AreaFigure, Breakdown
from performance.charts.figures import Unit
from performance.charts.geometry import Polygon
from performance.charts.maps import MapArea, MapPlot
from performance.plots import unit_of
from snb.exporting import Sheet

PER_PEOPLE = "for every 1,000 people"


def map_plot(where: Breakdown, kind: str, *, by_rate: bool = False) -> MapPlot | None:
    """Outlines where they are held, squares where they are not; None where areas have neither."""
    areas = tuple(_area(figure, by_rate) for figure in where.figures if figure.outline or figure.tile)
    if not areas or where.period is None:
        return None
    name = f"{where.measure.name}, {PER_PEOPLE if by_rate else where.measure.unit}, {where.period}"
    unit = Unit(decimals=1) if by_rate else unit_of(where.measure)
    outlined = any(figure.outline for figure in where.figures)
    notes = () if outlined else ("Each area is a square, placed roughly where it lies; no outline has been imported.",)
    return MapPlot(name, areas, unit, area_label=kind.capitalize() or "Area", notes=notes)


def _area(figure: AreaFigure, by_rate: bool) -> MapArea:
    value = figure.rate if by_rate else figure.value
    return MapArea(
        figure.name,
        None if value is None else float(value),
        polygons=_tuples(figure.outline) if figure.outline else (),
        tile=None if figure.outline else figure.tile,
        suppressed=figure.is_suppressed and value is None,
    )


def _tuples(polygons: Any) -> tuple[Polygon, ...]:
    """As `Boundary` keeps them, as a map takes them."""
    return tuple(tuple(tuple((x, y) for x, y in ring) for ring in polygon) for polygon in polygons)


def map_sheet(where: Breakdown) -> Sheet:
    """A figure that is missing or withheld is an empty cell, and the note beside it says which."""
    measure, period = where.measure, where.period
    rates = [f"Per 1,000 people ({where.people})"] if where.has_rates else []
    return Sheet(
        f"{measure.name} by area {period.short if period else ''}".strip(),
        ["Code", "Area", measure.unit, "Note", *rates, "A year ago"],
        [
            [
                each.code, each.name, each.value, "" if each.text else each.shown,
                *([_rounded(each)] if rates else []), each.a_year_ago.sentence,
            ]
            for each in where.figures
        ],
        [note for note in (measure.definition, measure.source) if note],
    )  # fmt: skip


def _rounded(figure: AreaFigure) -> Decimal | None:
    return None if figure.rate is None else round(figure.rate, 2)
