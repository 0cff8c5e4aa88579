"""Files that strangers send: tables are found in the honest ones, the others are refused in plain words."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest
from openpyxl import Workbook

from performance.importing import archives
from performance.importing.archives import texts_of
from performance.importing.cells import Context, File, Reading
from performance.importing.figures import Value
from performance.importing.problems import Problems, Unreadable
from performance.importing.sheets import read_each, tables
from performance.importing.texts import encoding_of
from tests.performance.importing.samples import packed, raw, said, text, workbook, zipped

WANTED = ("area", "value")
GOOD = "Area,Value\nE07000901,1\nE07000902,2\n"


def rows_of(file: File) -> list[tuple[int, str, Value]]:
    problems = Problems()
    rows = [
        (row.number, row.text("area"), row["value"]) for table in tables(file, WANTED) for row in table.rows(problems)
    ]
    assert said(problems) == []
    return rows


def refusal(file: File) -> str:
    with pytest.raises(Unreadable) as caught:
        rows_of(file)
    return caught.value.message


@pytest.mark.parametrize(
    "file",
    [
        text(GOOD),
        text("\ufeff" + GOOD),
        text(GOOD, encoding="utf-16"),
        text(GOOD, encoding="utf-16-le"),
        text(GOOD.replace(",", ";")),
        text(GOOD.replace(",", "\t")),
        text(GOOD.replace("\n", "\r\n")),
        text(GOOD.replace("Area,Value", "AREA , value [note 1]")),
        packed(text(GOOD)),
        zipped(text(GOOD)),
    ],
)
def test_one_table_however_it_is_written(file) -> None:
    assert rows_of(file) == [(2, "E07000901", "1"), (3, "E07000902", "2")]


def test_the_column_names_are_found_below_titles_and_notes() -> None:
    file = text('"Figures, 2025"\n\nSource: somewhere\n' + GOOD)
    assert rows_of(file) == [(5, "E07000901", "1"), (6, "E07000902", "2")]


def test_windows_letters_are_read() -> None:
    assert rows_of(text("Area,Value\nCaf\u00e9 \u2013 North,\u00a35\n", encoding="cp1252")) == [
        (2, "Café – North", "£5")
    ]
    assert encoding_of(io.BytesIO(b"plain\n" * 400_000 + b"\xa3")) == "cp1252"


def test_every_visible_sheet_with_the_columns_is_read() -> None:
    book = Workbook()
    book.worksheets[0].append(["Read me"])
    for name, area in (("One", "E1"), ("Two", "E2"), ("Secret", "E3")):
        sheet = book.create_sheet(name)
        sheet.append(["Area", "Value"])
        sheet.append([area, 1])
        sheet.sheet_state = "hidden" if name == "Secret" else "visible"
    out = io.BytesIO()
    book.save(out)
    assert rows_of(raw(out.getvalue())) == [(2, "E1", 1), (2, "E2", 1)]


def test_wrong_columns_say_what_is_missing_and_what_is_there() -> None:
    wrong = "The column “value” is missing. The columns are “Area”, “Number”."
    assert refusal(text("Area,Number\nE1,2\n")) == wrong
    assert refusal(workbook([["Area", "Number"], ["E1", 2]])) == wrong
    assert (
        refusal(text("Name,Number\n")) == "The columns “area”, “value” are missing. The columns are “Name”, “Number”."
    )


def test_a_column_that_is_there_twice_is_refused() -> None:
    message = "Columns B and C are both called “value”: it must be clear which counts."
    assert refusal(text("Area,Value,value\nE1,2,3\n")) == message


def test_merged_cells_are_refused_from_the_column_names_down() -> None:
    rows: list[list[object]] = [["Crime in the county", None, None], ["Area", "Value", None], ["E1", 1, 2]]
    names = "Cells B2:C2 are merged in the column names. Unmerge them so that every cell has its own value."
    assert refusal(workbook(rows, ["B2:C2"])) == names
    below = "Cells A3:A4 are merged from row 3 on. Unmerge them so that every cell has its own value."
    assert refusal(workbook([*rows, [None, 5]], ["A3:A4"])) == below
    assert rows_of(workbook([rows[0], ["Area", "Value"], ["E1", 1]], ["A1:C1"])) == [(3, "E1", 1)]


def test_a_merge_is_named_where_it_hid_the_column_names() -> None:
    message = refusal(workbook([["Area", "Figures", None], [None, "Value", "Rate"], ["E1", 1, 2]], ["B1:C1"]))
    assert message == (
        "The column “value” is missing. The columns are “Area”, “Figures”. "
        "Cells B1:C1 are merged: unmerge them and give each column its own name."
    )


def test_an_unquoted_separator_is_told_by_the_width_of_its_row() -> None:
    problems = Problems()
    (table,) = tables(text("Area,Value\nE1,1,234\nE2,5\n"), WANTED)
    assert [row.number for row in table.rows(problems)] == [3]
    assert said(problems) == [
        "Row 2: The row has 3 columns, the column names only 2. "
        "A comma inside a number needs quotation marks around it."
    ]


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (raw(b""), "The file is empty."),
        (text("\n\n"), "The file is empty."),
        (text("Area,Value\n"), "There are no rows below the column names."),
        (workbook([]), "The file is empty."),
        (workbook([["Area", "Value"]]), "There are no rows below the column names."),
        (raw(b"PK\x05\x06" + bytes(18)), "The zip is empty."),
        (raw(b"PK\x03\x04" + bytes(90)), archives.DAMAGED),
        (raw(b"\x1f\x8bnonsense"), archives.DAMAGED),
        (raw(b"%PDF-1.7"), "This is a PDF: figures cannot be read from it." + archives.SAVE_AS),
        (raw(b"\xff\xd8\xff\xe0"), "This is a picture: figures cannot be read from it." + archives.SAVE_AS),
        (
            raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
            "This workbook is protected by a password or in the old .xls form." + archives.SAVE_AS,
        ),
        (raw(b"<!doctype html>"), "This is a web page, not a table. Download the file itself." + archives.SAVE_AS),
        (
            raw(b"Area,Value\n1,\x00\x00\x00\x00\x00"),
            "The file is not text. Save it as CSV or as an Excel workbook (.xlsx).",
        ),
        (zipped(text("x", "notes.txt")), "The zip holds no file that ends in .csv. A zip inside a zip is not opened."),
        (zipped(zipped(text(GOOD), name="in.csv")), "in.csv is packed twice. Unpack it once and send that."),
        (packed(packed(text(GOOD))), "figures.csv.gz is packed twice. Unpack it once and send that."),
        (
            text("Area,Value\nE1," + "9" * 200_000 + "\n"),
            "Near line 2 of the file a value is far too long: a quotation mark may not be closed.",
        ),
        (
            text("Area,Value\n" + "9," * 5_000_000),
            "A line of the file is longer than a million characters: this is not a table of figures.",
        ),
        (text("a," * 500 + "\n"), "Row 1 has more than 400 columns."),
    ],
)
def test_what_is_no_table_is_refused_in_plain_words(file, message) -> None:
    assert refusal(file) == message


@pytest.mark.parametrize("name", ["content.xml", "word/document.xml", "xl/workbook.bin"])
def test_other_office_files_are_named(name) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/x")
        archive.writestr(name, "<x/>")
    assert refusal(raw(out.getvalue())).endswith(archives.SAVE_AS)


def bomb(size: int, name: str = "xl/worksheets/sheet1.xml") -> File:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr(name, b"0" * size)
    return raw(out.getvalue())


def test_a_zip_bomb_posing_as_a_workbook_is_refused_by_its_directory() -> None:
    assert refusal(bomb(20_000_000)) == "The file unpacks to hundreds of times its size: no table of figures does that."


def test_a_bomb_whose_directory_lies_is_stopped_while_it_unpacks(monkeypatch) -> None:
    honest = bomb(3_000_000).stream.read()
    size = (3_000_000).to_bytes(4, "little")
    assert honest.count(size) == 2
    assert refusal(raw(honest.replace(size, (900_000).to_bytes(4, "little")))) == archives.DAMAGED
    monkeypatch.setattr(archives, "MAX_RATIO", 10**6)
    monkeypatch.setattr(archives, "MAX_INFLATED", 2_000_000)
    assert refusal(raw(honest)) == "The file unpacks to more than 1 MB. Split it, by month for example."


def test_a_gzip_bomb_is_stopped_while_it_unpacks() -> None:
    message = "The file unpacks to hundreds of times its size: no table of figures does that."
    assert refusal(packed(raw(b"0" * 20_000_000, "bomb.csv"))) == message


def test_too_many_entries_are_refused() -> None:
    files = [text("x", f"{number}.csv") for number in range(archives.MAX_ENTRIES + 1)]
    assert refusal(zipped(*files)) == "The file holds 1,001 files inside; at most 1,000 are read."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_workbook_that_declares_entities_is_not_opened(encoding) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">]><workbook>&a;</workbook>'
        archive.writestr("xl/workbook.xml", laughs.encode(encoding))
    message = "The workbook contains declarations that no spreadsheet program writes. Not opened."
    assert refusal(raw(out.getvalue())) == message


def test_a_damaged_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")
    assert refusal(raw(out.getvalue())) == archives.DAMAGED


def test_a_file_of_100_mb_is_streamed_in_flat_memory(tmp_path) -> None:
    line = b"E07000901,1" + b" " * 988 + b"\n"
    big = tmp_path / "big.csv"
    with big.open("wb") as out:
        out.write(b"Area,Value\n")
        for _ in range(100):
            out.write(line * 1_000)
    assert big.stat().st_size > 100_000_000
    with big.open("rb") as stream:
        (table,) = tables(File("big.csv", stream), WANTED)
        tracemalloc.start()
        count = sum(1 for _ in table.records)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert count == 100_000
    assert peak < 1_000_000


def test_a_file_beyond_the_limit_is_refused(monkeypatch) -> None:
    monkeypatch.setattr("performance.importing.texts.MAX_INFLATED", 10)
    assert refusal(text(GOOD)) == "The file is larger than 0 MB. Split it, by month for example."


def test_a_zip_is_read_file_by_file_and_hidden_ones_are_left() -> None:
    file = zipped(text("b", "b.csv"), text("a", "a.csv"), text("x", "._a.csv"), text("t", "t.txt"))
    assert [(member.name, member.stream.seek(0) or member.stream.read()) for member in texts_of(file)] == [
        ("a.csv", b"a"),
        ("b.csv", b"b"),
    ]


def test_one_unreadable_file_does_not_hide_the_others() -> None:
    read: list[str] = []

    def reader(file: File, context: Context, reading: Reading) -> None:
        read.append(file.name)
        rows_of(file)

    reading = read_each([raw(b"", "a.csv"), text(GOOD, "b.csv")], Context(), reader)
    assert read == ["a.csv", "b.csv"]
    assert said(reading.problems) == ["a.csv: The file is empty."]
    assert said(read_each([], Context(), reader).problems) == ["No file was given."]


def test_problems_are_counted_beyond_the_limit() -> None:
    problems = Problems(limit=2)
    for row in range(5):
        problems.add(row, "", "Wrong.")
    assert said(problems) == ["Wrong.", "Row 1: Wrong.", "And 3 more problems like these."]
    assert len(problems) == 5
