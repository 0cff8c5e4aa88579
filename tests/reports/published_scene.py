"""Papers in every state, quickly: editions from content written by hand, walked to where a test wants them."""

from __future__ import annotations

from typing import Any

from reports.models import Audience, Edition, EditionState
from reports.workflow import move_edition
from snb.models import Meeting
from snb.permissions import Role
from snb.sealing import canonical, fingerprint
from tests.cast import Cast, board_remit, fresh, give

PATHS = {
    EditionState.COMPILED: [],
    EditionState.DECLINED: [EditionState.DECLINED],
    EditionState.CLEARED: [EditionState.CLEARED],
    EditionState.PUBLISHED: [EditionState.CLEARED, EditionState.PUBLISHED],
    EditionState.WITHDRAWN: [EditionState.CLEARED, EditionState.PUBLISHED, EditionState.WITHDRAWN],
}


def section(heading: str, markdown: str, anchor: str = "", number: str = "") -> dict[str, Any]:
    blocks = [{"block": "prose", "data": {"markdown": markdown}}]
    return {
        "number": number,
        "heading": heading,
        "anchor": anchor or heading.lower().replace(" ", "-"),
        "blocks": blocks,
    }


def paper(
    cast: Cast,
    *sections: dict[str, Any],
    state: EditionState = EditionState.PUBLISHED,
    title: str = "Board pack",
    kind: str = "board-pack",
    meeting: Meeting | None = None,
    **more: Any,
) -> Edition:
    """A paper of the cast's board; `pages` and `marking` go into its content, the rest are fields of the edition.

    Each is about something else, unless it corrects another: of one paper the next edition says what it corrects.
    """
    turn = Edition.objects.count()
    before: Edition | None = more.get("corrects")
    about: str = before.subject if before else f"turn-{turn}"
    envelope: dict[str, Any] = {name: more.pop(name) for name in ("pages", "marking") if name in more}
    if base := more.get("supplement_to"):
        number = Edition.objects.supplementing(base).filter(state__in=("cleared", "published")).count() + 1
        envelope["supplement"] = {"number": number, "of": base.reference, "title": base.title}
    board = more.pop("board", cast.board)
    content: dict[str, Any] = {
        "format": 1, "kind": kind, "title": title, "subtitle": "", "language": "en-GB", "marking": "", "notice": "",
        "board": {"slug": board.slug, "name": board.name, "short_name": board.slug, "area": ""}, "meeting": None,
        "as_at": "2026-01-01", "sections": list(sections), "gaps": [], "paragraphs": "none",
        "audience": more.get("audience", Audience.PUBLIC), "turn": turn, **envelope,
    }  # fmt: skip
    text = canonical(content)
    made = Edition.objects.create(
        board=board, meeting=meeting, kind=kind, title=title, content=text, fingerprint=fingerprint(text),
        compiled_by=cast.analyst, **{"subject": about} | more,
    )  # fmt: skip
    for to in PATHS[state]:
        by = cast.chair if to in (EditionState.CLEARED, EditionState.DECLINED) else cast.manager
        made = move_edition(edition=made, to=to, by=by, reason="A wrong figure")
    return made


def serve_both_boards(cast: Cast) -> None:
    """Chair and programme manager hold their posts on the other board too."""
    for name, role in (("chair", Role.CHAIR), ("manager", Role.PROGRAMME_MANAGER)):
        give(getattr(cast, name), role, board_remit(cast.other_board))
        setattr(cast, name, fresh(getattr(cast, name)))
