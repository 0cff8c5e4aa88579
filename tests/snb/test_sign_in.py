"""Signing in and out."""

from __future__ import annotations

import datetime as dt
import re
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from snb.models import Appointment, AuditEvent, Person
from snb.permissions import Role
from snb.signing_in import FAILED, FAILURES_ALLOWED, HELD_OFF, WRONG, demo_accounts
from tests.cast import Cast, board_remit, give, make_person

PASSWORD = "a long enough password"
URL = "/sign-in/"


def try_in(client: Client, email: str, password: str = PASSWORD, **more: str):
    return client.post(URL, {"email": email, "password": password, **more})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def problems(response) -> list[str]:
    """What the error summary says."""
    summary = re.search(r"govuk-error-summary__list.*?</ul>", response.content.decode(), re.S)
    return re.findall(r"<li>(?:<a[^>]*>)?([^<]+)", summary.group()) if summary else []


@pytest.fixture
def member(cast: Cast) -> Person:
    return cast.member


def test_the_names_of_its_addresses() -> None:
    assert [reverse(name) for name in ("sign-in", "sign-out", "password-change")] == [URL, "/sign-out/", "/password/"]


@pytest.mark.parametrize(
    "email", ["member.person@fosse.example", "Member.Person@FOSSE.example", " member.person@fosse.example "]
)
def test_signing_in_leads_home_however_the_address_is_written(client, member, email) -> None:
    response = try_in(client, email)
    assert (response.status_code, response["Location"]) == (302, reverse("reports:home"))
    assert client.session["_auth_user_id"] == str(member.pk)
    event = AuditEvent.objects.get(action="signed in")
    assert (event.actor, event.actor_email) == ("Member Person", "member.person@fosse.example")


def test_it_does_not_say_which_of_the_two_was_wrong(client, member) -> None:
    wrong_password = try_in(client, member.email, "not the password")
    unknown = try_in(client, "nobody@fosse.example")
    assert problems(wrong_password) == problems(unknown) == [WRONG]
    assert not signed_in(client)
    assert "not the password" not in wrong_password.content.decode()
    assert list(AuditEvent.objects.filter(action=FAILED).order_by("pk").values_list("actor", "actor_email")) == [
        ("Not signed in", member.email),
        ("Not signed in", "nobody@fosse.example"),
    ]


def test_a_closed_account_and_one_without_a_password_fail_alike(client, member) -> None:
    Person.objects.filter(pk=member.pk).update(is_active=False)
    Person.objects.create_user("new@fosse.example", "New")
    assert problems(try_in(client, member.email)) == [WRONG]
    assert problems(try_in(client, "new@fosse.example", "anything")) == [WRONG]
    assert not signed_in(client)


def test_what_is_missing_is_said_beside_its_field(client, db) -> None:
    assert problems(client.post(URL, {})) == ["Enter email address", "Enter password"]
    assert problems(try_in(client, "not an address")) == [
        "Enter an email address in the right form, like name@example.com"
    ]
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        ("/boards/fosse/about/", "/boards/fosse/about/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_it_leads_on_within_this_host_only(client, member, wanted: str, got: str) -> None:
    assert try_in(client, member.email, next=wanted)["Location"] == got
    assert client.get(URL, {"next": wanted})["Location"] == got  # signed in already


def test_a_page_asked_for_first_is_come_back_to(client, member) -> None:
    asked = client.get("/boards/fosse/about/?x=1")
    assert asked["Location"] == "/sign-in/?next=/boards/fosse/about/%3Fx%3D1"
    page = client.get(asked["Location"]).content.decode()
    assert '<input type="hidden" name="next" value="/boards/fosse/about/?x=1">' in page


def fail(email: str, times: int, minutes_ago: float = 0) -> None:
    at = timezone.now() - dt.timedelta(minutes=minutes_ago)
    with mock.patch("django.utils.timezone.now", return_value=at):
        for _ in range(times):
            AuditEvent.objects.create(actor="Not signed in", actor_email=email, action=FAILED)


def test_ten_failures_hold_an_address_off_even_with_the_right_password(client, member) -> None:
    for _ in range(FAILURES_ALLOWED):
        assert problems(try_in(client, member.email, "wrong")) == [WRONG]
    assert problems(try_in(client, member.email.upper())) == [HELD_OFF]
    assert not signed_in(client)
    assert AuditEvent.objects.filter(action=FAILED).count() == FAILURES_ALLOWED == 10


def test_an_unknown_address_is_held_off_just_the_same(client, db) -> None:
    fail("nobody@fosse.example", 10)
    assert problems(try_in(client, "nobody@fosse.example")) == [HELD_OFF]


def test_one_address_does_not_hold_off_another(client, member) -> None:
    fail("nobody@fosse.example", 10)
    assert try_in(client, member.email).status_code == 302


@pytest.mark.parametrize(("minutes", "held"), [(14, True), (16, False)])
def test_after_a_quarter_of_an_hour_it_is_let_in_again(client, member, minutes: int, held: bool) -> None:
    fail(member.email, 10, minutes)
    assert (problems(try_in(client, member.email)) == [HELD_OFF]) is held
    assert signed_in(client) is not held


def test_nine_failures_hold_nobody_off(client, member) -> None:
    fail(member.email, 9)
    assert try_in(client, member.email).status_code == 302


def test_the_session_has_another_key_after_signing_in(client, member) -> None:
    session = client.session
    session["anything"] = "kept"
    session.save()
    client.cookies["sessionid"] = session.session_key
    try_in(client, member.email)
    assert client.session.session_key != session.session_key
    assert client.session["anything"] == "kept"


def test_signing_out_ends_the_session_and_is_written_down(as_, cast: Cast) -> None:
    client = as_(cast.member)
    assert client.get("/sign-out/").status_code == 405
    assert signed_in(client)
    assert client.post("/sign-out/")["Location"] == URL
    assert not signed_in(client)
    assert AuditEvent.objects.get(action="signed out").actor_email == cast.member.email


def test_signing_out_twice_is_harmless(client, db) -> None:
    assert client.post("/sign-out/")["Location"] == URL
    assert not AuditEvent.objects.exists()


def change(client: Client, now: str, new: str):
    return client.post("/password/", {"password_now": now, "password_new": new})


def test_changing_the_password_keeps_one_signed_in(as_, cast: Cast) -> None:
    client = as_(cast.member)
    assert change(client, PASSWORD, "correct horse battery").status_code == 302
    assert signed_in(client)
    assert client.get("/password/").status_code == 200
    assert try_in(Client(), cast.member.email, "correct horse battery").status_code == 302
    assert AuditEvent.objects.get(action="changed their password").actor_email == cast.member.email


@pytest.mark.parametrize(
    ("now", "new", "said"),
    [
        ("wrong", "correct horse battery", "This is not your password now."),
        (PASSWORD, "short", "This password is too short. It must contain at least 12 characters."),
        (PASSWORD, "member.person@fosse.example", "The password is too similar to the email address."),
    ],
)
def test_a_password_that_will_not_do(as_, cast: Cast, now: str, new: str, said: str) -> None:
    assert problems(change(as_(cast.member), now, new)) == [said]
    assert Person.objects.get(pk=cast.member.pk).check_password(PASSWORD)


def test_changing_a_password_needs_a_sign_in(client, db) -> None:
    assert client.get("/password/")["Location"] == "/sign-in/?next=/password/"


def make_demo(cast: Cast, count: int) -> None:
    for number in range(count):
        person = make_person(f"Demo {number}")
        Person.objects.filter(pk=person.pk).update(is_fictitious=True)
        give(person, Role.BOARD_MEMBER, board_remit(cast.board))
        give(person, Role.SUPPORT_OFFICER, cast.arson.remit)


def test_accounts_are_listed_in_a_demonstration_only(client, cast: Cast, settings) -> None:
    make_demo(cast, 1)
    assert "demo.0@fosse.example" not in client.get(URL).content.decode()
    settings.DEMO = True
    page = client.get(URL).content.decode()
    assert "demo.0@fosse.example" in page
    assert cast.member.email not in page  # a real person's account is nobody's business


def test_what_is_said_of_a_demonstration_account(cast: Cast) -> None:
    make_demo(cast, 1)
    gone = make_person("Gone")
    Person.objects.filter(pk=gone.pk).update(is_fictitious=True)
    give(gone, Role.CHAIR, board_remit(cast.board), -10, -1)
    (account,) = demo_accounts()
    assert (account.name, account.role, account.board) == ("Demo 0", "Board member; Support officer, Arson", "FOSSE")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(client, cast: Cast, settings, django_assert_num_queries, count) -> None:
    settings.DEMO = True
    make_demo(cast, count)
    with django_assert_num_queries(2):
        client.get(URL)
    assert Appointment.objects.filter(person__is_fictitious=True).count() == count * 2
