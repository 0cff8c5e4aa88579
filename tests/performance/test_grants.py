"""Grants: figures by recipient, scenarios to the penny, one approved and kept, spend by quarter."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from performance.charts.freezing import frozen
from performance.grants.figures import Figures, choices, figures, places_of
from performance.grants.reading import due_quarters, grant_reading, grants_of
from performance.grants.values import GrantReading, money, more_or_less
from performance.grants.writing import (
    Details,
    Returned,
    StaleScenario,
    StaleSpend,
    approve_scenario,
    change_scenario,
    open_grant,
    return_spend,
)
from performance.models import FundingGrant, Measure, Observation, Scenario, Spend
from snb.models import AuditEvent
from snb.quarters import Quarter
from snb.querysets import today
from snb.workflow import Refusal
from tests.cast import Cast, days
from tests.performance.sharing import START, Sharing, cover, draft, factor, make_csp, make_partnership, observe


@pytest.fixture
def sharing(cast: Cast) -> Sharing:
    return Sharing(cast)


def read(grant: FundingGrant, day: dt.date | None = None) -> GrantReading:
    return grant_reading(grant, day or today())


def found(sharing: Sharing, grant: FundingGrant, of: Measure, *, weighted: bool = False) -> Figures:
    return figures(sharing.cast.board, places_of(grant), sharing.choice(of), weighted=weighted, day=today())


# Figures ---------------------------------------------------------------------------------------------


def test_recipients_are_the_partnerships_of_the_first_day_by_name(sharing: Sharing) -> None:
    assert [row.name for row in sharing.grant().recipients.all()] == ["North Fosse CSP", "South Fosse CSP"]


def test_or_the_districts_that_they_cover(sharing: Sharing) -> None:
    grant = sharing.grant(among="districts")
    assert [row.name for row in grant.recipients.all()] == ["Lower Fosse", "South Fosse", "Upper Fosse"]
    assert found(sharing, grant, sharing.people).values == {
        "Lower Fosse": 300, "South Fosse": 200, "Upper Fosse": 300,
    }  # fmt: skip


def test_counts_of_districts_are_added_up(sharing: Sharing) -> None:
    result = found(sharing, sharing.grant(), sharing.people)
    assert result.values == {"North Fosse CSP": 600, "South Fosse CSP": 200}
    assert (result.unit, result.date, result.missing) == ("people", dt.date(2024, 12, 31), ())
    assert result.source == "Residents, 2024. An office"


def test_what_is_published_by_csp_area_is_added_up_over_those(sharing: Sharing) -> None:
    assert found(sharing, sharing.grant(), sharing.crime).values == {"North Fosse CSP": 30, "South Fosse CSP": 70}


def test_a_score_is_weighted_by_the_people_it_is_of(sharing: Sharing) -> None:
    result = found(sharing, sharing.grant(), sharing.need, weighted=True)
    assert result.values == {"North Fosse CSP": Decimal("6000"), "South Fosse CSP": Decimal("6000")}
    assert (result.unit, result.source) == (
        "points × people", "Deprivation, 2024, times residents, 2024. An office",
    )  # fmt: skip


def test_a_partnership_without_a_figure_is_named_and_not_nought(sharing: Sharing) -> None:
    Observation.objects.create(
        measure=sharing.people, area=sharing.lower, period_start=START, value=None, vintage=dt.date(2025, 6, 1)
    )
    result = found(sharing, sharing.grant(), sharing.people)
    assert result.values == {}
    assert result.missing == ("There is no figure for Lower Fosse in Residents. A missing figure is not nought",)


def test_a_figure_of_a_wider_area_is_never_divided(sharing: Sharing) -> None:
    """Three districts that are one CSP area: none of them has a figure of its own."""
    east = make_partnership(sharing.cast, "east", "East Fosse CSP")
    west = make_partnership(sharing.cast, "west", "West Fosse CSP")
    wide = make_csp("Wide Fosse", *cover(east, "East Fosse"), *cover(west, "West Fosse"))
    observe(sharing.crime, {wide: 500})
    result = found(sharing, sharing.grant(), sharing.crime)
    assert result.missing == tuple(
        f"Recorded crime is not published for {name}, only for a wider area, and that figure is not divided"
        for name in ("East Fosse CSP", "West Fosse CSP")
    )


def test_a_rate_is_not_added_up(sharing: Sharing) -> None:
    Measure.objects.filter(pk=sharing.crime.pk).update(per=1000)
    assert found(sharing, sharing.grant(), sharing.crime).missing == (
        "Recorded crime is a rate, and rates of several areas are not added up",
    )


def test_without_a_count_of_people_a_score_is_refused(sharing: Sharing) -> None:
    sharing.cast.board.performance_policy.delete()
    sharing.cast.board.refresh_from_db()
    assert "which measure counts people" in found(sharing, sharing.grant(), sharing.need, weighted=True).missing[0]


def test_only_figures_of_these_areas_are_offered(sharing: Sharing) -> None:
    offered = choices(sharing.cast.board, places_of(sharing.grant()))
    assert [(name, [words for _, words in found]) for name, found in offered] == [
        ("Deprivation", ["Deprivation, 2024"]),
        ("Recorded crime", ["Recorded crime, 2024"]),
        ("Residents", ["Residents, 2024"]),
    ]


# Scenarios -------------------------------------------------------------------------------------------


def test_shares_are_to_the_penny_and_add_up(sharing: Sharing) -> None:
    grant = sharing.grant(total=100_00)
    draft(sharing.cast, grant, "Thirds", factor(north="2", south="1"))
    (scenario,) = read(grant).scenarios
    assert [(line.recipient, line.words, str(line.percent)) for line in scenario.lines] == [
        ("North Fosse CSP", "£66.67", "66.67"),
        ("South Fosse CSP", "£33.33", "33.33"),
    ]
    assert (scenario.total, read(grant).total_words) == (100_00, "£100.00")


def test_every_share_says_what_each_factor_brings(sharing: Sharing) -> None:
    grant = sharing.grant(total=100_00)
    draft(sharing.cast, grant, "Two", factor(weight="60"), factor("Crime", "40", north="1", south="3"))
    north, south = read(grant).scenarios[0].lines
    assert north.reasons == (("Residents", "£45.00"), ("Crime", "£10.00"))
    assert south.reasons == (("Residents", "£15.00"), ("Crime", "£30.00"))
    assert read(grant).scenarios[0].weights == "Residents 60%, Crime 40%"


def test_scenarios_stand_side_by_side_against_the_first(sharing: Sharing) -> None:
    grant = sharing.grant(total=100_00)
    draft(sharing.cast, grant, "First")
    draft(sharing.cast, grant, "Second", factor(north="1", south="1"))
    assert [(name, [line.difference_words for line in lines]) for name, lines in read(grant).rows] == [
        ("North Fosse CSP", ["the same", "−£25.00"]),
        ("South Fosse CSP", ["the same", "+£25.00"]),
    ]


@pytest.mark.parametrize(
    ("factors", "said"),
    [
        ([factor(weight="95")], "The weights come to 95%. Change them so that they come to 100%."),
        ([factor(weight="50"), factor(weight="50")], "Each factor needs a name of its own."),
        ([factor(north="0", south="0")], "Residents is nought for every area, so it cannot share anything out."),
    ],
)
def test_what_cannot_be_shared_out_is_refused_in_words(sharing: Sharing, factors: list, said: str) -> None:
    with pytest.raises(Refusal) as refusal:
        draft(sharing.cast, sharing.grant(), "Wrong", *factors)
    assert refusal.value.reason == said


def test_a_name_is_taken_once(sharing: Sharing) -> None:
    grant = sharing.grant()
    draft(sharing.cast, grant)
    with pytest.raises(Refusal, match="There is a scenario called “By residents” already"):
        draft(sharing.cast, grant)


def test_a_draft_that_somebody_else_changed_is_stale(sharing: Sharing) -> None:
    scenario = draft(sharing.cast, sharing.grant())
    changed = Details("By crime", "", (factor("Crime"),))
    change_scenario(scenario=scenario, details=changed, version=1, by=sharing.cast.manager)
    with pytest.raises(StaleScenario) as stale:
        change_scenario(scenario=scenario, details=changed, version=1, by=sharing.cast.analyst)
    assert stale.value.saved.name == "By crime"


def test_a_later_revision_of_a_figure_moves_no_scenario(sharing: Sharing) -> None:
    grant = sharing.grant()
    draft(sharing.cast, grant)
    before = read(grant).scenarios
    Observation.objects.create(
        measure=sharing.people, area=sharing.south, period_start=START, value=9999, vintage=dt.date(2025, 6, 1)
    )
    assert read(grant).scenarios == before


# Approval --------------------------------------------------------------------------------------------


def approved(sharing: Sharing, **more: object) -> FundingGrant:
    grant = sharing.grant(**more)  # type: ignore[arg-type]
    approve_scenario(scenario=draft(sharing.cast, grant), version=1, by=sharing.cast.chair)
    return grant


def test_the_chair_approves_one_and_it_says_who_and_when(sharing: Sharing) -> None:
    scenario = read(approved(sharing)).approved
    assert scenario is not None
    assert (scenario.name, scenario.approved_on, scenario.approved_by) == ("By residents", today(), "Chair Person")


@pytest.mark.parametrize("who", ["manager", "analyst", "member", "lead", "csp_officer", "other_manager"])
def test_nobody_but_the_chair_approves(sharing: Sharing, who: str) -> None:
    scenario = draft(sharing.cast, sharing.grant())
    with pytest.raises(PermissionDenied):
        approve_scenario(scenario=scenario, version=1, by=sharing.cast.by_name[who])


def test_whoever_drafted_it_does_not_approve_it(sharing: Sharing) -> None:
    scenario = draft(sharing.cast, sharing.grant())
    Scenario.objects.filter(pk=scenario.pk).update(drafted_by=sharing.cast.chair)
    with pytest.raises(Refusal, match="You drafted this scenario"):
        approve_scenario(scenario=scenario, version=1, by=sharing.cast.chair)


def test_a_scenario_that_changed_since_it_was_read_is_not_approved(sharing: Sharing) -> None:
    scenario = draft(sharing.cast, sharing.grant())
    change_scenario(scenario=scenario, details=Details("Other", "", (factor(),)), version=1, by=sharing.cast.analyst)
    with pytest.raises(Refusal, match="Read it again"):
        approve_scenario(scenario=scenario, version=1, by=sharing.cast.chair)


def test_one_scenario_is_approved_and_then_nothing_is_drafted(sharing: Sharing) -> None:
    grant = sharing.grant()
    first, second = draft(sharing.cast, grant), draft(sharing.cast, grant, "Second")
    approve_scenario(scenario=first, version=1, by=sharing.cast.chair)
    with pytest.raises(Refusal, match="“By residents” is approved already"):
        approve_scenario(scenario=second, version=1, by=sharing.cast.chair)
    with pytest.raises(Refusal, match="does not change any more"):
        draft(sharing.cast, grant, "Third")
    with pytest.raises(Refusal, match="does not change any more"):
        change_scenario(scenario=second, details=Details("X", "", (factor(),)), version=1, by=sharing.cast.analyst)


def refused(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except IntegrityError:
        return True
    return False


def test_the_database_keeps_what_is_approved(sharing: Sharing) -> None:
    grant = approved(sharing)
    second = Scenario(
        grant=grant, number=2, name="Second", drafted_at=grant.entered_at, drafted_by=sharing.cast.analyst
    )
    second.save()
    assert refused("UPDATE performance_scenario SET shares = '{}' WHERE state = 'approved'") is True
    assert refused("UPDATE performance_scenario SET state = 'draft', approved_at = NULL WHERE number = 1") is True
    assert refused("DELETE FROM performance_scenario") is True
    assert refused("UPDATE performance_fundinggrant SET total = 1") is True
    assert refused("UPDATE performance_recipient SET name = 'Other'") is True
    second.state, second.approved_at, second.approved_by = "approved", grant.entered_at, sharing.cast.chair
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


def test_a_draft_is_approved_as_it_was_drafted_and_begins_as_one(sharing: Sharing) -> None:
    scenario = draft(sharing.cast, sharing.grant())
    scenario.state, scenario.approved_at, scenario.approved_by = "approved", scenario.drafted_at, sharing.cast.chair
    scenario.shares = {}
    with pytest.raises(IntegrityError), transaction.atomic():
        scenario.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Scenario.objects.create(
            grant=scenario.grant, number=2, name="At once", state="approved", drafted_at=scenario.drafted_at,
            drafted_by=sharing.cast.analyst, approved_at=scenario.drafted_at, approved_by=sharing.cast.chair,
        )  # fmt: skip


# Spend -----------------------------------------------------------------------------------------------


def give_back(sharing: Sharing, grant: FundingGrant, quarter: Quarter, *amounts: int, seen: int = 0) -> int:
    rows = list(grant.recipients.all())
    returned = [Returned(row, amount, "", seen) for row, amount in zip(rows, amounts, strict=False)]
    return return_spend(grant=grant, quarter=quarter, returned=returned, by=sharing.cast.manager)


def test_spend_stands_against_the_approved_share(sharing: Sharing) -> None:
    grant = approved(sharing, total=1_000_00)
    first, second, _ = due_quarters(grant, today())
    give_back(sharing, grant, first, 100_00, 0)
    give_back(sharing, grant, second, 50_00)
    north, south = read(grant).spend
    assert [quarter.words for quarter in north.quarters] == ["£100.00", "£50.00", "Not returned", "Not due yet"]
    assert [quarter.words for quarter in south.quarters] == [
        "Nothing spent", "Not returned", "Not returned", "Not due yet",
    ]  # fmt: skip
    assert (north.amount_words, north.spent_words, north.state) == ("£750.00", "£150.00", "£600.00 left")
    assert (read(grant).not_returned, read(grant).overspent) == (3, 0)


def test_an_overspend_is_flagged(sharing: Sharing) -> None:
    grant = approved(sharing)
    give_back(sharing, grant, due_quarters(grant, today())[0], 750_01)
    north, south = read(grant).spend
    assert (north.is_overspent, north.state, south.is_overspent) == (True, "Overspent by £0.01", False)


def test_a_correction_takes_the_place_of_what_it_corrects_and_both_are_kept(sharing: Sharing) -> None:
    grant = approved(sharing)
    quarter = due_quarters(grant, today())[0]
    give_back(sharing, grant, quarter, 100_00)
    assert give_back(sharing, grant, quarter, 90_00, seen=1) == 1
    cell = read(grant).spend[0].quarters[0]
    assert (cell.amount, cell.is_corrected) == (90_00, True)
    assert list(Spend.objects.values_list("number", "amount")) == [(1, 100_00), (2, 90_00)]
    assert refused("UPDATE performance_spend SET amount = 1") is True
    assert refused("DELETE FROM performance_spend") is True


def test_two_people_return_one_quarter(sharing: Sharing) -> None:
    grant = approved(sharing)
    quarter = due_quarters(grant, today())[0]
    give_back(sharing, grant, quarter, 100_00)
    with pytest.raises(StaleSpend) as stale:
        give_back(sharing, grant, quarter, 90_00)
    assert [row.amount for row in stale.value.saved.values()] == [100_00]
    assert give_back(sharing, grant, quarter, 100_00) == 0  # the same again is nothing new


def test_spend_waits_for_an_approval_and_for_the_quarter_to_end(sharing: Sharing) -> None:
    grant = sharing.grant()
    with pytest.raises(Refusal, match="No scenario is approved yet"):
        give_back(sharing, grant, grant.quarters[0], 1)
    approve_scenario(scenario=draft(sharing.cast, grant), version=1, by=sharing.cast.chair)
    for wrong in (grant.quarters[-1], grant.quarters[0].previous()):
        with pytest.raises(Refusal, match="is not a quarter of this grant that is over"):
            give_back(sharing, grant, wrong, 1)


def test_spend_of_another_grants_recipient_is_refused(sharing: Sharing) -> None:
    grant, other = approved(sharing), sharing.grant(title="Other")
    returned = [Returned(other.recipients.all()[0], 1, "")]
    with pytest.raises(Refusal, match="another grant"):
        return_spend(
            grant=grant, quarter=grant.quarters[0], returned=returned, by=sharing.cast.manager
        )  # fmt: skip


# The rest --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("among", ["partnerships", "districts"])
def test_a_board_without_any_has_nobody_to_share_with(cast: Cast, among: str) -> None:
    with pytest.raises(Refusal, match=f"The Board has no {among} on .*, so nobody shares in it"):
        open_grant(
            board=cast.other_board, title="A", giver="B", begins=today(), ends=days(90), total=1, among=among,
            by=cast.other_manager,
        )  # fmt: skip


def test_a_partnership_without_districts_shares_and_has_no_published_figure(sharing: Sharing) -> None:
    make_partnership(sharing.cast, "east", "East Fosse CSP")
    grant = sharing.grant()
    assert [row.name for row in grant.recipients.all()] == ["East Fosse CSP", "North Fosse CSP", "South Fosse CSP"]
    assert found(sharing, grant, sharing.people).missing == (
        "East Fosse CSP has no districts, so no published figure is its own. Type the figures of this factor in",
    )


@pytest.mark.parametrize("who", ["member", "chair", "lead", "csp_officer", "other_manager"])
def test_only_those_who_share_out_grants_enter_and_draft(sharing: Sharing, who: str) -> None:
    grant, by = sharing.grant(), sharing.cast.by_name[who]
    with pytest.raises(PermissionDenied):
        open_grant(
            board=sharing.cast.board, title="A", giver="B", begins=today(), ends=days(90), total=1,
            among="partnerships", by=by,
        )  # fmt: skip
    with pytest.raises(PermissionDenied):
        change_scenario(
            scenario=draft(sharing.cast, grant), details=Details("X", "", (factor(),)), version=1, by=by
        )  # fmt: skip
    with pytest.raises(PermissionDenied):
        return_spend(grant=grant, quarter=grant.quarters[0], returned=[], by=by)


def test_what_was_done_is_in_the_audit_log(sharing: Sharing) -> None:
    grant = approved(sharing)
    give_back(sharing, grant, grant.quarters[0], 5)
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "entered a grant", "drafted a scenario", "approved how a grant is shared", "returned spend",
    ]  # fmt: skip


def test_a_reading_of_yesterday_knows_nothing_of_today(sharing: Sharing) -> None:
    assert read(approved(sharing), day=days(-1)).scenarios == ()


def test_a_reading_can_be_frozen(sharing: Sharing) -> None:
    reading = read(approved(sharing))
    kept = json.loads(json.dumps(dataclasses.asdict(reading), default=str))
    assert kept["scenarios"][0]["lines"][0]["amount"] == 750_00
    assert frozen(reading.plot)["chart"] == "grouped-bars"


def test_money_is_always_to_the_penny() -> None:
    assert [money(pence) for pence in (0, 1, -105, 1_234_567_00)] == ["£0.00", "£0.01", "−£1.05", "£1,234,567.00"]
    assert [more_or_less(pence) for pence in (0, 5, -5)] == ["the same", "+£0.05", "−£0.05"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_same_queries_however_many_grants(sharing: Sharing, count: int, django_assert_num_queries) -> None:
    for number in range(count):
        grant = sharing.grant(title=f"Grant {number}")
        for other in range(count):
            scenario = draft(sharing.cast, grant, f"Scenario {other}")
        approve_scenario(scenario=scenario, version=1, by=sharing.cast.chair)
        give_back(sharing, grant, grant.quarters[0], 5)
    with django_assert_num_queries(4):
        grants_of(sharing.cast.board, today())
