"""What partnerships chose for their own areas, what of the Board's it serves, and the plan for each choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from partnerships.models import LocalAction, LocalPriority, Partnership
from partnerships.versions import changed, locked, said
from snb.audit import record
from snb.exporting import Sheet, Value
from snb.models import Board, Person, Remit
from snb.permissions import Permission, RemitKind
from snb.querysets import today
from snb.wording import long_date
from snb.workflow import Refusal, demand

Status = LocalAction.Status
CLOSED = (Status.DONE, Status.STOPPED)
TONES = {Status.PLANNED: "todo", Status.UNDER_WAY: "doing", Status.DONE: "done", Status.STOPPED: "quiet"}


@dataclass(frozen=True)
class PriorityDetails:
    """What a person says of a local priority; `serves` is the remit of the board's priority behind it, if any."""

    title: str
    detail: str
    serves: Remit | None
    begins: dt.date
    source: str = ""


@dataclass(frozen=True)
class ActionDetails:
    title: str
    owner: str
    due: dt.date
    status: str
    progress: str = ""


@dataclass(frozen=True)
class ActionRow:
    pk: int
    title: str
    owner: str
    due: dt.date
    status: str
    tone: str
    progress: str
    is_late: bool
    is_open: bool


@dataclass(frozen=True)
class PriorityRow:
    """`serves` is the name of the board's priority on the day; empty where it serves none."""

    pk: int
    title: str
    detail: str
    serves: str
    source: str
    begins: dt.date
    ends: dt.date | None
    actions: tuple[ActionRow, ...]

    @property
    def late(self) -> int:
        return sum(action.is_late for action in self.actions)


@dataclass(frozen=True)
class LocalPlan:
    """The local priorities of one partnership in force on a day, and those that ended before it."""

    slug: str
    partnership: str
    priorities: tuple[PriorityRow, ...]
    ended: tuple[PriorityRow, ...]

    @property
    def late(self) -> int:
        return sum(row.late for row in self.priorities)


PRIORITY_FIELDS = ("title", "detail", "serves", "begins", "source")
ACTION_FIELDS = ("title", "owner", "due", "status", "progress")


def local_plans(board: Board, day: dt.date, *, only: Partnership | None = None) -> list[LocalPlan]:
    """The plan of each partnership in being on `day`, by name; or of `only`, whether in being or not.

    Six queries, however many there are.
    """
    if only is not None:
        partnerships = [only]
    else:
        held = Partnership.objects.filter(board=board).on(day).select_related("remit")
        partnerships = list(held.prefetch_related("remit__names"))
    chosen = LocalPriority.objects.filter(partnership__in=partnerships, begins__lte=day).select_related("serves")
    rows: dict[int, list[LocalPriority]] = {row.pk: [] for row in partnerships}
    for priority in chosen.prefetch_related("actions", "serves__names"):
        rows[priority.partnership_id].append(priority)
    made = [_plan(partnership, rows[partnership.pk], day) for partnership in partnerships]
    return sorted(made, key=lambda plan: plan.partnership)


def priority_remits(board: Board, day: dt.date) -> list[tuple[int, str]]:
    """The board's priorities that a local one can serve, by their names of the day. Two queries."""
    remits = Remit.objects.filter(board=board, kind=RemitKind.PRIORITY).prefetch_related("names")
    return sorted(((remit.pk, remit.name_on(day)) for remit in remits), key=lambda pair: pair[1])


@transaction.atomic
def add_priority(*, partnership: Partnership, details: PriorityDetails, by: Person) -> LocalPriority:
    """A new local priority, after those there are."""
    partnership = Partnership.objects.select_for_update(of=("self",)).select_related("board").get(pk=partnership.pk)
    demand(by, Permission.LOCAL_EDIT, partnership)
    last = partnership.local_priorities.aggregate(Max("order"))["order__max"] or 0
    priority = LocalPriority(partnership=partnership, order=last + 1)
    _write_priority(priority, details)
    record(by=by, action="added a local priority", obj=priority, board=partnership.board, partnership=str(partnership))
    return priority


@transaction.atomic
def change_priority(*, priority: LocalPriority, details: PriorityDetails, version: int, by: Person) -> LocalPriority:
    held = _open_priority(priority, version, by)
    before = said(held, *PRIORITY_FIELDS)
    _write_priority(held, details)
    changes = changed(before, said(held, *PRIORITY_FIELDS))
    record(by=by, action="changed a local priority", obj=held, board=held.partnership.board, changes=changes)
    return held


@transaction.atomic
def end_priority(*, priority: LocalPriority, ends: dt.date, reason: str, version: int, by: Person) -> LocalPriority:
    """`ends` is its last day. It stays to be read, with its plan."""
    held = _open_priority(priority, version, by)
    if not reason.strip():
        raise Refusal("Say why the local priority ends.")
    if ends < held.begins:
        raise Refusal(f"It cannot end before it began, on {long_date(held.begins)}.")
    held.ends = ends
    held.save()
    record(
        by=by, action="ended a local priority", obj=held, board=held.partnership.board, ends=str(ends), reason=reason
    )
    return held


@transaction.atomic
def add_action(*, priority: LocalPriority, details: ActionDetails, by: Person) -> LocalAction:
    rows = LocalPriority.objects.select_for_update(of=("self",)).select_related("partnership__board")
    held = rows.get(pk=priority.pk)
    demand(by, Permission.LOCAL_EDIT, held)
    _refuse_ended(held)
    action = LocalAction(local_priority=held)
    _write_action(action, details)
    record(by=by, action="added a local action", obj=action, board=held.partnership.board, priority=str(held))
    return action


@transaction.atomic
def change_action(*, action: LocalAction, details: ActionDetails, version: int, by: Person) -> LocalAction:
    around = ("local_priority__partnership__board",)
    held = locked(action, version=version, by=by, permission=Permission.LOCAL_EDIT, around=around)
    _refuse_ended(held.local_priority)
    before = said(held, *ACTION_FIELDS)
    _write_action(held, details)
    changes = changed(before, said(held, *ACTION_FIELDS))
    record(by=by, action="changed a local action", obj=held, board=held.partnership.board, changes=changes)
    return held


def plans_sheet(board: Board, plans: Iterable[LocalPlan], day: dt.date) -> Sheet:
    """One line an action; a local priority without a plan has one line too."""
    columns = ["Partnership", "Local priority", "Serves", "From", "Until", "Action", "Owner", "Due", "Status", "Late"]
    lines: list[list[Value]] = []
    for plan in plans:
        for row in (*plan.priorities, *plan.ended):
            start: list[Value] = [plan.partnership, row.title, row.serves, row.begins, row.ends]
            told: list[list[Value]] = [
                [act.title, act.owner, act.due, act.status, "Yes" if act.is_late else ""] for act in row.actions
            ]
            lines += [[*start, *line] for line in told or [[""] * 5]]
    return Sheet(f"{board.short_name} local plans", columns, lines, [f"As at {long_date(day)}"])


def _open_priority(priority: LocalPriority, version: int, by: Person) -> LocalPriority:
    around = ("partnership__board", "serves")
    held = locked(priority, version=version, by=by, permission=Permission.LOCAL_EDIT, around=around)
    _refuse_ended(held)
    return held


def _refuse_ended(priority: LocalPriority) -> None:
    if priority.ends is not None and priority.ends < today():
        raise Refusal(f"This local priority ended on {long_date(priority.ends)}.")


def _write_priority(priority: LocalPriority, details: PriorityDetails) -> None:
    board_id = priority.partnership.board_id
    serves = details.serves
    if serves is not None and (serves.kind != RemitKind.PRIORITY or serves.board_id != board_id):
        raise Refusal("A local priority serves one of this board's own priorities.")
    if details.begins < priority.partnership.begins:
        raise Refusal("A local priority cannot begin before its partnership did.")
    if priority.partnership.ends is not None and details.begins > priority.partnership.ends:
        raise Refusal("A local priority cannot begin after its partnership ended.")
    if priority.ends is not None and details.begins > priority.ends:
        raise Refusal("It cannot begin after it ends.")
    for name in PRIORITY_FIELDS:
        setattr(priority, name, getattr(details, name))
    priority.save()


def _write_action(action: LocalAction, details: ActionDetails) -> None:
    if details.status == Status.DONE and not details.progress.strip():
        raise Refusal("Say what came of it before it is marked as done.")
    for name in ACTION_FIELDS:
        setattr(action, name, getattr(details, name))
    action.save()


def _plan(partnership: Partnership, priorities: list[LocalPriority], day: dt.date) -> LocalPlan:
    then = min(day, partnership.ends) if partnership.ends else day
    rows = [(priority.holds_on(then), _row(priority, day)) for priority in priorities]
    return LocalPlan(
        partnership.slug, partnership.name_on(then),
        tuple(row for holds, row in rows if holds), tuple(row for holds, row in rows if not holds),
    )  # fmt: skip


def _row(priority: LocalPriority, day: dt.date) -> PriorityRow:
    serves = priority.serves.name_on(day) if priority.serves else ""
    actions = tuple(_action_row(action, day) for action in priority.actions.all())
    return PriorityRow(
        priority.pk, priority.title, priority.detail, serves, priority.source, priority.begins, priority.ends, actions
    )


def _action_row(action: LocalAction, day: dt.date) -> ActionRow:
    status = Status(action.status)
    is_open = status not in CLOSED
    return ActionRow(
        pk=action.pk, title=action.title, owner=action.owner, due=action.due, status=status.label, tone=TONES[status],
        progress=action.progress, is_late=is_open and action.due < day, is_open=is_open,
    )  # fmt: skip
