"""Reads a PDF as a screen reader would: tags, and the text under each. Pure Python on pikepdf, no poppler."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s+<([0-9a-fA-F]+)>")


@dataclass
class Tag:
    """One structure element: its type, its dictionary, and its own text and its children in the order of reading."""

    name: str
    entry: Any
    parts: list["str | Tag"] = field(default_factory=list)

    @property
    def children(self) -> list["Tag"]:
        return [part for part in self.parts if isinstance(part, Tag)]

    def walk(self) -> Iterator["Tag"]:
        yield self
        for child in self.children:
            yield from child.walk()

    def all_text(self) -> str:
        """The text below, spaces folded. The PDF has no space where a line ends: compare with `squeezed`."""
        return re.sub(r"\s+", " ", self._words()).strip()

    def _words(self) -> str:
        return "".join(part if isinstance(part, str) else part._words() for part in self.parts)


def squeezed(text: str) -> str:
    """Text without any space, for comparing what was broken into lines."""
    return re.sub(r"\s+", "", text)


class Reading:
    """An opened PDF with its tag tree, outline, and the text of each page."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(data))
        self.marked = [_marked_text(page) for page in self.pdf.pages]
        self.index: dict[Any, int] = {page.objgen: number for number, page in enumerate(self.pdf.pages)}
        self.root = self._tag(self.pdf.Root.StructTreeRoot)

    def _tag(self, entry: Any) -> Tag:
        tag = Tag(str(entry.get("/S", "")).removeprefix("/"), entry)
        kids = entry.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                tag.parts.append(self.marked[self.index[entry.Pg.objgen]].get(int(kid), ""))
            elif "/S" in kid:
                tag.parts.append(self._tag(kid))
        return tag

    def tags(self, *names: str) -> list[Tag]:
        return [tag for tag in self.root.walk() if tag.name in names]

    def page_text(self, number: int) -> str:
        """Text of a page, counted from 1, in drawing order."""
        return "".join(self.marked[number - 1].values())

    def outline(self) -> list[tuple[int, str]]:
        """(depth, title) of every bookmark."""
        with self.pdf.open_outline() as outline:
            return list(_flat(outline.root, 1))

    def label_of(self, number: int) -> str:
        """What the page, counted from 1, is called: the number that it prints."""
        nums = list(self.pdf.Root.PageLabels.Nums)
        first, style = max(
            ((int(at), label) for at, label in zip(nums[::2], nums[1::2], strict=True) if int(at) < number),
            key=lambda pair: pair[0],
        )
        counted = str(int(style.get("/St", 1)) + number - 1 - first) if "/S" in style else ""
        return str(style.get("/P", "")) + counted

    def page_of(self, anchor: str) -> int:
        """The page, counted from 1, that a named destination lies on."""
        names = list(self.pdf.Root.Names.Dests.Names)
        where = dict(zip(map(str, names[::2]), names[1::2], strict=True))
        return self.index[where[anchor][0].objgen] + 1


def _flat(items: Any, depth: int) -> Iterator[tuple[int, str]]:
    for item in items:
        yield depth, item.title
        yield from _flat(item.children, depth + 1)


def _marked_text(page: Any) -> dict[int, str]:
    """Marked-content number → text; -1 collects what is outside of any."""
    maps = {name: _unicode_map(font) for name, font in page.Resources.Font.items()}
    found: dict[int, str] = {}
    current, font, stack = -1, "", []
    instructions: Any = pikepdf.parse_content_stream(page)
    for operands, operator in instructions:
        match str(operator):
            case "BDC":
                stack.append(current)
                marks = operands[1]
                current = int(marks.get("/MCID", -1)) if isinstance(marks, pikepdf.Dictionary) else -1
            case "BMC":
                stack.append(current)
            case "EMC":
                current = stack.pop()
            case "Tf":
                font = str(operands[0])
            case "TJ" | "Tj":
                parts = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[0]]
                glyphs = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                found[current] = found.get(current, "") + _decode(glyphs, maps[font])
    return found


def _decode(glyphs: bytes, codes: dict[bytes, str]) -> str:
    if not codes:
        return glyphs.decode("latin-1")
    return "".join(codes[glyphs[start : start + 2]] for start in range(0, len(glyphs), 2))


def _unicode_map(font: Any) -> dict[bytes, str]:
    """Empty for a font of the machine, as a file from elsewhere may have: its codes are letters."""
    if "/ToUnicode" not in font:
        return {}
    pairs = PAIR.findall(font.ToUnicode.read_bytes().split(b"beginbfchar", 1)[-1])
    codes = ((bytes.fromhex(glyph.decode()), bytes.fromhex(text.decode())) for glyph, text in pairs)
    return {glyph: text.decode("utf-16-be") for glyph, text in codes}
