"""Saving what a person wrote in one section of a return."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from priorities.models import (
    PlannedActionReport,
    QuarterlyReturn,
    RaisedRisk,
    RequiredActionReport,
    ReturnSection,
)
from priorities.models.returns import State
from priorities.workflow import may_edit, move
from snb.models import Person
from snb.workflow import Refusal

Values = dict[str, Any]


class StaleSection(Refusal):
    """Somebody saved the section after this edit began; `section` is as they left it."""

    def __init__(self, section: ReturnSection) -> None:
        super().__init__(f"{section.saved_by} saved this section while you were writing.")
        self.section = section


def lock_for_editing(quarterly_return: QuarterlyReturn, by: Person) -> QuarterlyReturn:
    """The return, locked until the transaction ends, if `by` may edit it now."""
    held = QuarterlyReturn.objects.select_for_update(of=("self",)).select_related("meeting", "priority__board").get(
        pk=quarterly_return.pk
    )  # fmt: skip
    if held.is_locked:
        raise Refusal("This return is signed. Ask the programme manager to reopen it.")
    if not may_edit(by, held):
        raise PermissionDenied("You may not change this return now.")
    return held


@transaction.atomic
def save_section(
    *, section: ReturnSection, version: int, values: Values, is_complete: bool, by: Person
) -> ReturnSection:
    """Save one section that was read as `version`. The first save of a return makes it a draft.

    `values` has the shape that its writer below reads. Raises StaleSection where the version has moved on.
    """
    held = lock_for_editing(section.quarterly_return, by)
    current = ReturnSection.objects.select_related("saved_by").get(pk=section.pk)
    if current.version != version:
        raise StaleSection(current)
    WRITERS.get(current.key, _write_prose)(held, current, values)
    current.is_complete = is_complete
    current.version += 1
    current.saved_at, current.saved_by = timezone.now(), by
    current.save()
    if held.state == State.NOT_STARTED:
        move(quarterly_return=held, to=State.DRAFT, by=by)
    return current


def _write_prose(held: QuarterlyReturn, section: ReturnSection, values: Values) -> None:
    """values: text."""
    section.text = values["text"]


def _write_escalation(held: QuarterlyReturn, section: ReturnSection, values: Values) -> None:
    """values: text, ask (a value of `Ask`, or empty)."""
    section.text = values["text"]
    held.escalation_ask = values["ask"]
    held.save(update_fields=["escalation_ask"])


def _write_judgement(held: QuarterlyReturn, section: ReturnSection, values: Values) -> None:
    """values: rag, outlook, reason."""
    held.rag, held.outlook, held.judgement_reason = values["rag"], values["outlook"], values["reason"]
    held.save(update_fields=["rag", "outlook", "judgement_reason"])


def _write_required(held: QuarterlyReturn, section: ReturnSection, values: Values) -> None:
    """values: reports, by id of the row: status, evidence."""
    for report in RequiredActionReport.objects.filter(quarterly_return=held):
        if report.pk in values["reports"]:
            _assign(report, values["reports"][report.pk])


def _write_planned(held: QuarterlyReturn, section: ReturnSection, values: Values) -> None:
    """values: reports, by id of the row: status, spent (pence), revised_due, revised_reason."""
    for report in PlannedActionReport.objects.filter(quarterly_return=held):
        if report.pk in values["reports"]:
            _assign(report, values["reports"][report.pk])


def _assign(report: RequiredActionReport | PlannedActionReport, changes: Values) -> None:
    if any(getattr(report, field) != value for field, value in changes.items()):
        for field, value in changes.items():
            setattr(report, field, value)
        report.save(update_fields=list(changes))


def _write_risks(held: QuarterlyReturn, section: ReturnSection, values: Values) -> None:
    """values: risks, the whole list: title, likelihood, impact, mitigation."""
    held.risks.all().delete()
    for risk in values["risks"]:
        RaisedRisk.objects.create(quarterly_return=held, **risk)


WRITERS: dict[str, Callable[[QuarterlyReturn, ReturnSection, Values], None]] = {
    "escalation": _write_escalation,
    "judgement": _write_judgement,
    "required_actions": _write_required,
    "planned_actions": _write_planned,
    "risks": _write_risks,
}
