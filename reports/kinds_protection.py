"""Own kinds are held by the database: a version that has been in use stays as it is, and so does what papers carry."""

from __future__ import annotations

from snb.protection import Trigger, kept

KINDS, VERSIONS = "reports_ownkind", "reports_kindversion"
FROZEN = "A version in use never changes: a change makes the next version."
_CONTENT = ("kind_id", "number", "layout", "note", "changed_at", "changed_by_id", "used_from")
_CHANGED = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in _CONTENT)
_WAS_USED = f"EXISTS (SELECT 1 FROM {VERSIONS} WHERE kind_id = OLD.id AND state <> 'draft')"

KIND_TRIGGERS = [
    Trigger("kindversion_frozen", VERSIONS, "UPDATE", f"OLD.state <> 'draft' AND ({_CHANGED})", FROZEN),
    Trigger(
        "kindversion_moves_on", VERSIONS, "UPDATE",
        "OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN ('draft>in use', 'in use>ended')",
        "A version is drafted, then in use, then replaced.",
    ),
    Trigger(
        "kindversion_in_its_place", VERSIONS, "UPDATE", "OLD.kind_id <> NEW.kind_id OR OLD.number <> NEW.number",
        "A version keeps its kind and its number.",
    ),
    Trigger("kindversion_starts_draft", VERSIONS, "INSERT", "NEW.state <> 'draft'", "A version begins as a draft."),
    Trigger("kindversion_kept", VERSIONS, "DELETE", "OLD.state <> 'draft'", FROZEN),
    *kept(VERSIONS, "A version is not replaced by another.", ("kind_id", "number")),
    Trigger(
        "ownkind_keeps_its_name", KINDS, "UPDATE",
        "(OLD.name <> NEW.name OR OLD.slug <> NEW.slug OR OLD.of_meeting <> NEW.of_meeting "
        f"OR OLD.board_id <> NEW.board_id) AND {_WAS_USED}",
        "A kind that has been in use keeps its name: papers carry it.",
    ),
    Trigger("ownkind_kept", KINDS, "DELETE", _WAS_USED, "A kind that has been in use is retired, never deleted."),
    *kept(KINDS, "A kind is not replaced by another.", ("board_id", "slug")),
]  # fmt: skip
