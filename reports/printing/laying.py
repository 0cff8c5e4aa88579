"""A paper's pieces laid out, or found as they were laid out before, and told their page numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pikepdf

from reports.pdf import key_of
from reports.printing.keeping import is_kept, keep, piece_path
from reports.printing.merging import Place, places_of
from reports.printing.numbering import page_labels
from reports.printing.pieces import Part, Piece, Upload, parts_of, unpublished
from reports.printing.presses import lay_out_all
from reports.printing.uploads import settle, settled_key
from reports.render import PaperView

Progress = Callable[[str, int, int], None]
STEP = "Laying out the pages"
DRAFT = "0" * 12  # in place of the edition's code while pages are counted
ROUNDS = 3  # of setting page numbers, which may move what they number


@dataclass
class Laid:
    """A paper whose parts are all laid out: the `keys` under which they are kept, and their `lengths` in pages."""

    paper: PaperView
    parts: list[Part]
    keys: list[str]
    lengths: list[int]

    @property
    def labels(self) -> list[list[str]]:
        """What each page of each part prints as its number."""
        content = self.paper.edition
        return page_labels(
            [(part.anchor, length) for part, length in zip(self.parts, self.lengths, strict=True)],
            first=content.get("first_page", 1),
            ranges=content.get("pages", {}),
            unpublished=unpublished(self.paper),
        )

    @property
    def numbers(self) -> dict[str, str]:
        """Anchor → the number of the page that it stands on. Of a stretch that is not published, the first."""
        return dict(self._numbers())

    def _numbers(self) -> Iterator[tuple[str, str]]:
        for part, key, labels in zip(self.parts, self.keys, self.labels, strict=True):
            if isinstance(part, Piece):
                for anchor, (page, _, _) in facts(key)[1].items():
                    yield anchor, labels[page].partition(" ")[0]


def laid_out(content: Mapping[str, Any], told: Progress | None = None) -> Laid:
    """Every part laid out or found; those that print page numbers have room for them.

    `told` hears of each piece, and what it raises stops the work. Raises EditionInvalid, LayoutFailed, or Refusal
    where a paper that was handed in is missing.
    """
    paper = PaperView(content)
    parts = list(parts_of(paper, DRAFT))
    for part in parts:
        if isinstance(part, Upload):
            settle(part)
    keys = _lay_out([part.with_numbers({}) for part in parts if isinstance(part, Piece)], told)
    listed = [settled_key(part) if isinstance(part, Upload) else next(keys) for part in parts]
    return Laid(paper, parts, listed, [facts(key)[0] for key in listed])


def set_numbers(laid: Laid, code: str) -> None:
    """Lay out anew what prints page numbers, or the edition's `code`, with what it is to print."""
    front = next(parts_of(laid.paper, code))
    late = {place: part for place, part in enumerate(laid.parts) if isinstance(part, Piece) and part.late}
    if isinstance(front, Piece):
        late[0] = front
    for _ in range(ROUNDS):
        before, numbers = list(laid.lengths), laid.numbers
        keys = _lay_out([part.with_numbers(numbers) for part in late.values()])
        for place, key in zip(late, keys, strict=True):
            laid.keys[place], laid.lengths[place] = key, facts(key)[0]
        if laid.lengths == before:
            break


@lru_cache(maxsize=4096)
def facts(key: str) -> tuple[int, Mapping[str, Place]]:
    """Of what is kept under a key how many pages it has, and where its anchors lie."""
    with pikepdf.open(piece_path(key)) as pdf:
        return len(pdf.pages), places_of(pdf)


def _lay_out(htmls: Sequence[str], told: Progress | None = None) -> Iterator[str]:
    """Lay out what is not kept; the key of each."""
    keys = {html: key_of(html) for html in htmls}
    missing = [html for html, key in keys.items() if not is_kept(key)]
    kept, total = len(keys) - len(missing), len(keys)

    def tell(done: int) -> None:
        if told is not None:
            told(STEP, kept + done, total)

    tell(0)
    lay_out_all(missing, keep=lambda html, data: keep(keys[html], data), told=tell)
    return iter([keys[html] for html in htmls])
