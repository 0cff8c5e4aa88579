"""One quarter of returns of a board, walked to accepted unless it is the open one."""

from __future__ import annotations

import datetime as dt
import itertools
from functools import cache
from typing import Any

from django.utils import timezone

from priorities.models import (
    Move,
    PlannedAction,
    PlannedActionReport,
    Priority,
    QuarterlyReturn,
    RequiredAction,
    RequiredActionReport,
    ReturnSection,
    Signature,
)
from priorities.models.returns import State
from priorities.sections import SECTIONS
from reports.volume.rows import bulk
from snb.models import Board, Meeting, Person
from snb.quarters import Quarter
from snb.querysets import today
from snb.sealing import canonical, fingerprint

REQUIRED, PLANNED = 9, 3
WAY = (State.NOT_STARTED, State.DRAFT, State.SIGNED, State.ACCEPTED)
PROSE = "Work went on as planned and two partners joined it. " * 12


def make_quarter(
    board: Board, manager: Person, priorities: list[Priority], required: list[RequiredAction], back: int
) -> None:
    """The quarter that lies `back` quarters behind the open one."""
    returns = _open_returns(_meeting(board, back), priorities)
    _fill_sections(returns, manager)
    _report_required(returns, required)
    _report_planned(returns, priorities)
    if back:
        _walk(returns, manager)


def _meeting(board: Board, back: int) -> Meeting:
    date = today() + dt.timedelta(days=21 - 91 * back)
    return Meeting.objects.create(
        board=board,
        date=date,
        quarter_start=Quarter.of(date).previous().start,
        returns_due=date - dt.timedelta(days=14),
    )


def _open_returns(meeting: Meeting, priorities: list[Priority]) -> list[QuarterlyReturn]:
    judged = {"rag": "amber", "outlook": "steady", "judgement_reason": "Steady."}
    due = {"due": meeting.returns_due, "originally_due": meeting.returns_due}
    returns = [QuarterlyReturn(priority=priority, meeting=meeting, **due, **judged) for priority in priorities]
    return bulk(QuarterlyReturn, returns)


def _fill_sections(returns: list[QuarterlyReturn], manager: Person) -> None:
    saved = {"is_complete": True, "version": 1, "saved_at": timezone.now(), "saved_by": manager}
    bulk(
        ReturnSection,
        [
            ReturnSection(quarterly_return=held, key=key, text=PROSE if section.words else "", **saved)
            for held in returns
            for key, section in SECTIONS.items()
        ],
    )


def _report_required(returns: list[QuarterlyReturn], required: list[RequiredAction]) -> None:
    said = {"status": "done", "evidence": "Minutes."}
    bulk(
        RequiredActionReport,
        [
            RequiredActionReport(quarterly_return=held, required_action=action, **said)
            for held in returns
            for action in required
        ],
    )


def _report_planned(returns: list[QuarterlyReturn], priorities: list[Priority]) -> None:
    by_priority = {held.priority_id: held for held in returns}
    said = {"status": "on_track", "spent": 500_000}
    bulk(
        PlannedActionReport,
        [
            PlannedActionReport(quarterly_return=by_priority[plan.priority_id], planned_action=plan, **said)
            for plan in PlannedAction.objects.filter(priority__in=priorities)
        ],
    )


def _walk(returns: list[QuarterlyReturn], manager: Person) -> None:
    """Move all returns along to accepted, each move recorded, as the database demands."""
    now = timezone.now()
    stamps: dict[State, dict[str, Any]] = {
        State.SIGNED: {"signed_at": now, "signed_by": manager},
        State.ACCEPTED: {"accepted_at": now, "accepted_by": manager},
    }
    for number, (origin, to) in enumerate(itertools.pairwise(WAY), 1):
        made = {"number": number, "origin": origin, "target": to, "by": manager, "by_title": "A manager"}
        bulk(Move, [Move(quarterly_return=held, **made) for held in returns])
        QuarterlyReturn.objects.filter(pk__in=[held.pk for held in returns]).update(
            state=to, moves_made=number, **stamps.get(to, {})
        )
        if to is State.SIGNED:
            bulk(Signature, [_signature(held, manager) for held in returns])


def _signature(held: QuarterlyReturn, manager: Person) -> Signature:
    content = _content()
    return Signature(
        quarterly_return=held,
        number=1,
        by=manager,
        signed_as="A lead",
        content=content,
        fingerprint=fingerprint(content),
    )


@cache
def _content() -> str:
    """What was signed, as a signature holds it: the same of all."""
    content = {
        "priority": "Priority",
        "quarter": "Q",
        "quarter_label": "Quarter",
        "meeting": "2026-01-01",
        "escalation_ask": "",
        "judgement": {"rag": "amber", "outlook": "steady", "reason": "Steady."},
        "texts": {key: PROSE for key, section in SECTIONS.items() if section.words and key != "judgement"},
        "required_actions": [_required(place) for place in range(REQUIRED)],
        "planned_actions": [_planned(place) for place in range(PLANNED)],
        "risks": [],
    }
    return canonical(content)


def _required(place: int) -> dict[str, Any]:
    named = {"number": place + 1, "text": f"Action {place}", "label": f"A{place}"}
    return {**named, "status": "done", "evidence": "Minutes.", "files": []}


def _planned(place: int) -> dict[str, Any]:
    named = {"title": f"Planned action {place}", "owner": "A post", "due": "2026-12-01", "budget": 1_000_000}
    return {**named, "status": "on_track", "spent": 500_000, "revised_due": None, "revised_reason": ""}
