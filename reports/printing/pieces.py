"""A paper cut into pieces that start on a new page and know nothing of where they will stand."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from reports.render import PaperView, SectionView

FRONT = ""  # in place of an anchor: cover and contents, before the first section
SCHEME = "paper:"  # of a link into another piece, until the merge knows where that is
NO_NUMBER = "000"  # as wide as what will be printed
_PLACE = re.compile(r'<span class="page-of" data-to="#([^"]+)"></span>')
_ID = re.compile(r' id="([^"]+)"')
_LINK = re.compile(r'href="#([^"]+)"')


@dataclass(frozen=True)
class Piece:
    """HTML to be laid out, of the top-level section `anchor`. One that prints page numbers is `late`."""

    anchor: str
    html: str
    late: bool

    def with_numbers(self, numbers: Mapping[str, str]) -> str:
        """The HTML with the number of the page that each anchor stands on."""
        return _PLACE.sub(lambda match: f'<span class="page-of">{numbers.get(match[1], NO_NUMBER)}</span>', self.html)


@dataclass(frozen=True)
class Upload:
    """A PDF that somebody handed in, whose pages follow the section `anchor`."""

    anchor: str
    title: str
    sha256: str


Part = Piece | Upload


@dataclass
class Run:
    """Sections that run on, from the top-level section `anchor`; what comes next starts a page."""

    anchor: str
    sections: list[SectionView]


def parts_of(paper: PaperView, code: str) -> Iterator[Part]:
    """The paper from front to back. Only its front prints the edition's `code`."""
    uploads = {section["anchor"]: list(_uploads(section, section["anchor"])) for section in paper.edition["sections"]}
    runs = _runs(paper.sections, alone={anchor for anchor, files in uploads.items() if files} | unpublished(paper))
    # A paper without a cover begins under its masthead, with its first section.
    under_masthead = runs.pop(0).sections if runs and not paper.has_cover else ()
    yield _piece(FRONT, paper.html(code, has_front=True, sections=under_masthead))
    for run, following in itertools.zip_longest(runs, runs[1:]):
        yield _piece(run.anchor, paper.html(sections=run.sections))
        if following is None or following.anchor != run.anchor:
            yield from uploads[run.anchor]


def unpublished(paper: PaperView) -> frozenset[str]:
    """The sections that only say that something is not published: each is one page for all that it stands for."""
    return frozenset(
        section["anchor"]
        for section in paper.edition["sections"]
        if any(block["block"] == "not-published" for block in section["blocks"])
    )


def _piece(anchor: str, html: str) -> Piece:
    """Links to what is in another piece are told apart from those within."""
    ids = set(_ID.findall(html))
    outward = _LINK.sub(lambda match: match[0] if match[1] in ids else f'href="{SCHEME}#{match[1]}"', html)
    return Piece(anchor, outward, late=bool(_PLACE.search(outward)))


def _runs(sections: Sequence[SectionView], alone: Set[str]) -> list[Run]:
    runs: list[Run] = []
    goes_on = False
    for section in sections:
        stands_alone = section.wide or section.anchor in alone
        head, *rest = _split(section)
        if goes_on and not (section.part or stands_alone):
            runs[-1].sections.append(head)
        else:
            runs.append(Run(section.anchor, [head]))
        runs += [Run(section.anchor, children) for children in rest]
        goes_on = not (rest or stands_alone)
    return runs


def _split(section: SectionView) -> tuple[SectionView, *tuple[list[SectionView], ...]]:
    """The section with its first child, which stands under its heading; then each child that starts a page."""
    groups: list[list[SectionView]] = [[]]
    for child in section.sections:
        if child.part and child is not section.sections[0]:
            groups.append([])
        groups[-1].append(child)
    return (replace(section, sections=tuple(groups[0])), *groups[1:])


def _uploads(section: Mapping[str, Any], anchor: str) -> Iterator[Upload]:
    """What is handed in with a section; in editions of format 1 made before that, the list of them all is a block."""
    listed = [
        row for block in section["blocks"] if block["block"] == "attached-papers" for row in block["data"]["rows"]
    ]
    for row in (*listed, *section.get("papers", ())):
        yield Upload(anchor, row["title"], row["sha256"])
    for child in section.get("sections", ()):
        yield from _uploads(child, anchor)
