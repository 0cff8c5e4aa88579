"""What is public of scrutiny, for machines. Of a reply, post and body; of what was heard in private, nothing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from snb.models import Board, CommitteeReport, Recipient
from snb.scrutiny import Became, CommitteeRow, Row

FORMAT = "golden-thread-scrutiny/1"


def as_json(
    board: Board, committees: Iterable[CommitteeRow], reports: Iterable[CommitteeReport], rows: Iterable[Row]
) -> bytes:
    """Committees, reports and what was asked. The same facts are the same bytes."""
    content = {
        "format": FORMAT,
        "board": {"slug": board.slug, "name": board.name},
        "committees": [_committee(row) for row in committees],
        "reports": [_report(report) for report in reports],
        "recommendations": [_asked(row) for row in rows],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def reports_taken(board: Board) -> list[CommitteeReport]:
    """Reports to meetings of the board's committees, newest first; two queries."""
    rows = CommitteeReport.objects.filter(meeting__committee__board=board).select_related("meeting__committee__board")
    return list(rows.prefetch_related("sign_offs"))


def _committee(row: CommitteeRow) -> dict[str, Any]:
    held = row.committee
    return {
        "name": held.name,
        "of": str(held.body),
        "statutory": held.is_statutory,
        "from": _day(held.begins),
        "until": _day(held.ends),
        "meetings": [{"date": _day(meeting.date), "note": meeting.note} for meeting in held.meetings.all()],
    }


def _report(report: CommitteeReport) -> dict[str, Any]:
    return {
        "title": report.title,
        "committee": report.meeting.committee.name,
        "meeting": _day(report.meeting.date),
        "author": report.author,
        "background_papers": report.background_papers or "None",
        "areas_affected": report.areas_affected,
        "sign_offs": [
            {"step": step.step, "initials": step.initials, "on": _day(step.on)} for step in report.sign_offs.all()
        ],
    }


def _asked(row: Row) -> dict[str, Any]:
    held = row.recommendation
    return {
        "committee": row.committee.name,
        "meeting": _day(held.meeting.date),
        "number": held.number,
        "kind": held.kind,
        "text": held.text,
        "report": held.report.title if held.report else None,
        "original_date": _day(held.original_due),
        "date": _day(held.due),
        "rescheduled": [
            {
                "from": _day(each.old_due), "to": _day(each.new_due), "decided_on": _day(each.decided_on),
                "decision": each.decision,
            }
            for each in held.reschedulings.all()
        ],
        "state": held.state,
        "became": held.became,
        "ended_on": _day(held.done_on),
        "replies": [_reply(each) for each in row.recipients],
        "actions": [_action(action) for action in row.actions],
    }  # fmt: skip


def _reply(held: Recipient) -> dict[str, Any]:
    return {
        "body": str(held.organisation),
        "sent_on": _day(held.sent_on),
        "reply_due": _day(held.reply_due),
        "answer": held.answer or None,
        "replied_on": _day(held.replied_on),
        "replied_by": held.replied_post or None,
        "on_behalf": held.is_on_behalf,
        "text": held.reply or None,
    }


def _action(action: Became) -> dict[str, Any]:
    if action.is_private:
        return {"heard_in_private": True}
    return {
        "reference": action.reference,
        "text": action.text,
        "owner": action.owner,
        "original_due": _day(action.original_due),
        "due": _day(action.due),
        "state": action.state,
        "outcome": action.outcome,
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
