"""Opening a quarter's returns from the forward plan, and holding the meeting to that quarter once one is signed."""

from __future__ import annotations

from django.db import transaction

from priorities.models import (
    PlannedActionReport,
    Priority,
    QuarterlyReturn,
    RequiredAction,
    RequiredActionReport,
    ReturnSection,
)
from priorities.models.returns import LOCKED
from priorities.sections import SECTIONS
from snb.audit import record
from snb.models import Meeting, Person
from snb.permissions import Permission
from snb.querysets import holding_on
from snb.workflow import Refusal, demand


@transaction.atomic
def open_returns(*, meeting: Meeting, by: Person) -> list[QuarterlyReturn]:
    """One return for each priority agreed on the day of the meeting, with its rows still blank.

    Opening again adds those of priorities agreed since, and touches no other. Returns the new ones.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)
    demand(by, Permission.RETURN_OPEN, meeting)
    priorities = Priority.objects.filter(board=meeting.board_id).agreed_on(meeting.date).distinct()
    if not priorities:
        raise Refusal("No agreement is in force on the day of this meeting, so no priority has a return to make.")
    there = set(meeting.returns.values_list("priority", flat=True))
    opened = [_open(meeting, priority) for priority in priorities if priority.pk not in there]
    if opened:
        record(by=by, action="opened returns", obj=meeting, board=meeting.board, count=len(opened))
    return opened


def why_quarter_stays(meeting: Meeting) -> str:
    """A guard of the meeting's quarter: what is signed is signed for that quarter, and says so."""
    if not meeting.returns.filter(state__in=LOCKED).exists():
        return ""
    return (
        f"A return to this meeting is signed for {meeting.quarter}, so the quarter cannot change. "
        "Have it sent back or reopened first."
    )


def _open(meeting: Meeting, priority: Priority) -> QuarterlyReturn:
    opened = QuarterlyReturn.objects.create(
        priority=priority, meeting=meeting, due=meeting.returns_due, originally_due=meeting.returns_due
    )
    for key in SECTIONS:
        ReturnSection.objects.create(quarterly_return=opened, key=key)
    in_force = holding_on(meeting.date, "agreement__")
    for action in RequiredAction.objects.filter(in_force, agreement__board=meeting.board_id):
        RequiredActionReport.objects.create(quarterly_return=opened, required_action=action)
    for planned in priority.planned_actions.filter(begins__lte=meeting.quarter.end, withdrawn_reason=""):
        PlannedActionReport.objects.create(quarterly_return=opened, planned_action=planned)
    return opened
