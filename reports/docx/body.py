"""The blocks of a paper: headings, paragraphs, lists, tables and charts of its HTML as Word's own.

A block needs no writer of its own here: its print template says what it says, in elements that mean something, and
each such element has its form in Word. So a paper reads alike in both files, and a new block is in both at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from reports.docx.charts import chart_run
from reports.docx.frame import text_width
from reports.docx.numbering import DEEPEST, Numbering
from reports.docx.paragraphs import Paragraph, Piece, Table, Turn
from reports.docx.runs import Runs
from reports.docx.styles import HANG
from reports.docx.tables import table
from reports.docx.tree import Node

INLINE = frozenset({"a", "abbr", "b", "br", "code", "em", "i", "small", "span", "strong", "sub", "sup", "svg", "time"})
# What the templates call a paragraph → its style in Word. Others are of the style of their place.
_STYLES = {
    "chart-finding": "Caption", "chart-subtitle": "Caption", "small": "Small", "source": "Source",
    "label": "Small", "verdict": "Judgement",
    "ask": "Ask", "marking": "Marking", "cover-board": "Board", "cover-area": "Area", "cover-subtitle": "Subtitle",
    "said": "Quote",
}  # fmt: skip
_PLACES = {"prose": "BodyText", "statement": "BodyText", "cover-foot": "CoverFoot"}


@dataclass(frozen=True)
class Place:
    """Where a block stands: the styles it gives, the width it has, how deep in lists it is."""

    style: str = "Normal"
    quote: str = "Quote"
    title: str = "Title"
    width: int = text_width(wide=False)
    in_cell: bool = False
    depth: int = -1


@dataclass
class Body:
    """Writes blocks. `papers`: what is said of the uploaded papers of a section, by its anchor."""

    runs: Runs
    numbering: Numbering
    papers: Mapping[str, Sequence[str]]
    break_next: bool = False  # the next heading begins a page
    heading: str = ""  # the last one: what a table under it is called

    def of(self, nodes: Sequence[Node | str], place: Place) -> Iterator[Piece]:
        """Blocks in order; text that stands between blocks is a paragraph of its own."""
        loose: list[Node | str] = []
        for node in nodes:
            if isinstance(node, str) or node.name in INLINE:
                loose.append(node)
                continue
            yield from self._loose(loose, place)
            loose = []
            yield from _WRITERS.get(node.name, Body._inside)(self, node, place)
        yield from self._loose(loose, place)

    def _loose(self, nodes: Sequence[Node | str], place: Place) -> Iterator[Piece]:
        if runs := self.runs.of(nodes):
            yield Paragraph(place.style, runs)

    def _inside(self, node: Node, place: Place) -> Iterator[Piece]:
        yield from self.of(node.children, place)

    def _paragraph(self, node: Node, place: Place) -> Iterator[Piece]:
        if runs := self.runs.of(node.children):
            yield Paragraph(_paragraph_style(node, place), self._marked(node, runs))

    def _marked(self, node: Node, runs: str) -> str:
        return self.runs.relations.marked(node.attributes.get("id", ""), runs)

    def _heading(self, node: Node, place: Place) -> Iterator[Piece]:
        """`h2` is the first level of sections: the title is no heading of the text."""
        runs = self.runs.of(node.children)
        if not runs:
            return
        self.heading = node.text()
        yield Paragraph(
            _heading_style(node, place),
            self._marked(node, runs),
            page_break=self.break_next,
            indent=_heading_at(node, place),
        )
        self.break_next = False

    def _division(self, node: Node, place: Place) -> Iterator[Piece]:
        if "chart" in node.classes:
            yield from self._chart(node, place)
        elif "own" in node.classes:
            yield from self._own(node, place)
        else:
            style = next((style for name, style in _PLACES.items() if name in node.classes), place.style)
            quote = "IntenseQuote" if "statement" in node.classes else place.quote
            yield from self.of(node.children, replace(place, style=style, quote=quote))

    def _own(self, node: Node, place: Place) -> Iterator[Piece]:
        """What a section says itself, before the sections within it."""
        is_wide = "wide" in node.classes
        yield Turn(is_wide)
        yield from self.of(node.children, replace(place, width=text_width(wide=is_wide)))
        first = next(node.elements(), node)
        for line in self.papers.get(first.attributes.get("id", ""), ()):
            yield Paragraph("Small", self.runs.of([line]))

    def _sections(self, node: Node, place: Place) -> Iterator[Piece]:
        """A part begins a page, but for one that stands right under the heading of what it is part of."""
        before: Node | None = None
        for child in node.elements():
            if "part" in child.classes and (before is None or "own" not in before.classes):
                self.break_next = True
            yield from self.of([child], place)
            before = child

    def _quote(self, node: Node, place: Place) -> Iterator[Piece]:
        yield from self.of(node.children, replace(place, style=place.style if place.in_cell else place.quote))

    def _verbatim(self, node: Node, place: Place) -> Iterator[Piece]:
        lines = "".join(_all_text(node)).rstrip("\n").split("\n")
        broken: list[Node | str] = [part for line in lines for part in (line, Node("br"))]
        if runs := self.runs.of(broken[:-1]):
            yield Paragraph(place.style if place.in_cell else "Verbatim", runs)

    def _rule(self, node: Node, place: Place) -> Iterator[Piece]:
        yield Paragraph("Rule")

    def _list(self, node: Node, place: Place) -> Iterator[Piece]:
        """Each list that counts is a numbering of its own, and so is one whose next number is given."""
        if "boxes" in node.classes:  # each item begins with its box
            yield from self._inside(node, place)
            return
        level, number, following = min(place.depth + 1, DEEPEST), 0, _number_in(node, "start", 1)
        for item in (each for each in node.elements() if each.name == "li"):
            wanted = _number_in(item, "value", following)
            if node.name == "ul":
                number = self.numbering.bullets(in_cell=place.in_cell)
            elif not number or wanted != following:
                number = self.numbering.counted(in_cell=place.in_cell, level=level, start=wanted)
            following = wanted + 1
            yield from self._item(item, replace(place, depth=level), number)

    def _item(self, item: Node, place: Place, number: int) -> Iterator[Piece]:
        """The first paragraph has the sign or the number; what follows in the same item stands under it."""
        style = "TableText" if place.in_cell else "ListContinue"
        own = "ListBullet" if number in self.numbering.BULLETS else "ListNumber"
        first = Paragraph(style if place.in_cell else own, number=number, level=place.depth)
        pieces = self.of(item.children, replace(place, style=style))
        piece = next(pieces, None)
        if isinstance(piece, Paragraph) and not piece.number and not piece.style.startswith("Heading"):
            yield replace(first, runs=piece.runs)
        else:  # nothing, or something that cannot have a sign of its own
            yield first
            yield from [piece] if piece else ()
        yield from pieces

    def _facts(self, node: Node, place: Place) -> Iterator[Piece]:
        """A name and what is said of it in one paragraph."""
        name: Node | None = None
        for child in node.elements():
            if child.name == "dd":
                told = [*(name.children if name else ()), Node("span", {"class": "n"}), *child.children]
                yield Paragraph("Facts", self.runs.of(told))
            name = child if child.name == "dt" else None

    def _table(self, node: Node, place: Place) -> Iterator[Piece]:
        caption = node.find("caption")
        name = caption.text() if caption else self.heading
        if caption and (runs := self.runs.of(caption.children)):
            yield Paragraph("Caption", runs)
        if made := table(node, width=place.width, name=name, cell=self._cell):
            yield made

    def _cell(self, node: Node, width: int) -> str:
        style = "TableHeading" if node.name == "th" else "TableText"
        pieces = list(self.of(node.children, Place(style=style, width=width, in_cell=True)))
        if not pieces or not isinstance(pieces[-1], Paragraph):
            pieces.append(Paragraph(style))  # a cell ends with a paragraph
        to_right = "number" in node.classes
        written = (replace(each, to_right=to_right) if isinstance(each, Paragraph) else each for each in pieces)
        return "".join(each.xml() for each in written if not isinstance(each, Turn))

    def _chart(self, node: Node, place: Place) -> Iterator[Piece]:
        """The picture with what is said above and below it."""
        for child in node.elements():
            if child.name == "svg":
                yield Paragraph("Figure", chart_run(child, self.runs.relations, place.width))
            else:
                yield from self.of([child], place)


_WRITERS: Mapping[str, Callable[[Body, Node, Place], Iterator[Piece]]] = {
    "p": Body._paragraph, "div": Body._division, "blockquote": Body._quote, "pre": Body._verbatim, "hr": Body._rule,
    "ul": Body._list, "ol": Body._list, "dl": Body._facts, "table": Body._table, "main": Body._sections,
    "section": Body._sections, **{f"h{level}": Body._heading for level in range(1, 7)},
}  # fmt: skip


def _paragraph_style(node: Node, place: Place) -> str:
    if place.in_cell or place.style == "FootnoteText":
        return place.style
    if any("n" in each.classes for each in node.elements()):
        return "NumberedParagraph"
    return next((style for name, style in _STYLES.items() if name in node.classes), place.style)


def _heading_style(node: Node, place: Place) -> str:
    """`h1` is the title; an `h2` of the front matter is none of the text's headings, nor of its contents."""
    if node.name in ("h1", "h2") and "heading" not in node.classes:
        return place.title if node.name == "h1" else "TOCHeading"
    return f"Heading{int(node.name[1]) - 1}"


def _heading_at(node: Node, place: Place) -> int | None:
    """Where a heading begins: with its number hanging, as its style says, or where the text under it does."""
    if not _heading_style(node, place).startswith("Heading") or any(
        each.classes & {"n", "words"} for each in node.walk()
    ):
        return None
    return HANG if "heading" in node.classes or place.style != "Normal" else 0


def spaced(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Room after each table: two that touch would be one to Word."""
    after: Piece | None = None
    for piece in pieces:
        if isinstance(after, Table) and isinstance(piece, Table):
            yield Paragraph("AfterTable")
        elif isinstance(after, Table) and isinstance(piece, Paragraph) and not piece.style.startswith("Heading"):
            piece = replace(piece, before=160)
        yield piece
        after = piece


def _number_in(node: Node, name: str, otherwise: int) -> int:
    given = node.attributes.get(name, "")
    return min(int(given), 32_767) if given.isdecimal() else otherwise


def _all_text(node: Node) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        else:
            yield from _all_text(child)
