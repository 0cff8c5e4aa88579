"""The newest figure of each measure, rated: what a dashboard row needs, for many measures in one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from performance.analysis.rag import Polarity, RagResult, judge
from performance.analysis.series import Series
from performance.known import known_on
from performance.models import Measure
from performance.periods import Period


@dataclass(frozen=True)
class Latest:
    """A measure's newest figure as known on a day; `period` is None where there is none."""

    measure: Measure
    series: Series
    period: Period | None
    value: Decimal | None
    a_year_ago: Decimal | None
    result: RagResult


def latest_of(measures: Iterable[Measure], as_at: dt.date) -> dict[int, Latest]:
    """By measure id, for each measure's own area. One query whatever the number of measures."""
    measures = list(measures)
    known = known_on(as_at, measures)
    return {measure.pk: _latest(measure, known.of(measure)) for measure in measures}


def _latest(measure: Measure, series: Series) -> Latest:
    newest = series.newest
    period, value = (newest.period, newest.value) if newest else (None, None)
    a_year_ago = series.value_at(period.a_year_before()) if period else None
    result = judge(value=value, target=measure.target, a_year_ago=a_year_ago, polarity=Polarity(measure.polarity))
    return Latest(measure, series, period, value, a_year_ago, result)
