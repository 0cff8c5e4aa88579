"""A priority lead and her support officer, step by step."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import fits, no_violations
from tests.browser.conftest import sign_in
from tests.browser.site import Site

pytestmark = pytest.mark.browser

MANAGER = "eleanor.marchbank@nottinghamshire-cc.example"
LEAD = "simon.haddow@bassetlaw-dc.example"  # antisocial behaviour
SUPPORT = "jamal.birkett@gedling-bc.example"
LEAD_OF_TWO = "anjali.deshmukh@nottinghamshire-cc.example"
PRIORITY = "Antisocial behaviour"


def open_section(page: Page, title: str) -> None:
    page.get_by_role("link", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save and go back to the return").click()
    expect(page.get_by_role("heading", name="Sections")).to_be_visible()


def test_a_reminder_leads_to_exactly_that_return_and_the_return_to_a_receipt(
    visit: Callable[..., Page], site: Site
) -> None:
    manager = visit(MANAGER)
    manager.goto("/boards/snb/returns/")
    row = manager.get_by_role("row").filter(has=manager.get_by_role("rowheader", name=PRIORITY))
    row.get_by_role("button", name=re.compile("Chase")).click()
    expect(manager.get_by_role("main")).to_contain_text("Jamal Birkett")
    (mail,) = site.outbox.to(SUPPORT)
    link = re.search(r"http://\S+", str(mail.get_payload()))
    assert link

    # Signed out, the link asks for the sign-in and then goes on to the return itself.
    support = visit()
    support.goto(link[0])
    sign_in(support, SUPPORT)
    expect(support.get_by_role("heading", level=1)).to_have_text(PRIORITY)
    no_violations(support)

    # Last quarter stands beside the form; what is pasted from Word comes clean; the limit keeps every word.
    open_section(support, "Progress this quarter")
    expect(support.get_by_text("Last quarter, for reference")).to_be_visible()
    box = support.get_by_label(re.compile("What moved this quarter"))
    too_long = "word " * 501
    box.fill(too_long)
    support.get_by_role("button", name="Save and go back to the return").click()
    summary = support.get_by_role("alert")
    expect(summary).to_contain_text("500 words")
    expect(box).to_have_text(too_long.strip())
    no_violations(support)
    summary.get_by_role("link").click()
    expect(box).to_be_focused()
    box.fill("")
    paste_from_word(support, box)
    expect(box.get_by_role("listitem")).to_have_text(["Worksop", "Retford"])
    kept = support.locator("textarea[name=text]").input_value()
    assert re.search(r"Wardens.*- Worksop\n.*- Retford", kept, re.DOTALL)
    assert "mso" not in kept
    support.get_by_label("Mark this section complete").check()
    save(support)

    for title in ("Your judgement", "Next quarter"):
        open_section(support, title)
        support.get_by_label("Mark this section complete").check()
        no_violations(support)
        save(support)

    support.get_by_role("link", name="Check your answers").click()
    no_violations(support)
    support.get_by_role("button", name=re.compile("Send to the lead")).click()
    expect(support.get_by_role("main")).to_contain_text("With the lead")
    expect(support.get_by_role("link", name=re.compile("Sign"))).to_have_count(0)

    # The lead sends it back with a comment on a section; it comes back; she signs.
    lead = visit(LEAD)
    lead.get_by_role("link", name=re.compile(f"Sign and submit {PRIORITY}")).click()
    no_violations(lead)
    lead.get_by_role("link", name="Send back with comments").click()
    lead.get_by_label("Remark on “Next quarter”").fill("Name the month.")
    no_violations(lead)
    lead.get_by_role("button", name="Send back with comments").click()
    expect(lead.get_by_role("main")).to_contain_text("Sent back")

    support.goto(link[0])
    expect(support.get_by_role("main")).to_contain_text("Name the month.")
    open_section(support, "Next quarter")
    expect(support.get_by_role("main")).to_contain_text("Name the month.")
    support.get_by_label(re.compile("What will happen next quarter")).fill("Wardens start in January.")
    support.get_by_label("Mark this section complete").check()
    save(support)
    support.get_by_role("link", name="Check your answers").click()
    support.get_by_role("button", name=re.compile("Send to the lead")).click()

    lead.goto("/")
    lead.get_by_role("link", name=re.compile(f"Sign and submit {PRIORITY}")).click()
    lead.get_by_role("button", name="Sign and submit").click()
    expect(lead.get_by_role("alert")).to_contain_text("Tick the box")
    lead.get_by_label(re.compile("I have read this return")).check()
    lead.get_by_role("button", name="Sign and submit").click()
    expect(lead.get_by_role("main")).to_contain_text("Signed")
    with lead.expect_download() as download:
        lead.get_by_role("link", name=re.compile("receipt", re.IGNORECASE)).click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")

    # Later edits are refused.
    support.goto(f"{link[0]}sections/progress/")
    expect(support.get_by_role("main")).to_contain_text("signed")
    expect(support.get_by_role("textbox")).to_have_count(0)


def paste_from_word(page: Page, box) -> None:
    html = (
        '<p class="MsoNormal" style="mso-x:y"><b>Wardens</b> began<o:p></o:p></p>'
        "<ul><li>Worksop</li><li>Retford</li></ul>"
    )
    box.focus()
    page.evaluate(
        """html => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            data.setData("text/plain", "fallback");
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        html,
    )


def test_a_lead_of_two_priorities_sees_two_returns(visit: Callable[..., Page]) -> None:
    page = visit(LEAD_OF_TWO)
    main = page.get_by_role("main")
    expect(main).to_contain_text("Substance misuse")
    expect(main).to_contain_text("Domestic abuse")
    no_violations(page)


def test_two_people_at_once_and_an_ended_session_lose_no_word(visit: Callable[..., Page]) -> None:
    first, second = visit("sioned.pryce@nottinghamshire-cc.example"), visit(LEAD_OF_TWO)
    first.goto("/")
    first.get_by_role("link", name=re.compile("Substance misuse")).first.click()
    address = f"{first.url}sections/good_practice/"
    for page in (first, second):
        page.goto(address)
    label = re.compile("What worked that others could use")
    second.get_by_label(label).fill("The lead's words.")
    save(second)
    first.get_by_label(label).fill("The officer's words.")
    first.get_by_role("button", name="Save and go back to the return").click()
    expect(first.get_by_role("main")).to_contain_text("The lead's words.")
    expect(first.get_by_label(label)).to_have_text("The officer's words.")
    no_violations(first)
    first.get_by_label(label).fill("The lead's words. The officer's words.")
    save(first)

    # The session ends in the middle of a sentence, without scripts to keep a copy.
    third = visit("sioned.pryce@nottinghamshire-cc.example", javascript=False)
    third.goto(address)
    third.get_by_label(label).fill("A sentence that is not finis")
    third.context.clear_cookies(name="sessionid")
    third.get_by_role("button", name="Save and go back to the return").click()
    sign_in(third, "sioned.pryce@nottinghamshire-cc.example")
    expect(third.get_by_label(label)).to_have_value("A sentence that is not finis")


@pytest.mark.parametrize("width", [320, 768])
def test_a_return_fits_a_phone(visit: Callable[..., Page], width: int) -> None:
    page = visit("rebecca.daybell@nottinghamshire-opcc.example", width=width)
    fits(page)
    page.get_by_role("link", name=re.compile("Reducing reoffending")).first.click()
    fits(page)
    address = page.url
    for key in ("progress", "required_actions", "planned_actions", "judgement", "risks", "escalation"):
        page.goto(f"{address}sections/{key}/")
        fits(page)
        no_violations(page)
