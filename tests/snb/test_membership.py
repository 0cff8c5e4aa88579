"""Rows of the membership, what the board also sits as, key roles, standings, and who holds which post."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from snb.bodies import Stands, end_organisation
from snb.body_register import standings_on, vacant_posts
from snb.membership import (
    KeyRoleDetails,
    SeatDetails,
    add_capacity,
    add_key_role,
    add_seat,
    add_standing,
    change_capacity,
    change_key_role,
    change_seat,
    end_capacity,
    end_seat,
    end_standing,
)
from snb.models import Organisation, Post, Seat, Standing
from snb.permissions import Role
from snb.posts import begin_holding
from snb.reading import VACANT, capacities_on, holders_on, key_roles_on, seats_on, sitting_on
from snb.seen import StaleRow, fingerprint
from snb.workflow import Refusal
from tests.cast import Cast, days
from tests.snb.bodies_scene import EVE, FIRST, JULY, make_body, make_post


@pytest.fixture
def body(cast: Cast) -> Organisation:
    return make_body(cast.board, "Fosse Fire")


@pytest.fixture
def post(cast: Cast, body: Organisation) -> Post:
    return make_post(body, "Chief Fire Officer", cast.member)


def seat(cast: Cast, *posts: Post, name: str = "Fire", **more: object) -> Seat:
    details = SeatDetails(name, "Chief Fire Officer", posts, **more)  # type: ignore[arg-type]
    return add_seat(board=cast.board, details=details, begins=FIRST, by=cast.manager)


def names(cast: Cast, day: dt.date) -> list[str]:
    return [row.organisation for row in seats_on(cast.board, day)]


# Rows ----------------------------------------------------------------------------------------------------------------


def test_a_row_is_put_in_its_place(cast: Cast) -> None:
    for name in ("One", "Two", "Three"):
        seat(cast, name=name)
    seat(cast, name="New", place=2)
    seat(cast, name="Last", place=99)
    assert names(cast, days(0)) == ["One", "New", "Two", "Three", "Last"]


def test_a_change_from_a_day_leaves_the_table_before_it(cast: Cast, post: Post) -> None:
    row = seat(cast, post)
    made = change_seat(
        seat=row, details=SeatDetails("Fire and Rescue", "Chief"), seen=fingerprint(row), since=JULY, by=cast.manager
    )
    assert made.pk != row.pk
    (before,), (after,) = seats_on(cast.board, EVE), seats_on(cast.board, JULY)
    assert (before.organisation, before.holders) == ("Fire", ("Member Person",))
    assert (after.organisation, after.representative, after.vacant) == ("Fire and Rescue", VACANT, True)


def test_what_was_wrong_is_put_right_in_the_row(cast: Cast, post: Post) -> None:
    row = seat(cast)
    made = change_seat(seat=row, details=SeatDetails("Fire", "Chief", [post]), seen=fingerprint(row), by=cast.manager)
    assert made.pk == row.pk
    assert [line.holders for line in seats_on(cast.board, EVE)] == [("Member Person",)]


def test_a_stale_change_of_a_row_is_refused(cast: Cast, post: Post) -> None:
    """Also where only its posts have changed."""
    row = seat(cast)
    seen = fingerprint(row)
    row.posts.add(post)
    with pytest.raises(StaleRow):
        change_seat(seat=row, details=SeatDetails("Mine", "x"), seen=seen, by=cast.manager)
    assert names(cast, days(0)) == ["Fire"]


def test_a_change_holds_from_a_day_within_the_row(cast: Cast) -> None:
    row = seat(cast)
    with pytest.raises(Refusal, match="begins on 1 April 2020: a change holds from a later day"):
        change_seat(seat=row, details=SeatDetails("X", "x"), seen=fingerprint(row), since=FIRST, by=cast.manager)
    end_seat(seat=row, last_day=EVE, by=cast.manager)
    row.refresh_from_db()
    with pytest.raises(Refusal, match="ended on 30 June 2022"):
        change_seat(seat=row, details=SeatDetails("X", "x"), seen=fingerprint(row), since=JULY, by=cast.manager)
    with pytest.raises(Refusal, match="has an end already"):
        end_seat(seat=row, last_day=JULY, by=cast.manager)
    assert (names(cast, EVE), names(cast, JULY)) == (["Fire"], [])


def test_a_post_sits_in_one_row_at_a_time(cast: Cast, post: Post) -> None:
    row = seat(cast, post)
    with pytest.raises(Refusal, match="Chief Fire Officer, Fosse Fire sits in another row in that time: Fire"):
        seat(cast, post, name="Again")
    end_seat(seat=row, last_day=EVE, by=cast.manager)
    details = SeatDetails("Again", "x", [post])
    add_seat(board=cast.board, details=details, begins=JULY, by=cast.manager)
    assert [names(cast, day) for day in (EVE, JULY)] == [["Fire"], ["Again"]]


def test_a_post_of_another_board_does_not_sit(cast: Cast) -> None:
    theirs = make_post(make_body(cast.other_board, "Wold Fire"))
    with pytest.raises(Refusal, match="of another board cannot sit"):
        seat(cast, theirs)


def test_a_row_whose_body_has_ended_is_a_gap(cast: Cast, post: Post, body: Organisation) -> None:
    seat(cast, post)
    end_organisation(organisation=body, board=cast.board, last_day=EVE, by=cast.manager)
    (before,), (after,) = seats_on(cast.board, EVE), seats_on(cast.board, JULY)
    assert (before.vacant, before.holders) == (False, ("Member Person",))
    assert (after.vacant, after.representative) == (True, VACANT)


def test_several_posts_one_row_and_a_post_nobody_holds_is_a_gap(cast: Cast, post: Post, body: Organisation) -> None:
    empty = make_post(body, "Deputy")
    seat(cast, post, empty)
    assert [row.holders for row in seats_on(cast.board, days(0))] == [("Member Person",)]
    assert vacant_posts(cast.board, days(0)) == [empty]


@pytest.mark.parametrize("actor", ["member", "lead", "chair", "other_manager", "outsider"])
def test_only_who_may_change_bodies_changes_the_tables(cast: Cast, post: Post, actor: str) -> None:
    by, row = cast.by_name[actor], seat(cast)
    with pytest.raises(PermissionDenied):
        add_seat(board=cast.board, details=SeatDetails("X", "x"), begins=None, by=by)
    with pytest.raises(PermissionDenied):
        end_seat(seat=row, last_day=EVE, by=by)
    with pytest.raises(PermissionDenied):
        add_capacity(board=cast.board, name="X", duty="", begins=FIRST, by=by)
    with pytest.raises(PermissionDenied):
        add_key_role(board=cast.board, details=KeyRoleDetails("X", "x"), by=by)
    with pytest.raises(PermissionDenied):
        begin_holding(post=post, board=cast.board, email=by.email, begins=JULY, by=by)


# Capacities and key roles --------------------------------------------------------------------------------------------


def test_a_capacity_has_extra_members_and_ends_with_them(cast: Cast, post: Post) -> None:
    capacity = add_capacity(board=cast.board, name="Drugs Board", duty="Strategy", begins=FIRST, by=cast.manager)
    seat(cast, name="Whole")
    seat(cast, post, name="Extra", capacity=capacity)

    def rows(day: dt.date) -> list[tuple[str, list[str]]]:
        held = holders_on(cast.board, day)
        found = capacities_on(cast.board, day, sitting_on(cast.board, day), held)
        return [(str(row.capacity), [line.organisation for line in row.extra]) for row in found]

    assert names(cast, days(0)) == ["Whole"]
    assert rows(days(0)) == [("Drugs Board", ["Extra"])]
    end_capacity(capacity=capacity, last_day=EVE, by=cast.manager)
    assert (rows(EVE), rows(JULY)) == ([("Drugs Board", ["Extra"])], [])
    assert Seat.objects.get(organisation="Extra").ends == EVE
    with pytest.raises(Refusal, match="end already"):
        end_capacity(capacity=capacity, last_day=JULY, by=cast.manager)


def test_a_capacity_has_a_name_of_its_own(cast: Cast) -> None:
    first, second = (
        add_capacity(board=cast.board, name=name, duty="", begins=JULY, by=cast.manager) for name in ("A", "B")
    )
    with pytest.raises(Refusal, match="sits, or once sat, as a"):
        add_capacity(board=cast.board, name="a", duty="", begins=FIRST, by=cast.manager)
    with pytest.raises(Refusal, match="sits, or once sat, as A"):
        change_capacity(capacity=second, name="A", duty="", begins=JULY, seen=fingerprint(second), by=cast.manager)
    with pytest.raises(Refusal, match="begins on 1 July 2022: it cannot end before"):
        end_capacity(capacity=first, last_day=EVE, by=cast.manager)
    changed = change_capacity(
        capacity=first, name="C", duty="An Act", begins=FIRST, seen=fingerprint(first), by=cast.manager
    )
    assert (changed.name, changed.duty, changed.begins) == ("C", "An Act", FIRST)


def test_a_key_role_is_designated_and_changed(cast: Cast, post: Post) -> None:
    details = KeyRoleDetails("Vice Chair", "Chief Fire Officer", {"post": post})
    row = add_key_role(board=cast.board, details=details, by=cast.manager)
    assert [line.people for line in key_roles_on(cast.board, days(0))] == [("Member Person",)]
    leads = KeyRoleDetails("Leads", "Every lead", {"role": Role.LEAD})
    change_key_role(key_role=row, details=leads, seen=fingerprint(row), by=cast.manager)
    (line,) = key_roles_on(cast.board, days(0))
    assert (line.name, line.people) == ("Leads", ("Lead Person", "Other Lead Person"))
    with pytest.raises(StaleRow):
        change_key_role(key_role=row, details=details, seen="old", by=cast.manager)


# Standings -----------------------------------------------------------------------------------------------------------


def test_standings_are_those_of_the_day(cast: Cast, body: Organisation) -> None:
    (held,) = standings_on(cast.board, JULY)
    end_standing(standing=held, last_day=EVE, by=cast.manager)
    stands = Stands(Standing.Kind.CO_OPERATING, JULY, "A decision")
    add_standing(organisation=body, board=cast.board, stands=stands, by=cast.manager)
    assert [row.kind for row in standings_on(cast.board, EVE)] == ["responsible"]
    assert [row.kind for row in standings_on(cast.board, JULY)] == ["co-operating"]
    with pytest.raises(Refusal, match="has an end already"):
        end_standing(standing=held, last_day=JULY, by=cast.manager)


@pytest.mark.parametrize(
    ("since", "ends", "reason"),
    [
        (JULY, None, "is a responsible authority in that time already"),
        (dt.date(2019, 1, 1), None, "begins on 1 April 2020, so it stands for nothing before"),
    ],
)
def test_a_standing_outside_its_time_is_refused(
    cast: Cast, body: Organisation, since: dt.date, ends: dt.date | None, reason: str
) -> None:
    with pytest.raises(Refusal, match=reason):
        add_standing(
            organisation=body, board=cast.board, stands=Stands(Standing.Kind.RESPONSIBLE, since), ends=ends,
            by=cast.manager,
        )  # fmt: skip
