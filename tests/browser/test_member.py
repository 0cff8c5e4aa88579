"""A board member with ten minutes, by keyboard alone; and everyone's home at every width."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import DESK, looked_at, no_violations, status
from tests.browser.conftest import PASSWORD

pytestmark = pytest.mark.browser

MEMBER = "harjit.bassi@mansfield-dc.example"
HOMES = {
    "manager": "eleanor.marchbank@nottinghamshire-cc.example",
    "chair": "marian.oldershaw@nottinghamshire-cc.example",
    "member": MEMBER,
    "lead": "philippa.garton@gedling-bc.example",
    "support officer": "jamal.birkett@gedling-bc.example",
    "analyst": "priti.solanki@nottinghamshire-cc.example",
    "csp officer": "carol.beardall@mansfield-dc.example",
    "scrutiny": "denise.spurling@nottinghamshire-cc.example",
    "administrator": "stefan.wrona@nottinghamshire-cc.example",
    "outsider": "polly.fairbrass@fairbrass-consulting.example",
}
TABS = 80  # more than any page of this story needs


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of this name has the focus."""
    for _ in range(TABS):
        page.keyboard.press("Tab")
        text = page.evaluate(
            "() => { const a = document.activeElement;"
            " return (a.labels && a.labels[0] ? a.labels[0].innerText : '') || a.innerText || ''; }"
        )
        if text.strip().startswith(name):
            return
    raise AssertionError(f"No control named {name} within {TABS} tabs of {page.url}")


def test_the_member_reads_the_board_by_keyboard_alone(visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto("/sign-in/")
    tab_to(page, "Email address")
    page.keyboard.type(MEMBER)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Home")
    expect(page.get_by_role("heading", name="Next meeting")).to_be_visible()
    no_violations(page)

    tab_to(page, "Dashboard")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("11 of 11 priorities")
    no_violations(page)

    # Filter to red: the count is announced and the address can be kept.
    tab_to(page, "Lead’s judgement")
    page.keyboard.type("Red")
    tab_to(page, "Apply filter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"\b1 of 11 priorities"))
    page.wait_for_url("**/*judgement=red*")
    page.goto(page.url)
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"\b1 of 11 priorities"))
    no_violations(page)

    tab_to(page, "Serious and acquisitive crime")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Serious and acquisitive crime")
    expect(page.get_by_role("main")).to_contain_text("Rowan Tetlow")
    no_violations(page)


def test_a_page_of_another_board_gives_nothing_away(visit: Callable[..., Page]) -> None:
    page = visit(MEMBER)
    assert status(page, "/boards/ncsp/") == 404
    assert "Nottingham Community" not in page.content()
    no_violations(page)
    assert status(page, "/boards/no-such-board/") == 404


@pytest.mark.parametrize("role", HOMES)
def test_home_of_each_role_at_each_width(visit: Callable[..., Page], role: str) -> None:
    page = visit(HOMES[role])
    looked_at(page)
    headings = page.get_by_role("heading", level=2).all_inner_texts()
    if role not in ("outsider",):
        assert headings[0] == "What needs you"


def test_the_dashboard_at_each_width(visit: Callable[..., Page]) -> None:
    page = visit(MEMBER)
    for path in ("/boards/snb/", "/boards/snb/priorities/domestic-abuse/", "/boards/snb/about/", "/boards/snb/papers/"):
        page.goto(path)
        looked_at(page, axe_at=(DESK,))
