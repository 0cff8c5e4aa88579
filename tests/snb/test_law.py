"""Legal settings: dated, read and never guessed; and the days on which the offices are closed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from snb.closing import calendar_of, close_day, open_day
from snb.law import demanded, in_force, install_after_migrate, setting_on, settings_of
from snb.models import AuditEvent, ClosedDay, LegalSetting
from snb.workflow import Refusal
from snb.working_days import Calendar
from tests.cast import Cast, days
from tests.snb.test_sign_in import problems

KEY = LegalSetting.Key.CLEAR_DAYS
LIST = "/boards/fosse/closed-days/"


def weekday(offset: int = 30) -> dt.date:
    day = days(offset)
    while not Calendar().is_working(day):
        day += dt.timedelta(days=1)
    return day


@pytest.fixture
def settings_put_in(db) -> None:
    install_after_migrate()


def test_the_law_is_there_after_migrate_and_an_administrators_word_stays(settings_put_in) -> None:
    assert demanded("clear_days") == 5
    LegalSetting.objects.filter(key=KEY).update(value=7)
    install_after_migrate()
    assert demanded("clear_days") == 7
    assert LegalSetting.objects.filter(key=KEY).count() == 1


def test_a_number_that_nobody_set_is_not_guessed(db) -> None:
    LegalSetting.objects.all().delete()
    with pytest.raises(Refusal, match="No setting says “clear days' notice of a meeting” for that day"):
        demanded("clear_days")
    assert setting_on(KEY, days(0)) is None


def test_the_setting_of_the_day_holds(settings_put_in) -> None:
    old = LegalSetting.objects.get(key=KEY)
    old.ends = days(10)
    old.save()
    LegalSetting.objects.create(key=KEY, value=3, begins=days(11), source="A later act")
    assert (demanded("clear_days", days(10)), demanded("clear_days", days(11))) == (5, 3)
    rows = settings_of(KEY)
    assert [in_force(rows, day).value for day in (days(10), days(11))] == [5, 3]  # type: ignore[union-attr]
    assert in_force(rows, dt.date(1999, 1, 1)) is None


def test_a_closed_day_is_no_working_day_of_its_board_alone(cast: Cast, django_assert_num_queries) -> None:
    day = weekday()
    close_day(board=cast.board, day=day, reason=" Election ", by=cast.manager)
    with django_assert_num_queries(1):
        calendar = calendar_of(cast.board)
    assert calendar.why_not(day) == "a day on which the offices are closed (Election)"
    assert calendar_of(cast.other_board).is_working(day)
    assert AuditEvent.objects.filter(action="closed the offices for a day").count() == 1
    open_day(closed=ClosedDay.objects.get(), by=cast.manager)
    assert calendar_of(cast.board).is_working(day)
    assert AuditEvent.objects.filter(action="opened the offices for a day").count() == 1


def test_what_is_no_working_day_anyway_is_not_closed_again(cast: Cast) -> None:
    day = weekday()
    close_day(board=cast.board, day=day, reason="Election", by=cast.manager)
    for given, why in ((day, r"offices are closed \(Election\)"), (dt.date(2027, 12, 25), "a bank holiday")):
        with pytest.raises(Refusal, match=why):
            close_day(board=cast.board, day=given, reason="Again", by=cast.manager)
    with pytest.raises(Refusal, match="Say why"):
        close_day(board=cast.board, day=weekday(60), reason=" ", by=cast.manager)
    assert ClosedDay.objects.count() == 1


def test_only_who_calls_meetings_closes_days(cast: Cast) -> None:
    closed = close_day(board=cast.board, day=weekday(), reason="Election", by=cast.manager)
    for person in (cast.member, cast.chair, cast.csp_officer, cast.other_manager):
        with pytest.raises(PermissionDenied):
            close_day(board=cast.board, day=weekday(60), reason="x", by=person)
        with pytest.raises(PermissionDenied):
            open_day(closed=closed, by=person)
    assert ClosedDay.objects.count() == 1


def test_closing_and_opening_a_day_on_the_pages(as_, cast: Cast) -> None:
    client, day = as_(cast.manager), weekday()
    assert "No closed day is recorded." in client.get(LIST).content.decode()
    data = {"day_day": day.day, "day_month": day.month, "day_year": day.year, "reason": "Election"}
    assert client.post(f"{LIST}add/", data)["Location"] == LIST
    assert "Election" in client.get(LIST).content.decode()
    assert b"Election" in client.get(LIST, {"format": "csv"}).content
    assert problems(client.post(f"{LIST}add/", data))[0].endswith("(Election).")
    assert problems(client.post(f"{LIST}add/", {})) == [
        "Enter day",
        "Answer the question “Why are the offices closed?”",
    ]
    closed = ClosedDay.objects.get()
    assert client.get(f"{LIST}{closed.pk}/remove/").status_code == 200
    assert ClosedDay.objects.count() == 1  # asking is not doing
    client.post(f"{LIST}{closed.pk}/remove/")
    assert not ClosedDay.objects.exists()


def test_the_pages_of_closed_days_are_the_managers(as_, cast: Cast) -> None:
    closed = close_day(board=cast.board, day=weekday(), reason="Election", by=cast.manager)
    for address in (LIST, f"{LIST}add/", f"{LIST}{closed.pk}/remove/"):
        assert as_(cast.member).get(address).status_code == 403
        assert as_(cast.other_manager).get(address).status_code == 404
