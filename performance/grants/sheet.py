"""Grants to take away, in pounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from performance.grants.values import GrantReading
from snb.exporting import Sheet, Value
from snb.models import Board


def grants_sheet(board: Board, grants: Iterable[GrantReading]) -> Sheet:
    columns = ["Grant", "Giver", "From", "Until", "Total (£)", "Scenarios", "Shared by", "Spent (£)", "Not returned"]
    rows: list[list[Value]] = []
    for grant in grants:
        approved = grant.approved
        rows.append([
            grant.title, grant.giver, grant.begins, grant.ends, _pounds(grant.total), len(grant.scenarios),
            approved.name if approved else "Not approved yet", _pounds(_spent(grant)) if approved else None,
            grant.not_returned if approved else None,
        ])  # fmt: skip
    return Sheet(f"{board.short_name} grants", columns, rows)


def grant_sheet(grant: GrantReading) -> Sheet:
    """A row for each scenario and recipient; spend stands beside the scenario that was approved."""
    columns = ["Scenario", "State", "Weights", "Recipient", "Share (£)", "Share (%)", "From the first scenario (£)"]
    columns += [f"Spent {quarter} (£)" for quarter in grant.quarters] + ["Spent (£)", "Left (£)"]
    spend = {line.recipient: line for line in grant.spend}
    rows: list[list[Value]] = []
    for scenario in grant.scenarios:
        for line in scenario.lines:
            spent = spend.get(line.recipient) if scenario.is_approved else None
            quarters: Sequence[Value] = [_pounds(each.amount) for each in spent.quarters] if spent else ()
            rows.append([
                scenario.name, "Approved" if scenario.is_approved else "Draft", scenario.weights, line.recipient,
                _pounds(line.amount), line.percent, _pounds(line.difference),
                *(quarters or [None] * len(grant.quarters)),
                _pounds(spent.spent) if spent else None, _pounds(spent.remaining) if spent else None,
            ])  # fmt: skip
    notes = [f"Grant from {grant.giver}", "What was not returned is empty: it is not counted as nothing."]
    return Sheet(grant.title, columns, rows, notes)


def _spent(grant: GrantReading) -> int:
    return sum(line.spent for line in grant.spend)


def _pounds(pence: int | None) -> Decimal | None:
    return None if pence is None else Decimal(pence) / 100
