"""A layout as a kind of document: its sections follow from a reading as those of a built-in kind do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from reports.documents.blocks import BlockData, Build, Prose, plain
from reports.documents.gaps import found_by
from reports.documents.governance import PASSAGES
from reports.documents.kind import Kind, PassageSlot
from reports.documents.meetings import NotPublished
from reports.documents.reading import Reading
from reports.documents.sections import Part
from reports.models import KindVersion, OwnKind
from reports.own_kinds.layout import (
    COUNTED,
    NONE,
    Layout,
    Piece,
    Problem,
    Section,
    every_piece,
    every_section,
    read_layout,
)
from reports.own_kinds.making import Around
from reports.own_kinds.narrowing import gone, narrowed
from snb.wording import long_date
from snb.workflow import Refusal

# What a pack prints with the part of this name: heard in private together with it.
_WITHIN = {"asks": "returns", "risks-raised": "risks", "exceptions-charts": "exceptions", "in-brief": "exceptions"}


def kind_from(own: OwnKind, version: KindVersion) -> Kind:
    """The kind that this version of its layout makes. Never fails: what cannot be built is a gap of the paper."""
    layout, problems = read_layout(version.layout)
    entries = [piece.entry for piece in every_piece(layout) if piece.entry]
    paper = _Paper(own, layout, problems)
    return Kind(
        slug=own.slug,
        name=own.name,
        of_meeting=own.of_meeting,
        title=paper.title,
        parts=paper.parts,
        number=lambda reading: str,
        gaps=(paper.gaps,),
        has_figures=any(entry.has_figures for entry in entries),
        has_private=own.of_meeting,
        passages=tuple(PassageSlot(key, PASSAGES[key]) for key in _passages(layout)),
        version=version.number,
        purpose="A kind of paper that this board made for itself.",
    )


def _passages(layout: Layout) -> tuple[str, ...]:
    keys = [piece.settings["key"] for piece in every_piece(layout) if piece.name == "passage"]
    return tuple(dict.fromkeys(key for key in keys if key in PASSAGES))


@dataclass(frozen=True)
class _Paper:
    """The layout on its way to a paper."""

    own: OwnKind
    layout: Layout
    problems: tuple[Problem, ...]

    def title(self, reading: Reading) -> tuple[str, str]:
        meeting = reading.meeting
        if not self.own.of_meeting:
            return self.own.name, f"As at {long_date(reading.as_at)}"
        if meeting is None:
            raise Refusal(f"“{self.own.name}” is compiled for a meeting: choose one.")
        return self.own.name, f"For the meeting of {long_date(meeting.date)}"

    def parts(self, reading: Reading) -> tuple[Part, ...]:
        return tuple(self._part(section, reading) for section in self.layout)

    def gaps(self, reading: Reading) -> Iterator[str]:
        """What the register lacks for its blocks, what they choose and is gone, and what cannot be built."""
        headings = {piece.id: section.heading for section in every_section(self.layout) for piece in section.pieces}
        headings |= {section.anchor: section.heading for section in every_section(self.layout)}
        for problem in self.problems:
            yield f"Section “{headings[problem.at]}”: {problem.message}" if problem.at in headings else problem.message
        for key in _passages(self.layout):
            if not reading.prose.get(key, "").strip():
                yield f"The text “{PASSAGES[key]}” has not been written."
        for piece in every_piece(self.layout):
            if piece.entry is None or self._is_out_of_place(piece) or _kept_back(reading, piece.name):
                continue
            yield from (f"Section “{headings[piece.id]}”: {said}" for said in gone(reading, piece.settings))
            yield from found_by(piece.entry.gaps, narrowed(reading, piece.settings))

    def _part(self, section: Section, reading: Reading) -> Part:
        return Part(
            heading=section.heading,
            anchor=section.anchor,
            blocks=tuple(build for piece in section.pieces for build in self._builds(piece, reading)),
            parts=tuple(self._part(inner, reading) for inner in section.sections),
            number={COUNTED: None, NONE: ""}.get(section.number, section.number),
            starts_page=section.starts_page,
        )

    def _builds(self, piece: Piece, reading: Reading) -> Iterator[Build]:
        """A heading, and the block's data; what stands for it where there is none, or where it is heard in private."""
        entry, settings = piece.entry, piece.settings
        if entry is None or self._is_out_of_place(piece):
            return
        heading = [Prose(f"## {plain(settings['heading'])}")] if settings.get("heading") else []
        if ground := _kept_back(reading, piece.name):
            yield from map(_as_build, [*heading, NotPublished(ground)])
            return
        lacks = tuple(dict.fromkeys(self.gaps(reading))) if piece.name == "gaps" else ()
        made = entry.make(narrowed(reading, settings), Around(settings, lacks, self._anchors))
        if not made and settings.get("otherwise"):
            made = [Prose(plain(settings["otherwise"]))]
        yield from map(_as_build, [*heading, *made] if made else [])

    def _is_out_of_place(self, piece: Piece) -> bool:
        return piece.entry is None or bool(piece.entry.refused(of_meeting=self.own.of_meeting))

    @property
    def _anchors(self) -> Mapping[str, str]:
        """Where each block stands first, for the agenda's links."""
        found: dict[str, str] = {}
        for section in every_section(self.layout):
            for piece in section.pieces:
                found.setdefault(piece.name, section.anchor)
        return found


def _as_build(data: BlockData) -> Build:
    return partial(_given, data)


def _given(data: BlockData, reading: Reading) -> BlockData:
    return data


def _kept_back(reading: Reading, name: str) -> str:
    """On what ground the public does not read this block: an item heard in private brings it, and no open one does."""
    if reading.audience == "restricted":
        return ""
    items = [item for item in reading.agenda if not item.is_withdrawn]
    name = _WITHIN.get(name, name)
    if any(item.block == name and not item.is_exempt for item in items):
        return ""
    return next((item.ground for item in items if item.is_exempt and name in (item.block, item.kept_back)), "")
