"""What changed between two versions of a layout, in sentences and side by side. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from reports.own_kinds.arranging import home_of
from reports.own_kinds.layout import COUNTED, NONE, Layout, Piece, Section, every_piece, every_section


@dataclass(frozen=True)
class Change:
    """`what` is where and what; `was` and `now` are empty where the thing was not there, or where it only moved."""

    what: str
    was: str = ""
    now: str = ""


def title_of(piece: Piece) -> str:
    return piece.entry.title if piece.entry else f"Unknown block “{piece.name}”"


def numbered_as(section: Section) -> str:
    return {COUNTED: "Counted", NONE: "No number"}.get(section.number, section.number)


def settings_said(piece: Piece, labels: Mapping[str, str]) -> str:
    """What is set, in words: of prose its text, of any other block each setting."""
    if piece.entry is None:
        return ""
    if piece.name == "prose":
        return str(piece.settings["markdown"])
    return "; ".join(f"{label}: {said}" for label, said in piece.entry.said(piece.settings, labels))


def changes(before: Layout, after: Layout, labels: Mapping[str, str]) -> tuple[Change, ...]:
    """In the order of the new layout, what was taken out last."""
    return (*_of_sections(before, after), *_of_pieces(before, after, labels))


def _of_sections(before: Layout, after: Layout) -> Iterator[Change]:
    old = {section.anchor: section for section in every_section(before)}
    new = {section.anchor: section for section in every_section(after)}
    for anchor, section in new.items():
        if anchor not in old:
            yield Change(f"Section “{section.heading}” is new", now=section.heading)
            continue
        was = old[anchor]
        if was.heading != section.heading:
            yield Change(f"Section “{was.heading}” has another heading", was.heading, section.heading)
        if was.number != section.number:
            yield Change(f"Section “{section.heading}”: its number", numbered_as(was), numbered_as(section))
        if was.starts_page != section.starts_page:
            yield Change(f"Section “{section.heading}”: starts a new page", *_yes(was.starts_page, section.starts_page))
    for anchor, section in old.items():
        if anchor not in new:
            yield Change(f"Section “{section.heading}” is taken out", was=section.heading)
    if [each for each in old if each in new] != [each for each in new if each in old]:
        yield Change("Sections stand in another order", _headings(before), _headings(after))


def _of_pieces(before: Layout, after: Layout, labels: Mapping[str, str]) -> Iterator[Change]:
    old = {piece.id: piece for piece in every_piece(before)}
    new = {piece.id: piece for piece in every_piece(after)}
    for id, piece in new.items():
        where, said = _where(after, id), settings_said(piece, labels)
        if id not in old or old[id].name != piece.name:
            yield Change(f"{where}: {title_of(piece)} is new", now=said or title_of(piece))
            continue
        if old[id].settings != piece.settings:
            yield Change(f"{where}: {title_of(piece)} is set otherwise", settings_said(old[id], labels), said)
        if _home(before, id) != _home(after, id):
            yield Change(f"{title_of(piece)} stands elsewhere", _where(before, id), where)
    for id, piece in old.items():
        if id not in new or new[id].name != piece.name:
            said = settings_said(piece, labels) or title_of(piece)
            yield Change(f"{_where(before, id)}: {title_of(piece)} is taken out", was=said)
    yield from _reordered(before, after)


def _reordered(before: Layout, after: Layout) -> Iterator[Change]:
    """Sections that hold the same blocks in another order."""
    old = {section.anchor: section for section in every_section(before)}
    for section in every_section(after):
        was = old.get(section.anchor, replace(section, pieces=()))
        ids, earlier = [piece.id for piece in section.pieces], [piece.id for piece in was.pieces]
        if [each for each in ids if each in earlier] != [each for each in earlier if each in ids]:
            yield Change(f"{section.heading}: its blocks stand in another order", _titles(was), _titles(section))


def _where(layout: Layout, id: str) -> str:
    home = home_of(layout, id)
    return home.heading if home else ""


def _home(layout: Layout, id: str) -> str:
    home = home_of(layout, id)
    return home.anchor if home else ""


def _titles(section: Section) -> str:
    return "; ".join(map(title_of, section.pieces))


def _headings(layout: Layout) -> str:
    return "; ".join(section.heading for section in every_section(layout))


def _yes(was: bool, now: bool) -> tuple[str, str]:
    return ("Yes" if was else "No"), ("Yes" if now else "No")
