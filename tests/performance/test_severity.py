"""Severity by hand, and the traps in the real weights."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from performance.analysis.severity import Comparison, SeverityScore, WeightSet, codes_in, compare, severity

DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
WEIGHTS = WeightSet.of("made up", "here", [("1", Decimal(100)), ("2A", Decimal("0.5"))])


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("56A", ("56A",)),
        (" 56a ", ("56A",)),
        ("40", ("40",)),
        ("1, 4.1/2/10", ("1", "4.1", "4.2", "4.10")),
        ("1/4.1/4.10/4.2", ("1", "4.1", "4.10", "4.2")),
    ],
)
def test_codes(cell, codes) -> None:
    assert codes_in(cell) == codes


@pytest.mark.parametrize("cell", ["", "1,", "4.1/", " "])
def test_an_empty_code_is_refused(cell) -> None:
    with pytest.raises(ValueError, match="Not an offence code"):
        codes_in(cell)


def test_offences_are_weighted_and_what_has_no_weight_is_listed() -> None:
    score = severity({"1": 2, "2a": 4, "9": 3, "8": 0}, 10, WEIGHTS)
    assert score == SeverityScore(Decimal("20.2"), "made up", counted=6, unweighted={"9": 3})
    assert score.left_out == 3


@pytest.mark.parametrize(
    ("offences", "population"), [({"1": None, "2A": 4}, 10), ({}, 10), ({"1": 1}, None), ({"1": 1}, 0)]
)
def test_missing_is_never_a_score(offences, population) -> None:
    assert severity(offences, population, WEIGHTS).score is None


def test_no_offences_at_all_score_nothing() -> None:
    assert severity({"1": 0}, 10, WEIGHTS) == SeverityScore(Decimal(0), "made up", 0, {})


@pytest.mark.parametrize(("offences", "population"), [({"1": -1}, 10), ({"1": 1}, -10)])
def test_negative_figures_are_refused(offences, population) -> None:
    with pytest.raises(ValueError, match="never negative"):
        severity(offences, population, WEIGHTS)


@pytest.mark.parametrize("rows", [[("1", Decimal(0))], [("1", Decimal(-1))], [("1", Decimal(1)), ("1/2", Decimal(2))]])
def test_a_code_has_one_positive_weight(rows) -> None:
    with pytest.raises(ValueError, match="Offence code 1 has no single positive weight"):
        WeightSet.of("v", "s", rows)


def test_scores_of_one_version_are_compared() -> None:
    before, after = severity({"1": 1}, 10, WEIGHTS), severity({"1": 3}, 10, WEIGHTS)
    assert compare(before, after) == Comparison(Decimal(20))
    assert compare(severity({"1": None}, 10, WEIGHTS), after) == Comparison(None, "Cannot say: a score is missing.")


def test_scores_of_two_versions_are_not() -> None:
    other = WeightSet.of("newer", "here", [("1", Decimal(100))])
    assert compare(severity({"1": 1}, 10, WEIGHTS), severity({"1": 1}, 10, other)) == Comparison(
        None, "Cannot say: the scores rest on different weights (made up; newer)."
    )


@given(offences=st.dictionaries(st.sampled_from(["1", "2A", "9", "8"]), st.integers(0, 10**6), min_size=1))
def test_no_offence_is_lost(offences) -> None:
    score = severity(offences, 1000, WEIGHTS)
    assert score.counted + score.left_out == sum(offences.values())


def rows(name: str):
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def weights() -> WeightSet:
    if not DATA.is_dir():
        pytest.skip("The published figures are not here: ../shared/data is absent.")
    listed = rows("severity/ons_css_weights_by_offence_c2020.csv")
    return WeightSet.of("c. 2020", "ONS", [(row["code_severity"], Decimal(row["weight"])) for row in listed])


def offences_of(year: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in rows("crime/ho_prc_force_quarter_offence_2012Q1_2025Q3_nottinghamshire.csv"):
        if row["financial_year"] == year:
            counts[row["offence_code"]] += int(row["offences"])
    return counts


def districts(mid_year: str) -> dict[str, int]:
    listed = rows("population/ons_mye_2011_2023_nottinghamshire.csv")
    return {
        row["area_code"]: int(row["population"])
        for row in listed
        if row["mid_year"] == mid_year and row["area_code"][:3] in {"E06", "E07"}
    }


def test_newer_codes_have_no_weight(weights: WeightSet) -> None:
    """The residential burglary codes of 2023 and two violent offences. Murder has one, in a cell of four codes."""
    score = severity(offences_of("2024/25"), sum(districts("2023").values()), weights)
    assert score.unweighted == {
        "28I": 1712, "28J": 409, "28K": 6, "28L": 2, "28M": 601, "28N": 65, "29B": 69, "8T": 49, "8U": 1023,
    }  # fmt: skip
    assert score.left_out == 3936
    assert score.counted + 3936 == 98_114


def test_murder_and_manslaughter_share_a_cell(weights: WeightSet) -> None:
    assert {weights.weights[code] for code in ("1", "4.1", "4.2", "4.10")} == {Decimal("7973.393423328133")}
    without = WeightSet("x", "ONS", None, {code: w for code, w in weights.weights.items() if code not in {"1", "4.1"}})
    score = severity(offences_of("2024/25"), 1, without)
    assert score.left_out == 3945


def test_the_weights_do_not_reproduce_the_published_scores(weights: WeightSet) -> None:
    """13.97 for the force; the published scores of its parts, weighted by population, come to 15.49."""
    people = districts("2022")
    ours = severity(offences_of("2022/23"), sum(people.values()), weights)
    published = {
        row["ltla23_code"]: Decimal(row["crime_severity_score"])
        for row in rows("severity/ons_css_csp_2022_23_nottinghamshire.csv")
    }
    mean = sum((published[code] * people[code] for code in people), Decimal(0)) / sum(people.values())
    theirs = SeverityScore(mean, "published with 2022/23", 0, {})
    assert (f"{ours.score:.2f}", f"{mean:.2f}") == ("13.97", "15.49")
    assert ours.unweighted == {"8T": 30, "8U": 713}
    assert compare(ours, theirs).difference is None
    # Three districts are one partnership area: one score, printed three times, and never divided.
    assert len(published) == 8
    assert len(set(published.values())) == 6
