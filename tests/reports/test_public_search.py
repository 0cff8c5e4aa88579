"""The search over published papers: what is found and in which order, what never is, and what odd queries do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from reports.models import Audience, Edition, EditionState, PublishedSection
from reports.published.index import index
from reports.published.search import LONGEST, Query, asked, snippet
from reports.published.words import folded, sections_of
from reports.render import edition_html
from reports.workflow import move_edition
from tests.cast import Cast
from tests.reports.published_scene import PATHS, paper, section, serve_both_boards
from tests.reports.test_papers import laid_out

__all__ = ["laid_out"]
SEARCH = "/papers/search/"
MARK = "Quokka"
SAMPLES = [
    json.loads((Path(__file__).parent / f"sample_{name}.json").read_text()) for name in ("csa", "edition", "product")
]


def hits(client, query: str, **more: str) -> list[str]:
    answer = client.get(SEARCH, {"q": query, **more})
    assert answer.status_code == 200
    return [hit.section.heading for hit in answer.context["hits"]]


# What is found -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("violence", True), ("VIOLENCE", True), ("viol", True), ("olence", False), ("wazyk", True), ("Ważyk", True),
        ("violence weapon", True), ("violence absent", False), ('"serious violence"', True),
        ('"violence serious"', False), ("“serious violence”", True), ('"serious viol"', False), ("multi-agency", True),
        ("agency-multi", False), ("boards", True), ("board's", True), ("board’s aim", True), ("12,345", True),
        ("£12,345", True), ("12346", False), ("strasse", True), ("Straße", True), ('"serious violence', True),
        ("item first", True), ("table cell", True), ("http", False), ("hidden.example", False), ("bold", True),
    ],
)  # fmt: skip
def test_words_are_found_in_any_case_with_or_without_accents(cast: Cast, client, query: str, is_found: bool) -> None:
    text = """Serious **violence** of Łukasz Ważyk with a weapon. The Board’s aim is multi-agency work at £12,345.

In the Straße a [bold link](http://hidden.example/) stands.

- An item, the first

| Table | Cell |
|---|---|
| one | two |
"""
    paper(cast, section("Harm", text))
    assert hits(client, query) == (["Harm"] if is_found else [])


def test_headings_come_first_then_the_newest_and_replaced_ones_last(cast: Cast, client) -> None:
    old = paper(cast, section("Theft old", "Also theft."), meeting=cast.meeting)
    paper(cast, section("Other older", "About theft."), section("Theft older", "Nothing."))
    paper(cast, section("Other newer", "About theft."))
    paper(cast, section("Theft new", "Also theft."), meeting=cast.meeting, corrects=old)
    assert hits(client, "theft") == ["Theft new", "Theft older", "Other newer", "Other older", "Theft old"]
    answer = client.get(SEARCH, {"q": "theft"})
    assert [hit.section.is_replaced for hit in answer.context["hits"]] == [False] * 4 + [True]
    assert answer.content.decode().count("Replaced by a newer edition") == 1


def test_an_answer_leads_to_the_section_and_to_its_printed_page(cast: Cast, client) -> None:
    held = paper(cast, section("Harm", "About theft.", anchor="harm-1"), pages={"harm-1": [41, 47]})
    text = client.get(SEARCH, {"q": "theft"}).content.decode()
    address = reverse("reports:paper-public", args=[held.reference])
    assert f'href="{address}#harm-1"' in text
    assert "page 41 of the PDF" in text
    paper(cast, section("Other", "About burglary."))
    assert "of the PDF" not in client.get(SEARCH, {"q": "burglary"}).content.decode()


def test_a_paper_is_found_by_its_title(cast: Cast, client) -> None:
    paper(cast, section("Harm", "Text."), title="Annual account")
    assert hits(client, "annual account") == ["Annual account"]


def test_board_and_kind_narrow_it(cast: Cast, client) -> None:
    serve_both_boards(cast)
    paper(cast, section("Ours", "Theft."))
    paper(cast, section("Theirs", "Theft."), board=cast.other_board, kind="csa")
    assert hits(client, "theft", board="wold") == ["Theirs"]
    assert hits(client, "theft", kind="board-pack") == ["Ours"]
    assert hits(client, "theft", board="wold", kind="board-pack") == []
    text = client.get(SEARCH, {"q": "theft", "board": "wold", "kind": "board-pack"}).content.decode()
    assert 'href="?q=theft"' in text


def test_the_words_are_marked_and_all_else_is_escaped(cast: Cast, client) -> None:
    paper(cast, section("Harm", "A \\<script\\>alert(1)\\</script\\> of **theft** & loss."))
    text = client.get(SEARCH, {"q": "theft"}).content.decode()
    assert "<mark>theft</mark> &amp; loss" in text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_a_snippet_stands_where_the_words_stand_together() -> None:
    text = f"Theft alone. {'word ' * 100}Then theft with a weapon here. {'word ' * 100}"
    pieces = snippet(text, asked("theft weapon"))
    assert [piece.text for piece in pieces if piece.is_marked] == ["theft", "weapon"]
    assert (pieces[0].text, pieces[-1].text[-2:]) == ("… ", " …")
    assert len("".join(piece.text for piece in pieces)) < 400


@given(st.text(), st.text())
def test_a_snippet_is_a_part_of_its_text(text: str, query: str) -> None:
    pieces = snippet(text, asked(query))
    whole = "".join(piece.text for piece in pieces).removeprefix("… ").removesuffix(" …")
    assert whole in text.replace("\n", " · ") or whole.strip() in text.replace("\n", " · ")


@given(st.text())
def test_folding_leaves_words_and_spaces_alone_and_is_done_once(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert once == "" or (once[0], once[-1]) == (" ", " ")
    assert not set(once) & set("%_\"'\\\0")


# What never is -------------------------------------------------------------------------------------------------------


def leaks(client) -> list[str]:
    """Whether the mark is found, counted or suggested, as a word, by its beginning, or in the page."""
    found = []
    for query in (MARK, MARK[:4], f'"{MARK}"', f"plain {MARK}"):
        answer = client.get(SEARCH, {"q": query})
        found += [query] * answer.context["page"].paginator.count
        found += [query] * (answer.content.decode().count(MARK) - answer.content.decode().count(f'value="{query}"') > 2)
    return found


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize("state", list(PATHS))
def test_only_published_public_words_are_ever_found(
    cast: Cast, client, state: EditionState, audience: Audience
) -> None:
    paper(cast, section(f"About {MARK}", f"Plain {MARK}."), title=f"Paper of {MARK}", state=state, audience=audience,
          marking=MARK)  # fmt: skip
    is_public = state == EditionState.PUBLISHED and audience == Audience.PUBLIC
    assert bool(hits(client, MARK)) is is_public
    assert bool(leaks(client)) is is_public
    assert PublishedSection.objects.exists() is is_public


def test_a_row_that_should_not_be_there_is_not_found_all_the_same(cast: Cast, client) -> None:
    """A second lock: the search asks the edition too."""
    held = paper(cast, section("One", "Text."), state=EditionState.CLEARED)
    PublishedSection.objects.create(
        edition=held, order=1, heading=MARK, text=MARK, heading_words=folded(MARK), words=folded(MARK)
    )
    assert hits(client, MARK) == []


def test_the_public_version_is_searched_and_not_the_restricted_one(cast: Cast, client) -> None:
    restricted = paper(
        cast, section("Item", f"In private: {MARK}."), state=EditionState.COMPILED, audience=Audience.RESTRICTED
    )
    paper(cast, section("Item", "Not published."), state=EditionState.COMPILED, public_of=restricted)
    for to, by in ((EditionState.CLEARED, cast.chair), (EditionState.PUBLISHED, cast.manager)):
        move_edition(edition=restricted, to=to, by=by)
    assert hits(client, "not published") == ["Item"]
    assert hits(client, MARK) == []


def test_what_is_withdrawn_is_gone_in_the_same_moment(cast: Cast, client) -> None:
    held = paper(cast, section("One", MARK))
    assert hits(client, MARK) == ["One"]
    move_edition(edition=held, to=EditionState.WITHDRAWN, by=cast.manager, reason="Wrong")
    assert hits(client, MARK) == []


def test_keys_that_are_not_printed_are_not_searched(cast: Cast, client) -> None:
    data = {
        "rows": [{"title": "Printed", "sha256": "abcdef" * 10, "slug": "hidden-slug", "paper_anchor": "hidden-anchor",
                  "rag": {"word": "Amber", "symbol": "triangle"}}],
        "chart": {"chart": "bars", "name": "Charted", "bars": [{"label": "Hiddenbar", "value": 1}]},
    }  # fmt: skip
    held = paper(cast, {"number": "", "heading": "One", "anchor": "one", "blocks": [{"block": "x", "data": data}]})
    index(held)
    assert hits(client, "printed amber") == ["One"]
    for word in ("abcdef", "hidden", "triangle", "hiddenbar", "bars"):
        assert hits(client, word) == [], word


@pytest.mark.parametrize("sample", SAMPLES)
def test_whatever_is_searched_is_printed(sample: dict[str, Any]) -> None:
    """Text that a block holds and its template does not print would be found and not be seen.

    Two are printed in other cases: the hour of an item that is not withdrawn, the state of a measure that is not live.
    """
    printed = folded(_text_of(edition_html(sample)))
    for words in sections_of(sample):
        for line in words.text.split("\n"):
            unseen = [word for word in folded(line).split() if f" {word} " not in printed]
            unseen = [word for word in unseen if word not in ("10pm", "live")]
            assert unseen == [], (words.heading, line)


def _text_of(html: str) -> str:
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        text = ""

        def handle_data(self, data: str) -> None:
            self.text += f" {data}"

    reader = Reader()
    reader.feed(html)
    return reader.text


# Odd queries ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    ["", " ", "%", "_", "%%%", "a_b%", '"', '""', "'", "\0", "a\0b", "\\", "* -- ; DROP", "é" * 5000, "a " * 3000,
     '"' * 999, "\u202e\u200b", "(" * 50, "🦘"],
)  # fmt: skip
def test_odd_queries_find_nothing_odd(cast: Cast, client, query: str) -> None:
    paper(cast, section("One", "Text and more."))
    answer = client.get(SEARCH, {"q": query, "page": "9" * 30, "board": query[:50], "kind": query[:50]})
    assert answer.status_code == 200
    assert len(answer.context["typed"]) <= LONGEST


def test_percent_and_underscore_are_no_wildcards(cast: Cast, client) -> None:
    paper(cast, section("One", "abc"))
    assert hits(client, "a%c") == []
    assert hits(client, "a_c") == []


@given(st.text(max_size=400))
def test_a_query_is_of_a_bounded_number_of_folded_words(text: str) -> None:
    query = asked(text)
    assert len(query.patterns) <= 24
    assert all(folded(pattern).strip() == pattern.strip() for pattern in query.patterns)


def test_an_empty_search_explains_itself_and_a_vain_one_gives_advice(cast: Cast, client) -> None:
    assert asked("") == Query()
    text = client.get(SEARCH).content.decode()
    assert "Finds the sections that have all of your words" in text
    text = client.get(SEARCH, {"q": "nothing"}).content.decode()
    assert "No published paper has all of these words" in text
    assert "Check the spelling" in text
    assert "There is no word in this" in client.get(SEARCH, {"q": "%%"}).content.decode()


def test_searching_asks_the_database_as_often_for_thirty_papers_as_for_one(cast: Cast, client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert hits(client, "theft")
        return len(captured)

    paper(cast, section("One", "Theft."), meeting=cast.meeting)
    few = count()
    for number in range(29):
        paper(cast, section(f"Number {number}", "Theft."), meeting=cast.meeting)
    assert count() == few == 4
    assert len(hits(client, "theft")) == 20
    assert len(hits(client, "theft", page="2")) == 10


def test_the_words_of_a_draft_are_not_read_for_the_index(cast: Cast) -> None:
    held = paper(cast, section("One", MARK), state=EditionState.CLEARED)
    index(held)
    assert not PublishedSection.objects.exists()


def test_publishing_that_fails_leaves_no_row(cast: Cast, monkeypatch) -> None:
    held = paper(cast, section("One", MARK), state=EditionState.CLEARED)
    monkeypatch.setattr("reports.workflow.record", lambda **told: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        move_edition(edition=held, to=EditionState.PUBLISHED, by=cast.manager)
    assert not PublishedSection.objects.exists()
    assert Edition.objects.get(pk=held.pk).state == EditionState.CLEARED


def test_papers_from_before_the_search_are_made_searchable_once(cast: Cast, client, capsys) -> None:
    held, gone = paper(cast, section("One", MARK)), paper(cast, section("Two", MARK), state=EditionState.WITHDRAWN)
    PublishedSection.objects.all().delete()
    PublishedSection.objects.create(edition=gone, order=0, heading=MARK, text="", heading_words="", words="")
    for said in ("1 papers", "0 papers"):
        call_command("index_papers")
        assert said in capsys.readouterr().out
    assert hits(client, MARK) == ["One"]
    assert set(PublishedSection.objects.values_list("edition", flat=True)) == {held.pk}
    call_command("index_papers", anew=True)
    assert "1 papers" in capsys.readouterr().out


def test_a_null_byte_in_a_paper_does_not_stop_its_publishing(cast: Cast, client) -> None:
    paper(cast, section("One\0", f"{MARK}\0 here"))
    assert hits(client, MARK) == ["One"]
