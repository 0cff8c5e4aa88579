"""The page that shows where it happens."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from partnerships.models import Area, Boundary
from performance.models import Measure, PerformancePolicy
from performance.periods import Cadence, Period
from snb.models import Person
from tests.cast import Cast, make_area
from tests.performance.measuring import NEWEST, measure, observe, run
from tests.performance.sharing import cover
from tests.priorities.pages import Page, get

Signed = Callable[[Person], Client]
MAP = "/boards/fosse/measures/map/"
DISTRICT = Area.Kind.DISTRICT
SQUARE = [[[[0, 0], [0, 1], [1, 1], [0, 0]]]]
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def thefts(cast: Cast) -> Measure:
    """Of two districts of one partnership, a third that is withheld, and people for the first two."""
    held = measure(cast, breakdown=DISTRICT)
    upper, lower = cover(cast.partnership, "Upper Fosse", "Lower Fosse")
    third = make_area("South Fosse", DISTRICT)
    for area, value in ((upper, 10), (lower, 1500)):
        run(held, value - 1, 0, 0, 0, value, area=area)
    observe(held, NEWEST, None, area=third, is_suppressed=True)
    people = measure(cast, "people", unit="people", cadence=Cadence.YEAR, breakdown=DISTRICT, order=9)
    for area, value in ((upper, 1000), (lower, 500_000)):
        observe(people, Period.of(NEWEST.start, Cadence.YEAR).previous(), value, area=area)
    PerformancePolicy.objects.create(board=cast.board, population=people)
    return held


def shown(page: Page) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in page.rows}


def options(page: Page, name: str) -> list[str]:
    return page.all(f"//select[@name='{name}']/option")


def test_each_area_with_its_rate_and_a_year_ago(cast: Cast, as_: Signed, thefts: Measure) -> None:
    page = get(as_(cast.member), MAP)
    assert page.all("//h2")[-1] == f"Thefts, {NEWEST}"
    assert list(shown(page)) == ["Upper Fosse", "Lower Fosse", "South Fosse"]  # the highest rate first
    assert [cells[:2] for cells in shown(page).values()] == [
        ["10", "10.0"],
        ["1,500", "3.0"],
        ["Withheld", "Not known"],
    ]
    assert shown(page)["Upper Fosse"][2].startswith("Worse 9 in")
    assert "Cannot say" in shown(page)["South Fosse"][2]
    assert options(page, "measure") == ["Thefts", "People"]


def test_squares_with_a_note_and_outlines_without_one(cast: Cast, as_: Signed, thefts: Measure) -> None:
    client, note = as_(cast.member), "Each area is a square"
    assert "No outline of these areas has been imported, so there is a table and no map." in get(client, MAP).text
    for number, area in enumerate(Area.objects.filter(kind=DISTRICT)):
        area.tile_column, area.tile_row = number, 0
        area.save()
    page = get(client, MAP)
    assert note in page.text
    assert len(page.tree.xpath("//*[local-name()='svg']//*[local-name()='title']")) > 0
    for area in Area.objects.filter(kind=DISTRICT):
        Boundary.objects.create(area=area, polygons=SQUARE, source="A map")
    assert note not in get(client, MAP).text


def test_added_up_for_partnerships(cast: Cast, as_: Signed, thefts: Measure) -> None:
    page = get(as_(cast.member), f"{MAP}?by=partnership&rate=on")
    assert shown(page)["North Fosse CSP"][:2] == ["1,510", "3.0"]
    assert page.value("by") == "partnership"


def test_a_missing_part_says_why_there_is_no_figure(cast: Cast, as_: Signed, thefts: Measure) -> None:
    cover(cast.partnership, "South Fosse")
    row = shown(get(as_(cast.member), f"{MAP}?by=partnership"))["North Fosse CSP"]
    assert row[0] == "Not every part of it has a figure."


@pytest.mark.parametrize(
    "asked",
    ["measure=none", "measure=%00", "by=force", "by=%27", "period=yesterday", "period=1066-01-01", "rate=maybe",
     f"measure={'x' * 3000}", "measure=thefts&by=csp&period=", "measure=thefts&measure="],
)  # fmt: skip
def test_what_the_address_gets_wrong_is_the_first_there_is(
    cast: Cast, as_: Signed, thefts: Measure, asked: str
) -> None:
    page = get(as_(cast.member), f"{MAP}?{asked}")
    assert (page.status, page.value("measure"), page.value("by"), page.value("period")) == (
        200, "thefts", "district", NEWEST.start.isoformat(),
    )  # fmt: skip
    assert page.errors == []
    assert shown(page)["Upper Fosse"][0] == "10"


def test_an_earlier_period(cast: Cast, as_: Signed, thefts: Measure) -> None:
    page = get(as_(cast.member), f"{MAP}?period={NEWEST.a_year_before().start}")
    assert {name: cells[0] for name, cells in shown(page).items()} == {
        "Lower Fosse": "1,499", "Upper Fosse": "9", "South Fosse": "No figure",
    }  # fmt: skip


def test_people_are_not_divided_by_people(cast: Cast, as_: Signed, thefts: Measure) -> None:
    page = get(as_(cast.member), f"{MAP}?measure=people&rate=on")
    assert page.all("//thead//th") == ["Area", "People", "A year ago"]


def test_a_measure_that_no_area_has_a_figure_for(cast: Cast, as_: Signed) -> None:
    measure(cast, breakdown=DISTRICT)
    page = get(as_(cast.member), MAP)
    assert "No area has a figure for this measure yet." in page.text
    assert page.rows == []


def test_a_board_without_such_a_measure(cast: Cast, as_: Signed) -> None:
    measure(cast)
    measure(cast, "theirs", breakdown=DISTRICT, board=cast.other_board)
    page = get(as_(cast.member), f"{MAP}?measure=theirs")
    assert "No measure of this board is published by area yet." in page.text
    assert "Theirs" not in page.text


def test_the_file_holds_what_is_shown(cast: Cast, as_: Signed, thefts: Measure) -> None:
    response = as_(cast.member).get(f"{MAP}?format=csv")
    table = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [line[1:4] for line in table[1:]] == [
        ["Lower Fosse", "1500", ""], ["South Fosse", "", "Withheld"], ["Upper Fosse", "10", ""],
    ]  # fmt: skip
    assert table[0][4].startswith("Per 1,000 people (")


def test_markup_in_the_name_of_an_area_is_printed_and_not_obeyed(cast: Cast, as_: Signed, thefts: Measure) -> None:
    Area.objects.filter(name="Upper Fosse").update(name=f"Upper {SCRIPT}", tile_column=0, tile_row=0)
    response = as_(cast.member).get(MAP)
    assert SCRIPT.encode() not in response.content
    assert f"Upper {SCRIPT}" in shown(get(as_(cast.member), MAP))


@pytest.mark.parametrize(("who", "status"), [("scrutiny", 403), ("outsider", 404), ("other_manager", 404)])
def test_who_may_not_read_it(cast: Cast, as_: Signed, thefts: Measure, who: str, status: int) -> None:
    assert as_(cast.by_name[who]).get(MAP).status_code == status


def test_a_stranger_signs_in_first(cast: Cast, client: Client) -> None:
    assert client.get(MAP)["Location"] == f"{reverse('sign-in')}?next={MAP}"


@pytest.mark.parametrize("size", [3, 30])
@pytest.mark.parametrize(("asked", "queries"), [("", 15), ("?by=partnership", 18)])
def test_queries_do_not_grow_with_areas(
    cast: Cast, as_: Signed, thefts: Measure, size: int, asked: str, queries: int, django_assert_num_queries
) -> None:
    for number in range(size):
        (area,) = cover(cast.partnership, f"District {number}")
        Boundary.objects.create(area=area, polygons=SQUARE, source="A map")
        run(thefts, 1, 2, 3, 4, 5, area=area)
    client = as_(cast.member)
    client.get(MAP)
    with django_assert_num_queries(queries):
        page = get(client, f"{MAP}{asked}")
    assert len(page.rows) == (1 if asked else size + 3)
