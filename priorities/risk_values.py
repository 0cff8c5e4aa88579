"""What a register of risks says: plain values, for pages and papers alike. `priorities.risks` reads them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from priorities.models import Risk
from priorities.models.risks import Category
from priorities.people import in_words
from priorities.scale import STEPS, Bands, Score, Scores
from snb.wording import long_date

TONES = {"": "quiet", "not_started": "todo", "on_track": "doing", "at_risk": "waiting", "late": "late", "done": "done"}


class Standing(IntEnum):
    """Where a residual score stands against what the board accepts; the worse, the higher."""

    WITHIN = 0
    ABOVE_APPETITE = 1
    ABOVE_TOLERANCE = 2

    @property
    def label(self) -> str:
        return ("Within appetite", "Above appetite", "Above tolerance")[self]

    @property
    def tone(self) -> str:
        return ("done", "doing", "late")[self]


@dataclass(frozen=True)
class Limits:
    """The appetite and the tolerance that hold for a risk; `own` where it has its own."""

    appetite: int
    tolerance: int
    own: bool = False

    def standing(self, score: Score) -> Standing:
        if score.value > self.tolerance:
            return Standing.ABOVE_TOLERANCE
        return Standing.ABOVE_APPETITE if score.value > self.appetite else Standing.WITHIN


@dataclass(frozen=True)
class Policy:
    """What a board accepts, in general and by category (of `Category`), and how it words scores."""

    general: Limits
    by_category: Mapping[str, Limits]
    bands: Bands

    def limits(self, risk: Risk) -> Limits:
        if risk.appetite is not None and risk.tolerance is not None:
            return Limits(risk.appetite, risk.tolerance, own=True)
        return self.by_category.get(risk.category, self.general)

    @property
    def exceptions(self) -> list[tuple[str, Limits]]:
        return [(Category(name).label, limits) for name, limits in self.by_category.items()]


@dataclass(frozen=True)
class Assessed:
    """One assessment; `by` is the name and the post of that day."""

    number: int
    on: dt.date
    by: str
    rationale: str
    scores: Scores


@dataclass(frozen=True)
class Movement:
    """How a score has changed since the assessment before. `meaning` and `way` are as the direction mark takes them."""

    meaning: str
    way: str
    words: str
    short: str


@dataclass(frozen=True)
class Owner:
    """A post and who holds it on the day; nobody: vacant."""

    post: str
    people: tuple[str, ...]

    @property
    def is_vacant(self) -> bool:
        return not self.people

    @property
    def names(self) -> str:
        return in_words(self.people)


@dataclass(frozen=True)
class LinkedPriority:
    pk: int
    slug: str
    name: str


@dataclass(frozen=True)
class Mitigation:
    """A planned action that brings a risk down, with what the newest accepted return said of it; "" where none did."""

    title: str
    priority: str
    owner: str
    due: dt.date
    status: str
    state: str  # the value of `PlanStatus`

    @property
    def tone(self) -> str:
        return TONES[self.state]


@dataclass(frozen=True)
class Raised:
    """A return that raised the risk, how it reads, and what it scored the risk; newest first."""

    return_id: int
    priority_id: int
    label: str
    title: str
    score: Score


@dataclass(frozen=True)
class RiskRow:
    """One risk on a day. `assessments` are newest first; there is always one."""

    pk: int
    reference: str
    title: str
    cause: str
    event: str
    consequence: str
    controls: str
    category: str
    owner: Owner
    opened_on: dt.date
    review_due: dt.date
    is_overdue: bool
    is_open: bool
    closed_on: dt.date | None
    closed_by: str
    closing_reason: str
    limits: Limits
    assessments: tuple[Assessed, ...]
    priorities: tuple[LinkedPriority, ...]
    actions: tuple[Mitigation, ...]
    raised: tuple[Raised, ...]
    bands: Bands

    @property
    def now(self) -> Assessed:
        return self.assessments[0]

    @property
    def score(self) -> Score:
        """The residual one: how the risk stands as things are."""
        return self.now.scores.residual

    @property
    def band(self) -> str:
        return self.bands.word(self.score.value)

    @property
    def standing(self) -> Standing:
        return self.limits.standing(self.score)

    @property
    def is_above_appetite(self) -> bool:
        return self.standing > Standing.WITHIN

    @property
    def is_at_target(self) -> bool:
        return self.score.value <= self.now.scores.target.value

    @property
    def newest_raised(self) -> tuple[Raised, ...]:
        """Of each title, the newest return that raised it."""
        newest: dict[tuple[int, str], Raised] = {}
        for held in self.raised:
            newest.setdefault((held.priority_id, held.title), held)
        return tuple(newest.values())

    @property
    def earlier_raised(self) -> tuple[Raised, ...]:
        newest = self.newest_raised
        return tuple(held for held in self.raised if held not in newest)

    @property
    def movement(self) -> Movement:
        return self.movement_of("residual")

    def movement_of(self, which: str) -> Movement:
        """`which` is "inherent", "residual" or "target"."""
        if len(self.assessments) < 2:
            return Movement("unknown", "", "This is the first assessment", "First assessment")
        now, before = (getattr(held.scores, which) for held in self.assessments[:2])
        return moved(before, now, self.assessments[1].on)


def moved(before: Score, now: Score, since: dt.date) -> Movement:
    """In words, because less is better here."""
    day = long_date(since)
    if now.value != before.value:
        way = "down" if now.value < before.value else "up"
        short = f"{way.capitalize()} from {before.value}"
        return Movement(
            "better" if way == "down" else "worse", way, f"{way.capitalize()} from {before} on {day}", short
        )
    if now != before:
        words = f"The same score as on {day}, differently made: it was {before}"
        return Movement("level", "", words, "No change")
    return Movement("level", "", f"No change since {day}", "No change")


@dataclass(frozen=True)
class Cell:
    """A field of the grid with the open risks that stand in it."""

    score: Score
    band: str
    rows: tuple[RiskRow, ...]


@dataclass(frozen=True)
class RiskRegister:
    """The register of a board on a day: those above appetite first, then by score."""

    day: dt.date
    policy: Policy
    rows: tuple[RiskRow, ...]

    @property
    def open(self) -> tuple[RiskRow, ...]:
        return tuple(row for row in self.rows if row.is_open)

    @property
    def above_appetite(self) -> tuple[RiskRow, ...]:
        return tuple(row for row in self.open if row.is_above_appetite)

    @property
    def overdue(self) -> tuple[RiskRow, ...]:
        return tuple(row for row in self.open if row.is_overdue)

    def of_priority(self, priority_id: int) -> tuple[RiskRow, ...]:
        """The open risks linked to one priority."""
        return tuple(row for row in self.open if any(linked.pk == priority_id for linked in row.priorities))

    def grid(self) -> list[list[Cell]]:
        return grid_of(self.rows, self.policy.bands)


def grid_of(rows: Iterable[RiskRow], bands: Bands) -> list[list[Cell]]:
    """Five rows from very likely down to very unlikely, each of five cells by impact; open risks only."""
    held: dict[Score, list[RiskRow]] = defaultdict(list)
    for row in rows:
        if row.is_open:
            held[row.score].append(row)
    scores = [[Score(likelihood, impact) for impact in STEPS] for likelihood in reversed(STEPS)]
    return [[Cell(score, bands.word(score.value), tuple(held[score])) for score in line] for line in scores]
