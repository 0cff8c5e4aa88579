"""Feeds of papers: what is in them, that entries stay themselves, and that they are sent only when they change."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.models import Audience, EditionState
from reports.workflow import move_edition
from tests.cast import Cast
from tests.reports.published_scene import PATHS, paper, section, serve_both_boards

ALL, OURS = "/papers/feed.atom", "/papers/fosse/feed.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
MARK = "Bilby"


def entries(client, address: str = ALL) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    found = []
    for entry in root.findall(f"{ATOM}entry"):
        row = {name: entry.findtext(f"{ATOM}{name}", "") for name in ("id", "title", "updated", "summary")}
        found.append(row | {"link": next(entry.iter(f"{ATOM}link")).attrib["href"]})
    return found


def test_the_newest_comes_first_with_the_address_of_its_page(cast: Cast, client) -> None:
    paper(cast, title="First", meeting=cast.meeting)
    held = paper(cast, title="Second & <last>", kind="csa")
    first, second = entries(client)
    assert (first["title"], second["title"]) == ("Second & <last>", "First")
    assert first["link"] == f"http://testserver/papers/{held.reference}/"
    assert first["summary"].startswith("Community Safety Agreement of the Safer Fosse Board, published on")
    assert "for the meeting on" in second["summary"]


def test_a_correction_says_what_it_replaces(cast: Cast, client) -> None:
    paper(cast, title="New", corrects=paper(cast, title="Old"))
    assert "It replaces the edition of" in entries(client)[0]["summary"]


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("state", list(PATHS))
def test_only_what_is_out_is_in_a_feed(cast: Cast, client, state: EditionState, audience: Audience) -> None:
    paper(cast, section("One", f"Said {MARK}."), title=f"Title {MARK}", state=state, audience=audience)
    is_out = audience == Audience.PUBLIC and state in (EditionState.PUBLISHED, EditionState.WITHDRAWN)
    for address in (ALL, OURS):
        assert (MARK in client.get(address).content.decode()) is is_out
        assert f"Said {MARK}" not in client.get(address).content.decode()


def test_a_withdrawn_paper_keeps_its_entry_which_becomes_the_notice(cast: Cast, client) -> None:
    held = paper(cast, title="Held")
    paper(cast, title="Newer")
    before = entries(client)[1]
    move_edition(edition=held, to=EditionState.WITHDRAWN, by=cast.manager, reason="A wrong figure")
    after = entries(client)[0]
    assert after["id"] == before["id"]
    assert after["title"] == "Withdrawn: Held"
    assert after["summary"].startswith("Withdrawn on ")
    assert after["summary"].endswith(": A wrong figure")
    assert after["updated"] > before["updated"]


def test_what_people_wrote_is_no_markup_for_a_reader(cast: Cast, client) -> None:
    held = paper(cast, title="Held")
    move_edition(edition=held, to=EditionState.WITHDRAWN, by=cast.manager, reason="<img src=x> & so on")
    assert entries(client)[0]["summary"].endswith("&lt;img src=x&gt; &amp; so on")


def test_ids_stay_whatever_the_site_is_called(cast: Cast, client, settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    paper(cast)
    here = entries(client)[0]["id"]
    elsewhere = client.get(ALL, headers={"host": "elsewhere.example"}).content.decode()
    assert here in elsewhere
    assert re.findall("<id>[^<]*</id>", elsewhere) == re.findall("<id>[^<]*</id>", client.get(ALL).content.decode())
    assert "http://elsewhere.example/papers/" in elsewhere


def test_a_board_has_a_feed_of_its_own(cast: Cast, client) -> None:
    serve_both_boards(cast)
    paper(cast, title="Ours")
    paper(cast, title="Theirs", board=cast.other_board)
    assert [row["title"] for row in entries(client, OURS)] == ["Ours"]
    assert len(entries(client)) == 2
    assert client.get("/papers/nowhere/feed.atom").status_code == 404


def test_a_feed_is_asked_for_again_but_sent_only_when_it_changed(cast: Cast, client) -> None:
    held = paper(cast)
    first = client.get(ALL)
    assert first["Cache-Control"] == "public, no-cache"
    by_tag, by_time = {"if-none-match": first["ETag"]}, {"if-modified-since": first["Last-Modified"]}
    for headers in (by_tag, by_time):
        again = client.get(ALL, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
    move_edition(edition=held, to=EditionState.WITHDRAWN, by=cast.manager, reason="Wrong")
    assert client.get(ALL, headers=by_tag).status_code == 200
    assert client.get(ALL, headers=by_tag | by_time).status_code == 200


def test_an_empty_feed_is_a_feed_and_stays_the_same(db, client) -> None:
    first = client.get(ALL)
    assert entries(client) == []
    assert client.get(ALL, headers={"if-none-match": first["ETag"]}).status_code == 304


def test_feeds_ask_the_database_as_often_for_thirty_papers_as_for_one(cast: Cast, client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(ALL)
        return len(captured)

    paper(cast, meeting=cast.meeting, corrects=paper(cast, meeting=cast.meeting))
    few = count()
    for _ in range(15):
        paper(cast, meeting=cast.meeting, corrects=paper(cast, meeting=cast.meeting))
    assert count() == few == 1


def test_pages_name_the_feeds_in_their_head(cast: Cast, client) -> None:
    held = paper(cast, section("One", "Text."))
    for address, feeds in [("/papers/", [ALL]), ("/papers/?board=fosse", [ALL, OURS]),
                           ("/papers/fosse/kinds/board-pack/", [ALL, OURS]),
                           (f"/papers/{held.reference}/", [ALL, OURS])]:  # fmt: skip
        head = client.get(address).content.decode().partition("</head>")[0]
        assert re.findall(r'type="application/atom\+xml" title="[^"]*" href="([^"]*)"', head) == feeds
