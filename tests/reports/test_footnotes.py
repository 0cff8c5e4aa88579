"""Footnotes in prose: numbered in the text, listed after it, linked both ways, and no word of them lost."""

from __future__ import annotations

import re

import page
import pytest

from reports.compiling import content_pdf
from reports.prose import Counted, prose
from reports.render import edition_html, fingerprint
from tests.reports.pdf_reading import Reading, squeezed

LINK = re.compile(r'<a href="#([^"]*)"')


def ids(html: str) -> list[str]:
    return re.findall(r' id="([^"]*)"', html)


def paper(*sections: dict, **more: str) -> dict:
    return {
        "format": 1, "kind": "csa", "title": "A paper", "subtitle": "", "language": "en-GB", "as_at": "2026-11-22",
        "board": {"slug": "b", "name": "Board", "short_name": "B", "area": ""}, "meeting": None, "marking": "",
        "notice": "", "gaps": [], "sections": list(sections), **more,
    }  # fmt: skip


def section(number: str, anchor: str, *texts: str, sections: tuple[dict, ...] = ()) -> dict:
    written = [{"block": "prose", "data": {"markdown": text}} for text in texts]
    return {
        "number": number,
        "heading": anchor.title(),
        "anchor": anchor,
        "blocks": written,
        "sections": list(sections),
    }


def numbers(html: str) -> list[str]:
    return re.findall(r'<p class="numbered"><span class="n">([^<]+)</span>', html)


def marked(html: str) -> list[str]:
    return re.findall(r'<sup class="mark"><a [^>]*>(\d+)</a>', html)


def test_a_note_and_its_mark_link_to_each_other() -> None:
    html = prose("Law.[^a]\n\n[^a]: The *Act*.", under=2).html
    assert html == (
        '<p>Law.<sup class="mark"><a href="#note-1" id="note-1-text" title="Note 1">1</a></sup></p>\n'
        '<div class="notes"><p class="notes-heading">Notes</p>\n'
        '<div class="note" id="note-1"><p><span class="n">'
        '<a href="#note-1-text" title="Back to note 1 in the text">1</a></span> The <em>Act</em>.</p>\n</div>\n</div>\n'
    )


def test_notes_number_in_the_order_in_which_the_text_names_them() -> None:
    html = prose("[^z]: Last written first.\n\nOne[^b], two[^z], one again[^b].\n\n[^b]: B", under=2).html
    assert marked(html) == ["1", "2", "1"]
    assert html.index('id="note-1">') < html.index("B</p>") < html.index("Last written first.")
    assert len(set(ids(html))) == len(ids(html)) == 4
    assert set(LINK.findall(html)) == set(ids(html))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Text.\n\n[^1]: Nobody names me.", "Nobody names me."),
        ("Text.[^none]", "Text.[^none]"),
        ("Text.[^1]\n\n[^1]: First.\n\n[^1]: Second.", "Second."),
        ("A [link[^1]](https://example.org).\n\n[^1]: Named in a link.", "Named in a link."),
        ("Text.[^1]\n\n[^1]: Note[^2].\n[^2]: Of a note.", "Of a note."),
        ("Text.[^1]\n\n[^1]: - a list\n", "a list"),
        ("[^1]: Note[^2].\n\nText.[^1]\n\n[^2]: Of a note before the text.", "Of a note before the text."),
        ("[^1]: Of itself alone[^1].", "Of itself alone"),
        ("Text^[not a note]", "Text^[not a note]"),
    ],
)
def test_no_word_is_lost_and_no_link_leads_nowhere(written: str, kept: str) -> None:
    html = prose(written, under=2).html
    assert kept in html
    assert set(LINK.findall(html)) <= set(ids(html))


def test_a_note_of_many_paragraphs_is_not_numbered_as_text() -> None:
    written = prose(
        "One.[^1]\n\nTwo.\n\n[^1]: First.\n\n    Second.\n", under=2, counted=Counted("4.#", "law-", 2, 5)
    )  # fmt: skip
    assert numbers(written.html) == ["4.3", "4.4"]
    assert (written.paragraphs, written.notes, marked(written.html)) == (2, 1, ["6"])
    assert "<p>Second.</p>" in written.html
    assert 'id="law-note-6"' in written.html


def test_markup_in_a_note_is_printed_and_not_obeyed() -> None:
    html = prose('x[^"><b>]\n\n[^"><b>]: <script>y</script>', under=2).html
    assert "<script>" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html


def test_ids_of_notes_are_apart_in_the_whole_paper_and_none_is_in_the_contents() -> None:
    text = "Law.[^1]\n\n[^1]: The Act."
    html = edition_html(paper(section("1", "one", text, text), section("2", "two", text)))
    assert len(set(ids(html))) == len(ids(html))
    assert marked(html) == ["1", "2", "1"]
    contents = html[html.index('<nav class="contents">') : html.index("</nav>")]
    assert "note" not in contents


def test_straight_numbers_run_through_sections_and_those_within_them() -> None:
    inner = section("", "inner", "C.[^1]\n\n[^1]: n", "D.")
    tree = (section("", "one", "A.[^1]\n\nB.\n\n[^1]: m", sections=(inner,)), section("", "two", "- list\n\nE."))
    html = edition_html(paper(*tree, paragraphs="straight"))
    assert numbers(html) == ["1.", "2.", "3.", "4.", "5."]
    assert marked(html) == ["1", "2"]
    assert html.index(">2.<") < html.index('id="inner"') < html.index(">3.<") < html.index('id="two"')
    assert numbers(edition_html(paper(*tree, paragraphs="none"))) == []
    assert numbers(edition_html(paper(section("1", "one", "A."), paragraphs="by section"))) == ["1.1"]


def test_the_pdf_passes_pdf_ua_and_reads_the_notes_after_the_text() -> None:
    content = paper(section("1", "one", "Law.[^1] More.\n\nEnd.\n\n[^1]: The [Act](https://example.org/act)."))
    data = content_pdf(content, fingerprint(content))
    failures = page.validate_pdf_bytes(data, profile="ua1").failures
    assert [(failure.rule_id, failure.message) for failure in failures] == []
    reading = Reading(data)
    words = squeezed(reading.root.all_text())
    assert words.index("End.") < words.index("Notes") < words.index("TheAct")
    links = [squeezed(tag.all_text()) for tag in reading.tags("Link")]
    assert links.count("1") == 2
