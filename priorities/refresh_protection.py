"""An agreed refresh is held by the database: neither it nor its outcomes nor the work it asked for change any more."""

from __future__ import annotations

from snb.protection import Trigger, kept

REFRESH, OUTCOME, WORK = "priorities_refresh", "priorities_refreshoutcome", "priorities_furtherwork"
AGREED = "This refresh has been agreed and stays as it is."


def _agreed(refresh_id: str) -> str:
    return f"EXISTS (SELECT 1 FROM {REFRESH} WHERE id = {refresh_id} AND agreed_on IS NOT NULL)"


def _held(table: str, refresh_id: str) -> list[Trigger]:
    """Refuse every change of a row of `table` once the refresh that `refresh_id` (SQL over ROW) names is agreed."""
    old, new = (_agreed(refresh_id.replace("ROW", row)) for row in ("OLD", "NEW"))
    return [
        Trigger(f"{table}_agreed_insert", table, "INSERT", new, AGREED),
        Trigger(f"{table}_agreed_update", table, "UPDATE", f"{old} OR {new}", AGREED),
        Trigger(f"{table}_agreed_delete", table, "DELETE", old, AGREED),
    ]


REFRESH_TRIGGERS = [
    Trigger("refresh_agreed_update", REFRESH, "UPDATE", "OLD.agreed_on IS NOT NULL", AGREED),
    Trigger("refresh_agreed_delete", REFRESH, "DELETE", "OLD.agreed_on IS NOT NULL", AGREED),
    *kept(REFRESH, "A refresh is not replaced by another.", ("agreement_id", "year")),
    *_held(OUTCOME, "ROW.refresh_id"),
    *kept(OUTCOME, "An outcome is not replaced by another.", ("refresh_id", "priority_id")),
    *_held(WORK, "ROW.refresh_id"),
    *kept(WORK, "Further work is not replaced by other work."),
]
