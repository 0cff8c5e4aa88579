"""Measures by area for their newest period: many at once, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Max

from partnerships.models import Area
from performance.analysis.rates import rate
from performance.analysis.series import Series
from performance.breakdown import PER, AreaFigure, area_figure
from performance.known import Known, known_on
from performance.models import Measure, Observation
from performance.periods import Cadence, Period
from reports.documents.performance.withheld import Withholding


@dataclass(frozen=True)
class Place:
    """One measure by area, the highest first. `people` says of what year the population is that rates are out of.

    `together` is the rate of all areas as one, None where a part is not known.
    """

    measure: Measure
    kind: str
    period: Period
    figures: tuple[AreaFigure, ...]
    data_date: dt.date | None
    people: str = ""
    together: Decimal | None = None

    @property
    def has_rates(self) -> bool:
        return any(figure.rate is not None for figure in self.figures)


@dataclass(frozen=True)
class _People:
    """Residents by area id, of the year `label`."""

    label: str
    of: Mapping[int, Decimal]


def read_places(
    measures: Iterable[Measure], population: Measure | None, hidden: Withholding, day: dt.date
) -> dict[int, Place]:
    """By measure id, those published by area. Three queries."""
    wanted = [each for each in measures if each.breakdown]
    if not wanted:
        return {}
    read = [*wanted, *([population] if population and population not in wanted else [])]
    starts = _newest(read, day)
    areas = _areas(read)
    years = {Period(start, Cadence(each.cadence)) for each in read for start in starts.get(each.pk, {}).values()}
    around = {when for period in years for when in (period.start, period.a_year_before().start)}
    known = known_on(day, read, areas=areas, starts=around)
    found = {}
    for measure in wanted:
        start = starts.get(measure.pk, {}).get(measure.breakdown)
        if start is not None:
            kind = measure.breakdown
            own = [area for area in areas.values() if area.kind == kind and area.pk != measure.area_id]
            people = _people(population, known, starts, kind) if population != measure else _People("", {})
            found[measure.pk] = _place(measure, start, own, known, people, hidden)
    return found


def _newest(measures: Iterable[Measure], day: dt.date) -> dict[int, dict[str, dt.date]]:
    """The first day of the newest period with a figure, by measure id and kind of area."""
    rows = Observation.objects.filter(measure__in=list(measures), vintage__lte=day, value__isnull=False)
    rows = rows.exclude(area=F("measure__area")).order_by()
    found: dict[int, dict[str, dt.date]] = {}
    for measure, kind, start in rows.values_list("measure_id", "area__kind").annotate(newest=Max("period_start")):
        found.setdefault(measure, {})[kind] = start
    return found


def _areas(measures: Iterable[Measure]) -> dict[int, Area]:
    measures = list(measures)
    held = Observation.objects.filter(measure__in=measures).order_by().values("area")
    return Area.objects.filter(kind__in={each.breakdown for each in measures}, pk__in=held).in_bulk()


def _people(
    population: Measure | None, known: Known, starts: Mapping[int, Mapping[str, dt.date]], kind: str
) -> _People:
    start = starts.get(population.pk, {}).get(kind) if population else None
    if population is None or start is None:
        return _People("", {})
    period = Period(start, Cadence(population.cadence))
    values = {area: series.value_at(period) for (pk, area), series in known.series.items() if pk == population.pk}
    return _People(period.short, {area: value for area, value in values.items() if value is not None})


def _place(
    measure: Measure, start: dt.date, areas: Iterable[Area], known: Known, people: _People, hidden: Withholding
) -> Place:
    period = Period(start, Cadence(measure.cadence))
    series = {area: known.of(measure, area.pk) for area in areas if (measure.pk, area.pk) in known.series}
    shown = {area: hidden.printed(measure, area.pk, held) for area, held in series.items()}
    figures = [area_figure(measure, area, held, period, people.of) for area, held in shown.items()]
    vintages = [day for area in series if (day := known.vintage_of(measure, area.pk))]
    return Place(
        measure, measure.breakdown, period, tuple(sorted(figures, key=AreaFigure.rank)), max(vintages, default=None),
        people.label, _together(measure, shown, period, people),
    )  # fmt: skip


def _together(measure: Measure, series: Mapping[Area, Series], period: Period, people: _People) -> Decimal | None:
    values = [held.value_at(period) for held in series.values()]
    crowd = [people.of.get(area.pk) for area in series]
    if not measure.is_additive or None in values or None in crowd or not values:
        return None
    return rate(sum(filter(None, values), Decimal(0)), sum(filter(None, crowd), Decimal(0)), PER)
