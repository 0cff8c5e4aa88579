"""Permissions and roles as code, and what the appointments of the day make of them."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from snb.permissions import RIGHTS, Permission, Role, roles_with
from snb.rights import NOBODY, Held, PersonRights, labels
from snb.workflow import demand
from tests.cast import Cast, board_remit, days, fresh, give, make_person
from tests.snb.helpers import with_only


def test_every_permission_is_held_by_some_role() -> None:
    assert [permission for permission in Permission if not roles_with(permission)] == []


def test_every_permission_and_role_has_its_words() -> None:
    assert all(permission.phrase for permission in Permission)
    assert all(role.label for role in Role)
    assert set(RIGHTS) == set(Role)


def test_a_permission_on_the_board_holds_for_everything_of_it_and_nothing_of_another(cast: Cast, monkeypatch) -> None:
    person = with_only(monkeypatch, board_remit(cast.board), Permission.RETURN_EDIT)
    assert person.has_perm(Permission.RETURN_EDIT, cast.board)
    assert person.has_perm(Permission.RETURN_EDIT, cast.burglary)
    assert person.has_perm(Permission.RETURN_EDIT, cast.meeting)
    assert not person.has_perm(Permission.RETURN_EDIT, cast.other_board)
    assert not person.has_perm(Permission.RETURN_SIGN, cast.burglary)


def test_a_permission_on_ones_own_remit_holds_there_only(cast: Cast, monkeypatch) -> None:
    person = with_only(monkeypatch, cast.burglary.remit, own=(Permission.RETURN_EDIT,))
    assert person.has_perm(Permission.RETURN_EDIT, cast.burglary)
    assert not person.has_perm(Permission.RETURN_EDIT, cast.arson)
    assert not person.has_perm(Permission.RETURN_EDIT, cast.board)


def test_a_permission_asked_of_nothing_is_no(cast: Cast) -> None:
    assert not any(cast.manager.has_perm(permission) for permission in Permission)


def test_demand_says_what_may_not_be_done(cast: Cast) -> None:
    with pytest.raises(PermissionDenied, match=r"^You may not accept returns or send them back\.$"):
        demand(cast.outsider, Permission.RETURN_REVIEW, cast.board)


def test_rights_are_read_once_and_by_one_query(cast: Cast, django_assert_num_queries) -> None:
    person = fresh(cast.lead)
    with django_assert_num_queries(1):
        for _ in range(3):
            person.has_perm(Permission.RETURN_SIGN, cast.burglary)
            person.has_perm(Permission.BOARD_READ, cast.board)


def test_roles_are_named_once_in_their_order(cast: Cast) -> None:
    person = make_person("Two Hats")
    give(person, Role.LEAD, cast.arson.remit)
    give(person, Role.LEAD, cast.burglary.remit)
    give(person, Role.CHAIR, board_remit(cast.board))
    assert labels(person.rights.roles_on(cast.board.pk)) == "Chair, Strategic priority lead"
    assert person.rights.board_ids() == {cast.board.pk}
    assert person.rights.remits_with(Permission.RETURN_SIGN) == {cast.arson.remit_id, cast.burglary.remit_id}


def test_rights_of_another_day(cast: Cast) -> None:
    person = make_person("Leaver")
    give(person, Role.CHAIR, board_remit(cast.board), -10, -1)
    assert PersonRights.of(person, days(0)) == NOBODY
    assert PersonRights.of(person, days(-1)).held == (
        Held(Role.CHAIR, cast.board.pk, board_remit(cast.board).pk, False),
    )
    assert PersonRights.of(person, days(-11)) == NOBODY


def test_an_inactive_account_may_nothing(cast: Cast) -> None:
    cast.manager.is_active = False
    assert not cast.manager.has_perm(Permission.BOARD_KNOW, cast.board)
