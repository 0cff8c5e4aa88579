"""The PDF a board receives: accessible, the same bytes everywhere, and nothing from outside the project."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import page
import pytest
from django.test import override_settings
from weasyprint.formatting_structure.boxes import TextBox

from reports import pdf
from reports.fonts import FontsMissing, printable
from reports.printing.paper import paper_pdf
from reports.render import edition_html, fingerprint, heading_text
from tests.reports.pdf_reading import Reading, squeezed

pytestmark = pytest.mark.filterwarnings("error")
HERE = Path(__file__).parent
Paper = tuple[dict[str, Any], bytes, Reading]
SAMPLES = ("sample_edition", "sample_csa")
SUBPROCESS = (
    "import django, hashlib; django.setup(); from tests.reports.test_pdf import sample, made;"
    "print(hashlib.sha256(made(sample('sample_csa'))).hexdigest())"
)
NO_FONTS = '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig></fontconfig>'


def sample(name: str) -> dict[str, Any]:
    """An edition of nothing but its JSON: the files that it lists as handed in are tested in test_printing_uploads."""
    edition: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text())
    for section in edition["sections"]:
        for block in section["blocks"]:
            if block["block"] == "attached-papers":
                block["data"]["rows"] = []
    return edition


def made(edition: dict[str, Any]) -> bytes:
    return paper_pdf(edition, fingerprint(edition))


def sections(edition: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """(depth, section) of every section in order."""
    stack = [(1, section) for section in reversed(edition["sections"])]
    while stack:
        depth, section = stack.pop()
        yield depth, section
        stack.extend((depth + 1, child) for child in reversed(section.get("sections", [])))


@pytest.fixture(scope="module", params=SAMPLES)
def paper(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Paper:
    edition = sample(request.param)
    with override_settings(PAPERS_DIR=tmp_path_factory.mktemp("papers")):
        data = made(edition)
    return edition, data, Reading(data)


def one_block(block: str, **data: Any) -> dict[str, Any]:
    """An edition of a single section with a single block."""
    part = {"number": "1", "heading": "Only", "anchor": "only", "blocks": [{"block": block, "data": data}]}
    return sample("sample_csa") | {"sections": [part], "gaps": []}


class TestAccessible:
    def test_passes_pdf_ua_1(self, paper: Paper) -> None:
        report = page.validate_pdf_bytes(paper[1], profile="ua1")
        assert [(failure.rule_id, failure.message) for failure in report.failures] == []

    def test_receipt_passes_pdf_ua_1(self) -> None:
        pack = sample("sample_edition")
        receipt = pack | {"kind": "return-receipt", "sections": [pack["sections"][5]["sections"][2]]}
        assert page.is_pdf_compliant_bytes(made(receipt), profile="ua1")

    def test_every_heading_is_tagged_at_its_level(self, paper: Paper) -> None:
        edition, _, reading = paper
        tags = [(tag.name, squeezed(tag.all_text())) for tag in reading.tags("H1", "H2", "H3", "H4", "H5", "H6")]
        assert tags[0] == ("H1", squeezed(edition["title"]))
        expected = [(f"H{depth + 1}", squeezed(heading_text(section))) for depth, section in sections(edition)]
        assert [tag for tag in tags if tag in expected] == expected

    def test_no_heading_level_is_skipped(self, paper: Paper) -> None:
        levels = [int(tag.name[1]) for tag in paper[2].tags("H1", "H2", "H3", "H4", "H5", "H6")]
        assert all(after <= before + 1 for before, after in pairwise(levels))

    def test_every_table_has_header_cells_with_scope(self, paper: Paper) -> None:
        tables = paper[2].tags("Table")
        assert tables
        for table in tables:
            headers = [tag for tag in table.walk() if tag.name == "TH"]
            assert {str(tag.entry.A.Scope) for tag in headers} <= {"/Row", "/Column"}
            assert any(str(tag.entry.A.Scope) == "/Column" for tag in headers)

    def test_every_figure_says_what_it_is(self, paper: Paper) -> None:
        figures = paper[2].tags("Figure")
        assert figures
        assert all(str(tag.entry.Alt) for tag in figures)

    def test_no_link_lies_in_a_link(self, paper: Paper) -> None:
        links = paper[2].tags("Link")
        assert links
        assert all(len([tag for tag in link.walk() if tag.name == "Link"]) == 1 for link in links)

    def test_language_and_title(self, paper: Paper) -> None:
        edition, _, reading = paper
        root = reading.pdf.Root
        assert (str(root.Lang), str(reading.pdf.docinfo.Title)) == ("en-GB", edition["title"])
        assert bool(root.ViewerPreferences.DisplayDocTitle)

    def test_loose_list_and_link_with_emphasis_pass(self) -> None:
        written = "- one\n\n- two\n\n  more of two\n\n[see **this** `now`](https://example.org) and ~~this~~"
        assert page.is_pdf_compliant_bytes(made(one_block("prose", markdown=written)), profile="ua1")


class TestReading:
    def test_outline_equals_section_headings(self, paper: Paper) -> None:
        edition, _, reading = paper
        expected = [(depth, heading_text(section)) for depth, section in sections(edition)]
        assert reading.outline() == expected

    def test_contents_print_the_real_pages(self, paper: Paper) -> None:
        edition, _, reading = paper
        listed = [section for depth, section in sections(edition) if depth < 3]
        first = heading_text(listed[0])
        contents = next(tag for tag in reading.tags("L") if tag.all_text().startswith(first))
        expected = "".join(f"{heading_text(section)}{reading.page_of(section['anchor'])}" for section in listed)
        assert squeezed(contents.all_text()) == squeezed(expected)

    def test_printed_numbers_are_the_labels(self, paper: Paper) -> None:
        reading = paper[2]
        assert [str(each.label) for each in reading.pdf.pages] == [
            str(number) for number in range(1, len(reading.pdf.pages) + 1)
        ]
        for number in range(2, len(reading.pdf.pages) + 1):
            assert f"Page {number}" in reading.page_text(number)

    def test_words_of_each_section_are_there(self, paper: Paper) -> None:
        edition, _, reading = paper
        text = squeezed(reading.root.all_text())
        for _, section in sections(edition):
            for value in strings([block["data"] for block in section["blocks"]]):
                assert squeezed(value) in text

    def test_only_our_typeface(self, paper: Paper) -> None:
        fonts = {str(font.BaseFont).split("+")[1] for font in paper[2].pdf.pages[0].Resources.Font.values()}
        assert fonts
        assert all(font.startswith("Paper-latin") for font in fonts)

    def test_wide_tables_stand_on_landscape_pages(self) -> None:
        reading = Reading(made(sample("sample_edition")))
        for anchor in ("priorities-at-a-glance", "required-actions"):
            box = reading.pdf.pages[reading.page_of(anchor) - 1].MediaBox
            assert box[2] > box[3]


PRINTED_OTHERWISE = {
    "markdown", "signed_at", "due", "original_due", "revised_due", "date", "start", "symbol", "paper_anchor", "sha256",
}  # fmt: skip


def strings(value: Any) -> Iterator[str]:
    """Every text of a block that is printed as it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in PRINTED_OTHERWISE:
                yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value


class TestSameBytes:
    def test_twice_in_one_process(self) -> None:
        assert made(sample("sample_csa")) == made(sample("sample_csa"))

    def test_in_two_processes_without_any_font_of_the_machine(self, tmp_path: Path) -> None:
        (tmp_path / "fonts.conf").write_text(NO_FONTS)
        bare = {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "TZ": "Asia/Tokyo", "LC_ALL": "C"}
        digests = {
            subprocess.run(
                [sys.executable, "-W", "ignore", "-c", SUBPROCESS],
                env={**os.environ, "PYTHONHASHSEED": seed, "VAR_DIR": str(tmp_path / seed), **settings},
                cwd=pdf.PROJECT, capture_output=True, text=True, check=True,
            ).stdout
            for seed, settings in (("1", {}), ("2", bare))
        }  # fmt: skip
        assert len(digests) == 1

    def test_identifier_is_the_fingerprint(self) -> None:
        edition = sample("sample_csa")
        reading = Reading(made(edition))
        assert bytes(reading.pdf.trailer.ID[0]) == fingerprint(edition).encode()

    def test_only_date_is_the_given_one(self) -> None:
        reading = Reading(made(sample("sample_csa")))
        info = reading.pdf.docinfo
        assert {str(info.CreationDate), str(info.ModDate)} == {"D:20261122"}

    def test_character_without_glyph_prints_its_code(self) -> None:
        assert printable("x\u0645y → z\u2060\x0c", pdf.BUILT / "fonts") == "x[U+0645]y -&gt; z"

    def test_decomposed_letters_are_joined(self) -> None:
        assert printable("s\u0301", pdf.BUILT / "fonts") == "ś"


def test_without_built_fonts_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing, match="run npm ci and npm run build first"):
        printable("x", tmp_path)


class TestFetcher:
    @pytest.mark.parametrize(
        "url",
        [
            "http://example.org/x.css",
            "https://example.org/fonts/x.woff2",
            "file:///etc/passwd",
            "file://host/paper/paper.css",
            "file:///paper/../etc/passwd",
            "file:///paper/fonts/../../../pyproject.toml",
            "file:///paper/%2e%2e/%2e%2e/pyproject.toml",
            "file:///paper//etc/passwd",
            "file:///paper/fonts/none.woff2",
            "data:text/css,body{}",
            "ftp://example.org/x",
        ],
    )
    def test_refuses(self, url: str) -> None:
        with pytest.raises(pdf.AssetRefused):
            pdf.AssetFetcher().fetch(url)

    def test_gives_the_style_sheet(self) -> None:
        answer = pdf.AssetFetcher().fetch("file:///paper/paper.css")
        assert (answer.content_type, answer.read()) == ("text/css", pdf.STYLE.read_bytes())

    @pytest.mark.parametrize("source", ["http://127.0.0.1:9/x.png", "file:///etc/passwd", "../../etc/passwd"])
    def test_a_paper_that_asks_for_more_is_not_made(self, source: str) -> None:
        with pytest.raises(pdf.AssetRefused):
            pdf.tagged_pdf(f'<html lang="en"><title>x</title><img src="{source}" alt="x">')


class TestLayout:
    @pytest.mark.parametrize("name", SAMPLES)
    def test_lays_out_without_a_warning(self, name: str, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.WARNING):
            made(sample(name))
        assert [record.getMessage() for record in caplog.records] == []

    @pytest.mark.parametrize(
        ("block", "data"),
        [
            ("prose", {"markdown": "x" * 5000}),
            ("prose", {"markdown": f"| a | b |\n|---|---|\n| {'x' * 5000} | y |"}),
            ("gaps", {"items": ["x" * 5000]}),
            ("key-roles", {"rows": [{"role": "x" * 5000, "designated": "y", "person": "z"}]}),
        ],
    )
    def test_unbroken_text_stays_on_the_page(self, block: str, data: dict[str, Any]) -> None:
        for sheet in pdf.lay_out(edition_html(one_block(block, **data))).pages:
            edge = sheet.width - 22 * 96 / 25.4  # 22 mm of margin stay clear
            boxes = [box for box in sheet._page_box.descendants() if isinstance(box, TextBox)]
            assert max(box.position_x + box.width for box in boxes) <= edge + 0.5

    def test_raw_html_is_printed_not_obeyed(self) -> None:
        reading = Reading(made(one_block("prose", markdown="<script>alert(1)</script>\n\n<img src=http://x/y.png>")))
        text = squeezed(reading.root.all_text())
        assert "<script>alert(1)</script>" in text
        assert "<imgsrc=http://x/y.png>" in text

    def test_long_table_repeats_its_head(self) -> None:
        rows = [{"role": f"Role {number}", "designated": "Post", "person": "Name"} for number in range(120)]
        reading = Reading(made(one_block("key-roles", rows=rows)))
        pages = {tag.entry.Pg.objgen for tag in reading.tags("TR")}
        heads = [tag.entry.Pg.objgen for tag in reading.tags("THead")]
        assert len(pages) > 2
        assert sorted(heads) == sorted(pages)

    def test_letters_of_welsh_and_polish_names_can_be_read_back(self) -> None:
        reading = Reading(made(one_block("prose", markdown="Łódź ŵ Ŷ – £5")))
        assert "Łódź ŵ Ŷ – £5" in reading.root.all_text()
