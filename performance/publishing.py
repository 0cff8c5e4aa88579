"""What the public may see of a board's figures: the one place where they are made fit for it.

All counts of people are judged by one call of `suppress`, because what one table hides another may give back. Rates are
hidden with the counts that they are made of. Nothing is said here of targets, ratings, owners or commentaries.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.db.models import F, Q

from partnerships.models import Area, AreaPart
from performance.analysis.series import Point, Series
from performance.analysis.suppression import THRESHOLD, Suppressed, conceal_series, suppress
from performance.known import overtaken
from performance.models import Measure, Observation
from performance.periods import Cadence, Period
from performance.policies import policy_of
from performance.sums import COUNT, OUT_OF, REST, Cell, Parts, Sums, sums_of
from snb.models import Board

LOWEST_THRESHOLD = 3  # below that a hidden count could only be a 1
KEPT_FOR = 24 * 60 * 60  # seconds that a decision is kept: it depends on nothing but the counts themselves
log = logging.getLogger(__name__)


class Status(StrEnum):
    """What is to be known of a figure. One that is provisional may be revised as well: the first word that holds."""

    MISSING = "missing"
    SUPPRESSED = "suppressed"
    PROVISIONAL = "provisional"
    REVISED = "revised"
    PUBLISHED = "published"

    @property
    def label(self) -> str:
        """As it is printed."""
        return {"missing": "No figure", "suppressed": "Withheld"}.get(self.value, self.value.capitalize())

    @classmethod
    def of(cls, point: Point) -> Status:
        if point.is_suppressed:
            return cls.SUPPRESSED
        if point.value is None:
            return cls.MISSING
        return cls.PROVISIONAL if point.is_provisional else cls.REVISED if point.is_revised else cls.PUBLISHED


@dataclass(frozen=True)
class PublicFigure:
    period: Period
    value: Decimal | None
    status: Status
    vintage: dt.date | None


@dataclass(frozen=True)
class PublicSeries:
    """The figures of a measure for one area, without what may not be published."""

    area: Area
    series: Series
    vintages: Mapping[Period, dt.date] = field(default_factory=dict)

    @property
    def figures(self) -> list[PublicFigure]:
        return [
            PublicFigure(point.period, point.value, Status.of(point), self.vintages.get(point.period))
            for point in self.series.points
        ]

    @property
    def newest_vintage(self) -> dt.date | None:
        return max(self.vintages.values(), default=None)


@dataclass(frozen=True)
class PublicMeasure:
    """`areas` holds the measure's own area first, also where nothing is known of it, and then its breakdown by name."""

    measure: Measure
    areas: tuple[PublicSeries, ...]

    @property
    def own(self) -> PublicSeries:
        return self.areas[0]

    def of(self, code: str) -> PublicSeries | None:
        return next((each for each in self.areas if each.area.code == code), None)


@dataclass(frozen=True)
class Publication:
    """`warnings` are for the board's analyst, never for the public: they name what may be given away already."""

    board: Board
    day: dt.date
    threshold: int
    measures: tuple[PublicMeasure, ...]
    warnings: tuple[str, ...] = ()

    def of(self, slug: str) -> PublicMeasure | None:
        return next((each for each in self.measures if each.measure.slug == slug), None)

    @cached_property
    def withheld(self) -> int:
        """How many figures are hidden, by us or by who published them first."""
        rows = (point for each in self.measures for area in each.areas for point in area.series.points)
        return sum(point.is_suppressed for point in rows)


def publication_of(board: Board, day: dt.date, *, already_public: frozenset[Cell] = frozenset()) -> Publication:
    """The board's published measures as known on `day`. Four queries, whatever there is.

    `already_public`: counts that are out and cannot be taken back, from a paper for instance.
    """
    measures = list(_published(board))
    threshold = max(LOWEST_THRESHOLD, policy_of(measures[0].board).suppress_below if measures else THRESHOLD)
    held = _held(measures, day)
    sensitive = [measure for measure in measures if measure.counts_people]
    counts = {measure.pk: _counts(measure, held) for measure in sensitive}
    unclear = {pk for pk, cells in counts.items() if cells is None}
    judged = [measure for measure in sensitive if measure.pk not in unclear]
    cells: dict[Cell, int | None] = {cell: n for found in counts.values() if found for cell, n in found.items()}
    public = already_public | {
        cell for cell, n in cells.items() if cell[0] == OUT_OF and n is not None and not 0 < n < threshold
    }
    sums = sums_of(judged, cells, _parts(held) if judged else {}, threshold)
    decided = _decided(sums, threshold, public)
    warnings = _warnings(measures, held, unclear, decided)
    if decided is None:
        unclear |= {measure.pk for measure in judged}
    made = tuple(_made(measure, held, decided, is_unclear=measure.pk in unclear) for measure in measures)
    return Publication(board, day, threshold, made, warnings)


def _published(board: Board) -> Iterable[Measure]:
    shown = Measure.objects.filter(
        board=board, is_published=True, state__in=[Measure.State.LIVE, Measure.State.CHANGING]
    )
    around = shown.select_related("board__performance_policy__population", "area", "thematic_area")
    return around.prefetch_related("feeds").order_by(F("thematic_area__order").asc(nulls_last=True), "order", "name")


@dataclass
class _Held:
    """What is known of one measure for one area: its newest figures, their counts, and when each was published."""

    area: Area
    points: dict[Period, Point] = field(default_factory=dict)
    parts: dict[Period, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)
    vintages: dict[Period, dt.date] = field(default_factory=dict)


_Figures = dict[int, dict[int, _Held]]  # by the ids of measure and area


def _held(measures: Iterable[Measure], day: dt.date) -> _Figures:
    """The measure's own area and those of its breakdown. One query; all that the archive holds."""
    cadences = {measure.pk: Cadence(measure.cadence) for measure in measures}
    own_or_breakdown = Q(area=F("measure__area")) | (Q(area__kind=F("measure__breakdown")) & ~Q(measure__breakdown=""))
    rows = Observation.objects.filter(own_or_breakdown, measure__in=cadences, vintage__lte=day)
    held: _Figures = defaultdict(dict)
    for row in rows.select_related("area").order_by("vintage", "sequence"):
        known = held[row.measure_id].setdefault(row.area_id, _Held(row.area))
        period = Period(row.period_start, cadences[row.measure_id])
        known.points[period] = overtaken(
            known.points.get(period), period, row.value, row.is_provisional, row.is_suppressed
        )
        known.parts[period] = row.numerator, row.denominator
        known.vintages[period] = row.vintage
    return held


def _counts(measure: Measure, held: _Figures) -> dict[Cell, int | None] | None:
    """The counts that the measure's figures are made of; None where they are not known, so that nobody can judge."""
    cells: dict[Cell, int | None] = {}
    for area, known in held.get(measure.pk, {}).items():
        for period, point in known.points.items():
            place = (measure.pk, area, period.start)
            numerator, denominator = known.parts[period]
            counted = point.value if measure.per is None else numerator
            if point.value is None:
                cells[COUNT, *place] = None
                continue
            if measure.weights_id or not _is_count(counted) or (measure.per and not _is_count(denominator)):
                return None
            cells[COUNT, *place] = int(counted or 0)
            if measure.per:
                cells[OUT_OF, *place] = int(denominator or 0)
            if measure.per == 100 and (rest := int(denominator or 0) - int(counted or 0)) >= 0:
                cells[REST, *place] = rest
    return cells


def _is_count(value: Decimal | None) -> bool:
    return value is not None and value >= 0 and value == value.to_integral_value()


def _parts(held: _Figures) -> Parts:
    """Every area that figures are held for, with what lies in it, however many steps down, by kind. One query."""
    inner: dict[int, dict[int, str]] = defaultdict(dict)
    for whole, part, kind in AreaPart.objects.values_list("whole", "part", "part__kind"):
        inner[whole][part] = kind
    found: dict[int, dict[str, frozenset[int]]] = {}
    for area in {area for areas in held.values() for area in areas}:
        reached: dict[int, str] = {}
        waiting = [area]
        while waiting:
            below = {part: kind for part, kind in inner[waiting.pop()].items() if part not in reached and part != area}
            reached |= below
            waiting += below
        kinds = set(reached.values())
        found[area] = {kind: frozenset(part for part, its in reached.items() if its == kind) for kind in kinds}
    return found


def _decided(sums: Sums, threshold: int, public: frozenset[Cell]) -> Suppressed | None:
    """The decision, kept by what it rests on; None where the counts contradict one another, so that there is none."""
    told = repr((sorted(sums.cells.items(), key=repr), sorted(sums.totals, key=repr), threshold, sorted(public)))
    key = f"publishing:{hashlib.sha256(told.encode()).hexdigest()}"
    decided: Suppressed | None = cache.get(key)
    if decided is None:
        try:
            decided = suppress(sums.cells, sums.totals, threshold=threshold, already_public=public)
        except ValueError as wrong:
            log.error("No count of people is published: %s", wrong)
            return None
        cache.set(key, decided, KEPT_FOR)
        if decided.exposed:
            log.warning("Published figures may give away %s small counts: %s", len(decided.exposed), decided.exposed)
    return decided


def _warnings(
    measures: Iterable[Measure], held: _Figures, unclear: set[int], decided: Suppressed | None
) -> tuple[str, ...]:
    names = {measure.pk: measure for measure in measures}
    said = [
        f"{names[pk]}: nothing of it is published, because it counts people and its figures do not say how many."
        for pk in names
        if pk in unclear
    ]
    if decided is None:
        return (*said, "Counts of people contradict one another, so that none of them is published.")
    exposed: list[tuple[Any, str]] = sorted(decided.exposed.items(), key=repr)
    for (_, pk, area, start), reason in exposed:
        if area in held[pk]:
            period = Period(start, Cadence(names[pk].cadence))
            said.append(f"{names[pk]}, {held[pk][area].area.label}, {period.short}: a small count is hidden. {reason}")
    return tuple(said)


def _made(measure: Measure, held: _Figures, decided: Suppressed | None, *, is_unclear: bool) -> PublicMeasure:
    found = held.get(measure.pk, {})
    own = found.get(measure.area_id) or _Held(measure.area)
    others = sorted((each for area, each in found.items() if area != measure.area_id), key=lambda each: each.area.name)
    return PublicMeasure(measure, tuple(_series(measure, each, decided, is_unclear) for each in (own, *others)))


def _series(measure: Measure, known: _Held, decided: Suppressed | None, is_unclear: bool) -> PublicSeries:
    series = Series.of(Cadence(measure.cadence), known.points.values())
    if is_unclear:
        series = Series(series.cadence, tuple(_hidden(point) for point in series.points))
    elif measure.counts_people and decided is not None:
        hidden = frozenset(
            period for period in known.points
            if decided.conceals(*((what, measure.pk, known.area.pk, period.start) for what in (COUNT, OUT_OF)))
        )  # fmt: skip
        series = conceal_series(series, Suppressed({}, hidden, frozenset(), {}), lambda period: period)
    return PublicSeries(known.area, series, known.vintages)


def _hidden(point: Point) -> Point:
    return Point(point.period, None, is_suppressed=point.value is not None or point.is_suppressed)
