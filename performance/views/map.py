"""A measure by area, as a map and as a table."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from performance.breakdown import Breakdown, breakdown_of
from performance.forms.map import MapFilter
from performance.map import map_plot, map_sheet
from performance.matrix import ORDER
from performance.models import Measure
from performance.policies import policy_of
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today


def mapped_measures(board: Board) -> dict[str, Measure]:
    """The measures that are published for more than one area, by slug."""
    measures = Measure.objects.filter(board=board).exclude(breakdown="").select_related("area", "board")
    return {measure.slug: measure for measure in measures.order_by(*ORDER)}


@requires(Permission.BOARD_READ, visible_board)
def measure_map(request: PersonRequest, board: Board) -> HttpResponse:
    """Where it happens: never a figure of a wider area shared out among its parts."""
    measures = mapped_measures(board)
    if not measures:
        return render(request, "performance/map.html", {"board": board})
    form = MapFilter(request.GET, measures=measures, day=today())
    population = policy_of(board).population
    where = (
        breakdown_of(form.chosen, board, today(), form.kind, start=form.start, population=population, outlines=True)
        if form.kind
        else Breakdown(form.chosen, "", None, ())
    )
    by_rate = form.wants_rate and where.has_rates
    context = {
        "board": board,
        "form": form,
        "where": where,
        "by_rate": by_rate,
        "figures": sorted(where.figures, key=lambda figure: figure.rank()),
        "plot": map_plot(where, dict(form.kinds).get(form.kind, ""), by_rate=by_rate),
    }
    return exported(request, map_sheet(where)) or render(request, "performance/map.html", context)
