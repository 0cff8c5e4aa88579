"""The audit log of a board, newest first."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from snb.access import PersonRequest, requires
from snb.audit_log import actions_of, audit_sheet, events_of, in_words
from snb.exporting import exported
from snb.forms.audit import AuditFilterForm
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission

A_PAGE = 50


@requires(Permission.AUDIT_READ, visible_board)
def audit_list(request: PersonRequest, board: Board) -> HttpResponse:
    form = AuditFilterForm(request.GET or None, actions=actions_of(board))
    events = form.narrow(events_of(board))
    if file := exported(request, lambda: audit_sheet(board, events)):
        return file
    page = Paginator(events, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "board": board,
        "form": form,
        "page": page,
        "rows": [in_words(event) for event in page],
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "snb/audit_list.html", context)
