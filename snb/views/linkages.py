"""The linkages with what is due from each, and filing a report in or out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.forms import done_or_said
from snb.forms.duties import LinkageReportForm, LinkageRhythmForm
from snb.kept import typed_text
from snb.linkages import (
    LinkageLine,
    file_report,
    linkages_due,
    linkages_sheet,
    may_file,
    register_of,
    set_rhythm,
)
from snb.loading import visible_board, visible_linkage
from snb.models import Board, Linkage
from snb.permissions import Permission
from snb.querysets import today


@requires(Permission.DUTY_READ, visible_board)
def linkage_list(request: PersonRequest, board: Board) -> HttpResponse:
    """Every body the board keeps a link with, its owner of the day, and the next reports."""
    lines = register_of(board, today())
    late = sum(due.is_late(today()) for line in lines for due in line.due)
    file = exported(request, lambda: linkages_sheet(board, lines, today()))
    return file or render(request, "snb/linkage_list.html", {"board": board, "lines": lines, "late": late})


@requires(Permission.DUTY_READ, visible_linkage)
def linkage_detail(request: PersonRequest, linkage: Linkage) -> HttpResponse:
    """One linkage: who owns it, what is due, and every report that was filed."""
    line = line_of(linkage)
    context = _page(
        linkage, line=line, may_file=line.due and may_file(request.user, linkage),
        may_edit=request.user.has_perm(Permission.DUTY_EDIT, linkage),
    )  # fmt: skip
    file = exported(request, lambda: linkages_sheet(linkage.board, [line], today()))
    return file or render(request, "snb/linkage_detail.html", context)


@requires(Permission.DUTY_READ, visible_linkage)
def linkage_file(request: PersonRequest, linkage: Linkage) -> HttpResponse:
    """File a report. The owner of the day may, whatever else they may not."""
    if not may_file(request.user, linkage):
        raise PermissionDenied("You may not file a report of this linkage: its owner can, and the programme manager.")
    line = line_of(linkage)
    form = LinkageReportForm(typed_text(request), line=line)
    if request.method == "POST" and form.is_valid():
        filed = done_or_said(form, lambda: file_report(linkage=linkage, **form.values, by=request.user))
        if filed:
            messages.success(request, "The report has been filed")
            return redirect("board:linkage-detail", linkage.board.slug, linkage.pk)
    return render(request, "snb/linkage_file.html", _page(linkage, line=line, form=form))


@requires(Permission.DUTY_EDIT, visible_linkage)
def linkage_edit(request: PersonRequest, linkage: Linkage) -> HttpResponse:
    """How often it reports, in and out."""
    form = LinkageRhythmForm(typed_text(request), linkage=linkage)
    if request.method == "POST" and form.is_valid():
        changed = done_or_said(form, lambda: set_rhythm(linkage=linkage, **form.cleaned_data, by=request.user))
        if changed:
            messages.success(request, "The dates of its reports have been set")
            return redirect("board:linkage-detail", linkage.board.slug, linkage.pk)
    return render(request, "snb/linkage_edit.html", _page(linkage, form=form))


def line_of(linkage: Linkage) -> LinkageLine:
    return linkages_due([linkage], today())[0]


def _page(linkage: Linkage, **more: Any) -> dict[str, Any]:
    board = linkage.board
    trail = [{"label": "Linkages", "url": reverse("board:linkage-list", args=[board.slug])}]
    if "form" in more:
        trail.append({"label": str(linkage), "url": reverse("board:linkage-detail", args=[board.slug, linkage.pk])})
    return {"board": board, "linkage": linkage, "breadcrumbs": trail, "today": today()} | more
