"""Answering for what the law asks of an agreement and the records do not show; and taking that back."""

from __future__ import annotations

from django.db import transaction

from priorities.models import Agreement
from reports.documents.checklist import CheckRow, checklist_of
from reports.models import ChecklistSignOff
from snb.audit import record
from snb.models import Person
from snb.permissions import Permission
from snb.querysets import today
from snb.workflow import Refusal, demand


def row_of(agreement: Agreement, item: str) -> CheckRow | None:
    """The requirement of that key as it stands today; None where the law knows none."""
    return next((row for row in checklist_of(agreement, today()) if row.item.key == item), None)


@transaction.atomic
def sign_off(*, agreement: Agreement, item: str, reason: str, by: Person) -> ChecklistSignOff:
    """Answer for a requirement that is not met. Refusal where it is met, is none, or somebody has answered already."""
    held = Agreement.objects.select_for_update(of=("self",)).select_related("board").get(pk=agreement.pk)
    demand(by, Permission.AGREEMENT_EDIT, held)
    row = row_of(held, item)
    if row is None:
        raise Refusal("The law asks nothing of that name today. Look at the checklist again.")
    if row.is_met:
        raise Refusal("The records meet this requirement now, so nobody need answer for it.")
    if row.sign_off is not None:
        raise Refusal(f"{row.sign_off.by.name} has signed it off already. Take that back first.")
    if not reason.strip():
        raise Refusal("Give a reason: it is printed in the agreement.")
    made = ChecklistSignOff.objects.create(agreement=held, item=item, reason=reason.strip(), by=by)
    record(
        by=by, action="signed off a requirement", obj=held, board=held.board, requirement=row.item.text,
        reason=made.reason,
    )  # fmt: skip
    return made


@transaction.atomic
def take_back(*, sign_off: ChecklistSignOff, by: Person) -> None:
    """The requirement is open again. What was signed stays in the history and in every edition that prints it."""
    held = ChecklistSignOff.objects.select_for_update(of=("self",)).select_related("agreement__board")
    found = held.filter(pk=sign_off.pk).first()
    if found is None:
        raise Refusal("It has been taken back already.")
    demand(by, Permission.AGREEMENT_EDIT, found.agreement)
    record(
        by=by, action="took back a sign-off", obj=found.agreement, board=found.agreement.board,
        requirement=found.item, reason=found.reason,
    )  # fmt: skip
    found.delete()
