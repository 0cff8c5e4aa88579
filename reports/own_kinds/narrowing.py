"""A reading with less in it: what a block's settings leave of the board, before its builder sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from performance.readings import MeasureReading
from priorities.models import Priority
from reports.documents.measures import rating
from reports.documents.reading import Reading
from reports.documents.returns import judged


def narrowed(reading: Reading, settings: Mapping[str, Any]) -> Reading:
    """`settings` by the names below, whatever else is among them; an empty one changes nothing."""
    for name, narrow in _BY_SETTING.items():
        if settings.get(name):
            reading = narrow(reading, settings[name])
    return reading


def gone(reading: Reading, settings: Mapping[str, Any]) -> Iterable[str]:
    """What settings choose and the reading no longer holds, in the words of the gaps list."""
    for name, found in _FOUND.items():
        there = found(reading) if settings.get(name) else set()
        for key in settings.get(name) or ():
            if key not in there:
                yield f"“{key}” is chosen among the {name}, and is not there any more."


def _themes(reading: Reading, names: tuple[str, ...]) -> Reading:
    return _with_priorities(reading, lambda priority: reading.theme(priority) in names)


def _priorities(reading: Reading, slugs: tuple[str, ...]) -> Reading:
    return _with_priorities(reading, lambda priority: priority.slug in slugs)


def _rated(reading: Reading, words: tuple[str, ...]) -> Reading:
    """Those of which the figure or the lead says so: the more worrying of the two is never left out by the other."""

    def is_among(priority: Priority) -> bool:
        first = next(iter(reading.measures.get(priority.pk, [])), None)
        held = reading.accepted(priority)
        said = judged(held.signed["judgement"]["rag"]).word if held and held.signed else ""
        return rating(first).word in words or said in words

    return _with_priorities(reading, is_among)


def _with_priorities(reading: Reading, keep: Callable[[Priority], bool]) -> Reading:
    """Placements, returns, plans, and the risks that are linked to one of them."""
    kept = {priority.pk for priority in reading.priorities if keep(priority)}
    narrow = replace(
        reading,
        placements=tuple(row for row in reading.placements if row.priority_id in kept),
        returns={pk: held for pk, held in reading.returns.items() if pk in kept},
        plan=replace(reading.plan, lines=tuple(row for row in reading.plan.lines if row.action.priority_id in kept)),
    )
    return _with_risks(narrow, lambda row: any(linked.pk in kept for linked in row.priorities))


def _above_appetite(reading: Reading, yes: bool) -> Reading:
    return _with_risks(reading, lambda row: row.is_above_appetite)


def _with_risks(reading: Reading, keep: Callable[[Any], bool]) -> Reading:
    figures = reading.figures
    if figures is None:
        return reading
    risks = replace(figures.risks, rows=tuple(row for row in figures.risks.rows if keep(row)))
    return replace(reading, figures=replace(figures, risks=risks))


def _measures(reading: Reading, slugs: tuple[str, ...]) -> Reading:
    return _with_measures(reading, lambda each: each.measure.slug in slugs)


def _measure_rated(reading: Reading, words: tuple[str, ...]) -> Reading:
    return _with_measures(reading, lambda each: rating(each).word in words)


def _with_measures(reading: Reading, keep: Callable[[MeasureReading], bool]) -> Reading:
    figures = reading.figures
    return replace(
        reading,
        measures={pk: [each for each in rows if keep(each)] for pk, rows in reading.measures.items()},
        figures=figures and replace(figures, measures=tuple(each for each in figures.measures if keep(each))),
    )


def _partnerships(reading: Reading, slugs: tuple[str, ...]) -> Reading:
    told = reading.narratives
    return replace(
        reading,
        partnerships=tuple(row for row in reading.partnerships if row.slug in slugs),
        narratives=told and tuple(row for row in told if row.partnership.slug in slugs),
        raised=tuple(row for row in reading.raised if row.slug in slugs),
    )


def _ahead(reading: Reading, count: int) -> Reading:
    return replace(reading, ahead=reading.ahead[:count])


_BY_SETTING: dict[str, Callable[[Reading, Any], Reading]] = {
    "themes": _themes,
    "priorities": _priorities,
    "rated": _rated,
    "measures": _measures,
    "measure_rated": _measure_rated,
    "above_appetite": _above_appetite,
    "partnerships": _partnerships,
    "meetings": _ahead,
}


def _measure_slugs(reading: Reading) -> set[str]:
    linked = {each.measure.slug for rows in reading.measures.values() for each in rows}
    return linked | {each.measure.slug for each in (reading.figures.measures if reading.figures else ())}


_FOUND: dict[str, Callable[[Reading], set[str]]] = {
    "themes": lambda reading: {row.theme.name for row in reading.placements},
    "priorities": lambda reading: {priority.slug for priority in reading.priorities},
    "measures": _measure_slugs,
    "partnerships": lambda reading: {row.slug for row in reading.partnerships},
}
