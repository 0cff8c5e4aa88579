"""Who holds which post of the board's organisations, from when until when."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from snb.bodies import end_organisation
from snb.models import Organisation, Person, Post, PostHolding, Seat, Standing
from snb.posts import add_post, begin_holding, end_holding, posts_of
from snb.workflow import Refusal
from tests.cast import Cast, days
from tests.snb.bodies_scene import EVE, FIRST, JULY, make_body, make_post


@pytest.fixture
def body(cast: Cast) -> Organisation:
    return make_body(cast.board, "Fosse Fire")


@pytest.fixture
def post(cast: Cast, body: Organisation) -> Post:
    return make_post(body, "Chief Fire Officer", cast.member)


def hold(cast: Cast, post: Post, person: Person, begins: dt.date, ends: dt.date | None = None, **more: Any):
    return begin_holding(
        post=post, board=cast.board, email=person.email, begins=begins, ends=ends, by=cast.manager, **more
    )


def test_a_post_has_one_holder_at_a_time(cast: Cast, post: Post) -> None:
    with pytest.raises(Refusal, match=r"Member Person holds this post in that time\. End that first, or say"):
        hold(cast, post, cast.chair, JULY)
    end_holding(holding=post.holdings.get(), board=cast.board, last_day=EVE, by=cast.manager)
    hold(cast, post, cast.chair, JULY)
    assert [PostHolding.objects.on(day).get(post=post).person for day in (EVE, JULY)] == [cast.member, cast.chair]


def test_a_job_share_says_so(cast: Cast, post: Post) -> None:
    hold(cast, post, cast.chair, JULY, is_shared=True)
    assert PostHolding.objects.on(JULY).filter(post=post).count() == 2
    with pytest.raises(Refusal, match="Chair Person holds this post in that time already"):
        hold(cast, post, cast.chair, days(0), is_shared=True)


def test_a_holding_may_fill_a_gap_before_another(cast: Cast, body: Organisation) -> None:
    post = make_post(body, "Deputy")
    hold(cast, post, cast.chair, JULY)
    hold(cast, post, cast.member, FIRST, EVE)
    with pytest.raises(Refusal, match="Member Person holds"):
        hold(cast, post, cast.analyst, FIRST, FIRST)


def test_a_holding_stays_within_its_organisation(cast: Cast, body: Organisation) -> None:
    post = make_post(body, "Deputy")
    with pytest.raises(Refusal, match="begins on 1 April 2020: nobody holds a post there before"):
        hold(cast, post, cast.chair, dt.date(2019, 1, 1))
    end_organisation(organisation=body, board=cast.board, last_day=EVE, by=cast.manager)
    with pytest.raises(Refusal, match="ends on 30 June 2022: nobody holds a post there after"):
        hold(cast, post, cast.chair, FIRST)
    with pytest.raises(Refusal, match="so it gets no new posts"):
        add_post(organisation=body, board=cast.board, title="New", by=cast.manager)


def test_an_end_of_a_holding_is_within_it(cast: Cast, post: Post) -> None:
    holding = post.holdings.get()
    with pytest.raises(Refusal, match="the last day must not come before"):
        end_holding(holding=holding, board=cast.board, last_day=dt.date(2019, 1, 1), by=cast.manager)
    end_holding(holding=holding, board=cast.board, last_day=EVE, by=cast.manager)
    with pytest.raises(Refusal, match="holds it until 30 June 2022"):
        end_holding(holding=holding, board=cast.board, last_day=JULY, by=cast.manager)


def test_a_person_who_is_new_gets_an_account(cast: Cast, body: Organisation) -> None:
    post = add_post(organisation=body, board=cast.board, title="Deputy", by=cast.manager)
    made = begin_holding(
        post=post, board=cast.board, email="new@fosse.example", name="Nia New", begins=JULY, by=cast.manager
    )
    assert (made.person.name, made.person.has_usable_password()) == ("Nia New", False)
    with pytest.raises(Refusal, match="has a post of that title already"):
        add_post(organisation=body, board=cast.board, title="deputy", by=cast.manager)


def test_a_post_that_another_board_names_is_changed_by_somebody_of_both(cast: Cast, post: Post) -> None:
    row = Seat.objects.create(board=cast.other_board, order=1, organisation="Fire", representative="Chief")
    row.posts.add(post)
    Seat.objects.create(board=cast.board, order=1, organisation="Fire", representative="Chief").posts.add(post)
    with pytest.raises(Refusal, match="The tables of another board name this post too"):
        hold(cast, post, cast.chair, JULY, is_shared=True)


def test_posts_of_another_board_are_none_of_this_ones_business(cast: Cast, body: Organisation) -> None:
    """Also at an organisation that both share: only a post that nobody uses yet shows on both."""
    Standing.objects.create(board=cast.other_board, organisation=body, kind="invited", begins=FIRST)
    unused, theirs = make_post(body, "Unused"), make_post(body, "Theirs")
    Seat.objects.create(board=cast.other_board, order=1, organisation="x", representative="x").posts.add(theirs)
    assert unused in posts_of(cast.board)
    assert theirs not in posts_of(cast.board)
    with pytest.raises(Refusal, match="A post of another board cannot be changed here"):
        hold(cast, theirs, cast.chair, JULY)
