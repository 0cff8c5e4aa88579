"""A grant shared among areas by weighted factors, to the penny, and what was spent of it. Pure.

An area's share = Σ over factors of weight × the area's value ÷ the sum of all areas' values, in exact fractions.
Pence by the method of largest remainders (Hamilton's): each area gets the whole pence of its share, and the pennies
left go one each to the largest remainders; of equal remainders, to the larger share, then to the first name. So every
area is within a penny of its exact share (the quota rule) and the whole adds up. An area's amount is split over the
factors in the same way, so that the explanation adds up too.

Sources: the areas' blend of population, recorded crime and deprivation is the agreement of 2020-23, section 9, which
states no weights; Balinski and Young, Fair Representation (1982), on Hamilton's method and the quota rule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from performance.periods import Period


@dataclass(frozen=True)
class Factor:
    """What counts and how much: `values` by area, in `unit`, things that add up over areas; `weight` in percent."""

    name: str
    unit: str
    values: Mapping[str, Decimal | int | None]
    source: str
    date: dt.date
    weight: Decimal


@dataclass(frozen=True)
class Scenario:
    """A way to share `total` pence. `minimum`: pence that each area gets whatever its share; the rest is shared."""

    name: str
    total: int
    factors: tuple[Factor, ...]
    areas: tuple[str, ...]
    minimum: int = 0


@dataclass(frozen=True)
class Allocation:
    """Pence by area, which add up to the scenario's total; `shares` by area (exact, adding up to 1) before rounding.

    `contributions`: by area, factor to pence, with "Minimum" where there is one, adding up to the area's amount.
    """

    scenario: Scenario
    shares: Mapping[str, Fraction]
    amounts: Mapping[str, int]
    contributions: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class ComparedRow:
    """One area: pence by scenario, and how much more or less than in the first of them."""

    area: str
    amounts: Mapping[str, int]
    differences: Mapping[str, int]


@dataclass(frozen=True)
class Spend:
    """An area's spend in pence against its amount.

    `spent` adds up what was returned; `remaining` and `percent` (None of nothing) are so far, and final only where
    `not_returned`, the quarters without a return, is empty.
    """

    area: str
    amount: int
    spent: int
    remaining: int
    percent: Decimal | None
    is_overspent: bool
    not_returned: tuple[Period, ...] = field(default=())


MINIMUM = "Minimum"


def population_weighted(
    scores: Mapping[str, Decimal | None], population: Mapping[str, int | None]
) -> dict[str, Decimal | None]:
    """Average scores (of deprivation, say) made into amounts that add up over areas: score × people.

    An average score is a level: two areas of one score need the same per person, not the same in all. None where
    either is missing.
    """
    return {
        area: None if score is None or (people := population.get(area)) is None else score * people
        for area, score in scores.items()
    }


def allocate(scenario: Scenario) -> Allocation:
    """Share the scenario's total. Raises ValueError, in words for the person who set it up, where that cannot be."""
    _check(scenario)
    parts = {
        area: {factor.name: _share(factor, area, scenario.areas) for factor in scenario.factors}
        for area in scenario.areas
    }
    shares = {area: sum(each.values(), Fraction(0)) for area, each in parts.items()}
    shared = scenario.total - scenario.minimum * len(scenario.areas)
    whole = largest_remainder(shared, shares)
    contributions = {area: largest_remainder(whole[area], parts[area]) for area in scenario.areas}
    if scenario.minimum:
        contributions = {area: {MINIMUM: scenario.minimum} | each for area, each in contributions.items()}
    amounts = {area: whole[area] + scenario.minimum for area in scenario.areas}
    return Allocation(scenario, shares, amounts, contributions)


def largest_remainder(total: int, shares: Mapping[str, Fraction]) -> dict[str, int]:
    """`total` pence in proportion to `shares`, name to any size. Of no size at all, all get nothing.

    Raises ValueError where there are pence but no sizes.
    """
    whole = sum(shares.values(), Fraction(0))
    if not whole:
        if total:
            raise ValueError("There is money to share, but every share is nothing.")
        return dict.fromkeys(shares, 0)
    exact = {name: total * share / whole for name, share in shares.items()}
    pence = {name: int(amount) for name, amount in exact.items()}
    order = sorted(shares, key=lambda name: (pence[name] - exact[name], -shares[name], name))
    for name in order[: total - sum(pence.values())]:
        pence[name] += 1
    return pence


def compare_scenarios(scenarios: Iterable[Scenario]) -> list[ComparedRow]:
    """A row for each area, by name, with the pence of each scenario by its name.

    Raises ValueError for two scenarios of one name, or of different areas.
    """
    made = [allocate(scenario) for scenario in scenarios]
    names = [each.scenario.name for each in made]
    if len(set(names)) != len(names):
        raise ValueError("Each scenario needs a name of its own.")
    if len({frozenset(each.amounts) for each in made}) > 1:
        raise ValueError("The scenarios are for different areas, so they cannot be set side by side.")
    rows = []
    for area in sorted(made[0].amounts) if made else []:
        amounts = {each.scenario.name: each.amounts[area] for each in made}
        first = amounts[names[0]]
        rows.append(ComparedRow(area, amounts, {name: amount - first for name, amount in amounts.items()}))
    return rows


def spend_against(
    allocation: Allocation, spend: Mapping[str, Mapping[Period, int | None]], quarters: tuple[Period, ...]
) -> list[Spend]:
    """What each area returned, pence by quarter, against its amount, for the `quarters` due. By area's name.

    A quarter that is absent or None was not returned: it is named, and is not a spend of nothing. Raises ValueError
    for spend of an area without an amount, or of a quarter that is not due.
    """
    if unknown := sorted(set(spend) - set(allocation.amounts)):
        raise ValueError(f"{unknown[0]} has spend but no share of the grant.")
    if early := sorted({period for each in spend.values() for period in each} - set(quarters)):
        raise ValueError(f"Spend was returned for {early[0]}, which is not due.")
    return [
        _spend(area, allocation.amounts[area], spend.get(area, {}), quarters) for area in sorted(allocation.amounts)
    ]


def _spend(area: str, amount: int, returned: Mapping[Period, int | None], quarters: tuple[Period, ...]) -> Spend:
    spent = sum(pence for pence in returned.values() if pence is not None)
    return Spend(
        area=area,
        amount=amount,
        spent=spent,
        remaining=amount - spent,
        percent=Decimal(100 * spent) / amount if amount else None,
        is_overspent=spent > amount,
        not_returned=tuple(quarter for quarter in quarters if returned.get(quarter) is None),
    )


def _share(factor: Factor, area: str, areas: tuple[str, ...]) -> Fraction:
    values = {each: Fraction(factor.values[each] or 0) for each in areas}
    return Fraction(factor.weight) / 100 * values[area] / sum(values.values())


def _check(scenario: Scenario) -> None:
    areas = scenario.areas
    if not areas or len(set(areas)) != len(areas):
        raise ValueError("Name each area that shares in the grant, once.")
    if scenario.total < 0 or scenario.minimum < 0 or scenario.minimum * len(areas) > scenario.total:
        raise ValueError("The minimum for every area comes to more than the grant.")
    names = [factor.name for factor in scenario.factors]
    if len(set(names)) != len(names) or MINIMUM in names:
        raise ValueError("Each factor needs a name of its own.")
    weight = sum((factor.weight for factor in scenario.factors), Decimal(0))
    if weight != 100:
        raise ValueError(f"The weights come to {weight}%. Change them so that they come to 100%.")
    for factor in scenario.factors:
        _check_factor(factor, areas)


def _check_factor(factor: Factor, areas: tuple[str, ...]) -> None:
    for area in areas:
        value = factor.values.get(area)
        if value is None:
            raise ValueError(f"There is no figure for {area} in {factor.name}. A missing figure is not nought.")
        if value < 0:
            raise ValueError(f"{factor.name} is below nought for {area}.")
    if factor.weight < 0:
        raise ValueError(f"The weight of {factor.name} is below nought.")
    if not any(factor.values[area] for area in areas):
        raise ValueError(f"{factor.name} is nought for every area, so it cannot share anything out.")
