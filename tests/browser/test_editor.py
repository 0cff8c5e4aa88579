"""The editor that shows formatting: typed, pasted and driven by keyboard, under the product's own content policy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import fits, looked_at, no_violations

pytestmark = pytest.mark.browser

MANAGER = "eleanor.marchbank@nottinghamshire-cc.example"
CHAIR = "marian.oldershaw@nottinghamshire-cc.example"
WRITING = "/boards/snb/writing/"
WORD = """
<html xmlns:o="urn:o" xmlns:st1="urn:st1"><head><style>p.MsoNormal{margin:0}</style></head><body>
<h1 style='mso-x:y'>Progress<o:p></o:p></h1>
<p class=MsoNormal style='margin:0'><b style='mso-bidi-font-weight:normal'>Wardens</b> began in
<st1:place w:st="on">Worksop</st1:place>&nbsp;and <span style='font-style:italic'>Retford</span>.<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·&nbsp; </span>First</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o&nbsp; </span>Under it</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·&nbsp; </span>Second</p>
<p class=MsoNormal><img width=9 src="file:///C:/x.png" onerror="alert(1)"></p>
<table class=MsoTableGrid style='border:solid'><tr><td colspan=2><p><b>Area</b></p></td><td><p>Count</p></td></tr>
<tr><td rowspan=2><p>North</p><p>East | West</p></td><td>a</td><td>12</td></tr><tr><td>b</td><td>13</td></tr></table>
<p>See <a href="https://www.gov.uk/x" style='color:red'>the page</a> and <a href="javascript:alert(1)">this</a>.</p>
</body></html>
"""
CLEAN = """## Progress

**Wardens** began in Worksop and *Retford*.

- First
  - Under it
- Second

| Area |  | Count |
| --- | --- | --- |
| North East \\| West | a | 12 |
|  | b | 13 |

See [the page](https://www.gov.uk/x) and this."""
PASTE = """html => {
    const data = new DataTransfer()
    data.setData("text/html", html)
    data.setData("text/plain", "fallback")
    document.activeElement.dispatchEvent(
        new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}))
}"""


@pytest.fixture
def page(visit: Callable[..., Page]) -> Iterator[Page]:
    """The programme manager's, where nothing may be said in the console: a breach of the policy would be."""
    page, said = visit(MANAGER), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert said == []


def open_text(page: Page, key: str) -> Locator:
    """The formatted box of one of the board's texts."""
    page.goto(f"{WRITING}standing/{key}/edit/")
    expect(page.get_by_role("toolbar", name="Formatting")).to_be_visible()
    return page.get_by_role("textbox", name="Text", exact=True)


def markdown(page: Page) -> str:
    """What would be sent."""
    return page.locator("textarea[name=markdown]").input_value()


def keys(page: Page, *pressed: str) -> None:
    for one in pressed:
        page.keyboard.press(one)
        page.evaluate("new Promise(requestAnimationFrame)")  # as slow as a hand


def test_what_is_typed_is_shown_as_it_is_printed_and_sent_as_markdown(page: Page) -> None:
    box = open_text(page, "governance")
    box.click()
    page.keyboard.type("## Tiers")
    keys(page, "Enter")
    page.keyboard.type("Plain and ")
    keys(page, "Control+b")
    page.keyboard.type("bold")
    keys(page, "Control+b", "Enter")
    page.keyboard.type("- one")
    keys(page, "Enter")
    page.keyboard.type("two")
    keys(page, "Enter", "Enter")
    page.get_by_role("button", name="Table", exact=True).click()
    page.keyboard.type("Area")
    keys(page, "Enter")
    page.keyboard.type("Count | per cent")
    page.get_by_role("button", name="Remove row").click()
    page.get_by_role("button", name="Add row").click()
    page.get_by_role("button", name="Add column").click()
    assert markdown(page).startswith("## Tiers\n\nPlain and **bold**\n\n- one\n- two\n\n| ")
    expect(box.get_by_role("columnheader")).to_have_count(3)
    page.get_by_role("button", name="Remove table").click()
    keys(page, "Control+End")
    page.keyboard.type("See the plan")
    page.get_by_role("button", name="Footnote").click()
    page.keyboard.type("Of 2026.")
    assert markdown(page) == "## Tiers\n\nPlain and **bold**\n\n- one\n- two\n\nSee the plan[^1]\n\n[^1]: Of 2026."
    looked_at(page)
    page.get_by_role("button", name="Save").click()
    sheet = page.locator(".gt-sheet")
    expect(sheet.get_by_role("listitem")).to_have_text(["one", "two"])
    expect(sheet).to_contain_text("Of 2026.")


def test_word_comes_clean_and_pictures_are_said_to_be_left_out(page: Page) -> None:
    box = open_text(page, "membership")
    box.focus()
    page.evaluate(PASTE, WORD)
    assert markdown(page) == CLEAN
    expect(page.get_by_text("One picture was left out: a text holds no pictures.")).to_be_visible()
    assert not re.search(r"mso|style=|class=\"Mso", box.inner_html())
    keys(page, "Control+z")
    assert markdown(page) == ""
    page.get_by_role("button", name="Edit as Markdown").click()
    page.evaluate(PASTE, WORD)
    assert markdown(page) == CLEAN


def test_what_nobody_touches_stays_as_it_is_written(page: Page) -> None:
    written = "Setext\n===\n\n* star\n_em_  \nbreak\n\n[ref]\n\n[ref]: http://x.example\n\n<b>raw</b> &copy;\n"
    open_text(page, "leads_role")
    page.get_by_role("button", name="Edit as Markdown").click()
    page.get_by_label("Text", exact=True).fill(written)
    page.get_by_role("button", name="Edit with formatting").click()
    assert markdown(page) == written
    keys(page, "Control+End")
    page.keyboard.type("!")
    assert markdown(page) == written.replace("<b>raw</b> &copy;", "\\<b>raw\\</b> ©!")
    keys(page, "Control+z")
    assert markdown(page) == written
    # Who prefers Markdown gets it the next time as well.
    page.get_by_role("button", name="Edit as Markdown").click()
    page.goto(f"{WRITING}standing/commissioner/edit/")
    expect(page.get_by_role("button", name="Edit with formatting")).to_be_visible()
    expect(page.get_by_label("Text", exact=True)).to_have_attribute("name", "markdown")
    page.get_by_role("button", name="Edit with formatting").click()
    expect(page.get_by_role("textbox", name="Text", exact=True)).to_be_focused()


def test_everything_can_be_done_by_keyboard(page: Page) -> None:
    box = open_text(page, "leads_role")
    expect(box).to_have_attribute("aria-multiline", "true")
    expect(box).to_have_accessible_description(re.compile("Alt and F10"))
    box.focus()
    page.keyboard.type("Read the page")
    keys(page, "Alt+F10")
    bold = page.get_by_role("button", name="Bold")
    expect(bold).to_be_focused()
    keys(page, "ArrowRight", "ArrowRight")
    heading = page.get_by_role("button", name="Heading", exact=True)
    expect(heading).to_be_focused()
    expect(heading).to_have_attribute("aria-pressed", "false")
    keys(page, "Enter")
    expect(heading).to_have_attribute("aria-pressed", "true")
    expect(box).to_be_focused()
    assert markdown(page) == "## Read the page"
    keys(page, "Alt+F10", "End")
    expect(page.get_by_role("button", name="Edit as Markdown")).to_be_focused()
    keys(page, "ArrowRight")
    expect(bold).to_be_focused()
    # One stop of the Tab key, and Tab leaves the text.
    keys(page, "Tab")
    expect(box).to_be_focused()
    keys(page, "Tab")
    expect(page.get_by_role("button", name="Save")).to_be_focused()


def test_a_link_is_set_changed_and_taken_away(page: Page) -> None:
    box = open_text(page, "leads_role")
    box.focus()
    page.keyboard.type("Read it")
    keys(page, "Home", *["Shift+ArrowRight"] * 4, "Control+k")
    address = page.get_by_label("Address")
    expect(address).to_be_focused()
    page.keyboard.type("nonsense")
    keys(page, "Enter")
    expect(address).to_have_attribute("aria-invalid", "true")
    no_violations(page)
    address.fill("www.gov.uk")
    keys(page, "Enter")
    assert markdown(page) == "[Read](https://www.gov.uk) it"
    expect(box).to_be_focused()
    page.wait_for_timeout(250)  # for that long it takes a caret at the very start for the browser’s doing
    keys(page, "Home", "ArrowRight", "Control+k")
    expect(address).to_have_value("https://www.gov.uk")
    page.get_by_role("button", name="Remove link").click()
    assert markdown(page) == "Read it"
    keys(page, "Control+End", "Control+k")
    page.get_by_label("Words of the link").fill(" us")
    address.fill("us@example.com")
    page.get_by_role("button", name="Set link").click()
    assert markdown(page) == "Read it[us](mailto:us@example.com)"
    assert page.url.endswith("/edit/")


def test_an_unsaved_text_comes_back_into_the_editor(page: Page) -> None:
    box = open_text(page, "leads_role")
    box.click()
    page.keyboard.type("Not *saved* yet")
    page.wait_for_timeout(600)  # drafts are kept a moment after the last key
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_text("Text you had not saved is back in the box.")).to_be_visible()
    box = page.get_by_role("textbox", name="Text", exact=True)
    expect(box).to_have_text("Not *saved* yet")
    page.get_by_role("button", name="Discard it").click()
    expect(box).to_have_text("")
    expect(box).to_be_focused()


def test_without_scripts_the_textarea_is_the_field(visit: Callable[..., Page]) -> None:
    page = visit(MANAGER, javascript=False, width=320)
    page.goto(f"{WRITING}standing/commissioner/edit/")
    fits(page)
    page.get_by_label("Text", exact=True).fill("By hand.\n\n- one")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".gt-sheet")).to_contain_text("By hand.")
    page.get_by_role("button", name="Send it out for comments").click()
    expect(page.get_by_role("main")).to_contain_text("Out for comments")
    chair = visit(CHAIR, javascript=False)
    chair.get_by_role("link", name="Comment on 1 text for papers").click()
    chair.get_by_role("link", name="Regard to the policing body’s priorities").click()
    chair.get_by_label("Your comment").fill("Name the plan.")
    chair.get_by_role("button", name="Add the comment").click()
    page.get_by_role("button", name="Clear it").click()  # on the page as it was before the comment
    expect(page.get_by_role("heading", level=1)).to_have_text("This cannot be done now")
    expect(page.get_by_role("main")).to_contain_text("comments that nobody has settled")
    page.goto(f"{WRITING}standing/commissioner/")
    expect(page.get_by_role("button", name="Clear it")).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Settle")).click()
    page.get_by_role("button", name="Clear it").click()
    expect(page.get_by_role("main")).to_contain_text("Cleared")


@pytest.mark.parametrize("path", ["", "standing/introduction/", "standing/introduction/history/"])
def test_the_pages_fit_and_have_no_fault(page: Page, path: str) -> None:
    page.goto(f"{WRITING}{path}")
    looked_at(page)
