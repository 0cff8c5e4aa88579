"""What the register shows of itself when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from priorities.risk_values import RiskRow

SORT_KEYS: dict[str, Callable[[RiskRow], Any]] = {
    "risk": lambda row: row.pk,
    "score": lambda row: row.score.value,
    "target": lambda row: row.now.scores.target.value,
    "owner": lambda row: row.owner.post.lower(),
    "review": lambda row: row.review_due,
}


def narrowed(
    rows: Iterable[RiskRow],
    *,
    priority: int | None = None,
    state: str = "open",
    above: bool = False,
    overdue: bool = False,
    sort: str = "",
) -> list[RiskRow]:
    """Those asked for, in the order asked for; as the register orders them where nothing is asked."""
    found = [
        row
        for row in rows
        if (state == "all" or row.is_open == (state == "open"))
        and (priority is None or any(linked.pk == priority for linked in row.priorities))
        and (not above or row.is_above_appetite)
        and (not overdue or row.is_overdue)
    ]
    if sort:
        found.sort(key=SORT_KEYS[sort.removeprefix("-")], reverse=sort.startswith("-"))
    return found
