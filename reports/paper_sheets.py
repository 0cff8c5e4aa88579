"""Lists of papers to take away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone

from reports.comparing import SectionChange
from reports.documents.kinds import kind_names
from reports.models import Edition
from reports.published.library import Listed
from snb.differences import ADDED, MOVED, REMOVED
from snb.exporting import Sheet, Value
from snb.models import Board, Meeting

Groups = Iterable[tuple[Meeting | None, Sequence[Edition]]]


def papers_sheet(board: Board, groups: Groups) -> Sheet:
    """The papers that the reader may open."""
    columns = ["Meeting", "Paper", "Kind", "Edition", "Status", "Compiled", "Gaps"]
    held = [(meeting, paper) for meeting, papers in groups for paper in papers]
    names = kind_names([paper for _, paper in held])
    rows: list[list[Value]] = [
        [
            meeting.date if meeting else None, paper.title, names[paper.board_id, paper.kind], paper.reference,
            paper.get_state_display(), timezone.localtime(paper.compiled_at), paper.gaps,
        ]
        for meeting, paper in held
    ]  # fmt: skip
    return Sheet(f"{board.short_name} papers", columns, rows)


def library_sheet(papers: Iterable[Listed]) -> Sheet:
    """Published papers, each with its reference and, once it has been laid out, its length."""
    columns = [
        "Board", "Meeting", "Paper", "Kind", "Edition", "Published", "Replaced by", "Withdrawn", "Reason", "Pages",
        "Bytes",
    ]  # fmt: skip
    return Sheet("Published papers", columns, [_library_row(paper) for paper in papers])


def _library_row(row: Listed) -> list[Value]:
    paper, facts = row.edition, None if row.is_withdrawn else row.facts
    return [
        str(paper.board), paper.meeting.date if paper.meeting else None, paper.title, row.kind, paper.reference,
        timezone.localdate(paper.published_at), row.replaced_by.reference if row.replaced_by else None,
        timezone.localdate(paper.withdrawn_at) if paper.withdrawn_at else None, paper.reason or None,
        facts.pages if facts else None, facts.size if facts else None,
    ]  # fmt: skip


def comparison_sheet(old: Edition, new: Edition, sections: Iterable[SectionChange]) -> Sheet:
    """What differs between two editions, a row for each difference; sections that say the same are left out."""
    columns = ["Section", "What", "Change", f"Was ({old.reference})", f"Is now ({new.reference})"]
    rows: list[list[Value]] = []
    for section in sections:
        if section.has_moved or (section.kind in (ADDED, REMOVED) and not section.differences):
            rows.append([section.label, "The section itself", MOVED if section.has_moved else section.kind, None, None])
        rows += [[section.label, row.what or "Text", row.kind, row.was, row.now] for row in section.differences]
    return Sheet(f"{new.board.short_name} {old.reference} and {new.reference}", columns, rows)
