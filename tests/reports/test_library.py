"""The library of published papers: corrections, supplements, withdrawals, stable addresses, and its files."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reports.models import Audience, Edition, EditionState, OwnKind
from reports.published.library import around, shelf
from reports.workflow import move_edition
from snb.wording import long_date
from tests.cast import Cast, make_meeting
from tests.reports.published_scene import PATHS, paper, section, serve_both_boards
from tests.reports.test_papers import laid_out

__all__ = ["laid_out"]
LIBRARY, BY_KIND = "/papers/", "/papers/by-kind/"
MARK = "Wombat"


def text_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def corrected(cast: Cast, **more) -> tuple[Edition, Edition]:
    old = paper(cast, section("One", "First."), meeting=cast.meeting, **more)
    return old, paper(cast, section("One", "Second."), meeting=cast.meeting, corrects=old, **more)


def test_a_corrected_paper_stands_under_its_newest_edition(cast: Cast, client) -> None:
    old, new = corrected(cast)
    newest = paper(cast, section("One", "Third."), meeting=cast.meeting, corrects=new)
    (listed,) = shelf(Edition.objects.all())
    assert (listed.edition, listed.replaced_by) == (newest, None)
    assert [(row.edition, row.replaced_by) for row in listed.earlier] == [(new, newest), (old, newest)]
    text = text_of(client, LIBRARY)
    day = long_date(timezone.localdate(newest.published_at))
    assert "2 earlier editions" in text
    assert f"<code>{newest.reference}</code></a> of {day}" in text
    assert f"?old={old.reference}&amp;new={newest.reference}" in text


def test_the_page_of_a_replaced_edition_leads_to_the_newest(cast: Cast, client, laid_out) -> None:
    old, new = corrected(cast)
    text = text_of(client, reverse("reports:paper-public", args=[old.reference]))
    assert "This edition is replaced by edition" in text
    assert reverse("reports:paper-public", args=[new.reference]) in text
    text = text_of(client, reverse("reports:paper-public", args=[new.reference]))
    assert "replaced by" not in text
    assert "Earlier editions" in text


def test_where_the_correction_is_withdrawn_the_page_says_so(cast: Cast, client, laid_out) -> None:
    old, new = corrected(cast)
    move_edition(edition=new, to=EditionState.WITHDRAWN, by=cast.manager, reason="Wrong too")
    assert "which is withdrawn." in text_of(client, reverse("reports:paper-public", args=[old.reference]))
    text = text_of(client, LIBRARY)
    assert "Withdrawn on" in text
    assert "Wrong too" in text


def test_a_correction_that_is_not_out_replaces_nothing(cast: Cast, client, laid_out) -> None:
    old = paper(cast, section("One", "First."), meeting=cast.meeting)
    paper(cast, section("One", "Second."), meeting=cast.meeting, corrects=old, state=EditionState.CLEARED)
    (listed,) = shelf(Edition.objects.all())
    assert (listed.edition, listed.earlier) == (old, ())
    assert "replaced" not in text_of(client, reverse("reports:paper-public", args=[old.reference]))


def test_supplements_stand_under_their_paper_in_order_whichever_edition_they_go_on_from(cast: Cast, client) -> None:
    old, new = corrected(cast)
    first = paper(cast, title="Supplement 1", meeting=cast.meeting, supplement_to=old)
    second = paper(cast, title="Supplement 2", meeting=cast.meeting, supplement_to=new)
    (listed,) = shelf(Edition.objects.all())
    assert [row.edition for row in listed.supplements] == [first, second]
    assert around(first) == (listed.supplements[0], new)
    assert around(old)[0].edition == new
    text = text_of(client, LIBRARY)
    assert text.index("Board pack") < text.index("Supplement 1") < text.index("Supplement 2")


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("state", list(PATHS))
def test_only_what_is_out_is_in_any_list(cast: Cast, client, state: EditionState, audience: Audience) -> None:
    held = paper(
        cast, section("One", MARK), title=MARK, kind="csa", state=state, audience=audience, meeting=cast.meeting
    )
    paper(cast, title="Another", meeting=cast.meeting)
    is_out = audience == Audience.PUBLIC and state in (EditionState.PUBLISHED, EditionState.WITHDRAWN)
    meeting = reverse("reports:library-meeting", args=["fosse", cast.meeting.date.isoformat()])
    lists = [LIBRARY, BY_KIND, "/papers/papers.json", "/papers/feed.atom", "/papers/fosse/feed.atom", meeting,
             f"{LIBRARY}?format=csv"]  # fmt: skip
    assert [MARK in client.get(address).content.decode() for address in lists] == [is_out] * len(lists)
    assert client.get("/papers/fosse/kinds/csa/").status_code == (200 if is_out else 404)
    is_published = is_out and state == EditionState.PUBLISHED
    assert (held.reference in client.get("/sitemap.xml").content.decode()) is is_published
    choices = [slug for slug, _ in client.get(LIBRARY).context["form"].fields["kind"].choices]
    assert ("csa" in choices) is is_out


def test_a_withdrawn_paper_is_a_dated_notice_without_files(cast: Cast, client) -> None:
    gone = paper(cast, section("One", "Secret words."), state=EditionState.WITHDRAWN, meeting=cast.meeting)
    for address in (LIBRARY, BY_KIND, f"/papers/fosse/{cast.meeting.date.isoformat()}/"):
        text = text_of(client, address)
        assert f"Withdrawn on {long_date(timezone.localdate(gone.withdrawn_at))}: A wrong figure" in text
        assert "paper.pdf" not in text
    (row,) = json.loads(client.get("/papers/papers.json").content)["papers"]
    assert (row["state"], row["reason"], row["files"], row["bytes"]) == ("withdrawn", "A wrong figure", {}, None)
    assert gone.reference not in client.get("/sitemap.xml").content.decode()


def test_the_pages_of_a_meeting_and_of_a_kind_have_addresses_that_stay(cast: Cast, client) -> None:
    serve_both_boards(cast)
    later = make_meeting(cast.board, in_days=90)
    first, second = paper(cast, title="First", meeting=cast.meeting), paper(cast, title="Second", meeting=later)
    agreement = paper(cast, title="Agreement", kind="csa")
    paper(cast, title="Elsewhere", board=cast.other_board, kind="csa")

    def on(address: str) -> set[Edition]:
        return {row.edition for row in client.get(address).context["page"]}

    assert on(f"/papers/fosse/{cast.meeting.date.isoformat()}/") == {first}
    assert on("/papers/fosse/kinds/board-pack/") == {first, second}
    assert on("/papers/fosse/kinds/csa/") == {agreement}
    assert on(BY_KIND + "?board=fosse") == {first, second, agreement}
    for nothing in ("/papers/fosse/2020-01-01/", "/papers/fosse/2026-13-45/", "/papers/fosse/kinds/nothing/",
                    f"/papers/wold/{later.date.isoformat()}/", "/papers/nowhere/kinds/csa/"):  # fmt: skip
        assert client.get(nothing).status_code == 404


def test_by_kind_papers_stand_under_the_names_of_their_kinds(cast: Cast, client) -> None:
    OwnKind.objects.create(board=cast.board, slug="thread-note", name="Note on a thread")
    for kind in ("csa", "thread-note", "board-pack"):
        paper(cast, title=f"A {kind}", kind=kind)
    groups = client.get(BY_KIND).context["groups"]
    assert [group.name for group in groups] == ["Board pack", "Community Safety Agreement", "Note on a thread"]
    assert [row.edition.title for row in client.get(f"{LIBRARY}?kind=thread-note").context["page"]] == ["A thread-note"]


def test_a_long_library_has_pages_that_keep_the_filter(cast: Cast, client) -> None:
    for number in range(30):
        paper(cast, title=f"Paper {number:02}")
    page = client.get(f"{LIBRARY}?board=fosse").context["page"]
    assert (page.paginator.count, len(page)) == (30, 25)
    assert "?board=fosse&amp;page=2" in text_of(client, f"{LIBRARY}?board=fosse")
    assert len(client.get(f"{LIBRARY}?page=2").context["page"]) == 5
    assert len(client.get(f"{LIBRARY}?page={'9' * 400}").context["page"]) == 5
    rows = list(csv.reader(io.StringIO(client.get(f"{LIBRARY}?format=csv").content.decode("utf-8-sig"))))
    assert len(rows) == 31


def test_the_library_for_machines_says_what_the_page_says(cast: Cast, client) -> None:
    old, new = corrected(cast)
    rows = json.loads(client.get("/papers/papers.json").content)["papers"]
    assert [(row["edition"], row["replaced_by"]) for row in rows] == [
        (new.reference, None), (old.reference, new.reference),
    ]  # fmt: skip
    assert rows[0]["meeting"] == cast.meeting.date.isoformat()
    assert client.get(rows[0]["files"]["json"]).content.decode() == new.content
    assert json.loads(client.get("/papers/papers.json?board=wold").content)["papers"] == []


@pytest.mark.parametrize("address", [LIBRARY, BY_KIND, "/papers/papers.json", "/papers/fosse/kinds/board-pack/"])
def test_lists_ask_the_database_as_often_for_thirty_papers_as_for_one(cast: Cast, client, address: str) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    OwnKind.objects.create(board=cast.board, slug="own", name="Own")
    paper(cast, title="An own one", kind="own")
    corrected(cast)
    few = count()
    for number in range(10):
        old, _ = corrected(cast, title=f"Paper {number}")
        paper(cast, title=f"Supplement {number}", supplement_to=old)
    assert count() == few


def test_a_long_odd_title_is_printed_letter_for_letter(cast: Cast, client) -> None:
    title = "<script>alert(1)</script> & \u202eodd"
    paper(cast, section("<b>One</b>", "Text."), title=title)
    text = client.get(LIBRARY).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_nothing_that_a_cache_keeps_goes_on_without_asking(cast: Cast, client, laid_out) -> None:
    held = paper(cast, section("One", "Text."), meeting=cast.meeting)
    page = reverse("reports:paper-public", args=[held.reference])
    for address in (LIBRARY, BY_KIND, page, "/papers/fosse/kinds/board-pack/", "/papers/search/?q=text",
                    "/papers/feed.atom", "/papers/papers.json", f"{page}paper.json", "/sitemap.xml"):  # fmt: skip
        assert "no-cache" in client.get(address)["Cache-Control"], address
    assert "private" in client.get(page)["Cache-Control"]


def test_robots_are_sent_to_the_list_of_pages(cast: Cast, client) -> None:
    held = paper(cast, section("One", "Text."))
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /boards/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert f"<loc>http://testserver/papers/{held.reference}/</loc>" in client.get("/sitemap.xml").content.decode()
