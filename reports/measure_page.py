"""One measure, whole: what it says, its chart, where, since when, whether an action shows in it, and how it is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from partnerships.models import Area
from performance.analysis.comparison import Comparison, Reading, pentana_long
from performance.analysis.movement import DidItMove, did_it_move
from performance.analysis.series import Point, Series
from performance.analysis.signals import Signal
from performance.breakdown import AreaFigure, Breakdown, areas_with, breakdown_of, kinds_of
from performance.charts.control import ControlPlot
from performance.charts.moved import MovedPlot
from performance.finding import finding_of
from performance.known import known_on
from performance.matrix import Mark, mark_of
from performance.models import Commentary, Feed, Measure
from performance.plots import control_plot, moved_plot
from performance.policies import policy_of
from performance.readings import MeasureReading, reading_of
from performance.revisions import Revised, revised_in
from performance.words import figure_of, state_words
from priorities.models import PlannedAction, PriorityMeasure
from snb.wording import long_date

OTHERS = "The other areas of its kind together"
AREAS_SHOWN = 12  # the map shows the rest
COMMENTS_SHOWN = 50


@dataclass(frozen=True)
class Served:
    """A priority that the measure serves, with its planned actions that have begun."""

    name: str
    slug: str
    actions: tuple[tuple[int, str, dt.date], ...]


@dataclass(frozen=True)
class MeasurePage:
    reading: MeasureReading
    area: Area
    value: str
    state: str
    finding: str
    plot: ControlPlot
    marks: tuple[Mark, ...]
    signals: tuple[Signal, ...]
    areas: tuple[Area, ...]
    breakdown: Breakdown | None
    more_areas: int
    revised: tuple[Revised, ...]
    commentaries: tuple[Commentary, ...]
    has_earlier: bool  # comments that are not shown
    feeds: tuple[Feed, ...]
    serves: tuple[Served, ...]

    @property
    def subtitle(self) -> str:
        measure = self.reading.measure
        return f"{measure.name}, {measure.unit}, {measure.get_cadence_display().lower()}"

    @property
    def where_shown(self) -> tuple[AreaFigure, ...]:
        """The highest figures first, as many as a page takes."""
        figures = self.breakdown.figures if self.breakdown else ()
        return tuple(sorted(figures, key=AreaFigure.rank)[:AREAS_SHOWN])

    @property
    def source_line(self) -> str:
        """Below the chart: who published it, for what area, and of what day the figures are."""
        said = [self.reading.measure.source or "Source not stated", self.area.label]
        if self.reading.data_date:
            said.append(f"As published on {long_date(self.reading.data_date)}")
        return ". ".join(said) + "."


def build(measure: Measure, area: Area, *, day: dt.date) -> MeasurePage:
    """Everything on the page, in a constant number of queries however many measures and areas there are."""
    reading = reading_of(measure, day, area_id=area.pk)
    starts = [point.period.start for point in reading.chart.series.points]
    kind = measure.breakdown or next((kind for kind, _ in kinds_of(measure)), "")
    where = breakdown_of(measure, measure.board, day, kind, population=population_of(measure)) if kind else None
    comments = measure.commentaries.filter(written_on__lte=day).select_related("written_by").order_by("-pk")
    said = list(comments[: COMMENTS_SHOWN + 1])
    return MeasurePage(
        reading=reading,
        area=area,
        value=figure_of(measure, reading.value) if reading.value is not None else "",
        state=state_words(measure, day),
        finding=finding_of(reading),
        plot=control_plot(reading),
        marks=tuple(mark_of(each) for each in _comparisons(reading)),
        signals=reading.chart.signals,
        areas=areas_of(measure),
        breakdown=where,
        more_areas=max(0, len(where.figures) - AREAS_SHOWN) if where else 0,
        revised=tuple(revised_in(measure, area.pk, starts)),
        commentaries=tuple(said[:COMMENTS_SHOWN]),
        has_earlier=len(said) > COMMENTS_SHOWN,
        feeds=tuple(measure.feeds.all()),
        serves=serves(measure, day),
    )


def population_of(measure: Measure) -> Measure | None:
    """The board's measure of people; none for the measure that is it."""
    population = policy_of(measure.board).population
    return population if population != measure else None


def _comparisons(reading: MeasureReading) -> Sequence[Comparison]:
    """The four of the matrix, and the mean of the periods before as the board's setting has it."""
    asked = Reading(reading.polarity, reading.policy.comparison, is_percentage=reading.is_percentage)
    return (*reading.comparisons.all, pentana_long(reading.series, asked))


def areas_of(measure: Measure) -> tuple[Area, ...]:
    """The measure's own area first, then the others that figures are held for, but no ward: there are too many."""
    rows = areas_with(measure).exclude(kind=Area.Kind.WARD)
    return (measure.area, *rows.order_by("kind", "name")[:50])


def serves(measure: Measure, day: dt.date) -> tuple[Served, ...]:
    """The priorities that the measure serves. Three queries."""
    links = PriorityMeasure.objects.filter(measure=measure).select_related("priority__remit__board")
    found = links.prefetch_related("priority__remit__names", "priority__planned_actions")
    return tuple(
        Served(
            link.priority.name_on(day),
            link.priority.slug,
            tuple(
                (action.pk, action.title, action.begins)
                for action in link.priority.planned_actions.all()
                if action.begins <= day and not action.withdrawn_reason
            ),
        )
        for link in found
    )


@dataclass(frozen=True)
class Comparator:
    """What the measure is held beside: another area, or a group of them added up."""

    label: str
    series: Series


def beside_area(measure: Measure, area: Area, day: dt.date) -> Comparator:
    return Comparator(area.label, reading_of(measure, day, area_id=area.pk).chart.series)


def may_group(measure: Measure, area: Area) -> bool:
    """Whether the other areas of its kind can be added up beside this one."""
    return measure.is_additive and area.pk != measure.area_id and area.kind == measure.breakdown


def beside_others(page: MeasurePage, day: dt.date) -> Comparator:
    """All the other areas of its kind together; a period that one of them has no figure for is a gap. One query."""
    measure, shown = page.reading.measure, page.reading.chart.series
    others = [area.pk for area in page.areas if area.kind == page.area.kind and area != page.area]
    known = known_on(day, [measure], areas=others)
    points = []
    for point in shown.points:
        values = [known.of(measure, area).value_at(point.period) for area in others]
        whole = [value for value in values if value is not None]
        points.append(Point(point.period, sum(whole, Decimal(0)) if whole and len(whole) == len(values) else None))
    return Comparator(OTHERS, Series.of(shown.cadence, points))


def moved(page: MeasurePage, action: PlannedAction, beside: Comparator | None) -> tuple[DidItMove, MovedPlot | None]:
    """The measure before and after the action began, next to what it is compared with."""
    reading = page.reading
    found = did_it_move(
        reading.chart.series,  # what is in view, as on the page of a priority
        began=action.begins,
        action=action.title,
        polarity=reading.polarity,
        measure_label=page.area.label,
        comparator=beside.series if beside else None,
        comparator_label=beside.label if beside else "",
    )
    return found, moved_plot(found, reading.measure)
