"""Blocks of papers for committees: front sheet, recommendations, signatures, answers, approvals and lists of papers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import ClassVar

from reports.documents.blocks import BlockData, Build, Prose, plain
from reports.documents.committee.subject import CommitteePaper
from reports.documents.governance import UNWRITTEN
from reports.documents.reading import Reading
from reports.documents.sections import Part
from snb.committee_reports import numbered
from snb.models import Flag, SignOff
from snb.permissions import Role

NONE = "None."
# An e-mail address or a telephone number, with the comma before it.
_CONTACT = re.compile(r"[,;:]?\s*(?:\S+@\S+|(?:\+|\b0)[\d\s()/-]{7,}\d)")


def paper_of(reading: Reading) -> CommitteePaper:
    """What the reading is about, in a kind whose subject is a report."""
    subject = reading.subject
    assert isinstance(subject, CommitteePaper)  # noqa: S101 - `Kind.subject` of both kinds reads nothing else
    return subject


def running_on(*parts: Part) -> tuple[Part, ...]:
    """Sections under one masthead, none of which begins a page."""
    return tuple(replace(part, starts_page=False) for part in parts)


# Front sheet ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Box:
    label: str
    ticked: bool


@dataclass(frozen=True)
class FrontRow:
    """A question of the front sheet with its answer in words, or with boxes of which some are ticked."""

    label: str
    text: str = ""
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True)
class FrontSheet(BlockData):
    name: ClassVar[str] = "front-sheet"
    rows: tuple[FrontRow, ...]


# Recommendations and signatures --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Recommendations(BlockData):
    """Numbered 1), 2) … by themselves, whatever numbers the paragraphs have."""

    name: ClassVar[str] = "recommendations"
    lead_in: str
    items: tuple[str, ...]


def recommendations(reading: Reading) -> Recommendations | Prose:
    items = tuple(numbered(paper_of(reading).report.recommends))
    return Recommendations("It is recommended that:", items) if items else Prose(UNWRITTEN)


@dataclass(frozen=True)
class Signatory(BlockData):
    """Who puts the paper forward: a post, not a person."""

    name: ClassVar[str] = "signatory"
    post: str


def signatory(reading: Reading) -> Signatory | None:
    post = paper_of(reading).report.signatory
    return Signatory(post) if post else None


@dataclass(frozen=True)
class Contact:
    name: str
    email: str


@dataclass(frozen=True)
class Enquiries(BlockData):
    """Whom to ask: a post and its office; persons only where the board lets them be printed."""

    name: ClassVar[str] = "enquiries"
    lead_in: str
    post: str
    contacts: tuple[Contact, ...]


def enquiries(reading: Reading) -> Enquiries | None:
    post = contact_words(reading, paper_of(reading).report.enquiries)
    lead_in = "For any enquiries about this report please contact:"
    return Enquiries(lead_in, post, contacts(reading)) if post else None


def contacts(reading: Reading) -> tuple[Contact, ...]:
    """The board's programme manager of the day, where contact details are printed at all."""
    if not reading.shows_contacts:
        return ()
    found = reading.appointed(Role.PROGRAMME_MANAGER, reading.board_remit_id)
    return tuple(dict.fromkeys(Contact(row.person.name, row.person.email) for row in found))


def contact_words(reading: Reading, text: str) -> str:
    """What somebody typed as a post, without the addresses and numbers that a public paper is not to print."""
    return text if reading.shows_contacts else _CONTACT.sub("", text).strip(" ,;")


@dataclass(frozen=True)
class SignedOff(BlockData):
    """Under a comment: who made it and when. `on` is ISO or None."""

    name: ClassVar[str] = "signed-off"
    by: str
    initials: str
    on: str | None


# Answers and approvals -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer(BlockData):
    """The answer to the question in the paragraph before it; a No always has its reason."""

    name: ClassVar[str] = "answer"
    answer: str
    reason: str


def asked(flags: Iterable[Flag]) -> tuple[Build, ...]:
    """Each question as a paragraph with its answer after it."""
    return tuple(build for flag in flags for build in (_question(flag), _answer(flag)))


def _question(flag: Flag) -> Build:
    return lambda reading: Prose(plain(flag.question))


def _answer(flag: Flag) -> Build:
    return lambda reading: Answer("Yes" if flag.is_yes else "No", flag.reason)


@dataclass(frozen=True)
class ApprovalRow:
    """`on` is ISO or None."""

    step: str
    on: str | None
    initials: str
    text: str


@dataclass(frozen=True)
class Approvals(BlockData):
    name: ClassVar[str] = "approvals"
    rows: tuple[ApprovalRow, ...]


def approvals(rows: tuple[SignOff, ...]) -> Approvals | None:
    """The steps in the order in which they are recorded."""
    made = (ApprovalRow(row.step, row.on.isoformat() if row.on else None, row.initials, row.text) for row in rows)
    return Approvals(tuple(made)) if rows else None


# Lists that are printed even when there is nothing in them -----------------------------------------------------------


@dataclass(frozen=True)
class ListedPapers(BlockData):
    name: ClassVar[str] = "listed-papers"
    note: str
    items: tuple[str, ...]


def listed(text: str) -> tuple[str, ...]:
    """One for each line; "None." where there is no line."""
    return tuple(numbered(text)) or (NONE,)


def lines(text: str) -> Prose:
    """What somebody typed as plain lines, each as a paragraph of its own."""
    return Prose("\n\n".join(plain(line) for line in numbered(text)))
