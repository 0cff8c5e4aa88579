"""Home Office police recorded crime and outcomes, by force and financial quarter. Pure: no Django.

Source: https://www.gov.uk/government/statistics/police-recorded-crime-open-data-tables, as CSV or workbook. Two shapes:
by offence code and by offence subgroup; and the outcomes table. Areas are police force areas, never counties.

`total` is recorded crime excluding fraud: the sum of every group but "Fraud offences" (which forces recorded until
2012/13), offences "for outcomes only" included: they carry a few counts, and only with them do the two tables agree.
A correction can make a count negative. A missing count leaves its subgroup, group and total missing for that quarter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from performance.importing.cells import Cell, Context, File, Reading
from performance.importing.figures import shown
from performance.importing.places import force_code
from performance.importing.sheets import Row, read_each, tables
from performance.periods import Cadence, Period
from snb.quarters import Quarter

BY_SUBGROUP = ("financial year", "financial quarter", "force", "offence group", "offence subgroup", "offences")
OUTCOMES = ("financial year", "financial quarter", "force", "outcome group", "outcome type", "outcomes")
ALIASES = {
    "force name": "force",
    "number of offences": "offences",
    "number of outcomes": "outcomes",
    "force outcomes for quarter": "outcomes",
}
FRAUD = "fraud offences"
YEAR = re.compile(r"((?:19|20)\d\d)[/-](\d{2}|\d{4})", re.ASCII)
TOTAL = "total"

Key = tuple[str, str, Quarter]  # series, force area, quarter


@dataclass
class Tally:
    """Sums of one kind of table over all files; None where a part of the sum is missing."""

    sums: dict[Key, Decimal | None] = field(default_factory=dict)
    forces: dict[str, str | None] = field(default_factory=dict)  # by the name in the file
    rows: int = 0
    other_forces: int = 0
    negative: int = 0

    def count(self, key: Key, value: Decimal | None) -> None:
        so_far = self.sums.get(key, Decimal(0))
        self.sums[key] = None if so_far is None or value is None else so_far + value


def read_recorded(files: Sequence[File], context: Context) -> Reading:
    """Series: `offence:<code>`, `subgroup:<name>`, `group:<name>`, `total`. Both shapes may come together: their sums
    must then agree."""
    tallies: list[Tally] = []
    reading = read_each(files, context, partial(_read_recorded, tallies))
    return _finish(tallies, reading, "Total without fraud")


def read_outcomes(files: Sequence[File], context: Context) -> Reading:
    """Series: `outcome:<number>` and `outcome_group:<name>` over all offences, `outcomes` of all types."""
    tallies: list[Tally] = []
    reading = read_each(files, context, partial(_read_outcomes, tallies))
    return _finish(tallies, reading, "Outcomes of all types")


def _read_recorded(tallies: list[Tally], file: File, context: Context, reading: Reading) -> None:
    for table in tables(file, BY_SUBGROUP, renamed):
        tally = Tally()
        seen: dict[tuple[str, ...], int] = {}
        for row in table.rows(reading.problems):
            if not (known := _known(row, "offences", context, tally, reading)):
                continue
            force, quarter, value = known
            group, subgroup, code = row.text("offence group"), row.text("offence subgroup"), row.text("offence code")
            if _is_second(row, (force, str(quarter), code or subgroup), seen, reading):
                continue
            series = [f"subgroup:{subgroup}", f"group:{group}", *([f"offence:{code}"] if code else [])]
            for name in series + ([TOTAL] if group.casefold() != FRAUD else []):
                tally.count((name, force, quarter), value)
        tallies.append(tally)


def _read_outcomes(tallies: list[Tally], file: File, context: Context, reading: Reading) -> None:
    for table in tables(file, OUTCOMES, renamed):
        tally = Tally()
        seen: dict[tuple[str, ...], int] = {}
        for row in table.rows(reading.problems):
            if not (known := _known(row, "outcomes", context, tally, reading)):
                continue
            force, quarter, value = known
            group, number = row.text("outcome group"), row.text("outcome type")
            offence = row.text("offence code") or row.text("offence subgroup") or row.text("offence group")
            if _is_second(row, (force, str(quarter), offence, group, number), seen, reading):
                continue
            for name in (f"outcome:{number}", f"outcome_group:{group}", "outcomes"):
                tally.count((name, force, quarter), value)
        tallies.append(tally)


def renamed(name: str) -> str:
    """A column's usual name."""
    return ALIASES.get(name, name)


def _known(
    row: Row, column: str, context: Context, tally: Tally, reading: Reading
) -> tuple[str, Quarter, Decimal | None] | None:
    """Force, quarter and figure of a row; None for another force's row, and for one with a problem."""
    tally.rows += 1
    name = row.text("force")
    if name not in tally.forces:
        tally.forces[name] = force_code(name, context)
    force = tally.forces[name]
    if force is None:
        tally.other_forces += 1
        return None
    quarter, figure = _quarter(row, reading), row.figure(column)
    if figure.problem:
        reading.problems.add(row.number, row.place(column), figure.problem)
    if quarter is None or figure.problem:
        return None
    if figure.value is None:
        reading.warnings.add(row.number, row.place(column), "No figure: its group and the total are missing too.")
    elif figure.value < 0:
        tally.negative += 1
    return force, quarter, figure.value


def _quarter(row: Row, reading: Reading) -> Quarter | None:
    year, number = YEAR.fullmatch(row.text("financial year")), row.text("financial quarter").upper().removeprefix("Q")
    if not year or (int(year[1]) + 1) % 100 != int(year[2]) % 100:
        problem = f"“{shown(row.text('financial year'))}” is not a financial year like 2024/25."
        reading.problems.add(row.number, row.place("financial year"), problem)
        return None
    if number not in {"1", "2", "3", "4"}:
        problem = f"“{shown(row.text('financial quarter'))}” is not a quarter: 1, 2, 3 or 4."
        reading.problems.add(row.number, row.place("financial quarter"), problem)
        return None
    return Quarter(int(year[1]), int(number))


def _is_second(row: Row, key: tuple[str, ...], seen: dict[tuple[str, ...], int], reading: Reading) -> bool:
    first = seen.setdefault(key, row.number)
    if first != row.number:
        reading.problems.add(row.number, "", f"The same force, quarter and line as in row {first}.")
    return first != row.number


def _finish(tallies: list[Tally], reading: Reading, title: str) -> Reading:
    merged: dict[Key, Decimal | None] = {}
    for tally in tallies:
        for key, value in tally.sums.items():
            if merged.setdefault(key, value) != value:
                what = f"{key[0]}, {key[1]}, {key[2].short}"
                reading.problems.add(None, "", f"The tables disagree on {what}: {merged[key]} and {value}.")
    for (series, force, quarter), value in sorted(merged.items()):
        reading.add(Cell(series, force, quarter.start, Cadence.QUARTER, value))
    reading.note("Rows read", sum(tally.rows for tally in tallies))
    reading.note("Rows of forces that are not known here (not counted)", sum(tally.other_forces for tally in tallies))
    reading.note("Corrections below zero", sum(tally.negative for tally in tallies))
    if tallies and not merged and not reading.problems:
        reading.problems.add(None, "", "No row is of a police force that is known here.")
    _report_newest(merged, reading, title)
    return reading


def _report_newest(merged: dict[Key, Decimal | None], reading: Reading, title: str) -> None:
    """The newest four quarters of each force together, and a gap in between."""
    totals = {key[1:]: value for key, value in merged.items() if key[0] in (TOTAL, "outcomes")}
    for force in sorted({force for force, _ in totals}):
        quarters = sorted(quarter for of, quarter in totals if of == force)
        newest = [quarters[-1].shifted(-back) for back in range(4)]
        values = [totals.get((force, quarter)) for quarter in newest]
        known = [value for value in values if value is not None]
        if len(known) == 4:
            year = Period.of(quarters[-1].start, Cadence.ROLLING)
            reading.note(f"{title}, {force}, {year}", sum(known, Decimal(0)))
        gaps = [quarter for quarter in _between(quarters[0], quarters[-1]) if (force, quarter) not in totals]
        if gaps:
            reading.warnings.add(None, "", f"{force}: no rows for {', '.join(gap.short for gap in gaps[:8])}.")


def _between(first: Quarter, last: Quarter) -> list[Quarter]:
    quarters = [first]
    while quarters[-1] < last:
        quarters.append(quarters[-1].next())
    return quarters
