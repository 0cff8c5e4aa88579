"""Strategic assessments: when each partnership owes one, where each stands, and writing them.

The county's agreement of 2012-15 (its section on leadership structures) fixes the months: each partnership completes
its assessment in November and reviews it six months later, in May. A row is created when something is written; until
then reading it makes it up from the calendar.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from django.db import transaction

from partnerships.models import Partnership, StrategicAssessment
from partnerships.versions import stale
from snb.audit import record
from snb.exporting import Sheet, Value
from snb.models import Board, Person
from snb.permissions import Permission
from snb.querysets import today
from snb.recurrence import months_after
from snb.wording import long_date
from snb.workflow import Refusal, demand

Kind = StrategicAssessment.Kind
MONTHS = {11: Kind.FULL, 5: Kind.REVIEW}  # due on the last day of the month
LOOK_BACK = 24  # months: what is older and was never written is history, not work
LOOK_AHEAD = 6  # months: there is one due date in any six


class Standing(Enum):
    """Where an assessment stands on a day: late is after its month, due is in it, coming is before it."""

    LATE = ("Late", "late")
    DUE = ("Due this month", "doing")
    COMING = ("Coming", "todo")
    COMPLETED = ("Completed", "done")

    def __init__(self, label: str, tone: str) -> None:
        self.label, self.tone = label, tone


@dataclass(frozen=True)
class AssessmentRow:
    """One assessment of one partnership; `partnership` is its name on the day it was due."""

    slug: str
    partnership: str
    kind: str
    due: dt.date
    standing: Standing
    completed_on: dt.date | None
    is_begun: bool
    findings: str
    changes: str

    @property
    def completed_late(self) -> bool:
        return self.completed_on is not None and self.completed_on > self.due


def due_dates(since: dt.date, until: dt.date) -> list[dt.date]:
    """Every due date from `since` to `until`, both included: the last days of November and May."""
    found = []
    for year in range(since.year, min(until.year, dt.MAXYEAR - 1) + 1):
        for month in sorted(MONTHS):
            day = months_after(dt.date(year, 1, 31), month - 1)
            if since <= day <= until:
                found.append(day)
    return found


def kind_of(due: dt.date) -> StrategicAssessment.Kind:
    """Raises KeyError for a day that is in no month of assessments."""
    return MONTHS[due.month]


def owed(begins: dt.date, ends: dt.date | None, day: dt.date) -> list[dt.date]:
    """What a partnership in being from `begins` until `ends` is asked for on `day`: two years back, one ahead."""
    since = max(begins, months_after(day, -LOOK_BACK))
    ahead = months_after(day.replace(day=1), LOOK_AHEAD)
    last = months_after(ahead, 1) - dt.timedelta(days=1)
    until = last if ends is None else min(ends, last)
    found = due_dates(since, until)
    return [due for due in found if due < day] + [due for due in found if due >= day][:1]


def standing_of(due: dt.date, completed_on: dt.date | None, day: dt.date) -> Standing:
    if completed_on is not None:
        return Standing.COMPLETED
    if day > due:
        return Standing.LATE
    return Standing.DUE if (day.year, day.month) == (due.year, due.month) else Standing.COMING


def assessments_of(board: Board, day: dt.date) -> tuple[list[AssessmentRow], list[AssessmentRow]]:
    """Open ones, late first, and completed ones, newest first; of every partnership, also those that have ended.

    Three queries, however many there are. What nobody has begun is asked only of partnerships in being.
    """
    held = Partnership.objects.filter(board=board).select_related("remit").prefetch_related("remit__names")
    partnerships = {row.pk: row for row in held}
    saved = list(StrategicAssessment.objects.filter(partnership__in=partnerships))
    known = {(row.partnership_id, row.due) for row in saved}
    rows = [_row(partnerships[row.partnership_id], row, day) for row in saved]
    for partnership in partnerships.values():
        if partnership.holds_on(day):
            rows += [
                _row(partnership, unwritten(partnership, due), day)
                for due in owed(partnership.begins, partnership.ends, day)
                if (partnership.pk, due) not in known
            ]
    still_open = [row for row in rows if row.standing is not Standing.COMPLETED]
    completed = [row for row in rows if row.standing is Standing.COMPLETED]
    order = list(Standing)
    still_open.sort(key=lambda row: (order.index(row.standing), row.due, row.partnership))
    return still_open, sorted(completed, key=lambda row: (-row.due.toordinal(), row.partnership))


def unwritten(partnership: Partnership, due: dt.date) -> StrategicAssessment:
    """The assessment as it stands before anybody has written a word: not saved."""
    return StrategicAssessment(partnership=partnership, kind=kind_of(due), due=due)


def asked_for(partnership: Partnership, due: dt.date) -> StrategicAssessment | None:
    """The assessment of that due date, saved or not yet; None where none is or was asked of it."""
    found = StrategicAssessment.objects.filter(partnership=partnership, due=due).select_related("saved_by").first()
    if found:
        found.partnership = partnership
        return found
    asked = partnership.holds_on(today()) and due in owed(partnership.begins, partnership.ends, today())
    return unwritten(partnership, due) if asked else None


@transaction.atomic
def write_assessment(
    *, partnership: Partnership, due: dt.date, findings: str, changes: str, completed_on: dt.date | None,
    version: int, by: Person,
) -> StrategicAssessment:  # fmt: skip
    """Save what it says; with `completed_on` it is completed. `version` is the one the writer saw, 0 before any."""
    partnership = Partnership.objects.select_for_update(of=("self",)).select_related("board").get(pk=partnership.pk)
    demand(by, Permission.LOCAL_EDIT, partnership)
    held = asked_for(partnership, due)
    if held is None:
        raise Refusal(f"No assessment of this partnership falls due on {long_date(due)}.")
    if held.version != version:
        raise stale(held)
    was, first_due = held.completed_on, held.pk is None
    _check_completion(held, findings, completed_on)
    held.findings, held.changes, held.completed_on = findings, changes, completed_on
    held.version, held.saved_by = version + 1, by
    held.save()
    action = "completed an assessment" if completed_on and not was else "wrote an assessment"
    record(
        by=by, action=action, obj=held, board=partnership.board, partnership=str(partnership), first=first_due,
        completed_on=str(completed_on or ""), was_completed_on=str(was or ""),
    )  # fmt: skip
    return held


def _check_completion(held: StrategicAssessment, findings: str, completed_on: dt.date | None) -> None:
    if completed_on is None:
        if held.completed_on:
            raise Refusal("It was completed: the day can be corrected, but not taken away.")
        return
    if not findings.strip():
        raise Refusal("Say what it found before it is completed.")
    if completed_on > today():
        raise Refusal("It cannot have been completed on a day to come.")


def assessments_sheet(board: Board, rows: Iterable[AssessmentRow], day: dt.date) -> Sheet:
    columns = ["Partnership", "Kind", "Due", "State", "Completed", "Findings", "What it changes in the plans"]
    lines: list[list[Value]] = [
        [row.partnership, row.kind, row.due, row.standing.label, row.completed_on, row.findings, row.changes]
        for row in rows
    ]
    return Sheet(f"{board.short_name} strategic assessments", columns, lines, [f"As at {long_date(day)}"])


def _row(partnership: Partnership, held: StrategicAssessment, day: dt.date) -> AssessmentRow:
    return AssessmentRow(
        slug=partnership.slug, partnership=partnership.name_on(held.due), kind=held.get_kind_display(), due=held.due,
        standing=standing_of(held.due, held.completed_on, day), completed_on=held.completed_on,
        is_begun=bool(held.findings or held.changes), findings=held.findings, changes=held.changes,
    )  # fmt: skip
