"""The days on which a board's offices are closed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snb.access import PersonRequest, requires
from snb.closing import close_day, open_day
from snb.exporting import Sheet, Value, exported
from snb.forms import done_or_said
from snb.forms.closing import ClosedDayForm
from snb.kept import typed_text
from snb.loading import visible_board, visible_closure
from snb.models import Board, ClosedDay
from snb.permissions import Permission


@requires(Permission.MEETING_EDIT, visible_board)
def closure_list(request: PersonRequest, board: Board) -> HttpResponse:
    days = list(board.closed_days.order_by("-day"))
    rows: list[list[Value]] = [[closed.day, closed.reason] for closed in days]
    file = exported(request, Sheet(f"{board.short_name} closed days", ["Day", "Why"], rows))
    return file or render(request, "snb/closure_list.html", {"board": board, "days": days})


@requires(Permission.MEETING_EDIT, visible_board)
def closure_add(request: PersonRequest, board: Board) -> HttpResponse:
    form = ClosedDayForm(typed_text(request))
    if request.method == "POST" and form.is_valid():
        done = done_or_said(form, lambda: close_day(board=board, **form.cleaned_data, by=request.user))
        if done:
            messages.success(request, "The day is added: deadlines are counted around it")
            return redirect("board:closure-list", board.slug)
    return render(request, "snb/closure_add.html", {"board": board, "form": form, "breadcrumbs": [_to_list(board)]})


@requires(Permission.MEETING_EDIT, visible_closure)
def closure_remove(request: PersonRequest, closed: ClosedDay) -> HttpResponse:
    """Ask, then count the day as a working day again."""
    board = closed.board
    if request.method == "POST":
        open_day(closed=closed, by=request.user)
        messages.success(request, "The day is removed: it is a working day again")
        return redirect("board:closure-list", board.slug)
    context = {"board": board, "closed": closed, "breadcrumbs": [_to_list(board)]}
    return render(request, "snb/closure_remove.html", context)


def _to_list(board: Board) -> dict[str, str]:
    return {"label": "Closed days", "url": reverse("board:closure-list", args=[board.slug])}
