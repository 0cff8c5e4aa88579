"""What a Word file points at: places in itself by bookmark, addresses outside and pictures by relation."""

from __future__ import annotations

import re
from collections.abc import Iterable

from reports.docx.xml import HEAD, value

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9]+")
_LONGEST_NAME = 40  # of a bookmark; Word drops a longer one without a word
# Word calls a file broken whose address it cannot read, so only what every reader takes stays a link.
_ADDRESS = re.compile(r"(?:https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:[/?#]|$)|mailto:[A-Za-z0-9.+_-]+@)"
                      r"(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*\Z")  # fmt: skip
_LONGEST_ADDRESS = 2000
_EXTERNAL = ' TargetMode="External"'
PARTS = ("styles", "numbering", "settings", "fontTable", "footnotes")


class Relations:
    """The relations of word/document.xml in the order of their first use, and the names of its bookmarks."""

    def __init__(self, anchors: Iterable[str]) -> None:
        self.bookmarks = {anchor: _name(anchor, number) for number, anchor in enumerate(dict.fromkeys(anchors), 1)}
        self._ids = {anchor: number for number, anchor in enumerate(self.bookmarks, 1)}
        self._targets: dict[tuple[str, str], str] = {}
        self.pictures: list[bytes] = []
        self._drawings = 0
        for part in PARTS:
            self.part(part, f"{part}.xml")

    def part(self, kind: str, target: str) -> str:
        """The relation to another part of the file."""
        return self._targets.setdefault((kind, target), f"rId{len(self._targets) + 1}")

    def outside(self, address: str) -> str | None:
        """The relation to an address, or None where no program could be trusted to take it."""
        if len(address) > _LONGEST_ADDRESS or not _ADDRESS.match(address) or address.count("#") > 1:
            return None
        return self.part("hyperlink", address)

    def picture(self, png: bytes) -> str:
        """The relation to a picture; the same picture is kept once."""
        if png not in self.pictures:
            self.pictures.append(png)
        return self.part("image", f"media/image{self.pictures.index(png) + 1}.png")

    def drawing(self) -> int:
        """The next number of a drawing; each has its own."""
        self._drawings += 1
        return self._drawings

    def marked(self, anchor: str, inner: str) -> str:
        """`inner` as the place that links to `anchor` lead to."""
        if anchor not in self.bookmarks:
            return inner
        number, name = self._ids[anchor], self.bookmarks[anchor]
        return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'

    def xml(self, *, outside_only: bool = False) -> str:
        """word/_rels/document.xml.rels; `outside_only` for the footnotes, which need no more."""
        every = "".join(
            f'<Relationship Id="{identity}" Type="{_OFFICE}/{kind}" Target="{value(target)}"'
            f"{_EXTERNAL if kind == 'hyperlink' else ''}/>"
            for (kind, target), identity in self._targets.items()
            if kind == "hyperlink" or not outside_only
        )
        space = "http://schemas.openxmlformats.org/package/2006/relationships"
        return f'{HEAD}<Relationships xmlns="{space}">{every}</Relationships>'


def _name(anchor: str, number: int) -> str:
    """A bookmark's name: a letter first, then letters, digits and low lines; the number keeps it its own."""
    return f"s{number}_{_NOT_IN_NAME.sub('_', anchor)}"[:_LONGEST_NAME]
