"""Keeping the actions: agree, change, report on, revise, reopen and drop one; close what a meeting agrees to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from snb import action_workflow
from snb.access import PersonRequest, requires
from snb.action_states import NOT_YOURS, StaleAction, may_report
from snb.actions import Matters, matters_arising, matters_sheet
from snb.exporting import exported
from snb.forms import done_or_said
from snb.forms.actions import ActionForm, AddActionForm, CloseForm, DropForm, ReopenForm, ReportForm, ReviseForm
from snb.kept import typed_text
from snb.loading import visible_action, visible_board, visible_meeting
from snb.models import Action, Board, Meeting
from snb.permissions import Permission
from snb.querysets import today
from snb.views.actions import to_action, to_actions
from snb.views.meetings import to_meeting, to_meetings
from snb.wording import long_date
from snb.workflow import Refusal

Make = Callable[[QueryDict | None], Any]


@requires(Permission.ACTION_EDIT, visible_board)
def action_add(request: PersonRequest, board: Board) -> HttpResponse:
    """A new action; `?item=` or `?decision=` names what it comes from."""
    asked = next((f"{kind}:{request.GET[kind]}" for kind in ("item", "decision", "origin") if kind in request.GET), "")
    may_read = request.user.has_perm(Permission.EXEMPT_READ, board)
    form = AddActionForm(typed_text(request), board=board, may_read_exempt=may_read, source=asked)
    if request.method == "POST" and form.is_valid():
        due = form.cleaned_data["due"]
        action = done_or_said(
            form,
            lambda: action_workflow.add_action(
                board=board, details=form.details, due=due, by=request.user, **form.chosen
            ),
        )
        if action:
            messages.success(request, f"{action.reference} is in the register, due {long_date(action.due)}.")
            return to_detail(action)
    context = {"board": board, "form": form, "breadcrumbs": [to_actions(board)]}
    return render(request, "snb/action_add.html", context, status=_status(form))


@requires(Permission.ACTION_EDIT, visible_action)
def action_edit(request: PersonRequest, action: Action) -> HttpResponse:
    """Say it better, or pass it to another owner."""

    def save(form: ActionForm) -> str:
        action_workflow.change_action(action=action, details=form.details, version=form.seen, by=request.user)
        return f"{action.reference} has been changed."

    return act(request, action, "action_edit", lambda data: ActionForm(data, board=action.board, action=action), save)


@requires(Permission.ACTION_READ, visible_action)
def action_report(request: PersonRequest, action: Action) -> HttpResponse:
    """What its owner says of it: only they, a deputy, and whoever keeps the register."""
    if not may_report(request.user, action):
        raise PermissionDenied(NOT_YOURS)

    def save(form: ReportForm) -> str:
        made = action_workflow.report(action=action, by=request.user, **form.said)
        if made.says_done:
            return f"{action.reference} is reported as done. The Board agrees at a meeting to close it."
        return f"Your report on {action.reference} is in its thread."

    files = request.FILES if request.method == "POST" else None
    return act(request, action, "action_report", lambda data: ReportForm(data, files), save)


@requires(Permission.ACTION_EDIT, visible_action)
def action_revise(request: PersonRequest, action: Action) -> HttpResponse:
    def save(form: ReviseForm) -> str:
        said = {name: form.cleaned_data[name] for name in ("due", "reason")}
        action_workflow.revise_due(action=action, version=form.seen, by=request.user, **said)
        return f"{action.reference} is due {long_date(said['due'])} now. Its original due date stays beside it."

    return act(request, action, "action_revise", lambda data: ReviseForm(data, action=action), save)


@requires(Permission.ACTION_EDIT, visible_action)
def action_reopen(request: PersonRequest, action: Action) -> HttpResponse:
    def save(form: ReopenForm) -> str:
        said = {name: form.cleaned_data[name] for name in ("due", "reason")}
        action_workflow.reopen_action(action=action, version=form.seen, by=request.user, **said)
        return f"{action.reference} is open again, due {long_date(said['due'])}."

    return act(request, action, "action_reopen", lambda data: ReopenForm(data, action=action), save)


@requires(Permission.ACTION_EDIT, visible_action)
def action_drop(request: PersonRequest, action: Action) -> HttpResponse:
    def save(form: DropForm) -> str:
        reason = form.cleaned_data["reason"]
        action_workflow.drop_action(action=action, reason=reason, version=form.seen, by=request.user)
        return f"{action.reference} is no longer asked for. It stays in the register."

    return act(request, action, "action_drop", lambda data: DropForm(data, action=action), save)


@requires(Permission.ACTION_READ, visible_meeting)
def meeting_matters(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    """What the meeting takes up of earlier ones; whoever keeps the register records there what it agrees to close."""
    may_edit = request.user.has_perm(Permission.ACTION_EDIT, meeting)
    if request.method == "POST" and not may_edit:
        raise PermissionDenied(f"You may not {Permission.ACTION_EDIT.phrase}.")
    matters = matters_arising(meeting, request.user)
    form = CloseForm(request.POST if request.method == "POST" else None, rows=matters.waiting)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["actions"]
        closed = done_or_said(
            form, lambda: action_workflow.close_actions(actions=chosen, meeting=meeting, by=request.user)
        )
        if closed:
            count = f"{len(closed)} action{'' if len(closed) == 1 else 's'}"
            messages.success(request, f"The meeting of {long_date(meeting.date)} has closed {count}.")
            return redirect("board:meeting-matters", meeting.board.slug, meeting.pk)
    file = exported(request, lambda: matters_sheet(matters))
    return file or render(
        request, "snb/action_matters.html", _matters_page(meeting, matters, form, may_edit), status=_status(form)
    )


def _matters_page(meeting: Meeting, matters: Matters, form: CloseForm, may_edit: bool) -> dict[str, Any]:
    is_held = meeting.date <= today() and not meeting.cancelled_reason
    return {
        "board": meeting.board, "meeting": meeting, "matters": matters, "form": form,
        "may_close": may_edit and is_held and matters.waiting,
        "may_edit": may_edit, "is_held": is_held,
        "breadcrumbs": [to_meetings(meeting.board), to_meeting(meeting)],
    }  # fmt: skip


def act(request: PersonRequest, action: Action, template: str, make: Make, save: Callable[[Any], str]) -> HttpResponse:
    """A form about one action: shown, saved, or shown again with the reason why not and every typed word in it."""
    form = make(typed_text(request))
    if request.method != "POST" or not form.is_valid():
        return _page(request, action, template, form)
    try:
        said = save(form)
    except StaleAction as stale:
        return _both(request, stale.saved, template, make, form)
    except Refusal as refusal:
        form.add_error(None, refusal.reason)
        return _page(request, action, template, form, status=409)
    messages.success(request, said)
    return to_detail(action)


def _page(
    request: PersonRequest, action: Action, template: str, form: Any, *, status: int = 200, **more: Any
) -> HttpResponse:
    trail = [to_actions(action.board), to_action(action)]
    context = {"board": action.board, "action": action, "form": form, "breadcrumbs": trail, **more}
    return render(request, f"snb/{template}.html", context, status=status)


def _both(request: PersonRequest, saved: Action, template: str, make: Make, form: Any) -> HttpResponse:
    """What is saved beside what was typed; saving once more keeps what was typed."""
    typed = request.POST.copy()
    typed["version"] = str(saved.version)
    more = {"differences": form.differences(saved), "is_stale": True, "has_errors": True}
    return _page(request, saved, template, make(typed), status=409, **more)


def to_detail(action: Action) -> HttpResponse:
    return redirect(reverse("board:action-detail", args=[action.board.slug, action.pk]))


def _status(form: Any) -> int:
    """409 where the act itself was refused, which the form says above its fields."""
    return 409 if form.is_bound and form.non_field_errors() else 200
