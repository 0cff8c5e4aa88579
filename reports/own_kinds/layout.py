"""The layout of an own kind: reading the JSON that is kept, whatever it says, and writing it again. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from reports.own_kinds.catalogue import CATALOGUE, Entry
from reports.own_kinds.settings import BadSetting
from snb.sealing import canonical
from snb.wording import one_line

COUNTED, NONE = "counted", "none"
MOST_SECTIONS, MOST_BLOCKS = 200, 400
MOST_HEADING, MOST_NUMBER = 150, 20
ANCHOR = re.compile(r"s-[a-z0-9]+(?:-[a-z0-9]+)*")
ID = re.compile(r"b[0-9]{1,6}")
LETTERS = 60  # of an anchor
OWN_KEYS = {"prose": "markdown", "passage": "key"}  # what these two blocks keep beside their name, not in settings


@dataclass(frozen=True)
class Piece:
    """A block where it stands: `id` is its own in the layout and stays when it is moved."""

    id: str
    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def entry(self) -> Entry | None:
        """None where this version has no such block."""
        return CATALOGUE.get(self.name)


@dataclass(frozen=True)
class Section:
    """`number` is "counted", "none" or the number itself; `anchor` stays when the heading changes."""

    anchor: str
    heading: str
    number: str = COUNTED
    starts_page: bool = False
    pieces: tuple[Piece, ...] = ()
    sections: tuple[Section, ...] = ()


Layout = tuple[Section, ...]
Part = TypeVar("Part", Section, Piece)


@dataclass(frozen=True)
class Problem:
    """What is wrong: at the section or block of this anchor or id, in which field of it, in plain words."""

    at: str
    field: str
    message: str


def every_section(layout: Layout) -> Iterator[Section]:
    """In the order of the paper."""
    for section in layout:
        yield section
        yield from section.sections


def every_piece(layout: Layout) -> Iterator[Piece]:
    for section in every_section(layout):
        yield from section.pieces


def stamp(part: Section | Piece) -> str:
    """Sixteen characters that change when what a form of this part shows does; not when it is moved."""
    shown = _own_json(part) if isinstance(part, Section) else piece_json(part)
    return hashlib.sha256(canonical(shown).encode()).hexdigest()[:16]


# Writing -------------------------------------------------------------------------------------------------------------


def layout_json(layout: Layout) -> list[dict[str, Any]]:
    return [_section_json(section) for section in layout]


def _section_json(section: Section) -> dict[str, Any]:
    made = {**_own_json(section), "blocks": [piece_json(piece) for piece in section.pieces]}
    if section.sections:
        made["sections"] = [_section_json(inner) for inner in section.sections]
    return made


def _own_json(section: Section) -> dict[str, Any]:
    return {
        "anchor": section.anchor,
        "heading": section.heading,
        "number": section.number,
        "starts_page": section.starts_page,
    }


def piece_json(piece: Piece) -> dict[str, Any]:
    settings = {name: list(value) if isinstance(value, tuple) else value for name, value in piece.settings.items()}
    if piece.name in OWN_KEYS:
        return {"block": piece.name, "id": piece.id, **settings}
    return {"block": piece.name, "id": piece.id, "settings": settings}


# Reading -------------------------------------------------------------------------------------------------------------


class _Reader:
    """One walk through whatever was kept. What cannot be read is left out and said; nothing here raises."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.anchors: set[str] = set()
        self.ids: set[str] = set()
        self.sections = self.pieces = 0

    def say(self, at: str, where: str, message: str) -> None:
        self.problems.append(Problem(at, where, message))

    def layout(self, data: Any) -> Layout:
        if not isinstance(data, list):
            self.say("", "", "The layout is not a list of sections.")
            return ()
        return tuple(made for each in data if (made := self.section(each, is_inner=False)) is not None)

    def section(self, data: Any, *, is_inner: bool) -> Section | None:
        if not isinstance(data, dict):
            self.say("", "", "A section could not be read and is left out.")
            return None
        self.sections += 1
        if self.sections > MOST_SECTIONS:
            if self.sections == MOST_SECTIONS + 1:
                self.say("", "", f"A kind has {MOST_SECTIONS} sections at most: the rest is left out.")
            return None
        heading = self.heading(data.get("heading"))
        anchor = self.anchor(data.get("anchor"), heading)
        if not heading:
            self.say(anchor, "heading", "The section has no heading.")
        return Section(
            anchor=anchor,
            heading=heading,
            number=self.number(anchor, data.get("number", COUNTED)),
            starts_page=data.get("starts_page") is True,
            pieces=self.blocks(anchor, data.get("blocks", [])),
            sections=self.inner(anchor, data.get("sections", []), is_inner=is_inner),
        )

    def heading(self, value: Any) -> str:
        return one_line(value)[:MOST_HEADING].strip() if isinstance(value, str) else ""

    def anchor(self, value: Any, heading: str) -> str:
        given = isinstance(value, str) and ANCHOR.fullmatch(value) and len(value) <= LETTERS + 8
        made = new_anchor(heading, self.anchors) if not given or value in self.anchors else str(value)
        self.anchors.add(made)
        return made

    def number(self, anchor: str, value: Any) -> str:
        if isinstance(value, str) and len(value := one_line(value)) <= MOST_NUMBER:
            return value or NONE
        self.say(anchor, "number", f"The number of a section must be text of {MOST_NUMBER} characters or fewer.")
        return COUNTED

    def inner(self, anchor: str, data: Any, *, is_inner: bool) -> tuple[Section, ...]:
        if not isinstance(data, list):
            self.say(anchor, "sections", "The sections within it could not be read.")
            return ()
        if is_inner and data:
            self.say(anchor, "sections", "A section within a section has none of its own: they are left out.")
            return ()
        return tuple(made for each in data if (made := self.section(each, is_inner=True)) is not None)

    def blocks(self, anchor: str, data: Any) -> tuple[Piece, ...]:
        if not isinstance(data, list):
            self.say(anchor, "blocks", "The blocks of the section could not be read.")
            return ()
        return tuple(made for each in data if (made := self.piece(anchor, each)) is not None)

    def piece(self, anchor: str, data: Any) -> Piece | None:
        name = data.get("block") if isinstance(data, dict) else None
        if not isinstance(name, str):
            self.say(anchor, "blocks", "A block could not be read and is left out.")
            return None
        self.pieces += 1
        if self.pieces > MOST_BLOCKS:
            if self.pieces == MOST_BLOCKS + 1:
                self.say(anchor, "blocks", f"A kind has {MOST_BLOCKS} blocks at most: the rest is left out.")
            return None
        id = self.id(data.get("id"))
        name = one_line(name)[:60]
        entry = CATALOGUE.get(name)
        if entry is None:
            self.say(id, "block", f"There is no block called “{name}”. Take it out, and add another.")
            return Piece(id, name)
        kept = data if name in OWN_KEYS else data.get("settings", {})
        if not isinstance(kept, dict):
            self.say(id, "settings", "The settings of the block could not be read.")
            kept = {}
        return Piece(id, name, self.settings(id, entry, kept))

    def id(self, value: Any) -> str:
        made = value if isinstance(value, str) and ID.fullmatch(value) and value not in self.ids else new_id(self.ids)
        self.ids.add(made)
        return made

    def settings(self, id: str, entry: Entry, kept: Mapping[str, Any]) -> dict[str, Any]:
        """Every setting of the block, the empty value where nothing good is kept."""
        made = {}
        for setting in entry.settings:
            made[setting.name] = setting.empty
            if setting.name not in kept:
                continue
            try:
                made[setting.name] = setting.read(kept[setting.name])
            except BadSetting as bad:
                self.say(id, setting.name, str(bad))
        for name in kept:
            if name not in made and name not in ("block", "id"):
                self.say(id, "", f"The block has no setting “{one_line(str(name))[:40]}”.")
        return made


def read_layout(data: Any) -> tuple[Layout, tuple[Problem, ...]]:
    """The layout that can be built from what is kept, and everything that is wrong with it."""
    reader = _Reader()
    layout = reader.layout(data)
    return layout, tuple(reader.problems)


def misplaced(layout: Layout, *, of_meeting: bool) -> tuple[Problem, ...]:
    """Blocks that a kind of a meeting, or of none, has nothing for; and blocks that cannot do without a setting."""
    found = []
    for piece in every_piece(layout):
        entry = piece.entry
        if entry is not None and (reason := entry.refused(of_meeting=of_meeting)):
            found.append(Problem(piece.id, "block", reason))
        elif entry is not None and entry.needs and not piece.settings[entry.needs]:
            found.append(Problem(piece.id, entry.needs, f"{entry.title}: nothing is in it yet."))
    return tuple(found)


def new_anchor(heading: str, taken: set[str]) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")[:LETTERS].strip("-") or "section"
    return _free(f"s-{words}", "-", taken)


def _free(base: str, joint: str, taken: set[str]) -> str:
    count, made = 1, base
    while made in taken:
        count += 1
        made = f"{base}{joint}{count}"
    return made


def new_id(taken: set[str]) -> str:
    """One past the highest, so that an id that was taken out is not given to another block at once."""
    highest = max((int(each[1:]) for each in taken), default=0)
    if highest < 999_999:
        return f"b{highest + 1}"
    return next(made for number in range(1, MOST_BLOCKS + 2) if (made := f"b{number}") not in taken)
