"""The kinds of document, each an ordered list of sections. A new kind is one entry in `KINDS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reports.documents.agreement import CSA_GAPS, csa_number, csa_parts, csa_title
from reports.documents.gaps import Finder, found_by
from reports.documents.pack import PACK_GAPS, pack_number, pack_parts, pack_title
from reports.documents.performance.product import PRODUCT_GAPS, TITLE, product_number, product_parts, product_title
from reports.documents.reading import Reading
from reports.documents.sections import Part, build_part, numbered
from snb.models import Board
from snb.workflow import Refusal

Progress = Callable[[str, int, int], None]  # what is being done, how many steps are done, of how many
LANGUAGE = "en-GB"


@dataclass(frozen=True)
class Kind:
    """A kind of document. `of_meeting`: it is compiled for one meeting, and `takes_returns`: whose accepted returns it
    freezes. `has_figures`: it prints what the board's figures say, so that they are read with it."""

    slug: str
    name: str
    of_meeting: bool
    title: Callable[[Reading], tuple[str, str]]  # title and subtitle; refused where there is nothing to compile
    parts: Callable[[Reading], tuple[Part, ...]]
    number: Callable[[Reading], Callable[[int], str]]
    gaps: tuple[Finder, ...]
    takes_returns: bool = False
    has_figures: bool = False


KINDS: dict[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind(
            "board-pack", "Board pack", True, pack_title, pack_parts, pack_number, PACK_GAPS,
            takes_returns=True, has_figures=True,
        ),
        Kind("csa", "Community Safety Agreement", False, csa_title, csa_parts, csa_number, CSA_GAPS),
        Kind(
            "performance-product", TITLE, True, product_title, product_parts, product_number, PRODUCT_GAPS,
            has_figures=True,
        ),
    )
}  # fmt: skip


def kind_of(slug: str) -> Kind:
    if slug not in KINDS:
        raise Refusal(f"There is no kind of document called “{slug}”. There are: {', '.join(KINDS)}.")
    return KINDS[slug]


def kind_name(slug: str) -> str:
    """The name of a kind, also of one that this version no longer compiles."""
    return KINDS[slug].name if slug in KINDS else slug.replace("-", " ").capitalize()


def build_content(kind: Kind, reading: Reading, *, notice: str, progress: Progress) -> dict[str, Any]:
    """The whole document as the values that an edition freezes. Asks the database nothing."""
    title, subtitle = kind.title(reading)
    parts, built = kind.parts(reading), []
    for done, part in enumerate(parts):
        progress(part.heading, done, len(parts))
        if (section := build_part(part, reading)) is not None:
            built.append(section)
    return envelope(
        kind=kind.slug,
        title=title,
        subtitle=subtitle,
        reading=reading,
        notice=notice,
        sections=[section.as_section() for section in numbered(built, kind.number(reading))],
        gaps=list(found_by(kind.gaps, reading)),
    )


def envelope(
    *, kind: str, title: str, subtitle: str, reading: Reading, notice: str, sections: list[Any], gaps: list[str]
) -> dict[str, Any]:
    """What every edition says of itself, in words and without a key to any live row."""
    meeting = reading.meeting
    return {
        "format": 1,
        "kind": kind,
        "title": title,
        "subtitle": subtitle,
        "language": LANGUAGE,
        "board": board_words(reading.board),
        "as_at": reading.as_at.isoformat(),
        "meeting": {
            "date": meeting.date.isoformat(),
            "time": f"{meeting.time:%H:%M}",
            "place": meeting.place,
            "title": meeting.title,
        } if meeting else None,
        "marking": "",
        "notice": notice,
        "sections": sections,
        "gaps": gaps,
    }  # fmt: skip


def board_words(board: Board) -> dict[str, str]:
    return {"slug": board.slug, "name": board.name, "short_name": board.short_name, "area": board.area}
