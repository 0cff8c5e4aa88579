"""The page of a priority: the golden thread in its order, with the database's figures and the signed words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from performance.analysis.movement import ASSOCIATION
from priorities.models import PlannedAction, Priority, QuarterlyReturn
from priorities.models.returns import State
from priorities.notices import return_path
from reports.priority_page import Leader, Planned, PriorityPage, build, thread_of
from reports.views.priority import visible_placed_priority
from snb.models import Appointment, Person, RemitName
from snb.querysets import today
from tests.cast import ACTORS, Cast, bring_to, days, fresh, open_return
from tests.reports.page_scene import NEWEST, accept, add_measure, grow, past_meeting

URL = "/boards/fosse/priorities/burglary/"


def page_of(cast: Cast, person: Person | None = None, slug: str = "burglary") -> PriorityPage:
    reader = fresh(person or cast.member)
    return build(visible_placed_priority(reader, board="fosse", slug=slug), reader, day=today())


def test_who_may_see_it(cast: Cast, as_: Callable[[Person], Client]) -> None:
    answers = {actor: as_(cast.by_name[actor]).get(URL).status_code for actor in ACTORS}
    hidden = dict.fromkeys(["former_lead", "other_manager", "outsider", "scrutiny", "clerk", "administrator"], 404)
    assert answers == dict.fromkeys(ACTORS, 200) | hidden


# Who leads it --------------------------------------------------------------------------------------------------------


def test_the_lead_by_post_with_a_deputy(cast: Cast) -> None:
    page = page_of(cast)
    assert page.leads == (Leader("Lead Person", "Chief Constable, Fosse Police", None),)
    assert page.deputies == (Leader("Deputy Person", "", days(3)),)
    assert (page.name, page.theme) == ("Burglary", "Harm")


def test_a_vacancy(cast: Cast, as_: Callable[[Person], Client]) -> None:
    Appointment.objects.filter(person__in=[cast.lead, cast.deputy]).update(begins=days(-9), ends=days(-1))
    assert page_of(cast).leads == ()
    assert "Nobody leads it today." in as_(cast.member).get(URL).content.decode()


def test_names_over_time(cast: Cast) -> None:
    RemitName.objects.create(remit=cast.burglary.remit, name="Burglary and theft", begins=days(-10))
    page = page_of(cast)
    assert page.name == "Burglary and theft"
    assert [name for name, _ in page.names] == ["Burglary", "Burglary and theft"]


# What we know --------------------------------------------------------------------------------------------------------


def test_a_measure_is_a_row_of_the_matrix_with_its_reason(cast: Cast) -> None:
    add_measure(cast.burglary, "thefts", {0: 90, 4: 120, 8: 150}, target=100, source="Home Office")
    (row,) = page_of(cast).known.measures
    assert (row.value, row.period, row.rag) == ("90", NEWEST.short, "green")
    assert row.reason == f"90 in {NEWEST.short} is within 10% of the target (100), or better."
    assert [(mark.heading, mark.meaning) for mark in row.marks] == [
        ("Versus baseline", "unknown"), ("Short term", "unknown"), ("Mid term", "better"), ("Long term", "unknown"),
    ]  # fmt: skip


def test_no_data_with_the_day_it_is_expected(cast: Cast, as_: Callable[[Person], Client]) -> None:
    add_measure(cast.burglary, "thefts", {}, state="no_data", expected=dt.date(2027, 3, 1))
    (row,) = page_of(cast).known.measures
    assert (row.value, row.rag, row.exception) == ("", "none", "")
    assert "No data, figures expected by 1 March 2027" in as_(cast.member).get(URL).content.decode()


# What we do ----------------------------------------------------------------------------------------------------------


def test_the_plan_beside_what_was_reported(cast: Cast) -> None:
    accept(open_return(cast), cast)
    PlannedAction.objects.create(
        priority=cast.burglary, slug="new", title="A newer one", owner="Chief", begins=days(0), due=days(200),
        budget=50_000,
    )  # fmt: skip
    page = page_of(cast)
    assert page.planned == (
        Planned(
            "Fit locks", "Housing manager", days(100), None, "", Decimal(2500), Decimal(1000), "On track", "doing", ""
        ),
        Planned("A newer one", "Chief", days(200), None, "", Decimal(500), None, "Not reported", "quiet", ""),
    )
    assert (page.spent, page.budget) == (Decimal(1000), Decimal(3000))


def test_required_actions_with_their_evidence(cast: Cast) -> None:
    assert page_of(cast).required == ()
    accept(open_return(cast), cast)
    page = page_of(cast)
    assert [(row.number, row.text, row.status, row.evidence) for row in page.required] == [
        (1, "Scope and map the problem", "Done", "Minutes of the group."),
        (2, "Agree a plan", "Done", "Minutes of the group."),
    ]
    assert page.done == 2


# What the lead says --------------------------------------------------------------------------------------------------


def test_the_last_accepted_words_with_signer_and_day(cast: Cast) -> None:
    held = accept(open_return(cast), cast)
    said = page_of(cast).said
    assert said is not None
    assert said.progress == "<p>About progress.</p>\n"
    assert said.signed_as == "Lead Person, Chief Constable, Fosse Police"
    assert said.signed_at == held.signed_at
    assert (said.judgement.rag, said.judgement.outlook, said.judgement.url) == ("amber", "Steady", return_path(held))


def test_what_is_not_accepted_is_not_quoted(cast: Cast, as_: Callable[[Person], Client]) -> None:
    bring_to(open_return(cast), State.SIGNED, cast)
    assert page_of(cast).said is None
    page = as_(cast.member).get(URL).content.decode()
    assert "About progress." not in page
    assert "Fewer repeats" not in page


def test_returns_by_quarter_newest_first(cast: Cast) -> None:
    before = accept(QuarterlyReturn.objects.get(priority=cast.burglary, meeting=past_meeting(cast, 1)), cast)
    now = open_return(cast)
    rows = page_of(cast).past
    assert [(row.quarter, row.cell.word, row.cell.url, row.rag) for row in rows] == [
        (now.quarter.short, "Not started", "", ""),
        (before.quarter.short, "Accepted", return_path(before), "amber"),
    ]
    assert page_of(cast, cast.lead).past[0].cell.url == return_path(now)


# Did it move ---------------------------------------------------------------------------------------------------------


def test_each_action_that_began_is_held_against_the_first_measure(cast: Cast) -> None:
    add_measure(cast.burglary, "thefts", {back: 100 + back for back in range(12)})
    (moved,) = page_of(cast).known.movements
    assert (moved.action, moved.measure) == ("Fit locks", "Thefts")
    assert moved.sentences[0].startswith("Before: ")
    assert moved.url.startswith("/boards/fosse/measures/thefts/?action=")


def test_an_action_that_has_not_begun_is_not_looked_for(cast: Cast) -> None:
    PlannedAction.objects.update(begins=days(3), due=days(9))
    add_measure(cast.burglary, "thefts", {0: 90, 4: 120})
    assert page_of(cast).known.movements == ()


def test_the_page_claims_no_cause(cast: Cast, as_: Callable[[Person], Client]) -> None:
    add_measure(cast.burglary, "thefts", {0: 90, 4: 120})
    assert ASSOCIATION in as_(cast.member).get(URL).content.decode()


# The thread ----------------------------------------------------------------------------------------------------------


def test_the_thread_stops_where_the_priority_is(cast: Cast) -> None:
    assert [step["state"] for step in thread_of(page_of(cast))] == ["current", "done", "done", "todo", "todo"]
    add_measure(cast.burglary, "thefts", {0: 90, 4: 120})
    assert [step["state"] for step in thread_of(page_of(cast))] == ["done", "done", "done", "current", "done"]
    accept(open_return(cast), cast)
    thread = thread_of(page_of(cast))
    assert [step["state"] for step in thread] == ["done"] * 5
    assert thread[0]["note"] == f"90 in {NEWEST.short}"


@pytest.mark.parametrize("size", [1, 3])
def test_queries_do_not_grow(cast: Cast, as_: Callable[[Person], Client], django_assert_num_queries, size: int) -> None:
    grow(cast, size)
    priority = Priority.objects.get(slug="more-0")
    for number in range(size):
        add_measure(priority, f"extra-{number}", {0: 3, 4: 2})
    client = as_(cast.manager)
    with django_assert_num_queries(18):
        client.get(f"/boards/fosse/priorities/{priority.slug}/")
