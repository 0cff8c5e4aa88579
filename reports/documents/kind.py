"""What a kind of document is: how it is called, what it is about, and how its sections follow from a reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from reports.documents.gaps import Finder
from reports.documents.reading import Reading
from reports.documents.sections import Part
from snb.models import Board, Meeting

Paragraphs = Literal["by section", "straight", "none"]


@dataclass(frozen=True)
class Choice:
    """One of the things that a kind can be about, by a key that stays: "priority-serious-violence"."""

    key: str
    label: str


@dataclass(frozen=True)
class Subject:
    """What a kind is about beside board and meeting: a priority, a partnership, a report to a committee.

    `choices` are what it can be compiled about now; `read` gives what the sections print of one of them, inside the
    reading's own moment, and refuses a key that is none of this board's.
    """

    label: str  # "Which report?"
    choices: Callable[[Board, Meeting | None], Sequence[Choice]]
    read: Callable[[Board, Meeting | None, str], Any]


@dataclass(frozen=True)
class PassageSlot:
    """A piece of prose that people write for a paper: by what key it is kept, how it is called where it is missing, and
    what belongs in it. One that is not `is_needed` may be left out without a gap."""

    key: str
    title: str
    hint: str = ""
    is_needed: bool = True


@dataclass(frozen=True)
class Kind:
    """A kind of document. `of_meeting`: it is compiled for one meeting, and `takes_returns`: whose accepted returns it
    freezes. `has_figures`: it prints what the board's figures say, so that they are read with it. `paragraphs`: those
    of prose number within each section, straight through the paper, or not at all."""

    slug: str
    name: str
    of_meeting: bool
    title: Callable[[Reading], tuple[str, str]]  # title and subtitle; refused where there is nothing to compile
    parts: Callable[[Reading], tuple[Part, ...]]
    number: Callable[[Reading], Callable[[int], str]]
    gaps: tuple[Finder, ...]
    subject: Subject | None = None
    takes_returns: bool = False
    has_figures: bool = False
    has_private: bool = (
        False  # what is heard in private may stand in it: then a restricted and a public version are made
    )
    has_docx: bool = False
    paragraphs: Paragraphs = "by section"
    has_masthead: bool = False  # it begins with its title above the text, without a cover and contents
    purpose: str = ""  # what it is for, in a sentence
    facts: Callable[[Reading], tuple[tuple[str, str], ...]] | None = None  # what its cover says beside the title
    version: int = 0  # of its layout, where it is a board's own kind
    passages: tuple[PassageSlot, ...] = ()
    # The same where they follow from what `Subject.read` gave, such as one for each priority.
    passages_about: Callable[[Any], tuple[PassageSlot, ...]] | None = None


def passages_of(kind: Kind, subject: Any = None) -> tuple[PassageSlot, ...]:
    """What people write for a paper of this kind about `subject`, in the order of the paper."""
    return kind.passages if kind.passages_about is None or subject is None else kind.passages_about(subject)
