"""What lies between two values: which way, how much, and whether that is better. Pure: no Django."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from performance.analysis.rag import Polarity
from performance.analysis.words import figure, percentage


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"
    LEVEL = "level"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class Performance(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    NO_CHANGE = "no change"
    CANNOT_SAY = "cannot say"

    @property
    def label(self) -> str:
        return self.value.capitalize()


@dataclass(frozen=True)
class Change:
    """`amount` is now less before, in the measure's unit; `percent` is None where it is not applicable."""

    amount: Decimal
    percent: Decimal | None
    direction: Direction
    performance: Performance
    words: str


def change_between(
    before: Decimal,
    now: Decimal,
    *,
    polarity: Polarity,
    tolerance: Decimal = Decimal(0),
    is_percentage: bool = False,
) -> Change:
    """The change from `before` to `now`, both in the measure's unit and known.

    A change of no more than `tolerance` (a share of `before`) is level; at zero, any difference counts. From a zero
    or a negative value, and between percentages, no percentage is given: the latter change by points.
    """
    amount = now - before
    is_level = abs(amount) <= abs(before) * tolerance
    direction = Direction.LEVEL if is_level else Direction.UP if amount > 0 else Direction.DOWN
    percent = None if is_percentage or before <= 0 else _rounded(amount / before * 100)
    words = _words(amount, percent, is_percentage=is_percentage)
    if is_level and amount:
        words += f", within the {percentage(tolerance)} that counts as no change"
    return Change(amount, percent, direction, _performance(direction, polarity), words)


def _rounded(percent: Decimal) -> Decimal:
    return percent.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def _performance(direction: Direction, polarity: Polarity) -> Performance:
    if direction is Direction.LEVEL:
        return Performance.NO_CHANGE
    if polarity is Polarity.NEUTRAL:
        return Performance.CANNOT_SAY
    return Performance.BETTER if (direction is Direction.UP) == (polarity is Polarity.HIGHER) else Performance.WORSE


def _words(amount: Decimal, percent: Decimal | None, *, is_percentage: bool) -> str:
    """ "up by 12 (4%)", "no change", "down by 3 percentage points"."""
    if amount == 0:
        return "no change"
    words = f"{'up' if amount > 0 else 'down'} by {figure(abs(amount))}"
    if is_percentage:
        return f"{words} percentage {'point' if abs(amount) == 1 else 'points'}"
    if percent is None:
        return words
    return f"{words} ({figure(abs(percent))}%)" if percent else f"{words} (less than 0.1%)"
