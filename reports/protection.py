"""An edition is held by the database: what it says never changes, and its state only along its table."""

from __future__ import annotations

from reports.kinds_protection import KIND_TRIGGERS
from reports.workflow import MACHINE
from snb.protection import Trigger, kept

EDITIONS = "reports_edition"
FROZEN = "An edition is frozen: compile a new one instead."
_CONTENT = (
    "board_id",
    "meeting_id",
    "kind",
    "subject",
    "audience",
    "corrects_id",
    "supplement_to_id",
    "title",
    "content",
    "fingerprint",
    "gaps",
    "compiled_at",
    "compiled_by_id",
)
_CHANGED = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in _CONTENT)
_PAIRS = ", ".join(f"'{origin.value}>{to.value}'" for origin, to in MACHINE.table)
_ACTS = ("cleared_at", "cleared_by_id", "published_at", "published_by_id", "withdrawn_at", "withdrawn_by_id", "reason")
_ACTED = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in _ACTS)
_UNSIGNED = " OR ".join(
    f"(NEW.state = '{state}' AND NEW.{state}_by_id IS NULL)" for state in ("cleared", "published", "withdrawn")
)

TRIGGERS = [
    Trigger("edition_content_frozen", EDITIONS, "UPDATE", _CHANGED, FROZEN),
    Trigger(
        "edition_tied_once", EDITIONS, "UPDATE",
        "OLD.public_of_id IS NOT NULL AND OLD.public_of_id IS DISTINCT FROM NEW.public_of_id",
        "A public version stays with the restricted one that it was made with.",
    ),
    Trigger(
        "edition_moves_by_table", EDITIONS, "UPDATE",
        f"OLD.state <> NEW.state AND ((OLD.state || '>' || NEW.state) NOT IN ({_PAIRS}) OR {_UNSIGNED})",
        "A paper is cleared by the chair, then published, then perhaps withdrawn.",
    ),
    Trigger(
        "edition_acts_with_its_moves", EDITIONS, "UPDATE", f"OLD.state = NEW.state AND ({_ACTED})",
        "Who cleared, published or withdrew a paper changes only with its state.",
    ),
    Trigger(
        "edition_starts_compiled", EDITIONS, "INSERT", "NEW.state <> 'compiled'", "An edition begins as compiled.",
    ),
    Trigger("edition_kept", EDITIONS, "DELETE", "TRUE", "An edition is never deleted: withdraw it."),
    *kept(EDITIONS, FROZEN, ("fingerprint",)),
    Trigger(
        "publishedsection_as_published", "reports_publishedsection", "UPDATE", "TRUE",
        "What the public search finds is made from the paper, never changed.",
    ),
    *KIND_TRIGGERS,
]  # fmt: skip
