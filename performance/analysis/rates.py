"""Rates and percentages, of one area and of areas taken together. Missing is never zero. Pure.

A crude rate is events ÷ population. Areas are combined by adding their events and their populations and dividing
once; rates are never averaged. Limits: Wilson's score for proportions, Byar's approximation for rates of counts.

Sources: OHID Fingertips public health technical guidance, "Rates" and "Proportions"; APHO Technical Briefing 3,
Commonly used public health statistics and their confidence intervals (2008).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

Z95 = 1.959964  # the 97.5th percentile of the standard normal distribution
BYAR_FROM = 10  # below this, the guidance asks for the exact method


@dataclass(frozen=True)
class Part:
    """One area's events and the population they arose in; None where it is not known."""

    count: Decimal | None
    population: Decimal | None


@dataclass(frozen=True)
class Combined:
    """Areas taken together. A figure is None where a part of it is missing; `missing` names those areas, in order."""

    count: Decimal | None
    population: Decimal | None
    rate: Decimal | None
    missing: tuple[str, ...] = ()


def rate(count: Decimal | int | None, population: Decimal | int | None, per: Decimal | int = 1000) -> Decimal | None:
    """Events per `per` people, not rounded. None where either is missing, or nobody lives there: "not applicable".

    Raises ValueError for a negative count or population, or a `per` that is not positive.
    """
    if per <= 0:
        raise ValueError("A rate is per a positive number of people.")
    if any(value is not None and value < 0 for value in (count, population)):
        raise ValueError("A count and a population are never negative.")
    return None if count is None or not population else Decimal(count) * Decimal(per) / Decimal(population)


def percentage(part: Decimal | int | None, whole: Decimal | int | None) -> Decimal | None:
    """`part` in each hundred of `whole`, not rounded; None as for `rate`. ValueError where `part` is the greater."""
    if part is not None and whole is not None and part > whole:
        raise ValueError(f"{part} is more than the whole, {whole}.")
    return rate(part, whole, 100)


def combine(parts: Mapping[str, Part], per: Decimal | int = 1000) -> Combined:
    """The areas `parts`, by name, as one. A missing part makes the whole missing. Raises ValueError for no parts."""
    if not parts:
        raise ValueError("There are no areas to combine.")
    count = _added({name: part.count for name, part in parts.items()})
    population = _added({name: part.population for name, part in parts.items()})
    missing = tuple(sorted(name for name, part in parts.items() if part.count is None or part.population is None))
    return Combined(count, population, rate(count, population, per), missing)


def wilson(part: int, whole: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score limits of a proportion, each 0 to 1. Raises ValueError unless 0 ≤ part ≤ whole and whole > 0."""
    if not 0 <= part <= whole or not whole:
        raise ValueError("A proportion is of a part of something.")
    middle, spread = 2 * part + z * z, z * sqrt(z * z + 4 * part * (1 - part / whole))
    return max(0.0, (middle - spread) / (2 * (whole + z * z))), min(1.0, (middle + spread) / (2 * (whole + z * z)))


def byar(count: int, z: float = Z95) -> tuple[float, float] | None:
    """Byar's limits of a count, to be divided as the count is; None below 10, where they are not close enough."""
    if count < BYAR_FROM:
        return None
    more = count + 1
    return (
        count * (1 - 1 / (9 * count) - z / (3 * sqrt(count))) ** 3,
        more * (1 - 1 / (9 * more) + z / (3 * sqrt(more))) ** 3,
    )


def _added(values: Mapping[str, Decimal | None]) -> Decimal | None:
    known = [value for value in values.values() if value is not None]
    return sum(known, Decimal(0)) if len(known) == len(values) else None
