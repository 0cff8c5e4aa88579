"""The register of risks to take away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from priorities.risk_values import RiskRow
from snb.exporting import Sheet, Value
from snb.models import Board
from snb.wording import long_date

COLUMNS = (
    "Reference", "Risk", "State", "Category", "Cause", "Event", "Consequence", "Controls", "Bears on",
    "Inherent score", "Residual score", "Residual band", "Target score", "Appetite", "Tolerance", "Against appetite",
    "Since last review", "Owner", "Held by", "Opened", "Next review", "Review overdue", "Closed", "Reason for closing",
)  # fmt: skip


def risks_sheet(board: Board, rows: Iterable[RiskRow], day: dt.date) -> Sheet:
    """The rows that the filter selects, in their order; scores are likelihood times impact."""
    return Sheet(
        f"{board.short_name} strategic risks", COLUMNS, [_line(row) for row in rows], [f"As at {long_date(day)}"]
    )


def _line(row: RiskRow) -> list[Value]:
    scores = row.now.scores
    return [
        row.reference, row.title, "Open" if row.is_open else "Closed", row.category, row.cause, row.event,
        row.consequence, row.controls, "; ".join(linked.name for linked in row.priorities),
        scores.inherent.value, scores.residual.value, row.band, scores.target.value,
        row.limits.appetite, row.limits.tolerance, row.standing.label if row.is_open else "", row.movement.words,
        row.owner.post, "Vacant" if row.owner.is_vacant else row.owner.names, row.opened_on,
        row.review_due if row.is_open else None, "Yes" if row.is_overdue else "", row.closed_on, row.closing_reason,
    ]  # fmt: skip
