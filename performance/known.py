"""Figures as known on a day: for each measure, area and period, the newest vintage of that day or before."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from performance.analysis.series import Point, Series
from performance.analysis.words import plain
from performance.models import Measure, Observation
from performance.periods import Cadence, Period

# How far back a page looks, in months: enough for a control chart and a two-year trend, whatever the archive holds.
REACH = {Cadence.MONTH: 39, Cadence.QUARTER: 75, Cadence.YEAR: 181, Cadence.ROLLING: 75}
Key = tuple[int, int]  # a measure's id and an area's


@dataclass(frozen=True)
class Known:
    """The series of each measure and area, and when each was last published: the date of the data."""

    series: dict[Key, Series]
    vintages: dict[Key, dt.date]

    def of(self, measure: Measure, area_id: int | None = None) -> Series:
        """Of the measure's own area where none is given; empty where nothing is known."""
        return self.series.get((measure.pk, area_id or measure.area_id), Series(Cadence(measure.cadence)))

    def vintage_of(self, measure: Measure, area_id: int | None = None) -> dt.date | None:
        return self.vintages.get((measure.pk, area_id or measure.area_id))


def known_on(
    day: dt.date,
    measures: Iterable[Measure],
    *,
    areas: Iterable[int] | None = None,
    starts: Iterable[dt.date] | None = None,
) -> Known:
    """As known on `day`; each measure's own area where `areas` (ids) are not given. One query.

    The periods are those that begin on one of `starts`; without it a page's reach back, and further to the baseline.
    A figure that was taken back is a gap.
    """
    measures = list(measures)
    wanted = Q(pk__in=[])
    for measure in measures:
        of_area = Q(area=measure.area_id) if areas is None else Q(area__in=list(areas))
        periods = Q(period_start__gte=_reach(measure, day)) if starts is None else Q(period_start__in=list(starts))
        wanted |= Q(measure=measure) & periods & of_area
    rows = (
        Observation.objects.filter(wanted, vintage__lte=day)
        .order_by("vintage", "sequence")
        .values_list("measure_id", "area_id", "period_start", "value", "vintage", "is_provisional", "is_suppressed")
    )
    cadences = {measure.pk: Cadence(measure.cadence) for measure in measures}
    points: dict[Key, dict[Period, Point]] = defaultdict(dict)
    vintages: dict[Key, dt.date] = {}
    for measure_id, area_id, start, value, vintage, is_provisional, is_suppressed in rows:
        key, period = (measure_id, area_id), Period(start, cadences[measure_id])
        points[key][period] = overtaken(points[key].get(period), period, value, is_provisional, is_suppressed)
        vintages[key] = vintage
    return Known({key: Series.of(cadences[key[0]], found.values()) for key, found in points.items()}, vintages)


def overtaken(
    before: Point | None, period: Period, value: Decimal | None, is_provisional: bool, is_suppressed: bool
) -> Point:
    """The point that a later vintage makes of an earlier one. A figure that ever differed is revised from then on."""
    value = plain(value)
    is_revised = before is not None and (before.is_revised or before.value != value)
    return Point(period, value, is_provisional, is_revised, is_suppressed)


def _reach(measure: Measure, day: dt.date) -> dt.date:
    index = day.year * 12 + day.month - 1 - REACH[Cadence(measure.cadence)]
    back = dt.date(index // 12, index % 12 + 1, 1)
    return min(back, measure.baseline_from or back)
