"""The kinds of document, each an ordered list of sections. A new kind is one entry in `KINDS`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reports.documents.agreement import CSA_GAPS, csa_number, csa_parts, csa_title
from reports.documents.gaps import found_by
from reports.documents.kind import Kind, Paragraphs
from reports.documents.pack import PACK_GAPS, pack_number, pack_parts, pack_title
from reports.documents.performance.product import PRODUCT_GAPS, TITLE, product_number, product_parts, product_title
from reports.documents.reading import Reading
from reports.documents.sections import build_part, numbered
from snb.models import Board
from snb.workflow import Refusal

Progress = Callable[[str, int, int], None]  # what is being done, how many steps are done, of how many
LANGUAGE = "en-GB"


KINDS: dict[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind(
            "board-pack", "Board pack", True, pack_title, pack_parts, pack_number, PACK_GAPS,
            takes_returns=True, has_figures=True, has_private=True,
        ),
        Kind("csa", "Community Safety Agreement", False, csa_title, csa_parts, csa_number, CSA_GAPS, has_docx=True),
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
        paragraphs=kind.paragraphs,
    )


def envelope(
    *,
    kind: str,
    title: str,
    subtitle: str,
    reading: Reading,
    notice: str,
    sections: list[Any],
    gaps: list[str],
    paragraphs: Paragraphs = "by section",
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
        "audience": reading.audience,
        "marking": reading.marking,
        "paragraphs": paragraphs,
        "notice": notice,
        "sections": sections,
        "gaps": gaps,
    }  # fmt: skip


def subject_of(kind: Kind, reading_board: Board, meeting: Any, key: str) -> Any:
    """What a paper of this kind is about, read now; None where it is about board and meeting alone."""
    if kind.subject is None:
        return None
    if not key:
        raise Refusal(f"{kind.name}: {kind.subject.label}")
    return kind.subject.read(reading_board, meeting, key)


def board_words(board: Board) -> dict[str, str]:
    return {"slug": board.slug, "name": board.name, "short_name": board.short_name, "area": board.area}
