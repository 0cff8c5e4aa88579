"""Grants beside appointments: one object, one person, until a day."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission as PermissionRow
from django.db import IntegrityError, transaction
from guardian.shortcuts import assign_perm

from reports.models import Edition, EditionGrant
from snb.models import Person
from snb.permissions import Permission
from tests.cast import Cast, days, fresh, open_return


def make_edition(cast: Cast, fingerprint: str = "a" * 64) -> Edition:
    return Edition.objects.create(
        board=cast.board, meeting=cast.meeting, kind="board-pack", title="Pack", content="{}", fingerprint=fingerprint
    )


def grant(edition: Edition, person: Person, giver: Person, ends: int) -> EditionGrant:
    permission = PermissionRow.objects.get(codename=Permission.PAPER_READ.value)
    return EditionGrant.objects.create(
        content_object=edition, user=person, permission=permission, giver=giver, reason="Early sight", ends=days(ends)
    )


@pytest.mark.parametrize(("ends", "may"), [(1, True), (0, True), (-1, False)])
def test_a_grant_holds_until_its_last_day(cast: Cast, ends: int, may: bool) -> None:
    edition = make_edition(cast)
    grant(edition, cast.outsider, cast.manager, ends)
    assert fresh(cast.outsider).has_perm(Permission.PAPER_READ, edition) is may


def test_a_grant_is_for_one_person_one_object_and_one_permission(cast: Cast) -> None:
    edition, other = make_edition(cast), make_edition(cast, "b" * 64)
    grant(edition, cast.outsider, cast.manager, 5)
    assert not cast.outsider.has_perm(Permission.PAPER_READ, other)
    assert not cast.outsider.has_perm(Permission.PAPER_CLEAR, edition)
    assert not cast.outsider.has_perm(Permission.BOARD_KNOW, cast.board)
    assert not cast.scrutiny.has_perm(Permission.PAPER_READ, edition)


def test_guardians_own_assign_perm_cannot_make_a_grant(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        assign_perm(Permission.PAPER_READ.value, cast.outsider, make_edition(cast))
    assert not EditionGrant.objects.exists()


def test_a_superuser_may_not_sign_a_return_nor_read_a_paper(cast: Cast) -> None:
    quarterly_return, edition = open_return(cast), make_edition(cast)
    superuser = Person.objects.create_superuser("root@fosse.example", "Root", "a long enough password")
    assert superuser.has_perm("snb.change_board")
    assert not superuser.has_perm(Permission.RETURN_SIGN, quarterly_return)
    assert not superuser.has_perm(Permission.PAPER_READ, edition)
    assert not any(superuser.has_perm(permission, cast.board) for permission in Permission)


def test_a_plain_string_is_no_permission_of_ours(cast: Cast) -> None:
    assert not cast.manager.has_perm("edit_meeting", cast.meeting)
    assert cast.manager.has_perm(Permission.MEETING_EDIT, cast.meeting)
