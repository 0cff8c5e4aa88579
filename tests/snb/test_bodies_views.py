"""Pages of organisations, posts and standings: who gets them, what they show, and how a form says no."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from lxml import html  # type: ignore[import-untyped]

from snb.models import AuditEvent, Organisation, PostHolding, Standing, Succession
from snb.permissions import Permission
from snb.seen import fingerprint
from tests.cast import Cast, days, make_person
from tests.snb.bodies_scene import EVE, FIRST, JULY, date, make_body, make_post, text_of, url
from tests.snb.helpers import knower


@pytest.fixture
def body(cast: Cast) -> Organisation:
    return make_body(cast.board, "Fosse Fire")


@pytest.fixture
def editor(cast: Cast, monkeypatch: pytest.MonkeyPatch, as_: Any) -> Client:
    return as_(knower(monkeypatch, cast, Permission.BODY_EDIT))


def problems(answer: Any) -> list[str]:
    """What the error summary says."""
    tree = html.fromstring(answer.content.decode())
    return [
        " ".join(item.text_content().split())
        for item in tree.xpath("//ul[contains(@class, 'govuk-error-summary__list')]/li")
    ]


def test_the_register_says_what_each_is_and_what_follows(as_, cast: Cast, body: Organisation) -> None:
    closed = make_body(cast.board, "Fosse CCG", ends=EVE)
    Succession.objects.create(earlier=closed, later=make_body(cast.board, "Fosse ICS", begins=JULY), on=JULY)
    page = text_of(as_(cast.scrutiny), url("body-list"))
    for words in ("Fosse Fire", "Responsible authority", "Followed by", "Follows", "30 Jun 2022", "1 Jul 2022"):
        assert words in page, words
    assert "Add an organisation" not in page
    assert page.index(">Fosse ICS</a>") < page.rindex(">Fosse CCG</a><br>")


def test_an_empty_register_says_so(as_, cast: Cast, monkeypatch) -> None:
    PostHolding.objects.all().delete()
    page = text_of(as_(knower(monkeypatch, cast)), url("body-list"))
    assert "No organisation has been added to this board yet." in page
    assert "No organisation has been given a standing yet." in page


def test_the_register_is_taken_away(as_, cast: Cast, body: Organisation) -> None:
    answer = as_(cast.member).get(url("body-list"), {"format": "csv"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][0] == "Organisation"
    assert ["Fosse Fire", "", "Health", "Current", "Responsible authority", "2020-04-01", "", "", ""] in rows


@pytest.mark.parametrize("count", [1, 4])
def test_the_register_costs_the_same_however_many(as_, cast: Cast, django_assert_num_queries, count: int) -> None:
    for number in range(count):
        earlier = make_body(cast.board, f"Before {number}", ends=EVE)
        Succession.objects.create(earlier=earlier, later=make_body(cast.board, f"After {number}"), on=JULY)
    client = as_(cast.member)
    with django_assert_num_queries(10):
        client.get(url("body-list"))


@pytest.mark.parametrize("count", [1, 4])
def test_the_posts_cost_the_same_however_many(
    as_, cast: Cast, body: Organisation, django_assert_num_queries, count: int
) -> None:
    for number in range(count):
        make_post(body, f"Post {number}", make_person(f"Holder {number}"))
    client = as_(cast.member)
    with django_assert_num_queries(8):
        client.get(url("post-list"))


@pytest.mark.parametrize("view", ["body-edit", "body-end", "body-replace", "body-split", "standing-add", "post-add"])
def test_who_may_not_change_an_organisation(as_, cast: Cast, body: Organisation, view: str) -> None:
    address = url(view, body.pk)
    assert [as_(cast.by_name[who]).get(address).status_code for who in ("member", "lead", "outsider", "manager")] == [
        403, 403, 404, 200,
    ]  # fmt: skip


def test_an_organisation_of_another_board_is_hidden(as_, cast: Cast) -> None:
    theirs = make_body(cast.other_board, "Wold Fire")
    assert as_(cast.manager).get(url("body-detail", theirs.pk)).status_code == 404
    assert as_(cast.manager).get(url("post-list", board="wold")).status_code == 404
    assert "Wold Fire" not in text_of(as_(cast.manager), url("body-list"))


def test_an_organisation_is_added_with_what_it_is(editor: Client, cast: Cast) -> None:
    data = {"name": "Fosse  Ambulance", "kind": "health", "standing": "co-operating", "source": "An Act", "seen": ""}
    data |= date("since", FIRST) | date("begins", None)
    answer = editor.post(url("body-add"), data)
    assert answer["Location"] == url("body-list")
    held = Standing.objects.get(organisation__name="Fosse Ambulance")
    assert (held.kind, held.begins, held.source, held.board) == ("co-operating", FIRST, "An Act", cast.board)


def test_a_form_with_nothing_in_it_says_what_is_missing(editor: Client) -> None:
    answer = editor.post(url("body-add"), {})
    assert problems(answer) == [
        "Enter name",
        "Select kind of organisation",
        "Select what it is to the Board",
        "Enter the day since when it has been that",
    ]
    assert "Error: Add an organisation" in answer.content.decode()


def test_a_refusal_stands_in_the_form_with_every_typed_word(editor: Client, body: Organisation) -> None:
    data = {"name": "Fosse Fire", "kind": "fire", "standing": "invited", "note": "My words"} | date("since", FIRST)
    answer = editor.post(url("body-add"), data)
    assert answer.status_code == 409
    assert problems(answer) == ["Fosse Fire is an organisation of this board already."]
    assert "My words" in answer.content.decode()


def test_a_stale_change_shows_both_texts_and_then_saves(editor: Client, body: Organisation) -> None:
    seen = fingerprint(body)
    body.short_name = "Theirs"
    body.save()
    data = {"short_name": "Mine", "kind": "health", "note": "", "seen": seen} | date("begins", FIRST)
    answer = editor.post(url("body-edit", body.pk), data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else changed this while you were writing" in page
    assert "Theirs" in page
    assert "Save what I typed" in page
    assert editor.post(url("body-edit", body.pk), data | {"seen": fingerprint(body)}).status_code == 302
    body.refresh_from_db()
    assert body.short_name == "Mine"


def test_organisations_are_merged(editor: Client, cast: Cast) -> None:
    parts = [make_body(cast.board, name).pk for name in ("North CCG", "South CCG")]
    data = {"merged": parts, "into": "", "name": "Fosse ICB", "short_name": "ICB", "standing": "responsible"}
    answer = editor.post(url("body-merge"), data | date("day", JULY), follow=True)
    page = " ".join(answer.content.decode().split())
    assert "Fosse ICB follows 2 organisations from 1 July 2022" in page
    made = Organisation.objects.get(name="Fosse ICB")
    assert (made.begins, made.kind, made.follows.count()) == (JULY, "health", 2)


CHOOSE = "Choose an organisation that is there, or enter the name of a new one, not both"


@pytest.mark.parametrize(
    ("merged", "changed", "said"),
    [
        (["One"], {}, "Select two organisations or more. One alone is replaced, on its own page"),
        (
            ["One", "Two"],
            {"name": ""},
            "Choose an organisation that is there, or enter the name of a new one, not both",
        ),
        ([], {}, "Answer the question “Which organisations become one?”"),
        (["One", "Two"], date("day", FIRST), "One began on 1 April 2020: nothing can follow it from an earlier day."),
    ],
)
def test_a_merger_that_cannot_be_says_why(
    editor: Client, cast: Cast, merged: list[str], changed: dict[str, Any], said: str
) -> None:
    bodies = {name: make_body(cast.board, name).pk for name in ("One", "Two")}
    data = {"merged": [bodies[name] for name in merged], "into": "", "name": "Both", "standing": ""}
    answer = editor.post(url("body-merge"), data | date("day", JULY) | changed)
    assert problems(answer) == [said]
    assert not Succession.objects.exists()


def test_one_is_replaced_split_and_ended(editor: Client, cast: Cast, body: Organisation) -> None:
    data = {"into": "", "name": "Fosse Fire and Rescue", "standing": "responsible"} | date("day", JULY)
    assert editor.post(url("body-replace", body.pk), data)["Location"] == url("body-detail", body.pk)
    made = Organisation.objects.get(name="Fosse Fire and Rescue")
    assert "Fosse Fire and Rescue</a>, from 1 July 2022" in text_of(editor, url("body-detail", body.pk))
    names = {"names": "East Fire\n\nWest  Fire\n", "standing": ""}
    editor.post(url("body-split", made.pk), names | date("day", days(-20)))
    east = Organisation.objects.get(name="East Fire")
    assert east.begins == days(-20)
    assert editor.post(url("body-end", east.pk), date("last_day", days(-1))).status_code == 302
    answer = editor.post(url("body-end", east.pk), date("last_day", days(-1)))
    assert problems(answer)[0].startswith("East Fire has an end already")


def test_a_split_needs_two_names(editor: Client, body: Organisation) -> None:
    answer = editor.post(url("body-split", body.pk), {"names": "East\neast"} | date("day", JULY))
    assert problems(answer) == ["Enter two different names or more, one on each line"]


def test_a_shared_organisation_says_why_it_is_not_changed_here(editor: Client, cast: Cast, body: Organisation) -> None:
    Standing.objects.create(board=cast.other_board, organisation=body, kind="invited", begins=FIRST)
    page = text_of(editor, url("body-detail", body.pk))
    assert "Another board of this installation uses this organisation too." in page
    assert "Split it" not in page
    answer = editor.post(url("body-end", body.pk), date("last_day", EVE))
    assert (answer.status_code, len(problems(answer))) == (409, 1)


def test_standings_are_given_and_ended(editor: Client, cast: Cast, body: Organisation) -> None:
    held = body.standings.get()
    editor.post(url("standing-end", held.pk), date("last_day", EVE))
    data = {"kind": "invited", "source": "A decision"} | date("since", JULY) | date("ends", None)
    editor.post(url("standing-add", body.pk), data)
    page = text_of(editor, url("body-detail", body.pk))
    assert "30 Jun 2022" in page
    assert "A decision" in page
    assert AuditEvent.objects.filter(action__in=["gave a standing", "ended a standing"]).count() == 2


def test_a_post_is_added_held_and_let_go(editor: Client, cast: Cast, body: Organisation) -> None:
    editor.post(url("post-add", body.pk), {"title": "Chief"})
    post = body.posts.get()
    new = {"email": "nia@fosse.example", "name": ""} | date("begins", JULY) | date("ends", None)
    answer = editor.post(url("holding-add", post.pk), new)
    assert problems(answer) == ["Nobody with this email address has an account yet. Enter their name to make one"]
    assert editor.post(url("holding-add", post.pk), new | {"name": "Nia New"}).status_code == 302
    chair = {"email": cast.chair.email} | date("begins", days(-3))
    taken = editor.post(url("holding-add", post.pk), chair)
    assert problems(taken)[0].startswith("Nia New holds this post in that time")
    holding = post.holdings.get()
    editor.post(url("holding-end", holding.pk), date("last_day", days(-4)))
    assert (
        editor.post(url("holding-add", post.pk), {"email": cast.chair.email} | date("begins", days(-3))).status_code
        == 302
    )
    page = text_of(editor, url("post-list"))
    assert "Chair Person" in page
    assert "Nia New, 1 Jul 2022 to" in page


def test_a_post_of_the_membership_that_nobody_holds_is_a_gap(as_, cast: Cast, body: Organisation) -> None:
    cast.board.seats.create(order=1, organisation="Fire", representative="Chief").posts.add(make_post(body, "Chief"))
    page = text_of(as_(cast.member), url("post-list"))
    assert "Posts of the membership that nobody is known to hold" in page
    assert page.index("Chief, Fosse Fire") < page.index("All posts")
