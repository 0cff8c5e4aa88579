"""Priority wards: numbered, by district with those that have none, with targets and problem profiles of places."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from partnerships.models import Coverage, PriorityWard, ProblemProfile, WardTarget
from partnerships.versions import version_of
from partnerships.wards import WardDetails, change_ward, set_target, wards_on, wards_sheet, write_problem
from snb.models import AuditEvent
from snb.querysets import today
from snb.seen import StaleRow
from snb.workflow import Refusal
from tests.cast import Cast, days, fresh
from tests.partnerships.local_scene import another, covered, date, make_ward, url

NUMBERS = {"Ash": 5, "Bass": 3, "Mans": 3, "Newark": 2, "Ged": 1, "Brox": 1, "Rush": 0}


def test_fifteen_wards_by_district_and_a_district_without_any(cast: Cast) -> None:
    districts = covered(cast, *NUMBERS)
    number = 0
    for district in districts:
        for _ in range(NUMBERS[district.name]):
            number += 1
            make_ward(cast, number, f"Ward {number}", district=district)
    found = wards_on(cast.board, today())
    assert {row.district: len(row.wards) for row in found} == NUMBERS
    assert [row.district for row in found] == sorted(NUMBERS)
    sheet = wards_sheet(cast.board, found, today())
    assert [row[0] for row in sheet.rows] == list(range(1, 16))
    assert "Rush 0" in sheet.notes[0]


def test_a_ward_holds_from_a_day_until_a_day(cast: Cast) -> None:
    make_ward(cast, begins=days(-30), ends=days(-10))
    counts = {day: sum(len(row.wards) for row in wards_on(cast.board, days(day))) for day in (-31, -30, -10, -9)}
    assert counts == {-31: 0, -30: 1, -10: 1, -9: 0}


def test_a_number_is_given_once_at_a_time(cast: Cast) -> None:
    make_ward(cast, 1, "Castle", begins=days(-30), ends=days(-10))
    with pytest.raises(Refusal, match="Number 1 is Castle at that time"):
        make_ward(cast, 1, "Magnus", begins=days(-10))
    assert make_ward(cast, 1, "Magnus", begins=days(-9)).pk
    with pytest.raises(Refusal, match="end before it begins"):
        make_ward(cast, 2, "Portland", begins=days(-9), ends=days(-10))


def test_a_ward_is_changed_with_its_history(cast: Cast) -> None:
    ward = make_ward(cast)
    details = WardDetails(2, "Castle", ward.district, ward.begins)
    seen = version_of(ward)
    change_ward(ward=ward, details=details, version=seen, by=cast.manager)
    assert AuditEvent.objects.get(action="changed a priority ward").detail["changes"] == {"number": ["1", "2"]}
    assert PriorityWard.objects.get().history.count() == 2
    with pytest.raises(StaleRow):
        change_ward(ward=ward, details=details, version=seen, by=cast.manager)


def test_which_wards_there_are_is_the_boards_and_their_content_the_officers(cast: Cast) -> None:
    ward = make_ward(cast)
    details = WardDetails(1, "Castle", ward.district, ward.begins)
    with pytest.raises(PermissionDenied):
        change_ward(ward=ward, details=details, version=version_of(ward), by=cast.csp_officer)
    assert set_target(ward=ward, text="Fewer thefts", due=None, result="", by=cast.csp_officer).order == 1
    for name in ("lead", "chair", "member", "support", "analyst", "other_manager"):
        with pytest.raises(PermissionDenied):
            set_target(ward=ward, text="x", due=None, result="", by=cast.by_name[name])
        with pytest.raises(PermissionDenied):
            write_problem(ward=ward, on=today(), problem="x", response="", by=cast.by_name[name])
    Coverage.objects.all().delete()
    Coverage.objects.create(partnership=another(cast), district=ward.district, begins=days(-1))
    with pytest.raises(PermissionDenied):
        set_target(ward=PriorityWard.objects.get(), text="x", due=None, result="", by=fresh(cast.csp_officer))


def test_a_target_gets_a_result_and_keeps_what_it_was(cast: Cast) -> None:
    ward = make_ward(cast)
    target = set_target(ward=ward, text="A tenth fewer thefts", due=days(9), result="", by=cast.manager)
    seen = version_of(target)
    set_target(
        ward=ward, target=target, text=target.text, due=days(9), result="An eighth fewer", version=seen, by=cast.manager
    )
    assert WardTarget.objects.get().result == "An eighth fewer"
    changes = AuditEvent.objects.get(action="changed the target of a ward").detail["changes"]
    assert changes == {"result": ["", "An eighth fewer"]}
    with pytest.raises(StaleRow):
        set_target(ward=ward, target=target, text="x", due=None, result="", version=seen, by=cast.manager)


def problem(cast: Cast, ward: PriorityWard, on: dt.date | None = None, **more: Any) -> ProblemProfile:
    said: dict[str, Any] = {"problem": "Thefts by the station.", "response": "", "by": cast.csp_officer} | more
    return write_problem(ward=ward, on=on or today(), **said)


def test_a_problem_profile_is_of_a_day_and_is_corrected(cast: Cast) -> None:
    ward = make_ward(cast)
    made = problem(cast, ward)
    with pytest.raises(Refusal, match="already"):
        problem(cast, ward)
    with pytest.raises(Refusal, match="day to come"):
        problem(cast, ward, days(1))
    seen = version_of(made)
    problem(cast, ward, days(-5), profile=made, version=seen, problem="Thefts at night.")
    made.refresh_from_db()
    assert (made.problem, made.on, made.saved_by) == ("Thefts at night.", today(), cast.csp_officer)
    with pytest.raises(StaleRow):
        problem(cast, ward, profile=made, version=seen)


@pytest.mark.parametrize("text", ["near NG1 1AA", "call 07700 900123", "DOB 1/2/1984", "a@b.example"])
def test_what_belongs_to_a_person_is_no_problem_of_a_place(cast: Cast, text: str) -> None:
    ward = make_ward(cast)
    wrong: list[dict[str, Any]] = [{"problem": text}, {"response": text}]
    for more in wrong:
        with pytest.raises(Refusal, match="places, not people"):
            problem(cast, ward, **more)
    with pytest.raises(Refusal, match="places, not people"):
        set_target(ward=ward, text=text, due=None, result="", by=cast.manager)
    assert not ProblemProfile.objects.exists()
    assert not WardTarget.objects.exists()


# The pages -----------------------------------------------------------------------------------------------------------


def test_the_list_that_ended_is_shown_as_it_was(cast: Cast, as_: Any) -> None:
    covered(cast, "North Fosse", "South Fosse")
    make_ward(cast, 1, "Castle", begins=dt.date(2019, 4, 1), ends=dt.date(2020, 3, 31))
    page = as_(cast.member).get(url("ward-list")).content.decode()
    for words in ("1. Castle", "No ward is singled out today", "31 March 2020", "South Fosse"):
        assert words in page
    make_ward(cast, 1, "Portland", begins=days(-3))
    page = as_(cast.member).get(url("ward-list")).content.decode()
    assert "1. Portland" in page
    assert "1. Castle" not in page
    assert "1. Castle" in as_(cast.member).get(url("ward-list"), {"term": "2019-04-01"}).content.decode()


def test_a_ward_is_kept_on_its_pages(cast: Cast, as_: Any) -> None:
    (district,) = covered(cast, "North Fosse")
    data = {"number": "4", "name": "Magnus", "district": district.pk, "source": "Agreement"}
    dates = {**date("begins", days(-9)), **date("ends", None)}
    client = as_(cast.manager)
    assert client.post(url("ward-add"), data | dates).status_code == 302
    ward = PriorityWard.objects.get()
    again = client.post(url("ward-add"), data | dates | {"name": "Other"})
    assert (again.status_code, "Number 4 is Magnus at that time." in again.content.decode()) == (409, True)
    target = {"text": "A tenth fewer thefts", "result": "", **date("by", None)}
    assert client.post(url("ward-target-add", ward.pk), target).status_code == 302
    said = {"problem": "Thefts.", "response": "Patrols.", **date("on", today())}
    assert client.post(url("ward-profile-add", ward.pk), said).status_code == 302
    held = ProblemProfile.objects.get()
    changed = said | {"problem": "More thefts.", "version": version_of(held), **date("on", days(-3))}
    assert client.post(url("ward-profile-edit", held.pk), changed).status_code == 302
    stale = client.post(url("ward-profile-edit", held.pk), changed | {"problem": "Mine."})
    assert stale.status_code == 409
    assert "Mine." in stale.content.decode()
    held.refresh_from_db()
    assert (held.problem, held.on) == ("More thefts.", today())  # the day of a profile stays
    edit = data | dates | {"name": "Magnus Park", "version": version_of(ward)}
    assert client.post(url("ward-edit", ward.pk), edit).status_code == 302
    page = client.get(url("ward-detail", ward.pk)).content.decode()
    for words in ("Magnus Park", "A tenth fewer thefts", "No day set", "More thefts.", "Source: Agreement"):
        assert words in page
    person = client.post(url("ward-profile-add", ward.pk), said | {"problem": "At NG1 1AA.", **date("on", days(-2))})
    assert person.status_code == 409
    assert "places, not people" in person.content.decode()
