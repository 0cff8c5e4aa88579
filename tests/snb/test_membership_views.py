"""Pages of the membership, of what the board also sits as, of key roles, and of the board on a day of the past."""

from __future__ import annotations

import csv
import io

import pytest

from snb.models import Capacity, KeyRole, Linkage, RemitName, Seat
from snb.permissions import Role
from snb.seen import fingerprint
from tests.cast import Cast, days, give
from tests.snb.bodies_scene import EVE, FIRST, JULY, date, make_body, make_post, text_of, url


def row_of(cast: Cast, name: str = "Fire", **more: object) -> Seat:
    return Seat.objects.create(board=cast.board, order=1, organisation=name, representative="Chief", **more)


def test_the_page_shows_members_extra_members_and_gaps(as_, cast: Cast) -> None:
    body = make_body(cast.board, "Fosse Fire")
    capacity = Capacity.objects.create(board=cast.board, name="Drugs Board", duty="A strategy", begins=FIRST)
    row_of(cast).posts.add(make_post(body, "Chief", cast.member))
    row_of(cast, "Business sector")
    row_of(cast, "Refuges", capacity=capacity)
    row_of(cast, "Old body", ends=EVE)
    page = text_of(as_(cast.scrutiny), url("seat-list"))
    for words in (
        "2 rows, 1 of them vacant",
        "Business sector: not currently identified",
        "Refuges: not currently identified",
        "Drugs Board",
        "A strategy.",
        "Member Person",
        "Rows that are to come, or have ended",
        "Old body",
    ):
        assert words in page, words
    assert "Add a row" not in page


def test_an_empty_membership_says_so(as_, cast: Cast) -> None:
    page = text_of(as_(cast.manager), url("seat-list"))
    for words in ("The membership table has not been entered yet.", "The Board sits as nothing else.",
                  "No key roles have been entered yet."):  # fmt: skip
        assert words in page, words


def test_the_membership_is_taken_away(as_, cast: Cast) -> None:
    row_of(cast, "Business sector")
    answer = as_(cast.member).get(url("seat-list"), {"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert (rows[0]["Organisation"], rows[0]["Representative"], rows[0]["Vacant"]) == (
        "Business sector", "Not currently identified", "Yes",
    )  # fmt: skip


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_costs_the_same_however_many(as_, cast: Cast, django_assert_num_queries, count: int) -> None:
    for number in range(count):
        body = make_body(cast.board, f"Body {number}")
        capacity = Capacity.objects.create(board=cast.board, name=f"Board {number}", begins=FIRST)
        row_of(cast, f"Row {number}").posts.add(make_post(body, "Chief"))
        row_of(cast, f"Extra {number}", capacity=capacity).posts.add(make_post(body, "Deputy"))
        KeyRole.objects.create(board=cast.board, order=number, name=f"Role {number}", designation="x", role=Role.LEAD)
    client = as_(cast.member)
    with django_assert_num_queries(14):
        client.get(url("seat-list"))


def test_a_row_is_added_filled_from_a_day_and_ended(as_, cast: Cast) -> None:
    client, post = as_(cast.manager), make_post(make_body(cast.board, "Fosse Fire"), "Chief", cast.member)
    data = {"organisation": "Fire", "representative": "Chief", "place": ""}
    assert client.post(url("seat-add"), data | date("begins", FIRST))["Location"] == url("seat-list")
    row = Seat.objects.get()
    filled = data | {"posts": [post.pk], "how": "day", "seen": fingerprint(row)}
    missing = client.post(url("seat-edit", row.pk), filled | date("since", None))
    assert "Enter the day from which the row changes" in missing.content.decode()
    assert client.post(url("seat-edit", row.pk), filled | date("since", JULY)).status_code == 302
    new = Seat.objects.get(begins=JULY)
    assert list(new.posts.all()) == [post]
    stale = client.post(url("seat-edit", new.pk), data | {"how": "right", "seen": "old"} | date("since", None))
    assert stale.status_code == 409
    assert "Chief, Fosse Fire" in stale.content.decode()
    assert client.post(url("seat-end", new.pk), date("last_day", days(-1))).status_code == 302
    assert client.post(url("seat-end", new.pk), date("last_day", days(-1))).status_code == 409


def test_a_capacity_and_a_key_role_by_their_forms(as_, cast: Cast) -> None:
    client = as_(cast.manager)
    named = {"name": "Drugs Board", "duty": "A strategy"} | date("begins", FIRST)
    client.post(url("capacity-add"), named)
    held = Capacity.objects.get()
    changed = named | {"name": "Substance Use Board", "seen": fingerprint(held)}
    assert client.post(url("capacity-edit", held.pk), changed).status_code == 302
    assert client.post(url("capacity-end", held.pk), date("last_day", EVE)).status_code == 302
    role = {"name": "Leads", "designation": "Every lead", "owner": "every-lead"}
    assert client.post(url("key-role-add"), role).status_code == 302
    row = KeyRole.objects.get()
    assert (row.role, row.remit) == (Role.LEAD, None)
    page = text_of(client, url("key-role-edit", row.pk))
    assert '<option value="every-lead" selected>' in page
    board_wide = role | {"owner": f"chair:{cast.board.remits.get(kind='board').pk}", "seen": fingerprint(row)}
    client.post(url("key-role-edit", row.pk), board_wide)
    assert "Chair Person" in text_of(client, url("seat-list"))


# The board on another day --------------------------------------------------------------------------------------------


def test_the_board_as_it_was_on_a_day_of_the_past(as_, cast: Cast) -> None:
    RemitName.objects.create(remit=cast.burglary.remit, name="Burglary and theft", begins=days(-20))
    give(cast.chair, Role.CHAMPION, cast.burglary.remit, -60)
    row_of(cast, "Gone since", ends=days(-21))
    Linkage.objects.create(board=cast.board, order=1, body="Health", note="Shared with us", role=Role.CHAIR)
    client = as_(cast.scrutiny)
    now = text_of(client, url("about"))
    then = text_of(client, f"{url('about')}?on={days(-30).isoformat()}")
    assert "Burglary and theft" in now
    assert "Deputy of Lead Person" in now
    assert "Gone since" not in now
    assert "Burglary and theft" not in then
    for words in ("Burglary", "Former Lead Person", "Champion", "Chair Person", "Gone since", "Shared with us",
                  "The Board on"):  # fmt: skip
        assert words in then, words
    assert "Deputy Person" not in then


@pytest.mark.parametrize("asked", ["nonsense", "2024-13-45", "", "9" * 500, "\x00"])
def test_a_day_that_is_none_shows_today(as_, cast: Cast, asked: str) -> None:
    answer = as_(cast.member).get(url("about"), {"on": asked})
    assert answer.status_code == 200
    assert "People are shown as of" in answer.content.decode()


def test_a_champion_can_be_appointed_in_the_form(as_, cast: Cast) -> None:
    data = {"email": cast.chair.email, "role": "champion", "remit": cast.arson.remit_id}
    data |= date("begins", days(0)) | date("ends", None)
    answer = as_(cast.manager).post(url("appointment-add"), data)
    assert answer["Location"] == url("appointment-list")
    assert "Champion" in text_of(as_(cast.member), url("about"))
