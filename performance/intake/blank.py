"""The template, ready to fill in with the figures of some of a board's measures."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from performance.importing.template_writer import write_template, write_template_csv
from performance.intake.kept import Geography, template_measures
from performance.intake.steps import held_start
from performance.models import Measure
from performance.periods import Cadence, Period, newest_over
from snb.exporting import XLSX
from snb.models import Board
from snb.querysets import today

CSV = "text/csv; charset=utf-8"
BACK = 4  # periods of each cadence, up to the last that is over


@dataclass(frozen=True)
class Group:
    """Measures that are kept for the same area: one template asks for them together."""

    code: str
    label: str
    measures: list[Measure]


def template_groups(board: Board) -> list[Group]:
    """By the area of their own figure, the one with most measures first."""
    groups: dict[int, Group] = {}
    for measure in Measure.objects.filter(board=board).select_related("area"):
        group = groups.setdefault(measure.area_id, Group(measure.area.code, measure.area.label, []))
        group.measures.append(measure)
    return sorted(groups.values(), key=lambda group: -len(group.measures))


def blank_template(board: Board, suffix: str, slug: str | None, area: str | None) -> tuple[bytes, str]:
    """The bytes and their kind: one measure for each of its areas, or all measures of one area."""
    measures = Measure.objects.filter(board=board).select_related("area")
    geography = Geography.read()
    if slug:
        chosen = list(measures.filter(slug=slug))
        areas = geography.of(chosen[0]) if chosen else {}
    else:
        code = area or next((group.code for group in template_groups(board)), "")
        chosen = list(measures.filter(area__code=code))
        areas = {code: chosen[0].area_id} if chosen else {}
    if not chosen and (slug or area):
        raise Http404
    named = {code: geography.areas[pk].name for code, pk in areas.items()}
    arguments = (list(template_measures(chosen).values()), named, _periods(chosen))
    return (write_template_csv(*arguments), CSV) if suffix == "csv" else (write_template(*arguments), XLSX)


def _periods(measures: list[Measure]) -> list[Period]:
    """The newest periods that are over, oldest first; they follow on what is held of the measures."""
    newest = {newest_over(Cadence(measure.cadence), today(), held_start(measure)) for measure in measures}
    return [last.shifted(-back) for last in sorted(newest) for back in reversed(range(BACK))]
