"""What is to be written for a board's papers, and how far it is: standing texts, and those of one report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import Http404

from reports.documents.governance import PASSAGES
from reports.documents.kind import Kind, PassageSlot, Subject, passages_of
from reports.documents.kinds import kinds_for
from reports.models import Passage, PassageComment, PassageState
from snb.loading import visible_board
from snb.models import Board, Person
from snb.workflow import Refusal

STANDING = "standing"  # in an address, where a subject's key stands otherwise
TONES = {PassageState.DRAFT: "doing", PassageState.COMMENTS: "waiting", PassageState.CLEARED: "done"}
OPEN = Count("comments", filter=Q(comments__settled_at=None))


@dataclass(frozen=True)
class Place:
    """What somebody may write, and the names of the papers that print it."""

    slot: PassageSlot
    papers: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A place, and what stands there so far."""

    place: Place
    passage: Passage | None
    open_comments: int

    @property
    def is_written(self) -> bool:
        return self.passage is not None and bool(self.passage.markdown.strip())

    @property
    def word(self) -> str:
        if self.passage is not None and self.is_written:
            return PassageState(self.passage.state).label
        return "Not written yet" if self.place.slot.is_needed else "Not written, not needed"

    @property
    def tone(self) -> str:
        if self.passage is not None and self.is_written:
            return TONES[PassageState(self.passage.state)]
        return "todo" if self.place.slot.is_needed else "quiet"


@dataclass(frozen=True)
class About:
    """A thing that a paper can be about, with the texts that were written for it so far."""

    key: str
    label: str
    papers: tuple[str, ...]
    written: int
    cleared: int
    open_comments: int


def address(subject: str) -> str:
    """How a subject is called in an address."""
    return subject or STANDING


# What there is to write ----------------------------------------------------------------------------------------------


def standing_places(kinds: Iterable[Kind]) -> list[Place]:
    return _joined((kind, kind.passages) for kind in kinds if kind.subject is None)


def places_about(kinds: Iterable[Kind], board: Board, key: str) -> list[Place]:
    """Of every paper that can be about this subject. Raises Refusal where the board has no such thing."""
    found: dict[int, Any] = {}
    slots = []
    for kind in kinds:
        if kind.subject is not None:
            about = id(kind.subject)
            if about not in found:
                found[about] = _read(kind.subject, board, key)
            if found[about] is not None:
                slots.append((kind, passages_of(kind, found[about])))
    if not slots:
        raise Refusal("This board has nothing of that name to write for.")
    return _joined(slots)


def _read(subject: Subject, board: Board, key: str) -> Any:
    try:
        return subject.read(board, None, key)
    except Refusal:
        return None


def _joined(slots: Iterable[tuple[Kind, Iterable[PassageSlot]]]) -> list[Place]:
    """Each text once, with all the papers that print it, in the order in which papers ask for them."""
    first: dict[str, PassageSlot] = {}
    papers: dict[str, list[str]] = {}
    for kind, asked in slots:
        for slot in asked:
            if slot.key not in first or (slot.is_needed and not first[slot.key].is_needed):
                first[slot.key] = slot
            papers.setdefault(slot.key, []).append(kind.name)
    return [Place(slot, tuple(papers[key])) for key, slot in first.items()]


# How far it is -------------------------------------------------------------------------------------------------------


def lines(board: Board, subject: str, places: Iterable[Place]) -> list[Line]:
    """The places with what stands there; then what was written for a place that there is no more. One query."""
    rows = board.passages.filter(subject=subject).select_related("changed_by").annotate(open_comments=OPEN)
    written = {row.key: row for row in rows}
    known = [Line(place, row, row.open_comments if row else 0) for place, row in _paired(places, written)]
    return known + [Line(_lost(row), row, row.open_comments) for row in written.values()]


def _paired(places: Iterable[Place], written: dict[str, Any]) -> Iterator[tuple[Place, Any]]:
    return ((place, written.pop(place.slot.key, None)) for place in list(places))


def _lost(row: Passage) -> Place:
    return Place(PassageSlot(row.key, title_of(row.key), is_needed=False), ())


def title_of(key: str) -> str:
    """The name of a text that no paper asks for."""
    return PASSAGES.get(key, key.replace("_", " ").replace("-", " ").capitalize())


def subjects(board: Board, kinds: Iterable[Kind]) -> list[About]:
    """What papers can be about, with the texts written for each. One query, and those of the choices."""
    papers: dict[int, tuple[Subject, list[str]]] = {}
    for kind in kinds:
        if kind.subject is not None and (kind.passages or kind.passages_about):
            papers.setdefault(id(kind.subject), (kind.subject, []))[1].append(kind.name)
    counts = _counts(board)
    return [
        About(choice.key, choice.label, tuple(names), *counts.get(choice.key, (0, 0, 0)))
        for subject, names in papers.values()
        for choice in subject.choices(board, None)
    ]


def _counts(board: Board) -> dict[str, tuple[int, int, int]]:
    """Written, cleared and open comments by subject."""
    written = ~Q(markdown="")
    rows = board.passages.exclude(subject="").values("subject").order_by("subject").annotate(
        texts=Count("pk", filter=written, distinct=True),
        cleared=Count("pk", filter=written & Q(state=PassageState.CLEARED), distinct=True),
        still=Count("comments", filter=Q(comments__settled_at=None), distinct=True),
    )  # fmt: skip
    return {row["subject"]: (row["texts"], row["cleared"], row["still"]) for row in rows}


# Finding what an address names ---------------------------------------------------------------------------------------


def visible_subject(person: Person, *, board: str, subject: str) -> Passage:
    """What is written for one subject, as a text without a name that is not saved."""
    found = visible_board(person, board=board)
    if subject == STANDING:
        raise Http404
    _places(found, subject)
    return Passage(board=found, subject=subject)


def visible_passage(person: Person, *, board: str, subject: str, key: str) -> Passage:
    """A text of this board; one that is not written yet is not saved, and has version 0."""
    found = visible_board(person, board=board)
    subject = "" if subject == STANDING else subject
    rows = Passage.objects.filter(board=found, subject=subject, key=key).select_related("board", "changed_by")
    held = rows.first()
    if held is not None:
        return held
    if key not in {place.slot.key for place in _places(found, subject)}:
        raise Http404
    return Passage(board=found, subject=subject, key=key, version=0)


def visible_comment(person: Person, *, board: str, pk: int) -> PassageComment:
    found = visible_board(person, board=board)
    held = PassageComment.objects.filter(passage__board=found, pk=pk).select_related("passage__board", "by").first()
    if held is None:
        raise Http404
    held.board_id = found.pk  # type: ignore[attr-defined]
    return held


def place_of(passage: Passage) -> Place:
    """The place that a text has in the papers."""
    try:
        places = _places(passage.board, passage.subject)
    except Http404:  # its subject was removed; what was written stays
        places = []
    return next((place for place in places if place.slot.key == passage.key), _lost(passage))


def label_of(board: Board, subject: str) -> str:
    """What a subject is called; empty for the standing texts."""
    if not subject:
        return ""
    return next((about.label for about in subjects(board, kinds_for(board).values()) if about.key == subject), subject)


def _places(board: Board, subject: str) -> list[Place]:
    kinds = kinds_for(board).values()
    if not subject:
        return standing_places(kinds)
    try:
        return places_about(kinds, board, subject)
    except Refusal as refusal:
        raise Http404 from refusal
