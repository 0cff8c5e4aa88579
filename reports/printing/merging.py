"""Pieces put together into one tagged PDF: whole objects are copied, and only what names a place is looked at."""

from __future__ import annotations

import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, PageCopyWarning, Pdf

from reports.printing.layers import Layers
from reports.printing.pieces import SCHEME
from reports.printing.settling import KEYS, holders

Place = tuple[int, Any, Any]  # a page from 0, and x and y on it
PRINTED = 4  # the flag of an annotation that is printed with its page, which PDF/A asks for


class Binding:
    """A PDF that grows part by part. `places` says where each anchor lies."""

    def __init__(self, pdf: Pdf, font_file: Callable[[str], bytes]) -> None:
        """`font_file` gives the file of a typeface by its name in a piece: pieces share it, whole."""
        self.pdf, self.places, self._font_file = pdf, dict[str, Place](), font_file
        self._root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self._document = self._element("Document", self._root)
        self._sects: dict[str, Any] = {}
        self._lists: list[Any] = []  # leaves of the parent tree
        self._ids: list[Any] = []  # leaves of the tree of ids
        self._next = 0  # key of the parent tree
        self._fonts: dict[str, Any] = {}
        self._layers = Layers()
        self._outward: list[tuple[Any, str]] = []  # links into another piece, with their anchors

    def add_piece(self, source: Pdf, anchor: str) -> int:
        """The pages of a piece of ours, at the end, its tags in the Sect of `anchor`; the place of the first page."""
        _detach(source)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PageCopyWarning)  # names of places are lost: links are aimed without them
            first = self._add(source, self._sect(anchor))
        own = places_of(source)
        self.places |= {name: (first + page, x, y) for name, (page, x, y) in own.items()}
        for number in range(first, len(self.pdf.pages)):
            for note in self.pdf.pages[number].obj.get("/Annots", ()):
                self._aim(note, own, first)
        for font in self.pdf.pages[first].obj.Resources.Font.values():
            self.share(font)
        return first

    def add_upload(self, source: Pdf, anchor: str, title: str) -> int:
        """The same of a settled PDF from elsewhere: its tags go into a Sect of its own within that of `anchor`."""
        sect = self._element("Sect", self._sect(anchor))
        sect.T = pikepdf.String(title)
        first = self._add(source, sect)
        self._layers.add(self.pdf, source)
        if len(sect.K):
            self._sect(anchor).K.append(sect)
        return first

    def _add(self, source: Pdf, sect: Any) -> int:
        """The pages at the end, the tags in `sect`; the place of the first page, counted from 0."""
        first = len(self.pdf.pages)
        self.pdf.pages.extend(source.pages)
        tree = source.Root.get("/StructTreeRoot")
        if tree is not None:
            # After the pages, so that the tags point at those that were added.
            self._hang(self.pdf.copy_foreign(tree), sect, first)
        return first

    def close(self, says: Callable[[str], str]) -> None:
        """Aim the links between pieces, each with the words of `says`, and plant the tree of tags."""
        for note, anchor in self._outward:
            note.Dest, note.Contents = self.destination(anchor), pikepdf.String(says(anchor))
        self._document.K = Array(list(self._sects.values()))
        self._root.K = Array([self._document])
        self._root.ParentTree = self.pdf.make_indirect(Dictionary(Kids=Array(self._lists)))
        self._root.ParentTreeNextKey = self._next
        if self._ids:
            leaves = sorted(self._ids, key=lambda leaf: bytes(leaf.Limits[0]))
            self._root.IDTree = self.pdf.make_indirect(Dictionary(Kids=Array(leaves)))
        self._layers.say(self.pdf)
        self.pdf.Root.StructTreeRoot = self._root
        self.pdf.Root.MarkInfo = Dictionary(Marked=True)

    def destination(self, anchor: str) -> Array:
        """Where a link to the anchor leads."""
        page, x, y = self.places[anchor]
        return Array([self.pdf.pages[page].obj, Name.XYZ, x, y, 0])

    def _hang(self, tree: Any, sect: Any, first: int) -> None:
        """The elements of a part into `sect`, its lists and ids beside those of the other parts."""
        if "/Lang" in tree.K[0]:
            sect.Lang = tree.K[0].Lang
        for kid in tree.K[0].K:
            kid.P = sect
            sect.K.append(kid)
        numbers = list(tree.ParentTree.Nums)
        moved = [entry + self._next if at % 2 == 0 else entry for at, entry in enumerate(numbers)]
        if moved:
            leaf = Dictionary(Limits=[moved[0], moved[-2]], Nums=Array(moved))
            self._lists.append(self.pdf.make_indirect(leaf))
        if "/IDTree" in tree and len(names := tree.IDTree.Names):
            self._ids.append(self.pdf.make_indirect(Dictionary(Limits=[names[0], names[-2]], Names=names)))
        for held in holders(list(self.pdf.pages)[first:]):
            for key in KEYS:
                if key in held:
                    held[key] = int(held[key]) + self._next
        self._next = int(moved[-2]) + 1 if moved else self._next

    def _aim(self, note: Any, own: Mapping[str, Place], first: int) -> None:
        note.F = PRINTED
        address = str(note.A.URI) if "/A" in note else ""
        if address.startswith(SCHEME):
            del note.A
            self._outward.append((note, address.removeprefix(f"{SCHEME}#")))
        elif "/Dest" in note:
            page, x, y = own[str(note.Dest)]
            note.Dest = Array([self.pdf.pages[first + page].obj, Name.XYZ, x, y, 0])

    def share(self, font: Any) -> None:
        """The one file of its typeface in place of the piece's own."""
        held = font.DescendantFonts[0].FontDescriptor
        name = str(held.FontName).partition("+")[2]
        if name not in self._fonts:
            data = self._font_file(name)
            self._fonts[name] = packed(self.pdf, data, Length1=len(data))
        held.FontFile2 = self._fonts[name]

    def _sect(self, anchor: str) -> Any:
        if anchor not in self._sects:
            self._sects[anchor] = self._element("Sect", self._document)
        return self._sects[anchor]

    def _element(self, kind: str, parent: Any) -> Any:
        return self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), P=parent, K=Array()))


def packed(pdf: Pdf, data: bytes, **entries: Any) -> pikepdf.Stream:
    """A stream that holds `data` compressed."""
    return pdf.make_stream(_unambiguous(zlib.compress(data)), Filter=Name.FlateDecode, **entries)


def _unambiguous(raw: bytes) -> bytes:
    """A stream that ends in half of a line's end has two lengths, to those who read strictly (PDF/A)."""
    return raw + b"\n" if raw.endswith(b"\r") else raw


def _detach(source: Pdf) -> None:
    """Hold the streams of a small file in memory: what is copied from it then outlives it, and it can be closed."""
    for stream in source.objects:
        if isinstance(stream, pikepdf.Stream):
            held: dict[str, Any] = {"filter": stream.get("/Filter"), "decode_parms": stream.get("/DecodeParms")}
            stream.write(_unambiguous(stream.read_raw_bytes()), **held)


def places_of(source: Pdf) -> dict[str, Place]:
    """Every named destination of a piece: its page from 0, x and y."""
    return dict(_destinations(source))


def _destinations(source: Pdf) -> Iterator[tuple[str, Place]]:
    if "/Names" not in source.Root:
        return
    pages: dict[Any, int] = {page.objgen: number for number, page in enumerate(source.pages)}
    names = source.Root.Names.Dests.Names
    for at in range(0, len(names), 2):
        page, _, x, y, _ = names[at + 1]
        yield str(names[at]), (pages[page.objgen], x, y)
