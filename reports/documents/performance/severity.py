"""Severity: how serious the crime of each area was, by the weights of one set. Two sets are never compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from performance.charts.freezing import frozen
from performance.readings import MeasureReading
from reports.documents.blocks import BlockData, Build, Prose
from reports.documents.performance.figures import Basis, Figures
from reports.documents.performance.places import Place
from reports.documents.performance.values import figures_of, shown
from reports.documents.performance.where import AreaFigures, area_figures, plot_of
from reports.documents.reading import Reading
from reports.documents.sections import Part

NO_SCORE = "No measure of the Board is a severity score with figures."
SEVERAL = (
    "These scores rest on different sets of weights. The same offences would score differently by each, so no score "
    "of one is compared with a score of another."
)


def severity_parts(reading: Reading) -> tuple[Part, ...]:
    """A section for each score, where there is more than one."""
    scores = _scores(reading)
    if len(scores) < 2:
        return ()
    return tuple(
        Part(each.measure.name, f"severity-{each.measure.slug}", (_said(each), _profile(each))) for each in scores
    )


def severity_blocks(reading: Reading) -> tuple[Build, ...]:
    scores = _scores(reading)
    if len(scores) == 1:
        return _said(scores[0]), _profile(scores[0])
    return (lambda _: Prose(SEVERAL if scores else NO_SCORE),)


def _scores(reading: Reading) -> list[MeasureReading]:
    figures = figures_of(reading)
    return [
        each
        for each in figures.measures
        if each.measure.pk in figures.severity and (each.value is not None or each.measure.pk in figures.places)
    ]


def _said(score: MeasureReading) -> Build:
    def build(reading: Reading) -> Prose:
        figures = figures_of(reading)
        place = figures.places.get(score.measure.pk)
        said = [_whole(score), weights_of(figures, score), _spread(place) if place else ""]
        return Prose(" ".join(filter(None, said)))

    return build


def _whole(score: MeasureReading) -> str:
    if score.value is None or score.period is None:
        return ""
    name, area = score.measure.name, score.measure.area.label
    return f"{name}: {shown(score)} for the {area} in {score.period.short}."


def _spread(place: Place) -> str:
    """The highest and the lowest area; figures stand with the highest first."""
    known = [row for row in place.figures if row.value is not None]
    if len(known) < 2:
        return ""
    high, low = known[0], known[-1]
    return (
        f"By area it runs from {low.text} ({low.name}) to {high.text} ({high.name}). A higher score means that "
        "offences were more numerous, more serious, or both, for the number of residents."
    )


def weights_of(figures: Figures, score: MeasureReading) -> str:
    """The version of the weights, and what the score leaves out: as the figures themselves say."""
    measure = score.measure
    years = figures.severity.get(measure.pk, {})
    notes = {basis.note for basis in years[max(years)]} - {""} if years else set()
    if measure.weights is not None:
        said = f"Weights: version {measure.weights.version}, {measure.weights.source}."
    else:
        said = "The score is taken as published; its publisher does not give the version of the weights with it."
    left_out = " ".join(sorted(notes))
    if "no weight" in left_out:
        return f"{said} {left_out}"
    unsaid = "How many offences have no weight, and so are left out of the score, is not stated with these figures."
    return f"{said} {left_out} {unsaid}".replace("  ", " ")


def is_comparable(figures: Figures, score: MeasureReading, year: dt.date, before: dt.date) -> bool:
    """Whether both years rest on the same weights: one release, or one version of weights named in the figures."""
    years = figures.severity.get(score.measure.pk, {})
    both = [_versions(score, years.get(each, frozenset())) for each in (year, before)]
    return len(both[0]) == 1 and both[0] == both[1]


def _versions(score: MeasureReading, bases: Iterable[Basis]) -> set[str]:
    """A score of ours begins its note with its weights; a published one rests on those of its release."""
    if score.measure.weights is None:
        return {str(basis.release) for basis in bases}
    return {basis.note.partition(". ")[0] for basis in bases}


def _profile(score: MeasureReading) -> Build:
    def build(reading: Reading) -> BlockData | None:
        figures = figures_of(reading)
        place = figures.places.get(score.measure.pk)
        if place is None:
            return None
        year, before = place.period.start, place.period.a_year_before().start
        compared = is_comparable(figures, score, year, before)
        note = "" if compared else _why_not(figures, score, before)
        block = area_figures(place, is_compared=compared, notes=(note,) if note else ())
        return _with_line(block, score, place)

    return build


def _why_not(figures: Figures, score: MeasureReading, before: dt.date) -> str:
    if before not in figures.severity.get(score.measure.pk, {}):
        return "There is no score of the year before to compare with."
    return "The year before rests on other weights or another release, so the two years are not compared."


def _with_line(block: AreaFigures, score: MeasureReading, place: Place) -> AreaFigures:
    """The whole area's own score of the same year as a line through the bars."""
    whole = score.series.value_at(place.period)
    if whole is None:
        return block
    return replace(block, chart=frozen(plot_of(place, whole, score.measure.area.name)))
