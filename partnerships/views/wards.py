"""Priority wards by district, one ward with its targets and problem profiles, and the forms that keep them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from partnerships import wards
from partnerships.forms.local import ProblemForm, TargetForm, WardForm
from partnerships.local_loading import visible_problem, visible_target, visible_ward
from partnerships.models import PriorityWard, ProblemProfile, WardTarget
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today
from snb.views.acting import Page, act


@requires(Permission.BOARD_READ, visible_board)
def ward_list(request: PersonRequest, board: Board) -> HttpResponse:
    """The wards of one spell by district: of today or the newest there was; `?term=` names another by its first day."""
    terms = wards.terms(board)
    day, term = _term(request, terms)
    districts = wards.wards_on(board, day)
    context = {
        "board": board,
        "districts": districts,
        "count": sum(len(district.wards) for district in districts),
        "term": term,
        "terms": [other for other in terms if other != term],
        "is_past": term is not None and term[1] is not None and term[1] < today(),
        "may_edit": request.user.has_perm(Permission.LOCAL_EDIT, board),
    }
    file = exported(request, lambda: wards.wards_sheet(board, districts, day))
    return file or render(request, "partnerships/ward_list.html", context)


def _term(request: PersonRequest, terms: list[Any]) -> tuple[dt.date, tuple[dt.date, dt.date | None] | None]:
    """The day to read the wards on, and the spell it lies in, if any."""
    asked = request.GET.get("term", "")
    for term in terms:
        if term[0].isoformat() == asked:
            return term[0], term
    day = today()
    current = next((term for term in terms if term[0] <= day and (term[1] is None or day <= term[1])), None)
    if current:
        return day, current
    newest = next((term for term in terms if term[0] <= day), None)
    return (newest[1] or day, newest) if newest else (day, None)


@requires(Permission.BOARD_READ, visible_ward)
def ward_detail(request: PersonRequest, ward: PriorityWard) -> HttpResponse:
    context = {
        "board": ward.board,
        "ward": ward,
        "holds": ward.holds_on(today()),
        "targets": ward.targets.all(),
        "profiles": ward.problem_profiles.all(),
        "may_edit": request.user.has_perm(Permission.LOCAL_EDIT, ward),
        "may_change": request.user.has_perm(Permission.LOCAL_EDIT, ward.board),
        "breadcrumbs": [to_wards(ward.board)],
    }
    return render(request, "partnerships/ward_detail.html", context)


@requires(Permission.LOCAL_EDIT, visible_board)
def ward_add(request: PersonRequest, board: Board) -> HttpResponse:
    def save(form: WardForm) -> str:
        return f"{wards.add_ward(board=board, details=form.details, by=request.user)} is a priority ward."

    back = to_wards(board)
    page = Page(
        board,
        "Add a priority ward",
        "Add the ward",
        back["url"],
        [back],
        caption="Priority wards",
        template="partnerships/local_form.html",
    )
    return act(request, page, lambda data: WardForm(data, board=board), save)


@requires(Permission.LOCAL_EDIT, visible_ward)
def ward_edit(request: PersonRequest, ward: PriorityWard) -> HttpResponse:
    def save(form: WardForm) -> str:
        wards.change_ward(ward=ward, details=form.details, version=form.seen, by=request.user)
        return "The ward has been changed."

    page = _page(ward, "Change the ward", "Save the ward")
    return act(request, page, lambda data: WardForm(data, board=ward.board, row=ward), save)


@requires(Permission.LOCAL_EDIT, visible_ward)
def ward_target_add(request: PersonRequest, ward: PriorityWard) -> HttpResponse:
    return _target(request, ward, None)


@requires(Permission.LOCAL_EDIT, visible_target)
def ward_target_edit(request: PersonRequest, target: WardTarget) -> HttpResponse:
    return _target(request, target.ward, target)


def _target(request: PersonRequest, ward: PriorityWard, target: WardTarget | None) -> HttpResponse:
    def save(form: TargetForm) -> str:
        said = form.cleaned_data
        wards.set_target(
            ward=ward,
            target=target,
            text=said["text"],
            due=said["by"],
            result=said["result"],
            version=form.seen,
            by=request.user,
        )
        return "The target is saved."

    page = _page(ward, "Change the target" if target else "Add a target", "Save the target")
    return act(request, page, lambda data: TargetForm(data, row=target), save)


@requires(Permission.LOCAL_EDIT, visible_ward)
def ward_profile_add(request: PersonRequest, ward: PriorityWard) -> HttpResponse:
    return _problem(request, ward, None)


@requires(Permission.LOCAL_EDIT, visible_problem)
def ward_profile_edit(request: PersonRequest, profile: ProblemProfile) -> HttpResponse:
    return _problem(request, profile.ward, profile)


def _problem(request: PersonRequest, ward: PriorityWard, profile: ProblemProfile | None) -> HttpResponse:
    def save(form: ProblemForm) -> str:
        said = {name: form.cleaned_data[name] for name in form.own}
        wards.write_problem(ward=ward, profile=profile, version=form.seen, by=request.user, **said)
        return "The problem profile is saved."

    page = _page(ward, "Change the problem profile" if profile else "Add a problem profile", "Save the profile")
    return act(request, page, lambda data: ProblemForm(data, row=profile), save)


def to_wards(board: Board) -> dict[str, str]:
    return {"label": "Priority wards", "url": reverse("partnerships:ward-list", args=[board.slug])}


def _page(ward: PriorityWard, heading: str, button: str) -> Page:
    back = reverse("partnerships:ward-detail", args=[ward.board.slug, ward.pk])
    trail = [to_wards(ward.board), {"label": ward.name, "url": back}]
    return Page(
        ward.board,
        heading,
        button,
        back,
        trail,
        caption=f"{ward.name}, {ward.district.name}",
        template="partnerships/local_form.html",
    )
