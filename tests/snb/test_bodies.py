"""Organisations begin, follow one another, and end; their past stays as it was."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from snb.bodies import (
    ANOTHER_BOARD,
    BodyDetails,
    Stands,
    add_organisation,
    boards_using,
    change_organisation,
    end_organisation,
    follow,
    organisations_of,
)
from snb.models import AuditEvent, Organisation, PostHolding, Standing, Succession
from snb.models.people import title_on
from snb.permissions import Role
from snb.seen import StaleRow, fingerprint
from snb.workflow import Refusal
from tests.cast import Cast, board_remit, days, fresh, give
from tests.snb.bodies_scene import EVE, FIRST, JULY, make_body, make_post

A_DAY = dt.timedelta(days=1)
RESPONSIBLE = Standing.Kind.RESPONSIBLE


def merge(cast: Cast, *parts: Organisation, into: Any = None, day: dt.date = JULY, **more: Any):
    body = into or BodyDetails("Fosse Integrated Care System")
    return follow(parts=parts, into=[body], day=day, board=cast.board, by=cast.manager, **more)[0]


def test_a_new_organisation_belongs_to_the_board_by_its_standing(cast: Cast) -> None:
    stands = Stands(RESPONSIBLE, FIRST, "An Act")
    made = add_organisation(
        board=cast.board, details=BodyDetails("Fosse Fire", "Fire", "fire"), stands=stands, by=cast.manager
    )
    assert list(organisations_of(cast.board).filter(pk=made.pk)) == [made]
    assert not organisations_of(cast.other_board).filter(pk=made.pk).exists()
    assert AuditEvent.objects.get(action="added an organisation").detail == {"stands": "Responsible authority"}


def test_a_name_that_another_board_uses_is_the_same_organisation(cast: Cast) -> None:
    theirs = make_body(cast.other_board, "Vale Ambulance")
    made = add_organisation(
        board=cast.board, details=BodyDetails("vale ambulance"), stands=Stands(RESPONSIBLE, FIRST), by=cast.manager
    )
    assert made == theirs
    assert boards_using([theirs]) == {cast.board.pk, cast.other_board.pk}


def test_an_organisation_is_added_once(cast: Cast) -> None:
    make_body(cast.board, "Fosse Fire")
    with pytest.raises(Refusal, match="Fosse Fire is an organisation of this board already"):
        add_organisation(
            board=cast.board, details=BodyDetails("FOSSE FIRE"), stands=Stands(RESPONSIBLE, JULY), by=cast.manager
        )


@pytest.mark.parametrize("actor", ["member", "lead", "chair", "analyst", "outsider", "other_manager"])
def test_only_who_may_change_bodies_does(cast: Cast, actor: str) -> None:
    body = make_body(cast.board, "Fosse Fire")
    by = cast.by_name[actor]
    with pytest.raises(PermissionDenied):
        add_organisation(board=cast.board, details=BodyDetails("X"), stands=Stands(RESPONSIBLE, FIRST), by=by)
    with pytest.raises(PermissionDenied):
        end_organisation(organisation=body, board=cast.board, last_day=EVE, by=by)
    with pytest.raises(PermissionDenied):
        follow(parts=[body], into=[BodyDetails("X")], day=JULY, board=cast.board, by=by)
    assert not Succession.objects.exists()


def test_an_organisation_of_two_boards_is_changed_by_somebody_of_both(cast: Cast) -> None:
    body = make_body(cast.board, "Fosse Fire")
    Standing.objects.create(board=cast.other_board, organisation=body, kind="invited", begins=FIRST)
    with pytest.raises(Refusal) as refused:
        end_organisation(organisation=body, board=cast.board, last_day=EVE, by=cast.administrator)
    assert refused.value.reason == ANOTHER_BOARD
    assert "Wold" not in refused.value.reason  # of another board nobody learns which it is
    give(cast.administrator, Role.ADMINISTRATOR, board_remit(cast.other_board))
    end_organisation(organisation=body, board=cast.board, last_day=EVE, by=fresh(cast.administrator))
    body.refresh_from_db()
    assert body.ends == EVE


def test_what_follows_or_precedes_one_of_another_board_is_its_business_too(cast: Cast) -> None:
    theirs, ours = make_body(cast.other_board, "Wold CCG"), make_body(cast.board, "Fosse ICS")
    Succession.objects.create(earlier=theirs, later=ours, on=JULY)
    assert boards_using([ours]) == {cast.board.pk, cast.other_board.pk}
    assert theirs in organisations_of(cast.board)


def test_an_organisation_of_another_board_is_not_changed_here(cast: Cast) -> None:
    give(cast.manager, Role.PROGRAMME_MANAGER, board_remit(cast.other_board))
    theirs = make_body(cast.other_board, "Wold Fire")
    with pytest.raises(Refusal, match="of another board cannot be changed here"):
        end_organisation(organisation=theirs, board=cast.board, last_day=EVE, by=fresh(cast.manager))


def test_a_merger_ends_the_parts_on_the_eve_and_keeps_their_past(cast: Cast) -> None:
    parts = [make_body(cast.board, f"{name} CCG") for name in ("North", "South")]
    make_post(parts[0], holder=cast.member)
    made = merge(cast, *parts, kind=RESPONSIBLE, note="An Act")
    assert (made.begins, made.ends) == (JULY, None)
    assert [Organisation.objects.get(pk=part.pk).ends for part in parts] == [EVE, EVE]
    assert {row.earlier for row in made.follows.all()} == set(parts)
    assert title_on(cast.member, EVE) == "Member Person, Chief Executive, North CCG"
    assert title_on(cast.member, JULY) == "Member Person"
    on = Standing.objects.on(JULY).filter(board=cast.board)
    assert [(row.organisation, row.kind, row.source) for row in on] == [(made, RESPONSIBLE, "An Act")]
    event = AuditEvent.objects.get(action="recorded a succession")
    assert event.detail["parts"] == ["North CCG", "South CCG"]
    assert event.detail["followed_by"] == ["Fosse Integrated Care System"]


def test_one_may_take_in_others_and_go_on(cast: Cast) -> None:
    big, small = make_body(cast.board, "Big"), make_body(cast.board, "Small")
    assert merge(cast, small, into=big, kind=RESPONSIBLE) == big
    big.refresh_from_db()
    assert (big.begins, big.ends) == (FIRST, None)
    assert Standing.objects.filter(organisation=big).count() == 1  # it had that standing already


def test_a_split_has_several_that_follow(cast: Cast) -> None:
    body = make_body(cast.board, "County Probation")
    names = [BodyDetails("National Probation"), BodyDetails("Rehabilitation Company")]
    made = follow(parts=[body], into=names, day=JULY, board=cast.board, by=cast.manager)
    assert [row.later for row in body.followed_by.all()] == made
    assert not Standing.objects.filter(organisation__in=made).exists()  # nobody said what they are
    assert set(made) <= set(organisations_of(cast.board))


def test_several_do_not_become_several(cast: Cast) -> None:
    parts = [make_body(cast.board, name) for name in ("A", "B")]
    with pytest.raises(Refusal, match="in two steps"):
        follow(parts=parts, into=[BodyDetails("C"), BodyDetails("D")], day=JULY, board=cast.board, by=cast.manager)


def test_what_ended_on_the_eve_may_be_followed_afterwards(cast: Cast) -> None:
    closed = make_body(cast.board, "CCG", ends=EVE)
    made = merge(cast, closed)
    closed.refresh_from_db()
    assert (closed.ends, made.begins) == (EVE, JULY)


def test_a_merger_before_its_parts_began_is_refused(cast: Cast) -> None:
    part = make_body(cast.board, "CCG")
    with pytest.raises(Refusal, match="CCG began on 1 April 2020: nothing can follow it from an earlier day"):
        merge(cast, part, make_body(cast.board, "Older", begins=None), day=FIRST)
    assert not Organisation.objects.filter(name="Fosse Integrated Care System").exists()


def test_what_ended_before_is_not_merged(cast: Cast) -> None:
    ended = make_body(cast.board, "CCG", ends=dt.date(2021, 3, 31))
    with pytest.raises(Refusal, match="CCG has an end already: 31 March 2021"):
        merge(cast, ended, make_body(cast.board, "Other"))
    assert Organisation.objects.get(name="Other").ends is None  # all or nothing


def test_a_circle_of_any_length_is_refused(cast: Cast) -> None:
    """Without an end of its own: an end would already stand in the way."""
    bodies = [make_body(cast.board, name) for name in "ABCD"]
    for earlier, later in pairwise(bodies):
        Succession.objects.create(earlier=earlier, later=later, on=days(400))
    for length in (1, 2, 3):
        with pytest.raises(Refusal, match="they cannot follow each other"):
            merge(cast, bodies[length], into=bodies[0], day=days(500))
    assert Succession.objects.count() == 3


def test_nothing_follows_itself(cast: Cast) -> None:
    body = make_body(cast.board, "A")
    with pytest.raises(Refusal, match="does not follow itself"):
        merge(cast, body, into=body)
    with pytest.raises(Refusal, match="named once"):
        merge(cast, body, body)
    with pytest.raises(IntegrityError), transaction.atomic():
        Succession.objects.create(earlier=body, later=body, on=JULY)


def test_what_follows_must_be_there_on_the_day(cast: Cast) -> None:
    part = make_body(cast.board, "A")
    with pytest.raises(Refusal, match=r"Later begins on .*, after it is to follow"):
        merge(cast, part, into=make_body(cast.board, "Later", begins=days(10)), day=JULY)
    with pytest.raises(Refusal, match="Gone ended on 30 June 2022, before it is to follow"):
        merge(cast, part, into=make_body(cast.board, "Gone", ends=EVE), day=dt.date(2023, 1, 1))


def test_a_second_end_is_refused(cast: Cast) -> None:
    body = make_body(cast.board, "A")
    end_organisation(organisation=body, board=cast.board, last_day=EVE, by=cast.manager)
    with pytest.raises(Refusal, match="A has an end already: 30 June 2022"):
        end_organisation(organisation=body, board=cast.board, last_day=JULY, by=cast.manager)


def test_an_end_before_the_beginning_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal, match="A began on 1 April 2020, so it cannot end before"):
        end_organisation(
            organisation=make_body(cast.board, "A"), board=cast.board, last_day=FIRST - A_DAY, by=cast.manager
        )


def test_an_end_waits_for_what_is_to_begin_later(cast: Cast) -> None:
    body = make_body(cast.board, "A")
    PostHolding.objects.create(post=make_post(body), person=cast.member, begins=JULY)
    with pytest.raises(Refusal, match=r"Member Person.* begins on 1 July 2022, after the last day"):
        end_organisation(organisation=body, board=cast.board, last_day=EVE, by=cast.manager)


def test_a_change_keeps_the_name_and_refuses_a_stale_save(cast: Cast) -> None:
    body = make_body(cast.board, "A")
    seen = fingerprint(body)
    change_organisation(
        organisation=body, board=cast.board, details=BodyDetails("A", "Ay", "fire"), seen=seen, by=cast.manager
    )
    body.refresh_from_db()
    assert (body.short_name, body.kind, body.begins) == ("Ay", "fire", None)
    with pytest.raises(StaleRow) as stale:
        change_organisation(
            organisation=body, board=cast.board, details=BodyDetails("A", "Bee"), seen=seen, by=cast.manager
        )
    assert stale.value.saved.short_name == "Ay"
    with pytest.raises(Refusal, match="replace the organisation from that day"):
        change_organisation(
            organisation=body, board=cast.board, details=BodyDetails("B"), seen=fingerprint(body), by=cast.manager
        )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(steps=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=8))
def test_whatever_is_tried_no_organisation_comes_before_itself(cast: Cast, steps: list[tuple[int, int]]) -> None:
    bodies = [make_body(cast.board, f"Body {Organisation.objects.count()} {number}") for number in range(5)]
    for step, (part, into) in enumerate(steps):
        try:
            merge(cast, bodies[part], into=bodies[into], day=JULY + step * A_DAY)
        except Refusal:
            continue
    after = {body.pk: set(body.followed_by.values_list("later", flat=True)) for body in bodies}
    for start in after:
        ahead, seen = list(after[start]), set()
        while ahead:
            now = ahead.pop()
            assert now != start
            if now not in seen:
                seen.add(now)
                ahead += after[now]
