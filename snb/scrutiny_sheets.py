"""Committees and what they asked, to take away. Only what the public may know is in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from snb.committee_reports import numbered
from snb.exporting import Sheet, Value
from snb.models import Board, Committee, CommitteeReport
from snb.scrutiny import Became, CommitteeRow, Row
from snb.wording import long_date

IN_PRIVATE = "An action that was heard in private"
COLUMNS = (
    "Committee", "Meeting", "Number", "Kind", "What was asked", "Report", "Original date", "Date now", "Rescheduled by",
    "Status", "Asked to reply", "Replies", "Replied late", "Replies overdue", "What became of it", "Ended", "Actions",
)  # fmt: skip


def recommendations_sheet(board: Board, rows: Iterable[Row], day: dt.date) -> Sheet:
    """A row for each recommendation or resolution."""
    title = f"{board.short_name} scrutiny recommendations"
    return Sheet(title, COLUMNS, [_line(row) for row in rows], [f"As at {long_date(day)}"])


def _line(row: Row) -> list[Value]:
    held = row.recommendation
    return [
        str(row.committee), held.meeting.date, held.number, held.get_kind_display(), held.text,
        str(held.report or ""), held.original_due, held.due,
        "; ".join(f"{long_date(each.decided_on)}: {each.decision}" for each in held.reschedulings.all()),
        row.status, row.replies.asked, row.replies.given, row.replies.late, row.replies.overdue,
        held.became, held.done_on, "; ".join(_action(action) for action in row.actions),
    ]  # fmt: skip


def _action(action: Became) -> str:
    return IN_PRIVATE if action.is_private else f"{action.reference}: {action.text} ({action.state})"


def replies_sheet(row: Row) -> Sheet:
    """Who was asked about one recommendation, and what they replied."""
    columns = ["Body", "Sent on", "Reply due by", "Answer", "Replied on", "Late", "Replied by", "Reply"]
    rows: list[list[Value]] = [
        [
            str(held.organisation), held.sent_on, held.reply_due, held.get_answer_display(), held.replied_on,
            "Yes" if held.is_late or held.is_overdue(row.day) else "", held.replied_post, held.reply,
        ]
        for held in row.recipients
    ]  # fmt: skip
    return Sheet(f"Replies to {row.recommendation}"[:80], columns, rows, [f"As at {long_date(row.day)}"])


def committees_sheet(board: Board, rows: Iterable[CommitteeRow]) -> Sheet:
    columns = ["Committee", "Of", "Statutory", "From", "Until", "Last met about the Board", "Next", "Asked", "Note"]
    lines: list[list[Value]] = [
        [
            row.committee.name, str(row.committee.body), "Yes" if row.committee.is_statutory else "",
            row.committee.begins, row.committee.ends, row.last.date if row.last else None,
            row.planned.date if row.planned else None, row.asked, row.committee.note,
        ]
        for row in rows
    ]  # fmt: skip
    return Sheet(f"{board.short_name} committees", columns, lines)


def meetings_sheet(committee: Committee) -> Sheet:
    """Its meetings about the board, each with the reports taken to it and what it asked."""
    columns = ["Date", "Note", "Reports", "Recommendations and resolutions"]
    rows: list[list[Value]] = [
        [
            meeting.date, meeting.note, "; ".join(str(report) for report in meeting.reports.all()),
            "; ".join(str(asked) for asked in meeting.recommendations.all()),
        ]
        for meeting in committee.meetings.prefetch_related("reports", "recommendations")
    ]  # fmt: skip
    return Sheet(f"Meetings of {committee}"[:80], columns, rows)


def report_sheet(report: CommitteeReport) -> Sheet:
    """A report's lists, one under the other."""
    rows: list[list[Value]] = [["Recommendation", f"{at})", None, text] for at, text in _numbered(report.recommends)]
    rows += [["Implication", row.heading, None, row.text] for row in report.implications.all()]
    rows += [
        ["Sign-off", row.step, row.on, " ".join(filter(None, [row.text, row.initials]))]
        for row in report.sign_offs.all()
    ]
    rows += [["Flag", row.question, None, "Yes" if row.is_yes else f"No: {row.reason}"] for row in report.flags.all()]
    return Sheet(f"{report}"[:80], ["What", "Heading", "Date", "Text"], rows)


def _numbered(text: str) -> Iterable[tuple[int, str]]:
    return enumerate(numbered(text), 1)
