"""What was done about a recommendation is final: neither it nor what shows it changes afterwards."""

from __future__ import annotations

from snb.protection import Trigger, kept

LEARNING, FILES = "partnerships_learning", "partnerships_learningfile"
DONE = "This recommendation is done: what shows it is kept as it is."


def _done(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {LEARNING} WHERE id = {row}.learning_id AND done_on IS NOT NULL)"


LOCAL_TRIGGERS = [
    Trigger(f"{LEARNING}_done_update", LEARNING, "UPDATE", "OLD.done_on IS NOT NULL", DONE),
    Trigger(f"{LEARNING}_done_delete", LEARNING, "DELETE", "OLD.done_on IS NOT NULL", DONE),
    *kept(LEARNING, DONE, ("review_id", "number")),
    Trigger(f"{FILES}_done_insert", FILES, "INSERT", _done("NEW"), DONE),
    Trigger(f"{FILES}_done_update", FILES, "UPDATE", f"{_done('OLD')} OR {_done('NEW')}", DONE),
    Trigger(f"{FILES}_done_delete", FILES, "DELETE", _done("OLD"), DONE),
    *kept(FILES, DONE),
]
