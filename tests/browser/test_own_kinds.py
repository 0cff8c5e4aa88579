"""A programme manager makes a kind of document, arranges it by its keys alone, previews it and brings it into use."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import looked_at

pytestmark = pytest.mark.browser

MANAGER = "eleanor.marchbank@nottinghamshire-cc.example"
KINDS = "/boards/snb/kinds/"


def main(page: Page) -> Locator:
    return page.get_by_role("main")


def add_block(page: Page, section: str, title: str) -> None:
    page.get_by_role("link", name=re.compile(f"^Add a block ?to {section}$")).click()
    page.get_by_role("button", name=re.compile(f"^Add ?{title}$")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_kind_from_nothing_to_use(visit: Callable[..., Page], javascript: bool) -> None:
    page = visit(MANAGER, javascript=javascript)
    page.goto("/boards/snb/papers/")
    page.get_by_role("link", name="Kinds of document").first.click()
    page.get_by_role("link", name="Make a kind").click()
    name = "Note to members" if javascript else "Plain note to members"
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter name")
    page.get_by_label("Name").fill(name)
    page.get_by_role("radio", name="Yes", exact=True).check()
    page.get_by_role("button", name="Make it").click()

    for heading in ("Where we stand", "Leads"):
        page.get_by_role("link", name="Add a section", exact=True).click()
        page.get_by_label("Heading").fill(heading)
        page.get_by_role("button", name="Add the section").click()
    add_block(page, "Leads", "Leads")
    page.get_by_role("checkbox", name="Serious violence").check()
    page.get_by_role("button", name="Save").click()
    expect(main(page)).to_contain_text("Only these priorities: Serious violence")

    # By its keys: the first section goes down, and the keyboard is where it went.
    down = page.get_by_role("button", name=re.compile("^Move down ?: section"))
    down.first.focus()
    page.keyboard.press("Enter")
    expect(main(page).get_by_role("heading", level=2)).to_have_text(["1 Leads", "2 Where we stand"])
    assert page.url.endswith("#s-where-we-stand")
    add_block(page, "Where we stand", "Exceptions on one page")
    page.get_by_label("What to print where there is nothing").fill("Nothing is of concern.")
    page.get_by_role("button", name="Save").click()

    page.get_by_role("link", name="Preview", exact=True).click()
    expect(main(page)).to_contain_text("Preview: not an edition")
    expect(main(page).get_by_role("table").first).to_contain_text("Serious violence")
    page.go_back()
    page.get_by_role("link", name="Use this version").click()
    page.get_by_label("What changed?").fill("The first")
    page.get_by_role("button", name="Use this version").click()
    expect(main(page)).to_contain_text("In use")
    expect(page.get_by_role("button", name="Make the next version")).to_be_visible()


def test_every_page_of_a_kind_is_looked_at(visit: Callable[..., Page]) -> None:
    page = visit(MANAGER)
    page.goto(f"{KINDS}add/")
    looked_at(page)
    page.get_by_label("Name").fill("Looked at")
    page.get_by_role("radio", name="No", exact=True).check()
    page.get_by_role("radio", name="The order of the Community Safety Agreement").check()
    page.get_by_role("button", name="Make it").click()
    kind = f"{KINDS}looked-at/"
    for address in ("", "edit/", "use/", "rename/", "retire/", "preview/", "versions/1/", "sections/add/",
                    "sections/s-priorities/", "sections/s-priorities/remove/", "sections/s-priorities/blocks/add/",
                    "blocks/b1/", "blocks/b1/remove/"):  # fmt: skip
        page.goto(f"{kind}{address}")
        looked_at(page)
    page.goto(KINDS)
    looked_at(page)
