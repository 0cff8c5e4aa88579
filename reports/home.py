"""Home: what needs this person and by when, what changed since they looked, and the next meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse

from priorities.models.returns import LOCKED
from reports.changes import Change, changes_for
from reports.documents.kinds import KINDS
from reports.models import Audience, Edition, EditionGrant, EditionState
from reports.my_work import needs_of
from reports.needs import Kind, Need, paper_path
from snb.models import Appointment, Board, Meeting, Person
from snb.permissions import Permission, Role

PUBLISHED_SHOWN = 8
PACKS = {kind.slug for kind in KINDS.values() if kind.takes_returns}


@dataclass(frozen=True)
class PaperLink:
    title: str
    url: str
    state: str
    at: dt.datetime
    until: dt.date | None = None  # the last day it is shared with the reader


@dataclass(frozen=True)
class NextMeeting:
    """The board's next meeting, its pack (else the newest paper) as far as the reader may open it, and how many returns
    are signed."""

    title: str
    date: dt.date
    time: dt.time
    place: str
    url: str
    paper: PaperLink | None
    received: int
    expected: int


@dataclass(frozen=True)
class BoardHome:
    """One board as this person meets it."""

    name: str
    needs: tuple[Need, ...]
    meeting: NextMeeting | None
    reads_meetings: bool

    @property
    def due(self) -> tuple[Need, ...]:
        """What the reader is to do."""
        return tuple(need for need in self.needs if need.kind is Kind.DUE)

    @property
    def waits(self) -> tuple[Need, ...]:
        """What others wait for from the reader."""
        return tuple(need for need in self.needs if need.kind is Kind.WAITS)


@dataclass(frozen=True)
class Held:
    """One of the reader's own appointments."""

    role: str
    remit: str
    until: dt.date | None
    stands_in_for: str
    deputies: tuple[str, ...]


@dataclass(frozen=True)
class Home:
    boards: tuple[BoardHome, ...]
    changes: tuple[Change, ...]
    shared: tuple[PaperLink, ...]
    published: tuple[PaperLink, ...]
    appointments: tuple[Held, ...]

    @property
    def due(self) -> int:
        return sum(len(board.due) for board in self.boards)

    @property
    def waits(self) -> int:
        return sum(len(board.waits) for board in self.boards)

    @property
    def reads_meetings(self) -> bool:
        return any(board.reads_meetings for board in self.boards)


def build(person: Person, *, since: dt.datetime, day: dt.date) -> Home:
    """Everything on the home page of `person`: the same few queries whatever there is to show."""
    appointments = _appointments(person, day)
    own = [appointment for appointment in appointments if appointment.person_id == person.pk]
    boards = sorted({held.remit.board for held in own}, key=lambda board: board.name)
    meetings = _next_meetings(person, day)
    editions = _editions(person, meetings.values(), day)
    needs = needs_of(person, day)
    reads = person.rights.boards_with(Permission.MEETING_READ)
    return Home(
        boards=tuple(
            BoardHome(
                board.name, tuple(needs.get(board.pk, ())),
                _meeting(meetings.get(board.pk), board, editions), board.pk in reads,
            )
            for board in boards
        ),
        changes=changes_for(person, boards, since),
        shared=tuple(_paper(edition) for edition in editions if edition.until),
        published=() if reads else _published(boards),
        appointments=tuple(_held(held, appointments, day) for held in own),
    )  # fmt: skip


def _appointments(person: Person, day: dt.date) -> list[Appointment]:
    """One's own, and one's deputies'."""
    return list(
        Appointment.objects.on(day)
        .filter(Q(person=person) | Q(deputises_for__person=person))
        .select_related("person", "remit__board", "deputises_for__person")
        .prefetch_related("remit__names")
        .order_by("role", "pk")
    )


def _held(own: Appointment, appointments: list[Appointment], day: dt.date) -> Held:
    deputies = [other.person.name for other in appointments if other.deputises_for_id == own.pk]
    principal = own.deputises_for.person.name if own.deputises_for else ""
    return Held(Role(own.role).label, own.remit.name_on(day), own.ends, principal, tuple(deputies))


# Meetings and papers -------------------------------------------------------------------------------------------------


def _next_meetings(person: Person, day: dt.date) -> dict[int, Any]:
    """The next meeting of each board whose meetings the person may see, by board id."""
    ahead = Meeting.objects.ahead(day).filter(board=OuterRef("board"))
    received = Count("returns", filter=Q(returns__state__in=LOCKED))
    meetings = Meeting.objects.visible_to(person).filter(pk=Subquery(ahead.values("pk")[:1]))
    return {meeting.board_id: meeting for meeting in meetings.annotate(received=received, expected=Count("returns"))}


def _meeting(meeting: Any, board: Board, editions: list[Any]) -> NextMeeting | None:
    if meeting is None:
        return None
    unusable = (EditionState.DECLINED, EditionState.WITHDRAWN)
    papers = [e for e in editions if e.meeting_id == meeting.pk and e.state not in unusable]
    pack = [e for e in papers if e.kind in PACKS and e.supplement_to_id is None]
    whole = [e for e in pack if e.audience == Audience.RESTRICTED]
    papers = whole or pack or papers  # the pack before what is compiled beside it, and what it says in full
    return NextMeeting(
        meeting.title, meeting.date, meeting.time, meeting.place,
        reverse("board:meeting-detail", kwargs={"board": board.slug, "pk": meeting.pk}),
        _paper(papers[0]) if papers else None, meeting.received, meeting.expected,
    )  # fmt: skip


def _editions(person: Person, meetings: Iterable[Meeting], day: dt.date) -> list[Any]:
    """Papers shared with the person, or made for the next meetings; newest first."""
    grants = EditionGrant.objects.filter(content_object=OuterRef("pk"), user=person, ends__gte=day)
    return list(
        Edition.objects.visible_to(person)
        .defer("content")
        .annotate(until=Subquery(grants.order_by("-ends").values("ends")[:1]))
        .filter(Q(meeting__in=list(meetings)) | Q(until__isnull=False))
        .select_related("board", "meeting")
        .order_by("-compiled_at", "-pk")
    )


def _published(boards: Iterable[Board]) -> tuple[PaperLink, ...]:
    papers = Edition.objects.published().filter(board__in=list(boards)).defer("content").select_related("board")
    return tuple(_paper(edition) for edition in papers.order_by("-published_at")[:PUBLISHED_SHOWN])


def _paper(edition: Any) -> PaperLink:
    return PaperLink(
        edition.title, paper_path(edition), EditionState(edition.state).label,
        edition.published_at or edition.compiled_at, getattr(edition, "until", None),
    )  # fmt: skip
