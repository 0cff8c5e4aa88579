"""The Word file of a paper: what it says, how it is built, and that nothing a person writes can break it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.docx.frame import text_width
from reports.docx.package import MIME_TYPE
from reports.docx.paper import paper_docx
from reports.docx.relations import Relations
from reports.docx.tree import parsed
from reports.docx.xml import held
from reports.render import EditionInvalid, edition_html, fingerprint, heading_text
from reports.shapes import BlockName
from tests.reports.docx_reading import R, W, Word, blocks_of, style_of, text_of, words_of_html

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SAMPLES = sorted(path.stem for path in HERE.glob("sample_*.json") if '"sections"' in path.read_text())


def sample(name: str = "sample_edition") -> dict[str, Any]:
    edition: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text())
    return edition


def made(edition: dict[str, Any]) -> bytes:
    return paper_docx(edition, fingerprint(edition))


def word(edition: dict[str, Any]) -> Word:
    return Word(made(edition))


def section(number: str = "1", **changes: Any) -> dict[str, Any]:
    return {"number": number, "heading": "Part", "anchor": "part", "blocks": []} | changes


def paper(*sections: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return sample("sample_csa") | {"sections": list(sections), "gaps": []} | changes


def of_markdown(*texts: str, **changes: Any) -> Word:
    blocks = [{"block": "prose", "data": {"markdown": text}} for text in texts]
    return word(paper(section(blocks=blocks), **changes))


WITH_COVER = [name for name in SAMPLES if 'class="cover"' in edition_html(sample(name))]


def one_of_each_block() -> dict[str, Any]:
    return {block["block"]: block for name in SAMPLES for block in blocks_of(sample(name))}


@pytest.fixture(scope="module", params=SAMPLES)
def opened(request: pytest.FixtureRequest) -> Word:
    return word(sample(request.param))


class TestWhatItSays:
    def test_every_block_has_a_sample(self) -> None:
        assert set(one_of_each_block()) == set(get_args(BlockName))

    @pytest.mark.parametrize("name", get_args(BlockName))
    def test_every_block_says_the_words_of_the_pdf(self, name: str) -> None:
        edition = paper(section(blocks=[one_of_each_block()[name]]), kind="return-receipt")
        said = words_of_html(edition_html(edition))
        assert len(said) > 3
        assert " ".join(word(edition).words()).endswith(" ".join(said))

    @pytest.mark.parametrize("name", SAMPLES)
    def test_a_whole_paper_says_the_words_of_the_pdf_in_its_order(self, name: str) -> None:
        edition = sample(name)
        said = words_of_html(edition_html(edition))
        assert word(edition).words()[-len(said) :] == said

    def test_an_unknown_block_is_refused_like_in_the_pdf(self) -> None:
        with pytest.raises(EditionInvalid, match="Unknown block"):
            made(paper(section(blocks=[{"block": "poem", "data": {}}])))

    def test_cover_says_board_title_marking_and_day(self) -> None:
        edition = sample()
        paragraphs = word(edition).paragraphs()
        assert paragraphs[:2] == [edition["board"]["name"], edition["board"]["area"]]
        assert edition["title"] in paragraphs[:4]
        assert edition["marking"] in paragraphs[:6]
        assert "Records as at 22 November 2026" in paragraphs[:9]

    def test_a_paper_with_a_masthead_has_no_cover_and_no_contents(self) -> None:
        opened = word(paper(section(), section("2", anchor="b"), front="masthead"))
        assert opened.paragraphs("MastheadTitle") == [sample("sample_csa")["title"]]
        assert not opened.paragraphs("Title") + opened.paragraphs("TOC1")
        assert not opened.every("titlePg") + opened.every("pageBreakBefore")

    def test_boxes_of_a_front_sheet_show_which_is_ticked(self) -> None:
        boxes = [{"label": "Yes", "ticked": False}, {"label": "No", "ticked": True}]
        block = {"block": "front-sheet", "data": {"rows": [{"label": "Key decision?", "boxes": boxes}]}}
        opened = word(paper(section(blocks=[block])))
        assert opened.paragraphs("TableText") == ["☐ Yes", "☑ No"]
        assert not opened.every("numPr")  # no bullet before a box

    def test_recommendations_are_numbered_by_themselves(self) -> None:
        block = {"block": "recommendations", "data": {"lead_in": "Asked to:", "items": ["Note.", "Agree."]}}
        opened = word(paper(section(blocks=[block]), paragraphs="straight"))
        assert opened.paragraphs("NumberedParagraph") == ["1) Note.", "2) Agree."]

    def test_line_above_and_line_below(self) -> None:
        edition = sample() | {"marking": "Draft", "notice": "Made up"}
        opened = word(edition)
        for way in ("upright", "lying"):
            header, footer = (opened.xml[f"word/{kind}-{way}.xml"] for kind in ("header", "footer"))
            assert text_of(header) == f"{edition['board']['name']} · {edition['title']} Draft"
            assert text_of(footer) == f"Edition {fingerprint(edition)[:12]} · Made up Page 1"
            assert [each.text for each in footer.iter(f"{W}instrText")] == [" PAGE "]

    @pytest.mark.parametrize("name", WITH_COVER)
    def test_contents_are_a_field_that_reads_before_it_is_updated(self, name: str) -> None:
        opened = word(sample(name))
        listed = [each for each in opened.every("p") if style_of(each) in ("TOC1", "TOC2")]
        headings = [
            text_of(each).replace(" ", "") for each in opened.every("p")
            if style_of(each) in ("Heading1", "Heading2") and each.find(f"{W}bookmarkStart") is not None
        ]  # fmt: skip
        assert [text_of(each).replace(" ", "") for each in listed] == headings
        assert 'TOC \\o "1-2"' in opened.every("instrText")[0].text
        assert opened.values("fldChar", "fldCharType") == ["begin", "separate", "end"]
        assert listed[0].find(f".//{W}fldChar") is not None
        assert listed[-1].find(f".//{W}fldChar").get(f"{W}fldCharType") == "end"

    def test_page_numbers_of_the_pdf_are_not_printed(self) -> None:
        edition = sample()
        assert '<th scope="col" class="number">Page</th>' in edition_html(edition)
        opened = word(edition)
        assert "Page" not in opened.paragraphs("TableHeading")
        assert "No paper" not in opened.paragraphs()

    def test_a_column_of_pages_that_a_person_wrote_stays(self) -> None:
        opened = of_markdown("| Item | Page |\n|---|--:|\n| One | 7 |")
        assert opened.paragraphs("TableHeading") == ["Item", "Page"]
        assert "7" in opened.paragraphs("TableText")

    def test_ratings_and_directions_are_words_with_colour_and_arrow(self) -> None:
        opened = word(sample())
        rated = {text_of(run): run.find(f"{W}rPr/{W}color").get(f"{W}val") for run in opened.every("r")
                 if run.find(f"{W}rPr/{W}color") is not None}  # fmt: skip
        assert rated == {"Red": "98151A", "Amber": "A86A00", "Green": "0B5C3E"}
        assert any(text.startswith("↑ ") for text in word(sample("sample_product")).paragraphs("TableText"))

    def test_small_print_in_a_heading_cell_is_not_bold(self) -> None:
        small = [run for run in word(sample()).every("r") if text_of(run) == "Urgent business"]
        assert [run.find(f"{W}rPr/{W}b").get(f"{W}val") for run in small] == ["0"]

    def test_uploaded_papers_are_named_and_said_to_be_in_the_pdf(self) -> None:
        papers = [{"title": "Annex <A>", "pages": 1, "sha256": "0" * 64, "is_tagged": False},
                  {"title": "Annex B", "pages": 12, "sha256": "1" * 64, "is_tagged": True}]  # fmt: skip
        said = " ".join(word(paper(section(papers=papers))).paragraphs("Small"))
        assert "Annex <A>: 1 page. A paper handed in as a file; its pages are in the PDF of this paper." in said
        assert "Annex B: 12 pages." in said

    def test_a_supplement_says_so_and_begins_with_its_own_page(self) -> None:
        supplement = {"number": 1, "of": "abc", "title": "Pack for March"}
        opened = word(paper(section(), first_page=41, supplement=supplement))
        assert opened.values("pgNumType", "start") == ["41"]
        assert any("Pack for March" in text and "page 41" in text for text in opened.paragraphs("Subtitle"))

    def test_changes_since_the_last_edition_stand_before_the_text(self) -> None:
        row = {"section": "2 Leads", "what": "Changed", "was": "", "now": "Two <leads>"}
        opened = word(paper(section(), changes={"since": "abc", "date": "2026-11-02", "rows": [row]}))
        assert opened.paragraphs("TOCHeading") == ["Contents", "Changes since edition abc"]
        assert [text_of(each) for each in opened.every("tc")][4:] == ["2 Leads", "Changed", "Not there", "Two <leads>"]
        assert len(opened.every("pageBreakBefore")) == 2  # the contents, and the text


class TestNumbers:
    def test_paragraphs_are_cited_by_the_numbers_of_the_pdf(self) -> None:
        opened = of_markdown("First.\n\nSecond.", "Third.")
        assert opened.paragraphs("NumberedParagraph") == ["1.1 First.", "1.2 Second.", "1.3 Third."]

    def test_straight_through(self) -> None:
        prose = [{"block": "prose", "data": {"markdown": "One.\n\nAnother."}}]
        edition = paper(section("1", blocks=prose), section("2", anchor="b", blocks=prose), paragraphs="straight")
        numbers = [text.split()[0] for text in word(edition).paragraphs("NumberedParagraph")]
        assert numbers == re.findall(r'class="n">([\d.]+)</span> (?:One|Another)', edition_html(edition))
        assert [number.rstrip(".") for number in numbers] == ["1", "2", "3", "4"]

    def test_each_list_counts_afresh_and_from_where_it_says(self) -> None:
        opened = of_markdown("1. a\n2. b\n\nText\n\n5. c\n6. d\n   1. e")
        starts = [
            (each.get(f"{W}numId"), level.get(f"{W}ilvl"), level.find(f"{W}startOverride").get(f"{W}val"))
            for each in opened.every("num", "word/numbering.xml") for level in each.iter(f"{W}lvlOverride")
        ]  # fmt: skip
        assert [start[1:] for start in starts] == [("0", "1"), ("0", "5"), ("1", "1")]
        used = [each.find(f"{W}pPr/{W}numPr/{W}numId").get(f"{W}val") for each in opened.every("p")
                if style_of(each) == "ListNumber"]  # fmt: skip
        assert used == [starts[0][0]] * 2 + [starts[1][0]] * 2 + [starts[2][0]]

    def test_a_number_in_the_middle_of_a_list_is_kept(self) -> None:
        columns = [{"number": 2, "label": "x", "text": "x"}, {"number": 5, "label": "y", "text": "y"}]
        block = {"block": "required-actions-matrix", "data": {"columns": columns, "rows": []}}
        overrides = word(paper(section(blocks=[block]))).values("startOverride", part="word/numbering.xml")
        assert overrides == ["2", "5"]

    def test_an_item_has_one_sign_whatever_is_in_it(self) -> None:
        opened = of_markdown("- one\n\n  more\n\n  - inner\n\n- # two\n-\n- | a |\n  |---|\n  | b |")
        found = [(style_of(each), text_of(each), each.find(f"{W}pPr/{W}numPr") is not None)
                 for each in opened.every("p")]  # fmt: skip
        assert ("ListBullet", "one", True) in found
        assert ("ListContinue", "more", False) in found
        assert ("ListBullet", "inner", True) in found
        assert sum(has_sign for _, _, has_sign in found) == 5


class TestShape:
    """What Word asks of a file that LibreOffice and python-docx may let pass."""

    ORDER = {
        "pPr": "pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs spacing ind jc outlineLvl rPr sectPr",
        "rPr": "rStyle rFonts b bCs i iCs color sz szCs u vertAlign lang",
        "tblPr": "tblStyle tblW tblBorders tblLayout tblCellMar tblLook tblCaption",
        "tcPr": "tcW gridSpan vMerge tcBorders shd",
        "sectPr": "headerReference footerReference type pgSz pgMar pgNumType titlePg",
        "style": "name basedOn next qFormat pPr rPr tblPr tblStylePr",
        "lvl": "start numFmt lvlText lvlJc pPr rPr",
        "tbl": "tblPr tblGrid tr",
        "tr": "trPr tc",
    }

    def test_children_stand_in_the_order_of_the_schema(self, opened: Word) -> None:
        for part in (name for name in opened.xml if name.startswith("word/") and name.endswith(".xml")):
            for name, order in self.ORDER.items():
                for element in opened.every(name, part):
                    names = [child.tag.removeprefix(W) for child in element]
                    places = [order.split().index(each) for each in names]
                    assert places == sorted(places), (part, name, names)
                    if name in ("pPr", "rPr", "tcPr", "tblPr"):
                        assert len(set(names)) == len(names), (part, name, names)

    def test_every_part_is_declared_and_every_relation_leads_somewhere(self, opened: Word) -> None:
        types = opened.xml["[Content_Types].xml"]
        declared = {each.get("PartName") for each in types} | {f".{each.get('Extension')}" for each in types}
        for name in list(opened.parts)[1:]:
            assert f"/{name}" in declared or f".{name.rpartition('.')[2]}" in declared - {".xml"}
        assert next(iter(opened.parts)) == "[Content_Types].xml"
        targets = opened.targets()
        for kind, target in targets.values():
            assert kind == "hyperlink" or f"word/{target}" in opened.parts
        used = [value for each in opened.body.iter() for key, value in each.attrib.items() if key.startswith(R)]
        assert set(used) <= set(targets)

    def test_styles_and_numberings_that_are_used_are_there(self, opened: Word) -> None:
        styles = {each.get(f"{W}styleId"): each.get(f"{W}type") for each in opened.every("style", "word/styles.xml")}
        for part in ("word/document.xml", "word/footnotes.xml", "word/header-upright.xml", "word/styles.xml"):
            for name, kind in (("pStyle", "paragraph"), ("rStyle", "character"), ("tblStyle", "table")):
                assert {styles.get(each) for each in opened.values(name, part=part)} <= {kind}
        for name in ("basedOn", "next"):
            assert set(opened.values(name, part="word/styles.xml")) <= set(styles)
        assert set(opened.values("numId")) <= set(opened.values("num", "numId", "word/numbering.xml"))
        assert set(opened.values("abstractNumId", part="word/numbering.xml")) <= {"0", "1", "2", "3"}

    def test_headings_go_down_one_level_at_a_time(self, opened: Word) -> None:
        levels = [int(name[7:]) for name in opened.values("pStyle") if name.startswith("Heading")]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))

    def test_bookmarks_are_their_own_and_links_find_them(self, opened: Word) -> None:
        names = opened.values("bookmarkStart", "name")
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", name) for name in names)
        assert opened.values("bookmarkStart", "id") == opened.values("bookmarkEnd", "id")
        assert {each for each in opened.values("hyperlink", "anchor") if each} <= set(names)

    def test_tables_are_whole(self, opened: Word) -> None:
        tables = opened.every("tbl")
        assert tables
        for table in tables:
            widths = [int(each.get(f"{W}w")) for each in table.iter(f"{W}gridCol")]
            assert sum(widths) <= text_width(wide=True) + len(widths)
            for row in table.findall(f"{W}tr"):
                spans = [int(each.get(f"{W}val")) for each in row.findall(f"{W}tc/{W}tcPr/{W}gridSpan")]
                assert len(row.findall(f"{W}tc")) + sum(spans) - len(spans) == len(widths)
                assert row.find(f"{W}trPr/{W}cantSplit") is not None
                assert all(cell[-1].tag == f"{W}p" for cell in row.findall(f"{W}tc"))
            marked = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.findall(f"{W}tr")]
            assert marked[0]
            assert not any(marked[1:])
            assert table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val")

    def test_two_tables_never_touch(self) -> None:
        rows = "| a |\n|---|\n| b |"
        children = [each.tag.removeprefix(W) for each in of_markdown(rows, rows).body]
        assert children[-4:] == ["tbl", "p", "tbl", "sectPr"]

    def test_cells_that_reach_over_columns_and_rows(self) -> None:
        from reports.docx.tables import table

        html = (
            "<table><tr><th>A</th><th colspan=2>B</th></tr><tr><th scope=row rowspan=3>C</th><td>1</td><td>2</td></tr>"
            "<tr><td colspan=2>3</td></tr><tr><td>4</td></tr></table>"
        )
        node = parsed(html).find("table")
        assert node is not None
        written = table(node, width=9000, name="T", cell=lambda cell, width: f"<w:p>{cell.text()}:{width}</w:p>")
        assert written is not None
        cells = re.findall(r"<w:p>(.*?)</w:p>", written.xml().replace("<w:p/>", "<w:p>-</w:p>"))
        assert cells == ["A:3000", "B:6000", "C:3000", "1:3000", "2:3000", "-", "3:6000", "-", "4:3000", "-"]
        assert re.findall(r'vMerge w:val="(\w+)"', written.xml()) == ["restart", "continue", "continue"]

    def test_language_and_typeface(self, opened: Word) -> None:
        lang = opened.every("lang", "word/styles.xml")[0]
        assert lang.get(f"{W}val") == "en-GB"
        assert set(opened.values("rFonts", "ascii", "word/styles.xml")) == {"Source Sans 3"}
        assert opened.values("altName", part="word/fontTable.xml") == ["Calibri"]
        assert opened.values("compatSetting", part="word/settings.xml") == ["15"]

    def test_wide_blocks_lie_on_their_side_and_the_rest_stands(self) -> None:
        opened = word(sample())
        sizes = [(each.get(f"{W}w"), each.get(f"{W}orient")) for each in opened.every("pgSz")]
        assert sizes[0] == sizes[-1] == ("11906", None)
        assert ("16838", "landscape") in sizes
        assert all(before != after for before, after in pairwise(sizes))
        kinds = {kind for each in opened.every("sectPr") for kind in
                 (opened.targets()[ref.get(f"{R}id")][1] for ref in each.iter(f"{W}headerReference"))}  # fmt: skip
        assert kinds == {"header-upright.xml", "header-lying.xml"}
        assert len(opened.every("titlePg")) == 1  # the cover's


class TestProperties:
    def test_say_the_paper_and_nothing_of_the_machine(self) -> None:
        edition = sample()
        core = word(edition).document.core_properties
        assert core.title == edition["title"]
        assert core.subject == edition["subtitle"]
        assert core.author == core.last_modified_by == edition["board"]["name"]
        assert core.identifier == fingerprint(edition)
        assert core.language == "en-GB"
        assert core.created is not None
        assert core.created.date().isoformat() == edition["as_at"][:10]
        assert core.modified == core.created

    def test_same_bytes_each_time_without_settings_in_any_zone(self) -> None:
        code = (
            "import json, sys; from reports.docx.paper import paper_docx; from reports.render import fingerprint;"
            "edition = json.load(open('tests/reports/sample_product.json'));"
            "sys.stdout.buffer.write(paper_docx(edition, fingerprint(edition)));"
            "from django.conf import settings; assert not settings.configured"
        )
        kept = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True,
            env=kept | {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7"},
        )  # fmt: skip
        assert done.stdout == made(sample("sample_product")) == made(sample("sample_product"))

    def test_entries_have_no_date(self) -> None:
        opened = word(sample())
        assert {entry.date_time for entry in opened.entries} == {(1980, 1, 1, 0, 0, 0)}
        assert not any(re.search(rb"20[0-9]{2}-[01][0-9]-[0-3][0-9]", part) for name, part in opened.parts.items()
                       if name not in ("docProps/core.xml", "word/document.xml"))  # fmt: skip

    def test_mime_type(self) -> None:
        assert MIME_TYPE == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class TestCharts:
    def test_are_pictures_that_say_what_they_show(self) -> None:
        opened = word(sample("sample_product"))
        told = [each for each in opened.body.iter() if each.tag.endswith("}docPr")]
        assert len(told) > 5
        assert len({each.get("id") for each in told}) == len(told)
        assert all(len(each.get("descr")) > 20 for each in told)
        assert any("limit" in each.get("descr") for each in told)
        pictures = [part for name, part in opened.parts.items() if name.startswith("word/media/")]
        assert all(part.startswith(b"\x89PNG") for part in pictures)
        assert len(set(pictures)) == len(pictures)

    def test_are_no_wider_than_the_text(self) -> None:
        opened = word(sample("sample_product"))
        extents = [int(each.get("cx")) for each in opened.body.iter() if each.tag.endswith("}extent")]
        assert max(extents) <= text_width(wide=False) * 635

    def test_use_our_type_and_not_the_machines(self) -> None:
        from reports.docx.charts import picture

        def drawn(text: str) -> bytes:
            svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 20" width="90" height="20" font-family="x"><title>t</title><text x="1" y="15">{text}</text></svg>'  # noqa: E501
            node = parsed(svg).find("svg")
            assert node is not None
            return picture(node)

        assert drawn("Wolds") != drawn("") != drawn("Łódź") != drawn("Lodz")
        assert drawn("日本") != drawn("Wolds")  # no glyph of ours, no crash


class TestFootnotes:
    def test_stand_at_the_foot_under_the_number_of_the_pdf(self) -> None:
        opened = of_markdown(
            "A[^a] and B[^b], again[^a].\n\n[^a]: Said <at> [length](https://x.example/a).\n[^b]: Two."
        )
        assert opened.values("footnoteReference", "id") == ["1", "2"]
        assert opened.values("footnoteReference", "customMarkFollows") == ["1", "1"]  # else Word adds its own number
        assert opened.paragraphs("NumberedParagraph") == ["1.1 A1 and B2, again1."]
        notes = [text_of(each) for each in opened.every("footnote", "word/footnotes.xml")]
        firsts = [next(each.iter(f"{W}r")) for each in opened.every("footnote", "word/footnotes.xml")[2:]]
        assert [each.find(f"{W}rPr/{W}rStyle").get(f"{W}val") for each in firsts] == ["FootnoteReference"] * 2
        assert notes == ["", "", "1 Said <at> length.", "2 Two."]
        ((kind, target),) = opened.targets("footnotes").values()
        assert (kind, target) == ("hyperlink", "https://x.example/a")
        assert not [text for text in opened.paragraphs() if text == "Notes"]

    def test_a_note_that_nothing_names_is_not_lost(self) -> None:
        opened = of_markdown("Text.\n\n[^lost]: Still here.")
        assert "Still here." in " ".join(opened.paragraphs())

    def test_a_note_that_only_a_note_names_stays_in_the_text(self) -> None:
        opened = of_markdown("A[^a].\n\n[^a]: First, see[^b].\n\n[^b]: Second.")
        assert opened.values("footnoteReference", "id") == ["1"]
        assert not opened.every("footnoteReference", "word/footnotes.xml")  # Word takes such a file for broken
        assert [text_of(each) for each in opened.every("footnote", "word/footnotes.xml")][2:] == ["1 First, see2."]
        assert opened.paragraphs()[-1] == "2 Second."

    def test_numbers_begin_again_in_each_section_as_in_the_pdf(self) -> None:
        prose = [{"block": "prose", "data": {"markdown": "A[^1].\n\n[^1]: Note."}}]
        opened = word(paper(section("1", blocks=prose), section("2", anchor="b", blocks=prose)))
        assert [text_of(each) for each in opened.every("footnote", "word/footnotes.xml")][2:] == ["1 Note.", "1 Note."]
        assert opened.values("footnoteReference", "id") == ["1", "2"]


HOSTILE = [
    "\x00\x08\x1b\ufffe controls", "\u202eturned\u2066 round", "<script>alert(1)</script> & \"quotes\" ]]>",
    "[a](javascript:alert(1)) [b](http://[bad) [c](https://x.example/%zz)", "x" * 20_000, "> " * 40 + "deep",
    "- " * 40 + "deep", "[l](https://x.example/" + "a" * 3000 + ")", "שלום עולם", "日本語 😀",
    "```\n  code\n\tmore\n```", "",
    "[x](#part) [y](#nowhere)", "a  \nb\\\nc", "***both*** `code` <b>no</b>", "---",
    "| a | b |\n|---|--:|\n| | 1 |\n| x | <br> |", "![pic](https://x.example/p.png)",
]  # fmt: skip


class TestWhatPeopleWrite:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_breaks_nothing(self, text: str) -> None:
        opened = of_markdown(text, title=text or "T", marking=text, notice=text, subtitle=text)
        allowed = [each for kind, each in opened.targets().values() if kind == "hyperlink"]
        assert all(re.match(r"https://x\.example/([a-z]*(\.png)?|%25zz)\Z", each) for each in allowed)
        assert all(len(each) < 2000 for each in allowed)

    def test_half_of_a_pair_and_signs_that_turn_text_are_dropped(self) -> None:
        assert held("a\ud800b\u202ec\x0b\uffff d\u200de\u0301") == "abc d\u200dé"

    def test_text_is_printed_letter_for_letter(self) -> None:
        opened = word(paper(section(heading='<w:p/> & "q" \u202eend'), title="A & B <i>"))
        assert opened.paragraphs("Heading1") == ['1 <w:p/> & "q" end']
        assert opened.paragraphs("Title") == ["A & B <i>"]

    def test_bold_italic_links_and_line_breaks(self) -> None:
        opened = of_markdown("**b** *i* [out](https://x.example/?a=1&b=2) [in](#part)  \nnext [gone](#no)")
        runs = {text_of(each): each for each in opened.every("r")}
        assert runs["b"].find(f"{W}rPr/{W}b") is not None
        assert runs["i"].find(f"{W}rPr/{W}i") is not None
        assert runs["out"].getparent().get(f"{R}id") in opened.targets()
        assert runs["in"].getparent().get(f"{W}anchor") == opened.values("bookmarkStart", "name")[0]
        assert runs["in"].find(f"{W}rPr/{W}rStyle").get(f"{W}val") == "Hyperlink"
        assert opened.every("br")
        assert opened.paragraphs("NumberedParagraph") == ["1.1 b i out in next gone"]

    def test_what_cannot_be_a_link_does_not_look_like_one(self) -> None:
        opened = of_markdown(f"[too long](https://x.example/{'a' * 3000})")
        (run,) = [each for each in opened.every("r") if text_of(each) == "too long"]
        assert run.getparent().tag == f"{W}p"
        assert run.find(f"{W}rPr") is None

    @pytest.mark.parametrize(
        ("address", "is_kept"),
        [
            ("https://x.example", True), ("http://x.example:80/a?b=1#c", True), ("mailto:a.b@x.example", True),
            ("https://x.example/%41", True), ("https://x.example/%4", False), ("https://x.example/a b", False),
            ("https://x.example/#a#b", False), ("javascript:x", False), ("file:///etc", False), ("http://[::1", False),
            ("https://", False), ("https://x.example/é", False), ("https://x.example/\n", False),
        ],
    )  # fmt: skip
    def test_only_an_address_that_every_program_reads_becomes_a_link(self, address: str, is_kept: bool) -> None:
        assert (Relations([]).outside(address) is not None) == is_kept

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.text(st.sampled_from("ab 1.-#*_[]()<>`|\n\t\\!&^:é\u202e\x0b")) | st.text(), max_size=4))
    def test_any_markdown_opens(self, texts: list[str]) -> None:
        opened = of_markdown(*texts)
        assert opened.paragraphs("Heading1") == ["1 Part"]


def converted(folder: Path, kind: str, names: list[str]) -> Iterator[bytes]:
    """Papers as LibreOffice writes them after opening them."""
    for name in names:
        (folder / f"{name}.docx").write_bytes(made(sample(name)))
    # CI has it by scripts/system-packages; where it is missing this fails and does not skip.
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", kind,
               "--outdir", str(folder), *(str(folder / f"{name}.docx") for name in names)]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert "rror" not in done.stdout + done.stderr
    for name in names:
        yield (folder / f"{name}.{kind.partition(':')[0]}").read_bytes()


class TestLibreOffice:
    def test_opens_every_sample_and_reads_the_words_of_the_pdf(self, tmp_path: Path) -> None:
        for name, text in zip(SAMPLES, converted(tmp_path, "txt:Text (encoded):UTF8", SAMPLES), strict=True):
            read = re.sub(r"[•–\s]|\d+\.", "", text.decode("utf-8-sig"))
            headings = [heading_text(each) for each in sample(name)["sections"]]
            assert all(re.sub(r"[•–\s]|\d+\.", "", heading) in read for heading in headings)
            said = re.sub(r"[•–\s]|\d+\.", "", " ".join(words_of_html(edition_html(sample(name)))))
            assert said in read
