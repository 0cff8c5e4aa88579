"""XLSX workbooks as rows, safely: sizes, declarations, formulas, merged cells. Pure: no Django."""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

from performance.importing.archives import DAMAGED, MEGABYTE, chunks_of, opened
from performance.importing.cells import File
from performance.importing.figures import Formula, Value, shown
from performance.importing.problems import Unreadable

MAX_COLUMNS = 400
MAX_TEXTS = 40 * MEGABYTE  # the table of shared texts is held in memory whole
BATCH = 100
DECLARATION = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)", re.IGNORECASE)
TEXTS = re.compile(rb"<\0?(?:[\w\0]{1,40}:\0?)?s\0?s\0?t\0?[\s/>]")  # by its content: it may be called anything
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]{0,200}?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')


@dataclass(frozen=True)
class Merge:
    """A merged range: "C5:D5" and its rows and columns, counted from one, both ends included."""

    ref: str
    first_column: int
    first_row: int
    last_column: int
    last_row: int


@dataclass
class Sheet:
    name: str
    records: Iterator[tuple[Value, ...]]
    merges: list[Merge]


def sheets(file: File) -> Iterator[Sheet]:
    """The visible sheets, one after the other; rows are streamed. Raises Unreadable, also part of the way."""
    merges = _inspected(file)
    file.stream.seek(0)
    workbook = _quietly(lambda: openpyxl.load_workbook(file.stream, read_only=True, keep_links=False))
    try:
        for sheet in workbook.worksheets:
            if sheet.sheet_state == "visible":
                path = sheet._worksheet_path.lstrip("/")  # where the merged cells of this sheet were found
                yield Sheet(sheet.title, _rows(sheet), merges.get(path, []))
    finally:
        workbook.close()


def _inspected(file: File) -> dict[str, list[Merge]]:
    """Unpack every part once, counting: no part may declare entities (no spreadsheet does), and merged cells are noted,
    because openpyxl leaves them out when it streams."""
    merges: dict[str, list[Merge]] = {}
    with opened(file) as archive:
        for entry in archive.infolist():
            found, tail = [], b""
            for chunk in chunks_of(archive, entry):
                window = tail + chunk
                if DECLARATION.search(window):
                    raise Unreadable(
                        "The workbook contains declarations that no spreadsheet program writes. Not opened."
                    )
                if entry.file_size > MAX_TEXTS and TEXTS.search(window):
                    raise Unreadable("The workbook holds too much text. Save only the sheet with the figures, as CSV.")
                found += [match[1].decode() for match in MERGED.finditer(window)]
                tail = window[-256:]
            merges[entry.filename] = [Merge(ref, *range_boundaries(ref)) for ref in dict.fromkeys(found)]
    return merges


def _rows(sheet: Any) -> Iterator[tuple[Value, ...]]:
    sheet.reset_dimensions()  # the sheet's own word on its size may pad every row to 16,384 columns
    rows = _quietly(lambda: iter(sheet.iter_rows()))
    while batch := _quietly(lambda: [tuple(_value(cell) for cell in row) for row in islice(rows, BATCH)]):
        for values in batch:
            if any(value is not None for value in values[MAX_COLUMNS:]):
                raise Unreadable(f"Sheet “{shown(sheet.title)}” has more than {MAX_COLUMNS} columns.")
            yield values


def _value(cell: Any) -> Value:
    value = cell.value
    if value is None:
        return None
    if cell.data_type == "f":
        return Formula(str(getattr(value, "text", value)))
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in (cell.number_format or ""):
        return f"{Decimal(f'{value:.15g}') * 100:f}%"  # what Excel shows as 12.5% is stored as 0.125
    return value if isinstance(value, str | int | float | dt.date) else str(value)


def _quietly(step: Any) -> Any:
    """openpyxl warns of every extension that it leaves out, and lets any error through that a broken part causes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return step()
        except Unreadable:
            raise
        except Exception as error:
            raise Unreadable(DAMAGED) from error
