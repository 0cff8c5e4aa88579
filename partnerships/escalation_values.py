"""What became of an issue that a partnership raised, as plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from snb.models import AgendaItem


@dataclass(frozen=True)
class Reader:
    """What a reader may see of private business: all of it, or what their own partnerships wrote themselves."""

    exempt: bool = False
    remits: frozenset[int] = frozenset()


EVERYBODY = Reader()


@dataclass(frozen=True)
class Standing:
    """Where an issue stands, in words; `is_settled`: nothing more is to come."""

    key: str
    words: str
    tone: str
    is_settled: bool = False


# The word of each standing as a filter offers it.
STANDINGS = {
    "draft": "In a draft",
    "review": "In a narrative not yet accepted",
    "raised": "Waiting for the programme manager",
    "agenda": "On an agenda",
    "heard": "Heard, nothing recorded",
    "decided": "Decided",
    "late": "Action late",
    "open": "Action open",
    "done": "Action done, waiting for the Board",
    "closed": "Action closed",
    "answered": "Answered without a meeting",
    "private": "Heard in private",
}


@dataclass(frozen=True)
class ActionLine:
    """An action that followed."""

    pk: int
    number: int
    text: str
    owner: str
    names: tuple[str, ...]
    due: dt.date
    words: str
    tone: str
    outcome: str
    closed_on: dt.date | None  # the day of the meeting that agreed to close it


@dataclass(frozen=True)
class DecisionLine:
    """A decision of the Board under the item."""

    pk: int
    reference: str
    day: dt.date
    text: str
    reasons: str


@dataclass(frozen=True)
class Thread:
    """One issue as one reader may see it. Where it `is_hidden`, nothing of what was asked, decided or done."""

    pk: int
    title: str
    partnership: str
    slug: str
    narrative_pk: int
    quarter: str
    meeting_pk: int
    meeting_day: dt.date
    raised_on: dt.date | None
    raised_as: str
    standing: Standing
    last_day: dt.date | None
    is_hidden: bool
    is_private: bool
    text: str = ""
    ask: str = ""
    purpose: str = ""
    item: AgendaItem | None = None
    placed_on: dt.date | None = None
    placed_as: str = ""
    answer: str = ""
    answered_on: dt.date | None = None
    answered_as: str = ""
    decisions: tuple[DecisionLine, ...] = ()
    actions: tuple[ActionLine, ...] = ()

    @property
    def is_settled(self) -> bool:
        return self.standing.is_settled

    @property
    def said(self) -> str:
        """What the Board did about it, in one line; empty where nothing came of it yet, or it is hidden."""
        done = [*(line.text for line in self.decisions), *(line.outcome for line in self.actions if line.outcome)]
        return " ".join([self.answer] if self.answer else done)
