"""What the newest accepted return of each priority raised, and what has become of it in the register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from priorities.access import ACCEPTED
from priorities.models import QuarterlyReturn, RaisedRisk, Risk, RiskRaising
from priorities.scale import Score
from snb.models import Board


@dataclass(frozen=True)
class RaisedRow:
    """A raised risk; `risk` is its place in the register, None while it has none."""

    raised: RaisedRisk
    priority: str
    quarter: str
    score: Score
    risk: Risk | None


def raised_rows(board: Board) -> list[RaisedRow]:
    """Those not in the register first, each by its score. A constant few queries."""
    rows = list(
        RaisedRisk.objects.filter(quarterly_return__in=_newest(board))
        .select_related("quarterly_return__priority__remit", "quarterly_return__meeting")
        .prefetch_related("quarterly_return__priority__remit__names")
    )
    linked = {
        (held.quarterly_return_id, held.title): held.risk
        for held in RiskRaising.objects.filter(risk__board=board).select_related("risk")
    }
    found = [_row(raised, linked.get((raised.quarterly_return_id, raised.title))) for raised in rows]
    return sorted(found, key=lambda row: (row.risk is not None, -row.score.value, row.priority))


def _newest(board: Board) -> QuerySet[Any, Any]:
    of_priority = QuarterlyReturn.objects.filter(priority=OuterRef("pk"), state__in=ACCEPTED).order_by("-meeting__date")
    return board.priorities.annotate(newest=Subquery(of_priority.values("pk")[:1])).values("newest")


def _row(raised: RaisedRisk, risk: Risk | None) -> RaisedRow:
    held = raised.quarterly_return
    score = Score(raised.likelihood, raised.impact)
    return RaisedRow(raised, held.priority.name_on(held.meeting.date), held.quarter.short, score, risk)


def likely_match(raised: RaisedRisk) -> Risk | None:
    """The open risk that an earlier return of the same priority raised by the same title, if one did."""
    held = raised.quarterly_return
    earlier = RiskRaising.objects.filter(
        title=raised.title, quarterly_return__priority=held.priority_id, risk__state=Risk.State.OPEN
    ).select_related("risk")
    found = earlier.first()
    return found.risk if found else None
