"""An edition as a Word file: from its JSON alone, without database, settings or clock, the same bytes each time."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from reports.docx import frame, package
from reports.docx.body import Body, Place, spaced
from reports.docx.footnotes import footnotes_xml, taken_out
from reports.docx.numbering import Numbering
from reports.docx.paragraphs import Paragraph, Piece, Turn
from reports.docx.relations import Relations
from reports.docx.runs import Runs, field_begin, field_end, plain_run
from reports.docx.styles import NAMESPACE, font_table_xml, styles_xml
from reports.docx.tree import Node, parsed
from reports.docx.xml import HEAD, w
from reports.render import edition_html, heading_text

MIME_TYPE = package.MIME_TYPE
_SPACES = (
    f"{NAMESPACE} "
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)


def paper_docx(content: Mapping[str, Any], digest: str) -> bytes:
    """The Word file of an edition. `digest` is its fingerprint. Raises EditionInvalid as `edition_html` does."""
    page = parsed(edition_html(content)).find("body") or Node("body")
    relations = Relations(section["anchor"] for section in _walk(content["sections"]))
    notes = taken_out(page)
    body = Body(Runs(relations, notes.numbers), Numbering(), _uploaded(content["sections"]))
    parts: dict[str, str | bytes] = {
        "docProps/core.xml": package.core_xml(content, digest),
        "word/document.xml": _document(content, page, body),  # first: it fills what the others list
        "word/footnotes.xml": footnotes_xml(notes, body),
        "word/styles.xml": styles_xml(content["language"]),
        "word/numbering.xml": body.numbering.xml(),
        "word/settings.xml": package.settings_xml(content["language"]),
        "word/fontTable.xml": font_table_xml(),
        **dict(_frames(content, digest)),
        "word/_rels/document.xml.rels": relations.xml(),
        "word/_rels/footnotes.xml.rels": relations.xml(outside_only=True),
        **{f"word/media/image{number}.png": png for number, png in enumerate(relations.pictures, 1)},
    }
    return package.packed(parts)


def _document(content: Mapping[str, Any], page: Node, body: Body) -> str:
    """word/document.xml."""
    front = [node for node in page.elements() if node.name != "main"]
    text = [node for node in page.elements() if node.name == "main"]
    has_cover = any("cover" in node.classes for node in front)
    pieces = itertools.chain(_front(front, content, body), body.of(text, Place()))
    inner = "".join(_in_sections(spaced(pieces), body.runs.relations, content.get("first_page", 1), has_cover))
    return f"{HEAD}<w:document {_SPACES}>{w('body', inner)}</w:document>"


def _front(nodes: Iterable[Node], content: Mapping[str, Any], body: Body) -> Iterator[Piece]:
    """Cover or masthead, then the contents, whose list is a field that Word can bring up to date."""
    for node in nodes:
        if "contents" in node.classes:
            yield from _contents(content["sections"], body.runs.relations)
            node = Node("div", {}, [each for each in node.elements() if each.name not in ("h2", "ol")])
            body.break_next = True  # for what comes after
        yield from _with_break_kept(node, body)


def _with_break_kept(node: Node, body: Body) -> Iterator[Piece]:
    """Blocks before the text. The break that the text begins with is not theirs."""
    breaks, body.break_next = body.break_next, False
    # The thread on the cover is an ornament; a line under the area stands for it.
    place = Place(title="MastheadTitle" if "masthead" in node.classes else "Title")
    yield from body.of([each for each in node.elements() if each.name != "svg"], place)
    body.break_next = breaks


def _contents(sections: Iterable[Mapping[str, Any]], relations: Relations) -> Iterator[Piece]:
    """Two levels of headings, there from the start; page numbers come when Word updates the list, and are its own."""
    lines = [(level, section) for top in sections for level, section in _two_levels(top)]
    yield Paragraph("TOCHeading", plain_run("Contents"), page_break=True)
    for position, (level, section) in enumerate(lines):
        link = w(
            "hyperlink", plain_run(heading_text(section)), anchor=relations.bookmarks[section["anchor"]], history=1
        )
        begins = field_begin('TOC \\o "1-2" \\h \\z \\u') if position == 0 else ""
        ends = field_end() if position == len(lines) - 1 else ""
        yield Paragraph(f"TOC{level}", begins + link + ends)


def _two_levels(section: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    yield 1, section
    yield from ((2, child) for child in section.get("sections", ()))


def _in_sections(pieces: Iterable[Piece], relations: Relations, first_page: int, has_cover: bool) -> Iterator[str]:
    """The paper as runs of upright and of lying pages: each ends with a paragraph that says how it was."""
    wide, waiting, first = False, None, True

    def properties() -> str:
        return frame.section(relations, wide=wide, first_page=first_page if first else None,
                             has_cover=has_cover and first)  # fmt: skip

    for piece in pieces:
        if not isinstance(piece, Turn):
            if waiting:
                yield waiting.xml()
            waiting = piece
        elif piece.wide != wide:
            if isinstance(waiting, Paragraph):
                waiting = replace(waiting, section=properties())
            else:  # a table cannot say it
                yield waiting.xml() if waiting else ""
                waiting = Paragraph("AfterTable", section=properties())
            wide, first = piece.wide, False
    yield waiting.xml() if waiting else ""
    yield properties()


def _frames(content: Mapping[str, Any], digest: str) -> Iterator[tuple[str, str]]:
    for wide in (False, True):
        yield f"word/{frame.part_name('header', wide=wide)}", frame.header_xml(content, wide=wide)
        yield f"word/{frame.part_name('footer', wide=wide)}", frame.footer_xml(content, digest, wide=wide)


def _walk(sections: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for section in sections:
        yield section
        yield from _walk(section.get("sections", ()))


def _uploaded(sections: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """What stands in place of the pages of uploaded papers, by the anchor of their section."""
    return {
        section["anchor"]: [
            f"{paper['title']}: {paper['pages']} page{'' if paper['pages'] == 1 else 's'}. "
            "A paper handed in as a file; its pages are in the PDF of this paper."
            for paper in section["papers"]
        ]
        for section in _walk(sections)
        if section.get("papers")
    }
