"""What is signed is held by the database: refused to form, ORM, bulk update, admin and SQL alike, on each table."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.db.transaction import TransactionManagementError

from priorities.evidence import attach_evidence
from priorities.models import (
    EvidenceFile,
    Move,
    PlannedActionReport,
    QuarterlyReturn,
    RaisedRisk,
    RequiredActionReport,
    ReturnSection,
    Signature,
)
from priorities.models.returns import LOCKED, State
from snb.models import AuditEvent, Person
from tests.cast import Cast, bring_to, open_return
from tests.priorities.files import PDF, upload

# Each table, one of its columns that a signature covers, and another value for it.
CHILDREN: dict[Any, tuple[str, Any]] = {
    ReturnSection: ("text", "Forged"),
    RequiredActionReport: ("evidence", "Forged"),
    PlannedActionReport: ("spent", 1),
    RaisedRisk: ("title", "Forged"),
    EvidenceFile: ("name", "forged.pdf"),
}
CONTENT = {"rag": "green", "outlook": "improving", "judgement_reason": "Forged", "escalation_ask": "decide"}


@pytest.fixture
def held(cast: Cast) -> QuarterlyReturn:
    """A signed return with a row in every table."""
    opened = open_return(cast)
    attach_evidence(report=opened.required_reports.all()[0], upload=upload("plan.pdf", PDF), by=cast.support)
    return bring_to(opened, State.SIGNED, cast)


def row_of(model: Any, held: QuarterlyReturn) -> Any:
    """A row of the signed return; the other return of the board is not signed."""
    way = {QuarterlyReturn: "pk", EvidenceFile: "report__quarterly_return"}.get(model, "quarterly_return")
    return model.objects.filter(**{way: held.pk}).order_by("pk")[0]


def refused(act: Any) -> None:
    """The database refuses, and says so; nothing else counts."""
    with pytest.raises(DatabaseError), transaction.atomic():
        act()


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("model", CHILDREN, ids=lambda model: model.__name__)
def test_every_row_of_a_signed_return_refuses_every_change(held: QuarterlyReturn, model: Any) -> None:
    field, value = CHILDREN[model]
    row, table = row_of(model, held), model._meta.db_table
    before = getattr(row, field)
    setattr(row, field, value)
    refused(row.save)
    refused(lambda: model.objects.filter(pk=row.pk).update(**{field: value}))
    refused(lambda: model.objects.bulk_update([row], [field]))
    refused(lambda: sql(f"UPDATE {table} SET {field} = %s WHERE id = %s", value, row.pk))
    refused(lambda: sql(f"DELETE FROM {table} WHERE id = %s", row.pk))
    refused(row_of(model, held).delete)
    refused(lambda: model.objects.all()._raw_delete("default"))
    assert getattr(model.objects.get(pk=row.pk), field) == before


@pytest.mark.parametrize("model", CHILDREN, ids=lambda model: model.__name__)
def test_no_row_is_added_to_a_signed_return(held: QuarterlyReturn, model: Any) -> None:
    row, count = row_of(model, held), model.objects.count()
    row.pk = None
    if model is ReturnSection:
        row.key = "another"
    refused(lambda: row.save(force_insert=True))
    assert model.objects.count() == count


def test_no_row_is_moved_into_or_out_of_a_signed_return(cast: Cast, held: QuarterlyReturn) -> None:
    other = open_return(cast, cast.arson)
    theirs = RaisedRisk.objects.create(
        quarterly_return=other, title="Theirs", likelihood=1, impact=1, mitigation="None"
    )
    refused(lambda: RaisedRisk.objects.filter(pk=theirs.pk).update(quarterly_return=held))
    refused(lambda: RaisedRisk.objects.filter(quarterly_return=held).update(quarterly_return=other))


@pytest.mark.parametrize("state", LOCKED)
@pytest.mark.parametrize("field", CONTENT)
def test_the_returns_own_content_is_held_in_every_signed_state(cast: Cast, field: str, state: State) -> None:
    signed = bring_to(open_return(cast), state, cast)
    before = getattr(signed, field)
    setattr(signed, field, CONTENT[field])
    refused(signed.save)
    refused(lambda: signed.save(update_fields=[field]))
    refused(lambda: QuarterlyReturn.objects.filter(pk=signed.pk).update(**{field: CONTENT[field]}))
    refused(lambda: sql(f"UPDATE priorities_quarterlyreturn SET {field} = %s", CONTENT[field]))
    assert getattr(QuarterlyReturn.objects.get(pk=signed.pk), field) == before


@pytest.mark.parametrize("target", [state for state in State if state != State.SIGNED])
def test_the_state_moves_only_with_its_record(held: QuarterlyReturn, target: State) -> None:
    refused(lambda: QuarterlyReturn.objects.update(state=target))
    refused(lambda: sql("UPDATE priorities_quarterlyreturn SET state = %s", target.value))
    refused(lambda: sql("UPDATE priorities_quarterlyreturn SET state = %s, moves_made = moves_made + 1", target.value))
    assert QuarterlyReturn.objects.get(pk=held.pk).state == State.SIGNED


def test_a_draft_does_not_become_signed_without_its_record(cast: Cast) -> None:
    draft = bring_to(open_return(cast), State.DRAFT, cast)
    refused(lambda: QuarterlyReturn.objects.filter(pk=draft.pk).update(state=State.ACCEPTED))


def test_a_return_is_not_born_signed(cast: Cast) -> None:
    refused(
        lambda: QuarterlyReturn.objects.create(
            priority=cast.burglary, meeting=cast.meeting, due=cast.meeting.returns_due,
            originally_due=cast.meeting.returns_due, state=State.SIGNED,
        )
    )  # fmt: skip


def test_who_signed_cannot_be_rewritten(cast: Cast, held: QuarterlyReturn) -> None:
    refused(lambda: QuarterlyReturn.objects.update(signed_by=cast.support))
    refused(lambda: QuarterlyReturn.objects.update(signed_at=None, signed_by=None))
    refused(lambda: QuarterlyReturn.objects.update(accepted_at=held.signed_at, accepted_by=cast.manager))


def test_a_signed_return_is_not_deleted(held: QuarterlyReturn) -> None:
    with pytest.raises((DatabaseError, models.ProtectedError)), transaction.atomic():
        held.delete()
    refused(lambda: sql("DELETE FROM priorities_quarterlyreturn"))
    assert QuarterlyReturn.objects.filter(pk=held.pk).exists()


@pytest.mark.parametrize(("model", "field"), [(Signature, "content"), (Signature, "fingerprint"), (Move, "comment")])
def test_signatures_and_moves_are_only_ever_added(held: QuarterlyReturn, model: Any, field: str) -> None:
    row = row_of(model, held)
    setattr(row, field, "Forged")
    refused(row.save)
    refused(lambda: model.objects.update(**{field: "Forged"}))
    refused(lambda: sql(f"UPDATE {model._meta.db_table} SET {field} = 'Forged'"))
    refused(row.delete)
    refused(lambda: sql(f"DELETE FROM {model._meta.db_table}"))


def test_they_stay_so_after_the_return_is_reopened(cast: Cast) -> None:
    bring_to(open_return(cast), State.SENT_BACK, cast)
    refused(lambda: Signature.objects.update(content="Forged"))
    refused(lambda: sql("DELETE FROM priorities_signature"))


def test_a_draft_may_be_written_again(cast: Cast) -> None:
    """The same statements work where nothing is signed: the refusals above are not for another reason."""
    draft = bring_to(open_return(cast), State.SENT_BACK, cast)
    for model, (field, value) in CHILDREN.items():
        if model is not EvidenceFile:
            assert model.objects.filter(quarterly_return=draft).update(**{field: value}) > 0
    assert QuarterlyReturn.objects.filter(pk=draft.pk).update(**CONTENT) == 1


def test_the_audit_log_is_only_ever_added_to(held: QuarterlyReturn) -> None:
    refused(lambda: AuditEvent.objects.update(actor="Somebody else"))
    refused(lambda: sql("DELETE FROM snb_auditevent"))


def test_the_administration_site_gives_no_way_around(held: QuarterlyReturn, as_) -> None:
    """Neither a form of the site nor its list of things to delete reaches what is signed."""
    superuser = as_(Person.objects.create_superuser("root@fosse.example", "Root", "a long enough password"))
    models_of_a_return: tuple[Any, ...] = (QuarterlyReturn, Signature, Move, *CHILDREN)
    before = {model: list(model.objects.values()) for model in models_of_a_return}
    for model in models_of_a_return:
        row = row_of(model, held)
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for act, data in (
            (f"{row.pk}/change/", {"rag": "green", "text": "Forged", "title": "Forged", "content": "Forged"}),
            (f"{row.pk}/delete/", {"post": "yes"}),
            ("", {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}),
        ):
            # A refusal inside the test's own transaction leaves it unusable until the savepoint is rolled back.
            with suppress(TransactionManagementError), transaction.atomic():
                assert superuser.post(address + act, data).status_code < 500, address + act
    assert {model: list(model.objects.values()) for model in models_of_a_return} == before


def test_every_table_below_a_return_is_covered() -> None:
    """A table added later, with a key to the return, must be protected or said here to need none."""
    # Remarks, reminders, and what the register took up: no signature covers them.
    free = {"comment", "chase", "extension", "riskraising"}
    covered = {model._meta.model_name for model in (*CHILDREN, Move, Signature)}
    related = {
        relation.related_model._meta.model_name
        for model in (QuarterlyReturn, RequiredActionReport)
        for relation in model._meta.related_objects
        if relation.related_model._meta.app_label == "priorities" and "istorical" not in relation.related_model.__name__
    }
    assert related - free == covered
