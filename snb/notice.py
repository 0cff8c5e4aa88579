"""Notice of a meeting: the days counted back from it, publishing its agenda, cancelling it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from snb.audit import record
from snb.closing import calendar_of
from snb.law import in_force, settings_of
from snb.models import Attendance, Board, Decision, LegalSetting, Meeting, Minutes, Person
from snb.permissions import Permission
from snb.querysets import today
from snb.wording import long_date
from snb.workflow import Refusal, demand
from snb.working_days import Calendar


@dataclass(frozen=True)
class Deadlines:
    """The days counted back from one meeting. Where no setting says how many clear days, what rests on it is None."""

    meeting: dt.date
    returns_due: dt.date
    papers_due: dt.date | None = None
    publish_by: dt.date | None = None  # the last lawful working day
    late_from: dt.date | None = None  # the working day after it: a weekend between the two takes no clear day away
    clear_days: int | None = None
    source: str = ""
    is_verified: bool = True

    def is_late(self, published: dt.date) -> bool:
        return self.late_from is not None and published >= self.late_from

    def warning(self, published: dt.date) -> str:
        """What is wrong with publishing on that day, with the last lawful one; empty where nothing is."""
        if not self.is_late(published) or self.publish_by is None:
            return ""
        return (
            f"{long_date(published)} is too late. {self.clear_days} clear days’ notice is due before the meeting on "
            f"{long_date(self.meeting)}: the last lawful day is {self.publish_by:%A} {long_date(self.publish_by)}."
        )


@dataclass(frozen=True)
class Counting:
    """What the deadlines of a board's meetings rest on. Read once for however many meetings: two queries."""

    calendar: Calendar
    settings: Sequence[LegalSetting]
    papers_before: int  # working days between papers due and the last lawful day

    def deadlines(self, meeting: Meeting) -> Deadlines:
        law = in_force(self.settings, meeting.date)
        if law is None:
            return Deadlines(meeting.date, meeting.returns_due)
        publish_by = self.calendar.last_publication_day(meeting.date, law.value)
        papers_due = self.calendar.before(publish_by, self.papers_before)
        return Deadlines(
            meeting.date, meeting.returns_due, papers_due, publish_by, self.calendar.following(publish_by),
            law.value, law.source, law.is_verified,
        )  # fmt: skip


def counting_of(board: Board) -> Counting:
    return Counting(calendar_of(board), settings_of(LegalSetting.Key.CLEAR_DAYS), board.papers_due_before_publication)


def deadlines_of(meeting: Meeting) -> Deadlines:
    return counting_of(meeting.board).deadlines(meeting)


class TooLate(Refusal):
    """The day chosen leaves too few clear days, and no reason was given."""


@transaction.atomic
def publish_agenda(*, meeting: Meeting, on: dt.date, late_reason: str = "", by: Person) -> Meeting:
    """Record that notice of the meeting was given on that day. From then on its day and its items stand."""
    held = _hold(meeting, by)
    if held.agenda_published_on:
        raise Refusal(f"The agenda was published on {long_date(held.agenda_published_on)} already.")
    if not held.items.exists():
        raise Refusal("The agenda is empty: there is nothing to publish.")
    if on > held.date:
        raise Refusal("Notice of a meeting is given before it.")
    warning, reason = deadlines_of(held).warning(on), late_reason.strip()
    if warning and not reason:
        raise TooLate(f"{warning} Publish it earlier, or say why it is late.")
    if on > today():
        raise Refusal(f"{long_date(on)} is still to come: record the publication on that day.")
    held.agenda_published_on, held.agenda_published_by = on, by
    held.late_notice_reason = reason if warning else ""
    _save(held)
    record(
        by=by, action="published the agenda", obj=held, board=held.board,
        on=on.isoformat(), late_reason=held.late_notice_reason,
    )  # fmt: skip
    return held


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, reason: str, by: Person) -> Meeting:
    """It is not held. It keeps its agenda and its place in the list, with the reason."""
    held = _hold(meeting, by)
    if not reason.strip():
        raise Refusal("Say why the meeting is cancelled: members read it.")
    if trace := why_was_held(held):
        raise Refusal(f"{trace}, so it was held: it cannot be cancelled.")
    held.cancelled_reason = reason.strip()
    _save(held)
    record(by=by, action="cancelled a meeting", obj=held, board=held.board, reason=held.cancelled_reason)
    return held


def why_was_held(meeting: Meeting) -> str:
    """What is recorded of it that only a meeting that was held leaves, to begin a sentence; empty where nothing is."""
    if Minutes.objects.filter(meeting=meeting).exists():
        return "This meeting has minutes"
    if Attendance.objects.filter(meeting=meeting).exists():
        return "It is recorded who sat at this meeting"
    if Decision.objects.filter(meeting=meeting).exists():
        return "This meeting has decided something"
    if meeting.closed_actions.exists() or meeting.approves_minutes.exists():
        return "This meeting has closed actions or approved minutes"
    return ""


def _hold(meeting: Meeting, by: Person) -> Meeting:
    """The meeting, locked until the end of the transaction. Refusal where it is cancelled."""
    held = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)
    demand(by, Permission.MEETING_EDIT, held)
    refuse_cancelled(held)
    return held


def refuse_cancelled(meeting: Meeting) -> None:
    if meeting.is_cancelled:
        raise Refusal(f"This meeting is cancelled ({meeting.cancelled_reason}). Call another.")


def _save(meeting: Meeting) -> None:
    """Whoever has the meeting open in a form learns that it has moved on."""
    meeting.version += 1
    meeting.save()
