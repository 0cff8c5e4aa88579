"""What a page or a paper shows of a grant: plain frozen values, with their words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from performance.charts.bars import BarGroup, GroupedBarsPlot
from performance.charts.figures import Unit


def money(pence: int) -> str:
    """Always to the penny: £12,500.00, −£0.01."""
    return f"{'−' if pence < 0 else ''}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"


def more_or_less(pence: int) -> str:
    """A difference: +£12.00, −£0.01, or "the same"."""
    return "the same" if not pence else f"{'+' if pence > 0 else ''}{money(pence)}"


@dataclass(frozen=True)
class FactorLine:
    """A factor as it was when the scenario was saved. `values` are (recipient, value), in the recipients' order."""

    name: str
    weight: Decimal
    unit: str
    source: str
    date: dt.date
    values: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True)
class ShareLine:
    """What one recipient gets: pence, percent of the whole, and the pence that each factor brings."""

    recipient: str
    amount: int
    percent: Decimal
    difference: int  # from the first scenario
    contributions: tuple[tuple[str, int], ...]

    @property
    def words(self) -> str:
        return money(self.amount)

    @property
    def difference_words(self) -> str:
        return more_or_less(self.difference)

    @property
    def reasons(self) -> tuple[tuple[str, str], ...]:
        return tuple((factor, money(pence)) for factor, pence in self.contributions)


@dataclass(frozen=True)
class ScenarioReading:
    """One way to share the grant; its shares add up to `total` exactly."""

    pk: int
    number: int
    name: str
    why: str
    is_approved: bool
    factors: tuple[FactorLine, ...]
    lines: tuple[ShareLine, ...]
    total: int
    drafted_on: dt.date
    drafted_by: str
    approved_on: dt.date | None
    approved_by: str

    @property
    def weights(self) -> str:
        """ "Residents 50%, recorded crime 50%"."""
        return ", ".join(f"{factor.name} {factor.weight.normalize():f}%" for factor in self.factors)

    @property
    def total_words(self) -> str:
        return money(self.total)


@dataclass(frozen=True)
class QuarterSpend:
    """A recipient's return for a quarter. `amount` is None where none was returned, which is not nothing spent."""

    quarter: str
    amount: int | None
    is_due: bool
    note: str
    is_corrected: bool

    @property
    def words(self) -> str:
        if self.amount is None:
            return "Not returned" if self.is_due else "Not due yet"
        return money(self.amount) if self.amount else "Nothing spent"


@dataclass(frozen=True)
class SpendLine:
    """A recipient's spend against its approved share."""

    recipient: str
    amount: int
    quarters: tuple[QuarterSpend, ...]
    spent: int
    remaining: int
    is_overspent: bool
    not_returned: tuple[str, ...]

    @property
    def state(self) -> str:
        return f"Overspent by {money(-self.remaining)}" if self.is_overspent else f"{money(self.remaining)} left"

    @property
    def amount_words(self) -> str:
        return money(self.amount)

    @property
    def spent_words(self) -> str:
        return money(self.spent)


@dataclass(frozen=True)
class GrantReading:
    """A grant with everything that a page or a paper shows of it."""

    pk: int
    title: str
    giver: str
    begins: dt.date
    ends: dt.date
    total: int
    among: str
    note: str
    recipients: tuple[str, ...]
    scenarios: tuple[ScenarioReading, ...]
    quarters: tuple[str, ...]
    spend: tuple[SpendLine, ...]  # none before a scenario is approved

    @property
    def approved(self) -> ScenarioReading | None:
        return next((each for each in self.scenarios if each.is_approved), None)

    @property
    def total_words(self) -> str:
        return money(self.total)

    @property
    def rows(self) -> tuple[tuple[str, tuple[ShareLine, ...]], ...]:
        """For each recipient its line of every scenario."""
        return tuple(
            (name, tuple(each.lines[index] for each in self.scenarios)) for index, name in enumerate(self.recipients)
        )

    @property
    def overspent(self) -> int:
        return sum(line.is_overspent for line in self.spend)

    @property
    def not_returned(self) -> int:
        return sum(len(line.not_returned) for line in self.spend)

    @property
    def spent_words(self) -> str:
        return money(sum(line.spent for line in self.spend))

    @property
    def plot(self) -> GroupedBarsPlot:
        """The scenarios side by side, in pounds; fit to be frozen in a paper."""
        names = tuple(each.name for each in self.scenarios)
        groups = tuple(BarGroup(name, tuple(line.amount / 100 for line in lines)) for name, lines in self.rows)
        at = next((index for index, each in enumerate(self.scenarios) if each.is_approved), None)
        return GroupedBarsPlot("Share of the grant", names, groups, Unit(before="£"), at, "Recipient")
