"""Action plans on screen: the timeline of all, the plan of one priority, and changing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from priorities.forms.plans import (
    InitiativeForm,
    MilestoneForm,
    PlanFilter,
    PlannedForm,
    PlannedMeasureForm,
    WithdrawPlannedForm,
)
from priorities.loading import (
    visible_initiative,
    visible_milestone,
    visible_planned,
    visible_planned_measure,
    visible_priority,
)
from priorities.models import Initiative, Milestone, PlannedAction, PlannedMeasure, Priority
from priorities.plan_workflow import (
    StalePlan,
    change_planned,
    plan_action,
    remove_milestone,
    set_initiative,
    set_milestone,
    tie_measure,
    untie_measure,
    withdraw_planned,
)
from priorities.plans import funding_of, narrowed, plan_of, plans_sheet
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.forms import done_or_said
from snb.kept import typed_text
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today
from snb.workflow import Refusal


@requires(Permission.BOARD_READ, visible_board)
def plan_list(request: PersonRequest, board: Board) -> HttpResponse:
    """Every planned action of the agreement in force, on one timeline and as a table; the filter is in the address."""
    priorities = list(
        Priority.objects.filter(board=board)
        .agreed_on(today())
        .select_related("board", "remit__board")
        .prefetch_related("remit__names")
    )
    form = PlanFilter(request.GET, board=board, priorities=priorities)
    plan = narrowed(plan_of(priorities, today()), **form.asked)
    money = [line for line in funding_of(board, today()) if line.ends_soon or (line.has_ended and line.left_over)]
    file = exported(request, lambda: plans_sheet(board, plan))
    context = {"board": board, "form": form, "plan": plan, "priorities": priorities, "money": money}
    return file or render(request, "priorities/plan_list.html", context)


@requires(Permission.BOARD_READ, visible_priority)
def plan_detail(request: PersonRequest, priority: Priority) -> HttpResponse:
    """The plan of one priority: actions with milestones, measures and money, and what else it does."""
    plan = plan_of([priority], today())
    file = exported(request, lambda: plans_sheet(priority.board, plan))
    context = {
        "board": priority.board,
        "priority": priority,
        "plan": plan,
        "initiatives": priority.initiatives.all(),
        "may_edit": request.user.has_perm(Permission.PLAN_EDIT, priority),
        "breadcrumbs": [to_plans(priority.board)],
    }
    return file or render(request, "priorities/plan_detail.html", context)


@requires(Permission.PLAN_EDIT, visible_priority)
def planned_add(request: PersonRequest, priority: Priority) -> HttpResponse:
    form = PlannedForm(typed_text(request), priority=priority)
    if request.method == "POST" and form.is_valid():
        made = done_or_said(form, lambda: plan_action(priority=priority, details=form.details, by=request.user))
        if made:
            return _done(request, priority, f"“{made}” is in the plan")
    return render(request, "priorities/planned_form.html", _page(priority, form=form, heading="Plan an action"))


@requires(Permission.PLAN_EDIT, visible_planned)
def planned_edit(request: PersonRequest, action: PlannedAction) -> HttpResponse:
    """Change an action; where somebody else did so in the meantime, both texts are shown and nothing is saved."""
    form = PlannedForm(typed_text(request), priority=action.priority, action=action)
    page = _page(action.priority, form=form, heading="Change the action", action=action)
    if request.method != "POST" or not form.is_valid():
        return render(request, "priorities/planned_form.html", page)
    try:
        change_planned(action=action, details=form.details, version=form.seen, by=request.user)
    except StalePlan as stale:
        return _both_texts(request, page, form, stale.saved)
    except Refusal as refusal:
        form.add_error(None, refusal.reason)
        return render(request, "priorities/planned_form.html", page)
    return _done(request, action.priority, "The action has been changed")


@requires(Permission.PLAN_EDIT, visible_planned)
def planned_withdraw(request: PersonRequest, action: PlannedAction) -> HttpResponse:
    form = WithdrawPlannedForm(typed_text(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if done_or_said(form, lambda: withdraw_planned(action=action, reason=reason, by=request.user)):
            return _done(request, action.priority, f"“{action}” is no longer planned")
    return render(request, "priorities/planned_withdraw.html", _page(action.priority, form=form, action=action))


@requires(Permission.PLAN_EDIT, visible_planned)
def milestone_add(request: PersonRequest, action: PlannedAction) -> HttpResponse:
    return _milestone(request, action, None)


@requires(Permission.PLAN_EDIT, visible_milestone)
def milestone_edit(request: PersonRequest, milestone: Milestone) -> HttpResponse:
    return _milestone(request, milestone.planned_action, milestone)


def _milestone(request: PersonRequest, action: PlannedAction, milestone: Milestone | None) -> HttpResponse:
    form = MilestoneForm(typed_text(request), milestone=milestone)
    if request.method == "POST" and form.is_valid():
        made = done_or_said(
            form, lambda: set_milestone(action=action, milestone=milestone, **form.cleaned_data, by=request.user)
        )
        if made:
            return _done(request, action.priority, f"The milestone “{made}” is saved")
    page = _page(action.priority, form=form, action=action, milestone=milestone)
    return render(request, "priorities/milestone_form.html", page)


@requires(Permission.PLAN_EDIT, visible_milestone)
def milestone_remove(request: PersonRequest, milestone: Milestone) -> HttpResponse:
    """Ask, then take it out."""
    priority = milestone.planned_action.priority
    if request.method == "POST":
        remove_milestone(milestone=milestone, by=request.user)
        return _done(request, priority, f"The milestone “{milestone}” has been taken out")
    return render(request, "priorities/milestone_remove.html", _page(priority, milestone=milestone))


@requires(Permission.PLAN_EDIT, visible_planned)
def planned_tie(request: PersonRequest, action: PlannedAction) -> HttpResponse:
    """Say in which measure an output or an outcome is to show."""
    form = PlannedMeasureForm(typed_text(request), action=action)
    if request.method == "POST" and form.is_valid():
        made = done_or_said(form, lambda: tie_measure(action=action, **form.cleaned_data, by=request.user))
        if made:
            return _done(request, action.priority, f"“{action}” is to show in {made.measure}")
    return render(request, "priorities/planned_tie.html", _page(action.priority, form=form, action=action))


@requires(Permission.PLAN_EDIT, visible_planned_measure)
def planned_untie(request: PersonRequest, link: PlannedMeasure) -> HttpResponse:
    """Ask, then take the measure from the action."""
    priority = link.planned_action.priority
    if request.method == "POST":
        untie_measure(link=link, by=request.user)
        return _done(request, priority, f"{link.measure} is no longer tied to “{link.planned_action}”")
    return render(request, "priorities/planned_untie.html", _page(priority, link=link))


@requires(Permission.PLAN_EDIT, visible_priority)
def initiative_add(request: PersonRequest, priority: Priority) -> HttpResponse:
    return _initiative(request, priority, None)


@requires(Permission.PLAN_EDIT, visible_initiative)
def initiative_edit(request: PersonRequest, initiative: Initiative) -> HttpResponse:
    return _initiative(request, initiative.priority, initiative)


def _initiative(request: PersonRequest, priority: Priority, initiative: Initiative | None) -> HttpResponse:
    form = InitiativeForm(typed_text(request), initiative=initiative)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = done_or_said(
            form, lambda: set_initiative(priority=priority, initiative=initiative, **said, by=request.user)
        )
        if made:
            return _done(request, priority, f"“{made}” is saved")
    return render(request, "priorities/initiative_form.html", _page(priority, form=form, initiative=initiative))


def to_plans(board: Board) -> dict[str, str]:
    return {"label": "Action plans", "url": reverse("priorities:plan-list", args=[board.slug])}


def _address(priority: Priority) -> str:
    return reverse("priorities:plan-detail", args=[priority.board.slug, priority.slug])


def _done(request: PersonRequest, priority: Priority, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(_address(priority))


def _page(priority: Priority, **more: Any) -> dict[str, Any]:
    trail = [to_plans(priority.board), {"label": priority.name_on(today()), "url": _address(priority)}]
    return {"board": priority.board, "priority": priority, "breadcrumbs": trail} | more


def _both_texts(request: PersonRequest, page: dict[str, Any], form: PlannedForm, saved: PlannedAction) -> HttpResponse:
    """What is saved beside what was typed; saving once more keeps what was typed."""
    typed = request.POST.copy()
    typed["version"] = str(saved.version)
    again = PlannedForm(typed, priority=saved.priority, action=saved)
    page = page | {"form": again, "differences": form.differences(saved), "has_errors": True, "action": saved}
    return render(request, "priorities/planned_form.html", page, status=409)
