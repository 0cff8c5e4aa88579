"""Header, footer and number of each page: drawn at the merge, as artefacts that nobody has read out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name, Page, Pdf

from reports.printing.merging import Binding, packed

MM = 72 / 25.4
Edges = tuple[float, float, float, float]
PAIR = re.compile(rb"<([0-9a-fA-F]{4})>\s+<([0-9a-fA-F]+)>")
SIZE, SMALL = 8.5, 7.0  # of the number, in points: on our pages and on those that were handed in
# From the right edge and the foot of the page to the end of the number and its base line.
UPRIGHT = (22 * MM, 12.5 * MM - 0.28 * SIZE)
WIDE = (18 * MM, 11 * MM - 0.28 * SIZE)
MARGIN = (7 * MM, 5 * MM)  # of a page that was handed in: nearer the edge than office programs print
# The turn that sets words upright on a page that is shown turned by so many degrees.
TURNED = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}


@dataclass(frozen=True)
class Digits:
    """The letters of page numbers in their font: the code of each, and its width in thousandths."""

    font: Any
    codes: dict[str, bytes]
    widths: dict[bytes, float]

    def drawn(self, words: str, size: float) -> tuple[bytes, float]:
        """What a text operator shows, and how wide it is in points."""
        codes = [self.codes[letter] for letter in words]
        return b"<" + b"".join(codes) + b">", sum(self.widths[code] for code in codes) * size / 1000


class Furniture:
    """What is stamped, from three pages laid out for it: upright, landscape, and one that holds the digits."""

    def __init__(self, binding: Binding, source: Pdf) -> None:
        self._pdf = pdf = binding.pdf
        upright, wide, _ = source.pages
        self._forms = {at: pdf.copy_foreign(page.as_form_xobject()) for at, page in enumerate((upright, wide))}
        fonts = self._forms[0].Resources.Font
        for font in fonts.values():
            binding.share(font)
        self._digits = _digits(next(font for font in fonts.values() if str(font.BaseFont).endswith("+Paper-latin")))
        self._save = pdf.make_stream(b"q\n")

    def stamp(self, page: Page, label: str) -> None:
        """Header and footer with the number, on a page of ours."""
        width, height = float(page.obj.MediaBox[2]), float(page.obj.MediaBox[3])
        is_wide = width > height
        right, foot = WIDE if is_wide else UPRIGHT
        name = Name.GtWide if is_wide else Name.GtUpright
        _held(page.obj.Resources, "/XObject")[name] = self._forms[is_wide]
        self._draw(page, b"q " + bytes(name) + b" Do Q\n", label, SIZE, (1, 0, 0, 1, width - right, foot))

    def stamp_upload(self, page: Page, label: str) -> None:
        """The number alone, small, in the margin of a page that was handed in; upright as the page is shown."""
        left, bottom, right, top = _edges(page)
        turn = _turn(page)
        a, b, c, d = (each / _unit(page) for each in TURNED[turn])
        across, up = MARGIN
        corner = {0: (right, bottom), 90: (right, top), 180: (left, top), 270: (left, bottom)}[turn]
        # From the corner, `across` to the reader's left and `up`.
        place = (corner[0] - across * a + up * c, corner[1] - across * b + up * d)
        if "/Resources" not in page.obj:
            page.obj.Resources = Dictionary()
        self._draw(page, b"", label, SMALL, (a, b, c, d, *place))

    def _name_font(self, fonts: Any) -> str:
        """What the page calls the font of the digits: a page that was handed in may be one of ours, with its own."""
        name = "/GtNumber"
        while name in fonts and fonts[name].objgen != self._digits.font.objgen:
            name += "s"
        fonts[name] = self._digits.font
        return name

    def _draw(self, page: Page, before: bytes, label: str, size: float, at: tuple[float, ...]) -> None:
        """`at` is the matrix of text that ends there."""
        shown, width = self._digits.drawn(f"Page{'s' if ' ' in label else ''} {label}", size)
        a, b, c, d, x, y = at
        matrix = " ".join(f"{value:.2f}" for value in (a, b, c, d, x - width * a, y - width * b)).encode()
        name = self._name_font(_held(page.obj.Resources, "/Font"))
        text = b"BT 0.08 0.1 0.1 rg %b %.1f Tf %b Tm %b Tj ET\n" % (name.encode(), size, matrix, shown)
        mark = b"Q\n/Artifact <</Type /Pagination /Subtype /Footer>> BDC\n" + before + text + b"EMC\n"
        contents = page.obj.get("/Contents", Array())
        drawn = list(contents) if isinstance(contents, Array) else [contents]
        page.obj.Contents = Array([self._save, *drawn, packed(self._pdf, mark)])


def _edges(page: Page) -> Edges:
    """Of the page as it is shown: what is left of it within its paper; of A4 where the file has no sense in it."""
    paper = _box(page.obj.get("/MediaBox")) or (0, 0, 210 * MM, 297 * MM)
    shown = _box(page.obj.get("/CropBox")) or paper
    left, bottom, right, top = (*map(max, paper[:2], shown[:2]), *map(min, paper[2:], shown[2:]))
    return (left, bottom, right, top) if left < right and bottom < top else paper


def _box(value: Any) -> Edges | None:
    """Left, bottom, right and top, which a file may name in any order; None for what encloses nothing."""
    try:
        one, two, three, four = (float(edge) for edge in value)
    except (TypeError, ValueError):
        return None
    left, bottom, right, top = min(one, three), min(two, four), max(one, three), max(two, four)
    return (left, bottom, right, top) if left < right and bottom < top else None


def _unit(page: Page) -> float:
    """How many points one step on the page is long: more than one on sheets of over five metres."""
    try:
        return max(1.0, float(page.obj.get("/UserUnit", 1)))
    except (TypeError, ValueError):
        return 1.0


def _turn(page: Page) -> int:
    turn = page.obj.get("/Rotate", 0)
    return int(turn) % 360 if isinstance(turn, int) and turn % 90 == 0 else 0


def _held(resources: Any, kind: str) -> Any:
    if kind not in resources:
        resources[kind] = Dictionary()
    return resources[kind]


def _digits(font: Any) -> Digits:
    pairs = PAIR.findall(font.ToUnicode.read_bytes().split(b"beginbfchar", 1)[1])
    codes = {bytes.fromhex(text.decode()).decode("utf-16-be"): code for code, text in pairs}
    widths: dict[bytes, float] = {}
    listed = font.DescendantFonts[0].W
    for at in range(0, len(listed), 2):
        for offset, width in enumerate(listed[at + 1]):
            widths[b"%04x" % (int(listed[at]) + offset)] = float(width)
    return Digits(font, codes, widths)
