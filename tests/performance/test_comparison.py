"""Direction and performance are two facts; missing is unknown; the four comparisons and Pentana's two, by example."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.analysis.change import Direction, Performance
from performance.analysis.comparison import (
    Against,
    Baseline,
    Comparison,
    ComparisonPolicy,
    Reading,
    four_comparisons,
    long_term,
    mid_term,
    pentana_long,
    pentana_short,
    short_term,
    versus_baseline,
)
from performance.analysis.rag import Polarity
from performance.analysis.series import Point, Series
from performance.periods import Cadence, Period
from tests.performance.figures import MAYBE, plain, quarter, quarterly, series

HIGHER, LOWER, NEUTRAL = Polarity.HIGHER, Polarity.LOWER, Polarity.NEUTRAL
UP, DOWN, LEVEL, UNKNOWN = Direction.UP, Direction.DOWN, Direction.LEVEL, Direction.UNKNOWN
BETTER, WORSE = Performance.BETTER, Performance.WORSE
NO_CHANGE, CANNOT_SAY = Performance.NO_CHANGE, Performance.CANNOT_SAY
READ = Reading(LOWER)
POLARITIES = st.sampled_from(Polarity)


def facts(comparison: Comparison) -> tuple[Direction, Performance]:
    return comparison.direction, comparison.performance


# The four comparisons


def test_four_comparisons_of_the_newest_figure() -> None:
    made = quarterly(100, 110, 120, 130, 90, 95, 100, 105, 80)
    row = four_comparisons(
        made, polarity=LOWER, baseline=Baseline(periods=tuple(quarter(f"Q{n} 2020") for n in (1, 2, 3, 4)))
    )
    assert [(each.name, each.against_label) for each in row.all[:3]] == [
        ("Versus baseline", "Q1 2022-23 with the mean of Q1 2020-21 to Q4 2020-21"),
        ("Short term", "Q1 2022-23 with Q4 2021-22"),
        ("Mid term", "Q1 2022-23 with Q1 2021-22"),
    ]
    assert [plain(each.against, each.value, each.change, each.percent) for each in row.all[:3]] == [
        ["115", "80", "-35", "-30.4"],
        ["105", "80", "-25", "-23.8"],
        ["90", "80", "-10", "-11.1"],
    ]
    assert [each.sentence for each in row.all[:3]] == [
        "115 in the mean of Q1 2020-21 to Q4 2020-21, 80 in Q1 2022-23: down by 35 (30.4%).",
        "105 in Q4 2021-22, 80 in Q1 2022-23: down by 25 (23.8%). They are different quarters of the year, so part of "
        "the change may be the season.",
        "90 in Q1 2021-22, 80 in Q1 2022-23: down by 10 (11.1%).",
    ]
    assert [facts(each) for each in row.all] == [(DOWN, BETTER)] * 4
    assert {each.reason for each in row.all} == {""}


def test_rising_referrals_read_neither_way() -> None:
    row = four_comparisons(quarterly(*range(1, 10)), polarity=NEUTRAL, baseline=Baseline(Decimal(2), "2019-20"))
    assert [(*facts(each), each.words) for each in row.all] == [(UP, CANNOT_SAY, "Neither way is better")] * 4


def test_what_is_missing_is_unknown_and_said() -> None:
    row = four_comparisons(quarterly(7, None, None, None, None, 5), polarity=LOWER)
    assert [facts(each) for each in row.all] == [(UNKNOWN, CANNOT_SAY)] * 4
    assert [each.reason for each in row.all] == [
        "No baseline is set.",
        "No figure for Q1 2021-22.",
        "No figure for Q2 2020-21.",
        "Only 2 of the 9 figures from Q2 2019-20 to Q2 2021-22 are known; 5 are needed.",
    ]
    assert row.short.sentence == "Cannot say (Q2 2021-22 with Q1 2021-22): no figure for Q1 2021-22."
    assert [(each.change, each.percent, each.words) for each in row.all] == [(None, None, "Cannot say")] * 4


def test_a_zero_is_a_figure() -> None:
    made = short_term(quarterly(0, 4), READ)
    assert (plain(made.against, made.change, made.percent), *facts(made)) == (["0", "4", "-"], UP, WORSE)
    assert facts(short_term(quarterly(4, 0), READ)) == (DOWN, BETTER)


def test_a_period_asked_for_without_a_figure() -> None:
    row = four_comparisons(quarterly(1, 2, 3), polarity=LOWER, baseline=Baseline(Decimal(1)), period=quarter("Q4 2020"))
    assert {each.reason for each in row.all} == {"No figure for Q4 2020-21."}


def test_of_no_figure_at_all() -> None:
    for made in (quarterly(), quarterly(None, None)):
        row = four_comparisons(made, polarity=LOWER, baseline=Baseline(Decimal(1)))
        assert {each.reason for each in row.all} == {"No figure yet."}
        assert pentana_long(made, READ).reason == "No figure yet."


def test_a_withheld_figure_is_not_called_missing() -> None:
    points = [Point(quarter("Q1 2020"), None, is_suppressed=True), Point(quarter("Q2 2020"), Decimal(8))]
    assert short_term(Series.of(Cadence.QUARTER, points), READ).reason == "The figure for Q1 2020-21 is withheld."


def test_baselines() -> None:
    made = quarterly(10, None, 20, 30)
    number = versus_baseline(made, READ, Baseline(Decimal(15), "the 2019-20 average"))
    assert (number.against_label, number.sentence) == (
        "Q4 2020-21 with the 2019-20 average", "15 in the 2019-20 average, 30 in Q4 2020-21: up by 15 (100%).",
    )  # fmt: skip
    gap = Baseline(periods=(quarter("Q1 2020"), quarter("Q2 2020"), quarter("Q3 2020")))
    assert versus_baseline(made, READ, gap).reason == "No figure for Q2 2020-21."
    apart = versus_baseline(made, READ, Baseline(periods=(quarter("Q3 2020"), quarter("Q1 2020"))))
    assert apart.against == 15
    assert apart.against_label == "Q4 2020-21 with the mean of Q1 2020-21 and Q3 2020-21"
    single = versus_baseline(made, READ, Baseline(periods=(quarter("Q1 2020"),)))
    assert "different quarters" in single.sentence
    year = Baseline(periods=(Period(dt.date(2020, 4, 1), Cadence.YEAR),))
    with pytest.raises(ValueError, match="The baseline of a quarterly series"):
        versus_baseline(made, READ, year)


@pytest.mark.parametrize("parts", [{}, {"value": Decimal(1), "periods": (quarter("Q1 2020"),)}])
def test_a_baseline_is_a_number_or_periods(parts) -> None:
    with pytest.raises(ValueError, match="either a number or a list"):
        Baseline(**parts)


def test_rolling_years_are_compared_without_overlap() -> None:
    rolling = series([400, 1, 1, 1, 300], Period(dt.date(2023, 7, 1), Cadence.ROLLING))
    made = short_term(rolling, READ)
    assert made.sentence == "400 in year to Jun 2024, 300 in year to Jun 2025: down by 100 (25%)."


def test_months_say_so_of_the_season() -> None:
    months = series([1, 2], Period(dt.date(2024, 4, 1), Cadence.MONTH))
    assert short_term(months, READ).sentence.endswith(
        "They are different months of the year, so part of the change may be the season."
    )
    years = series([1, 2], Period(dt.date(2024, 4, 1), Cadence.YEAR))
    assert short_term(years, READ).sentence == "1 in 2024-25, 2 in 2025-26: up by 1 (100%)."


def test_a_percentage_measure_is_compared_in_points() -> None:
    made = mid_term(quarterly(40, 1, 1, 1, 43), replace(READ, is_percentage=True))
    assert (made.percent, made.sentence) == (None, "40% in Q1 2020-21, 43% in Q1 2021-22: up by 3 percentage points.")


# The long term


def test_the_long_term_is_a_line_through_two_years() -> None:
    made = long_term(quarterly(999, 10, 12, 14, 16, 18, 20, 22, 24, 26), READ)
    assert (plain(made.against, made.value, made.change), *facts(made)) == (["10", "26", "16"], UP, WORSE)
    assert made.against_label == "trend over 2 years, Q2 2020-21 to Q2 2022-23"
    assert made.sentence == (
        "The trend line over 2 years runs from 10 in Q2 2020-21 to 26 in Q2 2022-23: up by 16 (160%)."
    )


def test_one_odd_figure_does_not_turn_the_long_term() -> None:
    assert long_term(quarterly(10, 12, 14, 16, 18, 20, 22, 24, 26), READ).change == 16
    assert long_term(quarterly(10, 12, 14, 16, 18, 20, 22, 24, 0), READ).direction is UP
    assert long_term(quarterly(10, 12, 14, 900, 18, 20, 22, 24, 26), READ).change == 16


def test_half_of_the_figures_must_be_known() -> None:
    assert long_term(quarterly(1, None, 3, None, 5, None, 7, None, 9), READ).change == 8
    assert long_term(quarterly(1, None, 3, None, None, None, 7, None, 9), READ).reason.startswith("Only 4 of the 9")
    years = series([8, 6, 4], Period(dt.date(2022, 4, 1), Cadence.YEAR))
    assert facts(long_term(years, READ)) == (DOWN, BETTER)
    alone = series([4], Period(dt.date(2022, 4, 1), Cadence.YEAR))
    assert long_term(alone, READ).reason == "Only 1 of the 3 figures from 2020-21 to 2022-23 are known; 2 are needed."


def test_a_long_term_within_tolerance_is_level() -> None:
    policy = ComparisonPolicy(tolerance=Decimal("0.1"))
    made = long_term(quarterly(100, 101, 102, 103, 104, 105, 106, 107, 108), replace(READ, policy=policy))
    assert facts(made) == (LEVEL, NO_CHANGE)
    assert made.sentence.endswith("up by 8 (8%), within the 10% that counts as no change.")


# Pentana's two


def test_pentana_ongoing_as_its_help_gives_it() -> None:
    """Short: Q1 18/19 with Q4 17/18. Long: Q1 18/19 with the mean of Q1 to Q4 17/18."""
    made = quarterly(10, 20, 30, 40, 50, first="Q1 2017")
    assert pentana_short(made, READ).against_label == "Q1 2018-19 with Q4 2017-18"
    long = pentana_long(made, READ)
    assert (long.name, plain(long.against)) == ("Long trend", ["25"])
    assert long.against_label == "Q1 2018-19 with the mean of Q1 2017-18 to Q4 2017-18"


def test_pentana_year_to_year_as_its_help_gives_it() -> None:
    """Short: Q1 18/19 with Q1 17/18. Long: with the mean of Q1 14/15, 15/16, 16/17 and 17/18."""
    made = quarterly(*(4, 0, 0, 0, 8, 0, 0, 0, 12, 0, 0, 0, 16, 0, 0, 0, 20), first="Q1 2014")
    reading = replace(READ, policy=ComparisonPolicy(short=Against.LAST_YEAR))
    assert pentana_short(made, reading).against_label == "Q1 2018-19 with Q1 2017-18"
    long = pentana_long(made, reading)
    assert long.against == 10
    assert long.against_label == "Q1 2018-19 with the mean of Q1 2014-15, Q1 2015-16, Q1 2016-17 and Q1 2017-18"


def test_a_gap_leaves_the_mean_unknown() -> None:
    assert pentana_long(quarterly(10, None, 30, 40, 50), READ).reason == "No figure for Q2 2020-21."


@pytest.mark.parametrize("options", [{"tolerance": Decimal(-1)}, {"long_n": 0}, {"trend_years": 0}])
def test_refused_policies(options) -> None:
    with pytest.raises(ValueError, match="A tolerance is zero or more"):
        ComparisonPolicy(**options)


# Laws of all comparisons


@given(st.lists(MAYBE, max_size=14), POLARITIES, st.sampled_from(["0", "0.1"]), st.sampled_from(Against))
def test_every_comparison_keeps_its_word(figures, polarity, tolerance, short) -> None:
    policy = ComparisonPolicy(short=short, tolerance=Decimal(tolerance))
    made = quarterly(*figures)
    row = four_comparisons(made, polarity=polarity, baseline=Baseline(Decimal(5), "the target year"), policy=policy)
    reading = Reading(polarity, policy)
    for each in (*row.all, pentana_short(made, reading), pentana_long(made, reading)):
        assert (each.direction is UNKNOWN) == (each.change is None) == bool(each.reason)
        assert each.sentence.endswith(".")
        if each.change is None:
            assert (each.performance, each.words) == (CANNOT_SAY, "Cannot say")
        else:
            assert each.value is not None
            assert each.against is not None
            assert each.change == each.value - each.against
            assert (each.performance is NO_CHANGE) == (each.direction is LEVEL)
        if polarity is NEUTRAL:
            assert each.performance in {CANNOT_SAY, NO_CHANGE}
