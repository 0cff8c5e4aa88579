"""Residents: the mid-year estimates and the census. Pure: no Django.

Sources: ONS mid-year population estimates (one row for each area and year) and Census 2021 (one row for each area, a
column for each group), https://www.ons.gov.uk/peoplepopulationandcommunity/populationandmigration. An estimate is of
30 June of its year and is kept as that calendar year's figure; the two are different series.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from performance.importing.cells import Cell, Context, File, Reading
from performance.importing.dates import when
from performance.importing.figures import shown
from performance.importing.places import CODE
from performance.importing.problems import Unreadable
from performance.importing.sheets import Row, Table, read_each, tables
from performance.periods import Cadence, Period

ESTIMATES = ("area code", "mid year", "population")
CENSUS = ("area code", "total population")
CENSUS_DAY_YEAR = "2021"
SERIES, CENSUS_SERIES = "population", "census"
ALIASES = {
    "ltla19 code": "area code",
    "ltla21 code": "area code",
    "ltla24 code": "area code",
    "year": "mid year",
    "geography code": "area code",
}
NAMES = {"area code", "area name", "geography", "ltla24 name", "ltla21 name"}


def read(files: Sequence[File], context: Context) -> Reading:
    """Series: `population`. An area's parts, where all are in the file, must add up to it."""
    reading = read_each(files, context, _read_estimates)
    _check_parts(reading, context)
    return reading


def read_census(files: Sequence[File], context: Context) -> Reading:
    """Series: `census:<name of the column>`, of 2021 unless the context names a period."""
    return read_each(files, context, _read_census)


def _read_estimates(file: File, context: Context, reading: Reading) -> None:
    for table in tables(file, ESTIMATES, renamed):
        read = other = 0
        for row in table.rows(reading.problems):
            read += 1
            area = area_of(row, context, reading)
            other += area == ""
            if not area:
                continue
            year = when(row["mid year"], Cadence.YEAR)
            if year.period is None or year.period.start.month != 1:
                problem = year.problem or "A mid-year estimate is of a calendar year."
                reading.problems.add(row.number, row.place("mid year"), problem)
            else:
                add_count(row, "population", SERIES, area, year.period, reading)
        reading.note("Rows read", read)
        reading.note("Rows of areas that no figures are kept for", other)


def _read_census(file: File, context: Context, reading: Reading) -> None:
    period = context.period or when(CENSUS_DAY_YEAR, Cadence.YEAR).period
    if period is None:
        raise Unreadable("The file does not say its year.")
    for table in tables(file, CENSUS, renamed):
        rows = list(table.rows(reading.problems))
        for row in rows:
            area = area_of(row, context, reading)
            for column in _counts(table) if area else []:
                series = f"{CENSUS_SERIES}:{table.heading[table.columns[column]]}"
                add_count(row, column, series, str(area), period, reading)
        reading.note("Rows read", len(rows))


def renamed(name: str) -> str:
    """A column's usual name."""
    return ALIASES.get(name, name)


def _counts(table: Table) -> list[str]:
    return [column for column in table.columns if column and column not in NAMES]


def area_of(row: Row, context: Context, reading: Reading) -> str | None:
    """The row's code; "" for an area that no figures are kept for, None (and a problem) where it is no code."""
    area = row.text("area code")
    if not CODE.fullmatch(area):
        reading.problems.add(row.number, row.place("area code"), f"“{shown(area)}” is not the code of an area.")
        return None
    return "" if context.areas and area not in context.areas else area


def add_count(row: Row, column: str, series: str, area: str, period: Period, reading: Reading) -> None:
    """Keep a figure as a whole number of people; anything else is a problem."""
    figure = row.figure(column)
    value = figure.value
    problem = figure.problem
    if not problem and value is not None and (value < 0 or value != value.to_integral_value()):
        problem = f"{value} is not a number of people."
    if problem:
        reading.problems.add(row.number, row.place(column), problem)
        return
    cell = Cell(series, area, period.start, period.cadence, value, row=row.number, column=row.place(column))
    reading.add(cell)


def _check_parts(reading: Reading, context: Context) -> None:
    values = {(cell.area, cell.start): cell for cell in reading.cells}
    sound = 0
    for (area, start), cell in values.items():
        parts = [values.get((part, start)) for part in context.parts.get(area, ())]
        figures = [part.value for part in parts if part and part.value is not None]
        if not parts or len(figures) < len(parts) or cell.value is None:
            continue
        added = sum(figures, Decimal(0))
        sound += added == cell.value
        if added != cell.value:
            message = f"{area} has {cell.value:,} residents, but its parts add up to {added:,}."
            reading.problems.add(cell.row, cell.column, message)
    reading.note("Totals that add up from their parts", sound)
