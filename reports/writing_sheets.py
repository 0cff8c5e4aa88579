"""Lists of what is written for papers, to take away."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from reports.writing_reading import Line
from snb.exporting import Sheet, Value
from snb.models import Board


def writing_sheet(board: Board, label: str, rows: Sequence[Line]) -> Sheet:
    """How far each text is. What they say is in the papers."""
    columns = ["Text", "Printed in", "Status", "Last changed", "By", "Open comments"]
    cells: list[list[Value]] = [
        [
            row.place.slot.title, ", ".join(row.place.papers), row.word,
            timezone.localtime(row.passage.changed_at) if row.passage else None,
            row.passage.changed_by.name if row.passage and row.passage.changed_by else "", row.open_comments,
        ]
        for row in rows
    ]  # fmt: skip
    return Sheet(f"{board.short_name} writing {label}".strip(), columns, cells)
