"""The pages of grants."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from performance.grants.reading import due_quarters
from performance.grants.writing import approve_scenario
from performance.models import FundingGrant, Observation, Scenario, Spend
from snb.querysets import today
from tests.cast import Cast
from tests.performance.sharing import START, Sharing, draft, factor
from tests.priorities.pages import Page, get, post

SAVE, WORK_OUT, ADD = {"save": "1"}, {"work_out": "1"}, {"add": "1"}


def url(name: str, *args: object) -> str:
    return reverse(f"performance:{name}", args=["fosse", *args])


@pytest.fixture
def sharing(cast: Cast) -> Sharing:
    return Sharing(cast)


@pytest.fixture
def grant(sharing: Sharing) -> FundingGrant:
    return sharing.grant(total=1_000_00)


def said(sharing: Sharing, **more: str) -> dict[str, str]:
    """A scenario of two published factors, with changes."""
    return {
        "name": "A blend", "why": "", "rows": "3", "factor_1": "Residents", "weight_1": "60",
        "figures_1": sharing.choice(sharing.people), "joined_1": "sum", "factor_2": "Crime", "weight_2": "40",
        "figures_2": sharing.choice(sharing.crime), "joined_2": "sum", **more,
    }  # fmt: skip


def typed(page: Page, **more: str) -> dict[str, Any]:
    """The form as it stands, with changes."""
    names = page.tree.xpath("//main//form//*[self::input or self::select or self::textarea]/@name")
    return {name: page.value(name) for name in names if name != "csrfmiddlewaretoken"} | more


# Reading ---------------------------------------------------------------------------------------------


def test_without_a_grant_the_list_says_so(cast: Cast, as_) -> None:
    page = get(as_(cast.member), url("grant-list"))
    assert ("No grant has been entered for this Board." in page.text, page.buttons) == (True, [])
    assert get(as_(cast.analyst), url("grant-list")).buttons == ["Enter a grant"]


def test_the_list_says_where_each_grant_stands(sharing: Sharing, as_, grant: FundingGrant) -> None:
    client = as_(sharing.cast.member)
    assert get(client, url("grant-list")).rows[0][2:] == ["£1,000.00", "No scenario yet", "Not shared yet"]
    scenario = draft(sharing.cast, grant)
    assert get(client, url("grant-list")).rows[0][3] == "Not approved yet 1 scenario"
    approve_scenario(scenario=scenario, version=1, by=sharing.cast.chair)
    assert get(client, url("grant-list")).rows[0][3:] == ["Approved By residents", "£0.006 not returned"]


def test_a_grant_without_a_scenario_says_what_one_is(sharing: Sharing, as_, grant: FundingGrant) -> None:
    page = get(as_(sharing.cast.analyst), url("grant-detail", grant.pk))
    assert "No scenario has been drafted yet." in page.text
    assert page.buttons == ["Draft a scenario"]


def test_scenarios_side_by_side_reconcile_and_lead_to_their_reasons(sharing: Sharing, as_, grant: FundingGrant) -> None:
    draft(sharing.cast, grant, "First", factor(north="2", south="1"))
    draft(sharing.cast, grant, "Second", factor(weight="60"), factor("Crime", "40", north="1", south="3"))
    page = get(as_(sharing.cast.member), url("grant-detail", grant.pk))
    assert page.rows[:3] == [
        ["North Fosse CSP", "£666.6766.67%", "£550.0055.00%−£116.67"],
        ["South Fosse CSP", "£333.3333.33%", "£450.0045.00%+£116.67"],
        ["All together", "£1,000.00", "£1,000.00"],
    ]
    assert "In each scenario the shares add up to £1,000.00 exactly." in page.text
    assert ["North Fosse CSP", "£450.00", "£100.00", "£550.00"] in page.rows
    assert page.tree.xpath("//main//tbody//a/@href")[:2] == ["#scenario-1", "#scenario-2"]
    assert page.tree.xpath("//main//h3/@id") == ["scenario-1", "scenario-2"]
    assert page.buttons == []


@pytest.mark.parametrize(("who", "status"), [("outsider", 404), ("other_manager", 404), ("scrutiny", 403)])
def test_who_may_not_read(sharing: Sharing, as_, grant: FundingGrant, who: str, status: int) -> None:
    assert as_(sharing.cast.by_name[who]).get(url("grant-detail", grant.pk)).status_code == status


# A grant ---------------------------------------------------------------------------------------------

LETTER = {
    "title": "Problem solving", "giver": "The commissioner", "total": "£312,000.50", "begins_day": "1",
    "begins_month": "4", "begins_year": "2026", "ends_day": "31", "ends_month": "3", "ends_year": "2027",
    "among": "partnerships",
}  # fmt: skip


def test_a_grant_is_entered_to_the_penny(sharing: Sharing, as_) -> None:
    page = post(as_(sharing.cast.manager), url("grant-open"), LETTER)
    assert page.messages == ["“Problem solving” is entered. Draft the first scenario to share it."]
    made = FundingGrant.objects.get()
    assert (made.total, [row.name for row in made.recipients.all()]) == (
        312_000_50, ["North Fosse CSP", "South Fosse CSP"],
    )  # fmt: skip


def test_a_grant_that_cannot_be_keeps_what_was_typed(sharing: Sharing, as_) -> None:
    wrong = LETTER | {"total": "0", "ends_year": "2025"}
    page = post(as_(sharing.cast.manager), url("grant-open"), wrong)
    assert page.errors == [
        ("id_total", "Enter an amount above nought"),
        ("id_ends_0", "The last day must not be before the first"),
    ]
    assert page.value("title") == "Problem solving"


# Scenarios -------------------------------------------------------------------------------------------


def test_published_figures_are_offered(sharing: Sharing, as_, grant: FundingGrant) -> None:
    page = get(as_(sharing.cast.analyst), url("grant-scenario-open", grant.pk))
    assert page.all("//select[@name='figures_1']//option") == [
        "Choose", "Deprivation, 2024", "Recorded crime, 2024", "Residents, 2024", "Typed in below",
    ]  # fmt: skip
    assert page.buttons == ["Save as a draft", "Work out", "Add a factor"]


def test_working_out_shows_the_shares_and_saves_nothing(sharing: Sharing, as_, grant: FundingGrant) -> None:
    client, address = as_(sharing.cast.analyst), url("grant-scenario-open", grant.pk)
    page = post(client, address, said(sharing) | WORK_OUT)
    assert page.rows[:2] == [
        ["North Fosse CSP", "£570.00", "57.00%"],
        ["South Fosse CSP", "£430.00", "43.00%"],
    ]
    assert "Not saved yet. The shares add up to £1,000.00 exactly." in page.text
    assert (page.value("weight_1"), Scenario.objects.count()) == ("60", 0)
    moved = post(client, address, typed(page, weight_1="20", weight_2="80") | WORK_OUT)
    assert [row[1] for row in moved.rows[:2]] == ["£390.00", "£610.00"]


def test_a_further_scenario_is_worked_out_against_the_first(sharing: Sharing, as_, grant: FundingGrant) -> None:
    draft(sharing.cast, grant)
    page = post(as_(sharing.cast.analyst), url("grant-scenario-open", grant.pk), said(sharing) | WORK_OUT)
    assert [row[3] for row in page.rows[:2]] == ["−£180.00", "+£180.00"]
    assert "From “By residents”" in page.all("//th")


def test_a_scenario_is_saved_with_its_figures_and_their_source(sharing: Sharing, as_, grant: FundingGrant) -> None:
    page = post(as_(sharing.cast.analyst), url("grant-scenario-open", grant.pk), said(sharing) | SAVE)
    assert page.messages == ["“A blend” is saved as a draft."]
    made = Scenario.objects.get()
    assert [(each["name"], each["weight"], each["values"]) for each in made.factors] == [
        ("Residents", "60", {"North Fosse CSP": "600", "South Fosse CSP": "200"}),
        ("Crime", "40", {"North Fosse CSP": "30", "South Fosse CSP": "70"}),
    ]
    assert [each["source"] for each in made.factors] == [
        "Residents, 2024. An office",
        "Recorded crime, 2024. An office",
    ]


def test_weights_that_miss_a_hundred_are_said_beside_the_first(sharing: Sharing, as_, grant: FundingGrant) -> None:
    page = post(as_(sharing.cast.analyst), url("grant-scenario-open", grant.pk), said(sharing, weight_2="35") | SAVE)
    assert page.errors == [("id_weight_1", "The weights come to 95%. Change them so that they come to 100%")]
    assert (page.value("name"), page.value("weight_2"), page.value("factor_2")) == ("A blend", "35", "Crime")
    assert page.value("figures_2") == sharing.choice(sharing.crime)


@pytest.mark.parametrize("buttons", [SAVE, WORK_OUT])
def test_a_partnership_without_a_figure_is_refused_by_name(
    sharing: Sharing, as_, grant: FundingGrant, buttons: dict
) -> None:
    Observation.objects.create(
        measure=sharing.people, area=sharing.lower, period_start=START, value=None, vintage="2025-06-01"
    )
    page = post(as_(sharing.cast.analyst), url("grant-scenario-open", grant.pk), said(sharing) | buttons)
    missing = "There is no figure for Lower Fosse in Residents. A missing figure is not nought"
    assert (page.errors, Scenario.objects.count()) == ([("id_figures_1", missing)], 0)


def test_half_a_factor_is_not_enough(sharing: Sharing, as_, grant: FundingGrant) -> None:
    half = said(sharing, weight_1="", figures_1="", factor_2="", weight_2="x")
    page = post(as_(sharing.cast.analyst), url("grant-scenario-open", grant.pk), half | SAVE)
    assert page.errors == [
        ("id_weight_1", "Enter the weight of factor 1 in percent"),
        ("id_figures_1", "Select its figures, or clear everything of factor 1"),
        ("id_factor_2", "Name the factor, or clear everything of factor 2"),
        ("id_weight_2", "The weight of factor 2 must be a number from 0 to 100, like 33.5"),
    ]


def test_nothing_at_all_is_not_a_scenario(sharing: Sharing, as_, grant: FundingGrant) -> None:
    page = post(as_(sharing.cast.analyst), url("grant-scenario-open", grant.pk), {"rows": "3", **SAVE})
    assert page.errors == [
        ("id_name", "Answer the question “What is this scenario called?”"), ("id_factor_1", "Name at least one factor"),
    ]  # fmt: skip


def by_hand(sharing: Sharing, grant: FundingGrant, *values: str) -> dict[str, str]:
    rows = list(grant.recipients.all())
    figures = {f"typed_1_{row.pk}": value for row, value in zip(rows, values, strict=True)}
    return {
        "name": "By hand", "rows": "3", "factor_1": "Miles", "weight_1": "100", "figures_1": "typed",
        "unit_1": "miles", "source_1": "The highways survey", "date_1_day": "1", "date_1_month": "4",
        "date_1_year": "2025", **figures,
    }  # fmt: skip


def test_figures_can_be_typed_in_with_their_source(sharing: Sharing, as_, grant: FundingGrant) -> None:
    client = as_(sharing.cast.analyst)
    post(client, url("grant-scenario-open", grant.pk), by_hand(sharing, grant, "1", "3") | SAVE)
    made = Scenario.objects.get()
    assert (made.factors[0]["source"], made.factors[0]["date"]) == ("The highways survey", "2025-04-01")
    assert made.shares["South Fosse CSP"]["amount"] == 750_00
    page = get(client, url("scenario-edit", made.pk))
    assert (page.value("source_1"), page.value("date_1_month")) == ("The highways survey", "4")


def test_typed_figures_need_every_recipient_and_a_source(sharing: Sharing, as_, grant: FundingGrant) -> None:
    first, second = grant.recipients.all()
    wrong = by_hand(sharing, grant, "1", "") | {"source_1": ""}
    page = post(as_(sharing.cast.analyst), url("grant-scenario-open", grant.pk), wrong | SAVE)
    assert page.errors == [
        ("id_source_1", "Say where the figures come from in factor 1"),
        (f"id_typed_1_{second.pk}", "Enter the figure for South Fosse CSP. A missing figure is not nought"),
    ]
    assert page.value(f"typed_1_{first.pk}") == "1"


def test_a_factor_can_be_added_without_losing_what_is_typed(sharing: Sharing, as_, grant: FundingGrant) -> None:
    page = post(as_(sharing.cast.analyst), url("grant-scenario-open", grant.pk), said(sharing) | ADD)
    assert (len(page.all("//fieldset/legend[starts-with(., 'Factor')]")), page.value("rows")) == (4, "4")
    assert (page.value("name"), page.value("weight_1")) == ("A blend", "60")


def test_a_draft_changes_and_the_second_writer_sees_both(sharing: Sharing, as_, grant: FundingGrant) -> None:
    post(as_(sharing.cast.analyst), url("grant-scenario-open", grant.pk), said(sharing) | SAVE)
    address = url("scenario-edit", Scenario.objects.get().pk)
    before = typed(get(as_(sharing.cast.analyst), address))
    page = post(as_(sharing.cast.manager), address, before | {"weight_1": "50", "weight_2": "50"} | SAVE)
    assert page.messages == ["“A blend” has been changed."]
    page = post(as_(sharing.cast.analyst), address, before | {"weight_1": "10", "weight_2": "90"} | SAVE)
    assert page.status == 409
    assert page.rows[0] == ["Factors", "Residents 50%, Crime 50%", "Residents 10%, Crime 90%"]
    assert page.value("weight_1") == "10"
    assert post(as_(sharing.cast.analyst), address, typed(page) | SAVE).messages == ["“A blend” has been changed."]


def test_a_name_that_is_taken_is_a_conflict(sharing: Sharing, as_, grant: FundingGrant) -> None:
    draft(sharing.cast, grant, "A blend")
    page = post(as_(sharing.cast.analyst), url("grant-scenario-open", grant.pk), said(sharing) | SAVE)
    assert (page.status, page.value("weight_1")) == (409, "60")
    assert page.errors == [("", "There is a scenario called “A blend” already. Give this one another name.")]


# Approval --------------------------------------------------------------------------------------------


def test_the_chair_approves_what_is_on_the_page(sharing: Sharing, as_, grant: FundingGrant) -> None:
    scenario, client = draft(sharing.cast, grant), as_(sharing.cast.chair)
    assert "Approve this scenario" in get(client, url("grant-detail", grant.pk)).links
    address = url("scenario-approve", scenario.pk)
    page = get(client, address)
    assert page.buttons == ["Approve this scenario"]
    page = post(client, address, {"version": page.value("version")})
    assert page.messages == ["“By residents” is approved. The grant is shared by it from now on."]
    assert "Approve this scenario" not in page.links
    assert get(client, address).buttons == []


def test_a_scenario_that_changed_meanwhile_is_read_again_first(sharing: Sharing, as_, grant: FundingGrant) -> None:
    scenario, client = draft(sharing.cast, grant), as_(sharing.cast.chair)
    Scenario.objects.filter(pk=scenario.pk).update(version=2)
    page = post(client, url("scenario-approve", scenario.pk), {"version": "1"})
    assert (page.status, Scenario.objects.get().state) == (409, "draft")
    assert "Somebody changed this scenario after you opened the page" in page.text
    assert page.value("version") == "2"


@pytest.mark.parametrize("who", ["analyst", "manager", "member"])
def test_nobody_else_is_shown_or_given_the_button(sharing: Sharing, as_, grant: FundingGrant, who: str) -> None:
    scenario, client = draft(sharing.cast, grant), as_(sharing.cast.by_name[who])
    assert "Approve this scenario" not in get(client, url("grant-detail", grant.pk)).links
    response = client.post(url("scenario-approve", scenario.pk), {"version": "1"})
    assert (response.status_code, "only the chair can" in response.text) == (403, True)


def test_after_approval_scenarios_are_closed(sharing: Sharing, as_, grant: FundingGrant) -> None:
    scenario, client = draft(sharing.cast, grant), as_(sharing.cast.analyst)
    approve_scenario(scenario=scenario, version=1, by=sharing.cast.chair)
    for address in (url("grant-scenario-open", grant.pk), url("scenario-edit", scenario.pk)):
        page = get(client, address, follow=True)
        assert "so how this grant is shared does not change any more" in page.messages[0]
    page = post(client, url("grant-scenario-open", grant.pk), said(sharing) | SAVE)
    assert (page.status, page.value("factor_1")) == (409, "Residents")


# Spend -----------------------------------------------------------------------------------------------


@pytest.fixture
def shared(sharing: Sharing, grant: FundingGrant) -> FundingGrant:
    approve_scenario(scenario=draft(sharing.cast, grant), version=1, by=sharing.cast.chair)
    return grant


def spend_url(grant: FundingGrant, at: int = 0) -> str:
    return f"{url('grant-spend', grant.pk)}?quarter={due_quarters(grant, today())[at].start}"


def test_spend_is_returned_by_quarter(sharing: Sharing, as_, shared: FundingGrant) -> None:
    north, south = shared.recipients.all()
    client, address = as_(sharing.cast.manager), spend_url(shared)
    page = get(client, address)
    more = {f"amount_{north.pk}": "£1,760.10", f"note_{north.pk}": "Two posts", f"amount_{south.pk}": "0"}
    page = post(client, address, typed(page, **more))
    assert page.messages[0].startswith("2 returns saved for Q")
    assert page.rows[0] == [
        "North Fosse CSP", "£750.00", "£1,760.10", "Not returned", "Not returned", "Not due yet", "£1,760.10",
        page.rows[0][-1],
    ]  # fmt: skip
    assert page.rows[0][-1].startswith("Overspent by £1,010.10 so far, without Q")
    assert page.rows[1][2] == "Nothing spent"
    assert "Two posts" in page.text


def test_what_was_not_returned_stays_so(sharing: Sharing, as_, shared: FundingGrant) -> None:
    client = as_(sharing.cast.manager)
    page = post(client, spend_url(shared), typed(get(client, spend_url(shared))))
    assert page.messages[0].startswith("Nothing was changed for Q")
    assert (Spend.objects.count(), page.rows[0][2]) == (0, "Not returned")


def test_a_wrong_amount_is_said_beside_its_field(sharing: Sharing, as_, shared: FundingGrant) -> None:
    north, south = shared.recipients.all()
    wrong = {f"amount_{north.pk}": "lots", f"note_{north.pk}": "Two posts", f"note_{south.pk}": "A note alone"}
    page = post(as_(sharing.cast.manager), spend_url(shared), wrong)
    assert page.errors == [
        (f"id_amount_{north.pk}", "Spent by North Fosse CSP must be a number, like 12500"),
        (f"id_amount_{south.pk}", "Enter what South Fosse CSP spent; enter 0 where nothing was spent"),
    ]
    assert (page.value(f"amount_{north.pk}"), page.value(f"note_{south.pk}")) == ("lots", "A note alone")


def test_two_people_return_one_quarter_and_the_second_sees_both(sharing: Sharing, as_, shared: FundingGrant) -> None:
    north = shared.recipients.all()[0]
    address, amount = spend_url(shared), f"amount_{north.pk}"
    before = typed(get(as_(sharing.cast.manager), address))
    post(as_(sharing.cast.manager), address, before | {amount: "10"})
    page = post(as_(sharing.cast.analyst), address, before | {amount: "20"})
    assert (page.status, page.rows[0], page.value(amount)) == (409, ["North Fosse CSP", "£10.00", "£20.00"], "20")
    page = post(as_(sharing.cast.analyst), address, typed(page))
    assert page.rows[0][2] == "£20.00corrected"


def test_before_an_approval_there_is_nothing_to_spend(sharing: Sharing, as_, grant: FundingGrant) -> None:
    page = get(as_(sharing.cast.manager), url("grant-spend", grant.pk), follow=True)
    assert page.messages == ["Spend can be returned once a scenario is approved and a quarter of the grant is over."]


@pytest.mark.parametrize("name", ["grant-spend", "grant-scenario-open"])
def test_who_may_not_write_is_told_why(sharing: Sharing, as_, shared: FundingGrant, name: str) -> None:
    response = as_(sharing.cast.member).get(url(name, shared.pk))
    assert (response.status_code, "You may not share out grants" in response.text) == (403, True)
    assert as_(sharing.cast.other_manager).get(url(name, shared.pk)).status_code == 404


@pytest.mark.parametrize("more", [1, 3])
def test_the_same_queries_for_one_grant(sharing: Sharing, as_, more: int, django_assert_num_queries) -> None:
    grant = sharing.grant()
    for number in range(more):
        draft(sharing.cast, grant, f"Scenario {number}")
    client = as_(sharing.cast.analyst)
    with django_assert_num_queries(9):
        client.get(url("grant-detail", grant.pk))


@pytest.mark.parametrize("more", [1, 3])
def test_the_same_queries_for_the_list(sharing: Sharing, as_, more: int, django_assert_num_queries) -> None:
    for number in range(more):
        draft(sharing.cast, sharing.grant(title=f"Grant {number}"))
    client = as_(sharing.cast.analyst)
    with django_assert_num_queries(9):
        client.get(url("grant-list"))
