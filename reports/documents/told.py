"""What partnerships told a meeting and raised, read for its documents."""

from __future__ import annotations

import datetime as dt

from partnerships.escalation_values import EVERYBODY, Thread
from partnerships.escalations import raised_to, threads
from partnerships.models import Narrative, NarrativeState
from snb.models import Board, Meeting


def narratives_of(board: Board, meeting: Meeting | None) -> tuple[Narrative, ...] | None:
    """Those that the meeting was told; None where the board has never asked for any. Three queries."""
    if meeting is None or not Narrative.objects.filter(partnership__board=board).exists():
        return None
    return tuple(Narrative.objects.filter(meeting=meeting).with_names().order_by("partnership__slug"))


def raised_of(board: Board, meeting: Meeting | None, day: dt.date) -> tuple[Thread, ...]:
    """What accepted narratives raise to this meeting, and what earlier ones raised that is not settled yet."""
    if meeting is None:
        return ()
    found = raised_to(board).filter(
        narrative__state=NarrativeState.ACCEPTED, narrative__meeting__date__lte=meeting.date
    )  # fmt: skip
    told = threads(found, EVERYBODY, day)
    return tuple(row for row in told if row.meeting_pk == meeting.pk or not row.is_settled)
