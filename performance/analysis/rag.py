"""RAG as a policy: a colour, and why. Pure: plain values in, plain values out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Rag(StrEnum):
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    NO_DATA = "none"

    @property
    def label(self) -> str:
        return "No data" if self is Rag.NO_DATA else self.value.capitalize()


class Polarity(StrEnum):
    """Which way is better. A neutral measure (referrals, say) never reads good or bad."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"

    @property
    def label(self) -> str:
        return "Neither way is better" if self is Polarity.NEUTRAL else f"{self.value.capitalize()} is better"


@dataclass(frozen=True)
class RagPolicy:
    """Green within `tolerance` (a share, 0.10 is 10%) of the target; amber beyond it but no worse than a year ago."""

    tolerance: Decimal = Decimal("0.10")


@dataclass(frozen=True)
class RagResult:
    rag: Rag
    reason: str


def judge(
    *,
    value: Decimal | None,
    target: Decimal | None,
    a_year_ago: Decimal | None,
    polarity: Polarity,
    policy: RagPolicy | None = None,
) -> RagResult:
    """The colour of `value` under `policy`, all in the measure's own unit, with its reason in a sentence.

    Without a target, the value of a year ago stands in for one. Missing is never zero: no value gives `NO_DATA`.
    """
    policy = policy or RagPolicy()
    if value is None:
        return RagResult(Rag.NO_DATA, "No figure for this period.")
    if polarity is Polarity.NEUTRAL:
        return RagResult(Rag.NO_DATA, "Neither a rise nor a fall is better, so it is not rated.")
    goal, named = (target, "the target") if target is not None else (a_year_ago, "a year ago")
    if goal is None:
        return RagResult(Rag.NO_DATA, "No target and no figure of a year ago to compare with.")
    percent = f"{policy.tolerance * 100:.0f}%"
    if not _beyond(value, goal, policy.tolerance, polarity):
        return RagResult(Rag.GREEN, f"{value:,.0f} is within {percent} of {named} ({goal:,.0f}), or better.")
    if a_year_ago is not None and target is not None and not _beyond(value, a_year_ago, Decimal(0), polarity):
        return RagResult(
            Rag.AMBER,
            f"{value:,.0f} is more than {percent} off {named} ({goal:,.0f}), but no worse than a year ago "
            f"({a_year_ago:,.0f}).",
        )
    worse = f" and worse than a year ago ({a_year_ago:,.0f})" if target is not None and a_year_ago is not None else ""
    return RagResult(Rag.RED, f"{value:,.0f} is more than {percent} off {named} ({goal:,.0f}){worse}.")


def _beyond(value: Decimal, goal: Decimal, tolerance: Decimal, polarity: Polarity) -> bool:
    """Whether `value` is worse than `goal` by more than `tolerance` of it."""
    slack = abs(goal) * tolerance
    return value > goal + slack if polarity is Polarity.LOWER else value < goal - slack
