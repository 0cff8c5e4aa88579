"""A grant shared out: to the penny, whatever the figures."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from performance.analysis.allocation import (
    MINIMUM,
    ComparedRow,
    Factor,
    Scenario,
    Spend,
    allocate,
    compare_scenarios,
    largest_remainder,
    population_weighted,
    spend_against,
)
from performance.periods import Cadence, Period

DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
DAY = dt.date(2025, 6, 30)
AREAS = ("north", "south", "west")
QUARTERS = tuple(Period(dt.date(2025, month, 1), Cadence.QUARTER) for month in (4, 7, 10))


def factor(name: str, values, weight) -> Factor:
    return Factor(name, "people", dict(zip(AREAS, values, strict=False)), "made up", DAY, Decimal(weight))


PEOPLE, CRIME = factor("People", (50, 30, 20), 60), factor("Crime", (10, 10, 0), 40)
SCENARIO = Scenario("Blend", 100_00, (PEOPLE, CRIME), AREAS)


@st.composite
def scenarios(draw) -> Scenario:
    weights = draw(st.sampled_from([(100,), (60, 40), ("33.3", "66.7"), (20, 30, 50), (0, 100)]))
    values = st.lists(st.integers(0, 10**6), min_size=3, max_size=3).filter(any)
    factors = tuple(factor(f"F{i}", draw(values), weight) for i, weight in enumerate(weights))
    total = draw(st.integers(0, 10**9))
    return Scenario("S", total, factors, AREAS, draw(st.integers(0, total // 3)))


def test_by_hand() -> None:
    made = allocate(SCENARIO)
    assert made.shares == {"north": Fraction(1, 2), "south": Fraction(38, 100), "west": Fraction(12, 100)}
    assert made.amounts == {"north": 50_00, "south": 38_00, "west": 12_00}
    assert made.contributions["south"] == {"People": 18_00, "Crime": 20_00}


def test_a_minimum_is_paid_first_and_the_rest_is_shared() -> None:
    made = allocate(replace(SCENARIO, minimum=10_00))
    assert made.amounts == {"north": 45_00, "south": 36_60, "west": 18_40}
    assert made.contributions["west"] == {MINIMUM: 10_00, "People": 8_40, "Crime": 0}


@pytest.mark.parametrize(
    ("total", "sizes", "expected"),
    [
        (10, {"a": 1, "b": 1, "c": 1}, {"a": 4, "b": 3, "c": 3}),  # equal in all: the first name
        (3, {"a": 1, "b": 3}, {"a": 1, "b": 2}),  # 0.75 and 2.25: the larger remainder
        (2, {"a": 1, "b": 3}, {"a": 0, "b": 2}),  # 0.5 and 1.5: the larger share
        (0, {"a": 0, "b": 0}, {"a": 0, "b": 0}),
    ],
)
def test_pennies_left_over(total, sizes, expected) -> None:
    assert largest_remainder(total, {name: Fraction(size) for name, size in sizes.items()}) == expected


def test_money_without_shares_is_refused() -> None:
    with pytest.raises(ValueError, match="every share is nothing"):
        largest_remainder(1, {"a": Fraction(0)})


@given(scenario=scenarios())
def test_every_penny_is_shared_and_explained(scenario) -> None:
    made = allocate(scenario)
    assert sum(made.amounts.values()) == scenario.total
    assert sum(made.shares.values()) == 1
    assert {area: sum(each.values()) for area, each in made.contributions.items()} == made.amounts
    shared = scenario.total - 3 * scenario.minimum
    for area, amount in made.amounts.items():
        assert abs(amount - scenario.minimum - shared * made.shares[area]) < 1
        assert amount >= scenario.minimum


@given(scenario=scenarios(), order=st.permutations(AREAS))
def test_the_order_of_areas_changes_nothing(scenario, order) -> None:
    assert allocate(replace(scenario, areas=tuple(order))).amounts == allocate(scenario).amounts


@given(scenario=scenarios(), more=st.integers(1, 10**6), area=st.sampled_from(AREAS))
def test_a_larger_figure_never_means_less(scenario, more, area) -> None:
    """Exact shares only rise, so the pence fall by no more than the penny of rounding."""
    first, *rest = scenario.factors
    raised = replace(first, values={**first.values, area: first.values[area] + more})
    before, after = allocate(scenario), allocate(replace(scenario, factors=(raised, *rest)))
    assert after.shares[area] >= before.shares[area]
    assert after.amounts[area] >= before.amounts[area] - 1


@given(weights=st.tuples(st.integers(0, 100), st.integers(0, 100)), total=st.integers(0, 10**9))
def test_more_weight_on_what_favours_an_area_never_means_less(weights, total) -> None:
    low, high = sorted(weights)
    made = [
        allocate(Scenario("S", total, (replace(PEOPLE, weight=Decimal(weight)),
                                       replace(CRIME, weight=Decimal(100 - weight))), AREAS))
        for weight in (low, high)
    ]  # fmt: skip
    assert made[1].shares["west"] >= made[0].shares["west"]  # all its share is for people
    assert made[1].amounts["west"] >= made[0].amounts["west"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"factors": (PEOPLE, replace(CRIME, weight=Decimal(30)))}, "The weights come to 90%. Change them"),
        ({"factors": ()}, "The weights come to 0%"),
        ({"factors": (PEOPLE, factor("Crime", (10, None, 0), 40))}, "no figure for south in Crime"),
        ({"factors": (PEOPLE, factor("Crime", (10, 10), 40))}, "no figure for west in Crime"),
        ({"factors": (PEOPLE, factor("Crime", (10, -1, 0), 40))}, "Crime is below nought for south"),
        ({"factors": (PEOPLE, factor("Crime", (0, 0, 0), 40))}, "Crime is nought for every area"),
        ({"factors": (PEOPLE, PEOPLE)}, "a name of its own"),
        ({"factors": (replace(PEOPLE, weight=Decimal(140)), replace(CRIME, weight=Decimal(-40)))}, "below nought"),
        ({"areas": ()}, "Name each area"),
        ({"areas": ("north", "north")}, "Name each area"),
        ({"minimum": 33_34}, "more than the grant"),
        ({"total": -1}, "more than the grant"),
    ],
)
def test_what_cannot_be_shared_is_refused_in_words(change, message) -> None:
    with pytest.raises(ValueError, match=message):
        allocate(replace(SCENARIO, **change))


def test_a_level_becomes_an_amount() -> None:
    scores = {"a": Decimal("20.5"), "b": Decimal(10), "c": None, "d": Decimal(1)}
    assert population_weighted(scores, {"a": 100, "b": 300, "c": 5, "d": None}) == {
        "a": 2050, "b": 3000, "c": None, "d": None,
    }  # fmt: skip


@given(
    people=st.integers(2, 10**6), scores=st.tuples(st.integers(1, 99), st.integers(1, 99)), part=st.floats(0.01, 0.99)
)
def test_a_divided_area_of_one_score_gets_what_it_got(people, scores, part) -> None:
    """So of a level: counted once for each area, a division would change what everybody gets."""
    first = max(1, min(people - 1, int(people * part)))
    whole = population_weighted({"a": Decimal(scores[0]), "z": Decimal(scores[1])}, {"a": people, "z": 500})
    split = population_weighted(
        {"a1": Decimal(scores[0]), "a2": Decimal(scores[0]), "z": Decimal(scores[1])},
        {"a1": first, "a2": people - first, "z": 500},
    )
    assert sum(split[area] or 0 for area in ("a1", "a2")) == whole["a"]


def test_scenarios_side_by_side() -> None:
    plain = Scenario("People", 100_00, (replace(PEOPLE, weight=Decimal(100)),), AREAS)
    assert compare_scenarios([plain, SCENARIO]) == [
        ComparedRow("north", {"People": 50_00, "Blend": 50_00}, {"People": 0, "Blend": 0}),
        ComparedRow("south", {"People": 30_00, "Blend": 38_00}, {"People": 0, "Blend": 8_00}),
        ComparedRow("west", {"People": 20_00, "Blend": 12_00}, {"People": 0, "Blend": -8_00}),
    ]
    assert compare_scenarios([]) == []


def test_scenarios_that_do_not_compare_are_refused() -> None:
    with pytest.raises(ValueError, match="a name of its own"):
        compare_scenarios([SCENARIO, SCENARIO])
    with pytest.raises(ValueError, match="different areas"):
        compare_scenarios([SCENARIO, replace(SCENARIO, name="Two", areas=("north", "south"))])


def test_spend_against_the_allocation() -> None:
    first, second, third = QUARTERS
    rows = spend_against(
        allocate(SCENARIO),
        {"north": {first: 60_00, second: 0, third: 0}, "south": {first: 19_00, second: None}},
        QUARTERS,
    )
    assert rows == [
        Spend("north", 50_00, 60_00, -10_00, Decimal(120), True),
        Spend("south", 38_00, 19_00, 19_00, Decimal(50), False, (second, third)),
        Spend("west", 12_00, 0, 12_00, Decimal(0), False, QUARTERS),
    ]


def test_an_area_without_a_share_has_no_percentage() -> None:
    nothing = allocate(replace(SCENARIO, total=0))
    assert spend_against(nothing, {}, QUARTERS)[0] == Spend("north", 0, 0, 0, None, False, QUARTERS)


@pytest.mark.parametrize(
    ("spend", "message"),
    [({"east": {QUARTERS[0]: 1}}, "east has spend"), ({"west": {QUARTERS[0].shifted(-1): 1}}, "which is not due")],
)
def test_spend_that_belongs_nowhere_is_refused(spend, message) -> None:
    with pytest.raises(ValueError, match=message):
        spend_against(allocate(SCENARIO), spend, QUARTERS)


@pytest.mark.skipif(not DATA.is_dir(), reason="The published figures are not here: ../shared/data is absent.")
def test_the_real_districts() -> None:
    """A made-up grant of £1m to the seven districts, by population, recorded crime and deprivation."""
    with (DATA / "population/ons_mye_2011_2023_nottinghamshire.csv").open(encoding="utf-8-sig") as file:
        people = {
            row["area_code"]: int(row["population"])
            for row in csv.DictReader(file)
            if row["mid_year"] == "2023" and row["area_code"].startswith("E07")
        }
    with (DATA / "deprivation/imd2025_lad24_england.csv").open(encoding="utf-8-sig") as file:
        scores = {
            row["ltla24_code"]: Decimal(row["imd_average_score"])
            for row in csv.DictReader(file)
            if row["ltla24_code"] in people
        }
    factors = (
        Factor("Population", "people", people, "ONS", dt.date(2023, 6, 30), Decimal(50)),
        Factor("Deprivation", "score × people", population_weighted(scores, people), "MHCLG", DAY, Decimal(50)),
    )
    made = allocate(Scenario("Even", 1_000_000_00, factors, tuple(people)))
    assert sum(made.amounts.values()) == 1_000_000_00
    per_head = {area: Fraction(pence, people[area]) for area, pence in made.amounts.items()}
    assert sorted(per_head, key=lambda area: per_head[area]) == sorted(scores, key=lambda area: scores[area])
