"""The programme manager's quarter up to its pack, which test_papers.py goes on from."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import no_violations, status
from tests.browser.site import Site

pytestmark = pytest.mark.browser

MANAGER = "eleanor.marchbank@nottinghamshire-cc.example"


def test_chase_review_and_put_the_agenda_in_order(visit: Callable[..., Page], site: Site) -> None:
    page = visit(MANAGER)
    page.goto("/boards/snb/returns/")
    expect(page.get_by_role("main")).to_contain_text("11 returns")
    no_violations(page)
    page.get_by_role("button", name=re.compile("Chase all late")).click()
    expect(page.get_by_role("main")).to_contain_text(re.compile("[Cc]hased"))
    assert len({mail["To"] for mail in site.outbox.messages}) == 4

    # Extend one, with a reason.
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Preventable deaths"))
    row.get_by_role("link", name=re.compile("Extend")).click()
    no_violations(page)
    page.get_by_label(re.compile("[Rr]eason|Why")).fill("No support officer.")
    page.get_by_role("button", name=re.compile("Extend")).click()
    expect(page.get_by_role("alert")).to_be_visible()

    # Review: accept one that is signed.
    page.goto("/boards/snb/returns/")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Prevent", exact=True))
    row.get_by_role("link", name=re.compile("Review")).click()
    no_violations(page)
    page.get_by_role("button", name="Accept this return").click()
    expect(page.get_by_role("main")).to_contain_text("Accepted")

    # The agenda, by its keys only.
    page.goto("/boards/snb/meetings/")
    no_violations(page)
    page.get_by_role("table").first.get_by_role("link").first.click()
    no_violations(page)
    first = page.get_by_role("button", name=re.compile("down", re.IGNORECASE)).first
    first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("listitem").filter(has_text="10am").first).to_contain_text("Minutes of the last meeting")


def test_every_page_works_without_scripts(visit: Callable[..., Page]) -> None:
    page = visit(MANAGER, javascript=False)
    for path in ("/", "/boards/snb/", "/boards/snb/returns/?late=on", "/boards/snb/meetings/", "/boards/snb/papers/"):
        assert status(page, path) == 200
        expect(page.get_by_role("heading", level=1)).to_be_visible()
