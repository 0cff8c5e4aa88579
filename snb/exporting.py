"""Tables to take away: CSV and XLSX of what a page shows, in which no cell can act as a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from snb.spreadsheets import Value as Value
from snb.spreadsheets import as_text, clean, put

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST = 60


@dataclass(frozen=True)
class Sheet:
    """A table: `rows` hold a value for each of `columns`; None is an empty cell. `notes` say source and day.

    Moments are given in the time of the place: a spreadsheet knows no other.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]
    notes: Sequence[str] = ()


def exported(request: HttpRequest, sheet: Sheet | Callable[[], Sheet]) -> HttpResponse | None:
    """The file that `?format=csv` or `?format=xlsx` asks for; None where the page itself is wanted.

    A sheet that costs something to make is given as a function: it is called only for a file.
    """
    wanted = request.GET.get("format")
    if wanted not in WRITERS:
        return None
    made = sheet() if callable(sheet) else sheet
    write, kind = WRITERS[wanted]
    response = HttpResponse(write(made), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{slugify(made.title)[:80] or "table"}.{wanted}"'
    return response


def as_csv(sheet: Sheet) -> bytes:
    """UTF-8 with its mark, so that Excel reads it right. Text that would be run as a formula gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([as_text(value) for value in row] for row in (sheet.columns, *sheet.rows))
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(sheet: Sheet) -> bytes:
    """Numbers as numbers, dates as dates, and every text as text: a cell that begins with = is not a formula."""
    book = Workbook(write_only=True)
    page = book.create_sheet(_sheet_name(sheet.title))
    page.freeze_panes = "B2"
    for index, column in enumerate(sheet.columns):
        widths = [len(as_text(row[index])) for row in sheet.rows]
        page.column_dimensions[get_column_letter(index + 1)].width = min(max([len(column), *widths]) + 2, WIDEST)
    page.append([_cell(page, column, bold=True) for column in sheet.columns])
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])
    if sheet.notes:
        page.append([])
    for note in sheet.notes:
        page.append([_cell(page, note)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(page: Any, value: Value, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(page, value=None)
    put(cell, value)
    if isinstance(value, str):
        cell.alignment = Alignment(wrap_text=len(value) > WIDEST or "\n" in value, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell


def _sheet_name(title: str) -> str:
    """Excel allows 31 characters, none of these, no apostrophe at either end, and not the name of its own log."""
    name = re.sub(r"[\[\]:*?/\\\s]+", " ", clean(title)).strip(" '")[:31].strip(" '")
    return name if name and name.lower() != "history" else "Table"


WRITERS = {"csv": (as_csv, "text/csv; charset=utf-8"), "xlsx": (as_xlsx, XLSX)}
