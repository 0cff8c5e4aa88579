"""What the database itself refuses of actions, whoever asks and however."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from snb.action_workflow import report, revise_due
from snb.models import Action, ActionReport
from tests.cast import Cast, days, make_meeting
from tests.snb.action_scene import make_action, make_closed, make_done, upload


def refused(sql: str, *values: str | int | dt.date) -> str:
    """The message with which the database refuses it."""
    with pytest.raises(DatabaseError) as said, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return str(said.value)


@pytest.mark.parametrize(
    "change",
    ["number = 9", "original_due = '2030-01-01'", "agreed_on = '2020-01-01'", "origin = 'scrutiny'"],
)
def test_an_action_keeps_where_it_began(cast: Cast, change: str) -> None:
    action = make_action(cast)
    assert "keeps its number" in refused(f"UPDATE snb_action SET {change} WHERE id = %s", action.pk)


def test_a_due_date_moves_only_with_its_revision(cast: Cast) -> None:
    action = make_action(cast)
    assert "only by a recorded revision" in refused("UPDATE snb_action SET due = %s WHERE id = %s", days(99), action.pk)
    revise_due(action=action, due=days(20), reason="Rain", version=1, by=cast.manager)
    assert "only by a recorded revision" in refused("UPDATE snb_action SET due = %s WHERE id = %s", days(10), action.pk)
    assert "never changed" in refused("UPDATE snb_actionrevision SET reason = 'Sun'")
    assert "never changed" in refused("DELETE FROM snb_actionrevision")


def test_an_action_moves_only_along_its_table_and_with_evidence(cast: Cast) -> None:
    action, ended = make_action(cast), make_closed(cast, "Gate")
    assert "does not move that way" in refused(
        "UPDATE snb_action SET state = 'dropped', closing_id = NULL WHERE id = %s", ended.pk
    )
    assert "not done without evidence" in refused("UPDATE snb_action SET state = 'done' WHERE id = %s", action.pk)
    ActionReport.objects.create(action=action, text="Done", says_done=True, reported_by=cast.member, reported_as="M")
    assert "not done without evidence" in refused("UPDATE snb_action SET state = 'done' WHERE id = %s", action.pk)


def test_a_meeting_of_another_board_closes_nothing(cast: Cast) -> None:
    action, foreign = make_done(cast), make_meeting(cast.other_board, in_days=-9, due_in=-20)
    assert "another board" in refused(
        "UPDATE snb_action SET state = 'closed', closing_id = %s WHERE id = %s", foreign.pk, action.pk
    )


@pytest.mark.parametrize("change", ["outcome = 'Other'", "text = 'Other'", "version = 99"])
def test_a_closed_action_stands(cast: Cast, change: str) -> None:
    action = make_closed(cast)
    assert "reopen it first" in refused(f"UPDATE snb_action SET {change} WHERE id = %s", action.pk)


def test_reopening_does_not_change_what_was_asked(cast: Cast) -> None:
    action = make_closed(cast)
    assert "reopen it first" in refused(
        "UPDATE snb_action SET state = 'open', closing_id = NULL, text = 'Other' WHERE id = %s", action.pk
    )


def test_reports_files_and_actions_are_never_removed(cast: Cast) -> None:
    action = make_action(cast)
    report(action=action, text="Done.", files=[upload()], says_done=True, by=cast.member)
    assert "never changed" in refused("UPDATE snb_actionreport SET text = 'Not done'")
    assert "never changed" in refused("DELETE FROM snb_actionreport")
    assert "never changed" in refused("UPDATE snb_actionfile SET name = 'other.pdf'")
    assert "never changed" in refused("DELETE FROM snb_actionfile")
    assert "never removed" in refused("DELETE FROM snb_action WHERE id = %s", action.pk)
    assert "never removed" in _orm_delete(action)


def _orm_delete(action: Action) -> str:
    with pytest.raises(DatabaseError) as said, transaction.atomic():
        Action.objects.filter(pk=make_action_alone(action).pk).delete()
    return str(said.value)


def make_action_alone(action: Action) -> Action:
    """Another action without reports, so that the removal reaches the action itself."""
    return Action.objects.create(
        board=action.board, number=99, text="Alone", post=action.post, agreed_on=days(0), original_due=days(1),
        due=days(1),
    )  # fmt: skip
