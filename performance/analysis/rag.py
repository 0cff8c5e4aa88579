"""RAG as a policy: a colour, and why. Pure: plain values in, plain values out.

What is computed here stands beside the lead's own judgement and never takes its place: overriding is a matter of the
return, with a reason, and no business of this module.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from performance.analysis.words import figure, percentage


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
    """Green within `tolerance` (a share, 0.10 is 10%) of the target. Beyond it a board chooses one of two rules.

    Without `amber_tolerance`: amber if no worse than a year ago, else red. With it, a second band around the target
    takes the place of last year: amber within it, red beyond; equal to `tolerance` it leaves no amber at all.
    Raises ValueError for a negative share or an amber band narrower than the green one.
    """

    tolerance: Decimal = Decimal("0.10")
    amber_tolerance: Decimal | None = None

    def __post_init__(self) -> None:
        if self.tolerance < 0:
            raise ValueError("A tolerance is a share of the target, zero or more.")
        if self.amber_tolerance is not None and self.amber_tolerance < self.tolerance:
            raise ValueError("The amber band is at least as wide as the green one.")

    @property
    def rule(self) -> str:
        """The policy in one sentence, for print beside a rating."""
        green = f"Green within {percentage(self.tolerance)} of the target, or better"
        if self.amber_tolerance is None:
            return f"{green}; amber beyond that but no worse than a year ago; red beyond that and worse."
        if self.amber_tolerance == self.tolerance:
            return f"{green}; red beyond that."
        return f"{green}; amber within {percentage(self.amber_tolerance)}; red beyond that."


@dataclass(frozen=True)
class RagResult:
    """A colour and all that it rests on.

    `rule` is the policy in a sentence; `inputs` are (label, value) pairs in the measure's unit, the tolerances as
    shares, None where unknown; `periods` the periods compared, newest first, where the caller named them;
    `data_date` the day the figures are known as of.
    """

    rag: Rag
    reason: str
    rule: str = ""
    inputs: tuple[tuple[str, Decimal | None], ...] = ()
    periods: tuple[str, ...] = ()
    data_date: dt.date | None = None


def judge(
    *,
    value: Decimal | None,
    target: Decimal | None,
    a_year_ago: Decimal | None,
    polarity: Polarity,
    policy: RagPolicy | None = None,
    period: str = "",
    a_year_ago_period: str = "",
    data_date: dt.date | None = None,
) -> RagResult:
    """The colour of `value` under `policy`, all in the measure's own unit, with its reason in a sentence.

    Without a target, the value of a year ago stands in for one. Missing is never zero: no value gives `NO_DATA`.
    `period` and `a_year_ago_period` are how the two periods are printed; left empty, the reason does without.
    The method is a setting of the board, not a statistical test: see `RagPolicy`.
    """
    policy = policy or RagPolicy()
    case = _Case(value, target, a_year_ago, polarity, policy, period, a_year_ago_period)
    rag, reason = _rated(case)
    periods = tuple(each for each in (period, a_year_ago_period) if each)
    return RagResult(rag, reason, policy.rule, _inputs(case), periods, data_date)


@dataclass(frozen=True)
class _Case:
    value: Decimal | None
    target: Decimal | None
    a_year_ago: Decimal | None
    polarity: Polarity
    policy: RagPolicy
    period: str
    a_year_ago_period: str

    @property
    def last_year(self) -> str:
        return f"a year ago, {self.a_year_ago_period}" if self.a_year_ago_period else "a year ago"


def _inputs(case: _Case) -> tuple[tuple[str, Decimal | None], ...]:
    band = case.policy.amber_tolerance
    shares = [("Tolerance", case.policy.tolerance), *([("Amber tolerance", band)] if band is not None else [])]
    return (("Value", case.value), ("Target", case.target), ("A year ago", case.a_year_ago), *shares)


def _rated(case: _Case) -> tuple[Rag, str]:
    if case.value is None:
        return Rag.NO_DATA, f"No figure for {case.period or 'this period'}."
    if case.polarity is Polarity.NEUTRAL:
        return Rag.NO_DATA, "Neither a rise nor a fall is better, so it is not rated."
    goal = case.target if case.target is not None else case.a_year_ago
    if goal is None:
        return Rag.NO_DATA, "No target and no figure of a year ago to compare with."
    named = f"{'the target' if case.target is not None else case.last_year} ({figure(goal)})"
    said = f"{figure(case.value)} in {case.period}" if case.period else figure(case.value)
    if not _beyond(case.value, goal, case.policy.tolerance, case.polarity):
        return Rag.GREEN, f"{said} is within {percentage(case.policy.tolerance)} of {named}, or better."
    if case.policy.amber_tolerance is not None:
        return _by_band(case, said, goal, named)
    return _by_last_year(case, said, named)


def _by_band(case: _Case, said: str, goal: Decimal, named: str) -> tuple[Rag, str]:
    """Amber or red by the second band around the goal; the value is beyond the first one."""
    green, amber = case.policy.tolerance, case.policy.amber_tolerance
    if case.value is None or amber is None:
        raise ValueError("There is no value or no second band to rate by.")
    if _beyond(case.value, goal, amber, case.polarity):
        return Rag.RED, f"{said} is more than {percentage(amber)} off {named}."
    return Rag.AMBER, f"{said} is more than {percentage(green)} off {named}, but within {percentage(amber)} of it."


def _by_last_year(case: _Case, said: str, named: str) -> tuple[Rag, str]:
    """Amber or red by the value of a year ago; it is no second test where it already stood in for the target."""
    off = f"{said} is more than {percentage(case.policy.tolerance)} off {named}"
    if case.value is None or case.a_year_ago is None or case.target is None:
        return Rag.RED, f"{off}."
    last_year = f"{case.last_year} ({figure(case.a_year_ago)})"
    if _beyond(case.value, case.a_year_ago, Decimal(0), case.polarity):
        return Rag.RED, f"{off} and worse than {last_year}."
    return Rag.AMBER, f"{off}, but no worse than {last_year}."


def _beyond(value: Decimal, goal: Decimal, tolerance: Decimal, polarity: Polarity) -> bool:
    """Whether `value` is worse than `goal` by more than `tolerance` of it."""
    slack = abs(goal) * tolerance
    return value > goal + slack if polarity is Polarity.LOWER else value < goal - slack
