"""Rules of the models that the database holds, and one rule that all five packages keep."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from priorities.models import PlannedActionReport, QuarterlyReturn, RaisedRisk
from priorities.models.returns import State
from snb.quarters import Quarter
from tests.cast import Cast, bring_to, days, open_return

# A moment that is always known, of an act that may be nobody's: one of the command line.
BY_NOBODY = {
    ("Edition", "compiled_at"),
    ("Observation", "recorded_at"),
    ("Import", "started_at"),
    ("Commentary", "written_at"),
    ("Passage", "changed_at"),
}
PACKAGES = ("snb", "partnerships", "performance", "priorities", "reports")


def pairs() -> list[tuple[type[models.Model], str, str]]:
    """Every `X_at` with its `X_by` of every model of ours, but for the copies that history keeps."""
    found = []
    for package in PACKAGES:
        for model in apps.get_app_config(package).get_models():
            names = {field.name: field for field in model._meta.get_fields() if isinstance(field, models.Field)}
            acts = [name.removesuffix("_at") for name in names if name.endswith("_at")]
            if not hasattr(model, "history_object"):
                found += [(model, f"{act}_at", f"{act}_by") for act in acts if f"{act}_by" in names]
    return found


def test_there_are_pairs_to_hold() -> None:
    assert (QuarterlyReturn, "signed_at", "signed_by") in pairs()


@pytest.mark.parametrize(("model", "at", "by"), pairs(), ids=str)
def test_a_moment_and_its_person_are_known_together(model: type[models.Model], at: str, by: str) -> None:
    """Both columns refuse NULL, or a constraint holds them together."""
    if not (model._meta.get_field(at).null or model._meta.get_field(by).null):
        return
    if (model.__name__, at) in BY_NOBODY:
        assert not model._meta.get_field(at).null
        return
    constraints = [c for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
    assert any({at, by} <= _names(constraint.condition) for constraint in constraints), f"{model.__name__}.{at}"


def _names(condition: Any) -> set[str]:
    found: set[str] = set()
    for child in condition.children:
        found |= _names(child) if isinstance(child, models.Q) else {child[0].split("__")[0]}
    return found


def refused(act) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_one_return_for_a_priority_and_a_meeting(cast: Cast) -> None:
    held = open_return(cast)
    refused(
        lambda: QuarterlyReturn.objects.create(
            priority=held.priority, meeting=held.meeting, due=held.due, originally_due=held.due
        )
    )


@pytest.mark.parametrize(("likelihood", "impact"), [(0, 3), (6, 3), (3, 0), (3, 6)])
def test_a_risk_lies_on_the_scale(cast: Cast, likelihood: int, impact: int) -> None:
    held = open_return(cast)
    refused(
        lambda: RaisedRisk.objects.create(
            quarterly_return=held, title="Risk", likelihood=likelihood, impact=impact, mitigation="None"
        )
    )


def test_a_new_date_has_a_reason(cast: Cast) -> None:
    open_return(cast)
    refused(lambda: PlannedActionReport.objects.update(revised_due=days(200)))
    assert PlannedActionReport.objects.update(revised_due=days(200), revised_reason="Supplier") == 1


def test_an_extension_is_later(cast: Cast) -> None:
    held = open_return(cast)
    refused(lambda: held.extensions.create(by=cast.manager, old_due=days(8), new_due=days(8), reason="None"))


def test_a_moment_without_its_person_is_refused(cast: Cast) -> None:
    held = bring_to(open_return(cast), State.DRAFT, cast)
    section = held.sections.all()[0]
    refused(lambda: held.sections.filter(pk=section.pk).update(saved_by=None))
    refused(lambda: held.sections.filter(pk=section.pk).update(saved_at=None))


def test_words_of_a_return(cast: Cast) -> None:
    held = open_return(cast)
    assert str(held) == f"Burglary, {Quarter.of(cast.meeting.quarter_start).short}"
    assert (held.board_id, held.remit_id) == (cast.board.pk, cast.burglary.remit_id)
    part = held.sections.all()[0]
    assert (part.board_id, part.remit_id) == (held.board_id, held.remit_id)


@pytest.mark.parametrize(("due", "late"), [(-1, True), (0, False), (1, False)])
def test_an_unsigned_return_is_late_the_day_after_it_is_due(cast: Cast, due: int, late: bool) -> None:
    held = open_return(cast)
    held.due = days(due)
    assert held.is_late is late
