"""The product's own template: what people fill in is read, or sent back with the row and the column."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from performance.importing import template
from performance.importing.cells import Cell, TemplateMeasure
from performance.importing.template_writer import README, write_template, write_template_csv
from performance.periods import Cadence, Period
from tests.performance.importing.samples import (
    AREAS,
    BURGLARY,
    CONFIDENCE,
    CONTEXT,
    COUNTY,
    FORCE,
    MEASURES,
    NORTH,
    SOUTH,
    raw,
    said,
    text,
    workbook,
)

HEAD = "Measure,Area,Period,Value,Numerator,Denominator,Provisional,Note\n"
Q1, Q2 = Period(dt.date(2025, 4, 1), Cadence.QUARTER), Period(dt.date(2025, 7, 1), Cadence.QUARTER)


def problems_of(content: str, context=CONTEXT) -> list[str]:
    return said(template.read([text(content)], context).problems)


def figures(reading) -> list[tuple[str, str, str, Decimal | None]]:
    return [(cell.measure, cell.area, cell.period.short, cell.value) for cell in reading.cells]


def test_one_row_for_each_figure() -> None:
    rows = f"""Residential burglary,North Vale,Q1 2025-26,"1,234",,,yes,checked
confidence,{SOUTH},2024/25,40%,20,50,,
Helpline calls,South Vale ({SOUTH}),Apr-25,[c],,,,
Knife crime,South Vale,YE Jun 2025,[x],,,No,
Knife crime,South Vale,YE Sep 2025,,,,,
"""
    reading = template.read([text(HEAD + rows)], CONTEXT)
    assert said(reading.problems) == []
    place = "D (Value)"
    assert reading.cells == [
        Cell("residential-burglary", NORTH, dt.date(2025, 4, 1), Cadence.QUARTER, Decimal(1234), is_provisional=True,
             row=2, column=place, note="checked"),
        Cell("confidence", SOUTH, dt.date(2024, 4, 1), Cadence.YEAR, Decimal(40), Decimal(20), Decimal(50), row=3,
             column=place),
        Cell("helpline-calls", SOUTH, dt.date(2025, 4, 1), Cadence.MONTH, None, is_suppressed=True, row=4,
             column=place),
        Cell("knife-crime", SOUTH, dt.date(2024, 7, 1), Cadence.ROLLING, None, row=5, column=place),
    ]  # fmt: skip
    assert reading.notes == [
        ("Rows read", 5),
        ("Figures read", 2),
        ("Cells left empty", 1),
        ("Cells that say there is no figure", 1),
        ("Cells that say the figure is withheld", 1),
    ]


def test_one_column_for_each_period() -> None:
    """A monthly and a quarterly measure share a sheet; Excel has made dates of some names."""
    rows = [
        ["Figures for the board", None, None, None, None],
        ["Measure", "Area", "Unit", "Q1 2025-26", dt.date(2025, 7, 1), "Note"],
        ["Residential burglary", "North Vale", "crimes", 12, 0.5, "x"],
        ["Helpline calls", "North Vale", "calls", None, 7, None],
    ]
    reading = template.read([workbook(rows)], CONTEXT)
    assert said(reading.problems) == []
    assert figures(reading) == [
        ("residential-burglary", NORTH, "Q1 2025-26", Decimal(12)),
        ("residential-burglary", NORTH, "Q2 2025-26", Decimal("0.5")),
        ("helpline-calls", NORTH, "Jul 2025", Decimal(7)),
    ]
    assert ("Cells left empty", 1) in reading.notes


def test_every_error_has_its_row_and_column() -> None:
    wide = "Measure,Area,Unit,Q1 2025-26,2025 Q2,Comment here\n"
    rows = "Residential burglary,North Vale,crimes,12k,3,late\nHelpline calls,North Vale,calls,4,,\n"
    assert problems_of(wide + rows) == [
        "Row 2, column D (Q1 2025-26): “12k” is not a number.",
        "Row 2, column E (2025 Q2): “2025 Q2” may mean Q2 2025-26 (July to September 2025) or "
        "Q1 2025-26 (April to June 2025). Write the one that you mean.",
        "Row 2, column F (Comment here): “Comment here” is not a period. Write it as “Q1 2025-26”.",
        "Row 3, column D (Q1 2025-26): “Q1 2025-26” is a quarter, but these figures go by the month. "
        "Write it as “Apr 2025”.",
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            "Residental burglary,North Vale,Q1 2025-26,1",
            "Row 2, column A (Measure): “Residental burglary” is not a measure of this board. "
            "Did you mean “Residential burglary”?",
        ),
        (",North Vale,Q1 2025-26,1", "Row 2, column A (Measure): The measure is missing."),
        (
            "Residential burglary,E07000555,Q1 2025-26,1",
            "Row 2, column B (Area): E07000555 is not the code of an area that is known here.",
        ),
        (
            "Residential burglary,Nort Vale,Q1 2025-26,1",
            "Row 2, column B (Area): “Nort Vale” is not an area that is known here. Did you mean “North Vale”?",
        ),
        (
            "Residential burglary,Valeshire,Q1 2025-26,1",
            f"Row 2, column B (Area): “Valeshire” is the name of 2 areas: give the code ({COUNTY} or {FORCE}).",
        ),
        ("Residential burglary,,Q1 2025-26,1", "Row 2, column B (Area): The area is missing."),
        (
            "Residential burglary,North Vale,Apr 2025,1",
            "Row 2, column C (Period): “Apr 2025” is a month, but these figures go by the quarter. "
            "Write it as “Q1 2025-26”.",
        ),
        (
            "Residential burglary,North Vale,Q1 2025-26,=1+1",
            "Row 2, column D (Value): “=1+1” is a formula. Paste its value.",
        ),
        (
            "Residential burglary,North Vale,Q1 2025-26,5%",
            "Row 2, column D (Value): This is a percentage, but Residential burglary is in crimes.",
        ),
        (
            "Confidence in the police,North Vale,2024-25,40,20",
            "Row 2, column F (Denominator): Confidence in the police needs its numerator and its denominator: "
            "the denominator is missing.",
        ),
        (
            "Confidence in the police,North Vale,2024-25,42,20,50",
            "Row 2, column D (Value): 42% is given, but 20 of 50 is 40.0%.",
        ),
        (
            "Confidence in the police,North Vale,2024-25,40,20,0",
            "Row 2, column F (Denominator): A denominator must be above zero.",
        ),
        (
            "Confidence in the police,North Vale,2024-25,40,-20,50",
            "Row 2, column E (Numerator): A numerator is a count: it cannot be below zero.",
        ),
        (
            "Confidence in the police,North Vale,2024-25,,20,50",
            "Row 2, column D (Value): The value is missing, although a numerator or a denominator is given.",
        ),
        (
            "Residential burglary,North Vale,Q1 2025-26,1,,,maybe",
            "Row 2, column G (Provisional): “maybe” should be Yes or No.",
        ),
    ],
)
def test_what_is_wrong_with_a_row(row, problem) -> None:
    found = problems_of(HEAD + row + "\n")
    assert found[0] == problem
    assert template.read([text(HEAD + row + "\n")], CONTEXT).cells == [] or "maybe" in row


def test_two_figures_for_one_cell_name_both_rows() -> None:
    row = "Residential burglary,North Vale,Q1 2025-26,1\n"
    assert problems_of(HEAD + row + row) == [
        f"Row 3, column D (Value): A second figure for residential-burglary, {NORTH}, Q1 2025-26: "
        "the first is in row 2, column D (Value)."
    ]


def totals(total: str, south: str, measure: str = "Residential burglary") -> str:
    rows = [(NORTH, "10"), (SOUTH, south), (COUNTY, total)]
    return HEAD + "".join(f"{measure},{area},Q1 2025-26,{value}\n" for area, value in rows)


def test_a_total_that_no_longer_adds_up_is_a_problem() -> None:
    assert problems_of(totals("30", "20")) == []
    assert problems_of(totals("31", "20")) == [
        "Row 4, column D (Value): Valeshire is 31, but its parts in this file add up to 30."
    ]
    assert problems_of(totals("31", "[x]")) == []  # a part is missing: nothing to check
    rates = replace(CONTEXT, measures={"residential-burglary": replace(BURGLARY, is_additive=False)})
    assert problems_of(totals("31", "20"), rates) == []


def test_a_formula_is_named_by_its_cell_and_a_percentage_read_as_shown() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Measure", "Area", "Period", "Value", "Numerator", "Denominator", "Note"])
    sheet.append(["Residential burglary", "North Vale", "Q1 2025-26", "=SUM(E2:E9)", None, None, "=NOW()"])
    sheet.append(["Confidence in the police", "North Vale", "2024-25", 0.4, 20, 50])
    sheet["D3"].number_format = "0.0%"
    out = io.BytesIO()
    book.save(out)
    reading = template.read([raw(out.getvalue())], CONTEXT)
    assert said(reading.problems) == [
        "Row 2, column D (Value): D2 holds a formula (=SUM(E2:E9)). Copy it and paste it as a value."
    ]
    assert figures(reading) == [("confidence", NORTH, "2024-25", Decimal(40))]


def test_a_date_that_could_be_american_is_a_warning() -> None:
    reading = template.read([text(HEAD + "Helpline calls,North Vale,01/04/2025,1\n")], CONTEXT)
    assert figures(reading) == [("helpline-calls", NORTH, "Apr 2025", Decimal(1))]
    assert said(reading.warnings) == [
        "Row 2, column C (Period): “01/04/2025” was read as 1 April 2025, the day before the month."
    ]
    wide = "Measure,Area,01/04/2025\nHelpline calls,North Vale,1\nHelpline calls,South Vale,1\n"
    assert said(template.read([text(wide)], CONTEXT).warnings) == [
        "Row 1, column C (01/04/2025): “01/04/2025” was read as 1 April 2025, the day before the month."
    ]


PERIODS = [Q1, Q2, Period(dt.date(2024, 4, 1), Cadence.YEAR), Period(dt.date(2025, 4, 1), Cadence.MONTH)]


def test_an_empty_template_is_read_as_nothing_filled_in() -> None:
    for content in (
        write_template(list(MEASURES.values()), AREAS, PERIODS),
        write_template_csv([BURGLARY], AREAS, PERIODS),
    ):
        reading = template.read([raw(content)], CONTEXT)
        assert (reading.cells, said(reading.problems)) == ([], [])
        notes = dict(reading.notes)
        assert notes["Cells left empty"] == notes["Rows read"] > 0


def test_the_workbook_helps_whoever_fills_it_in() -> None:
    content = write_template([BURGLARY, CONFIDENCE], {NORTH: "North Vale", SOUTH: "South Vale"}, PERIODS)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Figures", "Lists", "Read me"]
    sheet = book["Figures"]
    assert [cell.value for cell in sheet[1]] == list(template.COLUMNS)
    assert [cell.value for cell in sheet[2]][:3] == ["Residential burglary", f"North Vale ({NORTH})", "Q1 2025-26"]
    assert sheet.max_row == 7
    assert sheet.freeze_panes == "A2"
    validations = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert validations == {
        "A2:A1007": "Lists!$A$2:$A$3",
        "B2:B1007": "Lists!$D$2:$D$3",
        "G2:G1007": '"Yes,No"',
    }
    assert [cell.value for cell in book["Lists"][3]] == [
        "Confidence in the police",
        "Yearly",
        "% (with numerator and denominator)",
        f"South Vale ({SOUTH})",
    ]
    assert [row[0].value or "" for row in book["Read me"]] == list(README)


NASTY = ["=1+1", "+44 7700", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("note", NASTY)
def test_text_never_runs_as_a_formula(note) -> None:
    measure = TemplateMeasure("odd", note, Cadence.QUARTER)
    cell = Cell("odd", NORTH, Q1.start, Q1.cadence, Decimal(-4), note=note)
    book = openpyxl.load_workbook(io.BytesIO(write_template([measure], {NORTH: note}, [Q1], [cell])))
    kinds = {item.data_type for sheet in book for row in sheet for item in row if item.value is not None}
    assert kinds == {"s", "n"}
    assert book["Figures"]["D2"].value == -4
    content = write_template_csv([measure], {NORTH: note}, [Q1], [cell]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content, newline="")))[1] == [
        f"'{note}",
        f"'{note} ({NORTH})",
        "Q1 2025-26",
        "-4",
        "",
        "",
        "",
        f"'{note}",
    ]


FIGURES = st.one_of(
    st.none(),
    st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False, allow_infinity=False),
    st.integers(0, 10**9).map(Decimal),
)
NOTES = st.one_of(
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=20).map(str.strip),
    st.sampled_from(["=1+1", "'=1+1", "''-2", "'tis", "-", "@x"]),
)
KEYS = st.tuples(st.sampled_from([NORTH, SOUTH, COUNTY]), st.integers(0, 11))


@settings(max_examples=40, deadline=None)
@given(
    cadence=st.sampled_from(list(Cadence)),
    cells=st.dictionaries(KEYS, st.tuples(FIGURES, st.booleans(), NOTES), max_size=8),
    as_csv=st.booleans(),
)
def test_what_is_written_is_read_back(cadence, cells, as_csv) -> None:
    """Value, flags and note, for every cadence, as a workbook and as CSV."""
    measure = TemplateMeasure("calls", "Calls", cadence)
    first = Period.of(dt.date(2024, 4, 1), cadence)
    periods = [first.shifted(step) for step in range(12)]
    written = [
        Cell("calls", area, periods[step].start, cadence, value, is_provisional=flag and value is not None,
             is_suppressed=flag and value is None, note=note)
        for (area, step), (value, flag, note) in cells.items()
    ]  # fmt: skip
    writer = write_template_csv if as_csv else write_template
    content = writer([measure], {code: AREAS[code] for code in (NORTH, SOUTH, COUNTY)}, periods, written)
    reading = template.read([raw(content)], replace(CONTEXT, measures={"calls": measure}))
    assert said(reading.problems) == []
    read = {cell.key: replace(cell, row=0, column="") for cell in reading.cells}
    assert read == {cell.key: cell for cell in written}
