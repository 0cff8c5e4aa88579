"""A board's grants as read on a day: scenarios side by side and spend by quarter."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone

from performance.analysis import allocation
from performance.analysis.allocation import Allocation, allocate
from performance.grants.values import FactorLine, GrantReading, QuarterSpend, ScenarioReading, ShareLine, SpendLine
from performance.models import FundingGrant, Recipient, Scenario, Spend
from performance.periods import Cadence, Period
from snb.loading import visible_board
from snb.models import Board, Person
from snb.quarters import Quarter

Snapshot = dict[str, Any]


def grants_of(board: Board, day: dt.date) -> tuple[GrantReading, ...]:
    """Newest first. A constant few queries."""
    return tuple(_read(list(board.grants.all()), day))


def grant_reading(grant: FundingGrant, day: dt.date) -> GrantReading:
    return _read([grant], day)[0]


def worked_out(grant: FundingGrant, recipients: Iterable[str], factors: Iterable[Snapshot]) -> Snapshot:
    """Shares as a scenario keeps them. Raises ValueError, in words, where the factors cannot share it out."""
    names = tuple(recipients)
    made = allocate(
        allocation.Scenario(grant.title, grant.total, tuple(_factor(each) for each in factors), names)
    )  # fmt: skip
    return {
        name: {
            "amount": made.amounts[name],
            "share": str(round(Decimal(made.shares[name].numerator) / made.shares[name].denominator, 10)),
            "factors": dict(made.contributions[name]),
        }
        for name in names
    }


def share_lines(
    shares: Snapshot, names: Iterable[str], factors: Iterable[Snapshot], first: Snapshot | None = None
) -> tuple[ShareLine, ...]:
    """Kept shares as lines, against those of the first scenario. Kept JSON has no order: that of the factors holds."""
    order = [each["name"] for each in factors]
    return tuple(
        ShareLine(
            recipient=name,
            amount=shares[name]["amount"],
            percent=(Decimal(shares[name]["share"]) * 100).quantize(Decimal("0.01")),
            difference=shares[name]["amount"] - (first or shares)[name]["amount"],
            contributions=tuple((factor, shares[name]["factors"][factor]) for factor in order),
        )
        for name in names
    )


def _factor(kept: Snapshot) -> allocation.Factor:
    return allocation.Factor(
        name=kept["name"], unit=kept["unit"], source=kept["source"], date=dt.date.fromisoformat(kept["date"]),
        weight=Decimal(kept["weight"]), values={name: Decimal(value) for name, value in kept["values"].items()},
    )  # fmt: skip


def _read(grants: list[FundingGrant], day: dt.date) -> list[GrantReading]:
    recipients, scenarios = defaultdict(list), defaultdict(list)
    for row in Recipient.objects.filter(grant__in=grants).order_by("order"):
        recipients[row.grant_id].append(row)
    drafted = Scenario.objects.filter(grant__in=grants, drafted_at__date__lte=day).select_related("drafted_by")
    for scenario in drafted.order_by("number"):
        scenarios[scenario.grant_id].append(scenario)
    spends: dict[tuple[int, dt.date], Spend] = {}
    for spend in Spend.objects.filter(recipient__grant__in=grants, returned_at__date__lte=day).order_by("number"):
        spends[spend.recipient_id, spend.quarter_start] = spend  # a correction takes the place of what it corrects
    return [_grant(each, recipients[each.pk], scenarios[each.pk], spends, day) for each in grants]


def _grant(
    grant: FundingGrant, recipients: list[Recipient], scenarios: list[Scenario],
    spends: dict[tuple[int, dt.date], Spend], day: dt.date,
) -> GrantReading:  # fmt: skip
    names = tuple(row.name for row in recipients)
    first = scenarios[0].shares if scenarios else None
    made = tuple(_scenario(each, names, first, day) for each in scenarios)
    approved = next((each for each in made if each.is_approved), None)
    return GrantReading(
        pk=grant.pk, title=grant.title, giver=grant.giver, begins=grant.begins, ends=grant.ends, total=grant.total,
        among=grant.get_among_display(), note=grant.note, recipients=names, scenarios=made,
        quarters=tuple(quarter.short for quarter in grant.quarters),
        spend=_spend(grant, recipients, approved, spends, day) if approved else (),
    )  # fmt: skip


def _scenario(row: Scenario, names: tuple[str, ...], first: Snapshot | None, day: dt.date) -> ScenarioReading:
    approved = timezone.localdate(row.approved_at) if row.approved_at else None
    approved = approved if approved and approved <= day else None
    lines = share_lines(row.shares, names, row.factors, first)
    return ScenarioReading(
        pk=row.pk, number=row.number, name=row.name, why=row.why, is_approved=approved is not None,
        factors=tuple(factor_line(each, names) for each in row.factors), lines=lines,
        total=sum(line.amount for line in lines), drafted_on=timezone.localdate(row.drafted_at),
        drafted_by=row.drafted_by.name, approved_on=approved, approved_by=row.approved_title if approved else "",
    )  # fmt: skip


def factor_line(kept: Snapshot, names: Iterable[str]) -> FactorLine:
    return FactorLine(
        name=kept["name"], weight=Decimal(kept["weight"]), unit=kept["unit"], source=kept["source"],
        date=dt.date.fromisoformat(kept["date"]),
        values=tuple((name, Decimal(kept["values"][name])) for name in names),
    )  # fmt: skip


def _spend(
    grant: FundingGrant, recipients: list[Recipient], approved: ScenarioReading,
    spends: dict[tuple[int, dt.date], Spend], day: dt.date,
) -> tuple[SpendLine, ...]:  # fmt: skip
    due = tuple(period(quarter) for quarter in due_quarters(grant, day))
    amounts = {line.recipient: line.amount for line in approved.lines}
    shares = {name: Fraction(amount, grant.total) for name, amount in amounts.items()}
    whole = Allocation(allocation.Scenario(approved.name, grant.total, (), tuple(amounts)), shares, amounts, {})
    returned = {
        row.name: {each: spend.amount for each in due if (spend := spends.get((row.pk, each.start)))}
        for row in recipients
    }
    against = {line.area: line for line in allocation.spend_against(whole, returned, due)}
    return tuple(_spend_line(grant, row, against[row.name], spends, due) for row in recipients)


def _spend_line(
    grant: FundingGrant, row: Recipient, found: allocation.Spend, spends: dict[tuple[int, dt.date], Spend],
    due: tuple[Period, ...],
) -> SpendLine:  # fmt: skip
    quarters = [_quarter(each, spends.get((row.pk, each.start)), period(each) in due) for each in grant.quarters]
    return SpendLine(
        recipient=row.name, amount=found.amount, quarters=tuple(quarters), spent=found.spent,
        remaining=found.remaining, is_overspent=found.is_overspent,
        not_returned=tuple(each.short for each in found.not_returned),
    )  # fmt: skip


def _quarter(quarter: Quarter, spend: Spend | None, is_due: bool) -> QuarterSpend:
    if spend is None:
        return QuarterSpend(quarter.short, None, is_due, "", False)
    return QuarterSpend(quarter.short, spend.amount, is_due, spend.note, spend.number > 1)


def due_quarters(grant: FundingGrant, day: dt.date) -> list[Quarter]:
    """Those of the grant that are over: what was spent in them can be told."""
    return [quarter for quarter in grant.quarters if quarter.end < day]


def newest_spend(grant: FundingGrant, quarter: Quarter) -> dict[int, Spend]:
    """What stands for a quarter, by the recipient's id."""
    rows = Spend.objects.filter(recipient__grant=grant, quarter_start=quarter.start).order_by("number")
    return {row.recipient_id: row for row in rows}


def period(quarter: Quarter) -> Period:
    return Period(quarter.start, Cadence.QUARTER)


def visible_grant(person: Person, *, board: str, pk: int) -> FundingGrant:
    return get_object_or_404(
        FundingGrant.objects.select_related("board"), board=visible_board(person, board=board), pk=pk
    )


def visible_scenario(person: Person, *, board: str, pk: int) -> Scenario:
    rows = Scenario.objects.select_related("grant__board", "drafted_by")
    return get_object_or_404(rows, grant__board=visible_board(person, board=board), pk=pk)
