"""Matters arising: what the Board asked for at earlier meetings, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from reports.documents.blocks import VACANT, BlockData
from reports.documents.reading import Reading
from snb.actions import ActionRow


@dataclass(frozen=True)
class MatterRow:
    """`original_due` and `due` ISO; `ended` a sentence where it has ended."""

    reference: str
    text: str
    owner: str
    held_by: str
    original_due: str
    due: str
    status: str
    is_late: bool
    ended: str


@dataclass(frozen=True)
class MattersArising(BlockData):
    name: ClassVar[str] = "matters-arising"
    rows: tuple[MatterRow, ...]


def matters_arising(reading: Reading) -> MattersArising | None:
    """What is done and waits for the Board, what is open, what has ended since the last meeting. Never what was agreed
    in private: the reading does not have it."""
    rows = reading.matters.rows if reading.matters else ()
    return MattersArising(tuple(map(matter_row, rows))) if rows else None


def matter_row(row: ActionRow) -> MatterRow:
    action = row.action
    return MatterRow(
        action.reference, action.text, row.owner, row.names or VACANT, action.original_due.isoformat(),
        action.due.isoformat(), row.status, row.is_late, row.ended,
    )  # fmt: skip
