"""The briefings of the leads ahead of the next meeting."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from reports.briefings import briefings_of, briefings_sheet
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today


@requires(Permission.BOARD_READ, visible_board)
def briefing_list(request: PersonRequest, board: Board) -> HttpResponse:
    """Each priority that the reader may be briefed on: current, out of date, or none yet."""
    meeting = board.meetings.ahead(today()).first()
    rows = briefings_of(board, meeting, request.user, today()) if meeting else ()
    if meeting and (file := exported(request, lambda: briefings_sheet(board, meeting, rows))):
        return file
    context = {
        "board": board,
        "meeting": meeting,
        "rows": rows,
        "current": sum(row.word == "Current" for row in rows),
        "may_compile": request.user.has_perm(Permission.PAPER_COMPILE, board),
        "breadcrumbs": [{"label": "Papers", "url": reverse("reports:paper-list", args=[board.slug])}],
    }
    return render(request, "reports/briefings.html", context)
