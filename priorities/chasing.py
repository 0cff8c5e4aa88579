"""Chasing what is due, and giving more time. Each is logged, each is mailed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from priorities.models import Chase, Extension, QuarterlyReturn
from priorities.models.returns import LOCKED, State
from priorities.notices import holders, return_path
from snb.audit import record
from snb.mail import mail_after_commit
from snb.models import Person
from snb.permissions import Permission
from snb.querysets import today
from snb.workflow import Refusal, demand


@transaction.atomic
def chase(*, quarterly_return: QuarterlyReturn, by: Person) -> Chase:
    """Mail whoever holds an unsigned return. Refused once it is signed, or where nobody holds it."""
    demand(by, Permission.RETURN_CHASE, quarterly_return)
    if quarterly_return.state in LOCKED:
        raise Refusal("This return is signed: there is nothing to chase.")
    people = holders(quarterly_return)
    if not people:
        raise Refusal("Nobody is appointed to this priority today, so there is nobody to chase.")
    names = ", ".join(person.name for person in people)
    chased = Chase.objects.create(quarterly_return=quarterly_return, by=by, to=names)
    board = quarterly_return.priority.board
    record(by=by, action="chased return", obj=quarterly_return, board=board, to=names)
    mail_after_commit(
        to=people,
        subject=f"{quarterly_return} is due {_when(quarterly_return.due)}",
        body=f"The return on {quarterly_return} is {State(quarterly_return.state).label.lower()} and is due "
        f"{_when(quarterly_return.due)}. You hold it.",
        path=return_path(quarterly_return),
        board=board,
    )
    return chased


def chase_late(*, returns: Iterable[QuarterlyReturn], by: Person) -> list[Chase]:
    """Chase each of `returns` that is unsigned past its day; one that nobody holds does not stop the others."""
    chased = []
    for quarterly_return in returns:
        if quarterly_return.state in LOCKED or quarterly_return.due >= today():
            continue
        try:
            chased.append(chase(quarterly_return=quarterly_return, by=by))
        except Refusal:
            continue  # the tracker shows it as held by nobody
    return chased


@transaction.atomic
def extend(*, quarterly_return: QuarterlyReturn, new_due: dt.date, reason: str, by: Person) -> Extension:
    """Give a return until `new_due`, which must be later than now due and before the meeting."""
    held = QuarterlyReturn.objects.select_for_update(of=("self",)).select_related("meeting", "priority__board").get(
        pk=quarterly_return.pk
    )  # fmt: skip
    demand(by, Permission.RETURN_CHASE, held)
    if held.state in LOCKED:
        raise Refusal("This return is signed: it needs no more time.")
    if not held.due < new_due < held.meeting.date:
        raise Refusal(f"Choose a day after {_day(held.due)} and before the meeting on {_day(held.meeting.date)}.")
    extension = Extension.objects.create(quarterly_return=held, by=by, old_due=held.due, new_due=new_due, reason=reason)
    held.due = new_due
    held.save(update_fields=["due"])
    record(by=by, action="extended return", obj=held, board=held.priority.board, until=str(new_due), reason=reason)
    mail_after_commit(
        to=holders(held),
        subject=f"{held}: now due {_when(new_due)}",
        body=f"The return on {held} is now due {_when(new_due)}. Reason: {reason}",
        path=return_path(held),
        board=held.priority.board,
    )
    return extension


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _when(day: dt.date) -> str:
    return f"by {_day(day)}"
