"""Action plans: what is late, what it costs, whose money ends first, and who may change it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities.models import Milestone, PlannedAction, PlannedActionReport, PlannedMeasure, Priority
from priorities.models.returns import State
from priorities.opening import open_returns
from priorities.plan_workflow import (
    StalePlan,
    change_planned,
    plan_action,
    remove_milestone,
    set_funding,
    set_initiative,
    set_milestone,
    tie_measure,
    untie_measure,
    withdraw_planned,
)
from priorities.plans import funding_of, narrowed, plan_of
from priorities.workflow import move
from snb.models import AuditEvent
from snb.workflow import Refusal
from tests.cast import Cast, bring_to, days, fill, make_meeting, open_return
from tests.priorities.plans_scene import details, locks, make_measure, make_stream, money


def line(cast: Cast):
    (only,) = plan_of([cast.burglary], days(0)).lines
    return only


# Reading -------------------------------------------------------------------------------------------------------------


def test_what_no_return_has_reported_is_not_zero(cast: Cast) -> None:
    plan = plan_of([cast.burglary], days(0))
    assert (plan.spent, plan.budget, plan.unreported) == (None, 250_000, 1)
    assert (plan.lines[0].status, plan.lines[0].tone) == ("Not reported", "quiet")


def test_the_newest_accepted_return_says_how_it_stands(cast: Cast) -> None:
    bring_to(open_return(cast), State.ACCEPTED, cast)
    assert (line(cast).status, line(cast).spent) == ("On track", 100_000)


def test_a_return_that_is_not_accepted_says_nothing_yet(cast: Cast) -> None:
    bring_to(open_return(cast), State.SIGNED, cast)
    assert line(cast).spent is None


def test_a_revised_date_counts_and_the_first_is_kept(cast: Cast) -> None:
    action = locks()
    action.due = days(-5)
    action.save()
    held = fill(open_return(cast), cast.lead)
    report = PlannedActionReport.objects.get(quarterly_return=held)
    report.revised_due, report.revised_reason = days(160), "The wood was late"
    report.save()
    assert line(cast).is_late
    held = move(quarterly_return=held, to=State.SIGNED, by=cast.lead)
    move(quarterly_return=held, to=State.ACCEPTED, by=cast.manager)
    found = line(cast)
    assert (found.due, found.action.due, found.is_revised, found.is_late) == (days(160), days(-5), True, False)
    assert found.row.revised == days(160).toordinal()


def test_late_is_past_its_date_and_not_done(cast: Cast) -> None:
    action = locks()
    action.due = days(0)
    action.save()
    assert not line(cast).is_late
    assert plan_of([cast.burglary], days(1)).late == 1


@pytest.mark.parametrize(("ends", "found"), [(99, True), (100, False), (None, False)])
def test_money_that_ends_before_the_action_is_seen(cast: Cast, ends: int | None, found: bool) -> None:
    action = locks()
    action.funding = make_stream(cast, ends)
    action.save()
    assert line(cast).outlives_its_money is found
    (stream,) = funding_of(cast.board, days(0))
    assert [row.slug for row in stream.left_over] == (["locks"] if found else [])


@pytest.mark.parametrize(
    ("begins", "ends", "warn", "state"),
    [(-300, 60, 9, "Ends soon"), (-300, 60, 1, "Running"), (-300, 0, 0, "Ends soon"), (-300, -1, 9, "Ended"),
     (-300, None, 9, "Running"), (5, 700, 9, "To come")],
)  # fmt: skip
def test_the_end_of_money_is_said_in_time(cast: Cast, begins: int, ends: int | None, warn: int, state: str) -> None:
    make_stream(cast, ends, begins=days(begins), warn_months=warn)
    assert funding_of(cast.board, days(0))[0].state[0] == state


def test_the_plan_narrows(cast: Cast) -> None:
    plan_action(priority=cast.arson, details=details(due=days(-2), begins=days(-9)), by=cast.manager)
    plan = plan_of([cast.burglary, cast.arson], days(0))
    assert [row.action.title for row in narrowed(plan).lines] == ["Fit locks", "Light the paths"]
    assert [row.action.title for row in narrowed(plan, show="late").lines] == ["Light the paths"]
    assert [row.action.title for row in narrowed(plan, priority="burglary").lines] == ["Fit locks"]
    assert narrowed(plan, show="money").lines == ()


def test_the_plan_costs_the_same_queries_however_long_it_is(cast: Cast) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            plan = plan_of(Priority.objects.filter(board=cast.board).prefetch_related("remit__names"), days(0))
            _ = [(row.milestones, row.measures, row.row, row.priority) for row in plan.lines]
        return len(seen)

    stream, measure = make_stream(cast), make_measure(cast)
    first = plan_action(priority=cast.arson, details=details(funding=stream), by=cast.manager)
    tie_measure(action=first, measure=measure, kind="outcome", expected="", by=cast.manager)
    set_milestone(action=first, milestone=None, title="Half", due=days(5), done_on=None, by=cast.manager)
    before = cost()
    for number in range(8):
        made = plan_action(priority=cast.burglary, details=details(title=f"Number {number}"), by=cast.manager)
        tie_measure(action=made, measure=measure, kind="output", expected="", by=cast.manager)
        set_milestone(action=made, milestone=None, title="Half", due=days(5), done_on=None, by=cast.manager)
    assert cost() == before


def test_the_timeline_has_the_plans_dates(cast: Cast) -> None:
    row = line(cast).row
    assert (row.begins, row.ends) == (days(-200).toordinal(), days(100).toordinal())
    assert "Fit locks" in plan_of([cast.burglary], days(0)).plot().table().rows[0][0]


# Changing ------------------------------------------------------------------------------------------------------------


def test_leads_and_support_change_their_own_plan_only(cast: Cast) -> None:
    for person in (cast.lead, cast.support, cast.manager, cast.deputy):
        plan_action(priority=cast.burglary, details=details(), by=person)
    for person in (cast.other_lead, cast.member, cast.chair, cast.csp_officer, cast.former_lead, cast.other_manager):
        with pytest.raises(PermissionDenied):
            plan_action(priority=cast.burglary, details=details(), by=person)
    slugs = set(PlannedAction.objects.values_list("slug", flat=True))
    assert slugs == {"locks", "light-the-paths", *(f"light-the-paths-{n}" for n in (2, 3, 4))}
    assert AuditEvent.objects.filter(action="planned an action").count() == 4


def test_a_plan_that_ends_before_it_starts_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal, match="before the start"):
        plan_action(priority=cast.burglary, details=details(due=days(-11)), by=cast.lead)


def test_a_stale_change_is_refused_with_what_is_saved(cast: Cast) -> None:
    change_planned(action=locks(), details=details(title="One"), version=1, by=cast.lead)
    with pytest.raises(StalePlan) as stale:
        change_planned(action=locks(), details=details(title="Two"), version=1, by=cast.manager)
    assert stale.value.saved.title == "One"
    assert locks().title == "One"


def test_the_first_date_stays_once_a_return_revised_it(cast: Cast) -> None:
    report = PlannedActionReport.objects.get(quarterly_return=open_return(cast))
    report.revised_due, report.revised_reason = days(160), "The wood was late"
    report.save()
    with pytest.raises(Refusal, match="first date is kept"):
        change_planned(action=locks(), details=details(due=days(130)), version=1, by=cast.lead)
    change_planned(action=locks(), details=details(due=locks().due, title="Fit better locks"), version=1, by=cast.lead)
    assert locks().title == "Fit better locks"


def test_what_is_withdrawn_is_not_asked_for_again_and_stays_to_be_read(cast: Cast) -> None:
    withdraw_planned(action=locks(), reason="Done by the landlord", by=cast.lead)
    plan = plan_of([cast.burglary], days(0))
    assert (plan.lines, [row.slug for row in plan.withdrawn]) == ((), ["locks"])
    later = make_meeting(cast.board, in_days=110, due_in=100)
    open_returns(meeting=later, by=cast.manager)
    assert not PlannedActionReport.objects.filter(quarterly_return__meeting=later).exists()
    for act in (
        lambda: withdraw_planned(action=locks(), reason="Again", by=cast.lead),
        lambda: change_planned(action=locks(), details=details(), version=2, by=cast.lead),
        lambda: set_milestone(action=locks(), milestone=None, title="x", due=days(1), done_on=None, by=cast.lead),
    ):
        with pytest.raises(Refusal, match="no longer planned"):
            act()


def test_milestones_are_set_changed_and_taken_out(cast: Cast) -> None:
    step = set_milestone(action=locks(), milestone=None, title="Half", due=days(5), done_on=None, by=cast.lead)
    set_milestone(action=locks(), milestone=step, title="Half", due=days(5), done_on=days(-1), by=cast.lead)
    assert Milestone.objects.get().done_on == days(-1)
    other = plan_action(priority=cast.burglary, details=details(), by=cast.lead)
    with pytest.raises(Refusal, match="another action"):
        set_milestone(action=other, milestone=step, title="Half", due=days(5), done_on=None, by=cast.lead)
    with pytest.raises(PermissionDenied):
        remove_milestone(milestone=step, by=cast.other_lead)
    remove_milestone(milestone=step, by=cast.lead)
    assert not Milestone.objects.exists()


def test_an_action_is_tied_to_a_measure_of_its_board_once(cast: Cast) -> None:
    measure = make_measure(cast)
    tie_measure(action=locks(), measure=measure, kind="output", expected="More", by=cast.lead)
    link = tie_measure(action=locks(), measure=measure, kind="outcome", expected="Fewer", by=cast.lead)
    assert (PlannedMeasure.objects.get().kind, link.expected) == ("outcome", "Fewer")
    measure.board = cast.other_board
    with pytest.raises(Refusal, match="another board"):
        tie_measure(action=locks(), measure=measure, kind="outcome", expected="", by=cast.lead)
    with pytest.raises(PermissionDenied):
        untie_measure(link=link, by=cast.member)
    untie_measure(link=link, by=cast.lead)
    assert not PlannedMeasure.objects.exists()


def test_money_of_another_board_pays_for_nothing_here(cast: Cast) -> None:
    stream = make_stream(cast)
    stream.board = cast.other_board
    stream.save()
    with pytest.raises(Refusal, match="another board"):
        plan_action(priority=cast.burglary, details=details(funding=stream), by=cast.lead)


def test_money_is_the_programme_managers_to_enter(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        set_funding(board=cast.board, details=money(), by=cast.lead)
    with pytest.raises(Refusal, match="not end before"):
        set_funding(board=cast.board, details=money(ends=days(-301)), by=cast.manager)
    stream = set_funding(board=cast.board, details=money(), by=cast.manager)
    set_funding(board=cast.board, stream=stream, details=money(ends=dt.date(2030, 3, 31)), by=cast.manager)
    assert cast.board.funding_streams.get().ends == dt.date(2030, 3, 31)


def test_initiatives_belong_to_their_priority(cast: Cast) -> None:
    said: dict[str, Any] = {"kind": "charter", "title": "Lock charter", "text": "", "points": ["Lock up"]}
    said["begins"] = days(-3)
    made = set_initiative(priority=cast.burglary, ends=None, by=cast.lead, **said)
    assert cast.burglary.initiatives.get() == made
    with pytest.raises(Refusal, match="not end before"):
        set_initiative(priority=cast.burglary, ends=days(-4), by=cast.lead, **said)
    with pytest.raises(PermissionDenied):
        set_initiative(priority=cast.burglary, ends=None, by=cast.other_lead, **said)
