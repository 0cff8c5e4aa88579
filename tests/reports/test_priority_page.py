"""The page of a priority: the golden thread in its order, with the database's figures and the signed words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from performance.analysis.rag import Polarity
from performance.periods import Cadence, Period
from priorities.models import PlannedAction, Priority, QuarterlyReturn
from priorities.models.returns import State
from priorities.notices import return_path
from reports.movement import Moved, change, figure, movement
from reports.priority_page import Leader, Planned, PriorityPage, build, thread_of
from reports.views.priority import visible_priority
from snb.models import Appointment, Person, RemitName
from snb.quarters import Quarter
from snb.querysets import today
from tests.cast import ACTORS, Cast, bring_to, days, fresh, open_return
from tests.reports.page_scene import NEWEST, accept, add_measure, grow, past_meeting

URL = "/boards/fosse/priorities/burglary/"


def page_of(cast: Cast, person: Person | None = None, slug: str = "burglary") -> PriorityPage:
    reader = fresh(person or cast.member)
    return build(visible_priority(reader, board="fosse", slug=slug), reader, day=today())


def test_who_may_see_it(cast: Cast, as_: Callable[[Person], Client]) -> None:
    answers = {actor: as_(cast.by_name[actor]).get(URL).status_code for actor in ACTORS}
    hidden = dict.fromkeys(["former_lead", "other_manager", "outsider", "scrutiny", "administrator"], 404)
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


def test_a_measure_with_a_year_ago_and_its_reason(cast: Cast) -> None:
    add_measure(cast.burglary, "thefts", {0: 90, 4: 120, 8: 150}, target=100, source="Home Office")
    (line,) = page_of(cast).measures
    assert (line.value, line.quarter, line.a_year_ago, line.target, line.rag, line.source) == (
        Decimal(90), NEWEST.short, Decimal(120), Decimal(100), "green", "Home Office",
    )  # fmt: skip
    assert line.reason == f"90 in {NEWEST.short} is within 10% of the target (100), or better."


def test_no_data_with_the_day_it_is_expected(cast: Cast, as_: Callable[[Person], Client]) -> None:
    add_measure(cast.burglary, "thefts", {}, state="no_data", expected=dt.date(2027, 3, 1))
    (line,) = page_of(cast).measures
    assert (line.value, line.rag, line.moved) == (None, "none", None)
    assert "No data, expected 1 March 2027" in as_(cast.member).get(URL).content.decode()


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

SPRING_23, SPRING_25, AUTUMN_25 = (
    Period(Quarter(*named).start, Cadence.QUARTER) for named in [(2023, 1), (2025, 1), (2025, 3)]
)


@pytest.mark.parametrize(
    ("first", "newest", "polarity", "moved"),
    [
        ((SPRING_23, 100), (SPRING_25, 88), Polarity.LOWER,
         Moved("better", "down", "Better", "100 in Q1 2023-24, 88 in Q1 2025-26: down by 12 (12%).")),
        ((SPRING_23, 100), (SPRING_25, 88), Polarity.HIGHER,
         Moved("worse", "down", "Worse", "100 in Q1 2023-24, 88 in Q1 2025-26: down by 12 (12%).")),
        ((SPRING_23, 100), (SPRING_25, 100), Polarity.HIGHER,
         Moved("level", "", "No change", "100 in Q1 2023-24, 100 in Q1 2025-26: no change.")),
        ((SPRING_23, 0), (SPRING_25, 3), Polarity.NEUTRAL,
         Moved("unknown", "up", "Neither way is better", "0 in Q1 2023-24, 3 in Q1 2025-26: up by 3.")),
        ((SPRING_23, 10), (AUTUMN_25, 20), Polarity.LOWER,
         Moved("worse", "up", "Worse", "10 in Q1 2023-24, 20 in Q3 2025-26: up by 10 (100%). They are different "
               "quarters of the year, so part of the change may be the season.")),
        ((SPRING_25, 1), (SPRING_25, 1), Polarity.LOWER, None),
    ],
)  # fmt: skip
def test_movement(first, newest, polarity, moved) -> None:
    (began, before), (ended, now) = first, newest
    assert movement(first=(began, Decimal(before)), newest=(ended, Decimal(now)), polarity=polarity) == moved


def test_the_first_figure_is_as_last_published_and_never_one_taken_back(cast: Cast) -> None:
    thefts = add_measure(cast.burglary, "thefts", {0: 90, 4: 120, 8: 150})
    thefts.observations.create(area=thefts.area, period_start=NEWEST.shifted(-8).start, value=None, vintage=days(-1))
    thefts.observations.create(area=thefts.area, period_start=NEWEST.shifted(-4).start, value=100, vintage=days(-1))
    (line,) = page_of(cast).measures
    assert line.moved is not None
    assert line.moved.sentence == f"100 in {NEWEST.shifted(-4).short}, 90 in {NEWEST.short}: down by 10 (10%)."


def test_the_page_claims_no_cause(cast: Cast, as_: Callable[[Person], Client]) -> None:
    add_measure(cast.burglary, "thefts", {0: 90, 4: 120})
    assert "need not have moved because of them" in as_(cast.member).get(URL).content.decode()


FIGURES = st.decimals(min_value=0, max_value=10**9, places=2)


@given(before=FIGURES, now=FIGURES)
def test_a_change_names_its_direction_and_nothing_from_zero_is_a_percentage(before: Decimal, now: Decimal) -> None:
    words = change(before, now)
    assert words.startswith("up by" if now > before else "down by" if now < before else "no change")
    assert ("%" in words) == (before != now and before != 0)


@given(value=FIGURES)
def test_a_figure_reads_back_as_itself(value: Decimal) -> None:
    assert Decimal(figure(value).replace(",", "")) == value


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
    with django_assert_num_queries(14):
        client.get(f"/boards/fosse/priorities/{priority.slug}/")
