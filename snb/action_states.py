"""The states of an action, who may move it, and the action as it is now under a lock."""

from __future__ import annotations

from typing import Any

from snb.audit import record
from snb.models import Action, ActionState, Person
from snb.owners import owns
from snb.permissions import Permission
from snb.querysets import today
from snb.workflow import Machine, Refusal, demand

NOT_YOURS = "You may not report on this action: its owner of today can, or a deputy, and the programme manager."


class StaleAction(Refusal):
    """Somebody else changed the action in the meantime; `saved` is how they left it."""

    def __init__(self, saved: Action) -> None:
        super().__init__("Somebody else changed this action while you were writing. Nothing of yours is saved yet.")
        self.saved = saved


def may_report(person: Person, action: Action) -> bool:
    """Its owner of today, also by deputy, and whoever keeps the register. At most two queries."""
    if person.has_perm(Permission.ACTION_EDIT, action):
        return True
    return person.has_perm(Permission.ACTION_READ, action) and owns(person, action, today())


def _without_right(person: Person, action: Action) -> str:
    return "" if may_report(person, action) else NOT_YOURS


_S, _EDIT = ActionState, Permission.ACTION_EDIT
MACHINE: Machine[ActionState] = Machine(
    "action",
    {
        (_S.OPEN, _S.DONE): Permission.ACTION_READ,
        (_S.DONE, _S.CLOSED): _EDIT,
        (_S.DONE, _S.OPEN): _EDIT,
        (_S.CLOSED, _S.OPEN): _EDIT,
        (_S.OPEN, _S.DROPPED): _EDIT,
        (_S.DONE, _S.DROPPED): _EDIT,
        (_S.DROPPED, _S.OPEN): _EDIT,
    },
    {(_S.OPEN, _S.DONE): _without_right},
)


def hold(action: Action, by: Person) -> Action:
    """The action as it is now, locked until the transaction ends. PermissionDenied where `by` may not know of it."""
    rows = Action.objects.select_for_update(of=("self",)).select_related(
        "board", "item", "decision__item", "closing", "post__organisation", "remit"
    )
    found: Action = rows.get(pk=action.pk)
    demand(by, Permission.ACTION_READ, found)
    if found.is_exempt:
        demand(by, Permission.EXEMPT_READ, found)
    return found


def locked(action: Action, version: int, by: Person, *states: ActionState) -> Action:
    """The action under a lock, for whoever keeps the register, as it was at `version` and in one of `states`."""
    found = hold(action, by)
    demand(by, Permission.ACTION_EDIT, found)
    if found.version != version:
        raise StaleAction(found)
    if found.state not in states:
        raise Refusal(f"{found.reference} is {found.get_state_display().lower()}, so this cannot be done now.")
    return found


def move(action: Action, to: ActionState, by: Person) -> None:
    MACHINE.check(by, action, ActionState(action.state), to)
    action.state = to
    save(action)


def log(action: Action, what: str, by: Person, **detail: Any) -> None:
    """Into the audit log, which more people read than may read what is heard in private: of that, only that it was."""
    record(by=by, action=what, obj=action, board=action.board, **({} if action.is_exempt else detail))


def save(action: Action) -> None:
    action.version += 1
    action.save()
