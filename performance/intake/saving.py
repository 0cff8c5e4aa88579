"""Keeping figures: a revision adds a row, what is unchanged adds nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import transaction

from performance.intake.comparing import compare
from performance.intake.rows import Change, Kind, Row
from performance.intake.steps import out_of_step
from performance.models import Import, Measure, Observation
from snb.audit import record
from snb.models import Board, Person
from snb.permissions import Permission
from snb.workflow import Refusal, demand

BATCH = 2_000


def lock_figures(board: Board) -> None:
    """One at a time writes the figures of a board, until the transaction ends: two that save at once do not double."""
    Board.objects.select_for_update(no_key=True).get(pk=board.pk)


@transaction.atomic
def record_figures(
    *, measure: Measure, rows: Iterable[Row], vintage: dt.date, by: Person | None, imported: Import | None = None
) -> list[Change]:
    """Keep figures of one measure as published on `vintage`; answers with what was added. Without a person (`by`), the
    command line or an import has asked."""
    changes = keep_rows(measure=measure, rows=rows, vintage=vintage, by=by, imported=imported)
    if changes:
        new = sum(change.kind is Kind.NEW for change in changes)
        record(
            by=by, action="recorded figures", obj=measure, board=measure.board,
            published=vintage.isoformat(), new=new, revised=len(changes) - new,
        )  # fmt: skip
    return changes


@transaction.atomic
def keep_rows(
    *, measure: Measure, rows: Iterable[Row], vintage: dt.date, by: Person | None, imported: Import | None = None
) -> list[Change]:
    """Add what says something new, and answer with it. The caller writes the audit log."""
    if by is not None:
        demand(by, Permission.FIGURE_EDIT, measure)
    lock_figures(measure.board)
    rows = [row.rounded() for row in rows]
    if any(row.measure_id != measure.pk for row in rows):
        raise ValueError("Every row must be of the measure that is recorded.")
    if any(row.start > vintage for row in rows):
        raise Refusal("A figure cannot be published before its period begins.")
    if wrong := out_of_step(measure, rows):
        raise Refusal(wrong)
    changes = [change for change in compare(rows, vintage) if change.kind is not Kind.UNCHANGED]
    save_changes(changes, vintage, by, imported)
    return changes


def save_changes(changes: Iterable[Change], vintage: dt.date, by: Person | None, imported: Import | None) -> int:
    """Add the rows, in batches, inside the caller's transaction. How many there were."""
    observations = _observations(changes, vintage, by, imported)
    saved = 0
    while batch := list(islice(observations, BATCH)):
        saved += len(Observation.objects.bulk_create(batch))
    return saved


def _observations(
    changes: Iterable[Change], vintage: dt.date, by: Person | None, imported: Import | None
) -> Iterator[Observation]:
    for change in changes:
        if change.kind is Kind.UNCHANGED:
            continue
        row = change.row
        yield Observation(
            measure_id=row.measure_id, area_id=row.area_id, period_start=row.start,
            value=row.value, numerator=row.numerator, denominator=row.denominator,
            is_provisional=row.is_provisional, is_suppressed=row.is_suppressed, note=row.note,
            vintage=vintage, sequence=change.sequence, imported=imported, recorded_by=by,
        )  # fmt: skip
