"""The four signals of an XmR chart, found in points against limits. Pure: no Django."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from performance.analysis.rag import Polarity
from performance.analysis.series import Point
from performance.analysis.words import figure, spanned
from performance.periods import Period

RUN = 7  # in a row on one side, or strictly rising or falling: NHS England, Making Data Count


class Rule(StrEnum):
    OUTSIDE = "outside the limits"
    SIDE = "seven on one side"
    TREND = "seven rising or falling"
    NEAR = "two of three near a limit"


class Side(StrEnum):
    """Where the figures lie or go. Above and rising are one way, below and falling the other."""

    ABOVE = "above"
    BELOW = "below"
    RISING = "rising"
    FALLING = "falling"

    @property
    def is_up(self) -> bool:
        return self in {Side.ABOVE, Side.RISING}


class Meaning(StrEnum):
    """What a signal says about performance; a neutral measure's is a change and no more."""

    CONCERN = "of concern"
    IMPROVEMENT = "an improvement"
    NEUTRAL = "a change; neither way is better"


@dataclass(frozen=True)
class Limits:
    """The lines of one phase, in the measure's unit, to twelve decimals.

    `upper` and `lower` are as computed; `floor` is what the measure cannot go below (0 for a count) and binds only
    what is displayed. `points` and `moving_ranges` are how many were used, `screened_out` how many moving ranges not.
    """

    mean: Decimal
    mean_moving_range: Decimal
    upper: Decimal
    lower: Decimal
    upper_near: Decimal
    lower_near: Decimal
    points: int
    moving_ranges: int
    screened_out: int = 0
    is_trial: bool = False
    floor: Decimal | None = None

    @property
    def lower_displayed(self) -> Decimal:
        return self.lower if self.floor is None else max(self.lower, self.floor)

    @property
    def lower_near_displayed(self) -> Decimal:
        return self.lower_near if self.floor is None else max(self.lower_near, self.floor)


@dataclass(frozen=True)
class Signal:
    """One signal: the rule, the periods that make it up in order, the phase (from 1) and what it says."""

    rule: Rule
    periods: tuple[Period, ...]
    phase: int
    side: Side
    meaning: Meaning
    sentence: str

    @property
    def seen_at(self) -> Period:
        """The period whose figure completed the signal; what follows only prolongs it."""
        return self.periods[{Rule.OUTSIDE: 0, Rule.NEAR: 1}.get(self.rule, RUN - 1)]


Known = tuple[Period, Decimal]


def segments(points: Iterable[Point]) -> list[list[Known]]:
    """The stretches of known figures between gaps: nothing is read across a gap."""
    found: list[list[Known]] = [[]]
    for point in points:
        if point.value is None:
            found.append([])
        else:
            found[-1].append((point.period, point.value))
    return [segment for segment in found if segment]


def find_signals(points: Sequence[Point], limits: Limits, *, phase: int, polarity: Polarity) -> tuple[Signal, ...]:
    """Every signal in the points of one phase, in the order they were seen. A gap breaks runs, trends and threes.

    The rules are those of NHS England's Making Data Count: a point outside the limits; seven or more in a row on one
    side of the mean, a point on the mean breaking the run; seven or more strictly rising or falling; two of three in
    a row beyond the near limit on one side, the third anywhere (Western Electric, Statistical Quality Control
    Handbook, 1956). A run longer than it needs to be is one signal, not several.
    """
    rules = {Rule.OUTSIDE: _outside, Rule.SIDE: _on_one_side, Rule.TREND: _trends, Rule.NEAR: _near}
    found = [
        _signal(rule, run, side, limits, phase, polarity)
        for segment in segments(points)
        for rule, search in rules.items()
        for run, side in search(segment, limits)
    ]
    return tuple(sorted(found, key=lambda signal: (signal.seen_at, signal.periods[0])))


Run = tuple[list[Known], Side]


def _outside(segment: list[Known], limits: Limits) -> Iterator[Run]:
    for period, value in segment:
        if value > limits.upper:
            yield [(period, value)], Side.ABOVE
        elif value < limits.lower:
            yield [(period, value)], Side.BELOW


def _on_one_side(segment: list[Known], limits: Limits) -> Iterator[Run]:
    above = _stretches(segment, [value > limits.mean for _, value in segment])
    below = _stretches(segment, [value < limits.mean for _, value in segment])
    yield from ((run, Side.ABOVE) for run in above if len(run) >= RUN)
    yield from ((run, Side.BELOW) for run in below if len(run) >= RUN)


def _trends(segment: list[Known], limits: Limits) -> Iterator[Run]:
    """A stretch of rises is a step shorter than the points it joins, so the point before it belongs to it."""
    for side in (Side.RISING, Side.FALLING):
        sign = 1 if side.is_up else -1
        rises = [sign * (later[1] - earlier[1]) > 0 for earlier, later in pairwise(segment)]
        start = 0
        for at in range(len(rises) + 1):
            if at == len(rises) or not rises[at]:
                if at - start + 1 >= RUN:
                    yield segment[start : at + 1], side
                start = at + 1


def _near(segment: list[Known], limits: Limits) -> Iterator[Run]:
    """Threes that overlap or touch are one run; only its points beyond the near limit are given."""
    for side in (Side.ABOVE, Side.BELOW):
        beyond = {
            period: value > limits.upper_near if side is Side.ABOVE else value < limits.lower_near
            for period, value in segment
        }
        flags = list(beyond.values())
        threes = [at for at in range(len(segment) - 2) if sum(flags[at : at + 3]) >= 2]
        covered = {place for at in threes for place in range(at, at + 3)}
        for run in _stretches(segment, [at in covered for at in range(len(segment))]):
            yield [known for known in run if beyond[known[0]]], side


def _stretches(segment: list[Known], holds: Sequence[bool]) -> list[list[Known]]:
    """The longest stretches whose every place holds."""
    found: list[list[Known]] = [[]]
    for known, is_held in zip(segment, holds, strict=True):
        if is_held:
            found[-1].append(known)
        else:
            found.append([])
    return [stretch for stretch in found if stretch]


def _signal(rule: Rule, run: list[Known], side: Side, limits: Limits, phase: int, polarity: Polarity) -> Signal:
    meaning = _meaning(side, polarity)
    sentence = f"{_words(rule, run, side, limits)}: {meaning.value}."
    return Signal(rule, tuple(period for period, _ in run), phase, side, meaning, sentence)


def _meaning(side: Side, polarity: Polarity) -> Meaning:
    if polarity is Polarity.NEUTRAL:
        return Meaning.NEUTRAL
    return Meaning.IMPROVEMENT if side.is_up == (polarity is Polarity.HIGHER) else Meaning.CONCERN


def _words(rule: Rule, run: list[Known], side: Side, limits: Limits) -> str:
    periods = [period for period, _ in run]
    if rule is Rule.OUTSIDE:
        name, limit = ("upper", limits.upper) if side is Side.ABOVE else ("lower", limits.lower)
        return f"{figure(run[0][1])} in {periods[0].short} is {side} the {name} limit ({figure(limit)})"
    if rule is Rule.SIDE:
        return f"{len(run)} in a row, {spanned(periods)}, are {side} the mean ({figure(limits.mean)})"
    if rule is Rule.TREND:
        return f"{len(run)} in a row, {spanned(periods)}, are {side}"
    name, limit = ("upper", limits.upper_near) if side is Side.ABOVE else ("lower", limits.lower_near)
    return f"At least two of three in a row are {side} the near {name} limit ({figure(limit)}): {spanned(periods)}"
