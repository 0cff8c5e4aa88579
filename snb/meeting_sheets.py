"""Meetings with the days counted back from them, and an agenda as its reader may see it, as tables to take away."""

from __future__ import annotations

from collections.abc import Iterable

from snb.agenda import Timed
from snb.exempt import SeenItem
from snb.exporting import Sheet, Value
from snb.models import Board, Meeting
from snb.notice import Deadlines
from snb.wording import long_date


def meetings_sheet(board: Board, rows: Iterable[tuple[Meeting, Deadlines]]) -> Sheet:
    """Meetings with their forward plan: a row for each subject, and one for a meeting without any."""
    columns = [
        "Date", "Time", "Meeting", "Place", "Reports on", "Returns due", "Papers due", "Publish agenda by",
        "Agenda published", "Why late", "Cancelled because", "Purpose", "Forward plan",
    ]  # fmt: skip
    lines: list[list[Value]] = [
        [
            meeting.date, f"{meeting.time:%H:%M}", meeting.title, meeting.place, meeting.quarter.short,
            meeting.returns_due, due.papers_due, due.publish_by, meeting.agenda_published_on,
            meeting.late_notice_reason, meeting.cancelled_reason,
            item.get_purpose_display() if item else "", item.title if item else "",
        ]
        for meeting, due in rows
        for item in [*meeting.forward_plan.all()] or (None,)
    ]  # fmt: skip
    return Sheet(f"{board.short_name} meetings", columns, lines)


def agenda_sheet(meeting: Meeting, items: Iterable[Timed[SeenItem]]) -> Sheet:
    columns = [
        "Item", "Begins", "Title", "Asks the Board to", "Presented by", "Minutes", "Sitting as", "In private",
        "Urgent because", "Withdrawn", "Papers", "Pages",
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [
            seen.number, f"{row.begins:%H:%M}", seen.title, seen.asks, str(seen.presenter or ""), seen.minutes,
            seen.capacity, seen.ground, seen.added_late_reason or ("Yes" if seen.is_late else ""),
            seen.withdrawn_reason or ("Yes" if seen.is_withdrawn else ""),
            "; ".join(paper.title for paper in seen.papers), sum(paper.pages for paper in seen.papers) or None,
        ]
        for row in items
        for seen in [row.item]
    ]  # fmt: skip
    return Sheet(f"{meeting.board.short_name} agenda {long_date(meeting.date)}", columns, rows)
