"""What a briefing says of a priority beyond the reading: read for all priorities at once, so a list costs little."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from partnerships.models import LocalPriority
from priorities.access import ACCEPTED
from priorities.models import Agreement, Placement, Priority, Signature
from priorities.querysets import placed_on
from reports.documents.kind import Choice
from snb.models import Appointment, Board, Decision, Meeting
from snb.permissions import Role
from snb.querysets import today
from snb.workflow import Refusal

PREFIX = "priority-"


@dataclass(frozen=True)
class SignedReturn:
    """An accepted return: what was signed, for which quarter, by whom and when."""

    data: Mapping[str, Any]
    quarter: str
    meeting: dt.date
    signed_as: str
    signed_on: dt.date


@dataclass(frozen=True)
class Briefed:
    """One priority ahead of one meeting. `returns` are the newest accepted and the one before it, newest first."""

    priority: Priority
    champions: tuple[str, ...] = ()
    returns: tuple[SignedReturn, ...] = ()
    decisions: tuple[Decision, ...] = ()  # that asked something of the role that leads it, since the last meeting
    local: tuple[str, ...] = ()  # what partnerships chose for their own areas that serves it

    @property
    def newest(self) -> SignedReturn | None:
        return self.returns[0] if self.returns else None

    @property
    def before(self) -> SignedReturn | None:
        return self.returns[1] if len(self.returns) > 1 else None


def placed_priorities(board: Board, meeting: Meeting | None) -> list[Priority]:
    """Those of the agreement in force on the meeting's day (today), in its order, each once."""
    day = meeting.date if meeting else today()
    agreement = Agreement.objects.filter(board=board).on(day).order_by("-begins").first()
    rows = Placement.objects.filter(placed_on(day), theme__agreement=agreement) if agreement else ()
    if not rows:
        return []
    rows = rows.select_related("priority__remit").prefetch_related("priority__remit__names")
    found = {row.priority_id: row.priority for row in rows.order_by("theme__order", "order")}
    return list(found.values())


def choices(board: Board, meeting: Meeting | None) -> list[Choice]:
    day = meeting.date if meeting else today()
    return [Choice(key_of(priority), priority.name_on(day)) for priority in placed_priorities(board, meeting)]


def key_of(priority: Priority) -> str:
    return f"{PREFIX}{priority.slug}"


def read_briefed(board: Board, meeting: Meeting | None, key: str) -> Briefed:
    """Of the priority that `key` names. Refusal where it is none of this board's agreement."""
    for priority in placed_priorities(board, meeting):
        if key_of(priority) == key:
            return briefed(board, meeting, [priority])[priority.pk]
    raise Refusal("That is no priority of this board’s agreement: choose one of the list.")


def briefed(board: Board, meeting: Meeting | None, priorities: Sequence[Priority]) -> dict[int, Briefed]:
    """By id of the priority. Five queries, however many there are."""
    day = meeting.date if meeting else today()
    remits = [priority.remit_id for priority in priorities]
    champions, returns = _champions(remits, day), _returns(priorities, day)
    decisions, local = _decisions(board, remits, day), _local(remits, day)
    return {
        priority.pk: Briefed(
            priority, tuple(champions[priority.remit_id]), tuple(returns[priority.pk][:2]),
            tuple(decisions[priority.remit_id]), tuple(local[priority.remit_id]),
        )
        for priority in priorities
    }  # fmt: skip


def _champions(remits: Sequence[int], day: dt.date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Appointment.objects.on(day).filter(role=Role.CHAMPION, remit__in=remits).select_related("person")
    for row in rows:
        found[row.remit_id].append(row.person.name)
    return found


def _returns(priorities: Sequence[Priority], day: dt.date) -> dict[int, list[SignedReturn]]:
    """Of each priority what was signed of its accepted returns, the newest meeting first."""
    rows = Signature.objects.filter(
        quarterly_return__priority__in=priorities, quarterly_return__state__in=ACCEPTED,
        quarterly_return__meeting__date__lte=day,
    ).select_related("quarterly_return__meeting")  # fmt: skip
    newest: dict[int, Signature] = {}
    for row in rows.order_by("quarterly_return__meeting__date", "number"):
        newest[row.quarterly_return_id] = row
    found: dict[int, list[SignedReturn]] = defaultdict(list)
    for row in reversed(newest.values()):
        held = row.quarterly_return
        found[held.priority_id].append(
            SignedReturn(row.data, held.quarter.short, held.meeting.date, row.signed_as, timezone.localdate(row.at))
        )
    return found


def _decisions(board: Board, remits: Sequence[int], day: dt.date) -> dict[int, list[Decision]]:
    """Since and at the meeting before: decisions in public with an action that one of the remits owns."""
    last = Meeting.objects.filter(board=board, date__lt=day, cancelled_reason="").order_by("-date").first()
    found: dict[int, list[Decision]] = defaultdict(list)
    if last is None:
        return found
    rows = Decision.objects.filter(
        board=board, meeting__date__gte=last.date, meeting__date__lte=day, item__exempt_paragraph=None,
        actions__remit__in=remits,
    ).select_related("meeting")  # fmt: skip
    for row in rows.prefetch_related("actions").distinct().order_by("meeting__date", "number"):
        for remit in {action.remit_id for action in row.actions.all() if action.remit_id in remits}:
            found[remit].append(row)
    return found


def _local(remits: Sequence[int], day: dt.date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = LocalPriority.objects.on(day).filter(serves__in=remits).select_related("partnership__remit")
    for row in rows.prefetch_related("partnership__remit__names"):
        if row.serves_id is not None:
            found[row.serves_id].append(f"{row.partnership.name_on(day)}: {row.title}")
    return found
