"""The kinds of document, each an ordered list of sections. A new kind is one entry in `KINDS`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from reports.documents.agreement import CSA_GAPS, CSA_PASSAGES, csa_facts, csa_number, csa_parts, csa_title
from reports.documents.briefing import (
    BRIEFING_GAPS,
    WHICH_PRIORITY,
    briefing_number,
    briefing_parts,
    briefing_title,
)
from reports.documents.committee.council_report import (
    COUNCIL_GAPS,
    COUNCIL_PASSAGES,
    council_number,
    council_parts,
    council_passages,
    council_title,
)
from reports.documents.committee.passages import offered
from reports.documents.committee.scrutiny_report import (
    SCRUTINY_GAPS,
    SCRUTINY_PASSAGES,
    scrutiny_number,
    scrutiny_parts,
    scrutiny_passages,
    scrutiny_title,
)
from reports.documents.committee.subject import WHICH_REPORT
from reports.documents.gaps import found_by
from reports.documents.kind import Kind, Paragraphs
from reports.documents.narrative_paper import (
    WHICH_PARTNERSHIP,
    narrative_number,
    narrative_sections,
    narrative_title,
)
from reports.documents.overview_paper import (
    OVERVIEW_GAPS,
    OVERVIEW_PASSAGES,
    overview_number,
    overview_parts,
    overview_title,
)
from reports.documents.pack import PACK_GAPS, pack_facts, pack_number, pack_parts, pack_title
from reports.documents.performance.product import PRODUCT_GAPS, TITLE, product_number, product_parts, product_title
from reports.documents.reading import Reading
from reports.documents.sections import build_part, numbered
from reports.models import KindVersion, OwnKind
from reports.own_kinds.building import kind_from
from snb.models import Board
from snb.workflow import Refusal

Progress = Callable[[str, int, int], None]  # what is being done, how many steps are done, of how many
LANGUAGE = "en-GB"


KINDS: dict[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind(
            "board-pack", "Board pack", True, pack_title, pack_parts, pack_number, PACK_GAPS,
            takes_returns=True, has_figures=True, has_private=True, facts=pack_facts,
            purpose="What one meeting is to read, in the order of its agenda.",
        ),
        Kind(
            "csa", "Community Safety Agreement", False, csa_title, csa_parts, csa_number, CSA_GAPS,
            has_docx=True, passages=CSA_PASSAGES, facts=csa_facts,
            purpose="The agreement in force: governance, priorities, leads, operations and membership.",
        ),
        Kind(
            "performance-product", TITLE, True, product_title, product_parts, product_number, PRODUCT_GAPS,
            has_figures=True, purpose="What the figures, risks and benchmarks of the quarter say, exceptions first.",
        ),
        Kind(
            "scrutiny-report", "Scrutiny report", False, scrutiny_title, scrutiny_parts, scrutiny_number, SCRUTINY_GAPS,
            subject=WHICH_REPORT, has_docx=True, paragraphs="straight", has_masthead=True,
            passages=SCRUTINY_PASSAGES, passages_about=offered(scrutiny_passages, to_scrutiny=True),
            purpose="What a scrutiny committee is told of the agreement and its progress, with what it is asked.",
        ),
        Kind(
            "council-report", "Council covering report", False, council_title, council_parts, council_number,
            COUNCIL_GAPS, subject=WHICH_REPORT, has_docx=True, has_masthead=True,
            passages=COUNCIL_PASSAGES, passages_about=offered(council_passages, to_scrutiny=False),
            purpose="What a council is asked to approve, with its front sheet, comments and answers.",
        ),
        Kind(
            "lead-briefing", "Lead’s briefing", True, briefing_title, briefing_parts, briefing_number, BRIEFING_GAPS,
            subject=WHICH_PRIORITY, has_figures=True, paragraphs="none", has_masthead=True,
            purpose="What the lead of one priority must know ahead of a meeting.",
        ),
        Kind(
            "partnership-overview", "Partnership overview", False, overview_title, overview_parts, overview_number,
            OVERVIEW_GAPS, has_figures=True, paragraphs="none", passages=OVERVIEW_PASSAGES,
            purpose="Who the partnership is, what it owes, how it delivers and how it is doing.",
        ),
        Kind(
            "csp-narrative", "CSP narrative", True, narrative_title, narrative_sections, narrative_number, (),
            subject=WHICH_PARTNERSHIP, paragraphs="none", has_masthead=True,
            purpose="What one partnership tells a meeting, in its own words, and what it raises.",
        ),
    )
}  # fmt: skip


def kinds_for(board: Board) -> dict[str, Kind]:
    """What this board can compile: the built-in kinds, then those of its own that are in use. One query."""
    rows = KindVersion.objects.filter(kind__board=board, kind__is_retired=False, state=KindVersion.State.IN_USE)
    rows = rows.select_related("kind").order_by("kind__name", "kind__slug")
    return {**KINDS, **{row.kind.slug: kind_from(row.kind, row) for row in rows if row.kind.slug not in KINDS}}


def kind_of(slug: str, board: Board | None = None) -> Kind:
    """The kind of this slug: a built-in one, or with `board` one of its own that is in use. Raises Refusal."""
    if slug in KINDS:
        return KINDS[slug]
    known = KINDS if board is None else kinds_for(board)
    if slug not in known:
        raise Refusal(f"There is no kind of document called “{slug}”. There are: {', '.join(known)}.")
    return known[slug]


class OfAKind(Protocol):
    """An edition or a job: what has a kind of a board."""

    kind: str
    board_id: int


def kind_name(slug: str, board: Board | None = None) -> str:
    """The name of a kind, also of one that this version no longer compiles, or that `board` has retired."""
    if slug not in KINDS and board is not None:
        own = OwnKind.objects.filter(board=board, slug=slug).first()
        if own is not None:
            return own.name
    return KINDS[slug].name if slug in KINDS else slug.replace("-", " ").capitalize()


def kind_names(rows: Iterable[OfAKind]) -> dict[tuple[int, str], str]:
    """By board id and slug, the names of the kinds of many papers: one query where one is a board's own, else none."""
    asked = {(row.board_id, row.kind) for row in rows}
    names = {pair: kind_name(pair[1]) for pair in asked}
    if any(slug not in KINDS for _, slug in asked):
        own = OwnKind.objects.filter(board__in={board for board, _ in asked}).exclude(slug__in=KINDS)
        names |= {pair: row.name for row in own if (pair := (row.board_id, row.slug)) in asked}
    return names


def build_content(kind: Kind, reading: Reading, *, notice: str, progress: Progress) -> dict[str, Any]:
    """The whole document as the values that an edition freezes. Asks the database nothing."""
    title, subtitle = kind.title(reading)
    parts, built = kind.parts(reading), []
    for done, part in enumerate(parts):
        progress(part.heading, done, len(parts))
        if (section := build_part(part, reading)) is not None:
            built.append(section)
    content = envelope(
        kind=kind.slug,
        title=title,
        subtitle=subtitle,
        reading=reading,
        notice=notice,
        sections=[section.as_section() for section in numbered(built, kind.number(reading))],
        gaps=list(found_by(kind.gaps, reading)),
        paragraphs=kind.paragraphs,
    )
    if kind.has_masthead:
        content["front"] = "masthead"
    if kind.facts is not None:
        content["facts"] = [{"label": label, "value": value} for label, value in kind.facts(reading) if value]
    # Of a built-in kind the program keeps the name; of a board's own the paper keeps it itself.
    return {**content, "kind_name": kind.name, "kind_version": kind.version} if kind.version else content


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
