"""What the counts of a publication are known to add up to: parts to areas, months to years, and years that overlap.

A sum is declared only where nothing held contradicts it. Parts cover an area if they add up to it in every period in
which all of them are known; where they do not, a part of its own (`ELSEWHERE`) stands for what lies outside them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from performance.analysis.suppression import Total
from performance.models import Measure
from performance.periods import Cadence, Period

Cell = tuple[str, int, int, dt.date]  # what it is, a measure's id, an area's id, the first day of the period
COUNT, OUT_OF, REST = "count", "out of", "rest"  # a count or numerator; its denominator; the denominator's other part
ELSEWHERE, QUARTER = "elsewhere", "quarter"  # never published, but part of what is
Parts = Mapping[int, Mapping[str, frozenset[int]]]  # area → kind of area → the areas of that kind that lie in it


@dataclass
class Sums:
    """Cells, None where a count is not known, and the totals among them. A cell that is added was never published."""

    cells: dict[Cell, int | None]
    totals: list[Total] = field(default_factory=list)

    def declare(self, total: Cell, parts: Sequence[Cell], *, covers: bool = True) -> None:
        """The sum, unless the figures themselves deny it: they may be of different days."""
        known = sum(self.cells.get(part) or 0 for part in parts)
        whole = self.cells.get(total)
        is_complete = all(self.cells.get(part) is not None for part in parts)
        if whole is not None and (known > whole or (covers and is_complete and known != whole)):
            return
        elsewhere = () if covers else ((ELSEWHERE, *total[1:]),)
        for cell in (total, *parts, *elsewhere):
            self.cells.setdefault(cell, None)
        self.totals.append(Total(total, (*parts, *elsewhere)))

    def holds(self, total: Cell, parts: Sequence[Cell]) -> bool:
        """False only where all are known and do not add up."""
        values = [self.cells.get(cell) for cell in (total, *parts)]
        return None in values or 2 * (values[0] or 0) == sum(value or 0 for value in values)


def sums_of(measures: Iterable[Measure], cells: Mapping[Cell, int | None], parts: Parts, threshold: int) -> Sums:
    """`measures` are those that the cells are of, with their feeds."""
    found = Sums(dict(cells))
    held: dict[int, dict[int, set[dt.date]]] = defaultdict(lambda: defaultdict(set))
    for what, measure, area, start in cells:
        if what == COUNT:
            held[measure][area].add(start)
    for what, measure, area, start in cells:
        if what == REST:
            place = (measure, area, start)
            found.declare((OUT_OF, *place), ((COUNT, *place), (REST, *place)))
    for measure in held:
        _over_areas(found, measure, held[measure], parts)
    for group in _same_counts(measures):
        small = {key[1] for key, value in cells.items() if key[0] == COUNT and 0 < (value or 0) < threshold}
        _over_periods(found, group, held, overlapping=bool(small & {measure.pk for measure in group}))
    return found


def _over_areas(found: Sums, measure: int, held: Mapping[int, set[dt.date]], parts: Parts) -> None:
    for whole in held:
        for inner in parts.get(whole, {}).values():
            if not inner & held.keys():
                continue
            starts = set(held[whole]).union(*(held[area] for area in inner if area in held))
            lines = [
                ((COUNT, measure, whole, start), [(COUNT, measure, area, start) for area in sorted(inner)])
                for start in sorted(starts)
            ]
            covers = all(found.holds(total, cells) for total, cells in lines)
            for total, cells in lines:
                found.declare(total, cells, covers=covers)


def _same_counts(measures: Iterable[Measure]) -> list[list[Measure]]:
    """Measures that count the same thing, at different cadences: of the same series, or defined in the same words."""
    groups: dict[object, list[Measure]] = defaultdict(list)
    for measure in measures:
        fed = frozenset(feed.series for feed in measure.feeds.all())
        words = (measure.definition.strip().lower(), measure.unit.strip().lower())
        is_count = measure.per is None
        # The numerator of a rate is the count of its series: the rate gives it back to whoever knows the people.
        groups[fed or (words if words[0] and is_count else measure.pk)].append(measure)
    return list(groups.values())


def _over_periods(
    found: Sums, group: Sequence[Measure], held: Mapping[int, Mapping[int, set[dt.date]]], *, overlapping: bool
) -> None:
    """A year is its quarters; rolling years share quarters even where nobody publishes those."""
    for coarse in group:
        for area, starts in held.get(coarse.pk, {}).items():
            finer = [fine for fine in group if _is_finer(fine, coarse) and area in held.get(fine.pk, {})]
            for start in sorted(starts):
                total, is_divided = (COUNT, coarse.pk, area, start), False
                for fine in finer:
                    lines = _within(start, coarse, fine)
                    is_divided |= len(lines) > 1
                    if lines:
                        found.declare(total, [(COUNT, fine.pk, area, each) for each in lines])
                if overlapping and coarse.cadence == Cadence.ROLLING and not is_divided:
                    lines = [period.start for period in _run(start, Cadence.MONTH, 12)[::3]]
                    found.declare(total, [(QUARTER, coarse.pk, area, each) for each in lines])


def _is_finer(fine: Measure, coarse: Measure) -> bool:
    """Of two that are alike the earlier one counts as the finer."""
    if fine.cadence == coarse.cadence:
        return fine.pk < coarse.pk
    if fine.cadence == Cadence.YEAR:
        return coarse.cadence == Cadence.ROLLING
    return Cadence(fine.cadence).months < Cadence(coarse.cadence).months


def _within(start: dt.date, coarse: Measure, fine: Measure) -> list[dt.date]:
    """The first days of the periods of `fine` that make the one of `coarse`; none where they begin between."""
    cadence = Cadence(fine.cadence)
    if cadence is Cadence.QUARTER and start.month % 3 != 1:
        return []
    return [period.start for period in _run(start, cadence, Cadence(coarse.cadence).months // cadence.months)]


def _run(start: dt.date, cadence: Cadence, count: int) -> list[Period]:
    first = Period(start, cadence)
    return [first.shifted(number) for number in range(count)]
