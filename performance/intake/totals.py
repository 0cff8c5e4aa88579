"""Whether an area's figure and those of its parts still agree after an import."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from performance.intake.comparing import Held
from performance.intake.kept import Fed, Geography
from performance.intake.rows import Change, Gathered, Kind, Row
from performance.periods import Period

Figures = dict[tuple[int, dt.date], Decimal | None]  # by area and period


def check_totals(
    fed: Sequence[Fed], changes: Sequence[Change], geography: Geography, vintage: dt.date, found: Gathered
) -> None:
    """Counts only. Parts that exceed their total within one reading are a problem: one of them is wrong. Parts and
    total that agreed until only one of the two was revised are a warning: the other may follow. Parts that fall short
    are usual: what no area could be found for is in the total alone."""
    for each in fed:
        parts = _parts(each, geography)
        own = [change for change in changes if change.row.measure_id == each.measure.pk]
        if parts and each.measure.is_additive and any(change.kind is not Kind.UNCHANGED for change in own):
            _check(each, parts, own, vintage, found)


def _parts(fed: Fed, geography: Geography) -> list[int]:
    measure = fed.measure
    return geography.inside(measure.area_id, measure.breakdown) if measure.breakdown else []


def _check(fed: Fed, parts: list[int], changes: list[Change], vintage: dt.date, found: Gathered) -> None:
    starts = {change.row.start for change in changes}
    areas = [fed.measure.area_id, *parts]
    asked = [Row(fed.measure.pk, area, start, None) for area in areas for start in starts]
    before: Figures = {(key[1], key[2]): row.value for key, row in Held(asked, vintage).newest.items()}
    given: Figures = {(change.row.area_id, change.row.start): change.row.value for change in changes}
    after = before | given
    for start in sorted(starts):
        now, then = _both(fed, parts, start, after), _both(fed, parts, start, before)
        if now is None or now[0] == now[1]:
            continue
        total, added = now
        said = (
            f"{fed.measure}, {Period(start, fed.cadence).short}: {fed.measure.area} is {total:,f}, its parts {added:,f}"
        )
        if added > total and all((area, start) in given for area in areas):
            found.problems.add(None, "", f"{said}. Parts cannot come to more than the whole.")
        elif added > total:
            found.warn(f"{said}, some of them held already. Import the others too, or correct the one that is wrong.")
        elif then is not None and then[0] == then[1]:
            found.warn(f"{said}. Until now they agreed: import the revision of the others too.")


def _both(fed: Fed, parts: list[int], start: dt.date, figures: Figures) -> tuple[Decimal, Decimal] | None:
    """The total and the sum of its parts, where all are known."""
    total = figures.get((fed.measure.area_id, start))
    values = [figures.get((part, start)) for part in parts]
    known = [value for value in values if value is not None]
    if total is None or len(known) < len(values):
        return None
    return total.normalize(), sum(known, Decimal(0)).normalize()
