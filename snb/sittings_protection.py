"""What approved minutes say is held by the database: the minutes, who was there, what was declared and decided.

Before that a decision keeps its number, and minutes move only along their table."""

from __future__ import annotations

from snb.minutes import MACHINE
from snb.protection import Trigger, kept

MINUTES = "snb_minutes"
FINAL = "The minutes of this meeting are approved: its record does not change."
_PAIRS = ", ".join(f"'{origin.value}>{to.value}'" for origin, to in MACHINE.table)


def _final(meeting: str) -> str:
    return f"EXISTS (SELECT 1 FROM {MINUTES} WHERE state = 'approved' AND meeting_id = {meeting})"


def _of_record(table: str, *keys: tuple[str, ...], of: str = "meeting_id = ROW.meeting_id") -> list[Trigger]:
    """Refuse every change of a row of `table` while the minutes that `of` (SQL over ROW) names are approved."""

    def final(row: str) -> str:
        return f"EXISTS (SELECT 1 FROM {MINUTES} WHERE state = 'approved' AND {of.replace('ROW', row)})"

    return [
        Trigger(f"{table}_final_insert", table, "INSERT", final("NEW"), FINAL),
        Trigger(f"{table}_final_update", table, "UPDATE", f"{final('OLD')} OR {final('NEW')}", FINAL),
        Trigger(f"{table}_final_delete", table, "DELETE", final("OLD"), FINAL),
        *kept(table, FINAL, *keys),
    ]


def _changed(*columns: str) -> str:
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


SITTINGS_TRIGGERS = [
    Trigger("minutes_final_update", MINUTES, "UPDATE", "OLD.state = 'approved'", FINAL),
    Trigger("minutes_final_delete", MINUTES, "DELETE", "OLD.state = 'approved'", FINAL),
    Trigger("minutes_begin_as_a_draft", MINUTES, "INSERT", "NEW.state <> 'draft'", "Minutes begin as a draft."),
    Trigger(
        "minutes_move_by_table", MINUTES, "UPDATE",
        f"OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN ({_PAIRS})",
        "Minutes do not move that way.",
    ),
    Trigger(
        "minutes_of_their_meeting", MINUTES, "UPDATE", _changed("meeting_id"), "Minutes stay with their meeting."
    ),
    *kept(MINUTES, "Minutes are not replaced by others.", ("meeting_id",)),
    *_of_record("snb_minuteentry", ("item_id",), of="id = ROW.minutes_id"),
    *_of_record("snb_attendance"),
    *_of_record("snb_declaration"),
    *_of_record("snb_decision", ("meeting_id", "number")),
    Trigger(
        "decision_keeps_its_number", "snb_decision", "UPDATE",
        _changed("board_id", "meeting_id", "item_id", "number", "recorded_at", "recorded_by_id"),
        "A decision keeps its meeting, its item and its number.",
    ),
    *(
        Trigger(f"snb_agendaitem_final_{event.lower()}", "snb_agendaitem", event, when, FINAL)
        for event, when in (
            ("INSERT", _final("NEW.meeting_id")),
            ("UPDATE", f"{_final('OLD.meeting_id')} OR {_final('NEW.meeting_id')}"),
            ("DELETE", _final("OLD.meeting_id")),
        )
    ),
    Trigger(
        "snb_meeting_final_day", "snb_meeting", "UPDATE",
        f"({_changed('date', 'board_id', 'cancelled_reason')}) AND {_final('OLD.id')}", FINAL,
    ),
    Trigger("decision_no_delete", "snb_decision", "DELETE", "TRUE", "A decision is kept as it was recorded."),
]  # fmt: skip
