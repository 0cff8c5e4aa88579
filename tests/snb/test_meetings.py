"""Meetings: called, changed, listed; two people at once; the forward plan."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from snb import meetings
from snb.law import install_after_migrate
from snb.meetings import Details, QuarterStays, Stale, call_meeting, change_meeting
from snb.models import AuditEvent, Board, ForwardPlanItem, Meeting
from snb.notice import deadlines_of
from snb.permissions import Permission
from snb.quarters import Quarter
from snb.querysets import today
from snb.workflow import Refusal
from snb.working_days import Calendar
from tests.cast import Cast, days, make_meeting
from tests.snb.helpers import knower
from tests.snb.test_sign_in import problems

LIST = "/boards/fosse/meetings/"


def weekday(offset: int) -> dt.date:
    """The first working day that is at least so many days ahead."""
    day = days(offset)
    while not Calendar().is_working(day):
        day += dt.timedelta(days=1)
    return day


def saturday() -> dt.date:
    day = days(60)
    return day + dt.timedelta(days=(5 - day.weekday()) % 7)


def details(date: dt.date, **more: object) -> Details:
    given: dict = {"title": "Meeting", "time": dt.time(10), "place": "Hall", "quarter": Quarter.of(date).previous()}
    return Details(date=date, **(given | more))


def posted(date: dt.date, **more: str) -> dict[str, str]:
    data = {
        "title": "Winter meeting", "time": "2.30pm", "place": "Fosse Hall",
        "quarter": Quarter.of(date).previous().start.isoformat(),
        "date_day": str(date.day), "date_month": str(date.month), "date_year": str(date.year),
    }  # fmt: skip
    return data | more


def due(day: dt.date) -> dict[str, str]:
    return {"returns_due_day": str(day.day), "returns_due_month": str(day.month), "returns_due_year": str(day.year)}


def test_returns_fall_due_by_the_boards_rule_unless_said_otherwise(cast: Cast) -> None:
    Board.objects.filter(pk=cast.board.pk).update(returns_due_before_meeting=12)
    by_rule = call_meeting(board=cast.board, details=details(days(50)), by=cast.manager)
    by_word = call_meeting(board=cast.board, details=details(days(51), returns_due=days(48)), by=cast.manager)
    assert (by_rule.returns_due, by_word.returns_due) == (days(38), days(48))
    assert list(AuditEvent.objects.filter(action="called a meeting").values_list("object_id", flat=True)) == [
        str(by_word.pk), str(by_rule.pk),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"returns_due": days(50)}, "Returns must fall due before the meeting."),
        ({"quarter": Quarter.of(days(50)).next()}, "The meeting must come after the quarter it hears about began."),
    ],
)
def test_dates_that_do_not_fit_are_refused(cast: Cast, more: dict, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        call_meeting(board=cast.board, details=details(days(50), **more), by=cast.manager)
    assert refused.value.reason == said


def test_a_second_meeting_on_a_day_is_refused_but_for_another_board(cast: Cast) -> None:
    with pytest.raises(Refusal, match="already has a meeting on that day"):
        call_meeting(board=cast.board, details=details(cast.meeting.date), by=cast.manager)
    call_meeting(board=cast.other_board, details=details(cast.meeting.date), by=cast.other_manager)


def test_only_who_may_edit_meetings_does(cast: Cast) -> None:
    for person in (cast.lead, cast.chair, cast.other_manager, cast.outsider):
        with pytest.raises(PermissionDenied):
            call_meeting(board=cast.board, details=details(days(50)), by=person)
        with pytest.raises(PermissionDenied):
            change_meeting(meeting=cast.meeting, details=details(days(50)), version=1, by=person)
    assert Meeting.objects.count() == 1


def test_a_change_says_what_was_before(cast: Cast) -> None:
    new = details(cast.meeting.date, title=cast.meeting.title, place="Elsewhere", returns_due=cast.meeting.returns_due)
    changed = change_meeting(meeting=cast.meeting, details=new, version=1, by=cast.manager)
    assert (changed.version, changed.place) == (2, "Elsewhere")
    assert AuditEvent.objects.get(action="changed a meeting").detail == {
        "changes": {"place": ["Fosse Hall", "Elsewhere"]}
    }


def test_a_guard_holds_the_quarter_and_nothing_else(cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr(meetings, "QUARTER_GUARDS", [lambda meeting: "", lambda meeting: f"{meeting.place} says no."])
    date, other = cast.meeting.date, cast.meeting.quarter.previous()
    with pytest.raises(QuarterStays, match=r"^Fosse Hall says no\.$"):
        change_meeting(meeting=cast.meeting, details=details(date, quarter=other), version=1, by=cast.manager)
    moved = change_meeting(
        meeting=cast.meeting, details=details(days(25), quarter=cast.meeting.quarter), version=1, by=cast.manager
    )
    assert (moved.date, moved.quarter) == (days(25), cast.meeting.quarter)


def test_a_stale_change_is_refused_with_what_is_saved(cast: Cast) -> None:
    change_meeting(meeting=cast.meeting, details=details(cast.meeting.date, place="First"), version=1, by=cast.manager)
    with pytest.raises(Stale) as stale:
        change_meeting(
            meeting=cast.meeting, details=details(cast.meeting.date, place="Second"), version=1, by=cast.manager
        )
    assert stale.value.saved.place == "First"
    assert Meeting.objects.get(pk=cast.meeting.pk).place == "First"


def test_adding_a_meeting_on_its_page(as_, cast: Cast) -> None:
    date = weekday(60)
    answer = as_(cast.manager).post(f"{LIST}add/", posted(date))
    meeting = Meeting.objects.get(title="Winter meeting")
    assert answer["Location"] == reverse("board:meeting-detail", args=["fosse", meeting.pk])
    assert (meeting.date, meeting.time, meeting.returns_due) == (date, dt.time(14, 30), date - dt.timedelta(days=10))


@pytest.mark.parametrize(
    ("date", "more", "said"),
    [
        (days(-1), {}, ["The date must be today or later"]),
        (weekday(60), due(weekday(60)), ["Returns must fall due before the meeting"]),
        (weekday(60), {"time": "noon"}, ["Enter a start time in the right form, like 10:00 or 2:30pm"]),
        (weekday(60), {"title": " "}, ["Enter title"]),
        (
            weekday(60),
            {"quarter": "2026-05-01"},
            ["Select a valid choice. 2026-05-01 is not one of the available choices."],
        ),
        (
            weekday(60),
            {"quarter": Quarter.of(weekday(60)).next().start.isoformat()},
            ["The meeting must come after the quarter it hears about began"],
        ),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(as_, cast: Cast, date, more, said) -> None:
    answer = as_(cast.manager).post(f"{LIST}add/", posted(date, place="Kept Hall", **more))
    assert problems(answer) == said
    assert answer.context["form"]["place"].value() == "Kept Hall"
    assert Meeting.objects.count() == 1


def test_a_second_meeting_on_a_day_is_said_beside_the_date(as_, cast: Cast) -> None:
    Meeting.objects.filter(pk=cast.meeting.pk).update(date=weekday(60))
    answer = as_(cast.manager).post(f"{LIST}add/", posted(weekday(60)))
    assert problems(answer) == ["This board already has a meeting on that day: Quarterly meeting"]


def test_a_weekend_has_to_be_meant(as_, cast: Cast) -> None:
    client, date = as_(cast.manager), saturday()
    assert "day_is_meant" not in client.get(f"{LIST}add/").content.decode()
    answer = client.post(f"{LIST}add/", posted(date))
    assert "is a Saturday. Choose another day, or tick the box below if it is meant" in problems(answer)[0]
    assert "day_is_meant" in answer.content.decode()
    assert client.post(f"{LIST}add/", posted(date, day_is_meant="on")).status_code == 302


def test_a_bank_holiday_or_a_closed_day_has_to_be_meant(as_, cast: Cast) -> None:
    client, closed = as_(cast.manager), weekday(70)
    christmas = dt.date(today().year + 1, 12, 25)
    cast.board.closed_days.create(day=closed, reason="Staff day")
    for date, why in ((christmas, "a bank holiday (Christmas Day)"), (closed, "the offices are closed (Staff day)")):
        assert why in problems(client.post(f"{LIST}add/", posted(date)))[0]
        answer = client.post(f"{LIST}add/", posted(date, day_is_meant="on"))
        assert answer.status_code == 302
        assert why in client.get(answer["Location"]).content.decode().replace("&#x27;", "'")


def test_the_date_of_a_meeting_of_which_notice_was_given_stays(as_, cast: Cast) -> None:
    Meeting.objects.filter(pk=cast.meeting.pk).update(
        date=weekday(20), agenda_published_on=days(-1), agenda_published_by=cast.manager
    )
    client = as_(cast.manager)
    said = problems(client.post(edit_url(cast.meeting), posted(weekday(30), version="1")))[0]
    assert "so its date stays. Cancel it, or call another." in said
    assert client.post(edit_url(cast.meeting), posted(weekday(20), version="1", place="Here")).status_code == 302


def test_the_list_shows_the_days_counted_back(as_, cast: Cast) -> None:
    install_after_migrate()
    Meeting.objects.filter(pk=cast.meeting.pk).update(date=dt.date(today().year + 1, 3, 20))
    row = as_(cast.member).get(LIST).context["ahead"][0]
    assert row[1] == deadlines_of(row[0])
    table = as_(cast.member).get(LIST, {"format": "csv"}).content.decode()
    assert str(row[1].publish_by) in table
    assert str(row[1].papers_due) in table


def edit_url(meeting: Meeting) -> str:
    return f"{LIST}{meeting.pk}/edit/"


def test_the_second_of_two_editors_sees_both_texts_and_can_save_theirs(as_, cast: Cast) -> None:
    Meeting.objects.filter(pk=cast.meeting.pk).update(date=weekday(20))
    client = as_(cast.manager)
    mine = posted(weekday(20), version="1", place="My place")
    assert client.post(edit_url(cast.meeting), posted(weekday(20), version="1", place="Their place")).status_code == 302
    answer = client.post(edit_url(cast.meeting), mine)
    assert answer.status_code == 409
    assert answer.context["differences"] == [{"label": "Place", "saved": "Their place", "typed": "My place"}]
    assert answer.context["form"]["place"].value() == "My place"
    assert answer.context["form"]["version"].value() == "2"
    assert Meeting.objects.get(pk=cast.meeting.pk).place == "Their place"
    client.post(edit_url(cast.meeting), mine | {"version": "2"})
    assert Meeting.objects.get(pk=cast.meeting.pk).place == "My place"


def test_a_change_without_a_version_is_stale(as_, cast: Cast) -> None:
    Meeting.objects.filter(pk=cast.meeting.pk).update(date=weekday(20))
    assert as_(cast.manager).post(edit_url(cast.meeting), posted(weekday(20))).status_code == 409


def test_the_place_of_a_past_meeting_can_be_put_right(as_, cast: Cast) -> None:
    past = make_meeting(cast.board, in_days=-30, due_in=-40)
    answer = as_(cast.manager).post(
        edit_url(past), posted(past.date, version="1", **due(past.returns_due), place="Right")
    )
    assert answer.status_code == 302
    assert Meeting.objects.get(pk=past.pk).place == "Right"


def test_the_list_sorts_by_what_is_ahead_and_what_is_past(as_, cast: Cast) -> None:
    past, later = make_meeting(cast.board, in_days=-30, due_in=-40), make_meeting(cast.board, in_days=500, due_in=490)
    context = as_(cast.member).get(LIST).context
    ahead, gone = [[meeting for meeting, _ in context[name]] for name in ("ahead", "past")]
    assert (ahead, gone, context["plan"]) == ([cast.meeting, later], [past], [cast.meeting])


def test_today_is_ahead(as_, cast: Cast) -> None:
    now = make_meeting(cast.board, in_days=0, due_in=-5)
    assert as_(cast.member).get(LIST).context["ahead"][0][0] == now
    assert now.date == today()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(as_, cast: Cast, django_assert_num_queries, count: int) -> None:
    for number in range(count):
        make_meeting(cast.board, in_days=-100 - number, due_in=-120)
        meeting = make_meeting(cast.board, in_days=100 + number, due_in=20)
        ForwardPlanItem.objects.create(meeting=meeting, title="Item")
    client = as_(cast.member)
    with django_assert_num_queries(9):
        client.get(LIST)


def test_who_may_see_meetings_and_who_may_change_them(as_, cast: Cast, monkeypatch) -> None:
    addresses = [f"{LIST}add/", edit_url(cast.meeting), "/boards/fosse/forward-plan/add/"]
    reader = as_(knower(monkeypatch, cast, Permission.MEETING_READ))
    assert reader.get(LIST).status_code == 200
    page = reader.get(LIST).content.decode()
    assert not [address for address in addresses if address in page]
    assert {reader.get(address).status_code for address in addresses} == {403}


def test_who_knows_the_board_only_may_not_see_them(as_, cast: Cast, monkeypatch) -> None:
    knows = as_(knower(monkeypatch, cast))
    assert knows.get(LIST).status_code == 403
    assert knows.get(f"{LIST}{cast.meeting.pk}/").status_code == 404
    assert AuditEvent.objects.filter(action="refused").count() == 2  # what is hidden is logged as well


def test_a_meeting_of_another_board_is_not_found(as_, cast: Cast) -> None:
    other = make_meeting(cast.other_board)
    client = as_(cast.manager)
    for address in (
        f"{LIST}{other.pk}/",
        edit_url(other),
        f"/boards/wold/meetings/{other.pk}/",
        "/boards/wold/meetings/",
    ):
        assert client.get(address).status_code == 404
    assert as_(cast.outsider).get(LIST).status_code == 404
