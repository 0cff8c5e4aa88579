"""What was newly published or withdrawn, as an Atom feed that a reader or a program follows."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from reports.documents.kinds import kind_names
from reports.models import Edition, EditionState
from snb.models import Board
from snb.wording import long_date

LONGEST = 50  # entries
LANGUAGE = "en-GB"
BEFORE_ALL = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)  # when a feed without an entry was last changed


@dataclass(frozen=True)
class Feed:
    """The feed as it is sent, and when it last changed."""

    body: bytes
    changed_at: dt.datetime


class _Atom(Atom1Feed):
    """Without an entry, its time stays as it is: a feed that says nothing new must not look new."""

    def latest_post_date(self) -> dt.datetime:
        return max((item["updateddate"] for item in self.items), default=BEFORE_ALL)


def feed_of(board: Board | None, *, own: str, library: str, page: Callable[[Edition], str]) -> Feed:
    """The newest entries of a board, or of all. `own`, `library` and what `page` gives are whole addresses."""
    title = f"Papers of the {board}" if board else "Papers of community safety boards"
    about = "Papers that were newly published, and notices of those that were withdrawn."
    atom = _Atom(
        title,
        library,
        about,
        language=LANGUAGE,
        feed_url=own,
        feed_guid=_identity(f"papers of {board.slug if board else 'all boards'}"),
    )
    rows = _newest(board)
    names = kind_names(rows)
    for row in rows:
        atom.add_item(
            title=f"Withdrawn: {row.title}" if row.state == EditionState.WITHDRAWN else row.title,
            link=page(row),
            description=escape(_said(row, names[row.board_id, row.kind])),  # a feed's summary is read as HTML
            unique_id=_identity(row.fingerprint),
            pubdate=row.published_at,
            updateddate=row.withdrawn_at or row.published_at,
            author_name=str(row.board),
        )
    return Feed(atom.writeString("utf-8").encode(), atom.latest_post_date())


def _newest(board: Board | None) -> list[Edition]:
    rows = Edition.objects.out().select_related("board", "meeting", "corrects").defer("content", "corrects__content")
    if board is not None:
        rows = rows.filter(board=board)
    return list(rows.order_by(Coalesce("withdrawn_at", "published_at").desc(), "-pk")[:LONGEST])


def _identity(text: str) -> str:
    """An identifier that stays, whatever the site is called."""
    return uuid.uuid5(uuid.NAMESPACE_URL, text).urn


def _said(row: Edition, kind: str) -> str:
    """One or two sentences, and nothing of what a withdrawn paper said."""
    if row.state == EditionState.WITHDRAWN:
        return f"Withdrawn on {_day(row.withdrawn_at)}: {row.reason}"
    meeting = f" for the meeting on {long_date(row.meeting.date)}" if row.meeting else ""
    corrects = f" It replaces the edition of {_day(row.corrects.published_at)}." if row.corrects else ""
    return f"{kind} of the {row.board}{meeting}, published on {_day(row.published_at)}.{corrects}"


def _day(moment: dt.datetime | None) -> str:
    return long_date(timezone.localdate(moment)) if moment else "a day that is not known"
