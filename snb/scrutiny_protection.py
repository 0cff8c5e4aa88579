"""What a committee asked, what a body replied and what a committee decided later is held by the database too."""

from __future__ import annotations

from snb.protection import Trigger, append_only, kept

ASKED, RECIPIENTS, DECISIONS = "snb_recommendation", "snb_recipient", "snb_rescheduling"
NUMBERED = "A recommendation keeps its meeting, its number and its first date."
REPLY = "A reply once given stands as it was given."
_DECIDED = (
    "EXISTS (SELECT 1 FROM snb_rescheduling WHERE recommendation_id = OLD.id "
    "AND old_due = OLD.due AND new_due = NEW.due)"
)  # fmt: skip
_REPLIED_TO = "EXISTS (SELECT 1 FROM snb_recipient WHERE recommendation_id = OLD.id AND answer <> '')"


def _changed(*columns: str) -> str:
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


SCRUTINY_TRIGGERS = [
    Trigger("recommendation_numbered", ASKED, "UPDATE", _changed("meeting_id", "number"), NUMBERED),
    Trigger(
        "recommendation_first_date", ASKED, "UPDATE",
        "OLD.original_due IS NOT NULL AND OLD.original_due IS DISTINCT FROM NEW.original_due", NUMBERED,
    ),
    Trigger(
        "recommendation_moved_by_decision", ASKED, "UPDATE",
        f"OLD.due IS NOT NULL AND OLD.due IS DISTINCT FROM NEW.due AND NOT {_DECIDED}",
        "The date of a recommendation moves only by a recorded decision.",
    ),
    Trigger(
        "recommendation_replied_to", ASKED, "UPDATE", f"OLD.text <> NEW.text AND {_REPLIED_TO}",
        "A body has replied to these words.",
    ),
    Trigger("recommendation_no_delete", ASKED, "DELETE", "TRUE", "A recommendation is ended, never removed."),
    *kept(ASKED, "A recommendation is not replaced by another.", ("meeting_id", "number")),
    Trigger(
        "recipient_asked", RECIPIENTS, "UPDATE",
        _changed("recommendation_id", "organisation_id", "sent_on", "reply_due"),
        "Whom a committee asked, and by when, stands.",
    ),
    Trigger(
        "recipient_replied", RECIPIENTS, "UPDATE",
        "OLD.answer <> '' AND ("
        + _changed("answer", "reply", "replied_on", "replied_as", "replied_post", "is_on_behalf", "recorded_by_id")
        + ")",
        REPLY,
    ),
    Trigger("recipient_no_delete", RECIPIENTS, "DELETE", "TRUE", "Whom a committee asked, and by when, stands."),
    *kept(RECIPIENTS, REPLY, ("recommendation_id", "organisation_id")),
    *append_only(DECISIONS, "What a committee decided is never changed: record another decision."),
]  # fmt: skip
