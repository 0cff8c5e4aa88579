"""Severity profiles of the partnerships, added up and held against the board's priorities."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from partnerships.models import Partnership
from partnerships.profiles import aggregate_sheet
from reports.alignment import alignment_of
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today


@requires(Permission.BOARD_READ, visible_board)
def alignment_detail(request: PersonRequest, board: Board) -> HttpResponse:
    """What is most severe over the area, who has told, and where profiles and priorities do not meet."""
    found = alignment_of(board, today())
    held = Partnership.objects.filter(board=board).on(today()).select_related("remit")
    own = {row.slug for row in held if request.user.has_perm(Permission.LOCAL_EDIT, row)}
    context = {
        "board": board,
        "found": found,
        "subjects": [
            (row, found.names_of(row), zip(found.profiles.contributions, row.scores, strict=True))
            for row in found.profiles.subjects
        ],
        "own": own,
    }
    file = exported(request, lambda: aggregate_sheet(board, found.profiles, found.names, found.day))
    return file or render(request, "reports/alignment_detail.html", context)
