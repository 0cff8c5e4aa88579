"""What the board is, and who holds what on a day."""

from __future__ import annotations

import pytest

from snb.models import Board, KeyRole, Linkage, LinkageAction, Organisation, Post, PostHolding, TermOfReference, Tier
from snb.permissions import Role
from snb.querysets import today
from snb.reading import VACANT, Terms, key_roles_on, linkages_on, seats_on, terms_of, tiers_of, vacancies
from tests.cast import Cast, days, give, make_person
from tests.snb.helpers import knower

URL = "/boards/fosse/about/"


def make_post(title: str, *names: str, ends: int | None = None) -> Post:
    organisation, _ = Organisation.objects.get_or_create(name="Fosse Council")
    post = Post.objects.create(title=title, organisation=organisation)
    for name in names:
        last = None if ends is None else days(ends)
        PostHolding.objects.create(person=make_person(name), post=post, begins=days(-50), ends=last)
    return post


def make_seat(board: Board, order: int, *posts: Post, representative: str = "Chief Executive"):
    seat = board.seats.create(order=order, organisation=f"Body {order}", representative=representative)
    seat.posts.set(posts)
    return seat


def test_a_row_is_not_a_person(cast: Cast) -> None:
    make_seat(cast.board, 2, make_post("CE North", "Nora North"), make_post("CE South", "Sol South"))
    make_seat(cast.board, 1, make_post("CE", "Ada Able"))
    rows = seats_on(cast.board, today())
    assert [(row.organisation, row.holders) for row in rows] == [
        ("Body 1", ("Ada Able",)), ("Body 2", ("Nora North", "Sol South")),
    ]  # fmt: skip


def test_not_currently_identified_is_a_vacancy_and_an_empty_post_is_not(cast: Cast) -> None:
    make_seat(cast.board, 1, representative="whatever was typed")
    make_seat(cast.board, 2, make_post("CE", "Ada Able", ends=-1))
    vacant, empty = seats_on(cast.board, today())
    assert (vacant.representative, vacant.vacant, vacant.holders) == (VACANT, True, ())
    assert (empty.representative, empty.vacant, empty.holders) == ("Chief Executive", False, ())
    assert vacancies([vacant, empty]) == 1


def test_holders_are_those_of_the_day(cast: Cast) -> None:
    make_seat(cast.board, 1, make_post("CE", "Ada Able", ends=-1))
    assert [seats_on(cast.board, days(day))[0].holders for day in (-51, -50, -1, 0)] == [
        (), ("Ada Able",), ("Ada Able",), (),
    ]  # fmt: skip


def test_a_linkage_owned_by_a_lead_moves_with_the_appointment(cast: Cast) -> None:
    Linkage.objects.create(
        board=cast.board, order=1, body="Adults Safeguarding", owner="Lead for Burglary", role=Role.LEAD,
        remit=cast.burglary.remit, listed=False,
    )  # fmt: skip
    (before,), (now,) = linkages_on(cast.board, days(-1)), linkages_on(cast.board, today())
    assert (before.people, now.people) == (("Former Lead Person",), ("Lead Person",))  # not the deputy
    assert (now.body, now.owner, now.listed) == ("Adults Safeguarding", "Lead for Burglary", False)


def test_a_linkage_nobody_holds_is_empty(cast: Cast) -> None:
    Linkage.objects.create(board=cast.board, order=1, body="A", owner="Head", post=make_post("Head"))
    Linkage.objects.create(board=cast.board, order=2, body="B")
    assert [row.people for row in linkages_on(cast.board, today())] == [(), ()]


def test_a_key_role_without_a_remit_is_everybody_in_it_each_once(cast: Cast) -> None:
    KeyRole.objects.create(board=cast.board, order=1, name="Leads", designation="Leads", role=Role.LEAD)
    KeyRole.objects.create(board=cast.board, order=2, name="Chair", designation="CE", post=make_post("CE", "Ada Able"))
    KeyRole.objects.create(board=cast.board, order=3, name="Manager", designation="", role=Role.PROGRAMME_MANAGER)
    give(cast.lead, Role.LEAD, cast.arson.remit)  # a second priority: still one person
    assert [row.people for row in key_roles_on(cast.board, today())] == [
        ("Lead Person", "Other Lead Person"), ("Ada Able",), ("Manager Person",),
    ]  # fmt: skip


def test_a_board_sees_holders_of_its_own_posts_and_roles_only(cast: Cast) -> None:
    KeyRole.objects.create(board=cast.board, order=1, name="Manager", designation="", role=Role.PROGRAMME_MANAGER)
    make_seat(cast.other_board, 1, make_post("CE", "Ada Able"))
    assert [row.people for row in key_roles_on(cast.board, today())] == [("Manager Person",)]
    assert seats_on(cast.board, today()) == []


def test_tiers_and_terms_in_their_order(cast: Cast) -> None:
    Tier.objects.create(board=cast.board, order=1, name="Board", role="Direction", responsibilities=["Lead", "Fund"])
    for order, kind, text in [(2, "duty", "Second"), (1, "duty", "First"), (1, "aim", "Aim")]:
        TermOfReference.objects.create(board=cast.board, order=order, kind=kind, text=text)
    assert terms_of(cast.board) == Terms(("Aim",), ("First", "Second"))
    assert [(tier.name, tier.responsibilities) for tier in tiers_of(cast.board)] == [("Board", ("Lead", "Fund"))]


@pytest.mark.parametrize(("reading", "queries"), [(seats_on, 5), (key_roles_on, 3), (linkages_on, 3)])
@pytest.mark.parametrize("count", [1, 3])
def test_a_reading_costs_the_same_however_many_rows(
    cast: Cast, django_assert_num_queries, reading, queries: int, count: int
) -> None:
    fill(cast.board, count)
    with django_assert_num_queries(queries):
        assert len(reading(cast.board, today())) == count


def fill(board: Board, count: int) -> None:
    for number in range(count):
        post = make_post(f"Post {number}", f"Holder {number}")
        make_seat(board, number, post)
        KeyRole.objects.create(board=board, order=number, name=f"Role {number}", post=post)
        Linkage.objects.create(board=board, order=number, body=f"Linked {number}", role=Role.LEAD)
        LinkageAction.objects.create(board=board, order=number, action=f"Act {number}", owner="Manager")
        Tier.objects.create(board=board, order=number, name=f"Tier {number}", role="Role")
        TermOfReference.objects.create(board=board, order=number, kind="aim", text=f"Aim {number}")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_much_is_on_it(as_, cast: Cast, django_assert_num_queries, count: int) -> None:
    fill(cast.board, count)
    client = as_(cast.member)
    with django_assert_num_queries(19):
        client.get(URL)


def test_the_page_shows_gaps_as_gaps(as_, cast: Cast, monkeypatch) -> None:
    Board.objects.filter(pk=cast.board.pk).update(vision="Safe and well", vision_source="Agreement, page 3")
    make_seat(cast.board, 1)
    make_seat(cast.board, 2, make_post("CE", "Ada Able"))
    answer = as_(knower(monkeypatch, cast)).get(URL)
    page = answer.content.decode()
    assert answer.context["vacancies"] == 1
    for words in (
        "“Safe and well”",
        "Agreement, page 3",
        "1 is a vacancy to fill",
        VACANT,
        "Vacant: to be filled",
        "Ada Able",
    ):
        assert words in page


def test_an_empty_board_is_told_calmly(as_, cast: Cast) -> None:
    page = as_(cast.member).get(URL).content.decode()
    assert "The membership table has not been entered yet." in page


def test_who_does_not_know_the_board_does_not_find_it(as_, cast: Cast, client) -> None:
    assert as_(cast.outsider).get(URL).status_code == 404
    assert as_(cast.other_manager).get(URL).status_code == 404
    assert client.get(URL)["Location"] == f"/sign-in/?next={URL}"
