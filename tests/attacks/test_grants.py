"""A grant shared out by somebody who would like a larger share of it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from performance.grants.writing import approve_scenario
from performance.models import FundingGrant, Scenario
from tests.attacks.test_database import copy_over, refused, sqlite_only
from tests.attacks.test_requests import soft
from tests.cast import Cast, fresh
from tests.performance.sharing import Sharing, draft


def url(name: str, *args: object, board: str = "fosse") -> str:
    return reverse(f"performance:{name}", args=[board, *args])


@pytest.fixture
def sharing(cast: Cast) -> Sharing:
    return Sharing(cast)


@pytest.fixture
def grant(sharing: Sharing) -> FundingGrant:
    return sharing.grant(total=1_000_01)


@pytest.fixture
def scenario(cast: Cast, grant: FundingGrant) -> Scenario:
    return draft(cast, grant)


def approved(cast: Cast, scenario: Scenario) -> Scenario:
    return approve_scenario(scenario=scenario, version=scenario.version, by=fresh(cast.chair))


def test_nobody_approves_their_own_scenario_by_sql(cast: Cast, scenario: Scenario):
    """The rule stood in the workflow alone: an UPDATE made the drafter approve what they had drafted."""
    approve = (
        "UPDATE performance_scenario SET state = 'approved', approved_at = drafted_at, approved_title = 'x', "
        "approved_by_id = drafted_by_id WHERE id = %s"
    )
    assert refused(approve, scenario.pk)


def test_nobody_joins_a_grant_whose_shares_are_worked_out(cast: Cast, scenario: Scenario):
    """A further row among those who share broke the page of the grant: it has no share."""
    join = (
        'INSERT INTO performance_recipient (grant_id, "order", name, partnership_id) '
        "SELECT grant_id, 99, 'A friend', partnership_id FROM performance_recipient "
        'WHERE grant_id = %s AND "order" = 1'
    )
    assert refused(join, scenario.grant_id)
    assert soft(cast.member).get(url("grant-detail", scenario.grant_id)).status_code == 200


@sqlite_only
def test_an_approved_grant_is_not_replaced(cast: Cast, scenario: Scenario):
    """REPLACE takes the old row away without asking the trigger of its UPDATE."""
    approved(cast, scenario)
    copy_over("performance_fundinggrant", scenario.grant_id, total=5)
    assert FundingGrant.objects.get().total == 1_000_01
