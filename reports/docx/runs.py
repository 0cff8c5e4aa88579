"""The inside of a paragraph: text with its marks, links and line breaks, as Word's runs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from reports.docx.relations import Relations
from reports.docx.styles import look
from reports.docx.tree import Node
from reports.docx.xml import said, w
from reports.paper_tags import COLOURS

_MARKS = {"strong": "bold", "b": "bold", "em": "italic", "i": "italic", "sup": "raised", "sub": "lowered"}
# Small drawings that say what no word beside them does, by how their name begins.
_SIGNS = {"Rising": "↑ ", "Falling": "↓ ", "Level": "→ ", "Ticked": "☑ ", "Not ticked": "☐ "}
# What the templates call a piece of text → its style in Word.
_STYLES = {"small": "SmallPrint", "n": "Numeral", "words": "Numeral", "note-number": "FootnoteReference"}
_SPACE = re.compile(r"[ \t\n\r\f]+")
_RATED = {word: colour.removeprefix("#").upper() for word, colour in COLOURS.items()}


@dataclass(frozen=True)
class Piece:
    """Text that is all alike. "\\n" is a line break, "\\t" a tab; `xml` is a run that is made already."""

    text: str
    marks: frozenset[str] = frozenset()
    link: str = ""
    xml: str = ""


@dataclass
class Runs:
    """Makes runs. `notes`: Word's numbers of the footnotes by the id of their text, until each has its mark."""

    relations: Relations
    notes: dict[str, int] = field(default_factory=dict)

    def of(self, nodes: Sequence[Node | str], *marks: str) -> str:
        """The runs of inline nodes, white space folded as a browser folds it; empty where nothing is to be read."""
        pieces = _folded(piece for node in nodes for piece in self._pieces(node, frozenset(marks), ""))
        together = itertools.groupby(pieces, key=lambda piece: piece.link)
        return "".join(self._linked(link, "".join(_run(piece) for piece in group)) for link, group in together)

    def _linked(self, link: str, runs: str) -> str:
        if link.startswith("#"):
            bookmark = self.relations.bookmarks.get(link[1:])
            return w("hyperlink", runs, anchor=bookmark, history=1) if bookmark else runs
        identity = self.relations.outside(link) if link else None
        return f'<w:hyperlink r:id="{identity}" w:history="1">{runs}</w:hyperlink>' if identity else runs

    def _pieces(self, node: Node | str, marks: frozenset[str], link: str) -> Iterator[Piece]:
        if isinstance(node, str):
            yield Piece(_SPACE.sub(" ", node), marks, link)
        elif node.name == "br":
            yield Piece("\n", marks, link)
        elif node.name == "svg":
            yield Piece(_SIGNS.get(_name_of(node).partition(":")[0], ""), marks, link)
        elif "mark" in node.classes:
            yield self._mark(node)
        else:
            yield from self._within(node, marks | _own_marks(node), node.attributes.get("href", link))

    def _within(self, node: Node, marks: frozenset[str], link: str) -> Iterator[Piece]:
        for child in node.children:
            yield from self._pieces(child, marks, self._known(link))
        if node.classes & {"n", "note-number"}:
            yield Piece("\t", marks)

    def _mark(self, node: Node) -> Piece:
        """The number of a footnote; where one is named again, its number alone."""
        href = next((each.attributes["href"] for each in node.walk() if "href" in each.attributes), "")
        number = self.notes.pop(href[1:], None)
        return Piece(node.text(), frozenset({"raised"}), xml="" if number is None else _reference(number, node.text()))

    def _known(self, link: str) -> str:
        """The link, or nothing where it leads nowhere: such text must not look like a link."""
        if link.startswith("#"):
            return link if link[1:] in self.relations.bookmarks else ""
        return link if link and self.relations.outside(link) else ""


def plain_run(text: str, properties: str = "") -> str:
    """One run of plain text."""
    return _run(Piece(text)) if not properties else w("r", w("rPr", properties), _text(text))


def field_begin(code: str) -> str:
    """The beginning of a field such as PAGE, which Word works out; what stands there until it does follows."""
    begin, apart = (w("r", w("fldChar", fldCharType=kind)) for kind in ("begin", "separate"))
    return f'{begin}<w:r><w:instrText xml:space="preserve"> {said(code)} </w:instrText></w:r>{apart}'


def field_end() -> str:
    return w("r", w("fldChar", fldCharType="end"))


def _own_marks(node: Node) -> frozenset[str]:
    marks = {mark for name, mark in _MARKS.items() if node.name == name}
    marks |= {style for name, style in _STYLES.items() if name in node.classes}
    if "rating" in node.classes:  # its text without the name of its symbol
        word = "".join(child for child in node.children if isinstance(child, str)).strip().lower()
        marks |= {f"rated {word}"} & {f"rated {known}" for known in _RATED}
    return frozenset(marks)


def _name_of(svg: Node) -> str:
    """The title alone: a node's text would be all its words."""
    title = svg.find("title")
    return title.text() if title else ""


def _folded(pieces: Iterator[Piece]) -> list[Piece]:
    """White space as one space, and none at the ends of a line; a tab ends what is before it as a break does."""
    kept: list[Piece] = []
    after_space = True
    for piece in pieces:
        text = piece.text
        if text in ("\n", "\t"):
            _strip_end(kept)
            after_space = True
        elif not piece.xml:
            text = text[1:] if after_space and text.startswith(" ") else text
            after_space = text.endswith(" ") if text else after_space
        else:
            after_space = False
        if text or piece.xml:
            kept.append(Piece(text, piece.marks, piece.link, piece.xml))
    _strip_end(kept)
    return kept


def _strip_end(pieces: list[Piece]) -> None:
    if pieces and not pieces[-1].xml and pieces[-1].text.endswith(" "):
        last = pieces.pop()
        if shorter := last.text[:-1]:
            pieces.append(Piece(shorter, last.marks, last.link))


def _reference(number: int, shown: str) -> str:
    mark = w("footnoteReference", customMarkFollows=1, id=number)
    return w("r", w("rPr", w("rStyle", val="FootnoteReference")), mark, _text(shown))


def _run(piece: Piece) -> str:
    return piece.xml or w("r", _properties(piece), _text(piece.text))


def _properties(piece: Piece) -> str:
    marks = piece.marks
    style = "Hyperlink" if piece.link else next((name for name in _STYLES.values() if name in marks), "")
    rated = next((mark.partition(" ")[2] for mark in marks if mark.startswith("rated ")), "")
    looks = look(bold=bool(rated) or "bold" in marks, italic="italic" in marks, colour=_RATED.get(rated, ""))
    height = "superscript" if "raised" in marks else "subscript" if "lowered" in marks else ""
    light = (
        w("b", val=0) if "SmallPrint" in marks and "bold" not in marks and not rated else ""
    )  # also in a heading's cell
    every = (w("rStyle", val=style) if style else "") + light + looks + (w("vertAlign", val=height) if height else "")
    return w("rPr", every) if every else ""


def _text(text: str) -> str:
    if text == "\n":
        return w("br")
    if text == "\t":
        return w("tab")
    return f'<w:t xml:space="preserve">{said(text)}</w:t>'
