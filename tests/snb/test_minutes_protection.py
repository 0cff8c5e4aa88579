"""Approved minutes in the database itself: nothing of the record changes, whoever asks."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from snb.attendance import declare
from snb.minutes import open_minutes
from snb.models import AgendaItem, Minutes
from tests.cast import Cast, days, make_meeting
from tests.snb.sittings_scene import Scene, make_scene


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return make_scene(cast)


REFUSED = [
    "UPDATE snb_minutes SET corrections = 'x'",
    "UPDATE snb_minutes SET state = 'draft', approved_at = NULL, approved_by_id = NULL, approving_id = NULL",
    "DELETE FROM snb_minutes",
    "UPDATE snb_minuteentry SET text = 'x'",
    "DELETE FROM snb_minuteentry",
    "INSERT INTO snb_minuteentry (minutes_id, item_id, text, version) "
    "SELECT minutes_id, -1, 'x', 1 FROM snb_minuteentry",
    "UPDATE snb_attendance SET name = 'x'",
    "DELETE FROM snb_attendance",
    "INSERT INTO snb_attendance (meeting_id, kind, name, title, substitute_for) "
    "SELECT meeting_id, 'present', 'x', '', '' FROM snb_attendance",
    "UPDATE snb_declaration SET left_the_room = NOT left_the_room",
    "DELETE FROM snb_declaration",
    "UPDATE snb_decision SET text = 'x'",
    "UPDATE snb_decision SET number = number + 10",
    "DELETE FROM snb_decision",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses_to_change_an_approved_record(scene: Scene, statement: str) -> None:
    declare(meeting=scene.meeting, name="M", interest="X", item=None, left_the_room=False, by=scene.cast.manager)
    scene.decide()
    scene.approved()
    with (
        pytest.raises(DatabaseError, match=r"approved|do not move|decision"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


BEFORE = [
    "UPDATE snb_minutes SET meeting_id = (SELECT MIN(id) FROM snb_meeting)",
    "UPDATE snb_decision SET number = number + 10",
    "UPDATE snb_decision SET item_id = NULL",
    "DELETE FROM snb_decision",
]


@pytest.mark.parametrize("statement", BEFORE)
def test_the_database_holds_numbers_and_places_also_of_a_draft(scene: Scene, statement: str) -> None:
    scene.decide()
    scene.write()
    with (
        pytest.raises(DatabaseError, match=r"decision keeps|decision is kept|Minutes stay"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_database_lets_minutes_move_only_along_the_table(scene: Scene) -> None:
    minutes = scene.write()
    minutes.state, minutes.approving, minutes.approved_by = "approved", scene.later(), scene.cast.manager
    minutes.approved_at = timezone.now()
    with pytest.raises(DatabaseError, match="do not move that way"), transaction.atomic():
        minutes.save()
    other = make_meeting(scene.board, in_days=-3, due_in=-10)
    with pytest.raises(DatabaseError, match="begin as a draft"), transaction.atomic():
        Minutes.objects.create(meeting=other, state="circulated")


def test_another_meeting_stays_free_when_one_is_approved(scene: Scene) -> None:
    scene.approved()
    later = scene.later()
    AgendaItem.objects.create(meeting=later, order=1, title="Welcome")
    assert open_minutes(meeting=later, by=scene.cast.manager).state == "draft"
    assert later.date > days(-30)
