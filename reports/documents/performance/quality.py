"""Data quality: where each figure comes from, how sure it is, and what its measure lacks; and how figures are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from performance.analysis.comparison import Against
from performance.analysis.words import counted, percentage
from performance.matrix import WITHOUT
from performance.periods import Cadence
from performance.policies import Policy
from performance.readings import SHOWN, MeasureReading
from performance.words import state_words
from reports.documents.blocks import BlockData, Prose
from reports.documents.performance.figures import Figures
from reports.documents.performance.values import figures_of, has_nothing, period_of
from reports.documents.performance.withheld import withheld_in
from reports.documents.reading import Reading
from snb.wording import long_date, lower_first


@dataclass(frozen=True)
class QualityRow:
    """`data_date` ISO or empty; `figures` counts those of the chart's periods, `lacks` and `minds` are sentences."""

    thematic_area: str
    measure: str
    area: str
    source: str
    data_date: str
    period: str
    state: str
    figures: tuple[str, ...]
    lacks: tuple[str, ...]
    minds: tuple[str, ...]


@dataclass(frozen=True)
class MeasureQuality(BlockData):
    name: ClassVar[str] = "measure-quality"
    rows: tuple[QualityRow, ...]


def measure_quality(reading: Reading) -> BlockData:
    figures = figures_of(reading)
    rows = tuple(_row(figures, each) for each in figures.measures)
    return MeasureQuality(rows) if rows else Prose("The Board has no measures.")


def _row(figures: Figures, reading: MeasureReading) -> QualityRow:
    measure, place = reading.measure, figures.places.get(reading.measure.pk)
    by_area = place if place and reading.value is None else None
    published = by_area.data_date if by_area else reading.data_date
    return QualityRow(
        thematic_area=measure.thematic_area.name if measure.thematic_area else WITHOUT,
        measure=measure.name,
        area=measure.area.label,
        source=measure.source,
        data_date=published.isoformat() if published else "",
        period=f"{by_area.period.short}, by area only" if by_area else period_of(reading),
        state=state_words(measure),
        figures=tuple(_counts(reading)),
        lacks=tuple(_lacks(reading)),
        minds=reading.chart.warnings if reading.series.known else (),
    )


def _counts(reading: MeasureReading) -> Iterator[str]:
    """Of the periods that a control chart shows."""
    points = reading.chart.series.points
    known = [point for point in points if point.value is not None]
    if not known:
        return
    yield counted(len(known), "figure")
    for word, count in (
        ("provisional", sum(point.is_provisional for point in known)),
        ("revised", sum(point.is_revised for point in known)),
        ("missing", sum(point.value is None and not point.is_suppressed for point in points)),
        ("withheld", sum(point.is_suppressed for point in points)),
    ):
        if count:
            yield f"{count} {word}"


def _lacks(reading: MeasureReading) -> Iterator[str]:
    """A baseline, a target where one could be set, an owner, a source."""
    measure = reading.measure
    if not measure.baseline_periods:
        yield "baseline"
    if measure.target is None and reading.polarity != "neutral":
        yield "target"
    if measure.owner is None:
        yield "owner"
    if not measure.source:
        yield "source"


def how_figures_are_read(reading: Reading) -> Prose:
    """The method notes, each from the policy that was in force."""
    figures = figures_of(reading)
    return Prose("\n\n".join(_methods(figures, figures.policy)))


def _methods(figures: Figures, policy: Policy) -> Iterator[str]:
    yield (
        f"**As known on {long_date(figures.day)}.** Each figure is the newest that had been published by that day, for "
        "the area that is named with it: a police force’s figure covers its whole area and is never the county’s. "
        "Missing is not zero. A gap ends a run, and a comparison with it cannot be made."
    )
    yield f"**Rating.** {policy.rag.rule} A measure may have its own tolerance. {_NO_TARGET}"
    yield f"**Comparisons.** {_comparisons(policy)}"
    yield f"**Control charts.** {_charts(policy)}"
    yield f"**Exceptions.** {_EXCEPTIONS}"
    yield (
        f"**Small numbers.** Of measures that count people, counts of 1 to {figures.hidden.below - 1} are not "
        f"printed, nor what would give them back, nor figures that are not public. {_withheld(figures)}"
    )
    if figures.severity:
        yield f"**Severity.** {_SEVERITY}"


_NO_TARGET = (
    "Without a target, the figure of a year ago stands in for one; where neither way is better, nothing is rated."
)
_EXCEPTIONS = (
    "Of concern: rated red, or the newest figure is part of a signal in the worse direction. Excellent: the newest "
    "figure is part of a signal in the better direction and is not rated amber or red. A signal of a measure of which "
    "neither way is better is a change to note. Rolling years share months with one another, so a run comes by itself: "
    "they are judged by their rating alone."
)
_SEVERITY = (
    "Each offence counts by the weight that its sentences give it, divided by the number of residents. A score belongs "
    "to the version of its weights, and scores of two versions are not compared. Offences without a weight are left "
    "out and counted, never taken as weightless."
)


def _comparisons(policy: Policy) -> str:
    short = "the same period last year" if policy.comparison.short is Against.LAST_YEAR else "the period before"
    tolerance = policy.comparison.tolerance
    level = f" A change of no more than {percentage(tolerance)} is no change." if tolerance else ""
    return (
        f"Versus baseline: the mean of the measure’s baseline periods. Short term: {short}. Mid term: the same period "
        f"a year ago. Long term: the trend over {counted(policy.comparison.trend_years, 'year')}, a Theil-Sen line. "
        f"The arrow is which way the figure went; the word is whether that is better.{level}"
    )


def _charts(policy: Policy) -> str:
    shown = f"{SHOWN[Cadence.MONTH]} months or {SHOWN[Cadence.QUARTER]} quarters"
    screened = " Outlying moving ranges are left out of the limits." if policy.screened else ""
    return (
        f"XmR charts of up to {shown}. Limits are the mean ± 2.66 times the mean moving range; near limits ± 1.773. "
        "Signals: a point outside the limits; seven in a row on one side of the mean; seven rising or falling in a "
        "row; two of three beyond a near limit. With fewer than 12 figures the limits are trial limits. Limits "
        f"start afresh only by a person’s dated decision with a reason, and the old ones stay in view.{screened}"
    )


def _withheld(figures: Figures) -> str:
    counting = [each for each in figures.measures if each.measure.counts_people]
    total = sum(withheld_in(each) for each in counting)
    if not total:
        return "None had to be withheld in this paper."
    return f"{counted(total, 'figure')} {'is' if total == 1 else 'are'} withheld in this paper."


def figures_missing(reading: Reading) -> Iterator[str]:
    """Measures without a figure, and whether the reason is known."""
    for each in reading.figures.measures if reading.figures else ():
        if reading.figures and has_nothing(reading.figures, each):
            why = "its figures are withheld" if withheld_in(each) else lower_first(state_words(each.measure))
            live = each.measure.state == each.measure.State.LIVE and not withheld_in(each)
            yield f"No figure for “{each.measure.name}”" + ("." if live else f" ({why}).")
