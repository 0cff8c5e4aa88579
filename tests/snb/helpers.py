"""People built from one permission, so that reshaping a role breaks no test."""

from __future__ import annotations

import pytest

from snb import permissions
from snb.models import Person, Remit
from snb.permissions import Permission, RemitKind, Rights, Role
from tests.cast import Cast, board_remit, give, make_person


def with_only(
    monkeypatch: pytest.MonkeyPatch, remit: Remit, *board: Permission, own: tuple[Permission, ...] = ()
) -> Person:
    """Somebody new who holds just these permissions: on the whole board, and (`own`) on the remit itself."""
    role = {"board": Role.ANALYST, "priority": Role.SUPPORT_OFFICER, "partnership": Role.CSP_OFFICER}[remit.kind]
    rights = permissions.RIGHTS | {role: Rights(RemitKind(remit.kind), frozenset(own), frozenset(board))}
    monkeypatch.setattr("snb.rights.RIGHTS", rights)
    person = make_person(f"Only {len(Person.objects.all())}")
    give(person, role, remit)
    return person


def knower(monkeypatch: pytest.MonkeyPatch, cast: Cast, *more: Permission) -> Person:
    """Somebody who knows the board, and holds `more` on it."""
    return with_only(monkeypatch, board_remit(cast.board), Permission.BOARD_KNOW, *more)
