"""The audit log: written with the labels of the moment, and never changed by anybody."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from snb.audit import record
from snb.models import AuditEvent, Board, Person
from tests.cast import Cast

REFUSED = "The audit log is never changed."


@pytest.fixture
def event(cast: Cast) -> AuditEvent:
    return record(by=cast.chair, action="cleared", obj=cast.meeting, board=cast.board, reason="As agreed")


def test_an_event_says_who_did_what_to_what(cast: Cast, event: AuditEvent) -> None:
    assert (event.actor, event.actor_email) == ("Chair Person (Chair)", "chair.person@fosse.example")
    assert (event.action, event.board_slug, event.detail) == ("cleared", "fosse", {"reason": "As agreed"})
    assert (event.object_kind, event.object_id) == ("meeting", str(cast.meeting.pk))


def test_it_keeps_its_labels_when_everything_else_changes_its_name(cast: Cast, event: AuditEvent) -> None:
    label = str(cast.meeting)
    Person.objects.filter(pk=cast.chair.pk).update(name="Another", email="another@fosse.example")
    Board.objects.filter(pk=cast.board.pk).update(name="Other")
    cast.meeting.delete()
    kept = AuditEvent.objects.get(pk=event.pk)
    assert (kept.actor, kept.object_label) == ("Chair Person (Chair)", label)


def test_what_nobody_did_was_the_system() -> None:
    assert AuditEvent(actor="The system").actor == "The system"


def _save(event: AuditEvent) -> None:
    event.action = "nothing"
    event.save()


def _sql(statement: str):
    def run(event: AuditEvent) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, [event.pk])

    return run


WAYS = {
    "save": _save,
    "update": lambda event: AuditEvent.objects.filter(pk=event.pk).update(action="nothing"),
    "bulk update": lambda event: AuditEvent.objects.bulk_update([event], ["actor"]),
    "delete": lambda event: event.delete(),
    "queryset delete": lambda event: AuditEvent.objects.all().delete(),
    "SQL update": _sql("UPDATE snb_auditevent SET action = 'nothing' WHERE id = %s"),
    "SQL delete": _sql("DELETE FROM snb_auditevent WHERE id = %s"),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_changing_it_works(event: AuditEvent, way: str) -> None:
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
        WAYS[way](event)
    assert AuditEvent.objects.get(pk=event.pk).action == "cleared"


def test_something_can_always_be_added(event: AuditEvent) -> None:
    record(by=None, action="compiled")
    assert AuditEvent.objects.filter(action="compiled", actor="The system").count() == 1
