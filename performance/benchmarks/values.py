"""What a page or a paper shows of benchmarks: plain frozen values.

Within a set there are counts and each criterion's own movement; there is no total, no mean, and nothing across sets.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from performance.charts.dots import DotRow, DotStrip
from performance.charts.figures import Unit
from performance.models.benchmarks import HIGHEST

NUMBERS = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


@dataclass(frozen=True)
class ScoreLine:
    """What a criterion scored in a year, as known on the day; `revision` above 1 was corrected."""

    score: int | None
    needs_work: bool | None  # None: nobody has said, and nothing says it
    reason: str
    evidence: str
    revision: int
    scored_on: dt.date
    scored_by: str

    @property
    def words(self) -> str:
        return "No score" if self.score is None else str(self.score)


@dataclass(frozen=True)
class Moved:
    """From the year before to the newest, in the words of `{% direction %}`."""

    meaning: str  # better, worse, level or unknown
    way: str
    words: str


@dataclass(frozen=True)
class ActionLine:
    """An action that closes a gap, with who holds its owner's post on the day."""

    pk: int
    title: str
    owner: str
    holders: str
    due: dt.date
    is_done: bool
    is_late: bool
    evidence: str
    closed_on: dt.date | None
    year: str


@dataclass(frozen=True)
class CriterionRow:
    """One benchmark: a score or None for each year of the set, oldest first."""

    pk: int
    number: int
    label: str
    description: str
    scores: tuple[ScoreLine | None, ...]
    moved: Moved
    actions: tuple[ActionLine, ...] = ()

    @property
    def newest(self) -> ScoreLine | None:
        return self.scores[-1] if self.scores else None

    @property
    def is_gap(self) -> bool:
        return bool(self.newest and self.newest.needs_work)

    @property
    def is_unanswered(self) -> bool:
        """A gap that no open action closes."""
        return self.is_gap and all(action.is_done for action in self.actions)


@dataclass(frozen=True)
class YearLine:
    """A year that the board was scored for, and its counts in words."""

    pk: int
    year: str
    expected: int | None
    assessor: str
    source: str
    counts: str


@dataclass(frozen=True)
class SetReading:
    """A set with what the board scored against it."""

    slug: str
    name: str
    version: str
    source: str
    note: str
    valid: str
    levels: tuple[str, ...]
    years: tuple[YearLine, ...]
    rows: tuple[CriterionRow, ...]

    @property
    def gaps(self) -> tuple[CriterionRow, ...]:
        return tuple(row for row in self.rows if row.is_gap or not all(action.is_done for action in row.actions))

    @property
    def done(self) -> tuple[CriterionRow, ...]:
        """No gap any more, and what was done about it."""
        return tuple(row for row in self.rows if row.actions and row not in self.gaps)

    @property
    def worse(self) -> tuple[CriterionRow, ...]:
        return tuple(row for row in self.rows if row.moved.meaning == "worse")

    @property
    def worse_words(self) -> str:
        """ "One of ten scored lower than the year before"."""
        return f"{_of(len(self.worse), len(self.rows))} scored lower than the year before"

    @property
    def open_actions(self) -> int:
        return sum(not action.is_done for row in self.rows for action in row.actions)

    @property
    def plot(self) -> DotStrip | None:
        """The scores as a picture, where there are any; fit to be frozen in a paper."""
        if not any(score and score.score is not None for row in self.rows for score in row.scores):
            return None
        dots = [DotRow(row.label, tuple(score.score if score else None for score in row.scores)) for row in self.rows]
        return DotStrip(
            f"{self.name}, scores 0 to {HIGHEST}", tuple(year.year for year in self.years), tuple(dots), unit=Unit()
        )


def moved(scores: Iterable[ScoreLine | None], years: list[str]) -> Moved:
    """From the last year but one to the last, of one criterion of one set."""
    last = list(scores)[-2:]
    if len(last) < 2:
        return Moved("unknown", "", "No earlier year of this set")
    was, now = (line.score if line else None for line in last)
    if was is None or now is None:
        return Moved("unknown", "", f"Cannot say: no score for {years[-2] if was is None else years[-1]}")
    if was == now:
        return Moved("level", "level", f"No change, {now}")
    meaning, way = ("better", "up") if now > was else ("worse", "down")
    return Moved(meaning, way, f"{meaning.capitalize()}, {was} to {now}")


def counts(scores: list[ScoreLine | None], expected: int | None) -> str:
    """ "Seven of ten at 4 or more": counts, and never a sum."""
    total, known = len(scores), [line for line in scores if line]
    without = total - sum(line.score is not None for line in known)
    if expected is not None and without < total:
        met = sum(line.score is not None and line.score >= expected for line in known)
        said = f"{_of(met, total)} at {expected} or more"
        return f"{said}, {_number(without)} without a score" if without else said
    if any(line.needs_work is not None for line in known):
        return f"{_of(sum(bool(line.needs_work) for line in known), total)} in need of further work"
    return f"{_of(total - without, total)} scored"


def _of(count: int, total: int) -> str:
    return f"{_number(count).capitalize()} of {_number(total)}"


def _number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else str(count)
