"""XmR charts: published worked examples, each rule by example, and the laws that hold for all figures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from performance.analysis.rag import Polarity
from performance.analysis.signals import Limits, Meaning, Rule, Side
from performance.analysis.spc import ControlChart, Rebase, control_chart, extended_chart, limits_of
from performance.periods import Cadence, Period
from tests.performance.figures import MAYBE, VALUES, plain, quarter, quarterly

HIGHER, LOWER, NEUTRAL = Polarity.HIGHER, Polarity.LOWER, Polarity.NEUTRAL
# NHSRplotthedots, vignette "Deviations from Excel defaults": unscreened as Excel does it, and screened.
VIGNETTE = (1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)
# SAS/QC, MACONTROL procedure, example 9.4: diameters of thirty steel belts.
TYRES = (
    "24.05", "23.99", "23.95", "23.93", "23.97", "24.02", "24.06", "24.10", "23.98", "24.03",
    "23.91", "24.06", "24.06", "23.96", "23.98", "24.06", "24.01", "24.00", "23.93", "23.92",
    "24.09", "24.11", "24.05", "23.98", "23.98", "24.06", "24.02", "24.06", "23.97", "23.96",
)  # fmt: skip
MANY = st.lists(MAYBE, min_size=3, max_size=40)
Found = list[tuple[Rule, Side, list[int]]]


def chart_of(*figures, polarity=LOWER, **options) -> ControlChart:
    return control_chart(quarterly(*figures), polarity=polarity, **options)


def found(chart: ControlChart) -> Found:
    """Each signal as its rule, its side and the places of its points."""
    places = {point.period: place for place, point in enumerate(chart.series.points)}
    return [(each.rule, each.side, [places[period] for period in each.periods]) for each in chart.signals]


def limits(chart: ControlChart) -> Limits:
    only = chart.phases[0].limits
    assert only is not None
    return only


def rounded(*values: Decimal, to: str = "0.001") -> list[str]:
    return [str(value.quantize(Decimal(to))) for value in values]


def rebase(at: str) -> Rebase:
    return Rebase(quarter(at), "New recording rules.", dt.date(2024, 5, 1), "A. Person")


# Published examples


def test_the_vector_of_the_domain() -> None:
    lines = limits(chart_of(*VIGNETTE))
    assert rounded(lines.mean, lines.lower, lines.upper) == ["1.944", "-3.063", "6.952"]
    assert rounded(lines.lower_near, lines.upper_near) == ["-1.394", "5.282"]
    assert (lines.points, lines.moving_ranges, lines.screened_out, lines.is_trial) == (18, 17, 0, False)


def test_lines_are_to_twelve_decimals_so_that_a_figure_on_a_line_equals_it() -> None:
    lines = limits(chart_of(1, 1, 2))
    assert [str(each) for each in (lines.mean, lines.mean_moving_range)] == ["1.333333333333", "0.500000000000"]


def test_screened_limits_as_the_vignette_prints_them() -> None:
    lines = limits(chart_of(*VIGNETTE, screened=True))
    assert rounded(lines.mean, lines.lower, lines.upper, to="0.01") == ["1.94", "-0.72", "4.60"]
    assert plain(lines.mean_moving_range, lines.moving_ranges, lines.screened_out) == ["1", "15", "2"]


def test_the_example_of_the_sas_manual() -> None:
    """Its constant is 3 ÷ 1.128379, ours 2.66 as Wheeler rounds it: equal to three decimals here."""
    lines = limits(chart_of(*TYRES))
    assert rounded(lines.mean, lines.lower, lines.upper) == ["24.008", "23.857", "24.160"]
    assert rounded(lines.mean_moving_range, to="0.000001") == ["0.056897"]


def test_the_only_signal_of_the_vector_is_the_ten() -> None:
    (signal,) = chart_of(*VIGNETTE).signals
    assert (signal.rule, signal.side, signal.phase, signal.meaning) == (
        Rule.OUTSIDE, Side.ABOVE, 1, Meaning.CONCERN,
    )  # fmt: skip
    assert signal.sentence == "10 in Q1 2021-22 is above the upper limit (6.95): of concern."


# Gaps, few points, phases


def test_a_gap_breaks_a_moving_range() -> None:
    lines = limits(chart_of(1, 3, None, 100, 102))
    assert plain(lines.mean_moving_range, lines.moving_ranges, lines.points) == ["2", "2", "4"]


def test_below_twelve_points_limits_are_trial_limits() -> None:
    eleven, twelve = chart_of(*[1, 2, 2] * 3, 1, 2), chart_of(*[1, 2, 2] * 4)
    assert eleven.warnings == (
        "The limits are trial limits: they rest on 11 figures, fewer than 12, and may still move.",
    )
    assert (limits(eleven).is_trial, limits(twelve).is_trial, twelve.warnings) == (True, False, ())


@pytest.mark.parametrize("figures", [(1, 2), (1, None, 2, None, 5, 6), (None, None, None)])
def test_below_two_moving_ranges_there_are_no_limits(figures) -> None:
    chart = chart_of(*figures)
    assert (chart.phases[0].limits, chart.signals) == (None, ())
    assert chart.warnings[0].startswith("Too few figures follow one another for limits:")


def test_figures_that_never_vary_are_said_to() -> None:
    assert chart_of(*[4] * 12).warnings == ("The figures did not vary at all, so the limits have no width.",)


def test_an_empty_series_has_an_empty_chart() -> None:
    chart = chart_of()
    assert (chart.phases, chart.signals, chart.warnings) == ((), (), ())


def test_a_rebase_keeps_the_old_limits_and_starts_new_ones() -> None:
    old, new = (1, 2) * 6, (101, 103) * 6
    chart = chart_of(*old, *new, rebases=[rebase("Q1 2023")])
    first, second = chart.phases
    assert first.limits == limits(chart_of(*old))
    assert second.limits is not None
    assert plain(second.limits.mean, second.limits.mean_moving_range) == ["102", "2"]
    assert (first.rebase, second.rebase) == (None, rebase("Q1 2023"))
    assert [(each.number, each.start.short, each.end.short) for each in chart.phases] == [
        (1, "Q1 2020-21", "Q4 2022-23"), (2, "Q1 2023-24", "Q4 2025-26"),
    ]  # fmt: skip
    assert chart.signals == ()
    assert found(chart_of(*old, *new)) != []
    assert chart.phase_at(quarter("Q1 2023")) == second
    assert chart.phase_at(quarter("Q1 2019")) is None


def test_a_warning_names_its_phase() -> None:
    chart = chart_of(*[1, 2] * 6, 5, 7, 6, rebases=[rebase("Q1 2023")])
    assert chart.warnings == (
        "The limits from Q1 2023-24 are trial limits: they rest on 3 figures, fewer than 12, and may still move.",
    )


def test_a_rebase_still_to_come_is_said() -> None:
    chart = chart_of(*[1, 2, 2] * 4, rebases=[rebase("Q2 2030")])
    assert (len(chart.phases), chart.warnings) == (
        1,
        ("Limits start afresh from Q2 2030-31, which has no figure yet.",),
    )


def test_a_rebase_needs_a_reason_and_a_name() -> None:
    for reason, name in (("", "A. Person"), ("New rules.", " ")):
        with pytest.raises(ValueError, match="only with a reason and the name"):
            Rebase(quarter("Q1 2023"), reason, dt.date(2024, 5, 1), name)


def test_refused_rebases() -> None:
    with pytest.raises(ValueError, match="once at a period"):
        chart_of(*VIGNETTE, rebases=[rebase("Q1 2021"), rebase("Q1 2021")])
    month = Rebase(Period(dt.date(2021, 4, 1), Cadence.MONTH), "Because.", dt.date(2024, 5, 1), "A. Person")
    with pytest.raises(ValueError, match="Limits of a quarterly series start afresh at one of its periods"):
        chart_of(*VIGNETTE, rebases=[month])


def test_a_floor_is_shown_and_the_computed_limit_kept() -> None:
    lines = limits(chart_of(*VIGNETTE, floor=Decimal(0)))
    assert rounded(lines.lower, lines.lower_displayed) == ["-3.063", "0.000"]
    assert lines.lower_near_displayed == 0 > lines.lower_near
    assert limits(chart_of(*VIGNETTE)).lower_displayed == lines.lower
    assert limits(chart_of(*(100 + each for each in VIGNETTE), floor=Decimal(0))).lower_displayed > 90


def test_the_signals_of_a_period() -> None:
    chart = chart_of(*VIGNETTE)
    assert chart.signals_at(quarter("Q1 2021")) == chart.signals
    assert chart.signals_at(quarter("Q2 2021")) == ()


# Limits from before, extended over after


def test_extended_limits_come_from_before_alone() -> None:
    before, after = (1, 2) * 6, (1, 50, 2)
    made = quarterly(*before, *after)
    chart = extended_chart(made, polarity=LOWER, before=quarter("Q4 2022"), after=quarter("Q1 2023"))
    assert [each.is_extended for each in chart.phases] == [False, True]
    assert {each.limits for each in chart.phases} == {limits(chart_of(*before))}
    assert found(chart) == [(Rule.OUTSIDE, Side.ABOVE, [13])]


def test_periods_between_before_and_after_give_no_signal() -> None:
    made = quarterly(*(1, 2) * 6, 50, 1, 2)
    chart = extended_chart(made, polarity=LOWER, before=quarter("Q4 2022"), after=quarter("Q2 2023"))
    assert ([len(each.points) for each in chart.phases], chart.signals) == ([12, 1, 2], ())
    with pytest.raises(ValueError, match="does not come after"):
        extended_chart(made, polarity=LOWER, before=quarter("Q4 2022"), after=quarter("Q4 2022"))


# Laws


def lines_of(figures, screened=False) -> list[Decimal] | None:
    made = limits_of(quarterly(*figures).points, screened=screened)
    return None if made is None else [made.mean, made.upper, made.lower, made.upper_near, made.lower_near]


FINE = Decimal("1e-8")


@given(MANY, VALUES, st.booleans())
def test_a_shift_moves_the_lines_and_changes_no_signal(figures, shift, screened) -> None:
    moved = [None if each is None else each + shift for each in figures]
    before, after = lines_of(figures, screened), lines_of(moved, screened)
    assert (before is None) == (after is None)
    if before and after:
        assert all(abs(b - a - shift) < FINE for a, b in zip(before, after, strict=True))
    assert found(chart_of(*figures)) == found(chart_of(*moved))


@given(MANY, st.sampled_from(["0.5", "2", "3", "1000"]))
def test_a_scale_stretches_the_lines_and_changes_no_signal(figures, by) -> None:
    scaled = [None if each is None else each * Decimal(by) for each in figures]
    before, after = lines_of(figures), lines_of(scaled)
    if before and after:
        assert all(abs(b - a * Decimal(by)) < FINE for a, b in zip(before, after, strict=True))
    assert found(chart_of(*figures)) == found(chart_of(*scaled))


MIRROR = {Side.ABOVE: Side.BELOW, Side.BELOW: Side.ABOVE, Side.RISING: Side.FALLING, Side.FALLING: Side.RISING}


@given(MANY)
def test_a_mirror_turns_every_signal_round(figures) -> None:
    turned = [None if each is None else -each for each in figures]
    mirrored = [(rule, MIRROR[side], places) for rule, side, places in found(chart_of(*turned))]
    assert sorted(found(chart_of(*figures))) == sorted(mirrored)


@given(MANY, st.sets(st.integers(0, 39), max_size=3))
def test_no_signal_spans_a_gap_or_a_phase(figures, starts) -> None:
    first = quarter("Q1 2020")
    rebases = [Rebase(first.shifted(at), "Because.", dt.date(2024, 5, 1), "A. Person") for at in starts]
    chart = chart_of(*figures, rebases=rebases)
    assert [point for phase in chart.phases for point in phase.points] == list(chart.series.points)
    for signal in chart.signals:
        assert {chart.phase_at(period).number for period in signal.periods} == {signal.phase}  # type: ignore[union-attr]
        low, high = signal.periods[0], signal.periods[-1]
        inside = [point for point in chart.series.points if low <= point.period <= high]
        assert all(point.value is not None for point in inside)
        assert list(signal.periods) == sorted(signal.periods)
        assert signal.seen_at in signal.periods


@given(MANY)
def test_a_gap_is_not_a_zero_and_splitting_there_loses_nothing_but_one_range(figures) -> None:
    made = limits_of(quarterly(*figures).points)
    known = [each for each in figures if each is not None]
    pairs = [(a, b) for a, b in pairwise(figures) if a is not None and b is not None]
    assert (made is None) == (len(pairs) < 2)
    if made:
        assert (made.points, made.moving_ranges) == (len(known), len(pairs))
        assert abs(made.mean - sum(known) / len(known)) < FINE
        assert made.lower <= made.lower_near <= made.mean <= made.upper_near <= made.upper


@given(MANY)
@settings(max_examples=50)
def test_screened_limits_are_never_wider(figures) -> None:
    plain, screened = (limits_of(quarterly(*figures).points, screened=each) for each in (False, True))
    if plain and screened:
        assert screened.mean == plain.mean
        assert screened.mean_moving_range <= plain.mean_moving_range
        assert screened.moving_ranges + screened.screened_out == plain.moving_ranges
