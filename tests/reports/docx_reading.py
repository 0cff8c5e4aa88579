"""Reads a Word file without our own code: by python-docx, and part by part as XML."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from lxml import etree, html  # type: ignore[import-untyped]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# What stands in Word for a drawing that is only looked at, by its name.
SIGNS = {"Rising": "↑", "Falling": "↓", "Level": "→", "Ticked": "☑", "Not ticked": "☐"}


class Word:
    """An opened file. Fails where a part is no XML or python-docx cannot read it."""

    def __init__(self, data: bytes) -> None:
        self.document: WordDocument = Document(io.BytesIO(data))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            self.entries = archive.infolist()
            self.parts = {entry.filename: archive.read(entry) for entry in self.entries}
        self.xml: Mapping[str, Any] = {
            name: etree.fromstring(part) for name, part in self.parts.items() if name.endswith((".xml", ".rels"))
        }

    @property
    def body(self) -> Any:
        return self.xml["word/document.xml"].find(f"{W}body")

    def every(self, name: str, part: str = "word/document.xml") -> list[Any]:
        """All elements of a name, such as "pStyle", in one part."""
        return list(self.xml[part].iter(f"{W}{name}"))

    def values(self, name: str, attribute: str = "val", part: str = "word/document.xml") -> list[str]:
        return [each.get(f"{W}{attribute}") for each in self.every(name, part)]

    def paragraphs(self, style: str = "") -> list[str]:
        """The text of each paragraph, also in tables, of one style or all."""
        return [text_of(each) for each in self.every("p") if not style or style_of(each) == style]

    def words(self) -> list[str]:
        """Every word of the text after the contents."""
        texts = [text_of(each) for each in self.every("p") if not style_of(each).startswith("TOC")]
        return " ".join(texts).split()

    def targets(self, part: str = "document") -> dict[str, tuple[str, str]]:
        """Id → the last word of the relation's type, and its target."""
        return {
            each.get("Id"): (each.get("Type").rpartition("/")[2], each.get("Target"))
            for each in self.xml[f"word/_rels/{part}.xml.rels"].iter(RELATION)
        }


def style_of(paragraph: Any) -> str:
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return "Normal" if found is None else str(found.get(f"{W}val"))


def text_of(paragraph: Any) -> str:
    """Text, tabs and line breaks; not that of footnotes' marks' own notes, nor of field codes."""
    found = []
    for each in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br"):
        if each.getparent().tag != f"{W}tabs":
            found.append(each.text or "" if each.tag == f"{W}t" else " ")
    return "".join(found)


def words_of_html(text: str) -> list[str]:
    """Every word that a reader of the PDF's HTML finds after the contents, without the footnotes."""
    root = html.fromstring(text, parser=html.HTMLParser(huge_tree=True))
    main = root.find(".//main")
    assert main is not None
    for notes in main.find_class("notes"):
        notes.drop_tree()
    for svg in list(main.iter("svg")):
        title = svg.findtext("title") or ""
        svg.tail = f"{SIGNS.get(title.partition(':')[0], '')} {svg.tail or ''}"
        svg.drop_tree()
    for table in main.find_class("agenda"):
        _drop_page_numbers(table)
    for block in main.iter("p", "div", "li", "td", "th", "br", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "pre"):
        block.tail = f" {block.tail or ''}"
    for number in main.iter("span"):
        if number.get("class") in ("n", "words"):
            number.tail = f" {number.tail or ''}"
    return re.sub(r"\s+", " ", main.text_content()).split()


def _drop_page_numbers(table: Any) -> None:
    heads = [cell.text_content() for cell in table.iter("th")]
    if "Page" in heads:
        at = heads.index("Page")
        for row in table.iter("tr"):
            row.remove(row[at])


def blocks_of(edition: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every block of an edition, those of inner sections too."""
    waiting = list(edition["sections"])
    while waiting:
        section = waiting.pop(0)
        yield from section["blocks"]
        waiting = [*section.get("sections", ()), *waiting]
