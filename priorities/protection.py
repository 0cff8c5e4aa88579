"""A signed return is held by the database: its content cannot change, and its state only along a recorded move.

So are the assessments of a risk, and that a risk is never removed."""

from __future__ import annotations

from priorities.models.returns import LOCKED
from priorities.refresh_protection import REFRESH_TRIGGERS
from priorities.workflow import MACHINE
from snb.protection import Trigger, append_only, kept

RETURNS = "priorities_quarterlyreturn"
SIGNED = "This return is signed: ask the programme manager to reopen it."
_LOCKED = ", ".join(f"'{state.value}'" for state in LOCKED)


def _changed(*columns: str) -> str:
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


_CHANGED = _changed("rag", "outlook", "judgement_reason", "escalation_ask")
_ACTS = _changed(
    "signed_at", "signed_by_id", "accepted_at", "accepted_by_id", "compiled_at", "compiled_by_id", "moves_made"
)
# The move and the state are written before the signature, so the return is signed by a move that has none yet.
_DUE_SIGNATURE = (
    f"EXISTS (SELECT 1 FROM {RETURNS} WHERE id = NEW.quarterly_return_id AND state = 'signed') AND NEW.number = "
    "(SELECT COUNT(*) FROM priorities_move WHERE quarterly_return_id = NEW.quarterly_return_id AND target = 'signed')"
)
_PAIRS = ", ".join(f"'{origin.value}>{to.value}'" for origin, to in MACHINE.table)
_MOVE_RECORDED = (
    "EXISTS (SELECT 1 FROM priorities_move WHERE quarterly_return_id = OLD.id AND number = NEW.moves_made "
    "AND NEW.moves_made > OLD.moves_made AND origin = OLD.state AND target = NEW.state)"
)


def _child(table: str, parent: str) -> list[Trigger]:
    """Refuse every change of a row of `table` while the return that `parent` (SQL over ROW) names is locked."""

    def locked(row: str) -> str:
        return_id = parent.replace("ROW", row)
        return f"EXISTS (SELECT 1 FROM {RETURNS} WHERE id = {return_id} AND state IN ({_LOCKED}))"

    return [
        Trigger(f"{table}_signed_insert", table, "INSERT", locked("NEW"), SIGNED),
        Trigger(f"{table}_signed_update", table, "UPDATE", f"{locked('OLD')} OR {locked('NEW')}", SIGNED),
        Trigger(f"{table}_signed_delete", table, "DELETE", locked("OLD"), SIGNED),
        *kept(table, SIGNED),
    ]


TRIGGERS = [
    Trigger("return_content_signed", RETURNS, "UPDATE", f"OLD.state IN ({_LOCKED}) AND ({_CHANGED})", SIGNED),
    Trigger(
        "return_moves_by_record", RETURNS, "UPDATE",
        f"OLD.state <> NEW.state AND NOT {_MOVE_RECORDED}",
        "A return changes its state only by a recorded move.",
    ),
    Trigger(
        "return_acts_with_its_moves", RETURNS, "UPDATE", f"OLD.state = NEW.state AND ({_ACTS})",
        "Who signed, accepted or compiled a return changes only with its state.",
    ),
    Trigger(
        "return_starts_at_the_start", RETURNS, "INSERT", "NEW.state <> 'not_started' OR NEW.moves_made <> 0",
        "A return begins as not started.",
    ),
    Trigger(
        "return_of_its_meeting", RETURNS, "UPDATE", _changed("priority_id", "meeting_id", "originally_due"),
        "A return stays with its priority and its meeting.",
    ),
    *kept(RETURNS, "A return is not replaced by another.", ("priority_id", "meeting_id")),
    Trigger("return_signed_delete", RETURNS, "DELETE", f"OLD.state IN ({_LOCKED})", SIGNED),
    *_child("priorities_returnsection", "ROW.quarterly_return_id"),
    *_child("priorities_requiredactionreport", "ROW.quarterly_return_id"),
    *_child("priorities_plannedactionreport", "ROW.quarterly_return_id"),
    *_child("priorities_raisedrisk", "ROW.quarterly_return_id"),
    *_child(
        "priorities_evidencefile",
        "(SELECT quarterly_return_id FROM priorities_requiredactionreport WHERE id = ROW.report_id)",
    ),
    Trigger(
        "move_by_table", "priorities_move", "INSERT",
        f"(NEW.origin || '>' || NEW.target) NOT IN ({_PAIRS})", "A return does not move that way.",
    ),
    *append_only(
        "priorities_move", "The record of a return's moves is never changed.", ("quarterly_return_id", "number")
    ),
    Trigger(
        "signature_of_a_signing", "priorities_signature", "INSERT", f"NOT ({_DUE_SIGNATURE})",
        "A signature is made by signing.",
    ),
    *append_only("priorities_signature", "A signature is never changed.", ("quarterly_return_id", "number")),
    *append_only(
        "priorities_riskassessment", "An assessment of a risk is never changed: make another.", ("risk_id", "number")
    ),
    Trigger(
        "risk_keeps_its_number", "priorities_risk", "UPDATE", _changed("board_id", "number", "opened_on"),
        "A risk keeps its board, its number and the day it was opened.",
    ),
    Trigger("risk_no_delete", "priorities_risk", "DELETE", "TRUE", "A risk is closed, never removed."),
    *kept("priorities_risk", "A risk is not replaced by another.", ("board_id", "number")),
    *REFRESH_TRIGGERS,
]  # fmt: skip
