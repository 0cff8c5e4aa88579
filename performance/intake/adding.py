"""Adding figures up: several series into one, months into quarters and years, offences by their weights. Pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from performance.analysis.severity import codes_in
from performance.importing.cells import Cell
from performance.periods import Cadence, Period


@dataclass(frozen=True, slots=True)
class Series:
    """What one area and period come to. `unweighted`: offences whose code has no weight."""

    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    is_provisional: bool = False
    is_suppressed: bool = False
    note: str = ""
    file: str = ""
    row: int = 0
    column: str = ""
    unweighted: Decimal = Decimal(0)

    @classmethod
    def of(cls, cell: Cell) -> Series:
        return cls(
            cell.value, cell.numerator, cell.denominator, cell.is_provisional, cell.is_suppressed, cell.note,
            row=cell.row, column=cell.column,
        )  # fmt: skip

    @property
    def place(self) -> str:
        return f"row {self.row}" if self.row else ""


Part = tuple[str, dt.date, Cadence]  # code of the area, first day of the period, its kind
Parts = dict[Part, Series]


def added(series: Mapping[str, Parts]) -> tuple[Parts, dict[str, int]]:
    """The sum of several series, all or none, and how many sums each series is missing from."""
    if len(series) == 1:
        return next(iter(series.values())), {}
    missing: dict[str, int] = defaultdict(int)
    sums: Parts = {}
    for part in sorted({part for parts in series.values() for part in parts}):
        absent = [name for name, parts in series.items() if part not in parts]
        for name in absent:
            missing[name] += 1
        if not absent:
            sums[part] = total([parts[part] for parts in series.values()])
    return sums, dict(missing)


def total(terms: Iterable[Series]) -> Series:
    """One figure of several; there is none where one of them is missing."""
    terms = list(terms)
    values = [term.value for term in terms if term.value is not None]
    is_whole = len(values) == len(terms)
    return Series(
        sum(values, Decimal(0)) if is_whole else None,
        is_provisional=any(term.is_provisional for term in terms),
        is_suppressed=not is_whole and any(term.is_suppressed for term in terms),
        unweighted=sum((term.unweighted for term in terms), Decimal(0)),
    )


def weighed(series: Mapping[str, Parts], weights: Mapping[str, Decimal]) -> Parts:
    """Offences by code ("offence:30C") times their weights. A code without a weight adds nothing, and is counted."""
    by_code = {code: weight for cell, weight in weights.items() for code in (cell, *codes_in(cell))}
    terms: dict[Part, list[Series]] = defaultdict(list)
    for name, parts in series.items():
        weight = by_code.get(name.partition(":")[2].strip().upper())
        for part, term in parts.items():
            terms[part].append(_weighed(term, weight))
    return {part: total(found) for part, found in terms.items()}


def _weighed(term: Series, weight: Decimal | None) -> Series:
    if term.value is None or weight is None:
        known = term.value or Decimal(0)
        value = None if term.value is None else Decimal(0)
        return Series(value, is_provisional=term.is_provisional, is_suppressed=term.is_suppressed, unweighted=known)
    return Series(term.value * weight, is_provisional=term.is_provisional)


def completed(parts: Parts, cadence: Cadence) -> tuple[Parts, dict[str, str]]:
    """Periods of `cadence`: those that are so published, and sums of shorter ones that fill a period.

    Also which periods are not filled ("Q3 2025-26" → "2 of 3 months"), or too long to be of use.
    """
    whole: Parts = {}
    shorter: dict[tuple[str, dt.date, Cadence], dict[dt.date, Series]] = defaultdict(dict)
    unfinished: dict[str, str] = {}
    for (code, start, own), part in parts.items():
        period = _same(Period(start, own), cadence)
        if period:
            whole[code, period.start, cadence] = part
        elif own.months < cadence.months:
            for longer in _holding(start, cadence):
                shorter[code, longer.start, own][start] = part
        else:
            unfinished.setdefault(
                Period(start, own).short, f"is a {own.noun}, and the measure goes by the {cadence.noun}"
            )
    for (code, start, own), found in sorted(shorter.items()):
        _complete(code, Period(start, cadence), own, found, whole, unfinished)
    return whole, unfinished


def _complete(
    code: str, period: Period, own: Cadence, found: dict[dt.date, Series], whole: Parts, unfinished: dict[str, str]
) -> None:
    needed = period.cadence.months // own.months
    if (code, period.start, period.cadence) in whole:
        return
    if len(found) == needed and not any(part.numerator is not None for part in found.values()):
        whole[code, period.start, period.cadence] = total(found[start] for start in sorted(found))
    elif period.cadence is not Cadence.ROLLING:  # of rolling years most are never meant to be filled
        unfinished.setdefault(period.short, f"{len(found)} of {needed} {own.noun}s")


def _same(period: Period, cadence: Cadence) -> Period | None:
    """The same twelve months may be called a year or a rolling year."""
    if period.cadence is cadence:
        return period
    is_year = cadence is Cadence.ROLLING and period.cadence is Cadence.YEAR
    is_rolling = cadence is Cadence.YEAR and period.cadence is Cadence.ROLLING and period.start.month == 4
    return Period(period.start, cadence) if is_year or is_rolling else None


def _holding(day: dt.date, cadence: Cadence) -> list[Period]:
    """The periods that a shorter one, which begins on `day`, lies in: four of rolling years, else one."""
    if cadence is not Cadence.ROLLING:
        return [Period.of(day, cadence)]
    newest = Period.of(day, cadence)  # ends in this quarter
    return [newest.shifted(ahead) for ahead in range(4)]
