"""The indicator matrix: every measure of a board by thematic area, as known on a day. Constant queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, OuterRef, Subquery

from performance.analysis.comparison import Comparison
from performance.analysis.exceptions import Call
from performance.analysis.rag import Rag
from performance.charts.sparkline import Sparkline
from performance.models import Commentary, Measure
from performance.plots import sparkline_of
from performance.readings import MeasureReading, readings_of
from performance.words import figure_of, state_words
from snb.exporting import Sheet
from snb.models import Board

HEADINGS = ("Versus baseline", "Short term", "Mid term", "Long term")
MEANINGS = {"better": "better", "worse": "worse", "no change": "level", "cannot say": "unknown"}
WITHOUT = "Other measures"
ORDER = (F("thematic_area__order").asc(nulls_last=True), "thematic_area__name", "order", "name")


@dataclass(frozen=True)
class Mark:
    """One comparison in a cell: `meaning` is better, worse, level or unknown, `way` up, down or empty."""

    heading: str
    meaning: str
    way: str
    words: str
    sentence: str

    @property
    def brief(self) -> str:
        """One word for a narrow cell: of a neutral measure only where it went, said once beside its name."""
        return self.words if self.meaning != "unknown" or not self.way else self.way.capitalize()


@dataclass(frozen=True)
class MatrixRow:
    """`value` and `period` are empty where nothing is known; `marks` stand in the order of `HEADINGS`."""

    slug: str
    thematic_area: str
    name: str
    unit: str
    area: str
    state: str
    state_key: str
    value: str
    number: Decimal | None
    period: str
    rag: str
    reason: str
    marks: tuple[Mark, ...]
    polarity: str
    breakdown: str
    commentary: str
    commentary_on: dt.date | None
    exception: str
    exception_reasons: tuple[str, ...]
    spark: Sparkline | None

    @property
    def is_rated(self) -> bool:
        return self.rag != Rag.NO_DATA

    @property
    def exception_word(self) -> str:
        """ "Of concern", "Excellent", "A change"."""
        return self.exception.partition(",")[0].capitalize()

    @property
    def exception_tone(self) -> str:
        """As `{% status %}` takes it."""
        return {Call.DECIDE.value: "late", Call.NOTE.value: "done"}.get(self.exception, "quiet")

    @property
    def is_live(self) -> bool:
        return self.state_key == Measure.State.LIVE


def matrix_of(board: Board, day: dt.date) -> list[MatrixRow]:
    """Rows in the order of the matrix. Four queries, and one for the policy where it is not joined."""
    measures = list(
        Measure.objects.filter(board=board)
        .select_related("board__performance_policy", "area", "thematic_area")
        .order_by(*ORDER)
    )
    readings = readings_of(measures, day, charts=True)
    said = newest_commentaries(measures, day)
    return [row_of(readings[measure.pk], said.get(measure.pk), day) for measure in measures]


def newest_commentaries(measures: Iterable[Measure], day: dt.date) -> dict[int, Commentary]:
    """The newest of each measure on `day`, by measure id. One query."""
    said = Commentary.objects.filter(measure=OuterRef("pk"), written_on__lte=day).order_by("-written_on", "-pk")
    of = Measure.objects.filter(pk__in=[measure.pk for measure in measures]).order_by()
    newest = of.annotate(newest=Subquery(said.values("pk")[:1])).values("newest")
    return {row.measure_id: row for row in Commentary.objects.filter(pk__in=newest)}


def row_of(reading: MeasureReading, said: Commentary | None, day: dt.date) -> MatrixRow:
    """A measure as a row: needs its area and thematic area joined."""
    measure, exception = reading.measure, reading.exception
    return MatrixRow(
        slug=measure.slug,
        thematic_area=measure.thematic_area.name if measure.thematic_area else WITHOUT,
        name=measure.name,
        unit=measure.unit,
        area=measure.area.label,
        state=state_words(measure, day),
        state_key=measure.state,
        value=figure_of(measure, reading.value) if reading.value is not None else "",
        number=reading.value,
        period=reading.period.short if reading.period else "",
        rag=reading.result.rag.value,
        reason=reading.result.reason,
        marks=tuple(mark_of(each) for each in reading.comparisons.all),
        polarity=reading.polarity.value,
        breakdown=measure.get_breakdown_display() if measure.breakdown else "",
        commentary=said.text if said else "",
        commentary_on=said.written_on if said else None,
        exception=exception.call.value if exception else "",
        exception_reasons=exception.reasons if exception else (),
        spark=sparkline_of(reading) if reading.series.known else None,
    )


@dataclass(frozen=True)
class ExceptionGroup:
    """Exceptions that ask the same of the Board, in the order of the matrix."""

    heading: str
    asks: str
    meaning: str
    rows: tuple[MatrixRow, ...]


_GROUPS = (
    (Call.DECIDE, "Of concern", "For decision", "worse"),
    (Call.NOTE, "Excellent", "To note", "better"),
    (Call.CHANGE, "Changed, where neither way is better", "To note", "unknown"),
)


def exceptions_in(rows: Iterable[MatrixRow]) -> list[ExceptionGroup]:
    """What is of concern first; a group without a measure is kept, so that its emptiness can be said."""
    rows = list(rows)
    return [
        ExceptionGroup(heading, asks, meaning, tuple(row for row in rows if row.exception == call.value))
        for call, heading, asks, meaning in _GROUPS
    ]


def matrix_sheet(board: Board, rows: Iterable[MatrixRow]) -> Sheet:
    """The matrix to take away; each comparison in words with the sentence it rests on."""
    columns = ["Thematic area", "Measure", "Area", "State", "Period", "Value", "Unit", "Rating", "Reason"]
    columns += [name for heading in HEADINGS for name in (heading, f"{heading}: figures")]
    return Sheet(
        f"{board.short_name} indicator matrix",
        [*columns, "Exception", "Commentary"],
        [
            [
                row.thematic_area, row.name, row.area, row.state, row.period, row.number, row.unit,
                Rag(row.rag).label, row.reason,
                *(text for mark in row.marks for text in (f"{mark.way} {mark.words}".strip(), mark.sentence)),
                row.exception, row.commentary,
            ]
            for row in rows
        ],
    )  # fmt: skip


def mark_of(comparison: Comparison) -> Mark:
    way = comparison.direction.value if comparison.direction.value in ("up", "down") else ""
    return Mark(comparison.name, MEANINGS[comparison.performance.value], way, comparison.words, comparison.sentence)
