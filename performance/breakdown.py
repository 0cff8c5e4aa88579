"""A measure by area for one period: as published for each, and added up for partnerships where every part is known."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery

from partnerships.models import Area, AreaPart, Boundary, Partnership
from performance.analysis.comparison import Comparison, Reading, mid_term
from performance.analysis.rag import Polarity
from performance.analysis.rates import rate
from performance.analysis.series import Point, Series
from performance.known import Known, known_on
from performance.matrix import Mark, mark_of
from performance.models import Measure, Observation
from performance.periods import Cadence, Period
from performance.words import figure_of
from snb.models import Board

PARTNERSHIPS = "partnership"  # beside the kinds of `Area`: added up here, never published
PER = 1000  # people


@dataclass(frozen=True)
class AreaFigure:
    """`value` is None where nothing is known, or a part of a partnership is not; `reason` says which.

    `rate` is per 1,000 people, None where the people are not known.
    """

    code: str
    name: str
    value: Decimal | None
    text: str
    a_year_ago: Comparison
    rate: Decimal | None
    is_suppressed: bool = False
    reason: str = ""
    tile: tuple[int, int] | None = None
    outline: Any = None  # polygons as `Boundary` keeps them

    @property
    def shown(self) -> str:
        """As printed; a figure that is withheld or missing says so."""
        return self.text or ("Withheld" if self.is_suppressed else self.reason or "No figure")

    @property
    def mark(self) -> Mark:
        return mark_of(self.a_year_ago)

    def rank(self) -> tuple[bool, Decimal, str]:
        """For sorting: by rate where there is one, the highest first, and what is not known last."""
        size = self.rate if self.rate is not None else self.value
        return size is None, -(size or Decimal(0)), self.name


@dataclass(frozen=True)
class Breakdown:
    """One measure, one period, one kind of area; `people` says of what year the population is that rates are out of."""

    measure: Measure
    kind: str
    period: Period | None
    figures: tuple[AreaFigure, ...]
    people: str = ""

    @property
    def has_rates(self) -> bool:
        return any(figure.rate is not None for figure in self.figures)


def kinds_of(measure: Measure) -> list[tuple[str, str]]:
    """The kinds of area that the measure can be shown by, with their names. One query."""
    known = set(areas_with(measure).order_by().values_list("kind", flat=True).distinct())
    shown = [(kind.value, kind.label) for kind in Area.Kind if kind in known]
    additive = measure.is_additive and known & {Area.Kind.DISTRICT, Area.Kind.CSP}
    return [*shown, (PARTNERSHIPS, "Partnership, added up")] if additive else shown


def newest_start(measure: Measure, kind: str, day: dt.date) -> dt.date | None:
    """The first day of the newest period that any area of the kind has a figure for. One query."""
    of_area = Observation.objects.filter(measure=measure, area=OuterRef("pk"), vintage__lte=day, value__isnull=False)
    newest = Subquery(of_area.order_by("-period_start").values("period_start")[:1])
    areas = Area.objects.filter(kind__in=_kinds(kind)).exclude(pk=measure.area_id).annotate(newest=newest)
    found: dt.date | None = areas.aggregate(found=Max("newest"))["found"]
    return found


def areas_with(measure: Measure) -> QuerySet[Area]:
    """The areas that the measure has figures for beside its own.

    Asked area by area, as is the newest period: that costs the number of areas, not of all the years they have.
    """
    held = Observation.objects.filter(measure=measure, area=OuterRef("pk"))
    return Area.objects.exclude(kind=Area.Kind.NEIGHBOURHOOD).exclude(pk=measure.area_id).filter(Exists(held))


def _kinds(kind: str) -> list[str]:
    return [Area.Kind.DISTRICT, Area.Kind.CSP] if kind == PARTNERSHIPS else [kind]


def breakdown_of(
    measure: Measure, board: Board, day: dt.date, kind: str, *, start: dt.date | None = None,
    population: Measure | None = None, outlines: bool = False,
) -> Breakdown:  # fmt: skip
    """The figures of each area of `kind` for the period that begins on `start`, the newest one without it.

    `population` is the measure that counts people, read for the newest year that it has. Constant queries.
    """
    start = start or newest_start(measure, kind, day)
    if start is None:
        return Breakdown(measure, kind, None, ())
    period = Period(start, Cadence(measure.cadence))
    areas = areas_with(measure).filter(kind__in=_kinds(kind)).in_bulk()
    starts = {start, period.a_year_before().start}
    known = known_on(day, [measure], areas=areas, starts=starts)
    added = _partnerships(board, period, areas) if kind == PARTNERSHIPS else []
    inhabited = areas.keys() | {part for _, levels in added for level in levels for part in level}
    people, people_of = _people(population if population != measure else None, inhabited, day)
    drawn = dict(Boundary.objects.filter(area__in=areas).values_list("area", "polygons")) if outlines else {}
    figures = [
        replace(area_figure(measure, area, known.of(measure, area.pk), period, people_of), outline=drawn.get(area.pk))
        for area in areas.values()
    ]
    if kind == PARTNERSHIPS:
        figures = [_added(measure, partnership, period, known, levels, people_of) for partnership, levels in added]
    return Breakdown(measure, kind, period, tuple(sorted(figures, key=lambda each: each.name)), people)


def _people(population: Measure | None, areas: Iterable[int], day: dt.date) -> tuple[str, dict[int, Decimal]]:
    """The label of the year and the people by area id, of the newest year that the population measure has."""
    if population is None:
        return "", {}
    of_areas = Observation.objects.filter(
        measure=population, area__in=list(areas), vintage__lte=day, value__isnull=False
    )
    start = of_areas.aggregate(newest=Max("period_start"))["newest"]
    if start is None:
        return "", {}
    period = Period(start, Cadence(population.cadence))
    known = known_on(day, [population], areas=areas, starts=[start])
    values = {area_id: series.value_at(period) for (_, area_id), series in known.series.items()}
    return period.short, {area_id: value for area_id, value in values.items() if value is not None}


def area_figure(
    measure: Measure, area: Area, series: Series, period: Period, people: Mapping[int, Decimal]
) -> AreaFigure:
    """The figure of one area as it stands in `series`; `people` are those of an area, by its id."""
    point = series.at(period)
    value = point.value if point else None
    return AreaFigure(
        code=area.code,
        name=area.name,
        value=value,
        text=figure_of(measure, value) if value is not None else "",
        a_year_ago=_a_year_ago(measure, series, period),
        rate=rate(value, people.get(area.pk), PER) if measure.is_additive else None,
        is_suppressed=bool(point and point.is_suppressed),
        tile=(area.tile_column, area.tile_row) if area.tile_column is not None and area.tile_row is not None else None,
    )


def _a_year_ago(measure: Measure, series: Series, period: Period) -> Comparison:
    reading = Reading(Polarity(measure.polarity), period=period, is_percentage=measure.per == 100)
    return mid_term(series, reading, "A year ago")


Levels = tuple[frozenset[int], frozenset[int]]  # the districts of a partnership, and the CSP areas that cover them


def _partnerships(board: Board, period: Period, areas: dict[int, Area]) -> list[tuple[Partnership, Levels]]:
    """The partnerships of the period's last day, with what each was made of on that day. A constant few queries."""
    inside: dict[int, set[int]] = defaultdict(set)
    csps = [area.pk for area in areas.values() if area.kind == Area.Kind.CSP]
    parts = AreaPart.objects.filter(whole__in=csps, part__kind=Area.Kind.DISTRICT)
    for whole, part in parts.values_list("whole", "part"):
        inside[whole].add(part)
    found = Partnership.objects.filter(board=board).on(period.end).select_related("remit__board")
    return [
        (partnership, _levels(partnership, period, inside))
        for partnership in found.prefetch_related("remit__names", "coverage")
    ]


def _levels(partnership: Partnership, period: Period, inside: dict[int, set[int]]) -> Levels:
    districts = {each.district_id for each in partnership.coverage.all() if each.holds_on(period.end)}
    csps = {csp for csp, parts in inside.items() if parts <= districts}
    covers_all = {part for csp in csps for part in inside[csp]} == districts
    return frozenset(districts), frozenset(csps if covers_all else ())


def _added(
    measure: Measure, partnership: Partnership, period: Period, known: Known, levels: Levels,
    people: dict[int, Decimal],
) -> AreaFigure:  # fmt: skip
    """Counts add, and rates are worked out anew. From districts; from CSP areas where not every district is known."""
    parts = next((level for level in levels if _sum(known, measure, level, period).value is not None), levels[0])
    points = [_sum(known, measure, parts, each) for each in (period.a_year_before(), period)]
    series = Series.of(period.cadence, points)
    value = points[-1].value
    return AreaFigure(
        code=partnership.slug,
        name=partnership.name_on(period.end),
        value=value,
        text=figure_of(measure, value) if value is not None else "",
        a_year_ago=_a_year_ago(measure, series, period),
        rate=rate(value, _crowd(people, (parts, *levels)), PER) if measure.is_additive else None,
        reason="" if value is not None else "Not every part of it has a figure.",
    )


def _crowd(people: dict[int, Decimal], levels: Iterable[frozenset[int]]) -> Decimal | None:
    """The people of the first level of which every part is known."""
    for level in levels:
        if level and level <= people.keys():
            return sum((people[part] for part in level), Decimal(0))
    return None


def _sum(known: Known, measure: Measure, parts: Iterable[int], period: Period) -> Point:
    values = [known.of(measure, part).value_at(period) for part in parts]
    whole = [value for value in values if value is not None]
    return Point(period, sum(whole, Decimal(0)) if whole and len(whole) == len(values) else None)
