"""The dashboard: its figures are the database's, its filter is its address, and it is for the board's own people."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from performance.analysis.rag import Polarity
from performance.matrix import Mark
from priorities.models import Agreement, PlannedActionReport, QuarterlyReturn, RequiredActionReport
from priorities.models.returns import State
from priorities.notices import return_path
from reports.dashboard import Dashboard, Figure, Judgement, Row, build, select
from snb.models import Appointment, Person
from snb.permissions import Role
from snb.querysets import today
from tests.cast import ACTORS, Cast, bring_to, days, fresh, give, open_return
from tests.reports.page_scene import NEWEST, accept, add_measure, grow, past_meeting

URL = "/boards/fosse/"


def dashboard_of(cast: Cast, person: Person | None = None) -> Dashboard:
    return build(cast.board, fresh(person or cast.member), day=today())


def row_of(cast: Cast, slug: str = "burglary", person: Person | None = None) -> Row:
    return next(row for row in dashboard_of(cast, person).rows if row.slug == slug)


# Who may see it ------------------------------------------------------------------------------------------------------


def test_who_may_see_it(cast: Cast, as_: Callable[[Person], Client]) -> None:
    answers = {actor: as_(cast.by_name[actor]).get(URL).status_code for actor in ACTORS}
    hidden = dict.fromkeys(["former_lead", "other_manager", "outsider"], 404)
    refused = dict.fromkeys(["scrutiny", "clerk", "administrator"], 403)
    assert answers == dict.fromkeys(ACTORS, 200) | hidden | refused


def test_nobody_is_sent_to_sign_in(client: Client, cast: Cast) -> None:
    assert client.get(URL)["Location"] == f"{reverse('sign-in')}?next={URL}"


# What it says --------------------------------------------------------------------------------------------------------


def test_a_row_before_anything_was_reported(cast: Cast) -> None:
    row = row_of(cast)
    assert (row.name, row.theme, row.leads, row.deputies) == ("Burglary", "Harm", ("Lead Person",), ("Deputy Person",))
    assert (row.figure, row.judgement, row.held) == (None, None, None)
    assert (row.actions_done, row.actions, row.spent, row.budget) == (0, 0, None, Decimal(2500))


def test_a_vacancy_is_shown_as_one(cast: Cast, as_: Callable[[Person], Client]) -> None:
    Appointment.objects.filter(person=cast.other_lead).update(ends=days(-1))
    assert row_of(cast, "arson").leads == ()
    assert "Vacant" in as_(cast.member).get(URL).content.decode()


def test_the_figure_of_the_first_measure_with_its_reason(cast: Cast) -> None:
    add_measure(cast.burglary, "thefts", {0: 130, 1: 90, 4: 140}, target=100)
    add_measure(cast.burglary, "other", {0: 1})
    assert row_of(cast).figure == Figure(
        "Thefts", "offences", Decimal(130), NEWEST.short, "amber",
        f"130 in {NEWEST.short} is more than 10% off the target (100), but no worse than a year ago, "
        f"{NEWEST.shifted(-4).short} (140).", "thefts",
        Mark("Mid term", "better", "down", "Better",
             f"140 in {NEWEST.shifted(-4).short}, 130 in {NEWEST.short}: down by 10 (7.1%)."),
    )  # fmt: skip


def test_a_figure_that_is_not_there_is_no_zero(cast: Cast, as_: Callable[[Person], Client]) -> None:
    add_measure(cast.burglary, "thefts", {})
    assert row_of(cast).figure == Figure("Thefts", "offences", None, "", "none", "No figure for this period.", "thefts")
    page = as_(cast.member).get(URL).content.decode()
    assert "No data" in page
    assert "No figure" in page


def test_a_measure_without_a_better_way_is_not_rated(cast: Cast, as_: Callable[[Person], Client]) -> None:
    add_measure(cast.burglary, "referrals", {0: 7}, polarity=Polarity.NEUTRAL)
    page = as_(cast.member).get(URL).content.decode()
    assert "Not rated" in page
    assert "No data" not in page.partition("data-results")[2]


def test_what_the_newest_accepted_return_says(cast: Cast) -> None:
    old = past_meeting(cast, 1)
    before = accept(QuarterlyReturn.objects.get(priority=cast.burglary, meeting=old), cast)
    open_return(cast)
    row = row_of(cast)
    assert row.judgement == Judgement(
        "amber", "Steady", "Fewer repeats, but slow.", old.quarter.short, return_path(before)
    )
    done = RequiredActionReport.objects.filter(quarterly_return=before, status="done").count()
    assert (row.actions_done, row.actions) == (done, 2)
    report = PlannedActionReport.objects.get(quarterly_return=before)
    assert (row.spent, row.budget) == (Decimal(report.spent or 0) / 100, Decimal(2500))
    assert row.held is not None
    assert row.held.state == "not_started"


def test_of_several_accepted_returns_the_newest_counts(cast: Cast) -> None:
    for back in (1, 2):  # the older one is accepted last
        accept(QuarterlyReturn.objects.get(priority=cast.burglary, meeting=past_meeting(cast, back)), cast)
    newest = QuarterlyReturn.objects.filter(priority=cast.burglary).order_by("-meeting__date")[0]
    row = row_of(cast)
    assert row.judgement is not None
    assert (row.judgement.quarter, row.judgement.url) == (newest.quarter.short, return_path(newest))


def test_a_signed_return_is_not_quoted_before_it_is_accepted(cast: Cast) -> None:
    bring_to(open_return(cast), State.SIGNED, cast)
    row = row_of(cast)
    assert (row.judgement, row.actions, row.spent) == (None, 0, None)


@pytest.mark.parametrize(
    ("state", "opens"),
    [(State.NOT_STARTED, {"lead", "manager"}), (State.SIGNED, {"lead", "manager"}),
     (State.ACCEPTED, {"lead", "manager", "member", "other_lead"})],
)  # fmt: skip
def test_a_return_is_linked_for_those_who_may_open_it(cast: Cast, state: State, opens: set[str]) -> None:
    held = bring_to(open_return(cast), state, cast)
    readers = ("lead", "manager", "member", "other_lead")
    cells = {actor: row_of(cast, person=cast.by_name[actor]).held for actor in readers}
    assert {actor for actor, cell in cells.items() if cell and cell.url} == opens
    assert {cell.url for cell in cells.values() if cell and cell.url} == {return_path(held)}


def test_the_line_above_counts_received_and_late(cast: Cast, as_: Callable[[Person], Client]) -> None:
    held = open_return(cast)
    QuarterlyReturn.objects.update(due=days(-2))
    bring_to(held, State.SIGNED, cast)
    page = dashboard_of(cast)
    assert (page.received, page.expected, page.late) == (1, 2, 1)
    cells = {row.slug: (row.held.is_late, row.held.came_late) for row in page.rows if row.held}
    assert cells == {"burglary": (False, True), "arson": (True, False)}
    assert "1 of 2 returns received" in as_(cast.member).get(URL).content.decode()


def test_without_an_agreement_in_force(cast: Cast, as_: Callable[[Person], Client]) -> None:
    Agreement.objects.update(ends=days(-1))
    page = as_(cast.member).get(URL).content.decode()
    assert "No agreement is in force today" in page
    assert "<table" not in page


# Filters -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def varied(cast: Cast) -> Cast:
    """Burglary is green and accepted as amber; arson is red, not judged, and late."""
    add_measure(cast.burglary, "thefts", {0: 90}, target=100)
    add_measure(cast.arson, "fires", {0: 200}, target=100)
    bring_to(open_return(cast), State.ACCEPTED, cast)
    QuarterlyReturn.objects.filter(priority=cast.arson).update(due=days(-1))
    return cast


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["burglary", "arson"]),
        ({"rag": "green"}, ["burglary"]),
        ({"rag": "red"}, ["arson"]),
        ({"rag": "none"}, []),
        ({"judgement": "amber"}, ["burglary"]),
        ({"judgement": "none"}, ["arson"]),
        ({"status": "accepted"}, ["burglary"]),
        ({"status": "late"}, ["arson"]),
        ({"status": "none"}, []),
        ({"theme": "harm"}, ["burglary", "arson"]),
        ({"theme": "harm", "rag": "red", "judgement": "none"}, ["arson"]),
        ({"rag": "red", "judgement": "amber"}, []),
    ],
)
def test_filters(varied: Cast, as_: Callable[[Person], Client], asked: dict[str, str], found: list[str]) -> None:
    assert [row.slug for row in select(dashboard_of(varied).rows, **asked)] == found
    page = as_(varied.member).get(URL, asked)
    assert [row.slug for row in page.context["rows"]] == found
    count = f'<p class="gt-count" role="status" data-result-count>{len(found)} of 2 priorities</p>'
    assert count in page.content.decode()


@pytest.mark.parametrize("field", ["rag", "judgement", "status", "theme"])
def test_a_filter_that_makes_no_sense_is_said_and_left_out(
    varied: Cast, as_: Callable[[Person], Client], field: str
) -> None:
    page = as_(varied.member).get(URL, {field: "purple"})
    assert "choose one from the list" in page.content.decode()
    assert [row.slug for row in page.context["rows"]] == ["burglary", "arson"]


def test_a_priority_without_a_return_is_found_as_not_opened(cast: Cast) -> None:
    assert [row.slug for row in select(dashboard_of(cast).rows, status="none")] == ["burglary", "arson"]


@pytest.mark.parametrize("size", [1, 3])
def test_queries_do_not_grow(cast: Cast, as_: Callable[[Person], Client], django_assert_num_queries, size: int) -> None:
    grow(cast, size)
    client = as_(cast.manager)
    with django_assert_num_queries(12):
        assert len(client.get(URL).context["rows"]) == size + 2


def test_a_person_with_two_remits_of_one_board_sees_each_priority_once(cast: Cast) -> None:
    give(cast.lead, Role.LEAD, cast.arson.remit)
    assert [row.slug for row in dashboard_of(cast, cast.lead).rows] == ["burglary", "arson"]
