"""Edition JSON to HTML: what is printed, in what words, and what is escaped."""

import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any, get_args

import pytest
from django.template import Engine

from reports import paper_tags, render
from reports.prose import prose, with_breaks
from reports.shapes import BlockName

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def sample(name: str = "sample_edition") -> dict[str, Any]:
    edition: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text())
    return edition


def section(number: str = "1", **changes: Any) -> dict[str, Any]:
    return {"number": number, "heading": "Part", "anchor": "part", "blocks": []} | changes


def html_of(*parts: dict[str, Any], **changes: Any) -> str:
    return render.edition_html(sample() | {"sections": list(parts), "gaps": []} | changes)


def block_html(block: str, **data: Any) -> str:
    return html_of(section(blocks=[{"block": block, "data": data}]))


UNKNOWN = section(blocks=[{"block": "../x", "data": {}}])


class TestEdition:
    def test_needs_no_settings_and_no_database(self) -> None:
        code = (
            "import json; from reports.render import edition_html;"
            "html = edition_html(json.load(open('tests/reports/sample_edition.json')));"
            "from django.conf import settings; print(settings.configured, len(html))"
        )
        environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.split() == ["False", str(len(render.edition_html(sample())))]

    @pytest.mark.parametrize(
        "name", ["sample_edition", "sample_csa", "sample_product", "sample_committee", "sample_blocks"]
    )
    def test_templates_name_nothing_that_is_not_there(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        loud = Engine(dirs=[str(render.TEMPLATES)], builtins=render.TAGS, string_if_invalid="«unknown %s»")
        monkeypatch.setattr(render, "_engine", lambda: loud)
        assert "«unknown" not in render.edition_html(sample(name))

    def test_samples_show_every_block(self) -> None:
        shown = {
            block["block"]
            for name in ("sample_edition", "sample_csa", "sample_product", "sample_committee", "sample_blocks")
            for part in render._walk(sample(name)["sections"])
            for block in part["blocks"]
        }
        assert shown == set(get_args(BlockName))

    def test_fingerprint_ignores_the_order_of_keys(self) -> None:
        edition = sample()
        assert render.fingerprint(edition) == render.fingerprint(dict(reversed(edition.items())))

    def test_short_code_is_printed(self) -> None:
        edition = sample()
        digest = render.fingerprint(edition)
        code = render.short_code(digest)
        assert (len(code), digest.startswith(code)) == (12, True)
        assert f"Edition {code}" in render.edition_html(edition)

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"format": 2}, "Unknown edition format: 2"),
            ({"sections": [section(), section("2")]}, "Anchors used more than once: part"),
            ({"sections": [UNKNOWN]}, "Unknown block in section 'Part': '../x'"),
        ],
    )
    def test_refuses_what_it_cannot_print(self, changes: dict[str, Any], message: str) -> None:
        with pytest.raises(render.EditionInvalid) as refused:
            render.edition_html(sample() | changes)
        assert str(refused.value) == message

    def test_words_are_escaped_everywhere(self) -> None:
        nasty = "<script>\"'&"
        board = {"slug": "x", "name": nasty, "short_name": nasty, "area": nasty}
        html = html_of(section(heading=nasty), title=nasty, subtitle=nasty, marking=nasty, notice=nasty, board=board)
        assert "<script>" not in html
        furniture = render.PaperView(sample() | {"title": nasty, "board": board}).furniture_html("x")
        assert "<script>" not in furniture
        assert 'data-title="&lt;script&gt;&quot;&#x27;&amp;"' in furniture

    def test_gaps_are_listed_once(self) -> None:
        listed = {"gaps": ["No lead for Prevent", "No weights"]}
        shown = section(blocks=[{"block": "gaps", "data": {"items": ["No lead for Prevent"]}}])
        assert html_of(section(), **listed).count("No lead for Prevent") == 1
        html = html_of(shown, **listed)
        assert (html.count("No lead for Prevent"), html.count("No weights")) == (1, 1)

    def test_receipt_has_no_cover_and_no_contents(self) -> None:
        html = html_of(section(), kind="return-receipt")
        shown = [name for name in ("cover", "contents", "masthead") if f'class="{name}"' in html]
        assert shown == ["masthead"]

    def test_number_in_words_stands_before_a_colon(self) -> None:
        assert render.heading_text(section("Section One", heading="Governance")) == "Section One: Governance"
        assert render.heading_text(section("3.1", heading="Leads")) == "3.1 Leads"
        assert render.heading_text(section("", heading="Leads")) == "Leads"

    def test_heading_goes_to_the_landscape_page_of_its_first_child(self) -> None:
        matrix = {"block": "priorities-matrix", "data": {"rows": []}}
        assert html_of(section(sections=[section("1.1", anchor="b", blocks=[matrix])])).count("own wide") == 2
        text = {"block": "prose", "data": {"markdown": "x"}}
        parent = section(blocks=[text], sections=[section("1.1", anchor="b", blocks=[matrix])])
        assert html_of(parent).count("own wide") == 1


class TestBlocks:
    def test_vacant_seat_and_vacant_lead_say_so(self) -> None:
        seat = {"organisation": "Health", "representative": "", "holders": [], "vacant": True}
        assert block_html("membership", rows=[seat]).count("Not currently identified") == 1
        lead = {"theme": "T", "priority": "P", "lead": "", "post": "", "organisation": "", "deputy": ""}
        assert block_html("leads-table", rows=[lead | {"vacant": True}]).count("Not currently identified") == 1

    def test_missing_is_never_zero(self) -> None:
        row = sample()["sections"][3]["blocks"][1]["data"]["rows"][0] | {"spent": None, "planned": 0}
        html = block_html("priorities-matrix", rows=[row])
        assert (html.count("Not given"), html.count("£0")) == (1, 1)

    def test_rating_is_word_and_shape(self) -> None:
        row = sample()["sections"][6]["blocks"][0]["data"]["rows"][0]
        drawn = {
            re.sub(r'(fill|stroke)="[^"]*"', "", block_html("measures", rows=[row | {"rag": {"word": rating}}]))
            .split("<title>Rated</title>")[1]
            .split("</svg>")[0]
            for rating in ("Red", "Amber", "Green", "Not rated")
        }
        assert len(drawn) == 4

    def test_agenda_links_only_to_papers_that_are_there(self) -> None:
        item = {
            "number": "1",
            "title": "T",
            "purpose": "Note",
            "presenter": "",
            "minutes": 5,
            "start": "14:00",
        }
        html = block_html("agenda", items=[item | {"paper_anchor": "part"}, item | {"paper_anchor": "gone"}])
        assert (html.count('<a href="#part">T'), html.count("gone"), html.count("No paper")) == (1, 0, 1)

    def test_return_names_its_priority_once(self) -> None:
        data = {"priority": "Prevent", "lead": "", "status": "Not started", "holder": "", "due": None}
        block = {"block": "return-missing", "data": data}
        assert "No accepted return." in html_of(section(heading="Prevent", blocks=[block]))
        assert "No accepted return for Prevent." in html_of(section(heading="Other", blocks=[block]))


class TestProse:
    def test_paragraphs_are_numbered_through_the_section(self) -> None:
        one, two = ({"block": "prose", "data": {"markdown": text}} for text in ("a\n\n- item\n\nb", "c"))
        html = html_of(section("3", blocks=[one, {"block": "gaps", "data": {"items": []}}, two]))
        assert re.findall(r'<span class="n">(3\.\d)</span>', html) == ["3.1", "3.2", "3.3"]

    def test_no_numbers_where_sections_would_share_them(self) -> None:
        text = {"block": "prose", "data": {"markdown": "a"}}
        html = html_of(section("3", blocks=[text], sections=[section("3.1", anchor="b")]))
        assert 'class="numbered"' not in html

    def test_headings_go_below_without_a_gap(self) -> None:
        html = prose("### a\n\n# b\n\n#### c\n\n###### d", under=3).html
        assert [html.split(f">{name}</")[0][-2:] for name in "abcd"] == ["h4", "h4", "h5", "h6"]

    def test_raw_html_is_escaped(self) -> None:
        assert prose("<script>x</script>", under=2).html == "<p>&lt;script&gt;x&lt;/script&gt;</p>\n"

    @pytest.mark.parametrize(
        ("written", "printed"),
        [
            ("[a](https://b.uk)", '<a href="https://b.uk">a</a>'),
            ("[a](#here)", '<a href="#here">a</a>'),
            ("[a](#gone)", "a"),
            ("[a](/boards/x/)", "a"),
            ("[a](file:///etc/passwd)", "[a](file:///etc/passwd)"),
            ("[a](javascript:x)", "[a](javascript:x)"),
            ("[a **b** `c`](https://b.uk) **d**", '<a href="https://b.uk">a b c</a> <strong>d</strong>'),
            ("![a](https://b.uk/c.png)", '!<a href="https://b.uk/c.png">a</a>'),
        ],
    )
    def test_links(self, written: str, printed: str) -> None:
        assert prose(written, under=2, anchors={"here"}).html == f"<p>{printed}</p>\n"

    def test_table_cells(self) -> None:
        html = prose("| a | b |\n|---|--:|\n| c | 1 |", under=2).html
        assert '<th scope="col">a</th>\n<th scope="col" class="number">b</th>' in html
        assert '<td>c</td>\n<td class="number">1</td>' in html


@pytest.mark.parametrize(
    ("function", "value", "printed"),
    [
        (paper_tags.pounds, 1234500, "£12,345"),
        (paper_tags.pounds, 1234550, "£12,345.50"),
        (paper_tags.pounds, -5, "−£0.05"),
        (paper_tags.pounds, 0, "£0"),
        (paper_tags.pounds, None, "Not given"),
        (paper_tags.day, "2026-12-09", "9 December 2026"),
        (paper_tags.day, None, "Not set"),
        (paper_tags.weekday, "2026-12-09", "Wednesday 9 December 2026"),
        (paper_tags.moment, "2026-11-20T14:05:33", "20 November 2026 at 2:05pm"),
        (paper_tags.moment, "2026-11-20", "20 November 2026"),
        (paper_tags.clock, "14:00", "2pm"),
        (paper_tags.clock, "12:00", "midday"),
        (paper_tags.clock, "00:30", "12:30am"),
        (paper_tags.clock, "after lunch", "after lunch"),
        (paper_tags.in_words, ["A", "B", "C"], "A, B and C"),
        (paper_tags.in_words, ["A"], "A"),
        (paper_tags.in_words, [], ""),
        (paper_tags.given, 0, 0),
        (paper_tags.given, "", "Not given"),
        (paper_tags.word, "", "Not rated"),
        (paper_tags.shape, "In progress", "half"),
        (paper_tags.shape, {"word": "Green", "symbol": "square"}, "square"),
        (paper_tags.shape, {"word": "Green", "symbol": "▲"}, "circle"),
    ],
)
def test_how_values_are_printed(function: Any, value: Any, printed: Any) -> None:
    assert function(value) == printed


@pytest.mark.parametrize(
    ("spent", "budget", "printed"),
    [
        (1, 100, "£0.01 of £1"),
        (None, 100, "Not given of £1"),
        (100, None, "£1, no budget given"),
        (None, None, "Not given"),
    ],
)
def test_spend(spent: int | None, budget: int | None, printed: str) -> None:
    assert paper_tags.spend(spent, budget) == printed


def test_an_endless_run_of_text_gets_spaces_and_nothing_else_changes() -> None:
    address = "https://example.org/" + "a" * 1000
    html = with_breaks(f'<p><a href="{address}">{address}</a> {"b" * 300} {"&amp;" * 900}</p>')
    assert f'href="{address}"' in html
    assert f" {'b' * 300} " in html
    assert max(len(unescape(word)) for word in re.sub("<[^>]*>", "", html).split()) == 300
    assert html.replace(" ", "") == f'<p><ahref="{address}">{address}</a>{"b" * 300}{"&amp;" * 900}</p>'
