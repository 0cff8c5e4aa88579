"""Measures as they are read on a day: newest figure, rating, comparisons, control chart. One query for the figures."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils import timezone

from performance.analysis import spc
from performance.analysis.comparison import Baseline, FourComparisons, four_comparisons
from performance.analysis.exceptions import Exceptional, exception_in
from performance.analysis.rag import Polarity, RagResult, judge
from performance.analysis.series import Series
from performance.known import known_on
from performance.models import Measure, Rebase
from performance.periods import Cadence, Period
from performance.policies import Policy, policy_of

SHOWN = {Cadence.MONTH: 36, Cadence.QUARTER: 20, Cadence.YEAR: 15, Cadence.ROLLING: 20}  # points on a control chart

LINKED = ("measure__board__performance_policy", "measure__area")  # to join where measures are reached by a link


@dataclass(frozen=True)
class MeasureReading:
    """One measure for one area as known on a day. What is derived is worked out when it is first asked for."""

    measure: Measure
    area_id: int
    series: Series
    data_date: dt.date | None
    policy: Policy
    rebases: tuple[spc.Rebase, ...] = ()

    @property
    def polarity(self) -> Polarity:
        return Polarity(self.measure.polarity)

    @property
    def is_percentage(self) -> bool:
        return self.measure.per == 100

    @property
    def period(self) -> Period | None:
        return self.series.newest.period if self.series.newest else None

    @property
    def value(self) -> Decimal | None:
        return self.series.newest.value if self.series.newest else None

    @property
    def a_year_ago(self) -> Decimal | None:
        return self.series.value_at(self.period.a_year_before()) if self.period else None

    @cached_property
    def result(self) -> RagResult:
        period = self.period
        return judge(
            value=self.value,
            target=self.measure.target if self.area_id == self.measure.area_id else None,
            a_year_ago=self.a_year_ago,
            polarity=self.polarity,
            policy=self.policy.rag_of(self.measure),
            period=period.short if period else "",
            a_year_ago_period=period.a_year_before().short if period else "",
            data_date=self.data_date,
        )

    @cached_property
    def comparisons(self) -> FourComparisons:
        periods = self.measure.baseline_periods
        return four_comparisons(
            self.series,
            polarity=self.polarity,
            baseline=Baseline(periods=periods) if periods else None,
            policy=self.policy.comparison,
            is_percentage=self.is_percentage,
        )

    @cached_property
    def chart(self) -> spc.ControlChart:
        """Of the newest points that a chart shows; limits are computed from what is in view."""
        shown = Series(self.series.cadence, self.series.points[-SHOWN[self.series.cadence] :])
        return spc.control_chart(
            shown,
            polarity=self.polarity,
            rebases=[each for each in self.rebases if shown.points and each.from_period > shown.points[0].period],
            screened=self.policy.screened,
            floor=Decimal(0) if all(point.value >= 0 for point in shown.known if point.value is not None) else None,
        )

    @cached_property
    def exception(self) -> Exceptional | None:
        """None for the measure that counts people: what others are out of is no performance."""
        return None if self.measure == self.policy.population else exception_in(self.result, self.chart)


def readings_of(
    measures: Iterable[Measure], day: dt.date, *, policy: Policy | None = None, charts: bool = False
) -> dict[int, MeasureReading]:
    """By measure id, each for its own area. All measures are of one board.

    One query for the figures, one for the policy where it is not given, and for `charts` one for their rebasings.
    """
    measures = list(measures)
    if not measures:
        return {}
    policy = policy or policy_of(measures[0].board)
    known, rebases = known_on(day, measures), rebases_of(measures, day) if charts else {}
    return {
        measure.pk: MeasureReading(
            measure, measure.area_id, known.of(measure), known.vintage_of(measure), policy,
            rebases.get((measure.pk, measure.area_id), ()),
        )
        for measure in measures
    }  # fmt: skip


def reading_of(measure: Measure, day: dt.date, *, area_id: int | None = None) -> MeasureReading:
    """One measure with its control chart, for its own area or another. Two queries, and one for the policy."""
    area_id = area_id or measure.area_id
    known = known_on(day, [measure], areas=[area_id])
    rebases = rebases_of([measure], day).get((measure.pk, area_id), ())
    return MeasureReading(
        measure,
        area_id,
        known.of(measure, area_id),
        known.vintage_of(measure, area_id),
        policy_of(measure.board),
        rebases,
    )


def rebases_of(measures: Iterable[Measure], day: dt.date) -> dict[tuple[int, int], tuple[spc.Rebase, ...]]:
    """The rebasings decided by `day`, by measure and area, in order of period. One query."""
    cadences = {measure.pk: Cadence(measure.cadence) for measure in measures}
    found: dict[tuple[int, int], list[spc.Rebase]] = defaultdict(list)
    rows = Rebase.objects.filter(measure__in=cadences, decided_at__date__lte=day).select_related("decided_by")
    for row in rows.order_by("period_start"):
        period = Period(row.period_start, cadences[row.measure_id])
        decided = spc.Rebase(period, row.reason, timezone.localdate(row.decided_at), row.decided_by.name)
        found[row.measure_id, row.area_id].append(decided)
    return {key: tuple(each) for key, each in found.items()}
