"""What is published: only what is meant to be, and nothing from which a small count of people follows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import product

import pytest
from django.core.cache import cache
from hypothesis import given, settings
from hypothesis import strategies as st

import performance.publishing
from partnerships.models import Area, AreaPart
from performance.analysis.suppression import suppress
from performance.models import Measure, PerformancePolicy
from performance.publishing import Status
from performance.sums import COUNT, Cell, sums_of
from tests.cast import Cast, make_area
from tests.performance.publishing_scene import STARTS, VINTAGE, County, feed, make_county, observe, shown, table

HIDDEN = "suppressed"
LATER = dt.date(2026, 5, 1)


@pytest.fixture
def county(cast: Cast) -> County:
    cache.clear()
    return make_county(cast.board)


# Which measures and areas -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "is_out"),
    [
        ({}, True),
        ({"state": "changing", "changes_on": LATER}, True),
        ({"is_published": False}, False),
        ({"state": "no_data"}, False),
        ({"state": "in_development", "expected": LATER}, False),
    ],
)
def test_only_live_measures_that_are_said_to_be_public(county: County, about: dict, is_out: bool) -> None:
    county.measure(**about)
    assert [each.measure.slug for each in county.published().measures] == (["victims"] if is_out else [])


def test_the_own_area_first_and_its_breakdown_but_no_other(county: County) -> None:
    measure, elsewhere = county.measure(), make_area("Wold", Area.Kind.FORCE)
    for area in (elsewhere, *reversed(county.districts)):
        observe(measure, area, 50)
    assert shown(county.published()) == {"Fosse": [], "Ash": ["50"], "Beech": ["50"], "Cedar": ["50"]}


def test_without_a_breakdown_the_own_area_alone(county: County) -> None:
    measure = county.measure(breakdown="")
    table(county, measure, {STARTS[0]: [60, 20, 20, 20]})
    assert shown(county.published()) == {"Fosse": ["60"]}


def test_another_board_publishes_nothing_of_it(cast: Cast, county: County) -> None:
    observe(county.measure(), county.area, 50)
    assert performance.publishing.publication_of(cast.other_board, LATER).measures == ()


# Flags ------------------------------------------------------------------------------------------------------------


def test_flags_and_days_are_kept(county: County) -> None:
    measure = county.measure(breakdown="")
    observe(measure, county.area, 50, STARTS[0])
    observe(measure, county.area, 51, STARTS[1], is_provisional=True)
    observe(measure, county.area, 52, STARTS[3])
    observe(measure, county.area, 53, STARTS[3], vintage=LATER)
    found = county.published().of("victims")
    assert found is not None
    assert [(figure.value, figure.status, figure.vintage) for figure in found.own.figures] == [
        (50, Status.PUBLISHED, VINTAGE), (51, Status.PROVISIONAL, VINTAGE), (None, Status.MISSING, None),
        (53, Status.REVISED, LATER),
    ]  # fmt: skip


def test_a_figure_taken_back_is_missing(county: County) -> None:
    measure = county.measure(breakdown="")
    observe(measure, county.area, 50)
    observe(measure, county.area, None, vintage=LATER)
    assert shown(county.published()) == {"Fosse": ["missing"]}


def test_what_is_known_later_is_not_published_yet(county: County) -> None:
    observe(county.measure(breakdown=""), county.area, 50, vintage=dt.date(2026, 6, 2))
    assert shown(county.published()) == {"Fosse": []}


# Areas ------------------------------------------------------------------------------------------------------------


def test_a_small_count_and_what_would_give_it_back(county: County) -> None:
    table(county, county.measure(), {STARTS[0]: [100, 3, 90, 7]})
    assert shown(county.published()) == {"Fosse": ["100"], "Ash": [HIDDEN], "Beech": ["90"], "Cedar": [HIDDEN]}


def test_where_nobody_is_counted_nothing_is_hidden(county: County) -> None:
    table(county, county.measure(counts_people=False), {STARTS[0]: [100, 3, 90, 7]})
    assert shown(county.published()) == {"Fosse": ["100"], "Ash": ["3"], "Beech": ["90"], "Cedar": ["7"]}


def test_parts_that_do_not_cover_the_whole_give_nothing_back(county: County) -> None:
    table(county, county.measure(), {STARTS[0]: [200, 3, 90, 7], STARTS[1]: [100, 6, 87, 7]})
    assert shown(county.published())["Cedar"] == ["7", "7"]
    assert shown(county.published())["Ash"] == [HIDDEN, "6"]


def test_a_part_that_its_publisher_suppressed_is_not_given_back(county: County) -> None:
    measure = county.measure()
    table(county, measure, {STARTS[0]: [100, 90], STARTS[1]: [100, 10, 30, 60]})
    observe(measure, county.districts[1], 7)
    observe(measure, county.districts[2], None, is_suppressed=True)
    assert [row[0] for row in shown(county.published()).values()] == ["100", "90", HIDDEN, HIDDEN]


def test_an_area_two_steps_down_is_a_part_as_well(county: County) -> None:
    measure = county.measure(breakdown="ward")
    wards = [make_area(f"Ward {number}", Area.Kind.WARD) for number in range(3)]
    for ward, district in zip(wards, county.districts, strict=True):
        AreaPart.objects.create(whole=district, part=ward, source="made up")
    for area, value in zip([county.area, *wards], [100, 3, 90, 7], strict=True):
        observe(measure, area, value)
    assert [row[0] for row in shown(county.published()).values()] == ["100", HIDDEN, "90", HIDDEN]


def test_the_boards_own_threshold(county: County) -> None:
    PerformancePolicy.objects.create(board=county.board, suppress_below=10)
    observe(county.measure(breakdown=""), county.area, 9)
    assert (shown(county.published()), county.published().threshold) == ({"Fosse": [HIDDEN]}, 10)


# Periods ----------------------------------------------------------------------------------------------------------


def yearly(county: County, quarters: list[int]) -> None:
    kinds = {"victims": "quarter", "yearly": "year"}
    measures = [county.measure(slug, cadence=cadence, breakdown="") for slug, cadence in kinds.items()]
    for measure in measures:
        feed(measure, "offence:1")
    for start, value in zip(STARTS, quarters, strict=True):
        observe(measures[0], county.area, value, start)
    observe(measures[1], county.area, sum(quarters), STARTS[0])


def test_a_year_does_not_give_back_its_quarters(county: County) -> None:
    yearly(county, [3, 40, 30, 50])
    assert shown(county.published())["Fosse"] == [HIDDEN, "40", HIDDEN, "50"]
    assert shown(county.published(), "yearly") == {"Fosse": ["123"]}


def test_a_year_that_is_not_the_sum_of_its_quarters_is_no_sum(county: County) -> None:
    yearly(county, [3, 40, 30, 50])
    year = Measure.objects.get(slug="yearly")
    observe(year, county.area, 124, STARTS[0], vintage=LATER)
    assert shown(county.published())["Fosse"] == [HIDDEN, "40", "30", "50"]


def test_rolling_years_that_overlap(county: County) -> None:
    """Beside the small year one more is hidden wherever its neighbours share its quarters; the newest stands alone."""
    measure = county.measure(cadence="rolling", breakdown="")
    starts = [dt.date(2020 + number // 4, 1 + number % 4 * 3, 1) for number in range(12)]
    for number, start in enumerate(starts):
        observe(measure, county.area, 3 if number == 5 else 20, start)
    found = shown(county.published())["Fosse"]
    assert found[5] == HIDDEN
    assert 1 < found.count(HIDDEN) < 6
    assert found[0] == found[11] == "20"


# Rates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("per", "numerator", "denominator", "is_hidden"),
    [
        (100, 3, 90, True), (100, 0, 90, False), (100, 30, 90, False), (100, 88, 90, True), (100, 90, 90, False),
        (100, 2, 4, True), (1000, 3, 9000, True), (1000, 8998, 9000, False),
    ],
)  # fmt: skip
def test_a_rate_is_hidden_with_the_counts_it_is_made_of(
    county: County, per: int, numerator: int, denominator: int, is_hidden: bool
) -> None:
    measure = county.measure(breakdown="", per=per, decimals=1)
    value = Decimal(per * numerator) / denominator
    observe(measure, county.area, round(value, 4), numerator=numerator, denominator=denominator)
    assert (shown(county.published()) == {"Fosse": [HIDDEN]}) is is_hidden


def test_rates_by_area_do_not_give_back_a_count(county: County) -> None:
    measure = county.measure(per=1000)
    for area, numerator in zip([county.area, *county.districts], [100, 3, 90, 7], strict=True):
        observe(measure, area, numerator, numerator=numerator, denominator=1000 if area != county.area else 3000)
    assert [row[0] for row in shown(county.published()).values()] == ["100", HIDDEN, "90", HIDDEN]


@pytest.mark.parametrize("about", [{"per": 100}, {"per": None, "decimals": 1}])
def test_a_figure_of_people_without_its_counts_is_withheld_and_said(county: County, about: dict) -> None:
    observe(county.measure(breakdown="", **about), county.area, Decimal("12.5"))
    found = county.published()
    assert shown(found) == {"Fosse": [HIDDEN]}
    assert found.warnings == (
        "Victims: nothing of it is published, because it counts people and its figures do not say how many.",
    )


# What is out already ----------------------------------------------------------------------------------------------


def test_what_was_published_before_is_said_to_the_analyst_alone(county: County, caplog) -> None:
    measure = county.measure()
    table(county, measure, {STARTS[0]: [100, 3, 90, 7]})
    out: frozenset[Cell] = frozenset(
        (COUNT, measure.pk, area.pk, STARTS[0]) for area in [county.area, *county.districts[1:]]
    )
    found = county.published(already_public=out)
    assert [row[0] for row in shown(found).values()] == ["100", HIDDEN, "90", "7"]
    assert [said.partition(":")[0] for said in found.warnings] == ["Victims, Ash, Q4 2024-25"]
    assert "may give away 1 small counts" in caplog.text
    county.published(already_public=out)
    assert len(caplog.records) == 1  # a decision is made once, and logged once


def test_counts_that_contradict_one_another_are_not_published(county: County, monkeypatch, caplog) -> None:
    table(county, county.measure(), {STARTS[0]: [100, 30, 40, 30]})
    table(county, county.measure("crimes", counts_people=False), {STARTS[0]: [1, 1, 0, 0]})

    def refuse(*args, **more):
        raise ValueError("no")

    monkeypatch.setattr(performance.publishing, "suppress", refuse)
    found = county.published()
    assert [row[0] for row in shown(found).values()] == [HIDDEN] * 4
    assert shown(found, "crimes")["Fosse"] == ["1"]
    assert found.warnings == ("Counts of people contradict one another, so that none of them is published.",)


def test_a_decision_is_kept_until_the_counts_change(county: County, monkeypatch) -> None:
    calls = []

    def counted(*args, **more):
        calls.append(args)
        return suppress(*args, **more)

    monkeypatch.setattr(performance.publishing, "suppress", counted)
    measure = county.measure()
    table(county, measure, {STARTS[0]: [100, 3, 90, 7]})
    for _ in range(3):
        county.published()
    assert len(calls) == 1
    observe(measure, county.districts[0], 12, vintage=LATER)
    assert shown(county.published())["Cedar"] == ["7"]
    assert len(calls) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_queries_however_many_measures(county: County, count: int, django_assert_num_queries) -> None:
    for number in range(count):
        table(county, county.measure(f"m{number}"), {start: [100, 3, 90, 7] for start in STARTS[: number + 1]})
    board = county.board
    board.refresh_from_db()
    with django_assert_num_queries(4):
        performance.publishing.publication_of(board, LATER)


# All counts at once -----------------------------------------------------------------------------------------------

COUNTS = st.one_of(st.integers(0, 12), st.integers(0, 400))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(COUNTS, min_size=3, max_size=3), min_size=1, max_size=3))
def test_no_sum_shows_all_of_its_parts_but_a_small_one(rows: list[list[int]]) -> None:
    """Whatever the counts: a total that is shown never has one hidden part alone."""
    cells: dict[Cell, int | None] = {}
    for start, row in zip(STARTS, rows, strict=False):
        cells |= {(COUNT, 1, area, start): value for area, value in enumerate((sum(row), *row))}
    sums = sums_of([], cells, {0: {"district": frozenset({1, 2, 3})}}, 5)
    found = suppress(sums.cells, sums.totals)
    assert {cell for cell, value in cells.items() if 0 < (value or 0) < 5} == found.primary
    for start, total in product(STARTS[: len(rows)], [0]):
        hidden = [area for area in (0, 1, 2, 3) if found.is_hidden((COUNT, 1, area, start))]
        assert total in hidden or len(hidden) != 1
