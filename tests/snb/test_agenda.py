"""The agenda: its order, its times, and who may touch it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from snb.agenda import ItemDetails, add_item, change_item, ends, move_item, remove_item, take_up, timed, withdraw_item
from snb.models import AgendaItem, AuditEvent, ForwardPlanItem, Meeting, Organisation, Post, PostHolding
from snb.models.meetings import Purpose
from snb.permissions import Permission
from snb.workflow import Refusal
from tests.cast import Cast, days, make_meeting
from tests.snb.helpers import knower
from tests.snb.test_sign_in import problems


def item(title: str, minutes: int = 10) -> ItemDetails:
    return ItemDetails(title, Purpose.NOTE, minutes)


@pytest.fixture
def three(cast: Cast) -> list[AgendaItem]:
    return [add_item(meeting=cast.meeting, details=item(title), by=cast.manager) for title in "ABC"]


def order(meeting: Meeting) -> list[tuple[int, str]]:
    return list(AgendaItem.objects.filter(meeting=meeting).values_list("order", "title"))


def url(held: AgendaItem, act: str) -> str:
    return f"/boards/fosse/meetings/{held.meeting_id}/agenda/{held.pk}/{act}/"


def test_items_are_numbered_as_they_come(cast: Cast, three) -> None:
    assert order(cast.meeting) == [(1, "A"), (2, "B"), (3, "C")]


@pytest.mark.parametrize(
    ("which", "up", "after"),
    [(0, False, "BAC"), (2, True, "ACB"), (1, True, "BAC"), (0, True, "ABC"), (2, False, "ABC")],
)
def test_moving_by_one_place(cast: Cast, three, which: int, up: bool, after: str) -> None:
    move_item(item=three[which], up=up, by=cast.manager)
    assert order(cast.meeting) == list(enumerate(after, 1))


def test_taking_an_item_off_closes_the_gap(cast: Cast, three) -> None:
    remove_item(item=three[1], by=cast.manager)
    assert order(cast.meeting) == [(1, "A"), (2, "C")]


def test_an_order_with_gaps_and_doubles_is_put_right(cast: Cast, three) -> None:
    AgendaItem.objects.filter(meeting=cast.meeting).update(order=7)
    move_item(item=three[2], up=True, by=cast.manager)
    assert order(cast.meeting) == [(1, "A"), (2, "C"), (3, "B")]


def test_what_somebody_else_took_off_cannot_be_moved_or_changed(cast: Cast, three) -> None:
    remove_item(item=AgendaItem.objects.get(pk=three[0].pk), by=cast.manager)
    with pytest.raises(Refusal, match="has taken this item off"):
        move_item(item=three[0], up=False, by=cast.manager)
    with pytest.raises(Refusal, match="has taken this item off"):
        change_item(item=three[0], details=item("D"), by=cast.manager)


def test_changing_an_item_keeps_its_place_and_its_history(cast: Cast, three) -> None:
    change_item(item=three[1], details=item("New", 25), by=cast.manager)
    assert order(cast.meeting) == [(1, "A"), (2, "New"), (3, "C")]
    assert [row.title for row in AgendaItem.history.filter(id=three[1].pk)] == ["New", "B"]


def test_every_act_is_the_managers_and_is_written_down(cast: Cast, three) -> None:
    for person in (cast.member, cast.chair, cast.other_manager, cast.outsider):
        for act in (
            lambda by: add_item(meeting=cast.meeting, details=item("X"), by=by),
            lambda by: change_item(item=three[0], details=item("X"), by=by),
            lambda by: move_item(item=three[0], up=False, by=by),
            lambda by: remove_item(item=three[0], by=by),
        ):
            with pytest.raises(PermissionDenied):
                act(person)
    assert order(cast.meeting) == [(1, "A"), (2, "B"), (3, "C")]
    move_item(item=three[0], up=False, by=cast.manager)
    remove_item(item=three[0], by=cast.manager)
    actions = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == [*["added an agenda item"] * 3, "moved an agenda item", "removed an agenda item"]


def test_times_run_from_the_start_of_the_meeting(cast: Cast) -> None:
    cast.meeting.time = dt.time(9, 45)
    items = [AgendaItem(minutes=minutes) for minutes in (5, 20, 40)]
    assert [row.begins for row in timed(cast.meeting, items)] == [dt.time(9, 45), dt.time(9, 50), dt.time(10, 10)]
    assert ends(cast.meeting, items) == dt.time(10, 50)
    assert ends(cast.meeting, []) == dt.time(9, 45)


def test_adding_and_changing_an_item_on_their_pages(as_, cast: Cast) -> None:
    client = as_(cast.manager)
    data = {
        "title": "A fund",
        "purpose": "decide",
        "minutes": "15",
        "presenter": "",
        "block": "prose",
        "text": "Choose.",
    }
    answer = client.post(f"/boards/fosse/meetings/{cast.meeting.pk}/agenda/add/", data)
    held = AgendaItem.objects.get()
    assert answer["Location"] == f"/boards/fosse/meetings/{cast.meeting.pk}/"
    assert (held.title, held.purpose, held.minutes, held.block, held.text) == (
        "A fund",
        "decide",
        15,
        "prose",
        "Choose.",
    )
    client.post(url(held, "edit"), data | {"minutes": "20"})
    held.refresh_from_db()
    assert (held.order, held.minutes) == (1, 20)


def test_what_is_wrong_with_an_item_is_said_beside_its_field(as_, cast: Cast) -> None:
    answer = as_(cast.manager).post(f"/boards/fosse/meetings/{cast.meeting.pk}/agenda/add/", {"minutes": "0"})
    assert problems(answer) == [
        "Enter title",
        "Select what the item asks of the Board",
        "Minutes allowed must be 1 or more",
    ]


def test_presenters_are_posts_this_board_knows(as_, cast: Cast) -> None:
    wold = Organisation.objects.create(name="Wold Council")
    theirs = Post.objects.create(title="Chief Executive", organisation=wold)
    PostHolding.objects.create(person=cast.other_manager, post=theirs, begins=days(-9))
    seated = Post.objects.create(title="Head", organisation=Organisation.objects.create(name="Probation"))
    cast.board.seats.create(order=1, organisation="Probation", representative="Head").posts.add(seated)
    page = as_(cast.manager).get(f"/boards/fosse/meetings/{cast.meeting.pk}/agenda/add/")
    assert [str(post) for post in page.context["form"].fields["presenter"].queryset] == [
        "Chief Constable, Fosse Police", "Head, Probation",
    ]  # fmt: skip


def test_moving_by_button_comes_back_to_the_item(as_, cast: Cast, three) -> None:
    client = as_(cast.manager)
    answer = client.post(url(three[2], "move"), {"to": "up"})
    assert answer["Location"] == f"/boards/fosse/meetings/{cast.meeting.pk}/#item-{three[2].pk}"
    assert order(cast.meeting) == [(1, "A"), (2, "C"), (3, "B")]
    assert client.get(url(three[2], "move")).status_code == 302  # as after a sign-in: nothing moves
    assert order(cast.meeting) == [(1, "A"), (2, "C"), (3, "B")]


def test_taking_off_asks_first(as_, cast: Cast, three) -> None:
    client = as_(cast.manager)
    assert "Take “A” off the agenda?" in client.get(url(three[0], "remove")).content.decode()
    assert len(order(cast.meeting)) == 3
    client.post(url(three[0], "remove"))
    assert order(cast.meeting) == [(1, "B"), (2, "C")]


def test_the_first_cannot_go_up_nor_the_last_down(as_, cast: Cast, three) -> None:
    page = as_(cast.manager).get(f"/boards/fosse/meetings/{cast.meeting.pk}/").content.decode()
    assert (page.count('value="up"'), page.count('value="down"')) == (2, 2)


def test_a_reader_sees_the_agenda_and_no_controls(as_, cast: Cast, three, monkeypatch) -> None:
    reader = as_(knower(monkeypatch, cast, Permission.MEETING_READ))
    answer = reader.get(f"/boards/fosse/meetings/{cast.meeting.pk}/")
    assert [row.item.title for row in answer.context["items"]] == ["A", "B", "C"]
    assert "/agenda/" not in answer.content.decode()
    assert {reader.get(url(three[0], act)).status_code for act in ("edit", "move", "remove")} == {403}


def test_an_item_under_another_meeting_or_board_is_not_found(as_, cast: Cast, three) -> None:
    other = make_meeting(cast.board, in_days=50, due_in=40)
    client = as_(cast.manager)
    assert client.get(f"/boards/fosse/meetings/{other.pk}/agenda/{three[0].pk}/edit/").status_code == 404
    assert as_(cast.other_manager).get(url(three[0], "edit")).status_code == 404
    assert client.get(url(three[0], "edit").replace("fosse", "wold")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_long(as_, cast: Cast, django_assert_num_queries, count: int) -> None:
    post = Post.objects.get()
    for number in range(count):
        details = ItemDetails(f"Item {number}", Purpose.NOTE, 5, post)
        add_item(meeting=cast.meeting, details=details, by=cast.manager)
    client = as_(cast.manager)
    with django_assert_num_queries(9):
        client.get(f"/boards/fosse/meetings/{cast.meeting.pk}/")


def test_a_withdrawn_item_takes_no_time(cast: Cast) -> None:
    cast.meeting.time = dt.time(10)
    items = [AgendaItem(minutes=5), AgendaItem(minutes=20, withdrawn_reason="Not ready"), AgendaItem(minutes=40)]
    assert [row.begins for row in timed(cast.meeting, items)] == [dt.time(10), dt.time(10, 5), dt.time(10, 5)]
    assert ends(cast.meeting, items) == dt.time(10, 45)


def test_a_line_of_the_forward_plan_becomes_an_item(cast: Cast, three) -> None:
    line = ForwardPlanItem.objects.create(meeting=cast.meeting, title="Refresh", purpose=Purpose.DECIDE)
    made = take_up(planned=line, by=cast.manager)
    assert (made.order, made.title, made.purpose, made.minutes) == (4, "Refresh", Purpose.DECIDE, 10)
    assert not ForwardPlanItem.objects.exists()


def test_a_line_stays_where_it_cannot_be_taken_up(cast: Cast) -> None:
    line = ForwardPlanItem.objects.create(meeting=cast.meeting, title="Refresh")
    with pytest.raises(PermissionDenied):
        take_up(planned=line, by=cast.chair)
    Meeting.objects.filter(pk=cast.meeting.pk).update(agenda_published_on=days(-1), agenda_published_by=cast.manager)
    with pytest.raises(Refusal, match="Say why this item is urgent"):
        take_up(planned=line, by=cast.manager)
    assert (ForwardPlanItem.objects.count(), AgendaItem.objects.count()) == (1, 0)


def test_taking_a_line_up_by_button(as_, cast: Cast) -> None:
    line = ForwardPlanItem.objects.create(meeting=cast.meeting, title="Refresh")
    address = f"/boards/fosse/forward-plan/{line.pk}/take-up/"
    assert as_(cast.member).post(address).status_code == 403
    assert as_(cast.other_manager).post(address).status_code == 404
    client = as_(cast.manager)
    client.get(address)
    assert ForwardPlanItem.objects.exists()  # only the button does it
    assert "Put on the agenda" in client.get("/boards/fosse/meetings/").content.decode()
    assert "Put on the agenda" not in as_(cast.member).get("/boards/fosse/meetings/").content.decode()
    assert client.post(address)["Location"] == f"/boards/fosse/meetings/{cast.meeting.pk}/"
    assert AgendaItem.objects.get().title == "Refresh"


def test_an_urgent_item_and_a_withdrawn_one_on_their_pages(as_, cast: Cast, three) -> None:
    Meeting.objects.filter(pk=cast.meeting.pk).update(agenda_published_on=days(-1), agenda_published_by=cast.manager)
    client, meeting = as_(cast.manager), f"/boards/fosse/meetings/{cast.meeting.pk}/"
    typed = {"title": "D", "purpose": "note", "minutes": "5", "presenter": "", "block": "", "text": ""}
    assert problems(client.post(f"{meeting}agenda/add/", typed)) == ["Answer the question “Why is it urgent?”"]
    client.post(f"{meeting}agenda/add/", typed | {"late_reason": "A fire"})
    assert AgendaItem.objects.get(title="D").added_late_reason == "A fire"
    assert problems(client.post(url(three[0], "withdraw"), {})) == ["Answer the question “Why is it withdrawn?”"]
    client.post(url(three[0], "withdraw"), {"reason": "Not ready"})
    page = as_(cast.member).get(meeting).content.decode()
    assert "Urgent: A fire" in page
    assert "Withdrawn: Not ready" in page
    assert problems(client.post(url(three[1], "edit"), typed))[0].startswith("The agenda was published on")
    assert client.post(url(three[1], "remove")).status_code == 409
    assert client.post(url(three[1], "move"), {"to": "up"}).status_code == 409


def test_what_was_published_stays_when_the_meeting_is_over(as_, cast: Cast, three) -> None:
    Meeting.objects.filter(pk=cast.meeting.pk).update(
        date=days(-1), returns_due=days(-9), agenda_published_on=days(-9), agenda_published_by=cast.manager
    )
    with pytest.raises(Refusal, match="is over"):
        withdraw_item(item=three[0], reason="Not ready", by=cast.manager)
    with pytest.raises(Refusal, match="is over"):
        add_item(meeting=cast.meeting, details=item("D"), late_reason="A fire", by=cast.manager)
    page = as_(cast.manager).get(f"/boards/fosse/meetings/{cast.meeting.pk}/").content.decode()
    assert "Withdraw" not in page
    assert "Add urgent business" not in page


def test_the_agenda_can_be_taken_away(as_, cast: Cast, three) -> None:
    lines = as_(cast.csp_officer).get(f"/boards/fosse/meetings/{cast.meeting.pk}/", {"format": "csv"}).content
    assert [line.split(",")[:3] for line in lines.decode("utf-8-sig").splitlines()[:2]] == [
        ["Item", "Begins", "Title"], ["1", "10:00", "A"],
    ]  # fmt: skip
