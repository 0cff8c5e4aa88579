"""The figures of a board for machines: format 1, as JSON and as a table. What a field means is written here, once.

A change that could break a reader gets a new number; a new field does not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from performance.publishing import Publication, PublicFigure, PublicMeasure, PublicSeries, Status
from snb.exporting import Sheet, Value
from snb.models import Board

FORMAT = 1
Row = tuple[PublicMeasure, PublicSeries, PublicFigure]


@dataclass(frozen=True)
class Field:
    """One field: its name in JSON and in CSV, what it means, and where it comes from."""

    name: str
    meaning: str
    read: Callable[[Any], Value]


MEASURE_FIELDS = (
    Field("measure", "What the measure is called in addresses. It does not change.", lambda m: m.slug),
    Field("name", "What it is called.", lambda m: m.name),
    Field(
        "thematic_area",
        "The heading it stands under; empty without one.",
        lambda m: m.thematic_area.name if m.thematic_area else "",
    ),
    Field("definition", "What is counted, in words.", lambda m: m.definition),
    Field("unit", "What the value is in: offences, per cent, per 1,000 people.", lambda m: m.unit),
    Field("numerator", "For a rate, what is counted; empty for a count.", lambda m: m.numerator),
    Field("denominator", "For a rate, out of what; empty for a count.", lambda m: m.denominator),
    Field("per", "For a rate, for every how many: 100 for a percentage. Nothing for a count.", lambda m: m.per),
    Field("polarity", "Which way is better: higher, lower, or neutral where neither is.", lambda m: m.polarity),
    Field("cadence", "How long a period is: month, quarter, year, or rolling (a year, every quarter).",
          lambda m: m.cadence),
    Field("definition_changes_on", "The day from which something else is counted. Nothing where none is known.",
          lambda m: m.changes_on if m.state == m.State.CHANGING else None),
    Field("source", "Who published the figures first.", lambda m: m.source),
    Field("licence", "Under what licence you may use them, beside that of the source.",
          lambda m: settings.FIGURES_LICENCE),
)  # fmt: skip
FIGURE_FIELDS = (
    Field("area_code", "The area’s official statistical code.", lambda row: row[0].area.code),
    Field("area", "The area’s name as it must be printed.", lambda row: row[0].area.label),
    Field("period_start", "The first day of the period.", lambda row: row[1].period.start),
    Field("period_end", "The last day of the period.", lambda row: row[1].period.end),
    Field("period", "The period as it is printed.", lambda row: row[1].period.short),
    Field("value", "The figure: in JSON a decimal number as text, so that no digit is lost. Nothing where the status "
          "is suppressed or missing: never read that as zero.", lambda row: row[1].value),
    Field("status", "One of the words below.", lambda row: row[1].status.value),
    Field("vintage", "The day on which the source published this figure. A later one replaces it. Nothing for a gap.",
          lambda row: row[1].vintage),
)  # fmt: skip
STATUSES = {
    Status.PUBLISHED: "The figure stands.",
    Status.PROVISIONAL: "The source may still revise it. It may have been revised already.",
    Status.REVISED: "It replaces a different figure that was published earlier for the same period.",
    Status.SUPPRESSED: "It is withheld, because it or another figure could otherwise point to a person.",
    Status.MISSING: "There is no figure for this period.",
}
COLUMNS = ("format", "board", *(each.name for each in (*MEASURE_FIELDS, *FIGURE_FIELDS)))


def as_json(board: Board, measures: Iterable[PublicMeasure], threshold: int) -> bytes:
    """Measures, each with its figures by area and period."""
    content = {
        "format": FORMAT,
        "board": {"slug": board.slug, "name": board.name},
        "licence": {"name": settings.FIGURES_LICENCE, "url": settings.FIGURES_LICENCE_URL},
        "suppressed_below": threshold,
        "measures": [_measure(each) for each in measures],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _measure(public: PublicMeasure) -> dict[str, Any]:
    figures = [
        {each.name: _plain(each.read((series, figure))) for each in FIGURE_FIELDS}
        for series in public.areas
        for figure in series.figures
    ]
    return {each.name: _plain(each.read(public.measure)) for each in MEASURE_FIELDS} | {"figures": figures}


def _plain(value: Value) -> str | int | None:
    """Whole numbers of the format stay numbers; figures and days become text."""
    return value if value is None or isinstance(value, (str, int)) else f"{value}"


def figures_sheet(publication: Publication, measures: Iterable[PublicMeasure], title: str) -> Sheet:
    """A row for each measure, area and period, with every field of the format."""
    rows = [
        [FORMAT, publication.board.slug, *about, *(each.read((series, figure)) for each in FIGURE_FIELDS)]
        for public in measures
        for about in [[each.read(public.measure) for each in MEASURE_FIELDS]]
        for series in public.areas
        for figure in series.figures
    ]
    return Sheet(title, COLUMNS, rows)
