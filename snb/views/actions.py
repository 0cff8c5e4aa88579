"""The register of the Board's actions, one action with its whole thread, and its evidence."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from snb.access import PersonRequest, requires
from snb.action_states import MACHINE, may_report
from snb.action_thread import first_step, thread_of
from snb.actions import UNFINISHED, ActionRow, actions_sheet, narrowed, register, rows_of
from snb.exporting import exported
from snb.forms.actions import ActionFilter
from snb.loading import visible_action, visible_action_file, visible_board
from snb.models import Action, ActionFile, ActionState, Board
from snb.permissions import Permission
from snb.querysets import today
from snb.views.downloads import file_to_keep
from snb.wording import long_date


@requires(Permission.ACTION_READ, visible_board)
def action_list(request: PersonRequest, board: Board) -> HttpResponse:
    """The register, the soonest due first; the filter is in the address."""
    everything = register(board, request.user, today())
    form = ActionFilter(request.GET, rows=everything)
    rows = narrowed(everything, **form.asked)
    context = {
        "board": board,
        "form": form,
        "register": everything,
        "rows": rows,
        "late": sum(row.is_late for row in rows),
        "may_edit": request.user.has_perm(Permission.ACTION_EDIT, board),
    }
    file = exported(request, lambda: actions_sheet(board, rows, today()))
    return file or render(request, "snb/action_list.html", context)


@requires(Permission.ACTION_READ, visible_action)
def action_detail(request: PersonRequest, action: Action) -> HttpResponse:
    """What was agreed, who owns it today, and everything that has happened to it since."""
    person, row = request.user, row_of(action, request)
    may_edit = person.has_perm(Permission.ACTION_EDIT, action)
    context = {
        "board": action.board,
        "action": action,
        "row": row,
        "steps": _steps(row),
        "first_step": first_step(action),
        "events": thread_of(action),
        "may_edit": may_edit and action.state in UNFINISHED,
        "may_reopen": may_edit and MACHINE.can(person, action, ActionState(action.state), ActionState.OPEN),
        "may_report": action.state in UNFINISHED and may_report(person, action),
        "breadcrumbs": [to_actions(action.board)],
    }
    return render(request, "snb/action_detail.html", context)


@requires(Permission.ACTION_READ, visible_action_file)  # type: ignore[arg-type]
def action_download(request: PersonRequest, held: ActionFile) -> FileResponse:
    return file_to_keep(held)


def row_of(action: Action, request: PersonRequest) -> ActionRow:
    """The action as the register of today has it."""
    return rows_of(Action.objects.filter(pk=action.pk), today(), request.user)[0]


def to_actions(board: Board) -> dict[str, str]:
    return {"label": "Actions", "url": reverse("board:action-list", args=[board.slug])}


def to_action(action: Action) -> dict[str, str]:
    label = f"Action {action.reference}"
    return {"label": label, "url": reverse("board:action-detail", args=[action.board.slug, action.pk])}


def _steps(row: ActionRow) -> list[dict[str, Any]]:
    """Agreed, done, closed: how far along it is. What is no longer asked for has no steps."""
    action = row.action
    if action.state == ActionState.DROPPED:
        return []
    done, closed = action.state != ActionState.OPEN, action.state == ActionState.CLOSED
    closing = action.closing
    return [
        {"label": "Agreed", "state": "done", "note": long_date(action.agreed_on)},
        {
            "label": "Done",
            "state": "done" if done else "current",
            "note": f"With evidence, due {long_date(action.due)}",
        },
        {
            "label": "Closed by the Board",
            "state": "done" if closed else "current" if done else "todo",
            "note": long_date(closing.date) if closing else "",
        },
    ]
