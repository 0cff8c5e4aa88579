"""All measures of a board at once: the indicator matrix, and the exceptions in it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from performance.forms.measures import MatrixFilter
from performance.matrix import HEADINGS, MatrixRow, exceptions_in, matrix_of, matrix_sheet
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today


@requires(Permission.BOARD_READ, visible_board)
def measure_list(request: PersonRequest, board: Board) -> HttpResponse:
    """The indicator matrix, filtered by what its address says."""
    rows = matrix_of(board, today())
    form = MatrixFilter(request.GET, rows=rows)
    shown = form.narrowed(rows)
    context = {
        "board": board,
        "form": form,
        "rows": shown,
        "total": len(rows),
        "headings": HEADINGS,
        "exceptions": sum(bool(row.exception) for row in rows),
        "today": today(),
        "may_edit": request.user.has_perm(Permission.FIGURE_EDIT, board),
    }
    return exported(request, matrix_sheet(board, shown)) or render(request, "performance/measure_list.html", context)


@requires(Permission.BOARD_READ, visible_board)
def exception_list(request: PersonRequest, board: Board) -> HttpResponse:
    """What the Board must decide on, and what it may note; a board with neither is told so."""
    rows: list[MatrixRow] = [row for row in matrix_of(board, today()) if row.exception]
    groups = exceptions_in(rows)
    context = {"board": board, "groups": groups, "count": len(rows), "today": today()}
    return exported(request, matrix_sheet(board, rows)) or render(request, "performance/exception_list.html", context)
