"""A season is warned of where the years agree, and not where a trend or chance will do."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.analysis.rag import Polarity
from performance.analysis.seasons import slope
from performance.analysis.spc import ROLLING, control_chart
from performance.periods import Cadence, Period
from tests.performance.figures import MAYBE, VALUES, quarterly, series

LOWER = Polarity.LOWER


def test_the_same_quarter_high_every_year_is_warned_of() -> None:
    said = control_chart(quarterly(10, 20, 5, 15, 11, 22, 4, 14, 9, 21, 6, 16), polarity=LOWER).warnings
    assert said == (
        "The figures may follow the seasons: over 3 full years July to September tends to run highest and October to "
        "December lowest. Compare with the same quarter of last year, and read a run or a trend with care.",
    )


@pytest.mark.parametrize(
    "figures",
    [
        (10, 20, 5, 15, 11, 22, 4),  # not two full years
        (10, 20, 5, 15, 11, 22, None, 14),  # a gap leaves one full year
        (10, 20, 5, 15, 11, 4, 22, 14),  # the years do not agree
        (10, 20, 5, 15, 15, 22, 4, 10),  # two years must agree wholly
        tuple(range(0, 36, 3)),  # a steady rise is no season
        (4,) * 12,
    ],
)
def test_no_season_is_seen(figures) -> None:
    assert not [each for each in control_chart(quarterly(*figures), polarity=LOWER).warnings if "seasons" in each]


def test_months_have_seasons_and_years_have_none() -> None:
    months = series([5, 9, 3, 8, 1, 7, 12, 2, 6, 11, 4, 10] * 2, Period(dt.date(2020, 1, 1), Cadence.MONTH))
    said = control_chart(months, polarity=LOWER).warnings
    assert len(said) == 1
    assert "over 2 full years July tends to run highest and May lowest" in said[0]
    years = series([10, 20, 5, 15] * 3, Period(dt.date(2000, 4, 1), Cadence.YEAR))
    assert control_chart(years, polarity=LOWER).warnings == ()


def test_rolling_years_are_warned_of() -> None:
    rolling = series([10, 20, 5, 15] * 3, Period(dt.date(2000, 4, 1), Cadence.ROLLING))
    assert control_chart(rolling, polarity=LOWER).warnings == (ROLLING,)


@given(st.lists(MAYBE, max_size=12), VALUES)
def test_a_slope_is_not_moved_by_a_shift_and_turns_with_time(figures, shift) -> None:
    shifted = [None if each is None else each + shift for each in figures]
    assert slope(shifted) == slope(figures)
    back = slope(figures[::-1])
    assert (slope(figures) is None) == (back is None) == (len([x for x in figures if x is not None]) < 2)
    if back is not None:
        assert back == -(slope(figures) or 0)
