"""The analyst's month: figures come in, one is revised, limits start afresh, a grant is shared; and each page."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import looked_at, no_violations, status
from tests.browser.test_member import tab_to

pytestmark = pytest.mark.browser

ANALYST = "priti.solanki@nottinghamshire-cc.example"
CHAIR = "marian.oldershaw@nottinghamshire-cc.example"
MEMBER = "harjit.bassi@mansfield-dc.example"
BOARD = "/boards/snb"
MEASURES = f"{BOARD}/measures"
BURGLARY = f"{MEASURES}/residential-burglary/"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Visit = Callable[..., Page]

# A page of each kind; the last three are the analyst's alone.
PAGES = (
    f"{MEASURES}/", f"{MEASURES}/exceptions/", f"{MEASURES}/map/", BURGLARY, f"{MEASURES}/street-burglary/",
    f"{MEASURES}/young-people-first-offences/", f"{BOARD}/priorities/young-people-at-risk/", f"{MEASURES}/add/",
    f"{MEASURES}/policy/", f"{BURGLARY}figures/add/",
)  # fmt: skip


def press(page: Page, control: Locator, heading: str) -> None:
    """Press what leads to another page, and look at that page once it is there."""
    control.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state()
    looked_at(page)


def day(page: Page, legend: str, *parts: str) -> None:
    boxes = page.get_by_role("group", name=legend)
    for part, value in zip(("Day", "Month", "Year"), parts, strict=True):
        boxes.get_by_label(part).fill(value)


def main(page: Page) -> Locator:
    return page.get_by_role("main")


def pounds(text: str) -> Decimal:
    found = re.search(r"£([\d,]+\.\d\d)", text)
    assert found, text
    return Decimal(found[1].replace(",", ""))


# Import ----------------------------------------------------------------------------------------------


def filled(template: bytes, value: Callable[[int], int | str]) -> dict[str, object]:
    """The template as an analyst sends it back: one month of every area, the whole being the sum of its parts."""
    book = load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    head = [cell.value for cell in sheet[1]]
    rows = list(sheet.iter_rows(min_row=2))
    newest = [row for row in rows if row[head.index("Period")].value == rows[3][head.index("Period")].value]
    for number, row in enumerate(newest):
        row[head.index("Value")].value = value(number)
    return {"name": "burglary.xlsx", "mimeType": XLSX, "buffer": _saved(book)}


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def send(page: Page, file: dict[str, object]) -> None:
    """Upload it and wait for the preview, which the worker makes."""
    page.goto(f"{BOARD}/imports/add/template/")
    page.locator("input[type=file]").set_input_files(files=file)  # type: ignore[arg-type]
    now = dt.date.today()  # noqa: DTZ011 - as the person at the browser would type it
    day(page, "Published on", str(now.day), str(now.month), str(now.year))
    page.get_by_role("button", name="Check the files").click()
    expect(page).to_have_url(re.compile(r"/imports/\d+/$"))
    expect(page.get_by_role("heading", level=1)).not_to_have_text("The files are being checked", timeout=60_000)


def right(number: int) -> int:
    """80 for the force, 10 for each of its eight districts."""
    return 80 if number == 0 else 10


def test_the_months_figures_come_in_from_the_products_own_spreadsheet(visit: Visit) -> None:
    page = visit(ANALYST)
    page.goto(f"{BOARD}/imports/add/")
    looked_at(page)
    page.get_by_label("Figures in our own template").check()
    press(page, page.get_by_role("button", name="Continue"), "Figures in our own template")
    page.get_by_text("A template for one measure").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Burglary by month").click()
    template = download.value.path().read_bytes()

    # One figure is a word: it is said by its row, and nothing is saved.
    send(page, filled(template, lambda number: "about ten" if number == 2 else right(number)))
    expect(page.get_by_role("heading", level=1)).to_have_text("The files have errors")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was saved")
    expect(main(page).get_by_role("rowheader").filter(has_text="Row")).to_have_count(1)
    expect(main(page)).to_contain_text("about ten")
    expect(page.get_by_role("button", name=re.compile("^Save"))).to_have_count(0)
    looked_at(page)

    # Put right: a preview first, then saved.
    send(page, filled(template, right))
    expect(page.get_by_role("heading", level=1)).to_have_text("Check what would change")
    expect(main(page)).to_contain_text("9 new")
    looked_at(page)
    reader = visit(MEMBER)
    reader.goto(f"{MEASURES}/street-burglary/")
    expect(main(reader)).not_to_contain_text("80 crimes")
    page.get_by_role("button", name=re.compile("^Save")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Saved", timeout=60_000)
    looked_at(page)
    reader.reload()
    expect(main(reader)).to_contain_text(re.compile(r"80\s+crimes"))
    no_violations(reader)

    # Again: nothing doubled.
    send(page, filled(template, right))
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing to save")
    expect(page.get_by_role("button", name=re.compile("^Save"))).to_have_count(0)
    page.goto(f"{BOARD}/imports/")
    looked_at(page)
    expect(main(page).get_by_role("row")).to_have_count(4)  # the head, and three uploads


# Revise and rebase -----------------------------------------------------------------------------------


def exported(page: Page) -> list[dict[str, str]]:
    text = page.request.get(f"{BURGLARY}?format=csv").body().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_figure_is_revised_and_the_old_one_stays_in_view(visit: Visit) -> None:
    page = visit(ANALYST)
    page.goto(BURGLARY)
    looked_at(page)
    newest = exported(page)[-1]
    before = page.locator(".gt-measure__value strong").inner_text()
    press(page, page.get_by_role("link", name="Record or revise a figure"), "Record or revise a figure")
    page.get_by_label("Period").select_option(newest["First day"])
    page.get_by_label(re.compile("^Figure")).fill("9876")
    page.get_by_label("Note").fill("Late recording")
    page.get_by_role("button", name="Save the figure").click()
    expect(page.get_by_role("alert")).to_contain_text("has been saved")

    expect(page.locator(".gt-measure__value strong")).to_have_text("9,876")
    expect(page.locator("#chart")).to_contain_text(f"9,876 in {newest['Period']} is above the upper limit")
    assert "9,876" in page.locator("figure svg title, .chart svg title").first.text_content()  # type: ignore[operator]
    versions = main(page).get_by_role("row").filter(has=page.get_by_role("rowheader", name=newest["Period"]))
    versions = versions.filter(has_text=re.compile("hand|Home Office|home-office|Entered"))
    expect(versions.first).to_contain_text("(now)")
    expect(versions.first).to_contain_text("Late recording")
    expect(versions.nth(1)).to_contain_text(before)
    looked_at(page)

    # As known before today, it is what it was.
    page.goto(f"{BURGLARY}?as_at_day=1&as_at_month=3&as_at_year=2026")
    expect(page.locator(".gt-measure__value strong")).to_have_text(before)
    expect(main(page)).to_contain_text("As known on 1 March 2026")

    # Those who read the priority see it too.
    reader = visit(MEMBER)
    reader.goto(f"{BOARD}/priorities/serious-and-acquisitive-crime/")
    expect(main(reader)).to_contain_text("9,876")
    no_violations(reader)


def test_limits_start_afresh_with_a_reason_and_the_old_ones_stay(visit: Visit) -> None:
    page = visit(ANALYST)
    page.goto(BURGLARY)
    rows = exported(page)
    assert len({row["Mean"] for row in rows}) == 1
    at = rows[-8]
    press(page, page.get_by_role("link", name="Start limits afresh"), "Start limits afresh")
    page.get_by_label("Limits start afresh from").select_option(at["First day"])
    page.get_by_role("button", name="Start afresh").click()  # without a reason
    expect(page.get_by_role("alert")).to_contain_text("Enter reason")
    no_violations(page)
    page.get_by_label("Reason").fill("The force records in a new system.")
    page.get_by_role("button", name="Start afresh").click()
    expect(page.get_by_role("alert")).to_contain_text("Those before it stay in view.")
    expect(main(page)).to_contain_text(
        f"Limits start afresh from {at['Period']}: The force records in a new system. Decided by Priti Solanki"
    )
    looked_at(page)
    means = [row["Mean"] for row in exported(page)]
    assert len(set(means)) == 2
    assert means.index(means[-1]) == len(rows) - 8
    assert all(row["Upper limit"] for row in exported(page)[:-8])


# A grant ---------------------------------------------------------------------------------------------


def test_a_grant_is_shared_and_the_chair_approves_one_way(visit: Visit) -> None:
    page = visit(ANALYST)
    page.goto(f"{BOARD}/grants/")
    looked_at(page)
    press(page, page.get_by_role("link", name="Enter a grant"), "Enter a grant")
    page.get_by_label("What is it for?").fill("Safer streets at night")
    page.get_by_label("Who gives it?").fill("Police and Crime Commissioner")
    page.get_by_label("How much is to be shared?").fill("100,000.01")
    day(page, "From", "1", "4", "2026")
    day(page, "Until", "31", "3", "2027")
    press(page, page.get_by_role("button", name="Enter the grant"), "Safer streets at night")

    press(page, page.get_by_role("link", name="Draft a scenario"), "Draft a scenario")
    page.get_by_label("What is this scenario called?").fill("People and crime")
    for at, (name, weight, measure) in enumerate(
        [
            ("Residents", "60", "Residents"),
            ("Crime", "40", "Total recorded crime by community safety partnership area, rolling year"),
        ],
        1,
    ):
        factor = page.get_by_role("group", name=f"Factor {at}")
        factor.get_by_label("Factor", exact=True).fill(name)
        factor.get_by_label("Weight in percent").fill(weight)
        newest = factor.locator(f"optgroup[label^='{measure}'] option").first.get_attribute("value")
        factor.get_by_label("Figures", exact=True).select_option(newest)
    before = worked_out(page)
    looked_at(page)
    page.get_by_role("group", name="Factor 1").get_by_label("Weight in percent").fill("20")
    page.get_by_role("group", name="Factor 2").get_by_label("Weight in percent").fill("80")
    after = worked_out(page)
    assert before.keys() == after.keys()
    assert before != after
    for shares in (before, after):
        assert sum(shares.values()) == Decimal("100000.01")
    page.get_by_role("button", name="Save as a draft").click()
    expect(page.get_by_role("alert")).to_contain_text("is saved as a draft")
    expect(main(page)).to_contain_text("£100,000.01 exactly")
    expect(page.get_by_role("link", name=re.compile("^Approve"))).to_have_count(0)
    looked_at(page)

    chair = visit(CHAIR)
    chair.goto(page.url)
    press(chair, chair.get_by_role("link", name=re.compile("^Approve this scenario")), "Approve “People and crime”")
    chair.get_by_role("button", name="Approve this scenario").click()
    expect(main(chair)).to_contain_text("it does not change any more")
    page.reload()
    expect(page.get_by_role("link", name=re.compile("^Change the weights"))).to_have_count(0)
    looked_at(chair)


def worked_out(page: Page) -> dict[str, Decimal]:
    page.get_by_role("button", name="Work out").click()
    table = page.locator("section[aria-labelledby=worked-out] table").first
    expect(table).to_be_visible()
    rows = table.locator("tbody tr").all()
    return {row.locator("th").inner_text(): pounds(row.locator("td").first.inner_text()) for row in rows}


# Every page ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_each_page_at_each_width(visit: Visit, path: str) -> None:
    page = visit(ANALYST)
    assert status(page, path) == 200
    looked_at(page)


def test_the_matrix_is_filtered_by_keyboard_and_the_count_is_announced(visit: Visit) -> None:
    page = visit(MEMBER)
    page.goto(f"{MEASURES}/")
    count = main(page).get_by_role("status")
    total = re.match(r"(\d+) of (\d+) measures", count.inner_text())
    assert total
    assert total[1] == total[2]
    tab_to(page, "Rating")
    page.keyboard.type("Red")
    tab_to(page, "Apply filter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/*rag=red*")
    expect(count).to_have_text(re.compile(rf"^\d+ of {total[2]} measures$"))
    assert not count.inner_text().startswith(f"{total[2]} of")
    page.goto(page.url)  # the address can be kept
    expect(count).to_have_text(re.compile(rf"^\d+ of {total[2]} measures$"))
    assert main(page).locator("tbody tr .gt-rag").count() == main(page).locator("tbody tr .gt-rag--red").count() > 0


def test_it_all_works_without_scripts(visit: Visit) -> None:
    page = visit(ANALYST, javascript=False)
    for path in (*PAGES, f"{BOARD}/imports/", f"{BOARD}/imports/add/template/", f"{BOARD}/grants/"):
        assert status(page, path) == 200
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{MEASURES}/?state=in_development")
    expect(main(page).get_by_role("status")).to_have_text(re.compile(r"^3 of \d+ measures$"))
    page.goto(f"{MEASURES}/street-burglary/comment/")
    page.get_by_label("What changed, and what is known of why").fill("Said without scripts.")
    page.get_by_role("button", name="Add the comment").click()
    expect(main(page)).to_contain_text("Said without scripts.")
