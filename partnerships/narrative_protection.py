"""A narrative that was handed in is held by the database: its text, and what it raises, stay as they were read."""

from __future__ import annotations

from partnerships.narrative_workflow import MACHINE, PARTS
from snb.protection import Trigger, kept

NARRATIVES, ESCALATIONS = "partnerships_narrative", "partnerships_escalation"
SUBMITTED = "This narrative is submitted: ask the programme manager to send it back."
_PAIRS = ", ".join(f"'{origin.value}>{to.value}'" for origin, to in MACHINE.table)


def _changed(*columns: str) -> str:
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


_HANDED_IN = _changed("submitted_at", "submitted_by_id", "submitted_as")
_RAISED = _changed("narrative_id", "title", "text", "ask", "purpose", "version")


def _state(row: str) -> str:
    return f"(SELECT state FROM {NARRATIVES} WHERE id = {row}.narrative_id)"


NARRATIVE_TRIGGERS = [
    Trigger(
        "narrative_text_submitted", NARRATIVES, "UPDATE",
        f"(OLD.state <> 'draft' OR NEW.state <> 'draft') AND ({_changed(*PARTS, 'version')})", SUBMITTED,
    ),
    Trigger(
        "narrative_moves_by_table", NARRATIVES, "UPDATE",
        f"OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN ({_PAIRS})",
        "A narrative does not move that way.",
    ),
    Trigger(
        "narrative_handed_in_once", NARRATIVES, "UPDATE",
        f"(OLD.state = NEW.state OR NEW.state = 'accepted') AND ({_HANDED_IN})",
        "Who submitted a narrative changes only with its state.",
    ),
    Trigger(
        "narrative_accepted_once", NARRATIVES, "UPDATE",
        f"OLD.state = NEW.state AND ({_changed('accepted_on', 'accepted_as')})",
        "Who accepted a narrative changes only with its state.",
    ),
    Trigger(
        "narrative_starts_as_a_draft", NARRATIVES, "INSERT", "NEW.state <> 'draft'", "A narrative begins as a draft.",
    ),
    Trigger(
        "narrative_of_its_meeting", NARRATIVES, "UPDATE", _changed("partnership_id", "meeting_id"),
        "A narrative stays with its partnership and its meeting.",
    ),
    Trigger("narrative_no_delete", NARRATIVES, "DELETE", "OLD.state <> 'draft'", SUBMITTED),
    *kept(NARRATIVES, "A narrative is not replaced by another.", ("partnership_id", "meeting_id")),
    Trigger("escalation_insert", ESCALATIONS, "INSERT", f"{_state('NEW')} <> 'draft'", SUBMITTED),
    Trigger(
        "escalation_text_submitted", ESCALATIONS, "UPDATE",
        f"({_state('OLD')} <> 'draft' OR {_state('NEW')} <> 'draft') AND ({_RAISED})", SUBMITTED,
    ),
    Trigger("escalation_no_delete", ESCALATIONS, "DELETE", f"{_state('OLD')} <> 'draft'", SUBMITTED),
    Trigger(
        "escalation_answered_once", ESCALATIONS, "UPDATE",
        f"OLD.answer <> '' AND ({_changed('answer', 'answered_on', 'answered_as')})",
        "An answer that was given is not changed.",
    ),
    Trigger(
        "escalation_settled_when_accepted", ESCALATIONS, "UPDATE",
        f"({_changed('item_id', 'answer')}) AND {_state('NEW')} <> 'accepted'",
        "What a narrative raises is taken up once it is accepted.",
    ),
    *kept(ESCALATIONS, "An escalation is not replaced by another."),
]  # fmt: skip
