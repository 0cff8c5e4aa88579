"""Rates by hand, by law, and against the rates published with the real figures."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from performance.analysis.rates import Combined, Part, byar, combine, percentage, rate, wilson

DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
WHOLE = st.integers(1, 10**6)
PARTS = st.dictionaries(st.text(max_size=3), st.tuples(st.integers(0, 10**6), WHOLE), min_size=1, max_size=5)


@pytest.mark.parametrize(
    ("count", "population", "per", "expected"),
    [
        (25, 1000, 1000, Decimal(25)),
        (1, 8, 100, Decimal("12.5")),
        (0, 1000, 1000, Decimal(0)),
        (None, 1000, 1000, None),
        (25, None, 1000, None),
        (0, 0, 1000, None),
        (3, 0, 1000, None),
    ],
)
def test_rate(count, population, per, expected) -> None:
    assert rate(count, population, per) == expected


@pytest.mark.parametrize("arguments", [(-1, 10), (1, -10), (1, 10, 0), (1, 10, -1)])
def test_what_is_no_rate_is_refused(arguments) -> None:
    with pytest.raises(ValueError, match=r"positive|negative"):
        rate(*arguments)


def test_percentage() -> None:
    assert [percentage(1, 4), percentage(None, 4), percentage(0, 0)] == [25, None, None]
    with pytest.raises(ValueError, match="5 is more than the whole, 4"):
        percentage(5, 4)


def test_areas_are_added_and_never_averaged() -> None:
    small, large = Part(Decimal(10), Decimal(100)), Part(Decimal(10), Decimal(900))
    assert combine({"small": small, "large": large}) == Combined(Decimal(20), Decimal(1000), Decimal(20))


def test_a_missing_part_makes_the_whole_missing_and_is_named() -> None:
    parts = {
        "c": Part(Decimal(1), Decimal(10)), "b": Part(Decimal(1), None), "a": Part(None, Decimal(10)),
    }  # fmt: skip
    assert combine(parts) == Combined(None, None, None, ("a", "b"))
    assert combine({"c": parts["c"], "a": parts["a"]}) == Combined(None, Decimal(20), None, ("a",))
    with pytest.raises(ValueError, match="no areas"):
        combine({})


@given(parts=PARTS)
def test_a_combined_rate_lies_among_those_of_its_parts(parts) -> None:
    rates = [rate(*each) or Decimal(0) for each in parts.values()]
    whole = combine({name: Part(Decimal(count), Decimal(people)) for name, (count, people) in parts.items()})
    assert whole.rate is not None
    assert min(rates) - Decimal("1e-9") <= whole.rate <= max(rates) + Decimal("1e-9")


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0, 0.27753), (10, 10, 0.72247, 1), (5, 10, 0.23659, 0.76341), (15, 148, 0.06237, 0.16048)],
)
def test_wilson(part, whole, low, high) -> None:
    """The last is Newcombe's (1998) example."""
    assert wilson(part, whole) == pytest.approx((low, high), abs=5e-5)


@given(whole=WHOLE, share=st.floats(0, 1))
def test_wilson_holds_the_proportion(whole, share) -> None:
    part = int(whole * share)
    low, high = wilson(part, whole)
    assert 0 <= low <= part / whole + 1e-12
    assert part / whole - 1e-12 <= high <= 1


def test_wilson_refuses_what_is_no_proportion() -> None:
    for part, whole in [(2, 1), (-1, 1), (0, 0)]:
        with pytest.raises(ValueError, match="proportion"):
            wilson(part, whole)


def test_byar_is_close_to_the_exact_limits() -> None:
    """Exact Poisson limits, 95%: 10 gives 4.795 to 18.390, 100 gives 81.364 to 121.627."""
    assert byar(10) == pytest.approx((4.795, 18.390), rel=0.005)
    assert byar(100) == pytest.approx((81.364, 121.627), rel=0.001)
    assert byar(9) is None


# Crimes and ASB per 1,000, police.uk 2025 on mid-2023 population (the README of the data).
PUBLISHED = {
    "Mansfield": ("93.1", "20.4"),
    "Ashfield": ("80.7", "17.6"),
    "Bassetlaw": ("80.7", "15.0"),
    "Newark and Sherwood": ("69.1", "15.7"),
    "Broxtowe": ("61.6", "12.5"),
    "Gedling": ("55.2", "11.4"),
    "Rushcliffe": ("44.2", "7.3"),
    "Nottingham": ("123.3", "25.4"),
}


@pytest.mark.skipif(not DATA.is_dir(), reason="The published figures are not here: ../shared/data is absent.")
def test_the_districts_of_2025() -> None:
    with (DATA / "geography/lsoa21_ward24_lad24_lookup_nottinghamshire.csv").open(encoding="utf-8-sig") as file:
        district = {row["lsoa21_code"]: row["ltla24_name"] for row in csv.DictReader(file)}
    with (DATA / "population/ons_mye_2011_2023_nottinghamshire.csv").open(encoding="utf-8-sig") as file:
        people = {row["area_name"]: int(row["population"]) for row in csv.DictReader(file) if row["mid_year"] == "2023"}
    counts: Counter[tuple[str | None, bool]] = Counter()
    for path in sorted((DATA / "crime/police_uk_street_2025").glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                counts[district.get(row["LSOA code"]), row["Crime type"] == "Anti-social behaviour"] += 1
    found = {name: tuple(f"{rate(counts[name, asb], people[name]):.1f}" for asb in (False, True)) for name in PUBLISHED}
    assert found == PUBLISHED
    assert counts.total() == 121_358
    assert counts[None, False] + counts[None, True] == 806 + 1_149
