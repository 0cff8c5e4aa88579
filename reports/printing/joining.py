"""An edition and its supplements as one file: pages, tags, labels, bookmarks and links as each has them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf

from reports.printing.merging import Binding
from reports.printing.naming import label_pages
from reports.printing.paper import written
from reports.printing.settling import settle_tags

UA = b"pdfuaid:part"


def joined(files: Sequence[bytes]) -> bytes:
    """Papers of ours in one: it is called, and known, as the first of them. The same bytes every time.

    Where one of them does not keep PDF/UA-1, neither does the whole, and it says so of itself.
    """
    with ExitStack() as held:
        sources = [held.enter_context(pikepdf.open(io.BytesIO(data))) for data in files]
        pdf = held.enter_context(pikepdf.new())
        binding = Binding(pdf, lambda name: b"")
        labels = [str(page.label) for source in sources for page in source.pages]
        claims = all(UA in source.Root.Metadata.read_bytes() for source in sources)
        for number, source in enumerate(sources):
            _add(binding, source, number)
        binding.close(str)
        label_pages(pdf, labels)
        _take_name(pdf, sources[0], is_accessible=claims)
        return written(pdf)


def _add(binding: Binding, source: Pdf, number: int) -> None:
    """One file after those before it; its bookmarks under its title, but for those of the first."""
    title = str(source.docinfo.Title)
    settle_tags(source, f"file-{number}")
    index = {page.objgen: place for place, page in enumerate(source.pages)}
    aims = [_taken_aims(page.obj, index) for page in source.pages]
    with source.open_outline() as outline:
        marks = [_moved(mark, index) for mark in outline.root]
    first = binding.add_upload(source, str(number), title)
    for page, own in zip(list(binding.pdf.pages)[first:], aims, strict=True):
        for note, (place, rest) in own:
            page.obj.Annots[note].Dest = Array([binding.pdf.pages[first + place].obj, *rest])
    with binding.pdf.open_outline() as outline:
        items = [_item(binding.pdf, mark, first) for mark in marks]
        if number:
            whole = OutlineItem(title, first)
            whole.children.extend(items)
            items = [whole]
        outline.root.extend(items)


Aim = tuple[int, list[Any]]  # a page of its own file, from 0, and where on it


def _taken_aims(page: Any, index: dict[Any, int]) -> list[tuple[int, Aim]]:
    """The links of a page into its own file, taken off: what they point at is not yet there."""
    found = []
    for number, note in enumerate(page.get("/Annots", ())):
        if "/Dest" in note:
            target, *rest = note.Dest
            found.append((number, (index[target.objgen], rest)))
            del note["/Dest"]
    return found


Mark = tuple[str, Aim, list[Any]]


def _moved(mark: OutlineItem, index: dict[Any, int]) -> Mark:
    target, *rest = mark.destination  # type: ignore[misc]  # ours are always arrays
    return mark.title, (index[target.objgen], rest), [_moved(child, index) for child in mark.children]


def _item(pdf: Pdf, mark: Mark, first: int) -> OutlineItem:
    title, (place, rest), children = mark
    item = OutlineItem(title, Array([pdf.pages[first + place].obj, *rest]))
    item.children.extend(_item(pdf, child, first) for child in children)
    return item


def _take_name(pdf: Pdf, source: Pdf, *, is_accessible: bool) -> None:
    pdf.Root.Lang = pikepdf.String(str(source.Root.Lang))
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.Root.PageMode = Name.UseOutlines
    said = source.Root.Metadata.read_bytes()
    if not is_accessible:
        said = said.replace(b"<pdfuaid:part>1</pdfuaid:part>", b"")
    pdf.Root.Metadata = pdf.make_stream(said, Type=Name.Metadata, Subtype=Name.XML)
    pdf.trailer.Info = pdf.copy_foreign(source.trailer.Info)
    pdf.trailer.ID = Array([pikepdf.String(bytes(part)) for part in source.trailer.ID])
