"""Tables to take away: nothing in them runs, and everything comes back as it went."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from snb.exporting import XLSX, Sheet, as_csv, as_xlsx, exported
from snb.spreadsheets import LONGEST, clean, is_risky, safe, typed

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\ufeff=1",
    "\u200b=1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20A1",
    "\ufe661",
    "=cmd|' /C calc'!A0",
    "'=1",
    "''=1",
    " '=1",
    '=HYPERLINK("http://x.example","x")',
    "-2+3+cmd|' /C calc'!A0",
    "\u202e=1",
    "\u2060@x",
    "\ttext",
]
HARMLESS = ["", "Burglary", "a=b", "1-4", "'tis", "O'Neill", "−5", "– none", "£5", "12", "#N/A", "TRUE", "_x003D_1"]


def sheet(*values: Any) -> Sheet:
    return Sheet("A title", ["Value"], [[value] for value in values])


def csv_values(made: Sheet) -> list[str]:
    rows = list(csv.reader(io.StringIO(as_csv(made).decode("utf-8-sig"), newline="")))
    return [row[0] if row else "" for row in rows[1:]]


def xlsx_cells(made: Sheet) -> list:
    page = load_workbook(io.BytesIO(as_xlsx(made))).worksheets[0]
    return [row[0] for row in page.iter_rows(min_row=2)]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_is_a_formula(text: str) -> None:
    assert csv_values(sheet(text)) == [f"'{text}"]
    [cell] = xlsx_cells(sheet(text))
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert cell.value.replace("\r", "\n") == text.replace("\r", "\n")


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_is_left_as_it_is(text: str) -> None:
    assert csv_values(sheet(text)) == [text]
    cell = xlsx_cells(sheet(text, "end"))[0]
    assert (cell.value or "") == text
    assert cell.data_type in ("s", "inlineStr")


def test_a_heading_and_a_note_are_no_formula_either() -> None:
    made = Sheet("t", ["=1"], [], notes=["@note"])
    page = load_workbook(io.BytesIO(as_xlsx(made))).worksheets[0]
    assert [(row[0].value, row[0].data_type) for row in page.iter_rows()] == [("=1", "s"), (None, "n"), ("@note", "s")]
    assert as_csv(made).decode("utf-8-sig") == "'=1\r\n"


@settings(max_examples=120, deadline=None)
@given(st.text(max_size=40))
def test_text_comes_back_as_it_went(text: str) -> None:
    assert typed(safe(text)) == text
    assert typed(csv_values(sheet(text))[0]) == clean(text)
    assert not csv_values(sheet(text))[0].startswith(
        ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
    )
    cells = xlsx_cells(sheet(text, "end"))
    assert (cells[0].value or "").replace("\r\n", "\n").replace("\r", "\n") == clean(text).replace(
        "\r\n", "\n"
    ).replace("\r", "\n")
    assert cells[0].data_type != "f"


@settings(max_examples=80, deadline=None)
@given(st.integers(-(10**20), 10**20) | st.decimals(-(10**9), 10**9, places=4) | st.dates() | st.none())
def test_numbers_and_days_come_back_as_what_they_were(value: object) -> None:
    [text], [cell, _] = csv_values(sheet(value)), xlsx_cells(sheet(value, "end"))
    if value is None:
        assert (text, cell.value) == ("", None)
    elif isinstance(value, dt.date):
        assert dt.date.fromisoformat(text) == value
        assert cell.value == (dt.datetime.combine(value, dt.time()) if value.year >= 1900 else text)
    else:
        assert Decimal(text) == value
        assert cell.data_type == ("s" if isinstance(value, int) and abs(value) >= 10**15 else "n")
        assert Decimal(str(cell.value)) == value


def test_a_negative_number_stays_a_number() -> None:
    assert csv_values(sheet(-5, Decimal("-0.50"), Decimal("1E+3"))) == ["-5", "-0.50", "1000"]
    assert [(cell.value, cell.data_type) for cell in xlsx_cells(sheet(-5, Decimal("-0.5")))] == [(-5, "n"), (-0.5, "n")]


def test_what_is_no_number_is_an_empty_cell() -> None:
    made = sheet(Decimal("NaN"), Decimal("Infinity"))
    assert csv_values(made) == ["", ""]
    assert [cell.value or "" for cell in xlsx_cells(made)] == ["", ""]


def test_a_moment_is_written_to_the_minute() -> None:
    moment = dt.datetime(2026, 12, 9, 14, 5, 33, tzinfo=dt.UTC)
    assert csv_values(sheet(moment)) == ["2026-12-09 14:05"]
    assert xlsx_cells(sheet(moment))[0].value == dt.datetime(2026, 12, 9, 14, 5, 33)  # noqa: DTZ001 - as Excel has it


def test_signs_that_no_cell_can_hold_are_left_out() -> None:
    made = sheet("a\x00b\x08c\ud800d\uffff", "=\x01")
    assert csv_values(made) == ["abcd", "'="]
    assert [cell.value for cell in xlsx_cells(made)] == ["abcd", "="]


def test_a_very_long_text_is_cut_for_excel_alone() -> None:
    made = sheet("x" * (LONGEST + 10))
    assert [len(cell.value) for cell in xlsx_cells(made)] == [LONGEST]
    assert len(csv_values(made)[0]) == LONGEST + 10


def test_an_empty_table_has_its_headings() -> None:
    made = Sheet("Nothing", ["A", "B"], [])
    assert as_csv(made) == b"\xef\xbb\xbfA,B\r\n"
    page = load_workbook(io.BytesIO(as_xlsx(made))).worksheets[0]
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [["A", "B"]]


@pytest.mark.parametrize(
    ("title", "name", "file"),
    [
        ("Crime / Harm: [2026]?", "Crime Harm 2026", "crime-harm-2026.csv"),
        ("'quoted'", "quoted", "quoted.csv"),
        ("History", "Table", "history.csv"),
        ("///", "Table", "table.csv"),
        ("a\x00\nb", "a b", "a-b.csv"),
        ("警察", "警察", "table.csv"),
        ("y" * 200, "y" * 31, f"{'y' * 80}.csv"),
    ],
)
def test_any_title_makes_a_sheet_and_a_file(title: str, name: str, file: str) -> None:
    made = Sheet(title, ["A"], [["x"]])
    assert load_workbook(io.BytesIO(as_xlsx(made))).sheetnames == [name]
    answer = exported(RequestFactory().get("/?format=csv"), made)
    assert answer is not None
    assert answer["Content-Disposition"] == f'attachment; filename="{file}"'


def test_a_workbook_is_a_sound_archive_of_its_own_kind() -> None:
    answer = exported(RequestFactory().get("/?format=xlsx"), sheet("x"))
    assert answer is not None
    assert answer["Content-Type"] == XLSX
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None


def test_a_page_without_a_format_makes_no_sheet() -> None:
    def never() -> Sheet:
        raise AssertionError

    for query in ("", "?format=", "?format=pdf", "?format=CSV"):
        assert exported(RequestFactory().get(f"/{query}"), never) is None


def test_what_is_risky_is_risky_with_an_apostrophe_before_it() -> None:
    assert [text for text in DANGEROUS if not (is_risky(text) and is_risky(f"'{text}"))] == []
