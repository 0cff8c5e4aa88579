"""Periods of every cadence, by examples and by their laws."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.periods import Cadence, Period

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31))
CADENCES = st.sampled_from(Cadence)
PERIODS = st.builds(Period.of, DAYS, CADENCES)
STEPS = st.integers(-200, 200)
ONE_DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "cadence", "start", "end", "short", "full"),
    [
        ("2024-02-10", Cadence.MONTH, "2024-02-01", "2024-02-29", "Feb 2024", "February 2024"),
        ("2025-03-31", Cadence.QUARTER, "2025-01-01", "2025-03-31", "Q4 2024-25",
         "Q4 2024-25 (January to March 2025)"),
        ("2025-03-31", Cadence.YEAR, "2024-04-01", "2025-03-31", "2024-25", "2024-25"),
        ("2099-04-01", Cadence.YEAR, "2099-04-01", "2100-03-31", "2099-00", "2099-00"),
        ("2025-06-30", Cadence.ROLLING, "2024-07-01", "2025-06-30", "year to Jun 2025", "year ending June 2025"),
    ],
)  # fmt: skip
def test_of_a_day(day, cadence, start, end, short, full) -> None:
    period = Period.of(dt.date.fromisoformat(day), cadence)
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)
    assert (period.short, str(period)) == (short, full)


def test_a_year_from_january_is_a_calendar_year() -> None:
    assert Period(dt.date(2024, 1, 1), Cadence.YEAR).short == "2024"


@pytest.mark.parametrize(
    ("start", "cadence", "message"),
    [
        ("2024-04-02", Cadence.MONTH, "A period begins on the first of a month, not on 2 April 2024."),
        ("2024-05-01", Cadence.QUARTER, "A quarter begins in January, April, July or October, not in May 2024."),
    ],
)
def test_a_wrong_start_is_refused(start, cadence, message) -> None:
    with pytest.raises(ValueError, match=message):
        Period(dt.date.fromisoformat(start), cadence)


@given(DAYS, CADENCES)
def test_a_day_lies_in_its_period_and_a_rolling_year_in_its_last_quarter(day, cadence) -> None:
    period = Period.of(day, cadence)
    assert period.start <= day <= period.end
    if cadence is Cadence.ROLLING:
        assert (period.end - day).days < 92


@given(PERIODS)
def test_the_previous_period_touches_and_never_overlaps(period) -> None:
    assert period.previous().end + ONE_DAY == period.start


@given(PERIODS)
def test_the_next_period_touches_unless_the_year_is_rolling(period) -> None:
    following = period.next()
    assert following.previous() == period or period.cadence is Cadence.ROLLING
    assert (following.start > period.end) == (period.cadence is not Cadence.ROLLING)


@given(PERIODS, STEPS, STEPS)
def test_shifts_add_up_and_keep_the_order(period, some, more) -> None:
    assert period.shifted(some).shifted(more) == period.shifted(some + more)
    assert (period.shifted(some) < period) == (some < 0)


@given(PERIODS)
def test_a_year_before_is_the_same_season(period) -> None:
    before = period.a_year_before()
    assert (before.start.month, before.start.year) == (period.start.month, period.start.year - 1)
    assert period.shifted(-period.cadence.per_year) == before


def test_labels_of_every_cadence() -> None:
    assert [cadence.label for cadence in Cadence] == ["Monthly", "Quarterly", "Yearly", "Rolling year"]
    assert [cadence.noun for cadence in Cadence] == ["month", "quarter", "year", "year"]
    assert [(cadence.months, cadence.step, cadence.per_year) for cadence in Cadence] == [
        (1, 1, 12), (3, 3, 4), (12, 12, 1), (12, 3, 4),
    ]  # fmt: skip
