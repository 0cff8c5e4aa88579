"""What is known of one priority: its measures as rows of the matrix, and whether its actions show in the first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from performance.analysis.movement import ASSOCIATION, did_it_move
from performance.matrix import MatrixRow, newest_commentaries, row_of
from performance.readings import LINKED, MeasureReading, readings_of
from priorities.models import PlannedAction, Priority, PriorityMeasure


@dataclass(frozen=True)
class Movement:
    """An action that has begun, and what the first measure says on both sides of that day."""

    action: str
    began: dt.date
    measure: str
    sentences: tuple[str, ...]
    url: str


@dataclass(frozen=True)
class Known:
    measures: tuple[MatrixRow, ...]
    movements: tuple[Movement, ...]
    caution: str = ASSOCIATION


def known_of(priority: Priority, day: dt.date) -> Known:
    """The measures in the priority's own order. Five queries."""
    links = PriorityMeasure.objects.filter(priority=priority).select_related(*LINKED, "measure__thematic_area")
    measures = [link.measure for link in links.order_by("order", "pk")]
    readings = readings_of(measures, day, charts=True)
    said = newest_commentaries(measures, day)
    rows = tuple(row_of(readings[measure.pk], said.get(measure.pk), day) for measure in measures)
    first = next((readings[measure.pk] for measure in measures if readings[measure.pk].series.known), None)
    begun = priority.planned_actions.filter(begins__lte=day).order_by("begins", "pk")
    return Known(rows, _movements(first, begun, priority.board.slug) if first else ())


def _movements(reading: MeasureReading, actions: Iterable[PlannedAction], board: str) -> tuple[Movement, ...]:
    measure = reading.measure
    address = reverse("reports:measure", args=[board, measure.slug])
    return tuple(
        Movement(
            action.title,
            action.begins,
            measure.name,
            did_it_move(
                reading.chart.series,
                began=action.begins,
                action=action.title,
                polarity=reading.polarity,
                measure_label=measure.name,
            ).sentences[:2],
            f"{address}?action={action.pk}#moved",
        )
        for action in actions
    )
