"""Keeping the Board's actions: agreed, passed on, revised, reported on, closed by a meeting, reopened, dropped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from snb.action_states import NOT_YOURS, hold, locked, log, may_report, move, save
from snb.models import (
    Action,
    ActionFile,
    ActionReport,
    ActionRevision,
    ActionState,
    AgendaItem,
    Board,
    Decision,
    Meeting,
    Person,
    Post,
    Remit,
)
from snb.models.people import title_on
from snb.owners import owner_label
from snb.permissions import Permission
from snb.querysets import today
from snb.uploads import take_in
from snb.wording import long_date
from snb.workflow import Refusal, demand

NEEDS_EVIDENCE = "Say where the evidence is, or add a file: an action is not done without evidence."


@dataclass(frozen=True)
class ActionDetails:
    """What is asked and of whom: of a post, or of a role on a remit."""

    text: str
    post: Post | None = None
    role: str = ""
    remit: Remit | None = None


# Agreeing and changing -----------------------------------------------------------------------------------------------


@transaction.atomic
def add_action(
    *,
    board: Board,
    details: ActionDetails,
    due: dt.date,
    by: Person,
    item: AgendaItem | None = None,
    decision: Decision | None = None,
    origin: str = Action.Origin.MEETING,
    agreed_on: dt.date | None = None,
) -> Action:
    """A new action, with the board's next number. One of an item or a decision was agreed on the day of its meeting;
    any other today, unless `agreed_on` says when."""
    board = Board.objects.select_for_update().get(pk=board.pk)  # two new numbers queue here
    demand(by, Permission.ACTION_EDIT, board)
    meeting = _meeting_of(board, item, decision)
    agreed_on = meeting.date if meeting else agreed_on or today()
    _refuse_days(agreed_on, due)
    last = Action.objects.filter(board=board).aggregate(Max("number"))["number__max"] or 0
    action = Action(
        board=board, number=last + 1, origin=origin, item=item or (decision.item if decision else None),
        decision=decision, agreed_on=agreed_on, original_due=due, due=due,
    )  # fmt: skip
    _write(action, details)
    action.save()
    log(action, "agreed an action", by, due=str(due), owner=_owner(action))
    return action


def _meeting_of(board: Board, item: AgendaItem | None, decision: Decision | None) -> Meeting | None:
    source = decision or item
    if source is None:
        return None
    if source.meeting.board_id != board.pk:
        raise Refusal("An item or a decision of another board cannot be named.")
    if item and decision and decision.item_id not in (None, item.pk):
        raise Refusal("The decision was not made under this item.")
    return source.meeting


def _refuse_days(agreed_on: dt.date, due: dt.date) -> None:
    if agreed_on > today():
        raise Refusal("An action cannot come from a meeting that is still to be held.")
    if due < agreed_on:
        raise Refusal(f"The due date must not come before {long_date(agreed_on)}, the day it was agreed.")


@transaction.atomic
def change_action(*, action: Action, details: ActionDetails, version: int, by: Person) -> Action:
    """Say it better, or give it to another owner. Its due date changes only by revising it."""
    action = locked(action, version, by, ActionState.OPEN, ActionState.DONE)
    before = {"text": action.text, "owner": _owner(action)}
    _write(action, details)
    changes = {name: [before[name], now] for name, now in (("text", action.text), ("owner", _owner(action)))}
    save(action)
    changed = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    log(action, "changed an action", by, changes=changed)
    return action


@transaction.atomic
def revise_due(*, action: Action, due: dt.date, reason: str, version: int, by: Person) -> ActionRevision:
    """Another due date, and why. The original one stays beside it for good."""
    action = locked(action, version, by, ActionState.OPEN)
    if due == action.due:
        raise Refusal("That is the due date it has now.")
    _refuse_past(due)
    made = _revise(action, due, reason, by)
    save(action)
    return made


def _revise(action: Action, due: dt.date, reason: str, by: Person) -> ActionRevision:
    """The revision is written first: the database lets no due date change without one."""
    if not reason.strip():
        raise Refusal("Say why the due date changes.")
    made = ActionRevision.objects.create(
        action=action, old_due=action.due, new_due=due, reason=reason.strip(), revised_by=by
    )
    action.due = due
    log(action, "revised an action's due date", by, was=str(made.old_due), now=str(due), reason=made.reason)
    return made


def _refuse_past(due: dt.date) -> None:
    if due < today():
        raise Refusal("The new due date must not be in the past.")


# Reporting -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def report(
    *,
    action: Action,
    text: str,
    by: Person,
    evidence: str = "",
    files: Sequence[UploadedFile] = (),
    says_done: bool = False,
) -> ActionReport:
    """What its owner says of it; done only with evidence. Raises ValidationError for a file that is not to be kept."""
    action = hold(action, by)
    if not may_report(by, action):
        raise PermissionDenied(NOT_YOURS)
    if action.state not in (ActionState.OPEN, ActionState.DONE):
        raise Refusal(f"{action.reference} is {action.get_state_display().lower()}: there is nothing left to report.")
    if not text.strip():
        raise Refusal("Say what has been done.")
    if says_done and not (evidence.strip() or files):
        raise Refusal(NEEDS_EVIDENCE)
    made = ActionReport.objects.create(
        action=action, text=text.strip(), evidence=evidence.strip(), says_done=says_done,
        reported_by=by, reported_as=title_on(by, today()),
    )  # fmt: skip
    for upload in files:
        take_in(ActionFile(report=made), upload, by=by)
    if says_done and action.state == ActionState.OPEN:
        move(action, ActionState.DONE, by)
    said = "said an action is done" if says_done else "reported on an action"
    log(action, said, by, files=len(files))
    return made


# Closing and the like ------------------------------------------------------------------------------------------------


@transaction.atomic
def close_actions(*, actions: Iterable[Action], meeting: Meeting, by: Person) -> list[Action]:
    """The meeting agrees that these are done. Each of them, or none."""
    meeting = Meeting.objects.select_related("board").get(pk=meeting.pk)
    demand(by, Permission.ACTION_EDIT, meeting)
    _refuse_meeting(meeting)
    return [_close(action, meeting, by) for action in sorted(actions, key=lambda action: action.pk)]


def _refuse_meeting(meeting: Meeting) -> None:
    if meeting.date > today():
        raise Refusal("The Board can agree to close an action only at a meeting that has been held.")
    if meeting.cancelled_reason:
        raise Refusal("This meeting was cancelled: it agreed to nothing.")


def _close(action: Action, meeting: Meeting, by: Person) -> Action:
    action = hold(action, by)
    if action.board_id != meeting.board_id:
        raise Refusal("A meeting of another board cannot close this action.")
    if action.agreed_on > meeting.date:
        raise Refusal(f"{action.reference} was agreed after this meeting.")
    if action.state == ActionState.OPEN:
        raise Refusal(f"{action.reference} is not closed without evidence: its owner has not said that it is done.")
    said = action.reports.filter(says_done=True).last()
    action.closing, action.outcome = meeting, said.text if said else ""
    move(action, ActionState.CLOSED, by)
    log(action, "closed an action", by, meeting=str(meeting))
    return action


@transaction.atomic
def reopen_action(*, action: Action, reason: str, due: dt.date, version: int, by: Person) -> Action:
    """Done, closed or dropped, it is asked for again. The reason, and how it had ended, stay in its thread."""
    action = locked(action, version, by, ActionState.DONE, ActionState.CLOSED, ActionState.DROPPED)
    if not reason.strip():
        raise Refusal("Say why the action is reopened.")
    _refuse_past(due)
    ActionReport.objects.create(
        action=action, text=f"{_ended(action)} {reason.strip()}", reported_by=by, reported_as=title_on(by, today())
    )
    if due != action.due:
        _revise(action, due, f"Reopened: {reason.strip()}"[:300], by)
    action.closing, action.outcome = None, ""
    move(action, ActionState.OPEN, by)
    log(action, "reopened an action", by, reason=reason)
    return action


def _ended(action: Action) -> str:
    """How it had ended, for the thread of an action that is open again."""
    if action.closing:
        return f"Reopened. The meeting of {long_date(action.closing.date)} had closed it."
    if action.outcome:
        return f"Reopened. It had been dropped: {action.outcome}"
    return "Sent back to its owner."


@transaction.atomic
def drop_action(*, action: Action, reason: str, version: int, by: Person) -> Action:
    """It is no longer asked for. It stays in the register, with the reason."""
    action = locked(action, version, by, ActionState.OPEN, ActionState.DONE)
    if not reason.strip():
        raise Refusal("Say why the action is no longer asked for.")
    action.outcome = reason.strip()
    move(action, ActionState.DROPPED, by)
    log(action, "dropped an action", by, reason=reason)
    return action


def _write(action: Action, details: ActionDetails) -> None:
    if not details.text.strip():
        raise Refusal("Say what is to be done.")
    if bool(details.post) == bool(details.role and details.remit):
        raise Refusal("An action has exactly one owner: a post, or a role.")
    if details.remit and details.remit.board_id != action.board_id:
        raise Refusal("A role of another board cannot own this action.")
    action.text = details.text.strip()
    action.post, action.role, action.remit = details.post, details.role, details.remit


def _owner(action: Any) -> str:
    return owner_label(action, today())
