"""Published figures as pages show them: drawn from nothing but what a publication holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from performance.analysis import spc
from performance.charts.control import ControlPlot
from performance.charts.sparkline import Sparkline
from performance.finding import finding_of
from performance.models import Measure
from performance.periods import Cadence, Period
from performance.plots import control_plot, sparkline_of
from performance.policies import policy_of
from performance.publishing import Publication, PublicFigure, PublicMeasure, PublicSeries, Status
from performance.readings import SHOWN, MeasureReading, rebases_of
from performance.words import figure_of, state_words
from snb.wording import long_date

WITHOUT = "Other measures"
Rebases = Mapping[tuple[int, int], tuple[spc.Rebase, ...]]


@dataclass(frozen=True)
class Listed:
    """A published measure as the list shows it; `value` is empty where no figure of its own area may be shown."""

    slug: str
    name: str
    unit: str
    area: str
    value: str
    period: str
    state: str
    spark: Sparkline | None
    is_by_area: bool

    @property
    def without(self) -> str:
        """What stands in the place of a figure."""
        return "By area only" if self.is_by_area else "No figure"


@dataclass(frozen=True)
class FigureLine:
    """A figure as printed: `words` is its value, or why there is none; `status` is empty where it simply stands."""

    label: str
    words: str
    status: str
    published: dt.date | None
    code: str = ""


@dataclass(frozen=True)
class FigurePage:
    """One measure for one of its areas."""

    measure: Measure
    series: PublicSeries
    value: str
    period: Period | None
    state: str
    finding: str
    plot: ControlPlot
    lines: tuple[FigureLine, ...]
    areas: tuple[FigureLine, ...]
    areas_period: str
    is_own: bool

    @property
    def subtitle(self) -> str:
        return f"{self.measure.name}, {self.measure.unit}, {self.measure.get_cadence_display().lower()}"

    @property
    def source_line(self) -> str:
        said = [self.measure.source or "Source not stated", self.series.area.label]
        if self.series.newest_vintage:
            said.append(f"As published on {long_date(self.series.newest_vintage)}")
        return ". ".join(said) + "."


def listed(publication: Publication) -> list[tuple[str, list[Listed]]]:
    """The published measures by thematic area, in the order of the board's matrix."""
    rows = [(_heading(each.measure), _listed(each)) for each in publication.measures]
    return [(heading, [row for _, row in found]) for heading, found in groupby(rows, key=lambda pair: pair[0])]


def _heading(measure: Measure) -> str:
    return measure.thematic_area.name if measure.thematic_area else WITHOUT


def _listed(public: PublicMeasure) -> Listed:
    reading = _reading(public.measure, public.own)
    return Listed(
        slug=public.measure.slug,
        name=public.measure.name,
        unit="" if reading.is_percentage else public.measure.unit,  # the figure has its sign
        area=public.own.area.label,
        value=figure_of(public.measure, reading.value) if reading.value is not None else "",
        period=reading.period.short if reading.period else "",
        state=_state(public.measure),
        spark=sparkline_of(reading) if reading.series.known else None,
        is_by_area=any(each.series.known for each in public.areas[1:]),
    )


def figure_page(public: PublicMeasure, series: PublicSeries, day: dt.date) -> FigurePage:
    """One query, for where the limits of the chart start afresh."""
    measure = public.measure
    reading = _reading(measure, series, rebases_of([measure], day))
    newest = max((each.series.newest.period for each in public.areas if each.series.newest), default=None)
    return FigurePage(
        measure=measure,
        series=series,
        value=figure_of(measure, reading.value) if reading.value is not None else "",
        period=reading.period,
        state=_state(measure),
        finding=finding_of(reading),
        plot=replace(control_plot(reading), target=None),
        lines=tuple(reversed([_line(measure, each) for each in _shown(series, measure)])),
        areas=tuple(_area_line(measure, each, newest) for each in public.areas[1:]) if newest else (),
        areas_period=f"{newest}" if newest else "",
        is_own=series == public.own,
    )


def _shown(series: PublicSeries, measure: Measure) -> list[PublicFigure]:
    """As many as the chart shows; the files hold them all."""
    return series.figures[-SHOWN[Cadence(measure.cadence)] :]


def _reading(measure: Measure, series: PublicSeries, rebases: Rebases | None = None) -> MeasureReading:
    """Of what is published alone. Why limits start afresh, and who decided it, is the board's own affair."""
    told = (rebases or {}).get((measure.pk, series.area.pk), ())
    dated = tuple(replace(each, reason=f"decided on {long_date(each.decided_on)}", decided_by="–") for each in told)
    return MeasureReading(
        measure, series.area.pk, series.series, series.newest_vintage, policy_of(measure.board), dated
    )  # fmt: skip


def _state(measure: Measure) -> str:
    return "" if measure.state == Measure.State.LIVE else state_words(measure)


def _line(measure: Measure, figure: PublicFigure) -> FigureLine:
    words = figure_of(measure, figure.value) if figure.value is not None else figure.status.label
    is_plain = figure.value is None or figure.status is Status.PUBLISHED
    return FigureLine(figure.period.short, words, "" if is_plain else figure.status.label, figure.vintage)


def _area_line(measure: Measure, series: PublicSeries, period: Period) -> FigureLine:
    found = next((each for each in series.figures if each.period == period), None)
    line = _line(measure, found or PublicFigure(period, None, Status.MISSING, None))
    return replace(line, label=series.area.label, code=series.area.code)
