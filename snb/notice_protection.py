"""A published agenda stands in the database too: its items are not moved, changed or removed, nor its day or papers."""

from __future__ import annotations

from snb.protection import Trigger, kept

PUBLISHED = "This agenda is published: withdraw an item, or add one as urgent business."
ITEMS, PAPERS, MEETINGS = "snb_agendaitem", "snb_paper", "snb_meeting"
_NOTICE = ("date", "agenda_published_on", "agenda_published_by_id", "late_notice_reason")
_SAID = (
    "meeting_id", "title", "purpose", "minutes", "presenter_id", "block", "text", "capacity_id", "exempt_paragraph",
    "public_interest", "public_title", "added_late_reason",
)  # fmt: skip


def _changed(*columns: str) -> str:
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


def _published(meeting: str) -> str:
    return f"EXISTS (SELECT 1 FROM {MEETINGS} WHERE id = {meeting} AND agenda_published_on IS NOT NULL)"


def _of_item(item: str, *, more: str = "") -> str:
    joined = f"{MEETINGS} JOIN {ITEMS} ON {ITEMS}.meeting_id = {MEETINGS}.id"
    return f"EXISTS (SELECT 1 FROM {joined} WHERE {ITEMS}.id = {item} AND agenda_published_on IS NOT NULL{more})"


_MOVED_IN = f"OLD.meeting_id <> NEW.meeting_id AND {_published('NEW.meeting_id')}"
_ITEM_CHANGED = (
    f'{_changed(*_SAID)} OR OLD."order" <> NEW."order" '
    "OR (OLD.withdrawn_reason <> '' AND OLD.withdrawn_reason <> NEW.withdrawn_reason)"
)

NOTICE_TRIGGERS = [
    Trigger(
        "snb_meeting_notice_given", MEETINGS, "UPDATE",
        f"OLD.agenda_published_on IS NOT NULL AND ({_changed(*_NOTICE)})",
        "Notice of this meeting was given: its day stays.",
    ),
    Trigger("snb_agendaitem_published_update", ITEMS, "UPDATE",
            f"({_published('OLD.meeting_id')} AND ({_ITEM_CHANGED})) OR ({_MOVED_IN})", PUBLISHED),
    Trigger("snb_agendaitem_published_delete", ITEMS, "DELETE", _published("OLD.meeting_id"), PUBLISHED),
    Trigger("snb_agendaitem_published_insert", ITEMS, "INSERT",
            f"NEW.added_late_reason = '' AND {_published('NEW.meeting_id')}", PUBLISHED),
    Trigger("snb_paper_published_update", PAPERS, "UPDATE", f"{_of_item('OLD.item_id')} OR {_of_item('NEW.item_id')}",
            PUBLISHED),
    Trigger("snb_paper_published_delete", PAPERS, "DELETE", _of_item("OLD.item_id"), PUBLISHED),
    Trigger("snb_paper_published_insert", PAPERS, "INSERT",
            _of_item("NEW.item_id", more=" AND added_late_reason = ''"), PUBLISHED),
    *kept(MEETINGS, "A meeting is not replaced by another.", ("board_id", "date")),
    *kept(ITEMS, "An item of an agenda is not replaced by another."),
    *kept(PAPERS, "A paper is not replaced by another."),
]  # fmt: skip
