"""Readings as charts: what is drawn is what was analysed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from performance.analysis.movement import did_it_move
from performance.analysis.rag import Polarity
from performance.analysis.series import Point
from performance.finding import finding_of
from performance.models import Measure, Rebase
from performance.periods import Cadence
from performance.plots import aligned, control_plot, moved_plot, season_of, sparkline_of, unit_of
from performance.readings import SHOWN, MeasureReading, reading_of
from snb.querysets import today
from tests.cast import Cast, make_area
from tests.performance.figures import quarterly
from tests.performance.measuring import EARLY, LATE, NEWEST, STEADY, measure, observe, run


@pytest.fixture
def thefts(cast: Cast) -> Measure:
    return measure(cast)


def read(held: Measure, area_id: int | None = None) -> MeasureReading:
    return reading_of(held, today(), area_id=area_id)


def test_points_limits_and_target_as_analysed(cast: Cast) -> None:
    held = measure(cast, target=Decimal(95))
    run(held, *STEADY)
    reading = read(held)
    plot = control_plot(reading)
    assert [point.value for point in plot.points] == [float(value) for value in STEADY]
    assert [point.label for point in plot.points][-1] == NEWEST.short
    assert (plot.target, plot.season) == (95.0, 4)
    (phase,), (analysed,) = plot.phases, reading.chart.phases
    limits = analysed.limits
    assert limits is not None
    assert (phase.first, phase.last, phase.mean) == (0, len(STEADY) - 1, float(limits.mean))
    assert (phase.lower, phase.upper) == (float(limits.lower), float(limits.upper))


def test_the_target_of_the_board_is_not_that_of_another_area(cast: Cast) -> None:
    held, north = measure(cast, target=Decimal(95)), make_area("North Fosse", "district")
    run(held, *STEADY, area=north)
    reading = read(held, north.pk)
    assert control_plot(reading).target is None
    assert dict(reading.result.inputs)["Target"] is None


def test_a_gap_is_drawn_as_a_gap(thefts: Measure) -> None:
    run(thefts, *STEADY, None, 0)
    assert [point.value for point in control_plot(read(thefts)).points][-2:] == [None, 0.0]


def test_flags_and_signals_are_marked(thefts: Measure) -> None:
    run(thefts, *STEADY, 125)
    observe(thefts, NEWEST.shifted(-3), 99, LATE)
    observe(thefts, NEWEST.shifted(-2), None, LATE, is_suppressed=True)
    observe(thefts, NEWEST.shifted(-1), 102, LATE, is_provisional=True)
    *_, revised, suppressed, provisional, outside = control_plot(read(thefts)).points
    assert (revised.note, revised.mark) == ("Revised", "")
    assert (suppressed.value, suppressed.suppressed) == (None, True)
    assert provisional.provisional
    assert outside.mark == "outside"


@pytest.mark.parametrize("polarity", list(Polarity))
def test_the_drawing_says_the_same_whichever_way_is_better(cast: Cast, polarity: Polarity) -> None:
    held = measure(cast, polarity=polarity)
    run(held, *STEADY, 400)
    assert control_plot(read(held)).points[-1].mark == "outside"


def test_a_rebasing_begins_a_phase_and_leaves_the_old_limits(cast: Cast, thefts: Measure) -> None:
    run(thefts, *STEADY[:8], *(value + 500 for value in STEADY))
    before = control_plot(read(thefts)).phases
    at = NEWEST.shifted(1 - len(STEADY))
    Rebase.objects.create(
        measure=thefts, area=thefts.area, period_start=at.start, reason="A new system", decided_by=cast.analyst
    )
    first, second = control_plot(read(thefts)).phases
    assert len(before) == 1
    assert (first.first, first.last, second.first, second.last) == (0, 7, 8, 19)
    assert second.label == f"Limits start afresh, {at.short}: A new system"
    assert first.upper is not None
    assert second.lower is not None
    assert first.upper < 200 < second.lower


def test_no_more_than_a_chart_shows(cast: Cast) -> None:
    held = measure(cast)
    run(held, *range(100, 100 + SHOWN[Cadence.QUARTER] + 4))
    points = control_plot(read(held)).points
    assert (len(points), points[-1].label) == (SHOWN[Cadence.QUARTER], NEWEST.short)


def test_too_few_figures_have_points_and_no_lines(thefts: Measure) -> None:
    run(thefts, 4, 5)
    (phase,) = control_plot(read(thefts)).phases
    assert (phase.mean, phase.upper) == (None, None)
    assert "Too few figures" in " ".join(control_plot(read(thefts)).notes)


def test_nothing_known_draws_nothing(thefts: Measure) -> None:
    reading = read(thefts)
    assert (control_plot(reading).points, sparkline_of(reading).points) == ((), ())
    assert finding_of(reading) == "No figure yet"


def test_a_sparkline_is_the_newest_two_years(thefts: Measure) -> None:
    run(thefts, *STEADY)
    assert [point.value for point in sparkline_of(read(thefts)).points] == [float(value) for value in STEADY[-9:]]


@pytest.mark.parametrize(("per", "decimals", "after"), [(None, 0, ""), (100, 1, "%"), (1000, 2, "")])
def test_the_unit_of_a_drawing(cast: Cast, per: int | None, decimals: int, after: str) -> None:
    unit = unit_of(measure(cast, per=per, decimals=decimals))
    assert (unit.after, unit.decimals) == (after, decimals)


@pytest.mark.parametrize(("cadence", "season"), [("month", 12), ("quarter", 4), ("year", 1), ("rolling", 4)])
def test_one_season_is_labelled_each_time(cadence: str, season: int) -> None:
    assert season_of(Cadence(cadence)) == season


# Before and after ------------------------------------------------------------------------------------


def moved(began: dt.date, held: Measure, *, beside: bool):
    """A movement of twelve steady quarters and eight lower ones, next to a like area that stayed."""
    return did_it_move(
        quarterly(*STEADY, *(20,) * 8),
        began=began,
        action="Fit locks",
        polarity=Polarity.LOWER,
        measure_label="Fosse",
        comparator=quarterly(*STEADY, None, *STEADY[:7], first="Q1 2020") if beside else None,
        comparator_label="Wold" if beside else "",
    )


def test_both_sides_on_one_axis_of_time(thefts: Measure) -> None:
    plot = moved_plot(moved(dt.date(2023, 4, 1), thefts, beside=True), thefts)
    assert plot is not None
    assert (plot.began, plot.began_label) == (12, "Fit locks began")
    assert plot.comparator is not None
    assert [point.label for point in plot.comparator.points] == [point.label for point in plot.measure.points]
    assert plot.comparator.points[12].value is None
    assert plot.measure.mean == pytest.approx(sum(STEADY) / len(STEADY))  # of the time before alone


def test_without_a_comparator_there_is_one_line(thefts: Measure) -> None:
    plot = moved_plot(moved(dt.date(2023, 4, 1), thefts, beside=False), thefts)
    assert plot is not None
    assert plot.comparator is None


def test_an_action_that_began_after_the_last_figure_is_not_drawn(thefts: Measure) -> None:
    assert moved_plot(moved(dt.date(2031, 1, 1), thefts, beside=False), thefts) is None


def test_aligned_leaves_gaps_and_drops_what_is_not_asked_for() -> None:
    asked = quarterly(1, 2, 3, first="Q2 2020").points
    found = aligned(quarterly(10, 11, None, first="Q1 2020"), asked)
    assert [(point.period, point.value) for point in found] == [
        (asked[0].period, Decimal(11)), (asked[1].period, None), (asked[2].period, None),
    ]  # fmt: skip
    assert found[2] == Point(asked[2].period, None)


# In a sentence ---------------------------------------------------------------------------------------


def test_the_finding_is_the_signal_of_the_newest_figure(thefts: Measure) -> None:
    run(thefts, *STEADY, 400)
    assert finding_of(read(thefts)).startswith(f"400 in {NEWEST.short} is above the upper limit")


def test_the_finding_of_a_steady_measure(thefts: Measure) -> None:
    run(thefts, *STEADY)
    assert finding_of(read(thefts)) == f"102 in {NEWEST.short}, within its usual range"


def test_the_finding_of_too_few_figures(thefts: Measure) -> None:
    observe(thefts, NEWEST, 5, EARLY)
    assert finding_of(read(thefts)) == f"5 in {NEWEST.short}: too few figures yet to say what is usual"
