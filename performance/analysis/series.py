"""A measure's figures for one area, in order of time. Missing is never zero."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from performance.periods import Cadence, Period


@dataclass(frozen=True)
class Point:
    """The figure of one period, in the measure's unit. `value` is None where nothing is known: never read as zero."""

    period: Period
    value: Decimal | None
    is_provisional: bool = False
    is_revised: bool = False
    is_suppressed: bool = False


@dataclass(frozen=True)
class Series:
    """Points of one cadence, one for each period from the first to the last: a period without a figure is a gap."""

    cadence: Cadence
    points: tuple[Point, ...] = ()

    @classmethod
    def of(cls, cadence: Cadence, points: Iterable[Point]) -> Series:
        """In order of time with the gaps made visible. Raises ValueError for a second figure or another cadence."""
        known: dict[Period, Point] = {}
        for point in points:
            if point.period.cadence is not cadence:
                raise ValueError(f"{point.period} is not of a {cadence.label.lower()} series.")
            if point.period in known:
                raise ValueError(f"Two figures for {point.period}.")
            known[point.period] = point
        if not known:
            return cls(cadence)
        period, last, filled = min(known), max(known), []
        while period <= last:
            filled.append(known.get(period, Point(period, None)))
            period = period.next()
        if len([point for point in filled if point.period in known]) != len(known):
            raise ValueError("The periods do not follow one another.")
        return cls(cadence, tuple(filled))

    def at(self, period: Period) -> Point | None:
        return next((point for point in self.points if point.period == period), None)

    def value_at(self, period: Period) -> Decimal | None:
        point = self.at(period)
        return point.value if point else None

    @property
    def newest(self) -> Point | None:
        """The last point that has a figure."""
        return next((point for point in reversed(self.points) if point.value is not None), None)

    @property
    def known(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.value is not None)

    def until(self, period: Period) -> Series:
        return Series(self.cadence, tuple(point for point in self.points if point.period <= period))
