"""Sharing out a grant: enter it, draft and change scenarios, approve one, and return what was spent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from partnerships.models import Area, Coverage, Partnership
from performance.grants.reading import Snapshot, due_quarters, worked_out
from performance.models import FundingGrant, Recipient, Scenario, ScenarioState, Spend
from snb.audit import record
from snb.models import Board, Person
from snb.models.people import title_on
from snb.permissions import Permission
from snb.quarters import Quarter
from snb.querysets import today
from snb.wording import long_date
from snb.workflow import Machine, Refusal, demand


def _own_draft(person: Person, scenario: Scenario) -> str:
    """Whoever drafted a scenario does not approve it."""
    own = scenario.drafted_by_id == person.pk
    return "You drafted this scenario. Somebody else has to approve it." if own else ""


DRAFT, APPROVED = ScenarioState.DRAFT, ScenarioState.APPROVED
MACHINE = Machine(
    "scenario", {(DRAFT, APPROVED): Permission.GRANT_APPROVE}, rules={(DRAFT, APPROVED): _own_draft}
)  # fmt: skip


@dataclass(frozen=True)
class Details:
    """What a person says of a scenario: `factors` are snapshots, as `Scenario` keeps them."""

    name: str
    why: str
    factors: tuple[Snapshot, ...]


@dataclass(frozen=True)
class Returned:
    """Spend of one recipient, in pence; `seen` is the return they started from, 0 where there was none."""

    recipient: Recipient
    amount: int
    note: str
    seen: int = 0


class StaleScenario(Refusal):
    """Somebody else changed the scenario in the meantime; `saved` is how they left it."""

    def __init__(self, saved: Scenario) -> None:
        super().__init__("Somebody else changed this scenario while you were writing. Nothing of yours is saved yet.")
        self.saved = saved


class StaleSpend(Refusal):
    """Somebody else returned spend for some of these in the meantime; `saved` has it by the recipient's id."""

    def __init__(self, saved: dict[int, Spend]) -> None:
        super().__init__("Somebody else returned spend for this quarter while you were writing. Nothing is saved yet.")
        self.saved = saved


@transaction.atomic
def open_grant(
    *, board: Board, title: str, giver: str, begins: dt.date, ends: dt.date, total: int, among: str, by: Person,
    note: str = "",
) -> FundingGrant:  # fmt: skip
    """A grant to share, among the partnerships or districts of its first day."""
    demand(by, Permission.GRANT_EDIT, board)
    found = _recipients(board, begins, among)
    if not found:
        raise Refusal(f"The Board has no {among} on {long_date(begins)}, so nobody shares in it.")
    grant = FundingGrant.objects.create(
        board=board, title=title, giver=giver, begins=begins, ends=ends, total=total, among=among, note=note,
        entered_by=by,
    )  # fmt: skip
    for order, (name, thing) in enumerate(found, 1):
        field = "partnership" if isinstance(thing, Partnership) else "area"
        Recipient.objects.create(grant=grant, order=order, name=name, **{field: thing})
    record(by=by, action="entered a grant", obj=grant, board=board, pence=total, among=[name for name, _ in found])
    return grant


@transaction.atomic
def draft_scenario(*, grant: FundingGrant, details: Details, by: Person) -> Scenario:
    """A further way to share the grant."""
    grant = _locked(grant, by)
    _free_name(grant, details.name)
    last = grant.scenarios.aggregate(Max("number"))["number__max"] or 0
    scenario = Scenario(grant=grant, number=last + 1)
    _write(scenario, details, by)
    scenario.save()
    record(by=by, action="drafted a scenario", obj=scenario, board=grant.board, **_told(scenario))
    return scenario


@transaction.atomic
def change_scenario(*, scenario: Scenario, details: Details, version: int, by: Person) -> Scenario:
    """Change a draft, as it was at `version`."""
    grant = _locked(scenario.grant, by)
    scenario = Scenario.objects.select_related("grant__board").get(pk=scenario.pk)
    if scenario.version != version:
        raise StaleScenario(scenario)
    _free_name(grant, details.name, but=scenario)
    _write(scenario, details, by)
    scenario.version += 1
    scenario.save()
    record(by=by, action="changed a scenario", obj=scenario, board=grant.board, **_told(scenario))
    return scenario


@transaction.atomic
def approve_scenario(*, scenario: Scenario, version: int, by: Person) -> Scenario:
    """This is how the grant is shared: from now on neither the scenario nor the grant's money changes."""
    grant = FundingGrant.objects.select_for_update(of=("self",)).select_related("board").get(pk=scenario.grant_id)
    scenario = Scenario.objects.select_related("grant__board").get(pk=scenario.pk)
    MACHINE.check(by, scenario, ScenarioState(scenario.state), APPROVED)
    if approved := grant.scenarios.filter(state=APPROVED).first():
        raise Refusal(f"“{approved}” is approved already. A grant is shared in one way only.")
    if scenario.version != version:
        raise Refusal("Somebody changed this scenario after you opened the page. Read it again before you approve it.")
    scenario.state, scenario.approved_at, scenario.approved_by = APPROVED, timezone.now(), by
    scenario.approved_title, scenario.version = title_on(by, today()), version + 1
    scenario.save()
    record(by=by, action="approved how a grant is shared", obj=scenario, board=grant.board, **_told(scenario))
    return scenario


@transaction.atomic
def return_spend(*, grant: FundingGrant, quarter: Quarter, returned: Iterable[Returned], by: Person) -> int:
    """What recipients spent in a quarter that is over, or a correction of it. Returns how many were new."""
    grant = FundingGrant.objects.select_for_update(of=("self",)).select_related("board").get(pk=grant.pk)
    demand(by, Permission.GRANT_EDIT, grant)
    if not grant.scenarios.filter(state=APPROVED).exists():
        raise Refusal("No scenario is approved yet, so there are no shares to spend.")
    if quarter not in due_quarters(grant, today()):
        raise Refusal(f"{quarter.short} is not a quarter of this grant that is over.")
    rows = Spend.objects.filter(recipient__grant=grant, quarter_start=quarter.start).order_by("number")
    newest = {row.recipient_id: row for row in rows}
    new = [each for each in returned if not _says(newest.get(each.recipient.pk), each)]
    stale = {pk: newest[pk] for each in new if (pk := each.recipient.pk) in newest and newest[pk].number != each.seen}
    if stale:
        raise StaleSpend(stale)
    for each in new:
        _return(grant, quarter, each, newest.get(each.recipient.pk), by)
    if new:
        amounts = {each.recipient.name: each.amount for each in new}
        record(by=by, action="returned spend", obj=grant, board=grant.board, quarter=quarter.short, pence=amounts)
    return len(new)


def _return(grant: FundingGrant, quarter: Quarter, each: Returned, last: Spend | None, by: Person) -> None:
    if each.recipient.grant_id != grant.pk:
        raise Refusal("A recipient of another grant cannot return spend here.")
    Spend.objects.create(
        recipient=each.recipient, quarter_start=quarter.start, number=last.number + 1 if last else 1,
        amount=each.amount, note=each.note, returned_by=by, returned_title=title_on(by, today()),
    )  # fmt: skip


def _says(row: Spend | None, returned: Returned) -> bool:
    return row is not None and (row.amount, row.note) == (returned.amount, returned.note)


def _locked(grant: FundingGrant, by: Person) -> FundingGrant:
    """The grant, locked, while its scenarios may still change."""
    found = FundingGrant.objects.select_for_update(of=("self",)).select_related("board").get(pk=grant.pk)
    demand(by, Permission.GRANT_EDIT, found)
    if approved := found.scenarios.filter(state=APPROVED).first():
        raise Refusal(f"“{approved}” is approved, so how this grant is shared does not change any more.")
    return found


def _free_name(grant: FundingGrant, name: str, but: Scenario | None = None) -> None:
    others = grant.scenarios.filter(name=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise Refusal(f"There is a scenario called “{name}” already. Give this one another name.")


def _write(scenario: Scenario, details: Details, by: Person) -> None:
    names = scenario.grant.recipients.values_list("name", flat=True)
    try:
        scenario.shares = worked_out(scenario.grant, names, details.factors)
    except ValueError as wrong:
        raise Refusal(str(wrong)) from wrong
    scenario.name, scenario.why, scenario.factors = details.name, details.why, list(details.factors)
    scenario.drafted_at, scenario.drafted_by = timezone.now(), by


def _told(scenario: Scenario) -> dict[str, object]:
    """For the audit log."""
    return {
        "weights": {each["name"]: each["weight"] for each in scenario.factors},
        "pence": {name: share["amount"] for name, share in scenario.shares.items()},
    }


def _recipients(board: Board, day: dt.date, among: str) -> list[tuple[str, Partnership | Area]]:
    """The partnerships of that day by name, or the districts that they cover."""
    rows = Partnership.objects.filter(board=board).on(day).select_related("remit").prefetch_related("remit__names")
    partnerships = list(rows)
    if among == FundingGrant.Among.PARTNERSHIPS:
        return sorted(((row.name_on(day), row) for row in partnerships), key=lambda pair: pair[0])
    coverage = Coverage.objects.on(day).filter(partnership__in=partnerships).select_related("district")
    return sorted({(line.district.name, line.district) for line in coverage}, key=lambda pair: pair[0])
