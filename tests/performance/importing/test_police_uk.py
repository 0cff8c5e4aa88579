"""police.uk street files: every row counts once for each area it belongs to, and nothing is lost without a word."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from performance.importing import police_uk
from performance.importing.cells import Cell, Context
from performance.periods import Cadence
from tests.performance.importing.samples import (
    AREAS,
    CITY,
    CONTEXT,
    COUNTY,
    FORCE,
    JOINT_CSP,
    NORTH,
    SOUTH,
    packed,
    said,
    street,
    text,
    workbook,
    zipped,
)

JANUARY = street(
    "2025-01",
    ("a1", "E01000001", "Burglary"),
    ("a1", "E01000001", "Burglary"),
    ("a2", "E01000002", "Drugs"),
    ("", "E01000001", "Anti-social behaviour"),
    ("", "", "Anti-social behaviour"),
    ("a3", "E01000009", "Burglary"),  # in a district of the neighbouring force
    ("a4", "E01099999", "Burglary"),  # in no look-up
)
CONTENT = JANUARY.stream.read().decode()
SERIES = ["asb", "crime:Burglary", "crime:Drugs", "crime:all"]


def january(name: str = "2025-01-valeshire-street.csv"):
    return text(CONTENT, name)


def figures(reading) -> dict[tuple[str, str], int]:
    return {(cell.area, cell.measure): int(cell.value) for cell in reading.cells}


def test_a_month_is_counted_by_area_and_type() -> None:
    reading = police_uk.read([january()], CONTEXT)
    assert said(reading.problems) == []
    assert reading.cells[0] == Cell("crime:all", "E05000901", dt.date(2025, 1, 1), Cadence.MONTH, Decimal(2))
    rows = {
        FORCE: [2, 4, 1, 5],
        NORTH: [1, 2, 0, 2],
        SOUTH: [0, 0, 1, 1],
        COUNTY: [1, 2, 1, 3],
        JOINT_CSP: [1, 2, 1, 3],
        "E05000901": [1, 2, 0, 2],
        "E05000902": [0, 0, 1, 1],
    }
    expected = {(area, series): n for area, row in rows.items() for series, n in zip(SERIES, row, strict=True)}
    assert figures(reading) == expected


def test_what_is_not_in_an_area_is_told() -> None:
    reading = police_uk.read([january()], CONTEXT)
    assert reading.notes == [
        ("Rows read", 7),
        ("Rows of antisocial behaviour", 2),
        ("Rows without a location (counted for the force only)", 1),
        ("Rows outside the force area (counted for the force only)", 2),
        ("Rows of forces that are not known here (not counted)", 0),
        ("Crime numbers that repeat within a month's file (all counted)", 1),
        ("Crimes without antisocial behaviour, part of Q4 2024-25 (January to March 2025)", 5),
    ]
    assert said(reading.warnings) == [
        "2 of 7 rows lie outside the force area. Is the look-up of the same LSOAs (2011 or 2021) as the file?"
    ]


def test_an_area_without_any_row_in_a_month_has_no_figure_and_one_with_some_has_zeros() -> None:
    reading = police_uk.read([january()], CONTEXT)
    assert CITY not in {cell.area for cell in reading.cells}
    assert figures(reading)[SOUTH, "crime:Burglary"] == 0


def test_only_areas_that_figures_are_kept_for_are_counted() -> None:
    areas = {code: name for code, name in AREAS.items() if code in (NORTH, FORCE)}
    reading = police_uk.read([january()], replace(CONTEXT, areas=areas))
    assert {cell.area for cell in reading.cells} == {NORTH, FORCE}


@pytest.mark.parametrize(
    "pack", [packed, lambda file: zipped(file, text("x,y\n1,2\n", "2025-01-valeshire-outcomes.csv"))]
)
def test_packed_files_say_the_same(pack) -> None:
    assert police_uk.read([pack(january())], CONTEXT).cells == police_uk.read([january()], CONTEXT).cells


def test_several_months_and_a_whole_quarter() -> None:
    months = [street(f"2025-{month:02d}", ("n", "E01000001", "Burglary")) for month in (4, 5, 6)]
    reading = police_uk.read(months, CONTEXT)
    assert [cell.start.month for cell in reading.cells if (cell.area, cell.measure) == (NORTH, "crime:all")] == [
        4,
        5,
        6,
    ]
    assert reading.notes[-1] == ("Crimes without antisocial behaviour, Q1 2025-26 (April to June 2025)", 3)


def test_a_month_given_twice_is_a_problem() -> None:
    reading = police_uk.read([january("a-street.csv"), january("b-street.csv")], CONTEXT)
    assert said(reading.problems) == [
        "b-street.csv: b-street.csv and a-street.csv both hold 2025-01 of Valeshire Police: figures would count twice."
    ]


def test_a_force_that_is_not_known_is_told_and_not_counted() -> None:
    reading = police_uk.read([street("2025-01", ("n", "E01000001", "Burglary"), force="Elsewhere Police")], CONTEXT)
    assert reading.cells == []
    assert ("Rows of forces that are not known here (not counted)", 1) in reading.notes
    assert said(reading.problems) == ["No row falls within a police force that is known here."]


def test_a_broken_row_is_named_and_the_rest_is_read() -> None:
    lines = CONTENT.splitlines()
    lines[2] = lines[2].replace("2025-01", "01/2025")
    lines[3] = "a2,2025-01"
    lines[4] = lines[4].replace("Anti-social behaviour", "")
    lines[5] += ",too,many"
    reading = police_uk.read([text("\n".join(lines), "2025-01-street.csv")], CONTEXT)
    assert said(reading.problems) == [
        "Row 3, column B (Month): “01/2025” is not a month like 2025-01.",
        "Row 4: The row has 2 columns, not 12.",
        "Row 5, column J (Crime type): The crime type is missing.",
        "Row 6: The row has 14 columns, not 12.",
    ]
    assert reading.notes[0] == ("Rows read", 3)


def test_a_workbook_says_the_same_as_the_text() -> None:
    rows = [[value or None for value in line.split(",")] for line in CONTENT.splitlines()]
    assert police_uk.read([workbook(rows)], CONTEXT).cells == police_uk.read([january()], CONTEXT).cells


def test_a_month_left_out_is_told() -> None:
    months = [street(f"2025-{month:02d}", ("n", "E01000001", "Burglary")) for month in (4, 6)]
    reading = police_uk.read(months, CONTEXT)
    assert said(reading.warnings) == ["No file holds May 2025."]


def test_without_a_look_up_nothing_can_be_placed() -> None:
    reading = police_uk.read([january()], Context(forces={"Valeshire": FORCE}))
    assert said(reading.problems) == ["No look-up from LSOAs to districts is known: import that first."]


def test_wrong_columns_are_named() -> None:
    reading = police_uk.read([text("Month,Crime type\n2025-01,Drugs\n")], CONTEXT)
    assert said(reading.problems) == [
        "The columns “falls within”, “lsoa code” are missing. The columns are “Month”, “Crime type”."
    ]


def test_crime_numbers_beyond_the_limit_are_counted_at_least(monkeypatch) -> None:
    monkeypatch.setattr(police_uk, "MAX_NUMBERS", 1)
    monkeypatch.setattr(police_uk, "BATCH", 2)
    reading = police_uk.read([january()], CONTEXT)
    assert ("Crime numbers that repeat within a month's file (all counted), at least", 1) in reading.notes
