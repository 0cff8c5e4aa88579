"""What comes round, against a slow and obvious count."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snb.recurrence import Recurrence, months_after

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2080, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-01-31", 2, "2024-03-31"),
        ("2024-11-30", 3, "2025-02-28"),
        ("2024-12-15", 1, "2025-01-15"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-05-10", 0, "2024-05-10"),
    ],
)
def test_the_same_day_of_another_month_or_its_last(day: str, months: int, found: str) -> None:
    assert months_after(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(found)


def test_a_last_day_does_not_drift() -> None:
    """Counted from the first date each time: after February it is the thirty-first again."""
    due = Recurrence(dt.date(2024, 1, 31), 1).upto(dt.date(2024, 5, 1))
    assert [day.day for day in due] == [31, 29, 31, 30, 31]


@given(first=DAYS, months=st.integers(1, 60), after=st.integers(-400, 6000))
def test_dates_up_to_a_day_and_the_next(first: dt.date, months: int, after: int) -> None:
    day = first + dt.timedelta(days=after)
    slow = [first]
    while slow[-1] <= day:
        slow.append(months_after(first, months * len(slow)))
    assert Recurrence(first, months).upto(day) == slow


@given(first=DAYS, months=st.sampled_from([0, 1, 3, 12, 36]), until=st.integers(-10, 3000), after=st.integers(0, 4000))
def test_nothing_falls_due_after_the_end(first: dt.date, months: int, until: int, after: int) -> None:
    end = first + dt.timedelta(days=until)
    found = Recurrence(first, months, end).upto(first + dt.timedelta(days=after))
    assert all(day <= end for day in found)
    assert (first in found) == (until >= 0)


def test_once_is_once() -> None:
    once = Recurrence(dt.date(2024, 1, 31), 0)
    assert once.upto(dt.date(2030, 1, 1)) == [dt.date(2024, 1, 31)]
    assert once.outstanding([], dt.date(2023, 1, 1)) == [dt.date(2024, 1, 31)]
    assert once.outstanding([dt.date(2024, 1, 31)], dt.date(2030, 1, 1)) == []


def test_outstanding_is_what_nothing_met_and_the_next() -> None:
    yearly = Recurrence(dt.date(2021, 3, 1), 12)
    met = [dt.date(2022, 3, 1)]
    assert yearly.outstanding(met, dt.date(2023, 6, 1)) == [
        dt.date(2021, 3, 1), dt.date(2023, 3, 1), dt.date(2024, 3, 1),
    ]  # fmt: skip


def test_what_is_met_before_its_time_is_not_outstanding() -> None:
    yearly = Recurrence(dt.date(2024, 3, 1), 12)
    assert yearly.outstanding([dt.date(2024, 3, 1)], dt.date(2024, 2, 1)) == [dt.date(2025, 3, 1)]


def test_what_is_due_today_is_the_next() -> None:
    assert Recurrence(dt.date(2024, 3, 1), 12).outstanding([], dt.date(2024, 3, 1)) == [dt.date(2024, 3, 1)]
