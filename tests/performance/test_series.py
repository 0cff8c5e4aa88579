"""A series keeps its gaps: nothing missing becomes a zero, nothing is lost on the way in."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.analysis.series import Point, Series
from performance.periods import Cadence, Period
from tests.performance.figures import MAYBE, quarter, quarterly, series

FIRSTS = st.builds(Period.of, st.dates(dt.date(2000, 1, 1), dt.date(2050, 1, 1)), st.sampled_from(Cadence))


def test_a_period_without_a_figure_is_a_gap() -> None:
    points = [Point(quarter("Q3 2020"), Decimal(5)), Point(quarter("Q1 2020"), Decimal(0))]
    assert [point.value for point in Series.of(Cadence.QUARTER, points).points] == [Decimal(0), None, Decimal(5)]


@given(st.dictionaries(st.integers(0, 40), MAYBE, min_size=1), FIRSTS)
def test_every_figure_is_kept_in_order_and_the_rest_is_unknown(figures, first) -> None:
    made = Series.of(first.cadence, [Point(first.shifted(at), value) for at, value in figures.items()])
    low, high = min(figures), max(figures)
    assert [point.value for point in made.points] == [figures.get(at) for at in range(low, high + 1)]
    assert [point.period for point in made.points] == [first.shifted(at) for at in range(low, high + 1)]


@given(st.lists(MAYBE, max_size=30), FIRSTS)
def test_the_newest_is_the_last_known(figures, first) -> None:
    made, known = series(figures, first), [value for value in figures if value is not None]
    assert [point.value for point in made.known] == known
    assert (made.newest.value if made.newest else None) == (known[-1] if known else None)


@given(st.lists(MAYBE, min_size=1, max_size=30), FIRSTS, st.integers(-2, 32))
def test_until_leaves_the_later_periods_out(figures, first, at) -> None:
    made = series(figures, first).until(first.shifted(at))
    assert [point.value for point in made.points] == figures[: max(at + 1, 0)]


def test_a_value_is_found_by_its_period() -> None:
    made = quarterly(1, None, 0)
    assert made.value_at(quarter("Q3 2020")) == 0
    assert made.value_at(quarter("Q2 2020")) is None
    assert made.at(quarter("Q4 2020")) is None
    assert made.at(quarter("Q2 2020")) == Point(quarter("Q2 2020"), None)


def test_of_nothing_there_is_nothing() -> None:
    empty = Series.of(Cadence.MONTH, [])
    assert (empty.points, empty.newest, empty.known) == ((), None, ())


def test_refusals() -> None:
    with pytest.raises(ValueError, match=r"Two figures for Q1 2020-21 \(April to June 2020\)\."):
        Series.of(Cadence.QUARTER, [Point(quarter("Q1 2020"), None), Point(quarter("Q1 2020"), Decimal(1))])
    with pytest.raises(ValueError, match="is not of a monthly series"):
        Series.of(Cadence.MONTH, [Point(quarter("Q1 2020"), None)])
    years = [Point(Period(dt.date(2020, month, 1), Cadence.YEAR), None) for month in (1, 4)]
    with pytest.raises(ValueError, match="do not follow one another"):
        Series.of(Cadence.YEAR, years)
