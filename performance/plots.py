"""Readings as charts: what the analysis found, as the figures that a drawing takes."""

from __future__ import annotations

from collections.abc import Sequence

from performance.analysis import spc
from performance.analysis.movement import BeforeAfter, DidItMove
from performance.analysis.series import Point, Series
from performance.analysis.signals import Limits, Rule, Signal
from performance.charts.control import ControlPhase, ControlPlot
from performance.charts.figures import Unit
from performance.charts.moved import MovedPlot, Track
from performance.charts.plot import PlotPoint
from performance.charts.sparkline import Sparkline
from performance.models import Measure
from performance.periods import Cadence
from performance.readings import MeasureReading

MARKS = {Rule.OUTSIDE: "outside", Rule.SIDE: "run", Rule.TREND: "trend", Rule.NEAR: "near"}
SPARKS = {Cadence.MONTH: 13, Cadence.QUARTER: 9, Cadence.YEAR: 8, Cadence.ROLLING: 9}  # points of a sparkline


def unit_of(measure: Measure) -> Unit:
    return Unit(after="%" if measure.per == 100 else "", decimals=measure.decimals)


def plot_point(point: Point, signals: Sequence[Signal] = ()) -> PlotPoint:
    """A point with the mark of the first rule that it signals by, in the order of the rules."""
    rules = sorted(
        (signal for signal in signals if point.period in signal.periods), key=lambda s: list(Rule).index(s.rule)
    )
    value = None if point.value is None else float(point.value)
    return PlotPoint(
        point.period.short,
        value,
        mark=MARKS[rules[0].rule] if rules and value is not None else "",
        note="Revised" if point.is_revised and not rules else "",
        provisional=point.is_provisional,
        suppressed=point.is_suppressed,
    )


def sparkline_of(reading: MeasureReading) -> Sparkline:
    points = reading.series.points[-SPARKS[reading.series.cadence] :]
    return Sparkline(reading.measure.name, tuple(plot_point(point) for point in points), unit_of(reading.measure))


def control_plot(reading: MeasureReading) -> ControlPlot:
    """The control chart of a reading, with its target, its rebasings and what the analysis warns of."""
    chart, measure = reading.chart, reading.measure
    target = measure.target if reading.area_id == measure.area_id else None
    return ControlPlot(
        measure.name,
        tuple(plot_point(point, chart.signals) for point in chart.series.points),
        phases_of(chart),
        unit_of(measure),
        target=None if target is None else float(target),
        season=season_of(reading.series.cadence),
        notes=chart.warnings,
    )


def phases_of(chart: spc.ControlChart) -> tuple[ControlPhase, ...]:
    made, first = [], 0
    for phase in chart.phases:
        last = first + len(phase.points) - 1
        label = f"Limits start afresh, {phase.start.short}: {phase.rebase.reason}" if phase.rebase else ""
        made.append(_phase(first, last, phase.limits, label))
        first = last + 1
    return tuple(made)


def _phase(first: int, last: int, limits: Limits | None, label: str) -> ControlPhase:
    if limits is None:
        return ControlPhase(first, last, label=label)
    return ControlPhase(
        first, last, float(limits.mean), float(limits.lower_displayed), float(limits.upper),
        float(limits.lower_near_displayed), float(limits.upper_near), label, limits.is_trial,
    )  # fmt: skip


def moved_plot(found: DidItMove, measure: Measure) -> MovedPlot | None:
    """The measure and its comparator on one axis of time; None where the action began outside what is charted."""
    points = found.measure.chart.series.points
    began = next((index for index, point in enumerate(points) if point.period.end >= found.began), None)
    if began is None:
        return None
    comparator = None
    if found.comparator is not None:
        comparator = track_of(found.comparator, measure, aligned(found.comparator.chart.series, points))
    return MovedPlot(
        track_of(found.measure, measure, points),
        comparator,
        began,
        f"{found.action} began",
        season=season_of(found.measure.chart.series.cadence),
    )


def aligned(series: Series, points: Sequence[Point]) -> tuple[Point, ...]:
    """The figures of `series` for the periods of `points`; a gap where it has none."""
    known = {point.period: point for point in series.points}
    return tuple(known.get(point.period, Point(point.period, None)) for point in points)


def track_of(side: BeforeAfter, measure: Measure, points: Sequence[Point]) -> Track:
    limits = side.chart.phases[0].limits if side.chart.phases else None
    drawn = tuple(plot_point(point, side.signals_after) for point in points)
    if limits is None:
        return Track(side.label, drawn, None, None, None, unit_of(measure))
    lines = (float(limits.mean), float(limits.lower_displayed), float(limits.upper))
    return Track(side.label, drawn, *lines, unit_of(measure))


def season_of(cadence: Cadence) -> int:
    """How many points make a year, so that one season is labelled each time."""
    return cadence.per_year
