"""Texts for papers that wait for a person: to be read and commented on, or to have its comments settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef
from django.urls import reverse

from reports.models import Passage, PassageComment, PassageState
from reports.needs import Kind, Need, OfBoard
from snb.models import Board, Person
from snb.permissions import Permission


def texts_of(person: Person, day: dt.date) -> Iterator[OfBoard]:
    """One line a board for each of the two. A query for whoever writes, and one for whoever reads drafts."""
    writes = person.rights.boards_with(Permission.PAPER_COMPILE)
    reads = person.rights.boards_with(Permission.PAPER_READ_DRAFT) - writes
    if reads:
        yield from _to_read(person, reads)
    if writes:
        yield from _to_settle(writes)


def _to_read(person: Person, boards: set[int] | frozenset[int]) -> Iterator[OfBoard]:
    """Out for comments, and this person has said nothing about it as it stands."""
    said = PassageComment.objects.filter(passage=OuterRef("pk"), by=person, about_version=OuterRef("version"))
    rows = Passage.objects.filter(~Exists(said), board__in=boards, state=PassageState.COMMENTS)
    for row in rows.order_by().values("board", slug=F("board__slug")).annotate(texts=Count("pk")):
        text = f"Comment on {row['texts']} text{'s' if row['texts'] > 1 else ''} for papers"
        yield row["board"], _need(text, row["slug"], f"comment-{row['board']}")


def _to_settle(boards: set[int] | frozenset[int]) -> Iterator[OfBoard]:
    rows = Board.objects.filter(pk__in=boards, passages__comments__settled_at=None, passages__comments__isnull=False)
    for row in rows.values("pk", "slug").order_by("pk").annotate(still=Count("passages__comments")):
        text = f"Settle {row['still']} comment{'s' if row['still'] > 1 else ''} on texts for papers"
        yield row["pk"], _need(text, row["slug"], f"settle-{row['pk']}")


def _need(text: str, slug: str, key: str) -> Need:
    return Need(text, reverse("reports:writing-list", kwargs={"board": slug}), kind=Kind.WAITS, key=key)
