"""Financial quarters, by their properties."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snb.quarters import Quarter

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2100, 12, 31))
STEPS = st.integers(-200, 200)


@given(DAYS)
def test_a_day_lies_in_its_quarter(day: dt.date) -> None:
    quarter = Quarter.of(day)
    assert quarter.start <= day <= quarter.end


@given(DAYS)
def test_quarters_touch_without_gap_or_overlap(day: dt.date) -> None:
    quarter = Quarter.of(day)
    assert quarter.end + dt.timedelta(days=1) == quarter.next().start
    assert quarter.previous().end + dt.timedelta(days=1) == quarter.start
    assert 89 < (quarter.end - quarter.start).days + 1 < 93


@given(DAYS, STEPS, STEPS)
def test_shifting_adds_up_and_keeps_order(day: dt.date, one: int, other: int) -> None:
    quarter = Quarter.of(day)
    assert quarter.shifted(one).shifted(other) == quarter.shifted(one + other)
    assert (quarter < quarter.shifted(one)) == (one > 0)


@given(DAYS)
def test_a_quarter_begins_in_april_july_october_or_january(day: dt.date) -> None:
    quarter = Quarter.of(day)
    assert (quarter.start.day, quarter.start.month) == (1, {1: 4, 2: 7, 3: 10, 4: 1}[quarter.number])


@pytest.mark.parametrize(
    ("day", "short", "words"),
    [
        (dt.date(2026, 4, 1), "Q1 2026-27", "Q1 2026-27 (April to June 2026)"),
        (dt.date(2026, 3, 31), "Q4 2025-26", "Q4 2025-26 (January to March 2026)"),
        (dt.date(2099, 12, 31), "Q3 2099-00", "Q3 2099-00 (October to December 2099)"),
    ],
)
def test_how_a_quarter_is_written(day: dt.date, short: str, words: str) -> None:
    assert (Quarter.of(day).short, str(Quarter.of(day))) == (short, words)


@pytest.mark.parametrize("number", [0, 5, -1])
def test_there_are_four_quarters(number: int) -> None:
    with pytest.raises(ValueError, match="numbered 1 to 4"):
        Quarter(2026, number)
