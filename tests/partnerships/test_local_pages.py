"""Every page of this room: whom it answers, and what a person who reads only sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partnerships import assessments, wards
from partnerships.models import ProblemProfile
from snb.models import Person
from snb.querysets import today
from tests.cast import Cast, days
from tests.partnerships.local_scene import (
    another,
    line,
    make_action,
    make_learning,
    make_local,
    make_profile,
    make_review,
    make_ward,
    url,
)

As = Callable[[Person], Client]


def due_date(cast: Cast) -> dt.date:
    return assessments.owed(cast.partnership.begins, None, today())[0]


@pytest.fixture
def scene(cast: Cast) -> dict[str, str]:
    """The address of every page, by what it needs to be changed."""
    due = due_date(cast).isoformat()
    priority = make_local(cast)
    action = make_action(cast, priority)
    profile = make_profile(cast)
    ward = make_ward(cast)
    target = wards.set_target(ward=ward, text="Fewer thefts", due=None, result="", by=cast.manager)
    problem = wards.write_problem(ward=ward, on=today(), problem="Thefts.", response="", by=cast.manager)
    review = make_review(cast)
    learnt = make_learning(cast, review)
    return {
        "assessment-list": url("assessment-list"),
        "assessment-detail": url("assessment-detail", "north", due),
        "assessment-edit": url("assessment-edit", "north", due),
        "local-list": url("local-list"),
        "local-detail": url("local-detail", "north"),
        "local-add": url("local-add", "north"),
        "local-edit": url("local-edit", priority.pk),
        "local-end": url("local-end", priority.pk),
        "local-action-add": url("local-action-add", priority.pk),
        "local-action-edit": url("local-action-edit", action.pk),
        "alignment-detail": url("reports:alignment-detail"),
        "profile-detail": url("profile-detail", profile.pk),
        "profile-add": url("profile-add", "north"),
        "profile-edit": url("profile-edit", profile.pk),
        "ward-list": url("ward-list"),
        "ward-add": url("ward-add"),
        "ward-detail": url("ward-detail", ward.pk),
        "ward-edit": url("ward-edit", ward.pk),
        "ward-target-add": url("ward-target-add", ward.pk),
        "ward-target-edit": url("ward-target-edit", target.pk),
        "ward-profile-add": url("ward-profile-add", ward.pk),
        "ward-profile-edit": url("ward-profile-edit", problem.pk),
        "learning-list": url("learning-list"),
        "learning-detail": url("learning-detail", learnt.pk),
        "learning-edit": url("learning-edit", learnt.pk),
        "learning-finish": url("learning-finish", learnt.pk),
        "learning-add": url("learning-add", review.pk),
        "review-list": url("review-list"),
        "review-detail": url("review-detail", review.pk),
        "review-edit": url("review-edit", review.pk),
        "review-add": url("review-add", "north"),
    }


WRITES = ("edit", "add", "end", "finish")
LEARNING = ("learning", "review")


def answers(client: Client, scene: dict[str, str]) -> dict[str, int]:
    return {name: client.get(address).status_code for name, address in scene.items()}


def writes(name: str) -> bool:
    return name.rpartition("-")[2] in WRITES


def about_learning(name: str) -> bool:
    return name.startswith(LEARNING)


def test_the_manager_and_the_officer_open_every_page(cast: Cast, scene: dict[str, str], as_: As) -> None:
    assert set(answers(as_(cast.manager), scene).values()) == {200}
    officer = answers(as_(cast.csp_officer), scene)
    assert {name for name, code in officer.items() if code == 403} == {"ward-add"}  # which wards is the board's to say
    assert set(officer.values()) == {200, 403}


@pytest.mark.parametrize("who", ["member", "chair", "lead"])
def test_members_read_everything_and_write_nothing(cast: Cast, scene: dict[str, str], as_: As, who: str) -> None:
    for name, code in answers(as_(cast.by_name[who]), scene).items():
        assert code == (403 if writes(name) else 200), name


def test_a_support_officer_reads_plans_and_no_learning(cast: Cast, scene: dict[str, str], as_: As) -> None:
    for name, code in answers(as_(cast.support), scene).items():
        wanted = 403 if writes(name) else 200
        if about_learning(name):
            wanted = 403 if name in {"learning-list", "review-list", "review-add"} else 404
        assert code == wanted, name


@pytest.mark.parametrize("who", ["scrutiny", "clerk", "administrator"])
def test_who_only_knows_the_board_reads_none_of_it(cast: Cast, scene: dict[str, str], as_: As, who: str) -> None:
    assert set(answers(as_(cast.by_name[who]), scene).values()) <= {403, 404}


@pytest.mark.parametrize("who", ["outsider", "other_manager"])
def test_of_another_board_nobody_learns_that_it_is_there(cast: Cast, scene: dict[str, str], as_: As, who: str) -> None:
    assert set(answers(as_(cast.by_name[who]), scene).values()) == {404}


def test_signed_out_is_asked_to_sign_in(scene: dict[str, str], client: Client) -> None:
    assert set(answers(client, scene).values()) == {302}


def test_an_officer_of_another_partnership_writes_nothing_here(cast: Cast, scene: dict[str, str], as_: As) -> None:
    cast.csp_officer.appointments.update(remit=another(cast).remit)
    for name, code in answers(as_(cast.csp_officer), scene).items():
        assert code == (403 if writes(name) else 200), name


def test_rows_of_one_board_are_not_found_under_another(cast: Cast, scene: dict[str, str], as_: As) -> None:
    for name, address in scene.items():
        code = as_(cast.other_manager).get(address.replace("/fosse/", "/wold/")).status_code
        assert code == (200 if name.endswith("list") or name in {"alignment-detail", "ward-add"} else 404), name


@pytest.mark.parametrize(
    "name", ["assessment-list", "local-list", "local-detail", "alignment-detail", "ward-list", "learning-list",
             "review-list", "review-detail"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_table_can_be_taken_away(cast: Cast, scene: dict[str, str], as_: As, name: str, kind: str) -> None:
    answer = as_(cast.manager).get(scene[name], {"format": kind})
    assert answer.status_code == 200
    assert f".{kind}" in answer["Content-Disposition"]
    assert len(answer.content) > 80
    page = as_(cast.manager).get(scene[name]).content.decode()
    assert f"format={kind}" in page


EMPTY = {
    "local-list": "No local priority is recorded",
    "alignment-detail": "No profile given",
    "ward-list": "The Board has singled out no ward",
    "learning-list": "No recommendation is recorded yet",
    "review-list": "No review is recorded yet",
    "assessment-list": "None has been completed yet",
}


@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_list_says_so(cast: Cast, as_: As, name: str) -> None:
    address = url(f"reports:{name}" if name.startswith("alignment") else name)
    assert EMPTY[name] in as_(cast.manager).get(address).content.decode()


def test_a_board_without_partnerships_has_calm_pages(cast: Cast, as_: As) -> None:
    for name in ("assessment-list", "local-list", "reports:alignment-detail", "ward-list", "learning-list"):
        answer = as_(cast.other_manager).get(url(name, board="wold"))
        assert answer.status_code == 200
        assert "gt-empty" in answer.content.decode()


def test_the_room_leads_to_its_places(cast: Cast, as_: As) -> None:
    page = as_(cast.member).get(url("ward-list")).content.decode()
    for label in ("Assessments", "Local plans", "Severity profiles", "Priority wards", "Learning"):
        assert f">{label}</a>" in page
    assert ">Learning</a>" not in as_(cast.support).get(url("ward-list")).content.decode()


def count(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def grow(cast: Cast, round_: int) -> None:
    more = another(cast, f"Fosse {round_}", f"f{round_}")
    make_local(cast, by=cast.manager, partnership=more, serves=cast.burglary.remit)
    make_action(cast, make_local(cast))
    make_profile(cast, line("Knives", 3), line(f"Subject {round_}", 4, cast.arson.remit), partnership=more)
    ward = make_ward(cast, 10 + round_, f"Ward {round_}")
    wards.set_target(ward=ward, text="Fewer", due=days(3), result="", by=cast.manager)
    ProblemProfile.objects.create(ward=ward, on=today(), problem="x", saved_by=cast.manager)
    make_review(cast, by=cast.manager, partnership=more, reference=f"X{round_}")
    make_learning(cast, make_review(cast, reference=f"Y{round_}"))


@pytest.mark.parametrize(
    "name", ["assessment-list", "local-list", "reports:alignment-detail", "ward-list", "learning-list", "review-list"]
)
def test_a_list_takes_as_many_queries_for_many_as_for_few(cast: Cast, as_: As, name: str) -> None:
    grow(cast, 1)
    client = as_(cast.manager)
    few = count(client, url(name))
    for round_ in range(2, 6):
        grow(cast, round_)
    assert count(client, url(name)) == few


def test_bad_addresses_are_not_found(cast: Cast, as_: As) -> None:
    client: Any = as_(cast.manager)
    for due in ("2026-11-29", "never", "9999-13-40", "1999-11-30"):
        assert client.get(f"/boards/fosse/assessments/north/{due}/").status_code == 404
    assert client.get(url("ward-list"), {"term": "nonsense"}).status_code == 200
