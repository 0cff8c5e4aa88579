"""The matrix and the exceptions as pages and as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from performance.analysis.rag import Polarity
from performance.curating import comment
from performance.matrix import HEADINGS
from performance.models import Measure, ThematicArea
from snb.models import Person
from snb.querysets import today
from tests.cast import Cast, days, make_area
from tests.performance.measuring import NEWEST, STEADY, measure, observe, run
from tests.priorities.pages import Page, get

Signed = Callable[[Person], Client]
MATRIX, EXCEPTIONS = "/boards/fosse/measures/", "/boards/fosse/measures/exceptions/"
SCRIPT = "<script>alert(1)</script>"


def by_measure(page: Page) -> dict[str, list[str]]:
    """The cells of each measure, without the rows that head an area."""
    return {row[0]: row[1:] for row in page.rows if len(row) > 1}


def lines(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.fixture
def mixed(cast: Cast) -> None:
    harm, place = (
        ThematicArea.objects.create(board=cast.board, name=name, order=order)
        for order, name in enumerate(("Harm", "Place"), 1)
    )
    bad = measure(cast, "bad", thematic_area=harm, target=Decimal(10))
    run(bad, *STEADY, 400)
    run(measure(cast, "good", thematic_area=harm, target=Decimal(10)), *STEADY, 5)
    run(measure(cast, "changed", thematic_area=place, polarity=Polarity.NEUTRAL), *STEADY, 400)
    measure(cast, "planned", thematic_area=place, state=Measure.State.IN_DEVELOPMENT, expected=days(30))
    comment(measure=bad, text="A new way of recording", by=cast.analyst)


# The matrix ------------------------------------------------------------------------------------------


def test_the_matrix_in_its_order_with_four_marks(cast: Cast, as_: Signed, mixed: None) -> None:
    page = get(as_(cast.member), MATRIX)
    assert (page.heading, page.all("//*[@role='status']")) == ("Measures of the Safer Fosse Board", ["4 of 4 measures"])
    assert page.all("//thead//th")[3:7] == list(HEADINGS)
    assert [row[0] for row in page.rows] == [
        "Harm", "Bad", "Good", "Place", "Changedneither way is better", "Planned",
    ]  # fmt: skip
    found = by_measure(page)
    assert found["Bad"][1:] == [
        "Red", "Cannot say", "Worse", "Worse", "Worse", "Of concern A new way of recording",
    ]  # fmt: skip
    assert found["Bad"][0].startswith(f"400 offences, {NEWEST.short}")
    assert found["Changedneither way is better"][1] == "Not rated"
    assert "Worse" not in " ".join(found["Changedneither way is better"])
    assert found["Planned"] == [
        f"No figureIn development, figures expected by {days(30):%-d %B %Y}", "No data",
        *["Cannot say"] * 4, "None",
    ]  # fmt: skip


def test_the_link_to_the_exceptions_counts_them(cast: Cast, as_: Signed, mixed: None) -> None:
    assert "3 measures stand out: of concern, excellent, or changed." in get(as_(cast.member), MATRIX).text


def test_a_filter_shows_its_rows_and_its_count(cast: Cast, as_: Signed, mixed: None) -> None:
    page = get(as_(cast.member), f"{MATRIX}?rag=red&theme=Harm")
    assert list(by_measure(page)) == ["Bad"]
    assert page.all("//*[@role='status']") == ["1 of 4 measures"]
    assert (page.value("rag"), page.value("theme")) == ("red", "Harm")


def test_a_filter_that_finds_nothing_leads_back(cast: Cast, as_: Signed, mixed: None) -> None:
    page = get(as_(cast.member), f"{MATRIX}?rag=amber")
    assert (page.rows, page.all("//*[@role='status']")) == ([], ["0 of 4 measures"])
    assert "No measure is like that." in page.text


def test_nonsense_in_a_filter_is_said_and_left_out(cast: Cast, as_: Signed, mixed: None) -> None:
    page = get(as_(cast.member), f"{MATRIX}?rag={'x' * 5000}&theme=%00&state=live&page=1")
    assert page.errors == [
        ("id_theme", "Thematic area: choose one from the list"), ("id_rag", "Rating: choose one from the list"),
    ]  # fmt: skip
    assert list(by_measure(page)) == ["Bad", "Good", "Changedneither way is better"]


def test_an_empty_board_is_told_where_figures_begin(cast: Cast, as_: Signed) -> None:
    measure(cast, "theirs", board=cast.other_board)
    page = get(as_(cast.member), MATRIX)
    assert "This board has no measure yet." in page.text
    assert (page.rows, page.buttons) == ([], [])
    assert get(as_(cast.analyst), MATRIX).buttons == ["Add a measure"]


def test_only_who_keeps_figures_is_shown_the_way_to_it(cast: Cast, as_: Signed, mixed: None) -> None:
    wanted = {"Import figures", "Add a measure"}
    assert wanted <= set(get(as_(cast.analyst), MATRIX).links)
    assert not wanted & set(get(as_(cast.member), MATRIX).links)


def test_a_measure_by_area_only_leads_to_the_map(cast: Cast, as_: Signed) -> None:
    held = measure(cast, breakdown="district")
    observe(held, NEWEST, 5, area=make_area("North Fosse", "district"))
    page = get(as_(cast.member), MATRIX)
    assert by_measure(page)["Thefts"][0] == "By district, borough or city only"
    assert page.tree.xpath("//main//td//a/@href") == ["/boards/fosse/measures/map/?measure=thefts"]


def test_markup_in_names_is_printed_and_not_obeyed(cast: Cast, as_: Signed) -> None:
    theme = ThematicArea.objects.create(board=cast.board, name=f"Harm {SCRIPT}", order=1)
    held = measure(cast, "thefts", name=f"Thefts {SCRIPT}", unit="<b>offences", thematic_area=theme)
    run(held, *STEADY, 400)
    for address in (MATRIX, EXCEPTIONS, f"{MATRIX}thefts/"):
        response = as_(cast.member).get(address)
        assert SCRIPT.encode() not in response.content, address
        assert b"<b>offences" not in response.content, address
        assert f"Thefts {SCRIPT}" in get(as_(cast.member), address).text, address


# Exceptions ------------------------------------------------------------------------------------------


def test_exceptions_of_concern_come_first_each_with_its_reasons(cast: Cast, as_: Signed, mixed: None) -> None:
    page = get(as_(cast.member), EXCEPTIONS)
    assert page.all("//h2") == [
        "Of concern For decision", "Excellent To note", "Changed, where neither way is better To note",
    ]  # fmt: skip
    assert page.all("//h3") == ["Bad", "Good", "Changed"]
    reasons = page.all("//article[1]//li")
    assert reasons[0].startswith(f"400 in {NEWEST.short} is more than 10% off the target (10)")
    assert "A new way of recording" in page.all("//article[1]")[0]


def test_a_board_without_an_exception_is_told_so(cast: Cast, as_: Signed) -> None:
    run(measure(cast), *STEADY)
    page = get(as_(cast.member), EXCEPTIONS)
    assert (page.all("//article"), page.all("//p[.='No measure.']")) == ([], ["No measure."] * 3)
    assert "Download this table" not in page.text


# To take away ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "names"),
    [
        (f"{MATRIX}?", ["Bad", "Good", "Changed", "Planned"]),
        (f"{MATRIX}?theme=Place&state=live&", ["Changed"]),
        (f"{MATRIX}?rag=amber&", []),
        (f"{EXCEPTIONS}?", ["Bad", "Good", "Changed"]),
    ],
)
def test_the_files_hold_the_rows_that_are_shown(
    cast: Cast, as_: Signed, mixed: None, address: str, names: list[str]
) -> None:
    client = as_(cast.member)
    table = lines(client.get(f"{address}format=csv"))
    assert [line[1] for line in table[1:]] == names
    response = client.get(f"{address}format=xlsx")
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    cells = [[str(cell) if cell is not None else "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert [row[1] for row in cells[1:]] == names
    assert cells[0] == table[0]


def test_a_missing_figure_is_an_empty_cell_and_a_number_a_number(cast: Cast, as_: Signed, mixed: None) -> None:
    response = as_(cast.member).get(f"{MATRIX}?format=xlsx")
    assert response["Content-Disposition"] == 'attachment; filename="fosse-indicator-matrix.xlsx"'
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    value = rows[0].index("Value")
    assert [row[value] for row in rows[1:]] == [400, 5, 400, None]


def test_a_name_cannot_act_as_a_formula(cast: Cast, as_: Signed) -> None:
    measure(cast, name="=1+1")
    assert lines(as_(cast.member).get(f"{MATRIX}?format=csv"))[1][1] == "'=1+1"


def test_another_format_is_the_page(cast: Cast, as_: Signed, mixed: None) -> None:
    assert get(as_(cast.member), f"{MATRIX}?format=pdf").heading == "Measures of the Safer Fosse Board"


# Who may ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [MATRIX, EXCEPTIONS, f"{MATRIX}?format=csv"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("member", 200), ("lead", 200), ("csp_officer", 200), ("scrutiny", 403), ("administrator", 403),
     ("outsider", 404), ("other_manager", 404)],
)  # fmt: skip
def test_who_may_read_the_figures(cast: Cast, as_: Signed, mixed: None, address: str, who: str, status: int) -> None:
    response = as_(cast.by_name[who]).get(address)
    assert response.status_code == status
    assert (b"Bad" in response.content) == (status == 200)


@pytest.mark.parametrize("address", [MATRIX, EXCEPTIONS])
def test_a_stranger_signs_in_first(cast: Cast, client: Client, address: str) -> None:
    assert client.get(address)["Location"] == f"{reverse('sign-in')}?next={address}"


# Queries ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3, 12])
@pytest.mark.parametrize(("address", "queries"), [(MATRIX, 9), (EXCEPTIONS, 9)])
def test_queries_do_not_grow_with_measures(
    cast: Cast, as_: Signed, count: int, address: str, queries: int, django_assert_num_queries
) -> None:
    for number in range(count):
        theme = ThematicArea.objects.create(board=cast.board, name=f"Theme {number}", order=number)
        held = measure(cast, f"m-{number}", area=make_area(f"Area {number}"), thematic_area=theme)
        run(held, *STEADY, 400)
        comment(measure=held, text="Up", by=cast.analyst)
    client = as_(cast.member)
    client.get(address)
    with django_assert_num_queries(queries):
        page = get(client, address)
    assert len([each for each in page.links if each.startswith("M-")]) == count
    assert page.text.count(f"As known on {today():%-d %B %Y}") == 1
