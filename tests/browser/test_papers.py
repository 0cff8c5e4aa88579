"""The pack of the next meeting from its compiling to its withdrawal: the programme manager, the chair, a member and
anonymous readers, who never meet a word of what is heard in private."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pikepdf
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import looked_at, no_violations, status

pytestmark = pytest.mark.browser

MANAGER = "eleanor.marchbank@nottinghamshire-cc.example"
CHAIR = "marian.oldershaw@nottinghamshire-cc.example"
MEMBER = "harjit.bassi@mansfield-dc.example"
OFFICER = "carol.beardall@mansfield-dc.example"  # reads papers, and not what is heard in private
PAPERS = "/boards/snb/papers/"
PACK = re.compile("^Board pack for ")
REFERENCE = re.compile("/papers/([0-9a-f]{12})/$")
PRIVATE = ("exploitation referral service", "two bids", "Prices of")  # of the item that is heard in private
PUBLIC_TITLE = "Contract for a support service"
A_MINUTE = 60_000
Visit = Callable[..., Page]


def main(page: Page) -> Locator:
    return page.get_by_role("main")


def press(page: Page, name: str) -> None:
    main(page).get_by_role("button", name=name).click()


def start(page: Page, kind: str) -> None:
    """From the papers to the job of one kind, its first meeting as it is offered."""
    page.goto(PAPERS)
    page.get_by_role("link", name="Compile a paper").click()
    looked_at(page)
    main(page).get_by_role("link", name=kind).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(kind)
    looked_at(page)
    page.get_by_role("button", name=f"Compile the {kind.lower()}").click()
    page.wait_for_url("**/jobs/*/")


def compiled(page: Page) -> str:
    """Wait until the progress has led to the paper; its reference."""
    page.wait_for_url(re.compile("/boards/snb" + REFERENCE.pattern), timeout=A_MINUTE)
    return reference(page)


def reference(page: Page) -> str:
    found = REFERENCE.search(page.url)
    assert found, page.url
    return found[1]


def says_nothing_private(page: Page, paper: str) -> None:
    """Neither the page nor a file of the paper has a word of it."""
    pdf = page.request.get(f"/papers/{paper}/paper.pdf")
    with pikepdf.open(io.BytesIO(pdf.body())) as opened, opened.open_outline() as outline:
        bookmarks = " ".join(entry.title for entry in outline.root)
    assert PUBLIC_TITLE in bookmarks
    for text in (page.content(), page.request.get(f"/papers/{paper}/paper.json").text(), bookmarks):
        for words in PRIVATE:
            assert words not in text, words


def search(page: Page, words: str) -> Locator:
    """What a search of the published papers finds: its count, then the sections."""
    page.goto("/papers/search/")
    page.get_by_label("Words to find").fill(f"“{words}”")
    page.get_by_role("button", name="Search").click()
    found = page.locator("[data-results]")
    expect(found).to_contain_text(re.compile("[0-9] sections? found"))
    return found


def test_a_pack_from_compiling_to_withdrawal(visit: Visit) -> None:
    page, stranger = visit(MANAGER), visit()
    stop_one(page)
    start(page, "Board pack")
    expect(main(page)).to_contain_text(re.compile("Waiting|steps done"))
    no_violations(page)
    restricted = compiled(page)
    expect(main(page)).to_contain_text("Restricted version")
    expect(main(page)).to_contain_text("The chair or a deputy of the chair clears it next.")
    expect(main(page)).to_contain_text(PRIVATE[0])
    expect(page.get_by_role("heading", name=re.compile("^[0-9]+ gaps$"))).to_be_visible()
    looked_at(page)
    main(page).get_by_role("link", name="See the public version").click()
    expect(main(page)).to_contain_text("together with the restricted version")
    public = reference(page)
    assert status(stranger, f"/papers/{public}/") == 404

    cleared_by_the_chair(visit, restricted)
    page.goto(f"{PAPERS}{restricted}/")
    press(page, "Publish for everybody")
    expect(main(page)).to_contain_text("everybody can read it now")

    read_by_everybody(stranger, restricted, public)
    member, officer = visit(MEMBER), visit(OFFICER)
    assert status(member, f"{PAPERS}{restricted}/") == 200
    expect(main(member)).to_contain_text(PRIVATE[0])
    assert status(officer, f"{PAPERS}{restricted}/") == 404
    assert status(officer, f"{PAPERS}{public}/") == 200
    assert PRIVATE[0] not in officer.content()

    supplement = supplemented(visit, page, restricted)
    assert status(stranger, f"/papers/{supplement}/") == 200
    looked_at(stranger)

    page.goto(f"{PAPERS}{restricted}/")
    page.get_by_role("link", name="Withdraw this paper").click()
    looked_at(page)
    page.get_by_label("Why is it withdrawn?").fill("The figures of one district were those of another.")
    press(page, "Withdraw it")
    expect(main(page)).to_contain_text("is withdrawn")
    withdrawn_for_everybody(stranger, public, supplement)


def stop_one(page: Page) -> None:
    """A job that is stopped leaves nothing, and the page offers nothing more to stop."""
    start(page, "Performance, Risk and Harm Management Product")
    press(page, "Stop compiling")
    expect(main(page)).to_contain_text("Nothing was kept: Eleanor Marchbank stopped it", timeout=A_MINUTE)
    expect(page.get_by_role("button", name="Stop compiling")).to_be_hidden()
    looked_at(page)


def cleared_by_the_chair(visit: Visit, paper: str) -> None:
    chair = visit(CHAIR)
    chair.get_by_role("link", name=re.compile("^Clear Board pack for")).first.click()
    chair.goto(f"{PAPERS}{paper}/decline/")
    looked_at(chair)
    press(chair, "Do not clear it")
    expect(chair.get_by_role("alert")).to_contain_text("Enter")
    chair.goto(f"{PAPERS}{paper}/")
    press(chair, "Clear this paper")
    expect(main(chair)).to_contain_text("The programme manager publishes it next.")


def read_by_everybody(page: Page, restricted: str, public: str) -> None:
    """From the library to the pack; by its address, its meeting and a search."""
    page.goto("/papers/")
    looked_at(page)
    main(page).get_by_role("link", name=PACK).first.click()
    assert reference(page) == public
    expect(main(page)).to_contain_text("are not published")
    says_nothing_private(page, public)
    looked_at(page)
    assert status(page, f"/papers/{restricted}/") == 404
    expect(search(page, PUBLIC_TITLE).locator(f"[href*='{public}']").first).to_be_visible()
    looked_at(page)
    for words in PRIVATE:
        expect(search(page, words)).to_contain_text("0 sections found")
    page.goto("/papers/feed.atom")
    assert public in page.content()
    assert restricted not in page.content()


def supplemented(visit: Visit, page: Page, paper: str) -> str:
    """A return that is accepted only now comes in a supplement; its reference."""
    page.goto("/boards/snb/returns/")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Prevent", exact=True))
    row.get_by_role("link", name=re.compile("Review")).click()
    press(page, "Accept this return")
    expect(main(page)).to_contain_text("Accepted")
    page.goto(f"{PAPERS}{paper}/")
    press(page, "Compile a supplement")
    supplement = compiled(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Supplement 1 to the board pack for")
    expect(main(page).get_by_role("heading", name=re.compile("Prevent$")).first).to_be_visible()
    looked_at(page)
    chair = visit(CHAIR)
    chair.goto(f"{PAPERS}{supplement}/")
    press(chair, "Clear this paper")
    page.goto(f"{PAPERS}{supplement}/")
    press(page, "Publish for everybody")
    expect(main(page)).to_contain_text("everybody can read it now")
    return supplement


def withdrawn_for_everybody(page: Page, public: str, supplement: str) -> None:
    for paper in (public, supplement):
        assert status(page, f"/papers/{paper}/") == 410
        expect(main(page)).to_contain_text("The figures of one district were those of another.")
        assert page.request.get(f"/papers/{paper}/paper.pdf").status == 410
        looked_at(page)
    expect(search(page, PUBLIC_TITLE).locator(f"[href*='{public}']")).to_have_count(0)
    page.goto("/papers/")
    expect(main(page).get_by_role("listitem").filter(has_text=PACK.pattern[1:]).first).to_contain_text("Withdrawn")


def test_a_paper_is_compiled_without_scripts(visit: Visit) -> None:
    """A kind of the board's own: the page of its job refreshes itself until the paper is there."""
    page = visit(MANAGER, javascript=False)
    page.goto(PAPERS)
    page.get_by_role("link", name="Compile a paper").click()
    main(page).get_by_role("link", name="Note to the chair").click()
    press(page, "Compile")
    page.wait_for_url("**/jobs/*/")
    main(page).get_by_role("link", name="Read the paper").click(timeout=A_MINUTE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Note to the chair")
    expect(main(page)).to_contain_text("The chair or a deputy of the chair clears it next.")


@pytest.mark.parametrize(
    "path", ["by-kind/", "snb/kinds/board-pack/", "search/?q=hospital", "snb/compare/", "search/?q=zzzz"]
)
def test_the_public_pages_of_papers_are_looked_at(visit: Visit, path: str) -> None:
    page = visit()
    page.goto(f"/papers/{path}")
    looked_at(page)


def test_what_became_of_published_papers_is_plain(visit: Visit) -> None:
    """A supplement under its pack, an earlier edition with what changed, and a notice of what was withdrawn."""
    page = visit()
    page.goto("/papers/?board=snb")
    main(page).get_by_role("link", name=re.compile("^Supplement 1 to the board pack")).click()
    expect(main(page)).to_contain_text("Supplement to Board pack for")
    page.go_back()
    main(page).get_by_role("link", name="Crime and Disorder Strategy Scrutiny").first.click()
    expect(page.get_by_role("heading", name="Earlier editions")).to_be_visible()
    main(page).get_by_role("link", name="What changed").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("what changed")
    expect(page.locator("ins").last).to_contain_text("June")
    looked_at(page)
    page.goto("/papers/?board=snb")
    main(page).get_by_role("link", name=re.compile("withdrawal of Narrative")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This paper is withdrawn")
    looked_at(page)
