"""The newest figure of each measure, rated: what a dashboard row needs, for many measures in one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from performance.analysis.rag import Polarity, RagResult, judge
from performance.models import Measure, Observation
from snb.quarters import Quarter


@dataclass(frozen=True)
class Latest:
    """A measure's newest figure as known on a day; `quarter` is None where there is none."""

    measure: Measure
    quarter: Quarter | None
    value: Decimal | None
    a_year_ago: Decimal | None
    result: RagResult


def latest_of(measures: Iterable[Measure], as_at: dt.date) -> dict[int, Latest]:
    """By measure id. One query whatever the number of measures."""
    measures = list(measures)
    values: dict[int, dict[Quarter, Decimal]] = {measure.pk: {} for measure in measures}
    rows = Observation.objects.filter(measure__in=measures, vintage__lte=as_at).order_by("vintage")
    for observation in rows:  # a later vintage overwrites an earlier one
        if observation.value is None:
            values[observation.measure_id].pop(observation.quarter, None)
        else:
            values[observation.measure_id][observation.quarter] = observation.value
    return {measure.pk: _latest(measure, values[measure.pk]) for measure in measures}


def _latest(measure: Measure, values: dict[Quarter, Decimal]) -> Latest:
    quarter = max(values, default=None)
    value = values[quarter] if quarter else None
    a_year_ago = values.get(quarter.shifted(-4)) if quarter else None
    result = judge(value=value, target=measure.target, a_year_ago=a_year_ago, polarity=Polarity(measure.polarity))
    return Latest(measure, quarter, value, a_year_ago, result)
