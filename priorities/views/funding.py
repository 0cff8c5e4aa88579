"""The money that planned actions depend on, shown before it ends."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from priorities.forms.plans import FundingForm
from priorities.loading import visible_funding
from priorities.models import FundingStream
from priorities.plan_workflow import set_funding
from priorities.plans import funding_of, funding_sheet
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.forms import done_or_said
from snb.kept import typed_text
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today


@requires(Permission.BOARD_READ, visible_board)
def funding_list(request: PersonRequest, board: Board) -> HttpResponse:
    """Every stream with the actions that depend on it; what ends soonest first."""
    lines = funding_of(board, today())
    file = exported(request, lambda: funding_sheet(board, lines, today()))
    may_edit = request.user.has_perm(Permission.PLAN_EDIT, board)
    return file or render(
        request, "priorities/funding_list.html", {"board": board, "lines": lines, "may_edit": may_edit}
    )


@requires(Permission.PLAN_EDIT, visible_board)
def funding_add(request: PersonRequest, board: Board) -> HttpResponse:
    return _funding(request, board, None)


@requires(Permission.PLAN_EDIT, visible_funding)
def funding_edit(request: PersonRequest, stream: FundingStream) -> HttpResponse:
    return _funding(request, stream.board, stream)


def _funding(request: PersonRequest, board: Board, stream: FundingStream | None) -> HttpResponse:
    form = FundingForm(typed_text(request), stream=stream)
    if request.method == "POST" and form.is_valid():
        made = done_or_said(
            form, lambda: set_funding(board=board, stream=stream, details=form.details, by=request.user)
        )
        if made:
            messages.success(request, f"“{made}” is saved")
            return redirect("priorities:funding-list", board.slug)
    trail = [{"label": "Funding", "url": reverse("priorities:funding-list", args=[board.slug])}]
    context = {"board": board, "form": form, "stream": stream, "breadcrumbs": trail}
    return render(request, "priorities/funding_form.html", context)
