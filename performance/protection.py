"""Figures, rebasings and commentaries are held by the database: a revision adds a row, and none is taken away."""

from __future__ import annotations

from snb.protection import append_only

_KEPT = "is never changed or removed: record a new one."
TRIGGERS = [
    *append_only(
        "performance_observation", f"A figure {_KEPT}", ("measure_id", "area_id", "period_start", "vintage", "sequence")
    ),
    *append_only("performance_rebase", f"A rebasing {_KEPT}", ("measure_id", "area_id", "period_start")),
    *append_only("performance_commentary", f"A commentary {_KEPT}"),
]
