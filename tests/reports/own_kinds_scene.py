"""Own kinds of the made-up county, and what a test says of their layouts."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from reports.documents.kinds import build_content
from reports.documents.reading import read
from reports.models import KindVersion, OwnKind
from reports.own_kinds.building import kind_from
from reports.own_kinds.layout import Layout, read_layout
from reports.own_kinds.writing import create_kind, use_draft
from snb.models import Board
from snb.querysets import today
from snb.seen import fingerprint
from tests.cast import Cast


def block(name: str, id: str = "", **settings: Any) -> dict[str, Any]:
    """A block as it is kept."""
    own = settings if name in ("prose", "passage") else {"settings": settings}
    return {"block": name, **({"id": id} if id else {}), **own}


def section(heading: str, *blocks: dict[str, Any], inner: tuple[Any, ...] = (), **more: Any) -> dict[str, Any]:
    made = {"heading": heading, "blocks": list(blocks), **more}
    return made | ({"sections": list(inner)} if inner else {})


def layout(*sections: dict[str, Any]) -> Layout:
    made, problems = read_layout(list(sections))
    assert problems == ()
    return made


def own_kind(
    cast: Cast,
    *sections: dict[str, Any],
    name: str = "Quarterly note",
    of_meeting: bool = True,
    board: Board | None = None,
) -> OwnKind:
    """A kind with a first draft of these sections."""
    by = cast.manager if board is None else cast.other_manager
    return create_kind(board=board or cast.board, name=name, of_meeting=of_meeting, layout=layout(*sections), by=by)


def draft_of(own: OwnKind) -> KindVersion:
    return own.versions.get(state=KindVersion.State.DRAFT)


def in_use(cast: Cast, *sections: dict[str, Any], **more: Any) -> OwnKind:
    own = own_kind(cast, *sections, **more)
    bring_into_use(cast, own)
    return own


def bring_into_use(cast: Cast, own: OwnKind, note: str = "The first") -> KindVersion:
    return use_draft(own=own, note=note, seen=fingerprint(draft_of(own)), by=cast.manager)


def content_of(cast: Cast, *sections: dict[str, Any], of_meeting: bool = True) -> dict[str, Any]:
    """What a kind of these sections prints today, without anything being kept."""
    own = OwnKind(board=cast.board, slug="note", name="Quarterly note", of_meeting=of_meeting)
    kind = kind_from(own, KindVersion(kind=own, number=1, layout=list(sections)))
    meeting = cast.meeting if of_meeting else None
    reading = read(board=cast.board, meeting=meeting, as_at=today(), figures=kind.has_figures)
    return build_content(kind, reading, notice="", progress=lambda *_: None)


def blocks_of(content: dict[str, Any], heading: str = "One") -> list[dict[str, Any]]:
    """Of the section of that heading; none where it is left out."""
    return next((each["blocks"] for each in content["sections"] if each["heading"] == heading), [])


def url(own: OwnKind, view: str, *rest: object) -> str:
    return reverse(f"reports:{view}", args=[own.board.slug, own.slug, *rest])


def kind_rows(cast: Cast) -> dict[str, dict[str, object]]:
    """One of everything that these addresses name."""
    own = own_kind(cast, section("One", block("terms", "b1"), anchor="s-one"))
    return {"kind": {"slug": own.slug, "part": "s-one", "key": "b1", "number": 1}}
