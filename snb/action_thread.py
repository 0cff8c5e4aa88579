"""The whole thread of one action: what was agreed, what its owner reported, how its date moved, how it ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from snb.models import Action, ActionFile, ActionReport, ActionRevision, AuditEvent
from snb.wording import long_date

# What the log alone knows: the rest of a thread are records of their own.
LOGGED = {"changed an action": "Changed", "dropped an action": "No longer asked for", "closed an action": "Closed"}


@dataclass(frozen=True)
class Event:
    """One thing that happened to an action. `by` is a name, for a report with the post of that day."""

    at: dt.datetime
    title: str
    by: str
    text: str = ""
    evidence: str = ""
    files: tuple[ActionFile, ...] = ()

    @property
    def evidence_url(self) -> str:
        return self.evidence if self.evidence.startswith(("https://", "http://")) else ""


def thread_of(action: Action) -> list[Event]:
    """In the order in which it happened. Four queries."""
    reports = [_reported(row) for row in action.reports.prefetch_related("files")]
    revisions = [_revised(row) for row in action.revisions.select_related("revised_by")]
    logged = AuditEvent.objects.filter(action__in=LOGGED, object_kind="action", object_id=str(action.pk))
    return sorted(
        [*reports, *revisions, *(_logged(event) for event in logged.filter(board_slug=action.board.slug))],
        key=lambda event: event.at,
    )


def _reported(row: ActionReport) -> Event:
    title = "Said to be done" if row.says_done else "Progress reported"
    return Event(row.reported_at, title, row.reported_as, row.text, row.evidence, tuple(row.files.all()))


def _revised(row: ActionRevision) -> Event:
    title = f"Due date moved from {long_date(row.old_due)} to {long_date(row.new_due)}"
    return Event(row.revised_at, title, row.revised_by.name, row.reason)


def _logged(event: AuditEvent) -> Event:
    said = event.detail.get("changes", {})
    passed = said.get("owner")
    text = f"Passed from {passed[0]} to {passed[1]}." if passed else event.detail.get("reason", "")
    if not text and event.detail.get("meeting"):
        text = f"Agreed at: {event.detail['meeting']}."
    title = "Passed to another owner" if passed else LOGGED[event.action]
    return Event(event.at, title, event.actor, text or ("Its words were changed." if said else ""))


def first_step(action: Action) -> str:
    """Where it began, for the top of the thread."""
    source = action.decision or action.item
    if source is None:
        return str(action.get_origin_display())
    return f"{source.meeting.title}, {long_date(source.meeting.date)}"
