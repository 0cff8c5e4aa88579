"""The partnerships of a board on screen."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from partnerships.reading import partnerships_on, partnerships_sheet
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today


@requires(Permission.BOARD_KNOW, visible_board)
def partnership_list(request: PersonRequest, board: Board) -> HttpResponse:
    """Who works where: the partnerships of today with their districts, and those they came from."""
    current, former = partnerships_on(board, today())
    file = exported(request, partnerships_sheet(board, [*current, *former]))
    context = {"board": board, "current": current, "former": former}
    return file or render(request, "partnerships/list.html", context)
