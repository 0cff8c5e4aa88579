"""The template as a workbook or a CSV, ready to fill in: one row for each measure, area and period. Pure: no Django."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from performance.importing.cells import Cell, TemplateMeasure
from performance.importing.template import COLUMNS
from performance.periods import Period
from snb.spreadsheets import as_text, put, safe

WIDTHS = (44, 36, 22, 14, 14, 14, 14, 50)
README = (
    "How to fill in this workbook",
    "",
    "Type figures on the sheet “Figures”, in the column Value. Leave a row empty if you have no figure yet.",
    "Write [x] where there is no figure, [c] where it must be withheld. A dash is read as no figure, never as zero.",
    "Numerator and Denominator are needed only for the measures whose unit says so on the sheet “Lists”.",
    "Provisional: Yes or No. Note: anything the reader of the figure should know.",
    "Periods: Apr 2025, Q1 2025-26 (April to June), 2025-26, year to Jun 2025.",
    "Paste figures as values: a formula is not read. Do not merge cells. You may add rows, in any order.",
    "If you give a total and all its parts, the parts must add up to it.",
    "You may instead keep one row for each measure and area, with a column for each period.",
)

Line = tuple[Any, ...]


def write_template(
    measures: Sequence[TemplateMeasure],
    areas: Mapping[str, str],
    periods: Sequence[Period],
    cells: Sequence[Cell] = (),
) -> bytes:
    """An XLSX of the sheets Figures, Lists and Read me. `areas`: code → name. Every measure gets a row for each area
    and each period of its own cadence, with the figure where `cells` has one."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    sheet = workbook.create_sheet("Figures")
    for row, line in enumerate([COLUMNS, *_lines(measures, areas, periods, cells)], 1):
        _write(sheet, row, line)
    _dress(sheet, WIDTHS)
    _write_lists(workbook.create_sheet("Lists"), measures, areas)
    _validate(sheet, len(measures), len(areas))
    readme = workbook.create_sheet("Read me")
    for row, text in enumerate(README, 1):
        _write(readme, row, (text,))
    readme.column_dimensions["A"].width = 110
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def write_template_csv(
    measures: Sequence[TemplateMeasure],
    areas: Mapping[str, str],
    periods: Sequence[Period],
    cells: Sequence[Cell] = (),
) -> bytes:
    """The same rows as CSV, in UTF-8 with the mark that lets Excel know it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in _lines(measures, areas, periods, cells):
        writer.writerow([as_text(value) for value in line])
    return out.getvalue().encode("utf-8-sig")


def area_label(code: str, name: str) -> str:
    """ "Name (E07000123)": a name alone may be that of a district and of a CSP area."""
    return f"{name} ({code})"


def _lines(
    measures: Sequence[TemplateMeasure], areas: Mapping[str, str], periods: Sequence[Period], cells: Sequence[Cell]
) -> Iterator[Line]:
    known = {cell.key: cell for cell in cells}
    twice = {measure.name for measure in measures if [other.name for other in measures].count(measure.name) > 1}
    for measure in measures:
        name = measure.slug if measure.name in twice else measure.name
        for code, area in areas.items():
            for period in periods:
                if period.cadence is measure.cadence:
                    cell = known.get((measure.slug, code, period.start, period.cadence))
                    yield (name, area_label(code, area), period.short, *_figures(cell))


def _figures(cell: Cell | None) -> Line:
    if cell is None:
        return ("", "", "", "", "")
    value = "[c]" if cell.is_suppressed else "[x]" if cell.value is None else cell.value
    parts = ["" if part is None else part for part in (cell.numerator, cell.denominator)]
    return (value, *parts, "Yes" if cell.is_provisional else "", cell.note)


def _write(sheet: Any, row: int, line: Line) -> None:
    """Numbers as numbers; text always as text, also where it looks like a formula."""
    for column, value in enumerate(line, 1):
        if value == "":
            continue
        # The reader takes one apostrophe away from what could be a formula, so a text that has one gets another.
        put(sheet.cell(row, column), safe(value) if isinstance(value, str) and value.startswith("'") else value)


def _write_lists(sheet: Any, measures: Sequence[TemplateMeasure], areas: Mapping[str, str]) -> None:
    _write(sheet, 1, ("Measures", "Published", "Unit", "Areas"))
    labels = [area_label(code, name) for code, name in areas.items()]
    for row, (measure, label) in enumerate(zip_longest(measures, labels), 2):
        known = (measure.name, measure.cadence.label, _unit(measure)) if measure else ("", "", "")
        _write(sheet, row, (*known, label or ""))
    _dress(sheet, (44, 16, 44, 44))


def _unit(measure: TemplateMeasure) -> str:
    return f"{measure.unit} (with numerator and denominator)" if measure.needs_numerator else measure.unit


def _dress(sheet: Any, widths: Sequence[int]) -> None:
    sheet.freeze_panes = "A2"
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(1, column).font = Font(bold=True)
        sheet.cell(1, column).alignment = Alignment(vertical="top")


def _validate(sheet: Any, measures: int, areas: int) -> None:
    """Lists to choose from, as a help: the reader checks again and takes a name typed by hand."""
    lists = {
        "A": f"Lists!$A$2:$A${max(measures, 1) + 1}",
        "B": f"Lists!$D$2:$D${max(areas, 1) + 1}",
        "G": '"Yes,No"',
    }
    for column, formula in lists.items():
        validation = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=False)
        validation.add(f"{column}2:{column}{max(sheet.max_row, 2) + 1000}")
        sheet.add_data_validation(validation)
