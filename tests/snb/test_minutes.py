"""The minutes: pre-made, written, circulated, approved; two people at once; and the database that holds them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from snb.agenda import remove_item
from snb.attendance import declare
from snb.decisions import correct_decision
from snb.minute_book import book_for, book_of, last_book
from snb.minutes import (
    StaleEntry,
    approve,
    approving_meetings,
    circulate,
    minutes_of,
    open_minutes,
    take_back,
    unwritten,
    write_entry,
)
from snb.models import AgendaItem, AuditEvent, Meeting, MinuteEntry, Minutes
from snb.seen import fingerprint
from snb.workflow import Refusal
from tests.cast import Cast, fresh, make_meeting
from tests.snb.sittings_scene import Scene, make_scene


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return make_scene(cast)


def write(scene: Scene, item: int, text: str, version: int) -> MinuteEntry:
    return write_entry(item=scene.items[item], text=text, version=version, by=scene.cast.manager)


# Writing -------------------------------------------------------------------------------------------------------------


def test_opening_makes_an_entry_for_each_item_and_twice_changes_nothing(scene: Scene) -> None:
    first = open_minutes(meeting=scene.meeting, by=scene.cast.manager)
    write(scene, 0, "Welcome.", 0)
    assert open_minutes(meeting=scene.meeting, by=scene.cast.manager) == first
    assert [(entry.text, entry.version) for entry in first.entries.all()] == [("Welcome.", 1), ("", 0), ("", 0)]
    assert AuditEvent.objects.filter(action="opened the minutes").count() == 1


def test_an_empty_agenda_has_no_minutes(scene: Scene) -> None:
    AgendaItem.objects.all().delete()
    with pytest.raises(Refusal, match="agenda of this meeting is empty"):
        open_minutes(meeting=scene.meeting, by=scene.cast.manager)


def test_what_is_not_held_has_no_minutes(scene: Scene) -> None:
    with pytest.raises(Refusal, match="not been held"):
        open_minutes(meeting=scene.cast.meeting, by=scene.cast.manager)


def test_an_item_added_afterwards_has_its_minute_too(scene: Scene) -> None:
    open_minutes(meeting=scene.meeting, by=scene.cast.manager)
    late = AgendaItem.objects.create(meeting=scene.meeting, order=4, title="Any other business")
    entry = write_entry(item=late, text="None.", version=0, by=scene.cast.manager)
    assert entry.minutes == minutes_of(scene.meeting)


def test_two_people_in_one_entry_lose_nothing_and_in_two_never_meet(scene: Scene) -> None:
    open_minutes(meeting=scene.meeting, by=scene.cast.manager)
    write(scene, 0, "Mine.", 0)
    with pytest.raises(StaleEntry) as stale:
        write(scene, 0, "Yours.", 0)
    assert stale.value.saved.text == "Mine."
    write(scene, 1, "Elsewhere.", 0)
    assert write(scene, 0, "Both.", 1).version == 2


def test_only_who_keeps_meetings_writes(scene: Scene) -> None:
    open_minutes(meeting=scene.meeting, by=scene.cast.manager)
    for person in (scene.cast.chair, scene.cast.member, scene.cast.other_manager):
        for act in (
            lambda who: open_minutes(meeting=scene.meeting, by=who),
            lambda who: write_entry(item=scene.items[0], text="x", version=0, by=who),
            lambda who: circulate(meeting=scene.meeting, version=1, by=who),
        ):
            with pytest.raises(PermissionDenied):
                act(person)


def test_before_they_are_opened_nothing_is_written_or_circulated(scene: Scene) -> None:
    with pytest.raises(Refusal, match="not been opened"):
        write(scene, 0, "x", 0)
    with pytest.raises(Refusal, match="not been opened"):
        circulate(meeting=scene.meeting, version=1, by=scene.cast.manager)


# Moving --------------------------------------------------------------------------------------------------------------


def test_every_item_that_was_taken_needs_its_minute_before_they_are_circulated(scene: Scene) -> None:
    scene.sit()
    minutes = open_minutes(meeting=scene.meeting, by=scene.cast.manager)
    write(scene, 0, "Welcome.", 0)
    write(scene, 1, "  ", 0)
    assert [item.order for item in unwritten(scene.meeting)] == [2, 3]
    with pytest.raises(Refusal, match="no minute yet: 2, 3"):
        circulate(meeting=scene.meeting, version=minutes.version, by=scene.cast.manager)
    AgendaItem.objects.filter(order__gt=1).update(withdrawn_reason="Not ready")
    assert circulate(meeting=scene.meeting, version=minutes.version, by=scene.cast.manager).state == "circulated"


def test_attendance_is_recorded_before_they_are_circulated(scene: Scene) -> None:
    minutes = scene.write()
    with pytest.raises(Refusal, match="Record who was there"):
        circulate(meeting=scene.meeting, version=minutes.version, by=scene.cast.manager)


def test_circulated_minutes_are_taken_back_before_they_change(scene: Scene) -> None:
    minutes = scene.circulated()
    with pytest.raises(Refusal, match="Take them back to draft"):
        write(scene, 0, "Other.", 1)
    back = take_back(meeting=scene.meeting, version=minutes.version, by=scene.cast.manager)
    assert (back.state, back.version) == ("draft", minutes.version + 1)
    assert write(scene, 0, "Other.", 1).text == "Other."


@pytest.mark.parametrize("act", [circulate, take_back])
def test_a_move_from_an_older_look_is_refused(scene: Scene, act: Callable[..., Minutes]) -> None:
    scene.sit()
    minutes = scene.write() if act is circulate else scene.circulated()
    with pytest.raises(Refusal, match="moved these minutes on"):
        act(meeting=scene.meeting, version=minutes.version + 7, by=scene.cast.manager)


def test_a_draft_is_not_approved_and_not_taken_back(scene: Scene) -> None:
    minutes = scene.write()
    with pytest.raises(Refusal, match="is draft; it cannot become approved"):
        approve(
            meeting=scene.meeting, approving=scene.later(), corrections="", version=minutes.version,
            by=scene.cast.manager,
        )  # fmt: skip
    with pytest.raises(Refusal, match="is draft; it cannot become draft"):
        take_back(meeting=scene.meeting, version=minutes.version, by=scene.cast.manager)


def test_a_later_meeting_approves_them_with_its_corrections(scene: Scene) -> None:
    approved = scene.approved("Item 2: read “north” for “south”.")
    assert (approved.state, approved.approving, approved.approved_by) == (
        "approved", scene.later(), scene.cast.manager,
    )  # fmt: skip
    assert approved.corrections == "Item 2: read “north” for “south”."
    assert approved.approved_at is not None
    with pytest.raises(Refusal, match="do not change any more"):
        write(scene, 0, "Other.", 1)
    with pytest.raises(Refusal, match="is approved; it cannot become draft"):
        take_back(meeting=scene.meeting, version=approved.version, by=scene.cast.manager)


def test_which_meetings_may_approve(scene: Scene) -> None:
    after, cancelled = scene.later(-10), scene.later(-5)
    Meeting.objects.filter(pk=cancelled.pk).update(cancelled_reason="Snow")
    make_meeting(scene.board, in_days=-60, due_in=-70)
    make_meeting(scene.cast.other_board, in_days=-10, due_in=-20)
    assert list(approving_meetings(scene.meeting)) == [after]
    minutes = scene.circulated()
    for wrong in (scene.meeting, cancelled, scene.cast.meeting):
        with pytest.raises(Refusal, match="a later meeting of the same board"):
            approve(
                meeting=scene.meeting, approving=wrong, corrections="", version=minutes.version, by=scene.cast.manager
            )


def test_an_item_of_which_minutes_are_kept_stays_on_its_agenda(scene: Scene) -> None:
    open_minutes(meeting=scene.meeting, by=scene.cast.manager)
    with pytest.raises(Refusal, match="minutes"):
        remove_item(item=scene.items[0], by=scene.cast.manager)


# Reading -------------------------------------------------------------------------------------------------------------


def test_a_draft_is_for_those_who_write_it_and_the_chair(scene: Scene) -> None:
    scene.write()
    seen = {name: book_for(fresh(getattr(scene.cast, name)), scene.meeting).minutes for name in
            ("manager", "chair", "member", "support")}  # fmt: skip
    assert [name for name, minutes in seen.items() if minutes] == ["manager", "chair"]
    assert book_for(fresh(scene.cast.member), scene.meeting).items[0].text == ""


def test_the_minute_of_a_private_item_is_only_for_those_who_may_read_it(scene: Scene) -> None:
    scene.sit()
    scene.decide("Acme wins.", item=2)
    declare(
        meeting=scene.meeting, name="M", interest="Owns Acme", item=scene.items[2], left_the_room=True,
        by=scene.cast.manager,
    )  # fmt: skip
    scene.circulated()
    member, support = (book_for(fresh(who), scene.meeting) for who in (scene.cast.member, scene.cast.support))
    assert (member.items[2].text, len(member.decisions), len(member.declarations)) == ("About the bids of acme.", 1, 1)
    assert (support.items[2].text, len(support.decisions), len(support.declarations)) == ("", 0, 0)
    assert (support.items[2].title, support.items[2].is_hidden) == ("A contract", True)
    assert "acme" not in repr(support.items).lower()


def test_nothing_of_a_private_item_is_in_the_audit_log(scene: Scene) -> None:
    made = scene.decide("Acme wins.", item=2)
    declare(
        meeting=scene.meeting, name="Mx Owner", interest="Owns Acme", item=scene.items[2], left_the_room=True,
        by=scene.cast.manager,
    )  # fmt: skip
    correct_decision(
        decision=made, text="Acme has won.", reasons="Acme.", seen=fingerprint(made), by=scene.cast.manager
    )
    scene.circulated()
    logged = [(event.object_label, repr(event.detail)) for event in AuditEvent.objects.all()]
    assert not [row for row in logged if "acme" in repr(row).lower() or "Owner" in repr(row)]


def test_the_last_meeting_is_the_one_before_that_was_held(scene: Scene) -> None:
    snowed = make_meeting(scene.board, in_days=-20, due_in=-25)
    Meeting.objects.filter(pk=snowed.pk).update(cancelled_reason="Snow")
    scene.circulated()
    book = last_book(scene.cast.meeting)
    assert book is not None
    assert (book.meeting, book.minutes.state if book.minutes else "", book.items[2].is_hidden) == (
        scene.meeting, "circulated", True,
    )  # fmt: skip
    assert last_book(scene.meeting) is None


def test_a_book_is_a_constant_few_queries(scene: Scene, django_assert_num_queries) -> None:
    scene.sit()
    scene.decide()
    scene.write()
    meeting = Meeting.objects.select_related("board").get(pk=scene.meeting.pk)
    with CaptureQueriesContext(connection) as few:
        book_of(meeting, private=True, drafts=True)
    for number in range(4, 20):
        item = AgendaItem.objects.create(meeting=scene.meeting, order=number, title=f"Item {number}")
        scene.items.append(item)
        write_entry(item=item, text="Said.", version=0, by=scene.cast.manager)
        scene.decide(item=number - 1)
    with django_assert_num_queries(len(few)):
        book = book_of(meeting, private=True, drafts=True)
    assert (len(book.items), book.written, len(book.decisions)) == (19, 19, 17)
