"""Who owns what a post or a role owns."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from snb.forms.owners import OwnerField, owner_value
from snb.models import Duty
from snb.owners import owned_by, owner_label, owners_on, owns
from snb.permissions import Role
from tests.cast import Cast, board_remit, days, give
from tests.snb.duties_scene import chief_post, make_duty


def test_a_post_is_whoever_holds_it_and_a_role_whoever_is_appointed(cast: Cast) -> None:
    by_post = make_duty(cast.board, role="", remit=None, post=chief_post())
    by_role = make_duty(cast.board, role=Role.LEAD, remit=cast.arson.remit)
    found = owners_on(days(0), [by_post, by_role])
    assert [person.name for person in found[by_post.pk]] == ["Lead Person"]
    assert [person.name for person in found[by_role.pk]] == ["Other Lead Person"]
    assert owners_on(days(-350), [by_post])[by_post.pk] == ()


def test_a_role_on_one_remit_is_not_that_role_on_another(cast: Cast) -> None:
    give(cast.member, Role.SUPPORT_OFFICER, cast.arson.remit)
    lead = make_duty(cast.board, role=Role.LEAD, remit=cast.arson.remit)
    support = make_duty(cast.board, role=Role.SUPPORT_OFFICER, remit=cast.arson.remit)
    manager = make_duty(cast.board)
    found = owners_on(days(0), [lead, support, manager])
    assert [[person.name for person in found[row.pk]] for row in (lead, support, manager)] == [
        ["Other Lead Person"], ["Member Person"], ["Manager Person"],
    ]  # fmt: skip


def test_a_deputy_owns_what_their_principal_owns_and_stands_after(cast: Cast) -> None:
    duty = make_duty(cast.board, role=Role.LEAD, remit=cast.burglary.remit)
    assert [person.name for person in owners_on(days(0), [duty])[duty.pk]] == ["Lead Person", "Deputy Person"]
    assert owns(cast.deputy, duty, days(0))
    assert not owns(cast.former_lead, duty, days(0))


def test_what_a_person_owns_is_found_by_one_condition(cast: Cast) -> None:
    mine = [
        make_duty(cast.board, role="", remit=None, post=chief_post()),
        make_duty(cast.board, role=Role.LEAD, remit=cast.burglary.remit),
    ]
    make_duty(cast.board, role=Role.LEAD, remit=cast.arson.remit)
    make_duty(cast.board)
    assert list(Duty.objects.filter(owned_by(cast.lead, days(0))).order_by("pk")) == mine
    assert not Duty.objects.filter(owned_by(cast.outsider, days(0))).exists()


def test_the_label_is_the_name_of_the_day(cast: Cast) -> None:
    assert owner_label(make_duty(cast.board), days(0)) == "Programme manager, Safer Fosse Board"
    post = make_duty(cast.board, role="", remit=None, post=chief_post())
    assert owner_label(post, days(0)) == "Chief Constable, Fosse Police"


def test_asking_for_many_costs_two_queries(cast: Cast) -> None:
    rows = [make_duty(cast.board, role=Role.LEAD, remit=cast.arson.remit) for _ in range(9)]
    rows.append(make_duty(cast.board, role="", remit=None, post=chief_post()))
    with CaptureQueriesContext(connection) as seen:
        owners_on(days(0), rows)
    assert len(seen) == 2


def test_the_select_offers_roles_and_posts_of_this_board_only(cast: Cast) -> None:
    field = OwnerField(label="Owner")
    field.offer(cast.board)
    groups: list[Any] = list(field.choices)  # type: ignore[arg-type]
    values = {value for _, group in groups[1:] for value, _ in group}
    assert f"lead:{cast.arson.remit_id}" in values
    assert f"manager:{board_remit(cast.board).pk}" in values
    assert f"manager:{board_remit(cast.other_board).pk}" not in values
    chosen = field.clean(f"post:{chief_post().pk}")
    assert chosen is not None
    assert chosen.fields == {"post": chief_post(), "role": "", "remit": None}


def test_the_value_of_a_thing_is_what_the_select_offers(cast: Cast) -> None:
    assert owner_value(make_duty(cast.board)) == f"manager:{board_remit(cast.board).pk}"
    assert owner_value(make_duty(cast.board, role="", remit=None, post=chief_post())) == f"post:{chief_post().pk}"
    assert owner_value(Duty()) == ""
