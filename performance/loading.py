"""Finding the measure or import that an address names, for those who may know of it; a 404 for everyone else."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from performance.importing.sources import SOURCES
from performance.models import Import, Measure
from snb.loading import visible_board
from snb.models import Person

AROUND = ("board__performance_policy__population", "area", "thematic_area", "owner__organisation", "weights")


def visible_measure(person: Person, *, board: str, slug: str) -> Measure:
    """A measure of this board, with its board's way of reading it."""
    measures = Measure.objects.visible_to(person).select_related(*AROUND)
    return get_object_or_404(measures, board__slug=board, slug=slug)


def visible_import(person: Person, *, board: str, pk: int) -> Import:
    """An import of this board."""
    imports = Import.objects.visible_to(person).select_related("board", "started_by", "applied_by")
    return get_object_or_404(imports, board__slug=board, pk=pk)


def import_to_start(person: Person, *, board: str, source: str) -> Import:
    """An import that is not saved yet: what it is asked of is the board, and its source is one that gives figures.

    Look-ups, outlines and weights are shared by every board: whoever runs the server imports those, by the command.
    """
    if source not in SOURCES:
        raise Http404
    return Import(board=visible_board(person, board=board), source=source)


def template_to_fill(person: Person, *, board: str, suffix: str) -> Import:
    """The product's own template, as a workbook or as CSV."""
    if suffix not in ("csv", "xlsx"):
        raise Http404
    return Import(board=visible_board(person, board=board), source="template", period=suffix)
