"""An agreement against what it must be and what was before it: its checklist, its statements, and what changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from priorities.agreements import StatementGroup, statements_of
from priorities.lineage import Change, Comparison, Fate, Stood, compare
from priorities.models import Agreement, Statement
from reports.documents.blocks import BlockData, Build, Bullets, Prose
from reports.documents.checklist import CheckRow, checklist_of

if TYPE_CHECKING:
    from reports.documents.reading import Reading

FIRST = "This is the first agreement that the Board has recorded, so there is none to compare it with."


@dataclass(frozen=True)
class Agreed:
    """Read with the agreement, in the same moment. `comparison` is None where no agreement came before."""

    checklist: tuple[CheckRow, ...]
    statements: tuple[StatementGroup, ...]
    comparison: Comparison | None


def read_agreed(agreement: Agreement, day: dt.date) -> Agreed:
    """A constant few queries."""
    earlier = Agreement.objects.filter(board=agreement.board_id, begins__lt=agreement.begins).last()
    return Agreed(
        checklist=checklist_of(agreement, day),
        statements=statements_of(agreement),
        comparison=compare(earlier, agreement) if earlier else None,
    )


def statements(kind: Statement.Kind) -> Build:
    """The numbered statements of a kind that the agreement makes; nothing where it makes none."""

    def build(reading: Reading) -> Bullets | None:
        groups = reading.agreed.statements if reading.agreed else ()
        rows = next((group.rows for group in groups if group.kind == kind), ())
        return Bullets(tuple(row.text for row in rows), numbered=True) if rows else None

    return build


@dataclass(frozen=True)
class AgreementChange:
    """`before` and `now` are the names there, with the themes; empty where it did not stand in that agreement."""

    what: str
    before: str
    now: str
    said: str


@dataclass(frozen=True)
class AgreementChanges(BlockData):
    """`going_on` are the priorities that stand in both as they were."""

    name: ClassVar[str] = "agreement-changes"
    earlier: str
    rows: tuple[AgreementChange, ...]
    going_on: tuple[str, ...]


def changes_of_agreement(reading: Reading) -> BlockData | None:
    if reading.agreed is None:
        return None
    found = reading.agreed.comparison
    if found is None:
        return Prose(FIRST)
    rows = tuple(_row(change) for change in found.changes if not _is_as_it_was(change))
    same = tuple(change.after.name for change in found.changes if _is_as_it_was(change) and change.after)
    return AgreementChanges(str(found.earlier), rows, same)


def _is_as_it_was(change: Change) -> bool:
    return change.fate is Fate.CONTINUES and not change.moved and not change.note


def _row(change: Change) -> AgreementChange:
    what = {Fate.NEW: "Added", Fate.CONTINUES: "Moved" if change.moved else "Continues"}.get(
        change.fate, change.fate.word
    )
    return AgreementChange(what, _stood(change.before), _stood(change.after), change.sentence)


def _stood(stood: Stood | None) -> str:
    if stood is None:
        return ""
    return f"{stood.name} ({'; '.join(stood.themes)})" if stood.themes else stood.name
