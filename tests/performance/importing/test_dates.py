"""Periods as people write them: told exactly, asked where two are meant, refused where none is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.importing.dates import When, when
from performance.importing.figures import Formula
from performance.periods import Cadence, Period

MONTH, QUARTER, YEAR, ROLLING = Cadence.MONTH, Cadence.QUARTER, Cadence.YEAR, Cadence.ROLLING


@pytest.mark.parametrize(
    ("written", "cadence", "start"),
    [
        ("Apr-25", MONTH, (2025, 4)),
        ("April 2025", MONTH, (2025, 4)),
        ("Sept 2025", MONTH, (2025, 9)),
        ("2025-04", MONTH, (2025, 4)),
        ("2011-12", MONTH, (2011, 12)),
        ("04/2025", MONTH, (2025, 4)),
        (45748, MONTH, (2025, 4)),
        ("45748", MONTH, (2025, 4)),
        (202504, MONTH, (2025, 4)),
        (dt.date(2025, 4, 30), MONTH, (2025, 4)),
        ("2025-04-01", MONTH, (2025, 4)),
        ("Q1 2025/26", QUARTER, (2025, 4)),
        ("2025/26 Q1", QUARTER, (2025, 4)),
        ("Q4 2025-2026", QUARTER, (2026, 1)),
        ("Q1 2025-26 (April to June 2025)", QUARTER, (2025, 4)),
        ("Apr–Jun 2025", QUARTER, (2025, 4)),
        ("January to March 2026", QUARTER, (2026, 1)),
        (dt.date(2025, 6, 30), QUARTER, (2025, 4)),
        ("2024/25", YEAR, (2024, 4)),
        ("FY 2024/25", YEAR, (2024, 4)),
        ("2011-12", YEAR, (2011, 4)),
        ("2024", YEAR, (2024, 1)),
        (2024, YEAR, (2024, 1)),
        ("year ending March 2025", YEAR, (2024, 4)),
        ("year ending December 2024", YEAR, (2024, 1)),
        (dt.date(2025, 3, 31), YEAR, (2024, 4)),
        ("year ending June 2025", ROLLING, (2024, 7)),
        ("YE Jun 2025", ROLLING, (2024, 7)),
        ("year to Jun 2025", ROLLING, (2024, 7)),
        ("12 months to June 2025 [note 3]", ROLLING, (2024, 7)),
        (dt.date(2025, 6, 1), ROLLING, (2024, 7)),
        (dt.date(2025, 7, 1), ROLLING, (2025, 7)),
        ("2024/25", ROLLING, (2024, 4)),
    ],
)
def test_a_period_is_told_exactly(written, cadence, start) -> None:
    assert when(written, cadence) == When(Period(dt.date(start[0], start[1], 1), cadence))


@pytest.mark.parametrize(
    ("written", "cadence", "problem"),
    [
        (
            "2025 Q1",
            QUARTER,
            "“2025 Q1” may mean Q1 2025-26 (April to June 2025) or Q4 2024-25 (January to March 2025). "
            "Write the one that you mean.",
        ),
        ("2011-12", None, "“2011-12” may mean the financial year or December 2011. Write the one that you mean."),
        (
            "Apr 2025",
            QUARTER,
            "“Apr 2025” is a month, but these figures go by the quarter. Write it as “Q1 2025-26”.",
        ),
        ("03/04/2025", MONTH, "3 April 2025 is neither the first nor the last day of a month. Write it as “Apr 2025”."),
        ("31/02/2025", MONTH, "“31/02/2025” is not a date."),
        ("Q1 2025-27", QUARTER, "“Q1 2025-27”: a financial year ends in the year after it begins."),
        (
            "year ending May 2025",
            ROLLING,
            "“year ending May 2025”: a rolling year ends in March, June, September or December.",
        ),
        ("soon", YEAR, "“soon” is not a period. Write it as “2025-26” or “2025”."),
        ("marmalade 2025", MONTH, "“marmalade 2025” is not a period. Write it as “Apr 2025”."),
        ("", MONTH, "The period is missing."),
        (None, MONTH, "The period is missing."),
        (Formula("=A1"), MONTH, "The period is a formula (=A1). Type the period itself."),
        (
            dt.date(2025, 4, 1),
            None,
            "1 April 2025 is a day: it does not say whether a month, a quarter or a year is meant.",
        ),
        (7.5, MONTH, "7.5 is not a period. Write it as “Apr 2025”."),
    ],
)
def test_what_is_no_period_is_asked_about(written, cadence, problem) -> None:
    assert when(written, cadence) == When(problem=problem)


def test_a_day_that_could_be_american_is_flagged() -> None:
    read = when("01/04/2025", MONTH)
    assert read.period == Period(dt.date(2025, 4, 1), MONTH)
    assert read.doubt == "“01/04/2025” was read as 1 April 2025, the day before the month."
    assert when("01/01/2025", MONTH).doubt == ""


@given(
    st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)),
    st.sampled_from(list(Cadence)),
    st.sampled_from(["short", "long", "date"]),
)
def test_what_the_product_prints_is_read_back(day, cadence, form) -> None:
    period = Period.of(day, cadence)
    written: Any = {"short": period.short, "long": str(period), "date": period.start}[form]
    assert when(written, cadence).period == period


ODD = st.from_regex(r"(q[0-9] )?[0-9]{4}[-/ ][0-9]{2}( q[0-9])?", fullmatch=True)


@given(st.one_of(st.text(max_size=40), ODD, st.integers(), st.floats(), st.dates()), st.sampled_from([*Cadence, None]))
def test_nothing_raises(written: Any, cadence) -> None:
    read = when(written, cadence)
    assert (read.period is None) == bool(read.problem)
