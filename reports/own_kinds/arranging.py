"""Changing a layout: every change gives a new one. Pure; raises Refusal where there is no room or nothing to change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from reports.own_kinds.catalogue import CATALOGUE
from reports.own_kinds.layout import (
    MOST_BLOCKS,
    MOST_SECTIONS,
    Layout,
    Piece,
    Section,
    every_piece,
    every_section,
    new_anchor,
    new_id,
)
from snb.workflow import Refusal

Item = TypeVar("Item", Section, Piece)


def section_of(layout: Layout, anchor: str) -> Section | None:
    return next((section for section in every_section(layout) if section.anchor == anchor), None)


def piece_of(layout: Layout, id: str) -> Piece | None:
    return next((piece for piece in every_piece(layout) if piece.id == id), None)


def home_of(layout: Layout, id: str) -> Section | None:
    """The section that a block stands in."""
    return next((each for each in every_section(layout) if any(piece.id == id for piece in each.pieces)), None)


# Sections ------------------------------------------------------------------------------------------------------------


def with_section(layout: Layout, new: Section, within: str = "") -> tuple[Layout, str]:
    """The section at the end, or as the last of those within another; its anchor is made from its heading."""
    taken = {section.anchor for section in every_section(layout)}
    if len(taken) >= MOST_SECTIONS:
        raise Refusal(f"A kind has {MOST_SECTIONS} sections at most, and this one has them. Take one out first.")
    made = replace(new, anchor=new_anchor(new.heading, taken))
    if not within:
        return (*layout, made), made.anchor
    if all(section.anchor != within for section in layout):
        raise Refusal("The section that this one was to stand in is not there any more.")
    return with_each(layout, within, lambda outer: replace(outer, sections=(*outer.sections, made))), made.anchor


def with_each(layout: Layout, anchor: str, change: Callable[[Section], Section]) -> Layout:
    """The same with one section changed, wherever it stands."""
    return tuple(
        change(section)
        if section.anchor == anchor
        else replace(section, sections=tuple(change(i) if i.anchor == anchor else i for i in section.sections))
        for section in layout
    )


def without_section(layout: Layout, anchor: str) -> Layout:
    """Without it, what is in it, and the sections within it."""
    return tuple(
        replace(section, sections=tuple(inner for inner in section.sections if inner.anchor != anchor))
        for section in layout
        if section.anchor != anchor
    )


def move_section(layout: Layout, anchor: str, *, up: bool) -> Layout:
    """One place among its neighbours; at the end of them it stays."""
    if any(section.anchor == anchor for section in layout):
        return _moved(layout, next(i for i, section in enumerate(layout) if section.anchor == anchor), up=up)
    made = []
    for section in layout:
        at = next((i for i, inner in enumerate(section.sections) if inner.anchor == anchor), None)
        made.append(section if at is None else replace(section, sections=_moved(section.sections, at, up=up)))
    return tuple(made)


def _moved(items: Sequence[Item], at: int, *, up: bool) -> tuple[Item, ...]:
    to = at - 1 if up else at + 1
    made = list(items)
    if 0 <= to < len(made):
        made[at], made[to] = made[to], made[at]
    return tuple(made)


# Blocks --------------------------------------------------------------------------------------------------------------


def with_piece(layout: Layout, anchor: str, name: str) -> tuple[Layout, str]:
    """A block of this name, with nothing set, at the end of a section; its id is made here."""
    taken = {piece.id for piece in every_piece(layout)}
    if len(taken) >= MOST_BLOCKS:
        raise Refusal(f"A kind has {MOST_BLOCKS} blocks at most, and this one has them. Take one out first.")
    if section_of(layout, anchor) is None:
        raise Refusal("Somebody took this section out while you were choosing. Nothing was added.")
    entry = CATALOGUE[name]
    piece = Piece(new_id(taken), name, {setting.name: setting.empty for setting in entry.settings})
    return with_each(layout, anchor, lambda section: replace(section, pieces=(*section.pieces, piece))), piece.id


def with_settings(layout: Layout, changed: Piece) -> Layout:
    return _each_section(
        layout,
        lambda section: replace(
            section, pieces=tuple(changed if piece.id == changed.id else piece for piece in section.pieces)
        ),
    )


def without_piece(layout: Layout, id: str) -> Layout:
    return _each_section(
        layout,
        lambda section: replace(section, pieces=tuple(piece for piece in section.pieces if piece.id != id)),
    )


def move_piece(layout: Layout, id: str, *, up: bool) -> Layout:
    """One place in its section; past the end of it into the next section, past its beginning into the one before."""
    home = home_of(layout, id)
    if home is None:
        return layout
    at = next(i for i, piece in enumerate(home.pieces) if piece.id == id)
    if 0 <= (at - 1 if up else at + 1) < len(home.pieces):
        return with_each(
            layout, home.anchor, lambda section: replace(section, pieces=_moved(section.pieces, at, up=up))
        )
    order = [section.anchor for section in every_section(layout)]
    to = order.index(home.anchor) + (-1 if up else 1)
    if not 0 <= to < len(order):
        return layout
    piece = home.pieces[at]
    put = (lambda pieces: (*pieces, piece)) if up else (lambda pieces: (piece, *pieces))
    return with_each(without_piece(layout, id), order[to], lambda each: replace(each, pieces=put(each.pieces)))


def _each_section(layout: Layout, change: Callable[[Section], Section]) -> Layout:
    return tuple(
        replace(change(section), sections=tuple(change(inner) for inner in section.sections)) for section in layout
    )
