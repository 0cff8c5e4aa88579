"""A committee asks, a body replies in writing, and everybody can read what became of it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import fits, looked_at, no_violations, status
from tests.browser.test_analyst import main
from tests.browser.test_csp_officer import follow, refused, said

pytestmark = pytest.mark.browser

CLERK = "imogen.thackray@nottinghamshire-cc.example"
PARTNER = "owen.brackenbury@newark-sherwood-dc.example"
PARTNER_NAME = "Owen Brackenbury"
OTHER_PARTNER = "philippa.garton@gedling-bc.example"
BODY, SECOND_BODY = "Newark and Sherwood District Council", "Gedling Borough Council"
SCRUTINY = "/boards/snb/scrutiny"
PUBLIC = "/public/snb/scrutiny"
ASKED = "That every council says how residents without the internet can report dumped waste."
REPLY = "A freephone number is printed on every bin from this spring."
SECOND_REPLY = "Our contact centre takes reports by telephone on six days a week."
Visit = Callable[..., Page]


def row_of(page: Page, name: str) -> Locator:
    return main(page).get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


def test_a_resolution_of_last_year_and_the_action_it_became(visit: Visit) -> None:
    stranger = visit()
    stranger.goto("/papers/")
    stranger.goto("/public/scrutiny/")
    looked_at(stranger)
    main(stranger).get_by_role("link", name=re.compile("Safer Nottinghamshire")).click()
    expect(stranger.get_by_role("heading", level=1)).to_contain_text("Scrutiny of")
    looked_at(stranger)
    resolution = row_of(stranger, "publishes in one place how residents report")
    expect(resolution).to_contain_text("Originally")
    expect(resolution).not_to_contain_text("verdue")
    resolution.get_by_role("link").first.click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Resolution 1")
    expect(main(stranger)).to_contain_text("How its date moved")
    action = row_of(stranger, "Bring the districts' pages on reporting together")
    expect(action).to_contain_text("Originally")
    expect(action.get_by_role("link")).to_have_count(0)  # what the Board does inside is not public
    moved = stranger.get_by_role("table", name="How its date moved").get_by_role("row").nth(1).inner_text()
    assert len(set(re.findall(r"\d{1,2} \w+ \d{4}", moved))) == 3  # decided on, from, to
    looked_at(stranger)


def test_a_recommendation_is_recorded_replied_to_and_followed_in_public(visit: Visit) -> None:
    clerk, partner, stranger = visit(CLERK), visit(PARTNER), visit()
    clerk.goto(f"{SCRUTINY}/")
    due = record(clerk)
    held = clerk.url
    expect(row_of(clerk, BODY)).to_contain_text(said(due))
    expect(row_of(clerk, BODY)).to_contain_text("Awaited")
    expect(main(clerk)).to_contain_text("0 of 2")
    looked_at(clerk)

    reply(partner, held)
    # Nobody replies for another body.
    other = visit(OTHER_PARTNER)
    assert status(other, reply_page(clerk, BODY)) == 403
    no_violations(other)

    clerk.reload()
    expect(row_of(clerk, BODY)).to_contain_text(REPLY)
    expect(row_of(clerk, BODY)).to_contain_text(PARTNER_NAME)
    expect(main(clerk)).to_contain_text("1 of 2")
    no_violations(clerk)

    # In public the same, by post and without a name.
    stranger.goto(f"{PUBLIC}/")
    follow(stranger, re.compile(re.escape(ASKED)), re.compile(r"^Recommendation \d+$"))
    expect(row_of(stranger, BODY)).to_contain_text(REPLY)
    expect(row_of(stranger, BODY)).to_contain_text("Chief Executive")
    expect(row_of(stranger, SECOND_BODY)).to_contain_text(said(due))
    assert PARTNER_NAME not in stranger.content()
    looked_at(stranger)

    # The other body wrote a letter; the clerk enters it without scripts, and says how it ended.
    plain = visit(CLERK, javascript=False)
    plain.goto(held)
    follow_plain(plain, re.compile("Record a reply on its behalf"))
    plain.get_by_label("Accepted in part").check()
    plain.get_by_label("Reply", exact=True).fill(SECOND_REPLY)
    plain.get_by_role("button", name="Record the reply").click()
    expect(plain.get_by_role("alert").first).to_contain_text("Who replied?")
    expect(plain.get_by_label("Reply", exact=True)).to_have_value(SECOND_REPLY)
    plain.get_by_label("Who replied?").fill("Chief Executive")
    plain.get_by_role("button", name="Record the reply").click()
    expect(main(plain)).to_contain_text("All replied")
    follow_plain(plain, "Say what became of it")
    plain.get_by_label("Done", exact=True).check()
    plain.get_by_label("What became of it?").fill("All seven districts name a telephone number.")
    plain.get_by_role("button", name="Record it").click()
    expect(main(plain)).to_contain_text("Done")

    stranger.reload()
    expect(main(stranger)).to_contain_text("All seven districts name a telephone number.")
    expect(row_of(stranger, SECOND_BODY)).to_contain_text("Recorded on its behalf")
    no_violations(stranger)


def reply_page(page: Page, body: str) -> str:
    """The address at which this body replies, from the one at which the clerk replies for it."""
    link = row_of(page, body).get_by_role("link", name="Record a reply on its behalf").get_attribute("href")
    assert link
    return link.replace("/record/", "/give/")


def follow_plain(page: Page, link: str | re.Pattern[str]) -> None:
    main(page).get_by_role("link", name=link).first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def record(page: Page) -> dt.date:
    """The recommendation, sent to two bodies today; the day on which their replies are due."""
    follow(page, "Record a recommendation", "Record a recommendation")
    now = dt.date.today()  # noqa: DTZ011 - as the person at the browser would have it
    days = re.search(r"A reply is due (\d+) days after", main(page).inner_text())
    assert days
    page.get_by_label("Meeting of the committee").select_option(index=1)
    page.get_by_label("What the committee asked").fill(ASKED)
    bodies = page.get_by_role("group", name="Who is asked to reply in writing?").get_by_role("checkbox")
    assert any(box.is_checked() for box in bodies.all())  # those the law names
    for box in bodies.all():
        box.set_checked(False)
    for name in (BODY, SECOND_BODY):
        page.get_by_label(name, exact=True).check()
    page.get_by_role("button", name="Record it").click()
    refused(page, "Select whether it is a recommendation or a resolution")
    fits(page)
    expect(page.get_by_label("What the committee asked")).to_have_value(ASKED)
    expect(page.get_by_label(BODY, exact=True)).to_be_checked()
    page.get_by_label("Recommendation", exact=True).check()
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^Recommendation \d+$"))
    return now + dt.timedelta(days=int(days[1]))


def reply(page: Page, held: str) -> None:
    """Home says that it is due; it is given once and stands."""
    page.goto("/")
    main(page).get_by_role("listitem").filter(has_text=ASKED).get_by_role("link", name=f"for {BODY}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Reply for {BODY}")
    looked_at(page)
    address = page.url
    page.get_by_label("Accepted", exact=True).check()
    page.get_by_role("button", name="Give the reply").click()
    refused(page, "Write the reply")
    expect(page.get_by_label("Accepted", exact=True)).to_be_checked()
    page.get_by_label("Reply", exact=True).fill(REPLY)
    page.get_by_role("button", name="Give the reply").click()
    expect(page).to_have_url(held)
    expect(row_of(page, BODY)).to_contain_text(REPLY)
    page.goto(address)  # again: it has been given
    expect(page).to_have_url(held)


def test_nothing_private_is_public(visit: Visit) -> None:
    """The inside of it asks to sign in; names, private items and their words are nowhere."""
    stranger = visit()
    stranger.goto(f"{SCRUTINY}/")
    expect(stranger).to_have_url(re.compile("/sign-in/"))
    stranger.goto(f"{PUBLIC}/")
    everything = stranger.content() + json.dumps(stranger.request.get(f"{PUBLIC}/data.json").json())
    for name in (PARTNER_NAME, "Imogen Thackray", "Owen", "Philippa Garton"):
        assert name not in everything
    stranger.get_by_label("Words").fill("dealers")  # in an item heard in private alone
    stranger.get_by_role("button", name="Apply filter").click()
    expect(main(stranger)).to_contain_text("Nothing fits this filter.")
    no_violations(stranger)
