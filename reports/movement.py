"""How a figure moved since its first one, in words that claim no cause. Pure: plain values in, plain values out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from performance.analysis.rag import Polarity
from performance.periods import Cadence, Period

Point = tuple[Period, Decimal]
WORDS = {"better": "Better", "worse": "Worse", "level": "No change", "unknown": "Neither way is better"}


@dataclass(frozen=True)
class Moved:
    """`meaning` is better, worse, level, or unknown where neither way is better; `way` is up, down or empty."""

    meaning: str
    way: str
    words: str
    sentence: str


def movement(*, first: Point, newest: Point, polarity: Polarity) -> Moved | None:
    """The first figure against the newest; None where they are the same one."""
    (began, before), (ended, now) = first, newest
    if began == ended:
        return None
    way = "up" if now > before else "down" if now < before else ""
    sentence = f"{figure(before)} in {began.short}, {figure(now)} in {ended.short}: {change(before, now)}."
    if began.cadence in (Cadence.MONTH, Cadence.QUARTER) and began.start.month != ended.start.month:
        sentence += f" They are different {began.cadence.noun}s of the year, so part of the change may be the season."
    return Moved(_meaning(polarity, way), way, WORDS[_meaning(polarity, way)], sentence)


def _meaning(polarity: Polarity, way: str) -> str:
    if not way:
        return "level"
    if polarity is Polarity.NEUTRAL:
        return "unknown"
    return "better" if (way == "up") == (polarity is Polarity.HIGHER) else "worse"


def change(before: Decimal, now: Decimal) -> str:
    """ "up by 12 (4%)", "no change"; from zero no percentage is given."""
    if now == before:
        return "no change"
    words = f"{'up' if now > before else 'down'} by {figure(abs(now - before))}"
    if before == 0:
        return words
    percent = (abs(now - before) / abs(before) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return f"{words} ({percent}%)" if percent else f"{words} (less than 1%)"


def figure(value: Decimal) -> str:
    """A value as it is read: thousands apart, no idle decimals."""
    whole, _, part = f"{value:,.2f}".partition(".")
    part = part.rstrip("0")
    return f"{whole}.{part}" if part else whole
