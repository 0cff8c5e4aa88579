"""A paper printed from its content alone: laid out, numbered, put together and stamped."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

import pikepdf
from pikepdf import Pdf

from reports.documents.versions import PageCounts
from reports.fonts import font_file
from reports.pdf import BUILT, colour_profile, untagged_pdf
from reports.printing.keeping import piece_path
from reports.printing.laying import Laid, Progress, laid_out, set_numbers
from reports.printing.merging import Binding
from reports.printing.naming import (
    CLAIM_A,
    CLAIM_UA,
    add_bookmarks,
    add_colours,
    add_destinations,
    label_pages,
    name_file,
)
from reports.printing.pieces import FRONT, Upload
from reports.printing.settling import settle_tags
from reports.printing.stamping import Furniture
from reports.printing.uploads import conforms
from reports.render import SectionView, short_code
from snb.workflow import Refusal


def paper_pdf(content: Mapping[str, Any], digest: str, *, told: Progress | None = None, archive: bool = False) -> bytes:
    """The PDF of a paper: the same bytes every time. `archive` makes it PDF/A-2a too.

    `told` hears of each piece, and may raise to stop the work. Raises EditionInvalid, LayoutFailed, or Refusal where an
    uploaded paper is missing, or is asked for in an archive that could not vouch for it.
    """
    laid = laid_out(content, told)
    if archive and any(isinstance(part, Upload) for part in laid.parts):
        raise Refusal("A paper with files that were handed in cannot be made for the archive: they may not keep PDF/A.")
    set_numbers(laid, short_code(digest))
    with ExitStack() as held:  # what pages are taken from stays open until they are written
        pdf = held.enter_context(pikepdf.new())
        claims = [CLAIM_UA] if _bind(pdf, laid, digest, held) else []
        if archive:
            add_colours(pdf, colour_profile())
            claims.append(CLAIM_A)
        name_file(pdf, content, digest, claims=claims)
        return written(pdf, is_packed=not archive)


def page_counts(content: Mapping[str, Any], told: Progress | None = None) -> PageCounts:
    """How many pages the front has, and each section that starts one, with what runs on after it and its papers."""
    laid = laid_out(content, told)
    found: dict[str, int] = {}
    for part, length in zip(laid.parts, laid.lengths, strict=True):
        found[part.anchor] = found.get(part.anchor, 0) + length
    return PageCounts(front=found.pop(FRONT), sections=found)


def written(pdf: Pdf, *, is_packed: bool = True) -> bytes:
    """The file; its small objects in packs where that may be."""
    target = io.BytesIO()
    modes = pikepdf.ObjectStreamMode
    pdf.save(target, deterministic_id=True, object_stream_mode=modes.generate if is_packed else modes.disable)
    return target.getvalue()


def _bind(pdf: Pdf, laid: Laid, digest: str, held: ExitStack) -> bool:
    """Put the parts together; whether all of it keeps PDF/UA-1."""
    binding = Binding(pdf, partial(font_file, BUILT / "fonts"))
    is_accessible = True
    uploads: dict[str, list[tuple[str, int]]] = {}
    taken: list[str] = []
    for part, key in zip(laid.parts, laid.keys, strict=True):
        if isinstance(part, Upload):
            # Left open, because of its size: its pages are read when they are written.
            source = held.enter_context(pikepdf.open(piece_path(key)))
            is_accessible = is_accessible and conforms(source)
            if key in taken:
                settle_tags(source, f"again-{len(taken)}")  # the same file in two places: its ids are two
            taken.append(key)
            first = binding.add_upload(source, part.anchor, part.title)
            uploads.setdefault(part.anchor, []).append((part.title, first))
        else:
            with pikepdf.open(piece_path(key)) as piece:
                binding.add_piece(piece, part.anchor)
    _stamp(binding, laid, digest, held)
    headings = {section.anchor: section.label for section in _walk(laid.paper.sections)}
    binding.close(lambda anchor: headings.get(anchor, "Go to the note"))
    add_bookmarks(binding, laid.paper.sections, uploads)
    add_destinations(binding, list(headings))
    label_pages(pdf, [label for labels in laid.labels for label in labels])
    return is_accessible


def _stamp(binding: Binding, laid: Laid, digest: str, held: ExitStack) -> None:
    """Every page but the cover."""
    source = untagged_pdf(laid.paper.furniture_html(short_code(digest)))
    furniture = Furniture(binding, held.enter_context(pikepdf.open(io.BytesIO(source))))
    pages = iter(binding.pdf.pages)
    for part, labels in zip(laid.parts, laid.labels, strict=True):
        for place, label in enumerate(labels):
            page = next(pages)
            if isinstance(part, Upload):
                furniture.stamp_upload(page, label)
            elif part.anchor != FRONT or place or not laid.paper.has_cover:
                furniture.stamp(page, label)


def _walk(sections: Sequence[SectionView]) -> Iterator[SectionView]:
    for section in sections:
        yield section
        yield from _walk(section.sections)
