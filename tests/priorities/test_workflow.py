"""Every pair of states, tried by every kind of person."""

from __future__ import annotations

from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from priorities.models import QuarterlyReturn
from priorities.models.returns import LOCKED, State
from priorities.opening import why_quarter_stays
from priorities.progress import controls
from priorities.reviewing import move_as_read
from priorities.workflow import MACHINE, OWNER, move
from snb.models import Appointment, Person
from snb.permissions import Role, roles_with
from snb.workflow import Refusal
from tests.cast import ACTORS, Cast, board_remit, bring_to, days, fill, fresh, give, open_return
from tests.priorities.pages import get, post, url

# Who of the cast may make each move of a burglary return; everything not listed here must be refused.
MAY = {
    (State.NOT_STARTED, State.DRAFT): {"lead", "deputy", "support"},
    (State.DRAFT, State.WITH_LEAD): {"support"},
    (State.DRAFT, State.SIGNED): {"lead", "deputy"},
    (State.WITH_LEAD, State.DRAFT): {"support"},
    (State.WITH_LEAD, State.SENT_BACK): {"lead", "deputy"},
    (State.WITH_LEAD, State.SIGNED): {"lead", "deputy"},
    (State.SENT_BACK, State.WITH_LEAD): {"support"},
    (State.SENT_BACK, State.SIGNED): {"lead", "deputy"},
    (State.SIGNED, State.SENT_BACK): {"manager"},
    (State.SIGNED, State.ACCEPTED): {"manager"},
    (State.ACCEPTED, State.SENT_BACK): {"manager"},
    (State.ACCEPTED, State.COMPILED): {"manager"},
    (State.COMPILED, State.SENT_BACK): {"manager"},
}


@pytest.mark.parametrize("origin", State)
def test_every_pair_of_states_by_every_person(cast: Cast, origin: State) -> None:
    held = bring_to(open_return(cast), origin, cast)
    allowed = set()
    for to, actor in product(State, ACTORS):
        sid = transaction.savepoint()
        try:
            move(quarterly_return=held, to=to, by=fresh(cast.by_name[actor]), comment="Because.")
            allowed.add((to, actor))
        except (Refusal, PermissionDenied):
            assert QuarterlyReturn.objects.get(pk=held.pk).state == origin
        transaction.savepoint_rollback(sid)
    expected = {(to, actor) for (start, to), actors in MAY.items() if start == origin for actor in actors}
    assert allowed == expected


def test_every_state_has_an_owner_some_role_can_be() -> None:
    assert set(OWNER) == set(State)
    assert all(roles_with(permission) for permission in OWNER.values())


def test_every_state_can_be_reached_and_left() -> None:
    assert {to for _, to in MACHINE.table} | {State.NOT_STARTED} == set(State)
    assert {origin for origin, _ in MACHINE.table} == set(State)


@pytest.fixture
def managing_lead(cast: Cast) -> Person:
    """The lead of burglary, who is a programme manager too."""
    give(cast.lead, Role.PROGRAMME_MANAGER, board_remit(cast.board))
    return fresh(cast.lead)


def test_whoever_signed_does_not_accept_and_may_still_send_back(cast: Cast, managing_lead: Person) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    assert not controls(managing_lead, held).review
    with pytest.raises(Refusal, match=r"^You signed this return, so somebody else has to accept it"):
        move(quarterly_return=held, to=State.ACCEPTED, by=managing_lead)
    assert move(quarterly_return=held, to=State.SENT_BACK, by=managing_lead, comment="Wait.").state == State.SENT_BACK


def test_another_manager_accepts_what_a_manager_signed(cast: Cast, managing_lead: Person) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    assert controls(cast.manager, held).review
    assert move(quarterly_return=held, to=State.ACCEPTED, by=cast.manager).accepted_by == cast.manager


def test_a_manager_accepts_what_somebody_else_signed_after_them(cast: Cast, managing_lead: Person) -> None:
    """Only the newest signature counts."""
    held = bring_to(open_return(cast), State.SENT_BACK, cast)
    fill(held, cast.support)
    signed = move(quarterly_return=held, to=State.SIGNED, by=cast.deputy)
    assert move(quarterly_return=signed, to=State.ACCEPTED, by=managing_lead).state == State.ACCEPTED


def test_the_page_says_why_the_signer_does_not_review(cast: Cast, managing_lead: Person, as_) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    page = get(as_(managing_lead), url(held, "return-review"), follow=True)
    assert page.messages[0].startswith("You signed this return, so somebody else has to accept it")
    assert ("Review this return" in page.buttons, "Manager Person reviews it" in page.text) == (False, True)
    Appointment.objects.filter(person=cast.manager).update(ends=days(-1))
    assert "a deputy of the programme manager has to be appointed" in get(as_(managing_lead), url(held)).text


@pytest.mark.parametrize("state", State)
def test_a_meeting_keeps_its_quarter_while_a_return_is_signed(cast: Cast, state: State) -> None:
    bring_to(open_return(cast), state, cast)
    assert bool(why_quarter_stays(cast.meeting)) == (state in LOCKED)


def test_why_the_quarter_stays_is_said_beside_it(cast: Cast, as_) -> None:
    bring_to(open_return(cast), State.SIGNED, cast)
    meeting = cast.meeting
    data = {
        "title": meeting.title, "time": "10:00", "version": meeting.version, "day_is_meant": "on",
        "quarter": meeting.quarter.previous().start.isoformat(), "date_day": meeting.date.day,
        "date_month": meeting.date.month, "date_year": meeting.date.year,
    }  # fmt: skip
    page = post(as_(cast.manager), f"/boards/fosse/meetings/{meeting.pk}/edit/", data)
    why = f"A return to this meeting is signed for {meeting.quarter}, so the quarter cannot change."
    assert page.errors == [("id_quarter", f"{why} Have it sent back or reopened first.")]


def test_what_was_signed_is_accepted_though_the_meeting_has_moved(cast: Cast) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    read = held.signatures.get().fingerprint
    cast.meeting.date = days(27)
    cast.meeting.save()
    with pytest.raises(Refusal, match="changed after you opened this page"):
        move_as_read(quarterly_return=held, to=State.ACCEPTED, read="0" * 64, by=cast.manager)
    assert QuarterlyReturn.objects.get(pk=held.pk).state == State.SIGNED
    assert move_as_read(quarterly_return=held, to=State.ACCEPTED, read=read, by=cast.manager).state == State.ACCEPTED
