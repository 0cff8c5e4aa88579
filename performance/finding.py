"""What a chart finds, in one sentence: its title on a page and in a paper."""

from __future__ import annotations

from performance.readings import MeasureReading
from performance.words import figure_of


def finding_of(reading: MeasureReading) -> str:
    """The newest signal that the newest figure is part of; else that it lies where it usually does."""
    newest = reading.series.newest
    if newest is None or newest.value is None:
        return "No figure yet"
    said = f"{figure_of(reading.measure, newest.value)} in {newest.period.short}"
    signals = reading.chart.signals_at(newest.period)
    if signals:
        return signals[0].sentence
    phase = reading.chart.phase_at(newest.period)
    if phase is None or phase.limits is None:
        return f"{said}: too few figures yet to say what is usual"
    return f"{said}, within its usual range"
