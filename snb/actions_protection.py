"""Of an action the database itself keeps what was agreed: its number, its first due date, its evidence, its closure."""

from __future__ import annotations

from snb.action_states import MACHINE
from snb.protection import Trigger, append_only, kept

ACTIONS = "snb_action"
_PAIRS = ", ".join(f"'{origin.value}>{to.value}'" for origin, to in MACHINE.table)
_REVISED = (
    "EXISTS (SELECT 1 FROM snb_actionrevision WHERE action_id = OLD.id "
    "AND old_due = OLD.due AND new_due = NEW.due)"
)  # fmt: skip
_EVIDENCE = (
    "EXISTS (SELECT 1 FROM snb_actionreport AS said WHERE said.action_id = NEW.id AND said.says_done AND "
    "(said.evidence <> '' OR EXISTS (SELECT 1 FROM snb_actionfile WHERE report_id = said.id)))"
)
_CLOSED_ELSEWHERE = (
    "NEW.closing_id IS NOT NULL AND "
    "EXISTS (SELECT 1 FROM snb_meeting WHERE id = NEW.closing_id AND board_id <> NEW.board_id)"
)


def _changed(*columns: str) -> str:
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)


_SAID = _changed("text", "post_id", "role", "remit_id", "item_id", "decision_id")

ACTION_TRIGGERS = [
    Trigger(
        "action_keeps_its_origin", ACTIONS, "UPDATE",
        _changed("board_id", "number", "origin", "agreed_on", "original_due"),
        "An action keeps its number, the day it was agreed and its original due date.",
    ),
    Trigger(
        "action_moves_by_table", ACTIONS, "UPDATE",
        f"OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN ({_PAIRS})",
        "An action does not move that way.",
    ),
    Trigger(
        "action_ended_is_kept", ACTIONS, "UPDATE",
        f"OLD.state IN ('closed', 'dropped') AND (NEW.state = OLD.state OR {_SAID})",
        "This action has ended: reopen it first.",
    ),
    Trigger(
        "action_due_by_revision", ACTIONS, "UPDATE", f"OLD.due <> NEW.due AND NOT {_REVISED}",
        "A due date changes only by a recorded revision.",
    ),
    Trigger(
        "action_done_by_evidence", ACTIONS, "UPDATE",
        f"OLD.state <> NEW.state AND NEW.state IN ('done', 'closed') AND NOT {_EVIDENCE}",
        "An action is not done without evidence.",
    ),
    Trigger(
        "action_closed_by_its_board", ACTIONS, "UPDATE", _CLOSED_ELSEWHERE,
        "A meeting of another board cannot close this action.",
    ),
    Trigger("action_no_delete", ACTIONS, "DELETE", "TRUE", "An action is closed or dropped, never removed."),
    *kept(ACTIONS, "An action is not replaced by another.", ("board_id", "number")),
    *append_only("snb_actionrevision", "A revised due date is never changed: revise it again."),
    *append_only("snb_actionreport", "A report on an action is never changed: add another."),
    *append_only("snb_actionfile", "Evidence of an action is never changed: add another report."),
]  # fmt: skip
