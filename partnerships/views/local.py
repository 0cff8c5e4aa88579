"""Local priorities and the plans for them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from partnerships import local_plans
from partnerships.forms.local import EndForm, LocalActionForm, LocalPriorityForm
from partnerships.loading import visible_partnership
from partnerships.local_loading import visible_local_action, visible_local_priority
from partnerships.models import LocalAction, LocalPriority, Partnership
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today
from snb.views.acting import Page, act


@requires(Permission.BOARD_READ, visible_board)
def local_list(request: PersonRequest, board: Board) -> HttpResponse:
    """What every partnership chose for its own area, and how its plan stands."""
    plans = local_plans.local_plans(board, today())
    file = exported(request, lambda: local_plans.plans_sheet(board, plans, today()))
    return file or render(request, "partnerships/local_list.html", {"board": board, "plans": plans})


@requires(Permission.BOARD_READ, visible_partnership)
def local_detail(request: PersonRequest, partnership: Partnership) -> HttpResponse:
    """The local priorities of one partnership with every action."""
    board = partnership.board
    plan = plan_of(partnership)
    context = {
        "board": board,
        "partnership": partnership,
        "plan": plan,
        "may_edit": request.user.has_perm(Permission.LOCAL_EDIT, partnership),
        "breadcrumbs": [to_plans(board)],
    }
    file = exported(request, lambda: local_plans.plans_sheet(board, [plan], today()))
    return file or render(request, "partnerships/local_detail.html", context)


@requires(Permission.LOCAL_EDIT, visible_partnership)
def local_add(request: PersonRequest, partnership: Partnership) -> HttpResponse:
    def save(form: LocalPriorityForm) -> str:
        made = local_plans.add_priority(partnership=partnership, details=form.details, by=request.user)
        return f"“{made}” is a local priority."

    page = _page(partnership, "Add a local priority", "Add the local priority")
    return act(request, page, lambda data: LocalPriorityForm(data, board=partnership.board), save)


@requires(Permission.LOCAL_EDIT, visible_local_priority)
def local_edit(request: PersonRequest, priority: LocalPriority) -> HttpResponse:
    def save(form: LocalPriorityForm) -> str:
        local_plans.change_priority(priority=priority, details=form.details, version=form.seen, by=request.user)
        return "The local priority has been changed."

    board = priority.partnership.board
    page = _page(priority.partnership, "Change the local priority", "Save the local priority")
    return act(request, page, lambda data: LocalPriorityForm(data, board=board, row=priority), save)


@requires(Permission.LOCAL_EDIT, visible_local_priority)
def local_end(request: PersonRequest, priority: LocalPriority) -> HttpResponse:
    def save(form: EndForm) -> str:
        said = {name: form.cleaned_data[name] for name in ("ends", "reason")}
        local_plans.end_priority(priority=priority, version=form.seen, by=request.user, **said)
        return f"“{priority}” ends. It stays to be read, with its plan."

    page = _page(priority.partnership, f"End “{priority}”", "End the local priority")
    return act(request, page, lambda data: EndForm(data, row=priority, initial={"ends": today()}), save)


@requires(Permission.LOCAL_EDIT, visible_local_priority)
def local_action_add(request: PersonRequest, priority: LocalPriority) -> HttpResponse:
    def save(form: LocalActionForm) -> str:
        made = local_plans.add_action(priority=priority, details=form.details, by=request.user)
        return f"“{made}” is in the plan."

    page = _page(priority.partnership, "Add an action", "Add the action", f"For the local priority “{priority}”.")
    initial = {"status": LocalAction.Status.PLANNED}
    return act(request, page, lambda data: LocalActionForm(data, initial=initial), save)


@requires(Permission.LOCAL_EDIT, visible_local_action)
def local_action_edit(request: PersonRequest, action: LocalAction) -> HttpResponse:
    def save(form: LocalActionForm) -> str:
        local_plans.change_action(action=action, details=form.details, version=form.seen, by=request.user)
        return "The action has been changed."

    lede = f"For the local priority “{action.local_priority}”."
    page = _page(action.partnership, "Change the action", "Save the action", lede)
    return act(request, page, lambda data: LocalActionForm(data, row=action), save)


def plan_of(partnership: Partnership) -> local_plans.LocalPlan:
    """The plan of one partnership today, for its own page and for others that show it."""
    return local_plans.local_plans(partnership.board, today(), only=partnership)[0]


def to_plans(board: Board) -> dict[str, str]:
    return {"label": "Local plans", "url": reverse("partnerships:local-list", args=[board.slug])}


def _page(partnership: Partnership, heading: str, button: str, lede: str = "") -> Page:
    board = partnership.board
    back = reverse("partnerships:local-detail", args=[board.slug, partnership.slug])
    name = partnership.name_on(today())
    trail: list[dict[str, Any]] = [to_plans(board), {"label": name, "url": back}]
    return Page(board, heading, button, back, trail, lede, caption=name, template="partnerships/local_form.html")
