"""Home Office tables: sums by group and in all, without fraud; corrections, gaps and other forces are told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from performance.importing import home_office
from performance.periods import Cadence
from tests.performance.importing.samples import CONTEXT, FORCE, said, text, workbook

HEAD = "financial_year,financial_quarter,force,offence_description,offence_group,offence_subgroup,offence_code,offences"
OFFENCES = f"""{HEAD}
2024/25,1,Valeshire,Burglary in a dwelling,Theft offences,Residential burglary,28E,"1,200"
2024/25,1,Valeshire,Attempted burglary,Theft offences,Residential burglary,28F,-8
2024/25,1,Valeshire,Shoplifting,Theft offences,Shoplifting,46,100
2024/25,1,Valeshire,Riot (outcomes only),Public order offences,Public order offences,64,1
2024/25,1,Valeshire,Fraud to 2012/13,Fraud offences,Fraud offences to 2012/13,53,7
2024/25,1,Elsewhere,Shoplifting,Theft offences,Shoplifting,46,999
"""
SUBGROUPS = """financial_year,financial_quarter,force,offence_group,offence_subgroup,offences
2024/25,1,Valeshire,Theft offences,Residential burglary,1192
2024/25,1,Valeshire,Theft offences,Shoplifting,100
2024/25,1,Valeshire,Public order offences,Public order offences,1
"""


def figures(reading) -> dict[str, Decimal | None]:
    assert {(cell.area, cell.start, cell.cadence) for cell in reading.cells} == {
        (FORCE, dt.date(2024, 4, 1), Cadence.QUARTER)
    }
    return {cell.measure: cell.value for cell in reading.cells}


def test_offences_are_summed_by_subgroup_group_and_in_all_without_fraud() -> None:
    reading = home_office.read_recorded([text(OFFENCES)], CONTEXT)
    assert said(reading.problems) == []
    assert figures(reading) == {
        "offence:28E": 1200,
        "offence:28F": -8,
        "offence:46": 100,
        "offence:64": 1,
        "offence:53": 7,
        "subgroup:Residential burglary": 1192,
        "subgroup:Shoplifting": 100,
        "subgroup:Public order offences": 1,
        "subgroup:Fraud offences to 2012/13": 7,
        "group:Theft offences": 1292,
        "group:Public order offences": 1,
        "group:Fraud offences": 7,
        "total": 1293,
    }
    assert reading.notes == [
        ("Rows read", 6),
        ("Rows of forces that are not known here (not counted)", 1),
        ("Corrections below zero", 1),
    ]


def test_both_tables_together_must_agree() -> None:
    assert said(home_office.read_recorded([text(OFFENCES), text(SUBGROUPS)], CONTEXT).problems) == []
    revised = SUBGROUPS.replace(",100", ",101")
    problems = said(home_office.read_recorded([text(OFFENCES), text(revised)], CONTEXT).problems)
    assert sorted(problems) == [
        f"The tables disagree on group:Theft offences, {FORCE}, Q1 2024-25: 1292 and 1293.",
        f"The tables disagree on subgroup:Shoplifting, {FORCE}, Q1 2024-25: 100 and 101.",
        f"The tables disagree on total, {FORCE}, Q1 2024-25: 1293 and 1294.",
    ]


def test_a_missing_count_leaves_its_sums_missing() -> None:
    reading = home_office.read_recorded([text(SUBGROUPS.replace(",100", ",[x]"))], CONTEXT)
    assert figures(reading)["total"] is None
    assert figures(reading)["subgroup:Residential burglary"] == 1192
    assert said(reading.warnings) == ["Row 3, column F (offences): No figure: its group and the total are missing too."]


def test_what_is_wrong_is_named_by_row_and_column() -> None:
    broken = SUBGROUPS.replace("2024/25,1,Valeshire,Theft offences,Shop", "2024/26,1,Valeshire,Theft offences,Shop")
    broken = broken.replace("2024/25,1,Valeshire,Public", "2024/25,5,Valeshire,Public").replace("1192", "12k")
    assert said(home_office.read_recorded([text(broken)], CONTEXT).problems) == [
        "Row 2, column F (offences): “12k” is not a number.",
        "Row 3, column A (financial_year): “2024/26” is not a financial year like 2024/25.",
        "Row 4, column B (financial_quarter): “5” is not a quarter: 1, 2, 3 or 4.",
    ]


def test_a_line_that_stands_twice_is_named_with_the_first() -> None:
    twice = SUBGROUPS + "2024/25,1,Valeshire,Theft offences,Shoplifting,100\n"
    assert said(home_office.read_recorded([text(twice)], CONTEXT).problems) == [
        "Row 5: The same force, quarter and line as in row 3."
    ]


def test_a_quarter_left_out_is_told_and_the_newest_year_is_summed() -> None:
    rows = [
        f"{year}/{year % 100 + 1},{quarter},Valeshire,Theft offences,Shoplifting,{quarter}"
        for year, quarter in [(2022, 4), (2023, 2), (2023, 3), (2023, 4), (2024, 1)]
    ]
    reading = home_office.read_recorded([text("\n".join([SUBGROUPS.splitlines()[0], *rows]))], CONTEXT)
    assert said(reading.warnings) == [f"{FORCE}: no rows for Q1 2023-24."]
    assert reading.notes[-1] == (f"Total without fraud, {FORCE}, year ending June 2024", 10)


def test_the_publishers_own_column_names_and_workbooks_are_read() -> None:
    rows = [line.split(",") for line in SUBGROUPS.splitlines()]
    rows[0] = ["Financial Year", "Financial Quarter", "Force Name", "Offence Group", "Offence Subgroup",
               "Number of Offences"]  # fmt: skip
    typed: list[list[object]] = [list(rows[0]), *([row[0], int(row[1]), *row[2:5], int(row[5])] for row in rows[1:])]
    reading = home_office.read_recorded([workbook(typed)], CONTEXT)
    assert said(reading.problems) == []
    assert figures(reading)["total"] == 1293


def test_outcomes_are_summed_over_offences() -> None:
    outcomes = """financial_year,financial_quarter,force,offence_group,outcome_group,outcome_type,outcomes
2024/25,1,Valeshire,Robbery,Charged/Summonsed,1,5
2024/25,1,Valeshire,Theft offences,Charged/Summonsed,1,6
2024/25,1,Valeshire,Robbery,Evidential difficulties (victim does not support action),14,2
2024/25,1,Valeshire,Robbery,Evidential difficulties (victim does not support action),16,3
"""
    assert figures(home_office.read_outcomes([text(outcomes)], CONTEXT)) == {
        "outcome:1": 11,
        "outcome:14": 2,
        "outcome:16": 3,
        "outcome_group:Charged/Summonsed": 11,
        "outcome_group:Evidential difficulties (victim does not support action)": 5,
        "outcomes": 16,
    }


def test_no_row_of_a_known_force_is_a_problem() -> None:
    reading = home_office.read_recorded([text(SUBGROUPS.replace("Valeshire", "Elsewhere"))], CONTEXT)
    assert said(reading.problems) == ["No row is of a police force that is known here."]
