"""The three things an agreement must identify, each met or not, and by which records."""

from __future__ import annotations

import datetime as dt

import pytest

from priorities.models import Agreement, Placement, Statement
from priorities.statutory import CAUTION, LAW, what_it_must_identify
from snb.models import Group, Linkage, Tier
from tests.cast import Cast, days


def met(agreement: Agreement, day: dt.date | None = None) -> list[bool]:
    return [row.is_met for row in what_it_must_identify(agreement, day or days(0))]


def test_an_empty_agreement_identifies_nothing_and_says_what_is_missing(cast: Cast) -> None:
    empty = Agreement.objects.create(board=cast.other_board, title="Empty", begins=days(-5), ends=days(5))
    rows = what_it_must_identify(empty, days(0))
    assert [row.number for row in rows] == [1, 2, 3]
    assert not any(row.is_met for row in rows)
    assert all(row.missing for row in rows)


def test_priorities_meet_the_first_each_counted_once_and_as_of_the_day(cast: Cast) -> None:
    first = what_it_must_identify(cast.agreement, days(0))[0]
    assert first.by == ("2 priorities stand in it",)
    Placement.objects.filter(priority=cast.arson).update(ends=days(-1))
    assert what_it_must_identify(cast.agreement, days(0))[0].by == ("1 priority stands in it",)
    Placement.objects.all().delete()
    assert met(cast.agreement)[0] is False


@pytest.mark.parametrize(
    ("model", "fields", "words"),
    [
        (Tier, {"order": 1, "name": "Board", "role": "Direction"}, "1 tier of governance"),
        (Group, {"begins": days(-5), "kind": "subgroup", "name": "Group"}, "1 group of the Board"),
        (Linkage, {"order": 1, "body": "Health Board"}, "1 linkage to another body"),
    ],
)
def test_tiers_groups_or_linkages_meet_the_second(cast: Cast, model: type, fields: dict, words: str) -> None:
    assert met(cast.agreement)[1] is False
    model.objects.create(board=cast.board, **fields)  # type: ignore[attr-defined]
    assert what_it_must_identify(cast.agreement, days(0))[1].by == (words,)


def test_a_group_that_has_ended_does_not_count(cast: Cast) -> None:
    Group.objects.create(board=cast.board, begins=days(-9), ends=days(-1), kind="subgroup", name="Group")
    assert met(cast.agreement)[1] is False


def test_required_actions_or_statements_of_joint_working_meet_the_third(cast: Cast) -> None:
    assert what_it_must_identify(cast.agreement, days(0))[2].by == ("2 actions are required for every priority",)
    cast.agreement.required_actions.all().delete()
    assert met(cast.agreement)[2] is False
    Statement.objects.create(agreement=cast.agreement, kind=Statement.Kind.OBJECTIVE, number=1, text="Not this")
    assert met(cast.agreement)[2] is False
    Statement.objects.create(agreement=cast.agreement, kind=Statement.Kind.JOINT, number=1, text="One team")
    assert what_it_must_identify(cast.agreement, days(0))[2].by == ("1 statement of joint working or delivery",)


def test_the_law_is_cited_by_its_real_title_and_says_what_was_not_read(cast: Cast) -> None:
    assert "Formulation and Implementation" in LAW
    assert "regulation 9" in LAW
    assert "check it" in CAUTION
