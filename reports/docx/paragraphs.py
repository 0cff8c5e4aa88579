"""A paragraph before it is written: what stands before and after it may still change it."""

from __future__ import annotations

from dataclasses import dataclass

from reports.docx.xml import w


@dataclass(frozen=True)
class Paragraph:
    """`runs` and `section` are XML. `number` is the list it counts in, at `level`; `before` room, and `indent` where
    the whole paragraph begins if not where its style says, in twentieths of a point."""

    style: str
    runs: str = ""
    number: int = 0
    level: int = 0
    page_break: bool = False
    to_right: bool = False
    before: int = 0
    indent: int | None = None
    section: str = ""

    def xml(self) -> str:
        """Properties stand in the order that the schema asks for."""
        properties = "".join((
            w("pStyle", val=self.style) if self.style != "Normal" else "",
            w("pageBreakBefore") if self.page_break else "",
            w("numPr", w("ilvl", val=self.level), w("numId", val=self.number)) if self.number else "",
            w("spacing", before=self.before) if self.before else "",
            w("ind", left=self.indent, firstLine=0) if self.indent is not None else "",
            w("jc", val="right") if self.to_right else "",
            self.section,
        ))  # fmt: skip
        return w("p", w("pPr", properties) if properties else "", self.runs)


@dataclass(frozen=True)
class Table:
    """A whole table as XML."""

    rows: str

    def xml(self) -> str:
        return self.rows


@dataclass(frozen=True)
class Turn:
    """From here on the page stands upright, or lies on its side."""

    wide: bool


Piece = Paragraph | Table | Turn
