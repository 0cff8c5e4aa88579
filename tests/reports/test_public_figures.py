"""Published figures: for everybody, by page and by machine, and nothing beside them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from performance.models import Commentary, Measure, Rebase, ThematicArea
from reports.public_figures import COLUMNS, FIGURE_FIELDS, MEASURE_FIELDS, STATUSES
from snb.exporting import XLSX
from snb.spreadsheets import typed
from tests.cast import Cast
from tests.performance.publishing_scene import STARTS, County, make_county, observe, table

LIST, ALL = "/public/fosse/figures/", "/public/fosse/figures"
ONE = "/public/fosse/figures/victims"
VINTAGE = dt.date(2026, 2, 1)
PAGES = ["/public/figures/", "/public/figures-format/", LIST, f"{ONE}/"]
FILES = [f"{stem}.{suffix}" for stem in (ALL, ONE) for suffix in ("json", "csv", "xlsx")]


@pytest.fixture
def county(cast: Cast) -> County:
    """Victims are published by district; one count is small. The rest of the cast's figures are nobody's business."""
    cache.clear()
    made = make_county(cast.board)
    about = ThematicArea.objects.create(board=cast.board, order=1, name="Harm to people")
    measure = made.measure(
        thematic_area=about, definition="People who were harmed.", source="Fosse Police", target=4242,
        target_note="Zebra target",
    )  # fmt: skip
    table(made, measure, {STARTS[0]: [100, 3, 90, 7], STARTS[1]: [110, 20, 50, 40]})
    return made


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode("utf-8-sig"), newline="")))


def text_of(response: Any) -> str:
    """All that a file or a page says, a workbook unpacked."""
    if response["Content-Type"] != XLSX:
        return response.content.decode()
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    return "\n".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row)


# Nothing leaks ----------------------------------------------------------------------------------------


def test_nothing_unpublished_is_in_any_byte(cast: Cast, county: County, client: Client) -> None:
    measure = Measure.objects.get(slug="victims")
    secret = county.measure("walrus", is_published=False, definition="Walrus words")
    table(county, secret, {STARTS[0]: [7654321, 1, 2, 3]})
    Commentary.objects.create(measure=measure, text="Walrus remark", written_on=STARTS[0], written_by=cast.analyst)
    Rebase.objects.create(
        measure=measure, area=county.area, period_start=STARTS[1], reason="Walrus reason", decided_by=cast.analyst
    )
    observe(measure, county.districts[0], 7654, STARTS[2], dt.date(2099, 1, 1), note="Walrus note")
    for address in [*PAGES, *FILES, f"{ONE}/?area={county.districts[0].code}"]:
        response = client.get(address)
        assert response.status_code == 200, address
        said = text_of(response).lower()
        for word in ("walrus", "7654", "4242", "zebra", cast.analyst.name.lower()):
            assert word not in said, (address, word)


def test_a_small_count_is_nowhere(county: County, client: Client) -> None:
    table(county, Measure.objects.get(slug="victims"), {STARTS[2]: [5000, 3, 4909, 88]})
    ash, beech = county.districts[0].code, county.districts[1].code
    for suffix in ("csv", "json", "xlsx"):
        assert client.get(f"{ONE}.{suffix}").status_code == 200
    found = {(row["area_code"], row["period_start"]): row for row in rows_of(client, f"{ONE}.csv")}
    assert [found[ash, f"{start}"]["value"] for start in STARTS[:3]] == ["", "20", ""]
    assert [found[ash, f"{start}"]["status"] for start in STARTS[:3]] == ["suppressed", "published", "suppressed"]
    assert [found[beech, f"{start}"]["value"] for start in STARTS[:3]] == ["90", "50", "4909"]
    assert [row["value"] for row in rows_of(client, f"{ONE}.csv") if row["status"] == "suppressed"] == [""] * 4
    page = client.get(f"{ONE}/?area={ash}").content.decode()
    assert "Withheld" in page
    assert ">3<" not in page
    assert "4909" not in client.get(f"{ONE}/").content.decode()


@pytest.mark.parametrize("tail", ["/", ".json", ".csv", ".xlsx"])
def test_what_is_not_published_is_like_what_does_not_exist(county: County, client: Client, tail: str) -> None:
    county.measure("walrus", is_published=False)
    answers = [
        client.get(address)
        for address in (
            f"/public/fosse/figures/walrus{tail}", f"/public/fosse/figures/nothing{tail}",
            f"/public/wold/figures/victims{tail}", f"/public/nowhere/figures/victims{tail}",
        )
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [404] * 4
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize("address", [f"{ALL}.pdf", f"{ONE}.xml", "/public/nowhere/figures/", f"{ONE}/?area=E99999999"])
def test_an_address_that_names_nothing(county: County, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_measure_that_is_taken_back_is_gone_at_once(county: County, client: Client) -> None:
    tag = client.get(f"{ONE}.json")["ETag"]
    Measure.objects.filter(slug="victims").update(is_published=False)
    assert client.get(f"{ONE}.json", headers={"if-none-match": tag}).status_code == 404


# By machine -------------------------------------------------------------------------------------------


def test_the_json_is_the_documented_format(county: County, client: Client) -> None:
    response = client.get(f"{ALL}.json")
    said = json.loads(response.content)
    assert list(said) == ["format", "board", "licence", "suppressed_below", "measures"]
    assert (said["format"], said["board"]) == (1, {"slug": "fosse", "name": "Safer Fosse Board"})
    assert said["licence"]["name"] == "Open Government Licence v3.0"
    [measure] = said["measures"]
    assert list(measure) == [*(field.name for field in MEASURE_FIELDS), "figures"]
    figures = measure.pop("figures")
    assert measure == {
        "measure": "victims", "name": "Victims", "thematic_area": "Harm to people",
        "definition": "People who were harmed.", "unit": "people", "numerator": "", "denominator": "", "per": None,
        "polarity": "lower", "cadence": "quarter", "definition_changes_on": None, "source": "Fosse Police",
        "licence": "Open Government Licence v3.0",
    }  # fmt: skip
    assert figures[:3] == [
        {
            "area_code": area.code, "area": area.label, "period_start": f"{start}", "period_end": f"{end}",
            "period": label, "value": value, "status": "published" if value else "suppressed", "vintage": "2026-02-01",
        }
        for area, start, end, label, value in [
            (county.area, STARTS[0], dt.date(2025, 3, 31), "Q4 2024-25", "100"),
            (county.area, STARTS[1], dt.date(2025, 6, 30), "Q1 2025-26", "110"),
            (county.districts[0], STARTS[0], dt.date(2025, 3, 31), "Q4 2024-25", None),
        ]
    ]  # fmt: skip
    assert {figure["status"] for figure in figures} <= {status.value for status in STATUSES}


def test_every_form_says_the_same(county: County, client: Client) -> None:
    said = json.loads(client.get(f"{ALL}.json").content)
    rows = rows_of(client, f"{ALL}.csv")
    assert tuple(rows[0]) == COLUMNS
    names = [field.name for field in FIGURE_FIELDS]
    assert [[row[name] for name in names] for row in rows] == [
        [figure[name] or "" for name in names] for figure in said["measures"][0]["figures"]
    ]
    book = load_workbook(io.BytesIO(client.get(f"{ALL}.xlsx").content)).worksheets[0]
    values = [row[COLUMNS.index("value")] for row in book.iter_rows(min_row=2, values_only=True)]
    assert values == [int(row["value"]) if row["value"] else None for row in rows]
    assert rows_of(client, f"{ONE}.csv") == rows


def test_decimals_are_text_without_loss(county: County, client: Client) -> None:
    measure = county.measure("scores", breakdown="", counts_people=False, decimals=2)
    observe(measure, county.area, Decimal("12.3400"))
    observe(measure, county.area, Decimal("-0.1000"), STARTS[1], is_provisional=True)
    [found] = json.loads(client.get("/public/fosse/figures/scores.json").content)["measures"]
    assert [(each["value"], each["status"]) for each in found["figures"]] == [
        ("12.34", "published"), ("-0.1", "provisional"),
    ]  # fmt: skip


def test_no_cell_is_a_formula(county: County, client: Client) -> None:
    Measure.objects.update(definition="=cmd|' /C calc'!A0", source="@source")
    row = rows_of(client, f"{ONE}.csv")[0]
    assert (row["definition"], row["source"]) == ("'=cmd|' /C calc'!A0", "'@source")
    assert typed(row["definition"]) == json.loads(client.get(f"{ONE}.json").content)["measures"][0]["definition"]


@pytest.mark.parametrize("address", FILES)
def test_files_are_for_any_program(county: County, client: Client, address: str) -> None:
    response = client.get(address)
    kinds = {"json": "application/json", "csv": "text/csv; charset=utf-8", "xlsx": XLSX}
    assert response["Content-Type"] == kinds[address.rpartition(".")[2]]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "public, no-cache"
    assert not response.cookies
    assert "Vary" not in response or "Cookie" not in response["Vary"]
    again = client.get(address, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    observe(Measure.objects.get(slug="victims"), county.area, 130, STARTS[3])
    assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 200


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_only_reading_and_no_cookies(county: County, client: Client, address: str) -> None:
    got, head = client.get(address), client.head(address)
    assert (head.status_code, head.content, head["Content-Type"]) == (200, b"", got["Content-Type"])
    assert not got.cookies
    for method in (client.post, client.put, client.delete, client.patch):
        assert method(address).status_code == 405


def test_signed_in_or_not_the_file_is_the_same(cast: Cast, county: County, client: Client, as_) -> None:
    assert as_(cast.manager).get(f"{ALL}.json").content == client.get(f"{ALL}.json").content


# Pages ------------------------------------------------------------------------------------------------


def test_the_list_goes_by_thematic_area(county: County, client: Client) -> None:
    county.measure("crimes", counts_people=False, thematic_area=None)
    groups = client.get(LIST).context["groups"]
    assert {heading: [(row.slug, row.value, row.period) for row in rows] for heading, rows in groups} == {
        "Harm to people": [("victims", "110", "Q1 2025-26")], "Other measures": [("crimes", "", "")],
    }  # fmt: skip
    page = client.get(LIST).content.decode()
    assert "a count from 1 to 4 is withheld" in page
    assert f'href="{ALL}.csv"' in page


def test_a_measure_has_its_chart_its_table_and_its_definition(county: County, client: Client) -> None:
    response = client.get(f"{ONE}/")
    page, text = response.context["page"], response.content.decode()
    assert [(line.label, line.words) for line in page.lines] == [("Q1 2025-26", "110"), ("Q4 2024-25", "100")]
    assert [(line.label, line.words) for line in page.areas] == [("Ash", "20"), ("Beech", "50"), ("Cedar", "40")]
    assert page.plot.target is None
    for said in ("<svg", "People who were harmed.", "Fosse Police", f'href="{ONE}.json"'):
        assert said in text


def test_another_area_has_the_same_page(county: County, client: Client) -> None:
    page = client.get(f"{ONE}/", {"area": county.districts[0].code}).context["page"]
    assert [(line.label, line.words) for line in page.lines] == [("Q1 2025-26", "20"), ("Q4 2024-25", "Withheld")]
    assert [point.value for point in page.plot.points] == [None, 20.0]


def test_where_nothing_can_be_shown_the_page_says_so(county: County, client: Client) -> None:
    county.measure("new", breakdown="")
    page = client.get("/public/fosse/figures/new/").content.decode()
    assert "There is no figure that can be shown." in page


def test_a_board_that_publishes_nothing_says_so(cast: Cast, client: Client) -> None:
    assert "This Board has not published figures yet." in client.get(LIST).content.decode()
    assert "No board has published figures yet." in client.get("/public/figures/").content.decode()
    assert json.loads(client.get(f"{ALL}.json").content)["measures"] == []
    assert rows_of(client, f"{ALL}.csv") == []


def test_the_format_page_names_every_field(db, client: Client) -> None:
    page = client.get("/public/figures-format/").content.decode()
    for field in (*MEASURE_FIELDS, *FIGURE_FIELDS):
        assert f"<code>{field.name}</code>" in page
    for status in STATUSES:
        assert f"<code>{status.value}</code>" in page


def test_public_pages_lead_to_the_figures(county: County, client: Client) -> None:
    assert 'href="/public/figures/"' in client.get("/papers/").content.decode()
    assert 'href="/public/fosse/figures/"' in client.get("/public/figures/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_public_figures(county: County, client: Client, count: int) -> None:
    for number in range(1, count):
        table(county, county.measure(f"m{number}"), {start: [100, 3, 90, 7] for start in STARTS})
    found = {}
    for name, address in {"list": LIST, "one": f"{ONE}/", "json": f"{ALL}.json"}.items():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        found[name] = len(captured)
    assert found == {"list": 5, "one": 6, "json": 5}


# For the analyst --------------------------------------------------------------------------------------


def test_the_analyst_sees_what_to_look_at(cast: Cast, county: County, as_) -> None:
    county.measure("rates", per=100, breakdown="")
    observe(Measure.objects.get(slug="rates"), county.area, 12)
    address = reverse("reports:figures-check", args=["fosse"])
    page = as_(cast.analyst).get(address).content.decode()
    assert "3 figures of theirs are withheld." in page
    assert "Rates: nothing of it is published, because it counts people" in page
    assert as_(cast.member).get(address).status_code == 403
    assert as_(cast.outsider).get(address).status_code == 404


def test_the_analyst_is_told_where_all_is_well(cast: Cast, county: County, as_) -> None:
    address = reverse("reports:figures-check", args=["fosse"])
    assert "No small count can be worked out" in as_(cast.analyst).get(address).content.decode()
    Measure.objects.update(is_published=False)
    assert "No measure of this Board is public." in as_(cast.analyst).get(address).content.decode()
