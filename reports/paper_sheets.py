"""Lists of papers to take away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone

from reports.documents.files import Facts
from reports.documents.kinds import kind_name
from reports.models import Edition
from snb.exporting import Sheet, Value
from snb.models import Board, Meeting

Groups = Iterable[tuple[Meeting | None, Sequence[Edition]]]


def papers_sheet(board: Board, groups: Groups) -> Sheet:
    """The papers that the reader may open."""
    columns = ["Meeting", "Paper", "Kind", "Edition", "Status", "Compiled", "Gaps"]
    rows: list[list[Value]] = [
        [
            meeting.date if meeting else None, paper.title, kind_name(paper.kind), paper.reference,
            paper.get_state_display(), timezone.localtime(paper.compiled_at), paper.gaps,
        ]
        for meeting, papers in groups
        for paper in papers
    ]  # fmt: skip
    return Sheet(f"{board.short_name} papers", columns, rows)


def library_sheet(papers: Iterable[tuple[Edition, Facts | None]]) -> Sheet:
    """Published papers, each with its reference and, once it has been laid out, its length."""
    columns = ["Board", "Meeting", "Paper", "Kind", "Edition", "Published", "Pages", "Bytes"]
    rows: list[list[Value]] = [
        [
            str(paper.board), paper.meeting.date if paper.meeting else None, paper.title, kind_name(paper.kind),
            paper.reference, timezone.localdate(paper.published_at), facts.pages if facts else None,
            facts.size if facts else None,
        ]
        for paper, facts in papers
    ]  # fmt: skip
    return Sheet("Published papers", columns, rows)
