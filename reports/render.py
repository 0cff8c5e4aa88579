"""Edition JSON → one HTML page for print. Reads no database, no settings and no clock."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe

from reports.prose import prose, with_breaks
from reports.shapes import BlockName
from snb import sealing

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
BLOCKS = frozenset(get_args(BlockName))
# These need a landscape page.
WIDE = frozenset({"indicator-matrix", "measure-quality", "priorities-matrix", "required-actions-matrix"})
TAGS = ["reports.paper_tags", "performance.templatetags.charts"]
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
    if edition.get("format") != 1:
        raise EditionInvalid(f"Unknown edition format: {edition.get('format')!r}")
    anchors = _anchors(edition["sections"])
    context = {
        "edition": edition,
        "anchors": anchors,
        "sections": [_section(section, TOP, anchors) for section in edition["sections"]],
        "code": short_code(fingerprint(edition)),
        "gaps": _gaps_not_in_sections(edition),
    }
    # use_l10n off: numbers in text and in SVG attributes must not follow a server's locale.
    frozen = Context(context, use_l10n=False, use_tz=False)
    return with_breaks(_engine().get_template("papers/edition.html").render(frozen))


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


def _section(section: Mapping[str, Any], level: int, anchors: frozenset[str]) -> SectionView:
    level = min(level, 6)
    children = tuple(_section(child, level + 1, anchors) for child in section.get("sections", ()))
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
        part="return" in kinds or (level == TOP and (bool(children) or not _is_numeric(section["number"]))),
        blocks=tuple(_blocks(section, level, anchors)),
        sections=children,
    )


def _blocks(section: Mapping[str, Any], level: int, anchors: frozenset[str]) -> Iterator[BlockView]:
    """The blocks in order, paragraph numbers running on from one prose block to the next."""
    # With sections inside, "5.1" would name both a section and a paragraph: then paragraphs go without.
    numbered = _is_numeric(section["number"]) and not section.get("sections")
    used = 0
    for block in section["blocks"]:
        name, data = block["block"], block["data"]
        if name not in BLOCKS:
            raise EditionInvalid(f"Unknown block in section {section['heading']!r}: {name!r}")
        html = ""
        if name == "prose":
            number = section["number"] if numbered else ""
            written = prose(data["markdown"], under=level, anchors=anchors, number=number, after=used)
            html, used = written.html, used + written.paragraphs
        yield BlockView(
            template=f"papers/blocks/{name}.html",
            data=data,
            html=mark_safe(html),  # noqa: S308  the Markdown parser escapes every piece of raw HTML
        )
