"""Reading what partnerships tell the Board: the tracker of a meeting, and what stands beside a narrative."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from partnerships.escalation_values import Reader, Thread
from partnerships.escalations import threads
from partnerships.models import Escalation, Narrative, NarrativeState, Partnership
from partnerships.narrative_workflow import PARTS, heading
from partnerships.reading import ancestors
from snb.exporting import Sheet, Value
from snb.holders import appointments_on
from snb.models import Board, Meeting
from snb.permissions import RemitKind, Role


@dataclass(frozen=True)
class NarrativeRow:
    """One partnership's narrative to one meeting; `pk` is None where it has not been opened."""

    pk: int | None
    partnership: str
    slug: str
    is_draft: bool
    words: str
    tone: str
    due: dt.date
    holders: tuple[str, ...]
    submitted_on: dt.date | None
    submitted_as: str
    raised: int
    is_late: bool

    @property
    def is_open(self) -> bool:
        """Whether somebody has something left to do."""
        return self.words != NarrativeState.ACCEPTED.label

    @property
    def holder(self) -> str:
        if not self.is_open:
            return "Nobody: it is accepted"
        if self.pk is None:
            return "The programme manager, who opens it"
        return ", ".join(self.holders) or "Nobody is appointed"

    @property
    def was_late(self) -> bool:
        return self.submitted_on is not None and self.submitted_on > self.due


def tracker(meeting: Meeting, day: dt.date) -> list[NarrativeRow]:
    """Every partnership that has a narrative for this meeting, or ought to have one. At most six queries."""
    told = {
        narrative.partnership_id: narrative
        for narrative in meeting.narratives.with_names().annotate(raised=Count("escalations"))
    }
    due = Partnership.objects.filter(board=meeting.board_id).on(meeting.date).select_related("remit")
    silent = list(due.exclude(pk__in=told).prefetch_related("remit__names"))
    remits = [narrative.remit_id for narrative in told.values()]
    writers = appointments_on(day, roles=[Role.CSP_OFFICER], remit_ids=remits)
    managers = _managers(meeting.board_id, day)
    rows = [
        _row(narrative, day, managers if narrative.state == NarrativeState.SUBMITTED else _names(writers[remit]))
        for narrative, remit in zip(told.values(), remits, strict=True)
    ]
    rows += [_not_opened(partnership, meeting) for partnership in silent]
    return sorted(rows, key=lambda row: row.partnership)


def _managers(board_id: int, day: dt.date) -> tuple[str, ...]:
    board = Board.objects.get(pk=board_id)
    remits = list(board.remits.filter(kind=RemitKind.BOARD).values_list("pk", flat=True))
    found = appointments_on(day, roles=[Role.PROGRAMME_MANAGER], remit_ids=remits)
    return _names(row for rows in found.values() for row in rows)


def _names(appointments: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(appointment.person.name for appointment in appointments))


def _row(narrative: Any, day: dt.date, holders: tuple[str, ...]) -> NarrativeRow:
    words, tone = standing(narrative)
    is_draft = narrative.state == NarrativeState.DRAFT
    return NarrativeRow(
        pk=narrative.pk,
        partnership=narrative.partnership.name_on(narrative.meeting.date),
        slug=narrative.partnership.slug,
        is_draft=is_draft,
        words=words,
        tone=tone,
        due=narrative.due,
        holders=holders,
        submitted_on=timezone.localdate(narrative.submitted_at) if narrative.submitted_at else None,
        submitted_as=narrative.submitted_as,
        raised=0 if is_draft else narrative.raised,
        is_late=is_draft and narrative.due < day,
    )


def _not_opened(partnership: Partnership, meeting: Meeting) -> NarrativeRow:
    return NarrativeRow(
        None, partnership.name_on(meeting.date), partnership.slug, is_draft=True, words="Not opened", tone="quiet",
        due=meeting.returns_due, holders=(), submitted_on=None, submitted_as="", raised=0, is_late=False,
    )  # fmt: skip


def standing(narrative: Narrative) -> tuple[str, str]:
    """Its state in words, with the tone of its tag."""
    if narrative.state == NarrativeState.ACCEPTED:
        return NarrativeState.ACCEPTED.label, "done"
    if narrative.state == NarrativeState.SUBMITTED:
        return NarrativeState.SUBMITTED.label, "waiting"
    if narrative.sent_back_reason:
        return "Sent back", "late"
    return ("Draft", "doing") if narrative.version else ("Not started", "todo")


@dataclass(frozen=True)
class MeetingCount:
    """How far the narratives to one meeting have come."""

    meeting: Meeting
    total: int
    submitted: int
    accepted: int
    raised: int


def counts(board: Board) -> list[MeetingCount]:
    """Meetings that narratives have been opened for, newest first. One query."""
    told = Count("narratives", distinct=True)
    rows = board.meetings.annotate(
        total=told,
        drafts=Count("narratives", filter=Q(narratives__state=NarrativeState.DRAFT), distinct=True),
        accepted=Count("narratives", filter=Q(narratives__state=NarrativeState.ACCEPTED), distinct=True),
        raised=Count(
            "narratives__escalations", filter=~Q(narratives__state=NarrativeState.DRAFT), distinct=True
        ),
    ).filter(total__gt=0).order_by("-date")  # fmt: skip
    return [MeetingCount(row, row.total, row.total - row.drafts, row.accepted, row.raised) for row in rows]


def narratives_sheet(meeting: Meeting, rows: Iterable[NarrativeRow]) -> Sheet:
    columns = ["Partnership", "State", "Late", "Who holds it", "Due", "Submitted on", "Submitted by", "Issues raised"]
    made: list[list[Value]] = [
        [
            row.partnership, row.words, "Yes" if row.is_late or row.was_late else "No", row.holder, row.due,
            row.submitted_on, row.submitted_as, row.raised,
        ]
        for row in rows
    ]  # fmt: skip
    return Sheet(f"{meeting.board.short_name} narratives {meeting.quarter.short}", columns, made)


def passages(narrative: Narrative) -> list[tuple[str, str]]:
    """Each part's heading with its text."""
    return [(heading(part), getattr(narrative, part)) for part in PARTS]


def previous(narrative: Narrative) -> list[Narrative]:
    """The newest earlier narrative that was submitted; after a merger, that of each of the partnerships it came from.

    Three queries.
    """
    earlier = Narrative.objects.filter(meeting__date__lt=narrative.meeting.date).exclude(state=NarrativeState.DRAFT)
    family = ancestors(narrative.partnership)
    rows = earlier.filter(partnership__in={narrative.partnership_id, *family}).with_names().order_by("-meeting__date")
    newest: dict[int, Narrative] = {}
    for row in rows:
        newest.setdefault(row.partnership_id, row)
    own = newest.get(narrative.partnership_id)
    return [own] if own else sorted(newest.values(), key=lambda row: row.partnership.slug)


def news(narrative: Narrative, before: Iterable[Narrative], reader: Reader, day: dt.date) -> list[Thread]:
    """What this partnership raised earlier and is not settled, or was settled since it last wrote."""
    family = {narrative.partnership_id, *ancestors(narrative.partnership)}
    raised = Escalation.objects.filter(
        narrative__partnership__in=family, narrative__meeting__date__lt=narrative.meeting.date
    ).exclude(narrative__state=NarrativeState.DRAFT)
    since = min((timezone.localdate(row.submitted_at) for row in before if row.submitted_at), default=dt.date.min)
    return [
        thread
        for thread in threads(raised, reader, day)
        if not thread.is_settled or (thread.last_day is not None and thread.last_day >= since)
    ]


@dataclass(frozen=True)
class Step:
    """Something that happened to a narrative; `texts` are the passages that a save changed."""

    at: dt.datetime
    by: str
    words: str
    note: str = ""
    texts: tuple[tuple[str, str], ...] = ()


def steps(narrative: Narrative) -> list[Step]:
    """Its versions and its moves, newest first. One query."""
    rows = list(narrative.history.select_related("history_user").order_by("history_date", "history_id"))
    made = [
        Step(row.history_date, _by(row), *_what(row, before))
        for before, row in zip([None, *rows[:-1]], rows, strict=True)
    ]
    return [step for step in reversed(made) if step.words]


def _by(row: Any) -> str:
    return row.history_user.name if row.history_user else "The system"


def _what(row: Any, before: Any) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    if before is None:
        return "Opened", "", ()
    if row.state != before.state:
        is_back = row.state == NarrativeState.DRAFT
        return ("Sent back" if is_back else NarrativeState(row.state).label), row.sent_back_reason, ()
    if row.version == before.version:
        return "", "", ()
    changed = [part for part in PARTS if getattr(row, part) != getattr(before, part)]
    return f"Saved version {row.version}", "", tuple((heading(part), getattr(row, part)) for part in changed)
