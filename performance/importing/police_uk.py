"""police.uk street files: one row for each crime or incident, counted by month, area and type. Pure: no Django.

Source: https://data.police.uk/data/ (monthly CSV; the columns are described at https://data.police.uk/about/).
What is counted, and what is not:

- Every row counts, as published. A crime number can recur (one crime, several rows): repeats are reported, not removed.
- The **force** figure is every row that falls within the force: with no location, or beyond the force's border, too.
- A **ward, district, CSP area or county** counts the rows whose LSOA lies in it by the look-up, and whose district
  belongs to the force. So the areas add up to less than the force.
- An area with any row in a month has a zero for the types it has no row of: a file holds all that was recorded.
- Memory grows with areas × months × types, not with rows.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from itertools import islice
from operator import itemgetter

from performance.importing.cells import Cell, Context, File, Reading
from performance.importing.figures import Value, shown
from performance.importing.places import force_code
from performance.importing.problems import Unreadable
from performance.importing.sheets import Table, read_each, tables
from performance.periods import Cadence, Period

COLUMNS = ("month", "falls within", "lsoa code", "crime type")
ASB = "Anti-social behaviour"
ALL_CRIME, ALL_ASB = "crime:all", "asb"
BATCH = 5_000
MAX_NUMBERS = 250_000  # crime numbers remembered per file, about 20 MB; a large force has 100,000 rows a month
MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")
MUCH_OUTSIDE = 20  # more than one row in 20 beyond the border: the look-up is of other LSOAs than the file's

Part = tuple[str, str]  # month, and force as the file names it


@dataclass
class Tally:
    """What all files together hold. `counts`: rows by LSOA and crime type."""

    counts: defaultdict[Part, Counter[tuple[str, str]]] = field(default_factory=lambda: defaultdict(Counter))
    seen: dict[Part, str] = field(default_factory=dict)  # the file that holds it
    repeats: int = 0
    repeats_are_all: bool = True


def read(files: Sequence[File], context: Context) -> Reading:
    """Months of any number of files (.csv, .csv.gz, .zip). Series: `crime:<type>`, `crime:all` without ASB, `asb`."""
    tally = Tally()
    reading = read_each(files, context, partial(_read, tally))
    if not context.district_of:
        reading.problems.add(None, "", "No look-up from LSOAs to districts is known: import that first.")
    _report(tally, context, reading)
    crimes = sorted({crime for counts in tally.counts.values() for _, crime in counts} - {ASB})
    for (month, force), counts in sorted(tally.counts.items()):
        if code := force_code(force, context):
            start = dt.date(int(month[:4]), int(month[5:]), 1)
            reading.cells.extend(_cells(counts, start, code, crimes, context))
    if tally.counts and not reading.cells:
        reading.problems.add(None, "", "No row falls within a police force that is known here.")
    return reading


def _read(tally: Tally, file: File, context: Context, reading: Reading) -> None:
    for table in tables(file, COLUMNS, ending="-street.csv"):
        counts = _counted(table, tally, reading)
        if not counts:
            raise Unreadable(f"{table.name} has no rows below the column names.")
        for (month, force, lsoa, crime), rows in counts.items():
            tally.counts[month, force][lsoa, crime] += rows
        for month, force in sorted({(month, force) for month, force, *_ in counts}):
            other = tally.seen.setdefault((month, force), table.name)
            if other is not table.name:
                twice = f"{table.name} and {other} both hold {month} of {shown(force)}: figures would count twice."
                reading.problems.add(None, "", twice)


def _counted(table: Table, tally: Tally, reading: Reading) -> Counter[tuple[str, ...]]:
    """Batches are counted by C code, not row by row: the rows of a force are many."""
    counts: Counter[tuple[str, ...]] = Counter()
    numbers: set[int] = set()
    with_number, number = 0, table.heading_row + 1
    key = itemgetter(*(table.columns[column] for column in COLUMNS))
    crime_id = table.columns.get("crime id")
    while batch := list(islice(table.records, BATCH)):
        sound = batch if _is_sound(batch, table) else list(_sound(batch, number, table, reading))
        counts.update(map(key, sound))
        number += len(batch)
        if crime_id is not None and len(numbers) < MAX_NUMBERS:
            hashes = list(map(hash, filter(None, map(itemgetter(crime_id), sound))))
            with_number += len(hashes)
            numbers.update(hashes)
        elif crime_id is not None:
            tally.repeats_are_all = False
    tally.repeats += with_number - len(numbers)
    return counts


def _is_month(value: Value) -> bool:
    return bool(MONTH.fullmatch(str(value)))


def _is_sound(batch: list[Sequence[Value]], table: Table) -> bool:
    """Whether every row has all columns, a month and a crime type."""
    if set(map(len, batch)) != {len(table.heading)}:
        return False
    month, crime = itemgetter(table.columns["month"]), itemgetter(table.columns["crime type"])
    return all(map(_is_month, set(map(month, batch)))) and all(set(map(crime, batch)))


def _sound(batch: list[Sequence[Value]], number: int, table: Table, reading: Reading) -> Iterator[Sequence[Value]]:
    """The sound rows; the others are problems. A workbook leaves empty cells at the end of a row out."""
    month, crime, width = table.columns["month"], table.columns["crime type"], len(table.heading)
    needed = 1 + max(table.columns[column] for column in COLUMNS)
    for row_number, row in enumerate(batch, number):
        if not any(row):
            continue
        if len(row) < needed or any(row[width:]):
            reading.problems.add(row_number, "", f"The row has {len(row)} columns, not {width}.")
        elif not _is_month(row[month]):
            problem = f"“{shown(row[month])}” is not a month like 2025-01."
            reading.problems.add(row_number, table.place(month), problem)
        elif not row[crime]:
            reading.problems.add(row_number, table.place(crime), "The crime type is missing.")
        else:
            yield [*row, *[""] * (width - len(row))]


def _inside(lsoa: str, code: str, context: Context) -> str | None:
    """The district of an LSOA, if it belongs to the force: one of no known force is taken to."""
    district = context.district_of.get(lsoa)
    return district if district and context.force_of.get(district, code) == code else None


def _areas(lsoa: str, district: str, context: Context) -> Iterator[str]:
    """Every area that figures are kept for and that the LSOA counts towards."""
    wider = (context.ward_of.get(lsoa), district, context.csp_of.get(district), *context.wider.get(district, ()))
    return (area for area in dict.fromkeys(wider) if area and (not context.areas or area in context.areas))


def _cells(
    counts: Counter[tuple[str, str]], start: dt.date, code: str, crimes: list[str], context: Context
) -> Iterator[Cell]:
    """Every series of every area with a row in the month, zeros included."""
    areas: dict[str, tuple[str, ...]] = {}
    by_area: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (lsoa, crime), rows in counts.items():
        if lsoa not in areas:
            district = _inside(lsoa, code, context)
            areas[lsoa] = (code, *(_areas(lsoa, district, context) if district else ()))
        for area in areas[lsoa]:
            by_area[area][crime] += rows
    for area, of_area in sorted(by_area.items()):
        asb = of_area[ASB]
        yield Cell(ALL_CRIME, area, start, Cadence.MONTH, Decimal(of_area.total() - asb))
        yield Cell(ALL_ASB, area, start, Cadence.MONTH, Decimal(asb))
        for crime in crimes:
            yield Cell(f"crime:{crime}", area, start, Cadence.MONTH, Decimal(of_area[crime]))


def _report(tally: Tally, context: Context, reading: Reading) -> None:
    rows = outside = nowhere = other = asb = 0
    quarters: Counter[Period] = Counter()
    for (month, force), counts in tally.counts.items():
        code, total = force_code(force, context), counts.total()
        of_asb = sum(count for (_, crime), count in counts.items() if crime == ASB)
        rows, asb, other = rows + total, asb + of_asb, other + (0 if code else total)
        nowhere += sum(count for (lsoa, _), count in counts.items() if not lsoa)
        near = {lsoa for lsoa in {lsoa for lsoa, _ in counts} if not lsoa or _inside(lsoa, code or "", context)}
        outside += sum(count for (lsoa, _), count in counts.items() if lsoa not in near)
        quarters[Period.of(dt.date(int(month[:4]), int(month[5:]), 1), Cadence.QUARTER)] += total - of_asb
    reading.note("Rows read", rows)
    reading.note("Rows of antisocial behaviour", asb)
    reading.note("Rows without a location (counted for the force only)", nowhere)
    reading.note("Rows outside the force area (counted for the force only)", outside)
    reading.note("Rows of forces that are not known here (not counted)", other)
    repeats = "Crime numbers that repeat within a month's file (all counted)"
    reading.note(repeats if tally.repeats_are_all else f"{repeats}, at least", tally.repeats)
    _report_quarters(quarters, {month for month, _ in tally.counts}, reading)
    if outside * MUCH_OUTSIDE > rows:
        found = f"{outside:,} of {rows:,} rows lie outside the force area."
        reading.warnings.add(None, "", f"{found} Is the look-up of the same LSOAs (2011 or 2021) as the file?")


def _report_quarters(quarters: Counter[Period], months: set[str], reading: Reading) -> None:
    for quarter, crimes in sorted(quarters.items()):
        whole = {f"{_month(quarter, index):%Y-%m}" for index in range(3)} <= months
        reading.note(f"Crimes without antisocial behaviour, {'' if whole else 'part of '}{quarter}", crimes)
    if months:
        first, last = (
            Period(dt.date.fromisoformat(f"{month}-01"), Cadence.MONTH) for month in (min(months), max(months))
        )
        while (first := first.next()) < last:
            if f"{first.start:%Y-%m}" not in months:
                reading.warnings.add(None, "", f"No file holds {first}.")


def _month(quarter: Period, index: int) -> dt.date:
    return quarter.start.replace(month=quarter.start.month + index)
