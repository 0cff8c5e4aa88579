"""A layout as pages show it: sections with their place among their neighbours, blocks with what is set. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reports.documents.sections import inner_number
from reports.own_kinds.comparing import title_of
from reports.own_kinds.layout import COUNTED, NONE, Layout, Piece, Problem, stamp
from reports.own_kinds.settings import Markdown
from reports.render import heading_text

OPENING = 220  # characters of a text of one's own


@dataclass(frozen=True)
class ShownPiece:
    """`said` are the settings that are set, as pairs; `opening` begins the prose."""

    id: str
    title: str
    description: str
    said: tuple[tuple[str, str], ...]
    opening: str
    stamp: str
    is_first: bool
    is_last: bool
    is_known: bool
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownSection:
    anchor: str
    name: str
    heading: str  # with its number, counted as if every section had something to print
    starts_page: bool
    level: int
    is_first: bool
    is_last: bool
    pieces: tuple[ShownPiece, ...]
    sections: tuple[ShownSection, ...] = field(default=())
    problems: tuple[str, ...] = ()


def outline(layout: Layout, labels: Mapping[str, str], problems: Iterable[Problem] = ()) -> tuple[ShownSection, ...]:
    said: dict[str, list[str]] = {}
    for problem in problems:
        said.setdefault(problem.at, []).append(problem.message)
    return _sections(layout, _Shown(labels, said, _ends(layout)))


@dataclass(frozen=True)
class _Shown:
    """What every part of an outline is shown with."""

    labels: Mapping[str, str]
    problems: Mapping[str, list[str]]
    ends: tuple[str, str]


def _ends(layout: Layout) -> tuple[str, str]:
    """The ids of the blocks that cannot go up, and down: the first of the first section, the last of the last."""
    if not layout:
        return "", ""
    first, last = layout[0], layout[-1].sections[-1] if layout[-1].sections else layout[-1]
    return first.pieces[0].id if first.pieces else "", last.pieces[-1].id if last.pieces else ""


def _sections(layout: Layout, shown: _Shown, level: int = 1, within: str = "") -> tuple[ShownSection, ...]:
    made, count = [], itertools.count(1)
    for place, section in enumerate(layout):
        name = section.heading or "Section without a heading"
        number = {COUNTED: "", NONE: ""}.get(section.number, section.number)
        if section.number == COUNTED:
            number = f"{within}{next(count)}"
        made.append(
            ShownSection(
                anchor=section.anchor,
                name=name,
                heading=heading_text({"number": number, "heading": name}),
                starts_page=section.starts_page,
                level=level,
                is_first=place == 0,
                is_last=place == len(layout) - 1,
                pieces=tuple(_piece(piece, shown) for piece in section.pieces),
                sections=_sections(section.sections, shown, level + 1, inner_number(number)),
                problems=tuple(shown.problems.get(section.anchor, ())),
            )
        )
    return tuple(made)


def _piece(piece: Piece, shown: _Shown) -> ShownPiece:
    entry = piece.entry
    text = " ".join(
        str(piece.settings[each.name]) for each in (entry.settings if entry else ()) if isinstance(each, Markdown)
    )
    return ShownPiece(
        id=piece.id,
        title=title_of(piece),
        description=entry.description if entry else "",
        said=tuple(entry.said(piece.settings, shown.labels)) if entry else (),
        opening=f"{text[:OPENING].rstrip()}…" if len(text) > OPENING else text,
        stamp=stamp(piece),
        is_first=piece.id == shown.ends[0],
        is_last=piece.id == shown.ends[1],
        is_known=entry is not None,
        problems=tuple(shown.problems.get(piece.id, ())),
    )
