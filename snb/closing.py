"""The days on which a board's offices are closed, and its calendar of working days."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from snb.audit import record
from snb.models import Board, ClosedDay, Person
from snb.permissions import Permission
from snb.wording import long_date
from snb.workflow import Refusal, demand
from snb.working_days import Calendar


def calendar_of(board: Board) -> Calendar:
    """Weekends, the bank holidays of the board's nation, and its own closed days: one query."""
    return Calendar(board.bank_holidays, dict(board.closed_days.values_list("day", "reason")))


@transaction.atomic
def close_day(*, board: Board, day: dt.date, reason: str, by: Person) -> ClosedDay:
    """Count `day` as no working day of this board from now on."""
    board = Board.objects.select_for_update().get(pk=board.pk)
    demand(by, Permission.MEETING_EDIT, board)
    if not reason.strip():
        raise Refusal("Say why the offices are closed that day.")
    if why := calendar_of(board).why_not(day):
        raise Refusal(f"{long_date(day)} is no working day as it is: it is {why}.")
    closed = ClosedDay(board=board, day=day, reason=reason.strip())
    closed.save()
    record(by=by, action="closed the offices for a day", obj=closed, board=board)
    return closed


@transaction.atomic
def open_day(*, closed: ClosedDay, by: Person) -> None:
    """Count the day as a working day again."""
    demand(by, Permission.MEETING_EDIT, closed.board)
    record(by=by, action="opened the offices for a day", obj=closed, board=closed.board)
    closed.delete()
