"""The partnerships of a board: who works where, one of them, and how they change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from partnerships import merging, narratives
from partnerships.escalations import raised_to, reader_of, threads
from partnerships.forms.partnerships import EndForm, MergeForm, RenameForm
from partnerships.loading import visible_partnership
from partnerships.models import Narrative, Partnership
from partnerships.reading import ancestors, coverage_sheet, kin_of, partnerships_on, partnerships_sheet
from partnerships.views.local import plan_of
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.forms import done_or_said
from snb.holders import appointments_on, holdings_on
from snb.kept import typed_text
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission, Role
from snb.querysets import today
from snb.wording import long_date


@requires(Permission.BOARD_KNOW, visible_board)
def partnership_list(request: PersonRequest, board: Board) -> HttpResponse:
    """Who works where: the partnerships of today with their districts, and those they came from."""
    current, former = partnerships_on(board, today())
    file = exported(request, lambda: partnerships_sheet(board, [*current, *former]))
    context = {
        "board": board,
        "current": current,
        "former": former,
        "may_merge": len(current) > 1 and request.user.has_perm(Permission.BODY_EDIT, board),
    }
    return file or render(request, "partnerships/list.html", context)


@requires(Permission.BOARD_KNOW, visible_partnership)
def partnership_detail(request: PersonRequest, partnership: Partnership) -> HttpResponse:
    """One partnership: where it works, who answers for it, what it tells the Board and what it plans."""
    board, day = partnership.board, today()
    covered = list(partnership.coverage.select_related("district").order_by("-begins", "district__name"))
    predecessors, successors = kin_of(partnership)
    context = {
        "coverage": covered,
        "has_begun": partnership.begins <= day,
        "predecessors": predecessors,
        "successors": successors,
        "names": list(partnership.remit.names.order_by("begins")),
        "may_read": request.user.has_perm(Permission.BOARD_READ, board),
        "may_change": partnership.ends is None and request.user.has_perm(Permission.BODY_EDIT, board),
        **_people(partnership),
    }
    if context["may_read"]:
        context |= _told(request, partnership)
    file = exported(request, lambda: coverage_sheet(partnership, covered))
    return file or _page(request, partnership, "partnership_detail", context)


@requires(Permission.BODY_EDIT, visible_board)
def partnership_merge(request: PersonRequest, board: Board) -> HttpResponse:
    """Several become one from a day on."""
    form = MergeForm(typed_text(request), board=board)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data | {"parts": list(form.cleaned_data["parts"])}
        merged = done_or_said(form, lambda: merging.merge_partnerships(**said, by=request.user))
        if merged:
            messages.success(
                request,
                f"{merged} is in being from {long_date(merged.begins)}. Appoint its officers: those of the parts are "
                "not moved.",
            )
            return redirect("partnerships:partnership-detail", board.slug, merged.slug)
    context = {"board": board, "form": form, "breadcrumbs": [to_partnerships(board)]}
    return render(request, "partnerships/partnership_merge.html", context, status=_refused(form))


@requires(Permission.BODY_EDIT, visible_partnership)
def partnership_rename(request: PersonRequest, partnership: Partnership) -> HttpResponse:
    form = RenameForm(typed_text(request), day=today())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if done_or_said(form, lambda: merging.rename_partnership(partnership=partnership, **said, by=request.user)):
            messages.success(request, f"From {long_date(said['begins'])} it is called {said['name']}.")
            return _to_detail(partnership)
    return _page(request, partnership, "partnership_rename", {"form": form}, status=_refused(form), inner=True)


@requires(Permission.BODY_EDIT, visible_partnership)
def partnership_end(request: PersonRequest, partnership: Partnership) -> HttpResponse:
    """Its last day, where nothing follows it."""
    form = EndForm(typed_text(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if done_or_said(form, lambda: merging.end_partnership(partnership=partnership, **said, by=request.user)):
            messages.success(request, f"Its last day is {long_date(said['last_day'])}.")
            return _to_detail(partnership)
    return _page(request, partnership, "partnership_end", {"form": form}, status=_refused(form), inner=True)


def to_partnerships(board: Board) -> dict[str, str]:
    return {"label": "Partnerships", "url": reverse("partnerships:partnership-list", args=[board.slug])}


def _people(partnership: Partnership) -> dict[str, Any]:
    """Who chairs it and who its officers are today."""
    day = today()
    officers = appointments_on(day, roles=[Role.CSP_OFFICER], remit_ids=[partnership.remit_id])
    chairs = holdings_on(day, post_ids=[partnership.chair_id] if partnership.chair_id else [])
    return {
        "chair": [holding.person.name for holding in chairs.get(partnership.chair_id or 0, [])],
        "officers": officers[partnership.remit_id],
    }


def _told(request: PersonRequest, partnership: Partnership) -> dict[str, Any]:
    """What it, and those it came from, have told the Board and raised."""
    family = {partnership.pk, *ancestors(partnership)}
    told = Narrative.objects.visible_to(request.user).filter(partnership__in=family).with_names()
    raised = raised_to(partnership.board).filter(narrative__partnership__in=family)
    return {
        "plan": plan_of(partnership),
        "may_edit": request.user.has_perm(Permission.LOCAL_EDIT, partnership),
        "narratives": [(row, *narratives.standing(row)) for row in told],
        "raised": threads(raised, reader_of(request.user, partnership.board), today()),
    }


def _page(
    request: PersonRequest, partnership: Partnership, template: str, context: dict[str, Any], *, status: int = 200,
    inner: bool = False,
) -> HttpResponse:  # fmt: skip
    board, name = partnership.board, partnership.name_on(min(today(), partnership.ends or today()))
    url = reverse("partnerships:partnership-detail", args=[board.slug, partnership.slug])
    trail = [to_partnerships(board), *([{"label": name, "url": url}] if inner else [])]
    frame = {"board": board, "partnership": partnership, "name": name, "breadcrumbs": trail}
    return render(request, f"partnerships/{template}.html", frame | context, status=status)


def _to_detail(partnership: Partnership) -> HttpResponse:
    return redirect("partnerships:partnership-detail", partnership.board.slug, partnership.slug)


def _refused(form: Any) -> int:
    """409 where the act itself was refused, which the form says above its fields."""
    return 409 if form.is_bound and form.non_field_errors() else 200
