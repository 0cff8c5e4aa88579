"""Recording what a committee asked, sending it, moving its date, and saying what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from snb.action_workflow import ActionDetails, add_action
from snb.audit import record
from snb.models import (
    Action,
    CommitteeMeeting,
    CommitteeReport,
    Organisation,
    Person,
    Recipient,
    Recommendation,
    Rescheduling,
)
from snb.permissions import Permission
from snb.querysets import today
from snb.recipients import existed_on, reply_due
from snb.wording import long_date
from snb.workflow import Refusal, demand

State = Recommendation.State


@dataclass(frozen=True)
class Asked:
    """What a committee asked, and the day by which it wants to hear of it, if it named one."""

    kind: Recommendation.Kind
    text: str
    due: dt.date | None = None
    report: CommitteeReport | None = None


@dataclass(frozen=True)
class Sent:
    """To whom it was sent for a written reply, and when."""

    to: tuple[Organisation, ...]
    on: dt.date


class StaleRecommendation(Refusal):
    """Somebody else changed it in the meantime; `saved` is how they left it."""

    def __init__(self, saved: Recommendation) -> None:
        super().__init__("Somebody else changed this while you were writing. Nothing of yours has been saved yet.")
        self.saved = saved


@transaction.atomic
def record_recommendation(
    *, meeting: CommitteeMeeting, asked: Asked, by: Person, sent: Sent | None = None
) -> Recommendation:
    """A recommendation or resolution of a meeting that was held, numbered by itself, and sent where it was sent."""
    held = CommitteeMeeting.objects.select_for_update().get(pk=meeting.pk)  # two new numbers queue here
    demand(by, Permission.SCRUTINY_EDIT, held)
    if held.date > today():
        raise Refusal(f"The committee meets on {long_date(held.date)}: nothing can have been asked there yet.")
    last = held.recommendations.aggregate(Max("number"))["number__max"] or 0
    made = Recommendation(meeting=held, number=last + 1)
    _write(made, asked)
    made.save()
    record(by=by, action="recorded a recommendation", obj=made, board=held.committee.board, of=str(held))
    if sent is not None and sent.to:
        _send(made, sent, by)
    return made


@transaction.atomic
def change_recommendation(*, recommendation: Recommendation, asked: Asked, version: int, by: Person) -> Recommendation:
    """Put right how it was recorded; once a body has replied, its words stand. A date once set is moved by a decision
    of the committee only."""
    held = _locked(recommendation, version, by)
    if held.text != asked.text and held.recipients.exclude(answer="").exists():
        raise Refusal("A body has replied to these words, so they stand as they are.")
    if held.due is not None and asked.due != held.due:
        raise Refusal("Its date is moved by recording what the committee decided.")
    before = {"kind": held.kind, "text": held.text, "due": str(held.due), "report": str(held.report)}
    _write(held, asked)
    after = {"kind": held.kind, "text": held.text, "due": str(held.due), "report": str(held.report)}
    changes = {name: [was, after[name]] for name, was in before.items() if was != after[name]}
    _save(held, by, "changed a recommendation", changes=changes)
    return held


@transaction.atomic
def send(*, recommendation: Recommendation, sent: Sent, by: Person) -> list[Recipient]:
    """Ask further bodies to reply in writing."""
    held = Recommendation.objects.select_for_update(of=("self",)).get(pk=recommendation.pk)
    demand(by, Permission.SCRUTINY_EDIT, held)
    if not held.is_open:
        raise Refusal("This has ended: nobody can be asked to reply to it any more.")
    return _send(held, sent, by)


@transaction.atomic
def reschedule(
    *, recommendation: Recommendation, new_due: dt.date, decision: str, decided_on: dt.date, version: int, by: Person
) -> Rescheduling:
    """Record that the committee decided to hear of it on another day, later or earlier. The day it replaces is kept."""
    held = _locked(recommendation, version, by)
    old_due = _date_to_move(held, new_due, decided_on)
    made = Rescheduling.objects.create(
        recommendation=held, old_due=old_due, new_due=new_due, decision=decision, decided_on=decided_on, recorded_by=by
    )
    held.due = new_due
    _save(held, by, "rescheduled a recommendation", changes={"due": [str(old_due), str(new_due)]}, decision=decision)
    return made


@transaction.atomic
def end(
    *, recommendation: Recommendation, state: State, became: str, on: dt.date, version: int, by: Person
) -> Recommendation:
    """Say what became of it: it was done, or it was not accepted."""
    held = _locked(recommendation, version, by)
    if state == State.OPEN:
        raise Refusal("Say whether it was done or not accepted.")
    if not became.strip():
        raise Refusal("Say what became of it.")
    _refuse_day(held, on, "It cannot have ended")
    held.state, held.became, held.done_on = state, became, on
    _save(held, by, "ended a recommendation", state=state, became=became)
    return held


@transaction.atomic
def reopen(*, recommendation: Recommendation, reason: str, version: int, by: Person) -> Recommendation:
    """It had not ended after all. What was said to have become of it stays in its history."""
    held = _locked(recommendation, version, by, is_open=False)
    before = {"state": held.state, "became": held.became, "done_on": str(held.done_on)}
    held.state, held.became, held.done_on = State.OPEN, "", None
    _save(held, by, "reopened a recommendation", reason=reason, before=before)
    return held


@transaction.atomic
def link_actions(
    *, recommendation: Recommendation, actions: Iterable[Action], version: int, by: Person
) -> Recommendation:
    """These are the Board's actions that it became: a matter of whoever keeps the Board's actions."""
    held = _locked(recommendation, version, by, permission=Permission.ACTION_EDIT, is_open=None)
    chosen = list(actions)
    if any(action.board_id != held.board_id for action in chosen):
        raise Refusal("An action of another board cannot be linked.")
    held.actions.set(chosen)
    _save(held, by, "linked actions to a recommendation", actions=[action.number for action in chosen])
    return held


@transaction.atomic
def become_action(
    *, recommendation: Recommendation, details: ActionDetails, due: dt.date, version: int, by: Person
) -> Action:
    """An action of the Board that this becomes, agreed today."""
    held = _locked(recommendation, version, by, permission=Permission.ACTION_EDIT)
    board = held.meeting.committee.board
    action = add_action(board=board, details=details, due=due, by=by, origin=Action.Origin.SCRUTINY)
    held.actions.add(action)
    _save(held, by, "made an action of a recommendation", number=action.number)
    return action


# What they share -----------------------------------------------------------------------------------------------------


def _locked(
    recommendation: Recommendation, version: int, by: Person,
    permission: Permission = Permission.SCRUTINY_EDIT, is_open: bool | None = True,
) -> Recommendation:  # fmt: skip
    """It as it is now, locked until the transaction ends, if `by` may and nobody else was quicker."""
    found = (
        Recommendation.objects.select_for_update(of=("self",))
        .select_related("meeting__committee__board", "report")
        .get(pk=recommendation.pk)
    )
    demand(by, permission, found)
    if found.version != version:
        raise StaleRecommendation(found)
    if is_open is not None and found.is_open != is_open:
        raise Refusal("This is open." if found.is_open else "This has ended. Reopen it first.")
    return found


def _save(held: Recommendation, by: Person, action: str, **detail: object) -> None:
    held.version += 1
    held.save()
    record(by=by, action=action, obj=held, board=held.meeting.committee.board, **detail)


def _write(held: Recommendation, asked: Asked) -> None:
    if asked.report is not None and asked.report.meeting_id != held.meeting_id:
        raise Refusal("That report was taken to another meeting.")
    if held.due is None and asked.due is not None:
        if asked.due < held.meeting.date:
            raise Refusal("The day to hear of it must not come before the meeting that asked.")
        held.original_due = held.due = asked.due
    held.kind, held.text, held.report = asked.kind, asked.text, asked.report


def _send(held: Recommendation, sent: Sent, by: Person) -> list[Recipient]:
    _refuse_day(held, sent.on, "It cannot have been sent")
    due = reply_due(sent.on)
    known = set(held.recipients.values_list("organisation", flat=True))
    for body in sent.to:
        if body.pk in known:
            raise Refusal(f"{body} has been asked already.")
        if not existed_on(body, sent.on):
            raise Refusal(f"{body} was not there on {long_date(sent.on)}.")
    made = [
        Recipient.objects.create(recommendation=held, organisation=body, sent_on=sent.on, reply_due=due)
        for body in sent.to
    ]
    to, board = [str(body) for body in sent.to], held.meeting.committee.board
    record(by=by, action="sent a recommendation", obj=held, board=board, to=to, reply_due=str(due))
    return made


def _refuse_day(held: Recommendation, day: dt.date, cannot: str) -> None:
    if day < held.meeting.date:
        raise Refusal(f"{cannot} before the meeting on {long_date(held.meeting.date)}.")
    if day > today():
        raise Refusal(f"{cannot} on a day that is still to come.")


def _date_to_move(held: Recommendation, new_due: dt.date, decided_on: dt.date) -> dt.date:
    """The date it has, if the committee can have moved it so on that day."""
    if held.due is None:
        raise Refusal("No day was set for it, so there is none to move.")
    if new_due == held.due:
        raise Refusal("That is the day it has already.")
    _refuse_day(held, decided_on, "The committee cannot have decided this")
    if new_due < decided_on:
        raise Refusal("The new day must not come before the day of the decision.")
    newest = held.reschedulings.aggregate(Max("decided_on"))["decided_on__max"]
    if newest is not None and decided_on < newest:
        raise Refusal(f"A decision of {long_date(newest)} is recorded already: one of before it changes nothing now.")
    return held.due
