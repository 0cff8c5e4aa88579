"""Texts for papers of the cast's board."""

from __future__ import annotations

from typing import Any

from reports.documents.committee.subject import key_of
from reports.models import Passage, PassageComment, PassageState
from reports.writing import comment_on, move_passage, save_passage
from tests.cast import Cast
from tests.snb.scrutiny_scene import make_report


def blank(cast: Cast, key: str = "introduction", subject: str = "") -> Passage:
    """A text that nobody has begun."""
    return Passage(board=cast.board, subject=subject, key=key, version=0)


def write(cast: Cast, text: str = "What it is for.", *, key: str = "introduction", subject: str = "") -> Passage:
    return save_passage(passage=blank(cast, key, subject), markdown=text, version=0, by=cast.manager)


def bring_out(cast: Cast, passage: Passage) -> Passage:
    return move_passage(passage=passage, to=PassageState.COMMENTS, version=passage.version, by=cast.manager)


def clear(cast: Cast, passage: Passage) -> Passage:
    out = bring_out(cast, passage)
    return move_passage(passage=out, to=PassageState.CLEARED, version=out.version, by=cast.manager)


def say(cast: Cast, passage: Passage, text: str = "Name the Act.") -> PassageComment:
    return comment_on(passage=passage, text=text, by=cast.chair)


def report_key(cast: Cast) -> str:
    return key_of(make_report(cast))


def writing_rows(cast: Cast) -> dict[str, dict[str, Any]]:
    """What the addresses of this room name."""
    passage = write(cast)
    named = {"subject": "standing", "key": passage.key}
    return {
        "passage": named,
        "writing": {"subject": report_key(cast)},
        "comment": {"pk": say(cast, passage).pk},
    }
