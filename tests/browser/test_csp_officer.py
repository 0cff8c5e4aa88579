"""A partnership tells the Board of its quarter, raises an issue, and reads in its next narrative what became of it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import fits, looked_at, no_violations, status
from tests.browser.test_analyst import day, main

pytestmark = pytest.mark.browser

MANAGER = "eleanor.marchbank@nottinghamshire-cc.example"
OFFICER = "dominic.frearson@newark-sherwood-dc.example"
OTHER_OFFICER = "carol.beardall@mansfield-dc.example"
PARTNERSHIP = "Bassetlaw, Newark and Sherwood Community Safety Partnership"
BOARD = "/boards/snb"
ISSUE = "Fly-tipping gangs that charge for clearing homes"
DECISION = "The seven districts keep one list of carriers that dump what they collect."
ACTION = "Set up the one list of waste carriers and say who may add to it."
Visit = Callable[..., Page]


def said(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def number(page: Page) -> int:
    """The number at the end of the address."""
    found = re.search(r"/(\d+)/(?:#.*)?$", page.url)
    assert found, page.url
    return int(found[1])


def follow(page: Page, link: str | re.Pattern[str], heading: str | re.Pattern[str]) -> None:
    """Follow the first link of the page's own part with this name, and find the page behind it in order."""
    main(page).get_by_role("link", name=link).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    fits(page)
    no_violations(page)


def refused(page: Page, said: str) -> None:
    """The error summary says this, and the page is in order."""
    expect(page.get_by_role("alert").first).to_contain_text("There is a problem")
    expect(page.get_by_role("alert").first).to_contain_text(said)
    no_violations(page)


def call_meeting_today(page: Page, title: str) -> int:
    """A meeting of today, which by its day has been held: its id. At a weekend the form asks whether it is meant."""
    now = dt.date.today()  # noqa: DTZ011 - as the person at the browser would type it
    page.goto(f"{BOARD}/meetings/add/")
    page.get_by_label("Title").fill(title)
    day(page, "Date", str(now.day), str(now.month), str(now.year))
    page.get_by_role("button", name="Add the meeting").click()
    meant = page.get_by_label("Yes, the meeting is on that day")
    expect(page.get_by_role("heading", level=1).or_(meant)).not_to_have_count(0)
    if page.url.endswith("/add/"):
        refused(page, "Choose another day, or tick the box below if it is meant")
        meant.check()
        page.get_by_role("button", name="Add the meeting").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{title}, {said(now)}")
    return number(page)


def test_an_issue_goes_to_the_board_and_its_answer_comes_back(visit: Visit) -> None:
    officer, manager = visit(OFFICER), visit(MANAGER)
    narrative = write_the_narrative(officer)
    raise_an_issue(officer)
    nobody_else_reads_a_draft(visit(OTHER_OFFICER), narrative)
    officer.goto(narrative)
    officer.get_by_role("button", name="Submit the narrative").click()
    expect(main(officer)).to_contain_text("Submitted on")
    expect(officer.get_by_role("link", name="Change the text")).to_have_count(0)
    follow(officer, ISSUE, ISSUE)
    thread = officer.url
    expect(main(officer)).to_contain_text("In a narrative not yet accepted")

    # Only the programme manager settles it.
    assert status(officer, f"{thread}put-on-agenda/") == 403
    expect(main(officer)).to_contain_text("accept narratives or send them back")
    no_violations(officer)

    meeting = call_meeting_today(manager, "Extraordinary meeting")
    take_it_up(manager, narrative, meeting)
    decide_and_act(manager, meeting)

    officer.goto(thread)
    expect(main(officer)).to_contain_text(DECISION)
    expect(main(officer)).to_contain_text("Because: Residents pay twice.")
    expect(main(officer)).to_contain_text(ACTION)
    expect(main(officer)).to_contain_text("Action open")
    looked_at(officer)

    # The answer stands in the next narrative, above the form.
    open_the_next(manager)
    officer.goto(manager.url)
    follow(officer, PARTNERSHIP, PARTNERSHIP)
    follow(officer, "Write the narrative", re.compile("^Narrative for"))
    news = main(officer).locator(".gt-card").filter(has_text=ISSUE)
    expect(news).to_contain_text(f"Decided: {DECISION}")
    expect(news).to_contain_text(ACTION)
    looked_at(officer)


def write_the_narrative(page: Page) -> str:
    """The draft that the demonstration left open; its address."""
    page.goto(f"{BOARD}/narratives/")
    follow(page, PARTNERSHIP, PARTNERSHIP)
    narrative = page.url
    follow(page, re.compile("Change the text|Write the narrative"), re.compile("^Narrative for"))
    for box in page.get_by_role("textbox").all():
        box.fill("Waste is dumped in lay-bys each weekend. Wardens have found the same two vans.")
    page.get_by_role("button", name="Save the draft").click()
    expect(page).to_have_url(narrative)
    expect(main(page)).to_contain_text("the same two vans")
    return narrative


def raise_an_issue(page: Page) -> None:
    """Half filled in it is refused, and what was typed stays."""
    follow(page, "Raise an issue with the Board", "Raise an issue")
    page.get_by_label("Title").fill(ISSUE)
    page.get_by_label("What has happened").fill("Each district warns the same men, and none knows of the others.")
    page.get_by_label("Decide", exact=True).check()
    page.get_by_role("button", name="Save it in the draft").click()
    refused(page, "Say what the Board is asked to do")
    expect(page.get_by_label("Title")).to_have_value(ISSUE)
    fits(page)
    page.get_by_label("What is the Board asked to do?").fill("Agree one list of carriers for all seven districts.")
    page.get_by_role("button", name="Save it in the draft").click()
    expect(main(page)).to_contain_text(ISSUE)


def nobody_else_reads_a_draft(page: Page, narrative: str) -> None:
    page.goto(f"{BOARD}/narratives/")
    expect(main(page).get_by_role("rowheader", name=PARTNERSHIP)).to_be_visible()
    expect(main(page).get_by_role("link", name=PARTNERSHIP)).to_have_count(0)
    assert status(page, narrative) == 404
    assert ISSUE not in page.content()


def take_it_up(page: Page, narrative: str, meeting: int) -> None:
    page.goto(narrative)
    follow(page, ISSUE, ISSUE)
    follow(page, "Accept its narrative", PARTNERSHIP)
    page.get_by_role("button", name="Accept").click()
    expect(main(page)).to_contain_text("Accepted on")
    follow(page, ISSUE, ISSUE)
    follow(page, "Put it on an agenda", "Put it on an agenda")
    page.get_by_label("Meeting").select_option(str(meeting))
    page.get_by_role("button", name="Put it on the agenda").click()
    expect(main(page)).to_contain_text("On the agenda of")
    no_violations(page)


def decide_and_act(page: Page, meeting: int) -> None:
    page.goto(f"{BOARD}/meetings/{meeting}/")
    follow(page, "Minutes", "Minutes")
    follow(page, re.compile("^Record a decision"), "Record a decision")
    page.get_by_role("button", name="Record the decision").click()
    refused(page, "Enter the decision")
    page.get_by_label("Decision", exact=True).fill(DECISION)
    page.get_by_label("Reasons").fill("Residents pay twice.")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_role("alert").first).to_contain_text("The decision is recorded as")
    reference = re.search(r"recorded as (.+)", page.get_by_role("alert").first.inner_text())
    assert reference
    follow(page, reference[1].strip(), f"Decision {reference[1].strip()}")
    follow(page, "Add an action that it asks for", "Add an action")
    page.get_by_label("What is to be done?").fill(ACTION)
    page.get_by_label("Who owns it?").select_option(label="Performance analyst")
    due = dt.date.today() + dt.timedelta(days=60)  # noqa: DTZ011
    day(page, "Due date", str(due.day), str(due.month), str(due.year))
    page.get_by_role("button", name="Put it in the register").click()
    expect(page.get_by_role("alert").first).to_contain_text(f"is in the register, due {said(due)}")
    looked_at(page)


def open_the_next(page: Page) -> None:
    """The narratives to the last meeting that is planned, which comes after the one that was told."""
    page.goto(f"{BOARD}/meetings/")
    page.get_by_role("table", name="Meetings ahead").get_by_role("link").last.click()
    follow(page, "What the partnerships tell it", "Narratives of the partnerships")
    page.get_by_role("button", name="Open the narratives").click()
    expect(page.get_by_role("alert").first).to_contain_text("3 opened")
