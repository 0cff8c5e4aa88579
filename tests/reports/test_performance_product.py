"""The Performance, Risk and Harm Management Product: what its sections say."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.core.cache import cache

from performance.models import Measure, Observation, WeightSet
from reports.documents.performance.severity import is_comparable
from snb.querysets import today
from snb.wording import long_date
from tests.cast import Cast
from tests.performance.measuring import NEWEST, observe, run
from tests.reports.product_scene import YEAR, Product, block, content_of, figures_of, section

NUMBERED = [
    ("1", "In brief"), ("2", "Exceptions"), ("3", "The indicator matrix"), ("4", "Risk"), ("5", "Severity"),
    ("6", "Where"), ("7", "Benchmarks"), ("8", "Grants"), ("9", "Data quality"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _no_decision_kept():
    cache.clear()


@pytest.fixture
def scene(cast: Cast) -> Product:
    return Product(cast)


def texts(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=list)


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [row["measure"] for row in rows]


def by_measure(content: dict[str, Any], anchor: str) -> dict[str, dict[str, Any]]:
    """The rows of the one table of a section."""
    return {row["measure"]: row for row in block(content, anchor, anchor)["rows"]}


# Sections ------------------------------------------------------------------------------------------------------------


def test_sections_come_in_their_order(scene: Product) -> None:
    content = content_of(scene.with_everything().cast)
    assert [(each["number"], each["heading"]) for each in content["sections"]] == NUMBERED


def test_without_benchmarks_and_grants_the_rest_is_numbered_on(scene: Product) -> None:
    headings = [(each["number"], each["heading"]) for each in content_of(scene.cast)["sections"]]
    assert headings[6:] == [("7", "Data quality")]
    said = [section(content_of(scene.cast), anchor)["blocks"][0]["data"] for anchor in ("risk", "severity")]
    assert [each["markdown"] for each in said] == [
        "No risk is open in the Board’s register.", "No measure of the Board is a severity score with figures."
    ]  # fmt: skip


def test_in_brief_counts_and_says_nothing_more(scene: Product) -> None:
    said = block(content_of(scene.cast), "in-brief", "prose")["markdown"]
    day = long_date(today())
    assert said == (
        "The Board reads 5 measures. 1 of them is of concern, 1 is excellent, 1 changed where neither way is better, "
        "and 1 has no figure. By the figures, 1 red and 1 green; 2 with a figure are not rated. "
        f"All figures are as known on {day}; the newest were published on 1 October 2025."
    )


def test_a_board_without_measures_has_a_product_that_says_so(cast: Cast) -> None:
    content = content_of(cast)
    assert block(content, "in-brief", "prose")["markdown"].endswith("the Board has no measures.")
    assert content["gaps"] == []


def test_exceptions_say_why_with_their_chart(scene: Product) -> None:
    content = content_of(scene.cast)
    (row,) = block(content, "of-concern", "exceptions")["rows"]
    assert (row["measure"], row["value"], row["rag"]["word"], row["target"]) == ("Thefts recorded", "180", "Red", "100")
    assert row["reasons"][0].startswith(f"180 in {NEWEST.short} is more than 10% off the target (100)")
    assert (row["commentary"], row["chart"]["chart"]) == ("Two shops were raided.", "control")
    assert names(block(content, "excellent", "exceptions")["rows"]) == ["Calls for help"]
    assert names(block(content, "changed", "exceptions")["rows"]) == ["Referrals"]


def test_where_there_is_no_exception_the_paper_says_so(scene: Product) -> None:
    Measure.objects.filter(slug="thefts").update(state="no_data", target=None, polarity="neutral")
    assert block(content_of(scene.cast), "of-concern", "prose")["markdown"] == "No measure is of concern."


def test_residents_are_context_and_no_exception(scene: Product) -> None:
    scene.with_grant()
    people = Measure.objects.get(slug="people")
    run(people, 1, 2, 3, 4, 5, 6, 7, 8, last=YEAR)
    assert "Residents" not in texts(section(content_of(scene.cast), "exceptions"))


def test_the_matrix_tells_direction_from_performance(scene: Product) -> None:
    rows = {
        row["measure"]: row for row in block(content_of(scene.cast), "indicator-matrix", "indicator-matrix")["rows"]
    }
    short = {name: rows[name]["marks"][1] for name in ("Thefts recorded", "Calls for help", "Referrals")}
    assert [(mark["way"], mark["words"]) for mark in short.values()] == [
        ("up", "Worse"),
        ("up", "Better"),
        ("up", "Up"),
    ]
    assert (rows["Thefts recorded"]["exception"], rows["Thefts recorded"]["said"]) == (
        "Of concern", "Two shops were raided."
    )  # fmt: skip
    assert (rows["Survey"]["value"], rows["Survey"]["state"]) == (
        None, "In development, figures expected by 1 March 2030"
    )  # fmt: skip


def test_risks_above_appetite_come_first(scene: Product) -> None:
    scene.with_risks()
    data = block(content_of(scene.cast), "risk", "risk-register")
    assert [(row["number"], row["standing"]["word"], row["is_overdue"]) for row in data["rows"]] == [
        ("R2", "Above tolerance", True), ("R1", "Within appetite", False)
    ]  # fmt: skip
    assert data["rows"][0]["movement"] == {"meaning": "worse", "way": "up", "words": "Up from 12"}
    assert data["chart"]["chart"] == "risks"


def test_where_puts_counts_over_residents(scene: Product) -> None:
    scene.with_grant()
    data = block(content_of(scene.cast), "where-thefts", "area-figures")
    assert [(row["area"], row["value"], row["rate"]) for row in data["rows"]] == [
        ("South Fosse", "60", "300.0"), ("Lower Fosse", "60", "200.0"), ("Upper Fosse", "60", "200.0")
    ]  # fmt: skip
    assert (data["chart"]["reference"], data["chart"]["reference_label"]) == (225.0, "All together")
    assert (data["rows"][0]["a_year_ago"]["words"], data["rows"][0]["sentence"]) == ("Worse", "+50.0%")


def test_benchmarks_have_no_total(scene: Product) -> None:
    scene.with_benchmarks()
    data = block(content_of(scene.cast), "benchmarks-three", "benchmark-set")
    assert [(row["scores"], row["moved"]["words"]) for row in data["rows"]] == [
        (("2", "4"), "Better, 2 to 4"), (("5", "4"), "Worse, 5 to 4"),
        (("3", "No score"), "Cannot say: no score for 2023"),
    ]  # fmt: skip


def test_only_an_approved_share_is_printed(scene: Product) -> None:
    scene.with_grant()
    data = block(content_of(scene.cast), "grant-1", "grant-spend")
    assert (data["scenario"], data["total"], [row["amount"] for row in data["rows"]]) == (
        "By residents", 1_000_00, [750_00, 250_00]
    )  # fmt: skip


def test_quality_says_where_figures_come_from_and_what_they_lack(scene: Product) -> None:
    observe(scene.thefts, NEWEST, 181, dt.date(2025, 11, 1), is_provisional=True)
    rows = by_measure(content_of(scene.cast), "measure-quality")
    thefts = rows["Thefts recorded"]
    assert (thefts["area"], thefts["source"], thefts["data_date"]) == (
        "Fosse police force area", "Fosse Police", "2025-11-01"
    )  # fmt: skip
    assert thefts["figures"] == ("13 figures", "1 provisional", "1 revised")
    assert thefts["lacks"] == ("baseline", "owner")
    assert rows["Victims"]["minds"] == (
        "Too few figures follow one another for limits: there must be three in a row, or two pairs.",
    )
    notes = block(content_of(scene.cast), "methods", "prose")["markdown"]
    for method in ("Green within 10% of the target", "2.66", "counts of 1 to 4", f"As known on {long_date(today())}"):
        assert method in notes


# Severity ------------------------------------------------------------------------------------------------------------


def test_severity_compares_years_of_one_release(scene: Product) -> None:
    scene.with_severity()
    content = content_of(scene.cast)
    data = block(content, "severity", "area-figures")
    assert [(row["area"], row["value"], row["a_year_ago"]["words"]) for row in data["rows"]] == [
        ("Lower Fosse", "17.6", "Worse"), ("Upper Fosse", "12.5", "Worse"), ("South Fosse", "9.1", "Better")
    ]  # fmt: skip
    said = block(content, "severity", "prose")["markdown"]
    assert "its publisher does not give the version of the weights" in said
    assert "How many offences have no weight" in said


def test_years_of_two_sets_of_weights_are_not_compared(scene: Product) -> None:
    made = scene.with_severity()
    weights = WeightSet.objects.create(version="C2024", source="An office")
    Measure.objects.filter(pk=made.pk).update(weights=weights)
    for period, version in ((YEAR, "C2024"), (YEAR.a_year_before(), "C2020")):
        note = f"Weights {version}. By the residents of 2023. 7 offences have no weight."
        for csp in Observation.objects.filter(measure=made, period_start=period.start).values_list("area", flat=True):
            observe(made, period, "10", dt.date(2026, 1, 1), area=type(made.area).objects.get(pk=csp), note=note)
    content, figures = content_of(scene.cast), figures_of(scene.cast)
    score = next(each for each in figures.measures if each.measure == made)
    assert not is_comparable(figures, score, YEAR.start, YEAR.a_year_before().start)
    data = block(content, "severity", "area-figures")
    assert {row["a_year_ago"]["words"] for row in data["rows"]} == {"Not compared"}
    said = block(content, "severity", "prose")["markdown"]
    assert "Weights: version C2024, An office." in said
    assert "7 offences have no weight." in said


# Small numbers -------------------------------------------------------------------------------------------------------


def test_a_small_count_of_people_is_nowhere_in_the_paper(scene: Product) -> None:
    content = content_of(scene.cast)
    row = by_measure(content, "measure-quality")["Victims"]
    assert row["figures"] == ("3 figures", "1 withheld")
    reading = next(each for each in figures_of(scene.cast).measures if each.measure == scene.victims)
    assert [point.value for point in reading.series.points] == [9, 8, None, 7]
    assert "1 figure is withheld in this paper." in block(content, "methods", "prose")["markdown"]


def test_people_whose_figures_are_not_public_are_not_printed(scene: Product) -> None:
    Measure.objects.filter(pk=scene.victims.pk).update(is_published=False)
    content = content_of(scene.cast)
    rows = by_measure(content, "indicator-matrix")
    assert (rows["Victims"]["value"], rows["Victims"]["state"]) == (None, "Withheld: it counts people")
    assert "No figure for “Victims” (its figures are withheld)." in content["gaps"]
