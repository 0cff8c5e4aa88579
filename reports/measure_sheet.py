"""The figures of a measure to take away."""

from __future__ import annotations

from reports.measure_page import MeasurePage
from snb.exporting import Sheet


def measure_sheet(page: MeasurePage) -> Sheet:
    """A row for each period of the chart, with the limits it was read by and the signals it is part of."""
    chart, measure = page.reading.chart, page.reading.measure
    rows = []
    for point in chart.series.points:
        phase = chart.phase_at(point.period)
        limits = phase.limits if phase else None
        signals = "; ".join(signal.sentence for signal in chart.signals_at(point.period))
        state = "suppressed" if point.is_suppressed else "provisional" if point.is_provisional else ""
        rows.append([
            point.period.short, point.period.start, point.value, state or ("revised" if point.is_revised else ""),
            *((limits.mean, limits.lower_displayed, limits.upper) if limits else (None, None, None)), signals,
        ])  # fmt: skip
    columns = ["Period", "First day", measure.unit, "Note", "Mean", "Lower limit", "Upper limit", "Signals"]
    notes = [f"{measure.name}, {page.area.label}", measure.definition, page.source_line]
    return Sheet(f"{measure.name} {page.area.name}", columns, rows, [note for note in notes if note])
