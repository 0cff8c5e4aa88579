"""Changing action plans: actions, milestones, measures, initiatives and the money they depend on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import models, transaction

from performance.models import Measure
from priorities.models import FundingStream, Initiative, Milestone, PlannedAction, PlannedMeasure, Priority
from snb.audit import record
from snb.models import Board, Person
from snb.naming import free_slug
from snb.permissions import Permission
from snb.workflow import Refusal, demand


@dataclass(frozen=True)
class ActionDetails:
    """What a person says of a planned action. Money is in pence."""

    title: str
    owner: str
    begins: dt.date
    due: dt.date
    budget: int
    outputs: str = ""
    outcome: str = ""
    milestone: str = ""
    funding: FundingStream | None = None


@dataclass(frozen=True)
class FundingDetails:
    """What a person says of a stream of money. The amount is in pence; None where it is not known."""

    name: str
    begins: dt.date
    ends: dt.date | None = None
    giver: str = ""
    amount: int | None = None
    after: str = ""
    warn_months: int = 9
    source: str = ""


class StalePlan(Refusal):
    """Somebody else saved in the meantime; `saved` is what they saved."""

    def __init__(self, saved: PlannedAction) -> None:
        super().__init__("Somebody else changed this action while you were writing.")
        self.saved = saved


@transaction.atomic
def plan_action(*, priority: Priority, details: ActionDetails, by: Person) -> PlannedAction:
    """A new action in the plan of a priority."""
    priority = Priority.objects.select_for_update(of=("self",)).select_related("board").get(pk=priority.pk)
    demand(by, Permission.PLAN_EDIT, priority)
    slugs = set(priority.planned_actions.values_list("slug", flat=True))
    action = PlannedAction(priority=priority, slug=free_slug(details.title, slugs, otherwise="action"))
    _write(action, details)
    record(by=by, action="planned an action", obj=action, board=priority.board, priority=str(priority))
    return action


@transaction.atomic
def change_planned(*, action: PlannedAction, details: ActionDetails, version: int, by: Person) -> PlannedAction:
    """Change an action as it was at `version`; raises StalePlan where it has moved on since.

    A due date that a return has revised already stays as it was first set: revisions are the returns' own.
    """
    held = hold(action, by)
    if held.version != version:
        raise StalePlan(held)
    if details.due != held.due and held.reports.filter(revised_due__isnull=False).exists():
        raise Refusal("A return has revised the date of this action. Revise it again there: the first date is kept.")
    held.version += 1
    _write(held, details)
    record(by=by, action="changed a planned action", obj=held, board=held.priority.board)
    return held


@transaction.atomic
def withdraw_planned(*, action: PlannedAction, reason: str, by: Person) -> PlannedAction:
    """It is no longer planned: later returns do not ask for it, and what was reported of it stays."""
    held = hold(action, by)
    held.withdrawn_reason = reason
    held.version += 1
    held.save()
    record(by=by, action="withdrew a planned action", obj=held, board=held.priority.board, reason=reason)
    return held


@transaction.atomic
def set_milestone(
    *, action: PlannedAction, title: str, due: dt.date, done_on: dt.date | None, by: Person, milestone: Milestone | None
) -> Milestone:
    """A new milestone, or `milestone` changed."""
    held = hold(action, by)
    step = milestone or Milestone(planned_action=held)
    if step.planned_action_id != held.pk:
        raise Refusal("That milestone belongs to another action.")
    if due < held.begins:
        raise Refusal("A milestone must not fall due before its action starts.")
    step.title, step.due, step.done_on = title, due, done_on
    step.save()
    record(by=by, action="set a milestone", obj=step, board=held.priority.board, planned_action=str(held))
    return step


@transaction.atomic
def remove_milestone(*, milestone: Milestone, by: Person) -> None:
    """Take a milestone out; history keeps it."""
    held = hold(milestone.planned_action, by)
    record(by=by, action="removed a milestone", obj=milestone, board=held.priority.board, planned_action=str(held))
    milestone.delete()


@transaction.atomic
def tie_measure(*, action: PlannedAction, measure: Measure, kind: str, expected: str, by: Person) -> PlannedMeasure:
    """An output or outcome of the action is to show in `measure`; saying it again changes what was said."""
    held = hold(action, by)
    if measure.board_id != held.board_id:
        raise Refusal("That measure belongs to another board.")
    link, _ = PlannedMeasure.objects.update_or_create(
        planned_action=held, measure=measure, defaults={"kind": kind, "expected": expected}
    )
    record(by=by, action="tied an action to a measure", obj=held, board=held.priority.board, measure=str(measure))
    return link


@transaction.atomic
def untie_measure(*, link: PlannedMeasure, by: Person) -> None:
    """The action no longer counts on that measure."""
    held = hold(link.planned_action, by)
    record(
        by=by, action="untied an action from a measure", obj=held, board=held.priority.board, measure=str(link.measure)
    )
    link.delete()


@transaction.atomic
def set_funding(
    *, board: Board, details: FundingDetails, by: Person, stream: FundingStream | None = None
) -> FundingStream:
    """A new stream of money, or `stream` changed."""
    board = Board.objects.select_for_update().get(pk=board.pk)
    demand(by, Permission.PLAN_EDIT, board)
    if details.ends is not None and details.ends < details.begins:
        raise Refusal("The money must not end before it begins.")
    taken = set(board.funding_streams.values_list("slug", flat=True))
    held = stream or FundingStream(board=board, slug=free_slug(details.name, taken, otherwise="funding"))
    _copy(details, held)
    record(by=by, action="set funding", obj=held, board=board, ends=str(held.ends))
    return held


@transaction.atomic
def set_initiative(
    *, priority: Priority, kind: str, title: str, text: str, points: list[str], begins: dt.date, ends: dt.date | None,
    by: Person, initiative: Initiative | None = None,
) -> Initiative:  # fmt: skip
    """A new initiative of a priority, or `initiative` changed."""
    demand(by, Permission.PLAN_EDIT, priority)
    if ends is not None and ends < begins:
        raise Refusal("It must not end before it begins.")
    held = initiative or Initiative(priority=priority)
    held.kind, held.title, held.text, held.points, held.begins, held.ends = kind, title, text, points, begins, ends
    held.save()
    record(by=by, action="set an initiative", obj=held, board=priority.board)
    return held


def hold(action: PlannedAction, by: Person) -> PlannedAction:
    """The action, locked; refused where it is not theirs or no longer planned."""
    held = (
        PlannedAction.objects.select_for_update(of=("self",))
        .select_related("priority__board", "priority__remit", "funding")
        .get(pk=action.pk)
    )
    demand(by, Permission.PLAN_EDIT, held)
    if held.withdrawn_reason:
        raise Refusal("This action is no longer planned.")
    return held


def _write(action: PlannedAction, details: ActionDetails) -> None:
    if details.due < details.begins:
        raise Refusal("The due date must not come before the start.")
    if details.funding is not None and details.funding.board_id != action.priority.board_id:
        raise Refusal("That money belongs to another board.")
    _copy(details, action)


def _copy(details: ActionDetails | FundingDetails, held: models.Model) -> None:
    for name, value in vars(details).items():
        setattr(held, name, value)
    held.save()
