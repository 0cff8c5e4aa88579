"""The partnerships of a board on a day, as plain values. Constant queries however many there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from partnerships.models import Partnership
from snb.exporting import Sheet, Value
from snb.holders import appointments_on, holdings_on
from snb.models import Board
from snb.permissions import Role


@dataclass(frozen=True)
class PartnershipRow:
    """`chair` and `officers` are names; `chair` is empty where nobody holds the post."""

    name: str
    districts: list[str]
    chair: str
    officers: list[str]
    predecessors: list[str]
    begins: dt.date
    ends: dt.date | None


def partnerships_on(board: Board, day: dt.date) -> tuple[list[PartnershipRow], list[PartnershipRow]]:
    """Those in being on `day`, and those that ended before it, each by name."""
    rows = list(
        Partnership.objects.filter(board=board, begins__lte=day)
        .select_related("remit__board")
        .prefetch_related("remit__names", "coverage__district", "predecessors__remit__names")
    )
    chairs = holdings_on(day, post_ids=[row.chair_id for row in rows if row.chair_id])
    officers = appointments_on(day, roles=[Role.CSP_OFFICER], remit_ids=[row.remit_id for row in rows])
    made = {row.pk: _row(row, day, chairs.get(row.chair_id or 0, []), officers.get(row.remit_id, [])) for row in rows}
    current = [made[row.pk] for row in rows if row.holds_on(day)]
    former = [made[row.pk] for row in rows if not row.holds_on(day)]
    return sorted(current, key=lambda row: row.name), sorted(former, key=lambda row: row.name)


def _row(row: Partnership, day: dt.date, chairs: list, officers: list) -> PartnershipRow:
    then = min(day, row.ends) if row.ends else day  # a partnership that ended is shown as it last was
    return PartnershipRow(
        name=row.name_on(then),
        districts=sorted(covered.district.name for covered in row.coverage.all() if covered.holds_on(then)),
        chair=", ".join(holding.person.name for holding in chairs),
        officers=[appointment.person.name for appointment in officers],
        predecessors=sorted(before.name_on(row.begins) for before in row.predecessors.all()),
        begins=row.begins,
        ends=row.ends,
    )


def partnerships_sheet(board: Board, rows: Iterable[PartnershipRow]) -> Sheet:
    """The partnerships to take away, those that ended with the rest."""
    columns = ["Partnership", "Districts", "Chair", "Officers", "Followed", "From", "Until"]
    made: list[list[Value]] = [
        [
            row.name, ", ".join(row.districts), row.chair or "Not currently identified",
            ", ".join(row.officers) or "Nobody appointed", ", ".join(row.predecessors), row.begins, row.ends,
        ]
        for row in rows
    ]  # fmt: skip
    return Sheet(f"{board.short_name} partnerships", columns, made)
