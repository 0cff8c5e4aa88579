"""From figures to places on the drawing, and the round figures along an axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_SAME = 1e-9  # figures closer than this share of their size are one figure on any axis
_BEYOND_DIGITS = 1e14


@dataclass(frozen=True)
class Scale:
    """Straight from `low`…`high` to `start`…`end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(values: Sequence[float], *, count: int = 5, zero: bool = False, least: float = 0.0) -> tuple[float, ...]:
    """Round figures, evenly apart, that enclose all `values`; with zero among them if asked.

    Steps are 1, 2 or 5 times a power of ten, and no smaller than `least`.
    """
    low, high = min(values), max(values)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low <= max(abs(low), abs(high)) * _SAME:
        room = max(abs(low), abs(high)) * 0.1 or 1.0
        low, high = low - (room if low else 0), high + room
    step = max(_round_step((high - low) / count), least)
    first, last = math.floor(low / step + _SAME), math.ceil(high / step - _SAME)
    digits = max(0, 1 - math.floor(math.log10(step)))
    made = [index * step if step > _BEYOND_DIGITS else round(index * step, digits) for index in range(first, last + 1)]
    return tuple(tick + 0.0 for tick in made)


def _round_step(raw: float) -> float:
    power = 10.0 ** math.floor(math.log10(raw))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= raw * (1 - _SAME))


def spaced(count: int, start: float, end: float) -> tuple[float, ...]:
    """So many places from start to end; a single one stands in the middle."""
    if count == 1:
        return ((start + end) / 2,)
    return tuple(start + (end - start) * index / (count - 1) for index in range(count))


def spread(places: Sequence[float], gap: float, low: float, high: float) -> tuple[float, ...]:
    """The same order at least `gap` apart, between low and high while they fit: labels beside lines."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    gap = min(gap, (high - low) / max(len(places) - 1, 1))
    moved, floor = [0.0] * len(places), low
    for index in order:
        moved[index] = max(places[index], floor)
        floor = moved[index] + gap
    ceiling = high
    for index in reversed(order):
        moved[index] = min(moved[index], ceiling)
        ceiling = moved[index] - gap
    return tuple(moved)


def thinned(widths: Sequence[float], step: float, season: int = 1) -> tuple[int, ...]:
    """Which labels to print under points `step` apart: the newest always, then as many as fit.

    With a season (4 for quarters) the same quarter is labelled each time.
    """
    if not widths:
        return ()
    room = max(widths) + 12
    every = next(
        each
        for each in range(1, max(len(widths), season) * 2 + 1)
        if (season % each == 0 or each % season == 0) and (each * step >= room or each >= len(widths))
    )
    return tuple(sorted(range(len(widths) - 1, -1, -every)))
