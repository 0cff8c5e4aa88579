"""Edition JSON → one HTML page for print. Reads no database, no settings and no clock."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe

from reports.prose import Counted, prose, with_breaks
from reports.shapes import BlockName
from snb import sealing

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
BLOCKS = frozenset(get_args(BlockName))
# These need a landscape page.
WIDE = frozenset({"indicator-matrix", "measure-quality", "priorities-matrix", "required-actions-matrix"})
TAGS = ["reports.paper_tags", "performance.templatetags.charts"]
PACK = "board-pack"
UNDER_MASTHEAD = frozenset({"return-receipt"})  # one sheet or two: no cover, no contents
TOP = 2  # the title is h1, so sections start at h2


class EditionInvalid(ValueError):
    """The edition cannot be printed; the message says which part is wrong."""


@dataclass(frozen=True)
class BlockView:
    """One block ready for its template; ``html`` only for prose, which is numbered across a section."""

    template: str
    data: Mapping[str, Any]
    html: SafeString


@dataclass(frozen=True)
class SectionView:
    """A section as the templates see it; ``level`` is that of its heading, ``part`` starts a new page."""

    anchor: str
    number: str
    heading: str
    label: str
    level: int
    wide: bool
    part: bool
    blocks: tuple[BlockView, ...]
    sections: tuple["SectionView", ...]


class Numbering:
    """The numbers of paragraphs and footnotes of one paper as it is printed from front to back."""

    def __init__(self, scheme: str) -> None:
        """``scheme`` as the edition says: "by section" (3.1, 3.2 …), "straight" (1, 2 … through the paper), "none"."""
        self.scheme, self.pattern, self.paragraphs, self.notes = scheme, "", 0, 0

    def enter(self, section: Mapping[str, Any]) -> None:
        """What follows is of this section."""
        if self.scheme == "straight":
            self.pattern = "#."
            return
        # With sections inside, "5.1" would name both a section and a paragraph: then paragraphs go without.
        numbered = self.scheme == "by section" and _is_numeric(section["number"]) and not section.get("sections")
        self.pattern, self.paragraphs, self.notes = f"{section['number']}.#" if numbered else "", 0, 0

    def prose(self, markdown: str, *, under: int, anchors: frozenset[str], within: str) -> SafeString:
        """The next text of the paper; ``within`` is the anchor of its section."""
        counted = Counted(self.pattern, f"{within}-", self.paragraphs, self.notes)
        written = prose(markdown, under=under, anchors=anchors, counted=counted)
        self.paragraphs += written.paragraphs
        self.notes += written.notes
        return mark_safe(written.html)  # noqa: S308  the Markdown parser escapes every piece of raw HTML


def fingerprint(edition: Mapping[str, Any]) -> str:
    """SHA-256 of the edition's canonical JSON, 64 hexadecimal digits."""
    return sealing.fingerprint(sealing.canonical(edition))


def short_code(digest: str) -> str:
    """The first twelve digits: what a paper prints of its fingerprint."""
    return digest[:12]


def heading_text(section: Mapping[str, Any]) -> str:
    """The heading as contents and bookmarks print it: "3 Leads", "Section One: Governance"."""
    number = section["number"]
    if not number:
        return str(section["heading"])
    return f"{number}{' ' if _is_numeric(number) else ': '}{section['heading']}"


def edition_html(edition: Mapping[str, Any]) -> str:
    """The whole paper as HTML. Raises EditionInvalid on an unknown format, block or a repeated anchor."""
    return PaperView(edition).html(short_code(fingerprint(edition)), has_front=True)


def has_cover(edition: Mapping[str, Any]) -> bool:
    """Else the title stands above the text, without cover and contents."""
    return edition.get("front") != "masthead" and edition["kind"] not in UNDER_MASTHEAD


class PaperView:
    """A paper ready for its templates, whole or piece by piece. Raises EditionInvalid, as above."""

    def __init__(self, edition: Mapping[str, Any]) -> None:
        if edition.get("format") != 1:
            raise EditionInvalid(f"Unknown edition format: {edition.get('format')!r}")
        self.edition, self.anchors = edition, _anchors(edition["sections"])
        self.has_cover = has_cover(edition)
        numbering = Numbering(edition.get("paragraphs", "by section"))
        self.sections = tuple(
            _section(section, TOP, self.anchors, numbering, edition["kind"]) for section in edition["sections"]
        )

    def html(self, code: str = "", *, has_front: bool = False, sections: Sequence[SectionView] | None = None) -> str:
        """An HTML page with cover and contents, or these sections, or both. ``code`` is what the cover prints."""
        context = {
            "edition": self.edition,
            "anchors": self.anchors,
            "has_front": has_front,
            "has_cover": self.has_cover,
            "contents": self.sections,
            "sections": self.sections if sections is None else sections,
            "code": code,
            "gaps": _gaps_not_in_sections(self.edition) if has_front else (),
        }
        # use_l10n off: numbers in text and in SVG attributes must not follow a server's locale.
        frozen = Context(context, use_l10n=False, use_tz=False)
        return with_breaks(_engine().get_template("papers/edition.html").render(frozen))

    def furniture_html(self, code: str) -> str:
        """What stands at the head and foot of every page, without the page's number."""
        context = Context({"edition": self.edition, "code": code}, use_l10n=False, use_tz=False)
        return with_breaks(_engine().get_template("papers/furniture.html").render(context))


@cache
def _engine() -> Engine:
    """An engine of our own: the site's one would bring settings, request and database into a frozen paper."""
    return Engine(dirs=[str(TEMPLATES)], builtins=TAGS)


def _walk(sections: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for section in sections:
        yield section
        yield from _walk(section.get("sections", ()))


def _anchors(sections: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    anchors = [section["anchor"] for section in _walk(sections)]
    if twice := {anchor for anchor in anchors if anchors.count(anchor) > 1}:
        raise EditionInvalid(f"Anchors used more than once: {', '.join(sorted(twice))}")
    return frozenset(anchors)


def _gaps_not_in_sections(edition: Mapping[str, Any]) -> list[str]:
    """The gaps that no block of the paper lists: they stand under the contents, so that none goes unseen."""
    blocks = [block for section in _walk(edition["sections"]) for block in section["blocks"]]
    listed = {item for block in blocks if block["block"] == "gaps" for item in block["data"]["items"]}
    return [gap for gap in edition["gaps"] if gap not in listed]


def _is_numeric(number: str) -> bool:
    return number[:1].isdigit()


def _section(
    section: Mapping[str, Any], level: int, anchors: frozenset[str], numbering: Numbering, kind: str
) -> SectionView:
    level = min(level, 6)
    blocks = tuple(_blocks(section, level, anchors, numbering))  # before its children's: numbers run down the page
    children = tuple(_section(child, level + 1, anchors, numbering, kind) for child in section.get("sections", ()))
    kinds = {block["block"] for block in section["blocks"]}
    # A heading with nothing under it goes where its first child goes, or it would stand alone on a page.
    wide = bool(kinds & WIDE) or (not kinds and bool(children) and children[0].wide)
    return SectionView(
        anchor=section["anchor"],
        number=section["number"],
        heading=section["heading"],
        label=heading_text(section),
        level=level,
        wide=wide,
        part=section.get("starts_page", _starts_a_page(section, level, kinds, kind)),
        blocks=blocks,
        sections=children,
    )


def _starts_a_page(section: Mapping[str, Any], level: int, blocks: set[str], kind: str) -> bool:
    """In a pack every item, and each return and narrative in one; elsewhere what has sections or is named in words."""
    if level == TOP:
        return kind == PACK or bool(section.get("sections")) or not _is_numeric(section["number"])
    return "return" in blocks or (kind == PACK and level == TOP + 1 and "return-missing" not in blocks)


def _blocks(
    section: Mapping[str, Any], level: int, anchors: frozenset[str], numbering: Numbering
) -> Iterator[BlockView]:
    """The blocks in order, paragraph numbers running on from one prose block to the next."""
    numbering.enter(section)
    for block in section["blocks"]:
        name, data = block["block"], block["data"]
        if name not in BLOCKS:
            raise EditionInvalid(f"Unknown block in section {section['heading']!r}: {name!r}")
        html = SafeString()
        if name == "prose":
            html = numbering.prose(data["markdown"], under=level, anchors=anchors, within=section["anchor"])
        yield BlockView(template=f"papers/blocks/{name}.html", data=data, html=html)
