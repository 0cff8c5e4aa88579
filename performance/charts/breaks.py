"""Classes of figures for a map: which figures share a shade.

`quantile` puts about as many areas in each class: the k-th bound is the figure at place ⌈k·n/count⌉ in order of size.
`equal` cuts the span from the lowest to the highest figure into stretches of one length. In both a figure on a bound
belongs to the class below, equal figures always share a class, and a class without areas is left out: there may be
fewer than asked for. A class is described by the figures in it, lowest and highest, so no range overlaps another.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

LETTERS = "ABCDE"


@dataclass(frozen=True)
class Band:
    """One class: its letter (A is lowest), its shade from 0 to 4, and the figures in it."""

    letter: str
    shade: int
    low: float
    high: float
    count: int


def classes(values: Sequence[float], *, count: int = 5, method: str = "quantile") -> tuple[Band, ...]:
    """At most `count` classes from low to high. Raises ValueError for an unknown method or a count outside 1 to 5."""
    if not 1 <= count <= len(LETTERS):
        raise ValueError(f"A map has 1 to {len(LETTERS)} classes, not {count}.")
    if not values:
        return ()
    ordered = sorted(values)
    bounds = _bounds(ordered, count, method)
    members: list[list[float]] = [[] for _ in bounds]
    for value in ordered:
        members[min(bisect_left(bounds, value), len(bounds) - 1)].append(value)
    kept = [group for group in members if group]
    return tuple(
        Band(LETTERS[index], _shade(index, len(kept)), group[0], group[-1], len(group))
        for index, group in enumerate(kept)
    )


def band_of(value: float, bands: Sequence[Band]) -> Band:
    """The class of a figure that was among those classified."""
    return next(band for band in bands if value <= band.high)


def _bounds(ordered: Sequence[float], count: int, method: str) -> list[float]:
    if method == "quantile":
        return sorted({ordered[math.ceil(k * len(ordered) / count) - 1] for k in range(1, count + 1)})
    if method == "equal":
        low, high = ordered[0], ordered[-1]
        return [low + (high - low) * k / count for k in range(1, count)] + [high]
    raise ValueError(f"Unknown method: {method!r}.")


def _shade(index: int, count: int) -> int:
    """Fewer classes take shades further apart."""
    return round(index * (len(LETTERS) - 1) / (count - 1)) if count > 1 else 2
