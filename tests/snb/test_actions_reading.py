"""Reading actions: the register and its filter, one thread, matters arising, and that no reading grows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from snb.action_thread import thread_of
from snb.action_workflow import change_action, close_actions, drop_action, reopen_action, report, revise_due
from snb.actions import Matters, actions_sheet, matters_arising, narrowed, register
from snb.models import Action, Appointment, Post, PostHolding
from snb.permissions import Role
from snb.querysets import today
from tests.cast import Cast, days, fresh, make_meeting
from tests.snb.action_scene import (
    make_action,
    make_closed,
    make_done,
    make_late,
    make_private,
    of_lead,
    past_meeting,
    upload,
)


def texts(rows) -> list[str]:
    return [row.action.text for row in rows]


@pytest.fixture
def five(cast: Cast) -> dict[str, Action]:
    """One of each: late, open (of a lead), done, closed, dropped."""
    dropped = make_action(cast, "Buy a boat")
    drop_action(action=dropped, reason="No river", version=1, by=cast.manager)
    return {
        "late": make_late(cast, "Paint the gate"),
        "open": make_action(cast, details=of_lead(cast, "Write to schools"), due=days(40)),
        "done": make_done(cast, "Mend the bridge"),
        "closed": make_closed(cast, "Plant trees"),
        "dropped": dropped,
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Paint the gate", "Mend the bridge", "Write to schools"]),
        ({"state": "late"}, ["Paint the gate"]),
        ({"state": "done"}, ["Mend the bridge"]),
        ({"state": "closed"}, ["Plant trees"]),
        ({"state": "dropped"}, ["Buy a boat"]),
        ({"state": "open", "sort": "-due"}, ["Write to schools", "Mend the bridge", "Paint the gate"]),
        ({"state": "all", "sort": "action"},
         ["Buy a boat", "Paint the gate", "Write to schools", "Mend the bridge", "Plant trees"]),
        ({"state": "all", "words": "BRIDGE director"}, ["Mend the bridge"]),
        ({"state": "all", "words": "lead person"}, ["Write to schools"]),
        ({"state": "open", "mine": True}, ["Write to schools"]),
    ],
)  # fmt: skip
def test_the_register_shows_what_is_asked(cast: Cast, five, asked: dict, found: list[str]) -> None:
    assert texts(narrowed(register(cast.board, cast.lead, today()), **asked)) == found


def test_the_register_of_one_meeting(cast: Cast, five) -> None:
    other = make_action(cast, "Late thought", agreed_on=days(-3))
    rows = register(cast.board, cast.lead, today())
    meeting = five["late"].item.meeting
    assert "Late thought" not in texts(narrowed(rows, meeting=meeting.pk))
    assert texts(narrowed(rows, meeting=meeting.pk)) == ["Paint the gate", "Mend the bridge", "Write to schools"]
    assert next(row.source for row in rows if row.pk == other.pk) == "A meeting"


def test_states_in_words(cast: Cast, five) -> None:
    found = {row.action.text: (row.status, row.tone) for row in register(cast.board, cast.lead, today())}
    assert found == {
        "Paint the gate": ("Late", "late"), "Write to schools": ("Open", "doing"),
        "Mend the bridge": ("Done, waiting for the Board", "waiting"), "Plant trees": ("Closed", "done"),
        "Buy a boat": ("No longer asked for", "quiet"),
    }  # fmt: skip


def test_the_register_names_who_owns_it_today(cast: Cast) -> None:
    action = make_action(cast)
    assert register(cast.board, cast.member, today())[0].names == "Member Person"
    PostHolding.objects.filter(person=cast.member).update(ends=days(-1))
    (row,) = register(cast.board, cast.member, today())
    assert (row.names, row.is_mine, row.owner) == ("", False, "Director, Fosse Council")
    PostHolding.objects.create(person=cast.chair, post=Post.objects.get(pk=action.post_id or 0), begins=today())
    assert register(cast.board, cast.chair, today())[0].is_mine


def test_a_late_action_is_one_whose_day_has_passed(cast: Cast) -> None:
    action = make_action(cast, due=days(0))
    assert not action.is_late(today())
    assert action.is_late(days(1))
    assert not make_done(cast, "Done late", due=days(-1)).is_late(today())


def test_the_sheet_has_both_dates_side_by_side(cast: Cast, five) -> None:
    revise_due(action=five["late"], due=days(9), reason="Rain", version=1, by=cast.manager)
    rows = narrowed(register(cast.board, cast.lead, today()), words="gate")
    (line,) = actions_sheet(cast.board, rows, today()).rows
    columns = actions_sheet(cast.board, rows, today()).columns
    said = dict(zip(columns, line, strict=True))
    assert (said["Original due date"], said["Due date"], said["Late"]) == (days(-5), days(9), "")
    assert said["Held by"] == "Member Person"


def test_a_thread_tells_everything_in_order(cast: Cast) -> None:
    action = make_action(cast)
    revise_due(action=action, due=days(20), reason="Rain", version=1, by=cast.manager)
    change_action(action=action, details=of_lead(cast, action.text), version=2, by=cast.manager)
    report(action=action, text="Half.", by=cast.lead)
    report(action=action, text="All.", files=[upload()], evidence="https://x.example/1", says_done=True, by=cast.lead)
    close_actions(actions=[action], meeting=past_meeting(cast, 2), by=cast.manager)
    found = thread_of(Action.objects.get(pk=action.pk))
    assert [event.title.split(" from ")[0] for event in found] == [
        "Due date moved", "Passed to another owner", "Progress reported", "Said to be done", "Closed",
    ]  # fmt: skip
    assert found[1].text == "Passed from Director, Fosse Council to Strategic priority lead, Burglary."
    assert (found[3].evidence_url, [file.name for file in found[3].files]) == ("https://x.example/1", ["minute.pdf"])
    assert "Agreed at: Quarterly meeting" in found[4].text


def test_evidence_that_is_no_web_address_is_no_link(cast: Cast) -> None:
    action = make_action(cast)
    report(action=action, text="All.", evidence="javascript:alert(1)", says_done=True, by=cast.member)
    assert thread_of(action)[0].evidence_url == ""


# Matters arising -----------------------------------------------------------------------------------------------------


def arising(cast: Cast, person=None) -> Matters:
    return matters_arising(cast.meeting, person or cast.member)


def test_matters_arising_fill_themselves(cast: Cast, five) -> None:
    matters = arising(cast)
    assert (texts(matters.waiting), texts(matters.open), texts(matters.ended), matters.late) == (
        ["Mend the bridge"], ["Paint the gate", "Write to schools"], ["Plant trees", "Buy a boat"], 1,
    )  # fmt: skip
    assert matters.previous is not None
    assert matters.previous.date == days(-7)


def test_what_ended_before_the_previous_meeting_is_not_heard_of_again(cast: Cast, five) -> None:
    Action.history.filter(state="dropped").update(history_date=f"{days(-8).isoformat()}T10:00:00Z")
    past_meeting(cast, 5)
    assert texts(arising(cast).ended) == []


def test_an_action_is_no_matter_arising_of_the_meeting_that_agreed_it(cast: Cast) -> None:
    meeting = past_meeting(cast, 30)
    make_action(cast)
    assert matters_arising(meeting, cast.member).rows == ()
    assert matters_arising(meeting, cast.member).previous is None
    assert len(arising(cast).rows) == 1


def test_a_cancelled_meeting_is_no_previous_one(cast: Cast) -> None:
    held, cancelled = past_meeting(cast, 30), past_meeting(cast, 10)
    cancelled.cancelled_reason = "Snow"
    cancelled.save()
    assert arising(cast).previous == held


def test_a_reopened_action_is_open_business_again(cast: Cast) -> None:
    action = make_closed(cast)
    reopen_action(action=action, reason="Fell", due=days(9), version=action.version, by=cast.manager)
    assert texts(arising(cast).open) == ["Mend the bridge"]


def test_what_was_agreed_in_private_is_known_only_to_those_who_may(cast: Cast) -> None:
    make_private(cast)
    assert texts(arising(cast).rows) == ["Sue the builder"]
    assert arising(cast, cast.support).rows == ()
    assert matters_arising(cast.meeting).rows == ()
    assert register(cast.board, cast.support, today()) == []
    assert register(cast.board, cast.scrutiny, today()) == []


def test_another_boards_actions_are_not_there(cast: Cast, five) -> None:
    foreign = make_meeting(cast.other_board)
    assert matters_arising(foreign, cast.other_manager).rows == ()
    assert register(cast.board, cast.other_manager, today()) == []


def test_no_reading_grows_with_what_it_reads(cast: Cast) -> None:
    make_late(cast)
    make_action(cast, details=of_lead(cast))
    make_closed(cast, "Gate")

    def counted() -> list[int]:
        found = []
        for read in (lambda: register(cast.board, fresh(cast.lead), today()), lambda: arising(cast, fresh(cast.lead))):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert all(row.owner and row.source is not None and row.names is not None for row in _rows(read()))
            found.append(len(queries))
        return found

    few = counted()
    for number in range(4):
        make_action(cast, f"More {number}")
        make_action(cast, details=of_lead(cast, f"Lead {number}"))
        make_done(cast, f"Done {number}")
        make_closed(cast, f"Closed {number}", meeting=past_meeting(cast, 12 + number))
    assert counted() == few
    assert max(few) <= 8


def _rows(read):
    return read.rows if isinstance(read, Matters) else read


def test_an_appointment_that_ended_takes_its_actions_along(cast: Cast) -> None:
    make_action(cast, details=of_lead(cast))
    assert register(cast.board, cast.manager, today())[0].names == "Lead Person, Deputy Person"
    Appointment.objects.filter(remit=cast.burglary.remit, role=Role.LEAD).update(begins=days(-9), ends=days(-1))
    (row,) = register(cast.board, cast.manager, today())
    assert row.names == ""
