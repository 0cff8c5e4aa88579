"""Typed text is never lost: not when the session had ended."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from snb.kept import LONGEST, SESSION_KEY, keep_typed_text, typed_text
from tests.cast import Cast, make_meeting

PASSWORD = "a long enough password"


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/boards/fosse/meetings/{cast.meeting.pk}/agenda/add/"


def sign_in(client: Client, email: str, going_to: str) -> None:
    answer = client.post("/sign-in/", {"email": email, "password": PASSWORD, "next": going_to})
    assert answer["Location"] == going_to


def test_what_was_typed_when_the_session_had_ended_is_in_the_form_after_signing_in(client, cast: Cast, address) -> None:
    answer = client.post(address, {"title": "A long thought", "minutes": "15", "purpose": "decide"})
    assert answer["Location"] == f"/sign-in/?next={address}"
    sign_in(client, cast.manager.email, address)
    form = client.get(address).context["form"]
    assert {name: form[name].value() for name in ("title", "minutes", "purpose")} == {
        "title": "A long thought", "minutes": "15", "purpose": "decide",
    }  # fmt: skip
    assert cast.meeting.items.count() == 0  # shown again, not saved behind anybody's back
    assert client.get(address).context["form"]["title"].value() is None  # once


def test_another_form_is_not_filled_with_it(client, cast: Cast, address) -> None:
    client.post(address, {"title": "A long thought"})
    other = make_meeting(cast.board, in_days=40, due_in=30)
    elsewhere = f"/boards/fosse/meetings/{other.pk}/agenda/add/"
    sign_in(client, cast.manager.email, elsewhere)
    assert client.get(elsewhere).context["form"]["title"].value() is None
    assert client.get(address).context["form"]["title"].value() == "A long thought"


def test_somebody_without_the_right_gets_the_refusal_and_not_the_form(client, cast: Cast, address) -> None:
    client.post(address, {"title": "A long thought"})
    sign_in(client, cast.member.email, address)
    answer = client.get(address)
    assert answer.status_code == 403
    assert "A long thought" not in answer.content.decode()


@pytest.mark.parametrize("name", ["password", "password_now", "old_password", "new_password1", "csrfmiddlewaretoken"])
def test_a_secret_is_never_kept(client, db, name: str) -> None:
    client.post("/password/", {name: "swordfish", "note": "x"})
    assert client.session[SESSION_KEY]["fields"] == {"note": ["x"]}


def test_signing_in_itself_is_not_kept(client, db) -> None:
    client.post("/sign-in/", {"email": "x@y.example", "password": "swordfish"})
    assert SESSION_KEY not in client.session


def _request(method: str, path: str, data: dict[str, object]):
    request = getattr(RequestFactory(), method)(path, data)
    request.session = {}
    return request


def test_lists_survive_and_a_get_keeps_nothing() -> None:
    request = _request("post", "/a/", {"pick": ["1", "2"]})
    keep_typed_text(request)
    back = _request("get", "/a/", {})
    back.session = request.session
    bound = typed_text(back)
    assert bound is not None
    assert bound.getlist("pick") == ["1", "2"]
    get = _request("get", "/a/", {"pick": "1"})
    keep_typed_text(get)
    assert get.session == {}


def test_more_than_a_person_types_is_not_kept() -> None:
    request = _request("post", "/a/", {"text": "x" * (LONGEST + 1)})
    keep_typed_text(request)
    assert request.session == {}


def test_a_post_is_bound_to_what_it_posts() -> None:
    request = _request("post", "/a/", {"text": "now"})
    request.session = {SESSION_KEY: {"path": "/a/", "fields": {"text": ["before"]}}}
    bound = typed_text(request)
    assert bound is not None
    assert bound["text"] == "now"
