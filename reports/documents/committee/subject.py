"""What a paper for a committee is about: one recorded report, and what the register says of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.utils import timezone

from priorities.models import Agreement, Placement, Priority, Signature
from priorities.models.returns import State
from priorities.querysets import placed_on
from priorities.refresh_reading import last_refresh
from reports.documents.kind import Choice, Subject
from snb.models import Board, Committee, CommitteeReport, Flag, Implication, Meeting, SignOff
from snb.wording import long_date
from snb.workflow import Refusal

Line = TypeVar("Line", Implication, SignOff, Flag)
ACCEPTED = (State.ACCEPTED, State.COMPILED)
_KEY = re.compile(r"report-([1-9][0-9]{0,17})")  # no longer than the database can count


@dataclass(frozen=True)
class Progress:
    """A priority of the agreement, and what the last accepted return before the committee's day told of it."""

    priority: Priority
    name: str
    told: str = ""  # Markdown
    quarter: str = ""  # the return's, in words
    signed_on: dt.date | None = None

    @property
    def key(self) -> str:
        """The passage that stands in place of what the return told."""
        return f"progress-{self.priority.pk}"


@dataclass(frozen=True)
class CommitteePaper:
    """A report as recorded, on the day of its committee."""

    report: CommitteeReport
    committee: Committee
    implications: tuple[Implication, ...]
    sign_offs: tuple[SignOff, ...]
    flags: tuple[Flag, ...]
    agreement: Agreement | None = None
    refreshed_on: dt.date | None = None  # the last annual refresh that the Board had agreed by then
    progress: tuple[Progress, ...] = ()

    @property
    def day(self) -> dt.date:
        return self.report.meeting.date

    def implication(self, *begins: str) -> Implication | None:
        """The first with something to say whose heading begins so, in any case of letters."""
        return next((row for row in self.implications if row.text.strip() and _begins(row.heading, begins)), None)

    def sign_off(self, *begins: str) -> SignOff | None:
        return next((row for row in self.sign_offs if _begins(row.step, begins)), None)

    def flag(self, about: str) -> Flag | None:
        return next((row for row in self.flags if about in row.question.casefold()), None)


def _begins(heading: str, begins: tuple[str, ...]) -> bool:
    return heading.strip().casefold().startswith(begins)


def others(rows: Iterable[Line], told: Iterable[Line | None]) -> tuple[Line, ...]:
    """The rows that have no place of their own in the paper's layout."""
    known = {row.pk for row in told if row is not None}
    return tuple(row for row in rows if row.pk not in known)


def key_of(report: CommitteeReport) -> str:
    return f"report-{report.pk}"


def choices(board: Board, meeting: Meeting | None) -> Sequence[Choice]:
    """The board's reports, those of the newest committee meetings first. One query."""
    rows = CommitteeReport.objects.filter(meeting__committee__board=board).select_related("meeting__committee")
    return [
        Choice(key_of(row), f"{row.title} ({row.meeting.committee}, {long_date(row.meeting.date)})") for row in rows
    ]


def read(board: Board, meeting: Meeting | None, key: str) -> CommitteePaper:
    """As many queries however much the report says. Refusal where the board has no such report."""
    found = _KEY.fullmatch(key)
    reports = CommitteeReport.objects.filter(meeting__committee__board=board)
    with_lines = reports.select_related("meeting__committee").prefetch_related("implications", "sign_offs", "flags")
    report = with_lines.filter(pk=int(found[1])).first() if found else None
    if report is None:
        raise Refusal("This board has no such report.")
    day = report.meeting.date
    agreement = Agreement.objects.filter(board=board).on(day).order_by("-begins").first()
    refresh = last_refresh(board, day)
    return CommitteePaper(
        report=report,
        committee=report.meeting.committee,
        implications=tuple(report.implications.all()),
        sign_offs=tuple(report.sign_offs.all()),
        flags=tuple(report.flags.all()),
        agreement=agreement,
        refreshed_on=refresh.agreed_on if refresh else None,
        progress=_progress(agreement, day),
    )


def _progress(agreement: Agreement | None, day: dt.date) -> tuple[Progress, ...]:
    """Each priority of the agreement once, in its order. Three queries."""
    if agreement is None:
        return ()
    rows = Placement.objects.filter(placed_on(day), theme__agreement=agreement).select_related("priority__remit")
    rows = rows.prefetch_related("priority__remit__names").order_by("theme__order", "order")
    priorities = {row.priority_id: row.priority for row in rows}
    told = _last_told(priorities, day)
    return tuple(_of(priority, priority.name_on(day), told.get(pk)) for pk, priority in priorities.items())


def _last_told(priorities: Iterable[int], day: dt.date) -> dict[int, Signature]:
    """The newest signature of an accepted return by priority, of those signed by the day."""
    rows = Signature.objects.filter(
        quarterly_return__priority__in=list(priorities), quarterly_return__state__in=ACCEPTED, at__date__lte=day
    )
    rows = rows.select_related("quarterly_return").order_by("quarterly_return__meeting__date", "number")
    return {row.quarterly_return.priority_id: row for row in rows}


def _of(priority: Priority, name: str, signature: Signature | None) -> Progress:
    if signature is None:
        return Progress(priority, name)
    text = signature.data["texts"].get("progress", "").strip()
    return Progress(priority, name, text, signature.data["quarter_label"], timezone.localdate(signature.at))


WHICH_REPORT = Subject("Which report?", choices, read)
