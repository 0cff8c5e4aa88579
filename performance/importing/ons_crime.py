"""ONS table C2: recorded crime of a year by community safety partnership area. Pure: no Django.

Source: ONS, "Recorded crime data by Community Safety Partnership area", table C2. A CSP area of several districts has
one row, and its figure is never divided among them. Offences that the force assigned to no area stand in a row of their
own; with them the rows add up to the force's row, in every column.
The year is in the title and the name of the file, not in its rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from performance.importing.cells import Cell, Context, File, Reading
from performance.importing.dates import when
from performance.importing.figures import Figure, shown
from performance.importing.places import CODE
from performance.importing.problems import Unreadable
from performance.importing.sheets import Row, Table, read_each, tables
from performance.periods import Cadence, Period

FORCE, CSP, CSP_NAME = (
    "police force area code",
    "community safety partnership code",
    "community safety partnership name",
)
NOT_FIGURES = {FORCE, CSP, CSP_NAME, "police force area name", "local authority code", "local authority name"}
TOTAL = "total recorded crime"
YEAR_IN_NAME = re.compile(r"y(?:ear)?[ _-]?e(?:nding)?[ _-]?([a-z]{3,9})[ _-]?(20\d\d)", re.IGNORECASE)


def read(files: Sequence[File], context: Context) -> Reading:
    """Series: `ons-c2:<name of the column>`, of CSP areas and of the force. Each column must add up."""
    return read_each(files, context, _read)


def period_of(name: str) -> Period | None:
    """The rolling year that a file's name says: "…_ye_june2025_….csv", "yearendingjune2025.xlsx"."""
    found = YEAR_IN_NAME.search(name)
    return when(f"year ending {found[1]} {found[2]}", Cadence.ROLLING).period if found else None


def _read(file: File, context: Context, reading: Reading) -> None:
    period = context.period or period_of(file.name)
    if period is None:
        raise Unreadable("The file does not say its year. Give the period, for example “year to Jun 2025”.")
    for table in tables(file, (FORCE, CSP, CSP_NAME)):
        columns = [column for column in table.columns if column and column not in NOT_FIGURES]
        rows = [row for row in table.rows(reading.problems) if CODE.fullmatch(row.text(FORCE))]
        if not rows:
            raise Unreadable("No row has the code of a police force area.")
        other = 0
        for row in rows:
            area = row.text(CSP) or ("" if _is_unassigned(row) else row.text(FORCE))
            if area and context.areas and area not in context.areas:
                other += 1
            elif area:
                _add(row, area, period, columns, reading)
        reading.note("Rows read", len(rows))
        reading.note("Rows of areas that no figures are kept for", other)
        _reconcile(rows, columns, table, reading)


def _is_unassigned(row: Row) -> bool:
    return row.text(CSP_NAME).casefold().startswith("unassigned")


def _add(row: Row, area: str, period: Period, columns: list[str], reading: Reading) -> None:
    if not CODE.fullmatch(area):
        reading.problems.add(row.number, row.place(CSP), f"“{shown(area)}” is not the code of an area.")
        return
    for column in columns:
        figure = row.figure(column)
        if figure.problem:
            reading.problems.add(row.number, row.place(column), figure.problem)
            continue
        title = str(row.table.heading[row.table.columns[column]]).strip()
        reading.add(_cell(f"ons-c2:{title}", area, period, figure, row, column))


def _cell(series: str, area: str, period: Period, figure: Figure, row: Row, column: str) -> Cell:
    return Cell(
        series,
        area,
        period.start,
        period.cadence,
        figure.value,
        is_provisional=figure.is_provisional,
        is_revised=figure.is_revised,
        is_suppressed=figure.is_suppressed,
        row=row.number,
        column=row.place(column),
    )


def _reconcile(rows: list[Row], columns: list[str], table: Table, reading: Reading) -> None:
    """Force by force and column by column: areas and unassigned offences make the force's row."""
    for force in dict.fromkeys(row.text(FORCE) for row in rows):
        own = [row for row in rows if row.text(FORCE) == force]
        total = next((row for row in own if not row.text(CSP) and not _is_unassigned(row)), None)
        parts = [row for row in own if row is not total]
        if total is None or not parts:
            continue
        for column in columns:
            _reconcile_column(total, parts, column, reading)
        main = next((column for column in columns if column.startswith(TOTAL)), columns[0] if columns else "")
        for row in parts:
            if _is_unassigned(row) and main and (value := row.figure(main).value) is not None:
                reading.note(f"{table.heading[table.columns[main]]}, {force}: unassigned to any area", value)
        if main and (value := total.figure(main).value) is not None:
            reading.note(f"{table.heading[table.columns[main]]}, {force}", value)


def _reconcile_column(total: Row, parts: list[Row], column: str, reading: Reading) -> None:
    figures = [row.figure(column).value for row in parts]
    known = [value for value in figures if value is not None]
    whole, added = total.figure(column).value, sum(known, Decimal(0))
    if whole is not None and len(known) == len(figures) and whole != added:
        message = f"The force’s row says {whole:,}, but its areas and the unassigned offences add up to {added:,}."
        reading.problems.add(total.number, total.place(column), message)
