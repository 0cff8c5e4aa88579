"""Measures as they are read on a day: the newest figure, rated."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from performance.analysis.rag import Polarity, Rag
from performance.models import Measure, Observation
from performance.periods import Cadence, Period
from performance.policies import policy_of
from performance.readings import readings_of
from snb.quarters import Quarter
from tests.cast import Cast, make_area

Q1, Q2 = Quarter(2025, 1), Quarter(2025, 2)
EARLY, LATE = dt.date(2025, 10, 1), dt.date(2026, 1, 1)


def period(quarter: Quarter) -> Period:
    return Period(quarter.start, Cadence.QUARTER)


def measure(cast: Cast, slug: str = "thefts", **more: object) -> Measure:
    values = {"name": slug, "unit": "offences", "polarity": Polarity.LOWER, "area": make_area(), **more}
    return Measure.objects.create(board=cast.board, slug=slug, **values)


def observe(of: Measure, quarter: Quarter, value: int | None, vintage: dt.date = EARLY) -> None:
    Observation.objects.create(measure=of, area=of.area, period_start=quarter.start, value=value, vintage=vintage)


def test_the_newest_quarter_with_a_year_ago(cast: Cast) -> None:
    thefts = measure(cast, target=Decimal(100))
    for quarter, value in [(Q1, 90), (Q2, 150), (Q2.shifted(-4), 140)]:
        observe(thefts, quarter, value)
    found = readings_of([thefts], LATE)[thefts.pk]
    assert (found.period, found.value, found.a_year_ago, found.result.rag) == (
        period(Q2),
        Decimal(150),
        Decimal(140),
        Rag.RED,
    )


def test_a_later_vintage_counts_only_once_it_is_known(cast: Cast) -> None:
    thefts = measure(cast)
    observe(thefts, Q1, 90)
    observe(thefts, Q1, 95, vintage=LATE)
    assert readings_of([thefts], LATE - dt.timedelta(days=1))[thefts.pk].value == 90
    assert readings_of([thefts], LATE)[thefts.pk].value == 95


def test_a_figure_taken_back_is_missing_and_not_zero(cast: Cast) -> None:
    thefts = measure(cast)
    observe(thefts, Q1, 90)
    observe(thefts, Q2, 80)
    observe(thefts, Q2, None, vintage=LATE)
    found = readings_of([thefts], LATE)[thefts.pk]
    assert (found.period, found.value) == (period(Q1), Decimal(90))


def test_a_zero_is_a_figure(cast: Cast) -> None:
    thefts = measure(cast)
    observe(thefts, Q2, 0)
    found = readings_of([thefts], LATE)[thefts.pk]
    assert (found.period, found.value) == (period(Q2), Decimal(0))


def test_without_a_figure_it_is_no_data(cast: Cast) -> None:
    thefts = measure(cast)
    found = readings_of([thefts], LATE)[thefts.pk]
    assert (found.period, found.value, found.a_year_ago, found.result.rag) == (None, None, None, Rag.NO_DATA)


@pytest.mark.parametrize("count", [1, 3])
def test_one_query_however_many_measures(cast: Cast, count: int, django_assert_num_queries) -> None:
    measures = [measure(cast, f"measure-{number}") for number in range(count)]
    policy = policy_of(cast.board)
    for each in measures:
        for back in range(6):
            observe(each, Q2.shifted(-back), 10 + back)
    with django_assert_num_queries(1):
        assert len(readings_of(measures, LATE, policy=policy)) == count
