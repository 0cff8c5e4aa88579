"""The calendar address: who it is for, what is in it, and that a secret stays one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from reports.calendar_feed import LONDON, Site, calendar_of
from snb.action_workflow import revise_due
from snb.feeds import feed_of, make_feed, person_of, revoke_feed
from snb.models import AgendaItem, Appointment, AuditEvent, CalendarFeed, Meeting, Person
from snb.querysets import today
from snb.workflow import Refusal
from tests.cast import Cast, days, fresh, make_board, make_meeting
from tests.snb.action_scene import make_action, make_late, make_private

As = Callable[[Person], Client]
PAGE = "/calendar/"
SITE = Site("https://board.example", "board.example")


def events(person: Person, site: Site = SITE) -> dict[str, dict]:
    """What the calendar of today holds, by UID."""
    made = Calendar.from_ical(calendar_of(fresh(person), today(), site))
    return {str(event["uid"]): event for event in made.walk("VEVENT")}


def titles(person: Person) -> set[str]:
    return {str(event["summary"]) for event in events(person).values()}


def address(secret: str) -> str:
    return f"/calendar/{secret}.ics"


# The address ---------------------------------------------------------------------------------------------------------


def test_an_address_is_shown_once_and_only_its_fingerprint_is_kept(cast: Cast, as_: As) -> None:
    client = as_(cast.member)
    assert "You have no calendar address." in client.get(PAGE).content.decode()
    made = client.post("/calendar/make/")
    page = made.content.decode()
    secret = page.split('value="http://testserver/calendar/')[1].split(".ics")[0]
    assert made["Cache-Control"] == "private, no-store"
    assert len(secret) >= 43
    assert person_of(secret) == cast.member
    again = client.get(PAGE).content.decode()
    assert secret not in again
    assert "It works." in again
    kept = CalendarFeed.objects.get()
    assert secret not in str(kept.__dict__)
    assert secret not in str(list(AuditEvent.objects.values()))


def test_a_new_address_stops_the_old_one_and_stopping_stops_it(cast: Cast, as_: As) -> None:
    first, second = make_feed(by=cast.member), make_feed(by=cast.member)
    client = Client()
    assert client.get(address(first)).status_code == 404
    assert client.get(address(second)).status_code == 200
    as_(cast.member).post("/calendar/revoke/")
    assert client.get(address(second)).status_code == 404
    assert feed_of(cast.member) is None
    assert AuditEvent.objects.filter(action="revoked their calendar address").count() == 1
    with pytest.raises(Refusal, match="no calendar address"):
        revoke_feed(by=cast.member)
    assert as_(cast.member).post("/calendar/revoke/").status_code == 409


def test_asking_for_the_acts_by_get_does_nothing(cast: Cast, as_: As) -> None:
    secret, client = make_feed(by=cast.member), as_(cast.member)
    assert client.get("/calendar/make/")["Location"] == PAGE
    assert client.get("/calendar/revoke/")["Location"] == PAGE
    assert person_of(secret) == cast.member
    assert Client().get(PAGE)["Location"].startswith("/sign-in/")


def test_one_persons_address_is_not_anothers(cast: Cast) -> None:
    mine, theirs = make_feed(by=cast.member), make_feed(by=cast.chair)
    make_feed(by=cast.member)
    assert person_of(mine) is None
    assert person_of(theirs) == cast.chair


@pytest.mark.parametrize("secret", ["x", "A" * 43, "-" * 2000, "0"])
def test_an_unknown_address_is_a_404(cast: Cast, secret: str) -> None:
    assert Client().get(address(secret)).status_code == 404


def test_the_fingerprint_itself_opens_nothing(cast: Cast) -> None:
    make_feed(by=cast.member)
    assert Client().get(address(CalendarFeed.objects.get().fingerprint)).status_code == 404


def test_somebody_who_is_not_active_has_no_calendar(cast: Cast) -> None:
    secret = make_feed(by=cast.member)
    Person.objects.filter(pk=cast.member.pk).update(is_active=False)
    assert Client().get(address(secret)).status_code == 404


def test_how_a_program_asks(cast: Cast) -> None:
    url, client = address(make_feed(by=cast.member)), Client()
    answer = client.get(url)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in answer
    again = client.get(url, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "private, no-store")
    head = client.head(url)
    assert (head.status_code, head.content) == (200, b"")
    assert client.post(url).status_code == 405
    make_late(cast)
    changed = client.get(url, headers={"if-none-match": answer["ETag"]})
    assert changed.status_code == 200


# What is in it -------------------------------------------------------------------------------------------------------


def test_meetings_with_their_time_and_place(cast: Cast) -> None:
    AgendaItem.objects.create(meeting=cast.meeting, order=1, title="Bridges", minutes=45)
    AgendaItem.objects.create(meeting=cast.meeting, order=2, title="Gates", minutes=30)
    event = events(cast.support)[f"meeting-{cast.meeting.pk}@board.example"]
    begins = event["dtstart"].dt
    assert begins == dt.datetime.combine(cast.meeting.date, dt.time(10), ZoneInfo("Europe/London"))
    assert event["dtstart"].params["TZID"] == "Europe/London"
    assert event["dtend"].dt - begins == dt.timedelta(minutes=75)
    assert (str(event["summary"]), str(event["location"]), str(event["status"])) == (
        "FOSSE: Quarterly meeting", "Fosse Hall", "CONFIRMED",
    )  # fmt: skip
    assert str(event["url"]) == f"https://board.example/boards/fosse/meetings/{cast.meeting.pk}/"
    assert "Bridges" not in str(event)


def test_a_meeting_keeps_its_name_and_counts_its_changes(cast: Cast) -> None:
    uid = f"meeting-{cast.meeting.pk}@board.example"
    before = events(cast.member)[uid]
    cast.meeting.version, cast.meeting.cancelled_reason = 4, "Snow"
    cast.meeting.save()
    after = events(cast.member)[uid]
    assert (before["sequence"], after["sequence"]) == (1, 4)
    assert after["dtstamp"].dt >= before["dtstamp"].dt
    assert (str(after["status"]), str(after["summary"])) == ("CANCELLED", "Cancelled: FOSSE: Quarterly meeting")
    assert "Snow" not in str(after)


def test_deadlines_of_my_work_are_whole_days(cast: Cast) -> None:
    action = make_action(cast)
    uid = f"action-{action.pk}@board.example"
    event = events(cast.member)[uid]
    assert (event["dtstart"].dt, event["sequence"], str(event["transp"])) == (days(10), 1, "TRANSPARENT")
    assert str(event["summary"]) == "Report on action A1: Mend the bridge"
    revise_due(action=action, due=days(31), reason="Rain", version=1, by=cast.manager)
    moved = events(cast.member)[uid]
    assert (moved["dtstart"].dt, moved["sequence"]) == (days(31), 2)
    assert uid not in events(cast.chair)


def test_words_heard_in_private_do_not_leave_the_house(cast: Cast) -> None:
    private = make_private(cast)
    said = calendar_of(cast.member, today(), SITE).decode()
    assert "Report on action A1\\, agreed in private" in said
    for word in ("Sue", "builder", "Builder", "contract"):
        assert word not in said, word
    assert f"action-{private.pk}" not in calendar_of(cast.chair, today(), SITE).decode()


def test_an_ended_appointment_gives_nothing(cast: Cast) -> None:
    make_action(cast)
    secret = make_feed(by=cast.member)
    assert len(events(cast.member)) == 3
    Appointment.objects.filter(person=cast.member).update(ends=days(-1))
    assert events(cast.member) == {}
    answer = Client().get(address(secret))
    assert answer.status_code == 200
    assert "FOSSE" not in answer.content.decode()
    assert events(cast.scrutiny) == {}  # knows of the board, and does not read its meetings


def test_only_meetings_of_ones_own_boards_and_not_of_all_time(cast: Cast) -> None:
    make_meeting(cast.other_board)
    make_meeting(cast.board, in_days=-400, due_in=-420)
    Meeting.objects.create(
        board=cast.board, date="9999-12-31", time="23:59", returns_due="9999-12-30", quarter_start="9999-10-01"
    )
    assert list(events(cast.member)) == [f"meeting-{cast.meeting.pk}@board.example"]


def test_the_same_octets_while_nothing_changes(cast: Cast) -> None:
    make_late(cast)
    assert calendar_of(cast.member, today(), SITE) == calendar_of(fresh(cast.member), today(), SITE)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=190))
def test_any_title_comes_back_as_it_was(cast: Cast, title: str) -> None:
    Meeting.objects.filter(pk=cast.meeting.pk).update(title=title)
    raw = calendar_of(fresh(cast.member), today(), SITE)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    assert str(event["summary"]) == " ".join(f"FOSSE: {title}".split())[:150]


@pytest.mark.parametrize("year", range(2020, 2041))
def test_our_summer_time_is_that_of_the_place(year: int) -> None:
    """The zone written out for programs that know none agrees with the system's own on every day at noon."""
    zone = Calendar.from_ical(f"BEGIN:VCALENDAR\r\n{LONDON}END:VCALENDAR").walk("VTIMEZONE")[0].to_tz()  # type: ignore[attr-defined]
    known = ZoneInfo("Europe/London")
    noon = dt.datetime(year, 1, 1, 12, tzinfo=known)
    for number in range(0, 365, 3):
        moment = noon + dt.timedelta(days=number)
        assert moment.replace(tzinfo=zone).utcoffset() == moment.replace(tzinfo=known).utcoffset(), moment


def test_a_calendar_costs_the_same_for_many(cast: Cast) -> None:
    make_action(cast)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            events(cast.member)
        return len(queries)

    few = asked()
    for number in range(5):
        make_meeting(cast.board, in_days=50 + number)
        make_action(cast, f"More {number}")
        make_meeting(make_board(f"b{number}", f"Board {number}"))
    assert asked() == few
