"""The attendance of a meeting as a table to take away."""

from __future__ import annotations

from snb.exporting import Sheet, Value
from snb.models import Meeting
from snb.reading import VACANT
from snb.sittings import Sitting


def attendance_sheet(meeting: Meeting, sitting: Sitting) -> Sheet:
    """A row for each post of a row of the membership table, one for a vacancy, and whoever came without a seat."""
    columns = ["Row", "Post", "Attendance", "Name", "Holder of the day"]
    rows: list[list[Value]] = []
    for row in sitting.rows:
        rows += [
            [row.organisation, line.title, line.kind_label, line.name, line.holder] for line in row.lines if line.kind
        ]
        if row.is_vacant:
            rows.append([row.organisation, VACANT, "Vacant", "", ""])
    rows += [["", other.title, "In attendance", other.name, ""] for other in sitting.others]
    notes = [str(meeting), *(f"{quorum.name}: {quorum.words}." for quorum in sitting.quorums)]
    return Sheet(f"{meeting.board.short_name} attendance {meeting.date.isoformat()}", columns, rows, notes)
