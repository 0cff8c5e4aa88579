"""What is to be kept, next to what is known: new, revised or unchanged, for every row."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence

from performance.intake.rows import Change, Key, Kind, Row
from performance.models import Observation

FIELDS = ("value", "numerator", "denominator", "is_provisional", "is_suppressed", "note")
AT_ONCE = 10_000


class Held:
    """The newest figure as published on a day or before, for each measure, area and period that is asked about."""

    def __init__(self, rows: Sequence[Row], vintage: dt.date) -> None:
        self.newest: dict[Key, Row] = {}
        self.sequences: dict[Key, int] = {}  # the last correction of that very day
        self.later: set[Key] = set()
        if not rows:
            return
        wanted = {row.key for row in rows}
        query = Observation.objects.filter(
            measure__in={row.measure_id for row in rows},
            area__in={row.area_id for row in rows},
            period_start__range=(min(row.start for row in rows), max(row.start for row in rows)),
        ).order_by("vintage", "sequence")
        names = ("measure", "area", "period_start", "vintage", "sequence", *FIELDS)
        for measure, area, start, published, sequence, *values in query.values_list(*names).iterator(AT_ONCE):
            key = (measure, area, start)
            if key not in wanted:
                continue
            if published > vintage:
                self.later.add(key)
                continue
            self.newest[key] = Row(*key, *values)
            if published == vintage:
                self.sequences[key] = sequence


def compare(rows: Sequence[Row], vintage: dt.date) -> list[Change]:
    """One change for each row. Where nothing is known, "there is no figure" says nothing, unless it is withheld."""
    held = Held(rows, vintage)
    return [_change(row, held) for row in rows]


def _change(row: Row, held: Held) -> Change:
    before = held.newest.get(row.key)
    sequence = held.sequences.get(row.key, -1) + 1
    if before is None:
        kind = Kind.UNCHANGED if row.value is None and not row.is_suppressed else Kind.NEW
    else:
        kind = Kind.UNCHANGED if _is_same(before, row) else Kind.REVISED
    return Change(row, kind, before, sequence, row.key in held.later)


def _is_same(before: Row, row: Row) -> bool:
    """A numerator that a file leaves out does not contradict the one that is held."""
    parts = [(before.numerator, row.numerator), (before.denominator, row.denominator)]
    return (
        before.value == row.value
        and before.is_suppressed == row.is_suppressed
        and before.is_provisional == row.is_provisional
        and all(new is None or new == old for old, new in parts)
    )


def fingerprint(changes: Iterable[Change]) -> str:
    """The same while keeping would do the same: what a person saw is what they save."""
    lines = sorted(
        f"{change.row.key} {change.kind} {change.before and change.before.value} {change.row.value} {change.sequence}"
        for change in changes
        if change.kind is not Kind.UNCHANGED
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
