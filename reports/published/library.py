"""The library of published papers: each in its newest edition, with those it replaced, and its supplements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils import timezone

from reports.documents.files import Facts, facts
from reports.documents.kinds import kind_names
from reports.models import Edition, EditionState
from reports.paper_files import has_docx
from reports.querysets import EditionQuerySet
from snb.models import Meeting

FORMAT = 1


@dataclass(frozen=True)
class Listed:
    """An edition that is out: published, or withdrawn since. `replaced_by` is the newest of the same paper."""

    edition: Edition
    kind: str
    replaced_by: Edition | None = None
    supplements: tuple[Listed, ...] = ()
    earlier: tuple[Listed, ...] = ()  # what it replaced, the newest first

    @property
    def is_withdrawn(self) -> bool:
        return bool(self.edition.state == EditionState.WITHDRAWN)

    @property
    def has_word(self) -> bool:
        """Whether it can be had as a Word file."""
        return has_docx(self.edition)

    @cached_property
    def facts(self) -> Facts | None:
        """Size and length of the PDF, once it has been laid out."""
        return facts(self.edition)

    def all(self) -> Iterator[Listed]:
        """Itself and all that stands under it."""
        yield self
        for row in (*self.supplements, *self.earlier):
            yield from row.all()


@dataclass(frozen=True)
class Group:
    """Papers under one heading: those of a meeting, or of a kind."""

    papers: tuple[Listed, ...]
    meeting: Meeting | None = None
    name: str = ""

    @property
    def kind(self) -> str:
        return str(self.papers[0].edition.kind)


def shelf(editions: EditionQuerySet) -> list[Listed]:
    """The papers among `editions` that are out, from the newest. At most two queries, however many there are."""
    rows = editions.out().select_related("board", "meeting__board").defer("content")
    held = list(rows.order_by("-published_at", "-pk"))
    names = kind_names(held)
    papers = _papers(held)
    supplements = _supplements(papers)

    def listed(first: int) -> Listed:
        newest, *older = papers[first]
        name = names[newest.board_id, newest.kind]
        return Listed(
            newest,
            name,
            supplements=tuple(listed(each) for each in supplements.get(first, ())),
            earlier=tuple(Listed(row, name, replaced_by=newest) for row in older),
        )

    under = {each for of_one in supplements.values() for each in of_one}
    return [listed(first) for first in papers if first not in under]


def _papers(held: Sequence[Edition]) -> dict[int, list[Edition]]:
    """The editions of each paper, from the newest, by the key of the first that is known."""
    known = {row.pk: row for row in held}

    def first(row: Edition) -> int:
        while row.corrects_id in known:
            row = known[row.corrects_id]
        return int(row.pk)

    papers: dict[int, list[Edition]] = defaultdict(list)
    for row in held:
        papers[first(row)].append(row)
    return papers


def _supplements(papers: dict[int, list[Edition]]) -> dict[int, list[int]]:
    """The supplements of each paper, whichever edition of it they go on from, the first first."""
    paper_of = {row.pk: first for first, rows in papers.items() for row in rows}
    found: dict[int, list[int]] = defaultdict(list)
    for first, rows in reversed(papers.items()):
        if rows[0].supplement_to_id in paper_of:
            found[paper_of[rows[0].supplement_to_id]].append(first)
    return found


def around(edition: Edition) -> tuple[Listed, Edition | None]:
    """The paper that a published edition is of, in its newest edition; and what it is a supplement to, if it is one."""
    for paper in shelf(Edition.objects.filter(board=edition.board_id, meeting=edition.meeting_id)):
        for row, parent in ((paper, None), *((each, paper.edition) for each in paper.supplements)):
            if edition.pk in {row.edition.pk, *(old.edition.pk for old in row.earlier)}:
                return row, parent
    raise LookupError(edition)


def by_meeting(papers: Iterable[Listed]) -> list[Group]:
    """Meetings from the newest; what is for no meeting comes last. The order within a group stays."""
    return [
        Group(tuple(rows), meeting=meeting) for meeting, rows in groupby(papers, key=lambda row: row.edition.meeting)
    ]


def by_kind(papers: Iterable[Listed]) -> list[Group]:
    return [Group(tuple(rows), name=name) for name, rows in groupby(papers, key=lambda row: row.kind)]


def in_order_of_meetings(papers: Iterable[Listed]) -> list[Listed]:
    def place(row: Listed) -> tuple[bool, int, int]:
        meeting = row.edition.meeting
        return meeting is None, -meeting.date.toordinal() if meeting else 0, row.edition.meeting_id or 0

    return sorted(papers, key=place)


def in_order_of_kinds(papers: Iterable[Listed]) -> list[Listed]:
    return sorted(papers, key=lambda row: row.kind.casefold())


def kinds_of(papers: Iterable[Listed]) -> list[tuple[str, str]]:
    """The kinds that there are, as slug and name."""
    return sorted({row.edition.kind: row.kind for row in papers}.items(), key=lambda pair: pair[1].casefold())


def as_json(papers: Iterable[Listed], address: Any) -> dict[str, Any]:
    """The library for machines; `address(edition, suffix)` gives the whole address of its page or of a file."""
    return {"format": FORMAT, "papers": [_as_json(row, address) for paper in papers for row in paper.all()]}


def _as_json(row: Listed, address: Any) -> dict[str, Any]:
    edition, facts = row.edition, None if row.is_withdrawn else row.facts
    files = {} if row.is_withdrawn else {suffix: address(edition, suffix) for suffix in ("pdf", "json")}
    return {
        "board": {"slug": edition.board.slug, "name": str(edition.board)},
        "meeting": edition.meeting.date.isoformat() if edition.meeting else None,
        "kind": {"slug": edition.kind, "name": row.kind},
        "title": edition.title,
        "edition": edition.reference,
        "fingerprint": edition.fingerprint,
        "state": edition.state,
        "published": _day(edition.published_at),
        "withdrawn": _day(edition.withdrawn_at),
        "reason": edition.reason or None,
        "replaced_by": row.replaced_by.reference if row.replaced_by else None,
        "page": address(edition, ""),
        "files": files,
        "pages": facts.pages if facts else None,
        "bytes": facts.size if facts else None,
    }


def _day(moment: Any) -> str | None:
    return timezone.localdate(moment).isoformat() if moment else None
