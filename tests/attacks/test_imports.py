"""Files of figures that were made to do harm, and the pages that take them."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest

from performance.importing.cells import Context
from performance.importing.dates import when
from performance.importing.figures import figure
from performance.importing.sheets import name_of
from performance.importing.sources import REFERENCES, SOURCES
from performance.importing.template import read
from performance.intake.jobs import start_check
from performance.intake.staging import clean_name
from performance.models import Import
from performance.periods import Cadence
from tests.cast import Cast, fresh
from tests.performance.importing_scene import EARLY, FORCE, Scene, file, make_scene, template, upload


@pytest.fixture
def scene(cast: Cast, settings, tmp_path: Path) -> Scene:
    settings.IMPORTS_DIR = tmp_path / "imports"
    return make_scene(cast)


def brought(scene: Scene, text: str) -> Import:
    return start_check(
        board=scene.cast.board, source="template", files=[upload(text)], vintage=EARLY, period="",
        by=fresh(scene.cast.analyst),
    )  # fmt: skip


def seconds(act) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


# Cells ------------------------------------------------------------------------------------------------------------


def test_a_cell_of_a_number_and_very_many_spaces_is_read_at_once():
    """The pattern for "12 [p]" tried every place in the spaces against every other: minutes for one cell."""
    assert seconds(lambda: figure("1" + " " * 20_000 + "x")) < 0.5


def test_a_column_name_of_very_many_notes_is_read_at_once():
    assert seconds(lambda: name_of("[note" * 20_000)) < 0.5


@pytest.mark.parametrize(
    ("text", "cadence"),
    [("Jan 0001", Cadence.MONTH), ("Dec 9999", Cadence.MONTH), ("Q1 0001-02", Cadence.QUARTER), ("0001", Cadence.YEAR),
     ("year to Dec 9999", Cadence.ROLLING), ("YE Dec 0001", None), ("9999", Cadence.YEAR), ("01/0001", Cadence.MONTH)],
)  # fmt: skip
def test_a_period_of_no_year_that_figures_have_is_said_to_be_none(text: str, cadence: Cadence | None):
    """It was kept: 24,000 months of gaps stood before the first real figure in all that is published."""
    assert when(text, cadence).problem


def test_a_figure_of_the_year_1_is_refused_in_words(scene: Scene):
    held = brought(scene, template(f"thefts-monthly,{FORCE},Jan 0001,5"))
    assert held.state == Import.State.REFUSED
    assert "not a period" in held.outcome["problems"][0]["message"]


# Workbooks --------------------------------------------------------------------------------------------------------

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/{sheet}" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/{texts}" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}"/></Relationships>'
)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
WORKBOOK = (
    f'<workbook {MAIN} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
)
CELL = '<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'
SHEET = "{before}" + f'<worksheet {MAIN}><sheetData><row r="1">{{cells}}</row></sheetData></worksheet>'


def workbook(*, sheet: str = "sheet.xml", texts: str = "strings.xml", before: str = "", shared: bytes = b"") -> bytes:
    cells = "".join(CELL.format(ref=f"{'ABCD'[at]}1", text=text) for at, text in
                    enumerate(["Measure", "Area", "Period", "&x;" if before else "Value"]))  # fmt: skip
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES.format(sheet=sheet, texts=texts),
        "_rels/.rels": RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"),
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS.format(kind="worksheet", target=sheet),
        f"xl/{sheet}": SHEET.format(before=before, cells=cells),
        f"xl/{texts}": shared or f"<sst {MAIN}/>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def said_of(content: bytes) -> str:
    return " ".join(problem.message for problem in read([file(content, "figures.xlsx")], Context()).problems)


@pytest.mark.parametrize("sheet", ["sheet.dat", "sheet"])
def test_entities_are_refused_whatever_the_part_is_called(sheet: str):
    """Only parts called .xml were looked at, and a workbook may call its sheets anything."""
    before = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert "declarations" in said_of(workbook(sheet=sheet, before=before))


@pytest.mark.parametrize("texts", ["strings.xml", "t"])
def test_the_table_of_texts_is_bounded_whatever_it_is_called(texts: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("performance.importing.workbooks.MAX_TEXTS", 50_000)
    shared = f"<sst {MAIN}>".encode() + b"<si><t>abcdefgh</t></si>" * 5_000 + b"</sst>"
    assert "too much text" in said_of(workbook(texts=texts, shared=shared))


# Names and messages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["\x85\x9b.csv", "\u200b\u061cfigures\ufeff.csv", "\ue000\u2028.csv"], ids=range(3))
def test_no_sign_of_a_name_is_unseen(name: str):
    assert clean_name(name).isprintable()


@pytest.mark.parametrize("source", ["ons-population", "lookup-lsoa"])
def test_a_message_repeats_no_cell_whole(source: str):
    """Two hundred of them are kept with the import, and shown: twenty megabytes of one page."""
    heading = "area code,year,population" if source == "ons-population" else "lsoa21cd,wd24cd,lad24cd"
    table = file(f"{heading}\n{'x' * 50_000},2024,5\n")
    problems = (
        SOURCES[source].read([table], Context()).problems
        if source in SOURCES
        else REFERENCES[source].read(table).problems
    )
    assert problems
    assert all(len(problem.message) < 300 for problem in problems)


def test_a_number_of_very_many_digits_is_not_repeated_whole():
    assert len(figure("9" * 50_000).problem) < 100
