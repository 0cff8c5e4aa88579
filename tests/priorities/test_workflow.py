"""Every pair of states, tried by every kind of person."""

from __future__ import annotations

from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from priorities.models import QuarterlyReturn
from priorities.models.returns import State
from priorities.workflow import MACHINE, OWNER, move
from snb.permissions import roles_with
from snb.workflow import Refusal
from tests.cast import ACTORS, Cast, bring_to, fresh, open_return

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
