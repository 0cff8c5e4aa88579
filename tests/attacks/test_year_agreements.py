"""Agreements, their refresh and the plans under them, handled by somebody who means no good or clicks twice."""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from performance.charts.timeline import TimelineMark, TimelinePlot, TimelineRow
from priorities.agreement_contents import add_theme, change_placement, place
from priorities.agreement_workflow import AgreementDetails, change_agreement
from priorities.models import (
    Agreement,
    FundingStream,
    Milestone,
    PlannedAction,
    PlannedActionReport,
    Priority,
    RefreshOutcome,
)
from priorities.models.returns import State
from priorities.plan_workflow import set_milestone
from priorities.plans import funding_of, plan_of
from priorities.refreshing import agree_refresh, ask_for_work, decide, open_refresh, take_in, withdraw
from priorities.workflow import move
from reports.alignment import alignment_of
from snb.permissions import Role
from snb.workflow import Refusal
from tests.attacks.test_requests import LONG_NUMBER, soft
from tests.cast import Cast, days, fill, give, make_meeting, make_priority, open_return
from tests.partnerships.local_scene import date, line, make_profile
from tests.priorities.agreement_scene import Kind, agreed, confirm_all, make_earlier, opened, outcome_of, say
from tests.priorities.plans_scene import locks, make_stream

HOSTILE = ["10" * 30, LONG_NUMBER, "-1", "0", "1.5", "\x00", "٣", "'; --", "", "x" * 10_000]


def urls(name: str, *args: Any) -> str:
    return reverse(f"priorities:{name}", args=["fosse", *args])


# The refresh ---------------------------------------------------------------------------------------------------------


def test_two_priorities_do_not_take_one_name_in_one_refresh(cast: Cast) -> None:
    held = opened(cast)
    say(held, cast.burglary, Kind.RENAMED, cast, new_name="Homes", reason="Wider")
    with pytest.raises(Refusal, match="Homes"):
        say(held, cast.arson, Kind.RENAMED, cast, new_name=" homes ", reason="Wider")


def test_a_priority_does_not_take_the_name_of_one_that_is_proposed(cast: Cast) -> None:
    held = opened(cast)
    take_in(refresh=held, theme=cast.agreement.themes.get(), name="Homes", reason="New", by=cast.manager)
    with pytest.raises(Refusal, match="Homes"):
        say(held, cast.arson, Kind.RENAMED, cast, new_name="HOMES", reason="Wider")


def test_nothing_is_proposed_under_a_name_that_the_refresh_gives_to_another(cast: Cast) -> None:
    held = opened(cast)
    say(held, cast.arson, Kind.RENAMED, cast, new_name="Homes", reason="Wider")
    with pytest.raises(Refusal, match="Homes"):
        take_in(refresh=held, theme=cast.agreement.themes.get(), name="Homes", reason="New", by=cast.manager)


@pytest.mark.parametrize("name", ["x" * 10_000, "Bur\x00glary", "Bur\x1bglary", "   "])
def test_a_name_that_no_page_can_print_is_refused(cast: Cast, name: str) -> None:
    outcome = outcome_of(opened(cast), cast.arson)
    data = {"kind": "renamed", "new_name": name, "reason": "So", "version": outcome.version}
    assert soft(cast.manager).post(urls("outcome-decide", outcome.pk), data).status_code == 200
    outcome.refresh_from_db()
    assert outcome.kind == ""


def test_a_proposed_priority_that_has_a_lead_already_is_withdrawn_with_a_reason_or_not_at_all(cast: Cast) -> None:
    held = opened(cast)
    made = take_in(refresh=held, theme=cast.agreement.themes.get(), name="Homes", reason="New", by=cast.manager)
    give(cast.member, Role.LEAD, made.priority.remit)
    answer = soft(cast.manager).post(urls("outcome-withdraw", made.pk))
    assert answer.status_code in (200, 409)
    assert Priority.objects.filter(pk=made.priority_id).exists()
    with pytest.raises(Refusal, match="Homes"):
        withdraw(outcome=RefreshOutcome.objects.get(pk=made.pk), by=cast.manager)


def test_a_priority_is_not_elevated_from_one_of_another_board(cast: Cast) -> None:
    theirs = Agreement.objects.create(board=cast.other_board, title="Theirs", begins=days(-9))
    other = make_priority(theirs.themes.create(order=1, name="Harm"), "theirs", "Theirs")
    held, theme = opened(cast), cast.agreement.themes.get()
    with pytest.raises(Refusal, match="another board"):
        take_in(refresh=held, theme=theme, name="New", reason="So", by=cast.manager, part_of=other)
    with pytest.raises(Refusal, match="another agreement"):
        take_in(refresh=held, theme=theirs.themes.get(), name="New", reason="So", by=cast.manager)
    data = {"name": "New", "theme": theirs.themes.get().pk, "reason": "So", "part_of": other.pk}
    assert soft(cast.manager).post(urls("refresh-take-in", held.pk), data).status_code == 200
    assert held.outcomes.count() == 2


def test_work_is_not_asked_of_a_role_on_another_board(cast: Cast) -> None:
    held = opened(cast)
    theirs = cast.other_board.remits.get()
    owner = {"post": None, "role": Role.PROGRAMME_MANAGER.value, "remit": theirs}
    with pytest.raises(Refusal, match="another board"):
        ask_for_work(refresh=held, text="Look", owner=owner, due=days(9), by=cast.manager)


def test_a_refresh_is_agreed_only_at_a_meeting_of_the_board_that_was_held(cast: Cast) -> None:
    held = opened(cast)
    theirs = make_meeting(cast.other_board, in_days=0, due_in=-8)
    before = make_meeting(cast.board, in_days=-1, due_in=-9)
    cancelled = make_meeting(cast.board, in_days=0, due_in=-8)
    client = soft(cast.manager)
    with pytest.raises(Refusal, match="Not yet decided"):
        agree_refresh(refresh=held, meeting=cancelled, by=cast.manager)
    confirm_all(held, cast)
    cancelled.cancelled_reason = "Snow"
    cancelled.save()
    for meeting in (theirs, before, cancelled, cast.meeting):
        with pytest.raises(Refusal):
            agree_refresh(refresh=held, meeting=meeting, by=cast.manager)
        client.post(urls("refresh-agree", held.pk), {"meeting": meeting.pk})
    for pk in HOSTILE:
        assert client.post(urls("refresh-agree", held.pk), {"meeting": pk}).status_code == 200
    held.refresh_from_db()
    assert held.agreed_on is None


def test_one_refresh_a_year_and_none_of_an_agreement_that_ended(cast: Cast) -> None:
    held = agreed(cast)
    with pytest.raises(Refusal, match="agreed already"):
        open_refresh(agreement=cast.agreement, by=cast.manager)
    with pytest.raises(Refusal, match="in force"):
        open_refresh(agreement=make_earlier(cast).agreement, by=cast.manager)
    for outcome in held.outcomes.all():
        with pytest.raises(Refusal):
            decide(outcome=outcome, kind=Kind.ENDED, version=outcome.version, by=cast.manager, reason="So")


# What stands in an agreement -----------------------------------------------------------------------------------------


def test_a_priority_of_an_ended_agreement_does_not_take_the_name_of_another(cast: Cast) -> None:
    theme = make_earlier(cast)
    place(theme=theme, name="Robbery", by=cast.manager)
    placement = place(theme=theme, name="Theft", by=cast.manager)
    theme.agreement.refresh_from_db()
    with pytest.raises(Refusal, match=r"(?i)robbery"):
        change_placement(
            placement=placement, theme=theme, name="robbery", wording="", version=theme.agreement.version,
            by=cast.manager,
        )  # fmt: skip


def test_a_priority_under_a_theme_and_an_objective_counts_once_against_the_profiles(cast: Cast) -> None:
    make_profile(cast, line("Knives", 30, cast.arson.remit), line("Locks", 70, cast.burglary.remit))
    objective = add_theme(agreement=cast.agreement, name="Safer homes", kind="objective", by=cast.manager)
    place(theme=objective, priority=cast.arson, by=cast.manager)
    earlier = make_earlier(cast)
    place(theme=earlier, priority=cast.arson, by=cast.manager)
    found = alignment_of(cast.board, days(0))
    assert [(row.slug, row.theme) for row in found.priorities] == [("burglary", "Harm"), ("arson", "Harm")]
    assert [(row.name, row.share) for row in found.themes] == [("Harm", Decimal(100))]


@pytest.mark.parametrize("said", HOSTILE)
def test_an_odd_agreement_to_compare_is_as_if_it_were_not_named(cast: Cast, said: str) -> None:
    make_earlier(cast)
    theirs = Agreement.objects.create(board=cast.other_board, title="Nobody else’s", begins=days(-9))
    client = soft(cast.scrutiny)
    for asked in ({"earlier": said, "later": said}, {"earlier": theirs.pk, "later": cast.agreement.pk}):
        answer = client.get(urls("agreement-compare"), asked)
        assert answer.status_code == 200
        assert "Nobody else" not in answer.content.decode()
    for kind in ("csv", "xlsx"):
        assert client.get(urls("agreement-compare"), {"earlier": said, "format": kind}).status_code == 200
    same = dict.fromkeys(["earlier", "later"], cast.agreement.pk)
    assert client.get(urls("agreement-compare"), same).status_code == 200


# Plans ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("amount", ["9" * 10, "9" * 30, "1e30", "NaN", "Infinity", "-1", "0.001", LONG_NUMBER])
def test_money_that_no_column_holds_is_refused_by_the_form(cast: Cast, amount: str) -> None:
    data = {"title": "Dear", "owner": "Somebody", "budget": amount, **date("begins", days(0)), **date("due", days(9))}
    answer = soft(cast.lead).post(urls("planned-add", "burglary"), data)
    assert answer.status_code == (302 if amount == "9" * 10 else 200)
    assert PlannedAction.objects.filter(title="Dear").exists() == (amount == "9" * 10)
    money = {"name": "Dear", "amount": amount, "warn_months": 9, **date("begins", days(0))}
    assert soft(cast.manager).post(urls("funding-add"), money).status_code in (200, 302)
    for name in ("plan-list", "funding-list"):
        assert soft(cast.manager).get(urls(name)).status_code == 200


@pytest.mark.parametrize("field", ["funding", "measure"])
def test_money_and_measures_of_another_board_are_no_choice(cast: Cast, field: str) -> None:
    theirs = FundingStream.objects.create(board=cast.other_board, slug="x", name="Not ours", begins=days(-9))
    client = soft(cast.lead)
    data = {"title": "Dear", "owner": "S", "budget": "1", **date("begins", days(0)), **date("due", days(9))}
    for pk in (theirs.pk, *HOSTILE[:-2]):
        name, args = ("planned-add", ["burglary"]) if field == "funding" else ("planned-tie", [locks().pk])
        assert client.post(urls(name, *args), data | {field: pk, "kind": "outcome"}).status_code == 200
    assert client.get(urls("funding-edit", theirs.pk)).status_code in (403, 404)
    assert not PlannedAction.objects.filter(title="Dear").exists()


def test_a_milestone_lies_within_its_action_and_is_of_it(cast: Cast) -> None:
    action = locks()
    said: dict[str, Any] = {"title": "Half", "done_on": None, "by": cast.lead, "milestone": None}
    with pytest.raises(Refusal, match="before"):
        set_milestone(action=action, due=action.begins - dt.timedelta(days=1), **said)
    other = PlannedAction.objects.create(
        priority=cast.arson, slug="o", title="O", owner="O", begins=days(0), due=days(9), budget=0
    )
    theirs = Milestone.objects.create(planned_action=other, title="Theirs", due=days(3))
    with pytest.raises(Refusal, match="another action"):
        set_milestone(action=action, due=action.due, **said | {"milestone": theirs})
    assert soft(cast.lead).post(urls("milestone-edit", theirs.pk), {"title": "Mine"}).status_code == 403


def test_money_that_ended_before_its_action_began_is_shown_as_such(cast: Cast) -> None:
    action = locks()
    action.funding = make_stream(cast, ends=-250, begins=days(-300))
    action.save()
    for name, args in (("plan-list", []), ("plan-detail", ["burglary"]), ("funding-list", [])):
        for kind in ("", "csv", "xlsx"):
            assert soft(cast.member).get(urls(name, *args), {"format": kind}).status_code == 200


@pytest.mark.parametrize(("moved", "status", "found"), [(90, "on_track", 1), (30, "on_track", 0), (90, "done", 0)])
def test_money_that_ends_before_a_revised_date_is_seen_before_it_ends(
    cast: Cast, moved: int, status: str, found: int
) -> None:
    """The date that counts is the one the newest accepted return gives, and what is done needs no more money."""
    action = locks()
    action.funding, action.due = make_stream(cast, ends=60), days(50)
    action.save()
    held = fill(open_return(cast), cast.lead)
    PlannedActionReport.objects.filter(quarterly_return=held).update(
        revised_due=days(moved), revised_reason="Wood", status=status
    )
    held = move(quarterly_return=held, to=State.SIGNED, by=cast.lead)
    move(quarterly_return=held, to=State.ACCEPTED, by=cast.manager)
    (stream,) = funding_of(cast.board, days(0))
    assert len(stream.left_over) == found
    assert plan_of([cast.burglary], days(0)).lines[0].outlives_its_money == bool(found)


@pytest.mark.parametrize("width", [320, 960])
def test_a_timeline_of_many_actions_over_many_centuries_is_drawn_in_time(width: int) -> None:
    marks = tuple(TimelineMark(f"<b>{n}", n * 3000) for n in range(1, 12))
    rows = tuple(
        TimelineRow("W" * 200, 1 + n, dt.date.max.toordinal() - n, "Late", f"G{n % 7}", marks=marks, money_ends=9)
        for n in range(500)
    )
    began = time.perf_counter()
    drawn = TimelinePlot("Plan", rows, dt.date(2026, 1, 1).toordinal()).draw(width)
    assert time.perf_counter() - began < 5
    assert len(drawn.shapes) < 500 * 30


def test_an_agreement_that_reads_the_same_day_twice_or_never_ends_breaks_no_page(cast: Cast) -> None:
    client = soft(cast.manager)
    form = {"title": "Second", "reviewed_every_months": 12, **date("begins", days(10)), **date("ends", days(20))}
    assert client.post(urls("agreement-add"), form).status_code in (200, 409)
    assert Agreement.objects.filter(board=cast.board).count() == 1
    Agreement.objects.filter(pk=cast.agreement.pk).update(ends=None)
    for name in ("agreement-detail", "agreement-successor", "agreement-edit"):
        assert client.get(urls(name, cast.agreement.pk)).status_code == 200
    assert client.get(urls("agreement-list")).status_code == 200


def test_a_theme_under_which_a_refresh_proposes_a_priority_is_not_removed(cast: Cast) -> None:
    theme = add_theme(agreement=cast.agreement, name="Homes", kind="theme", by=cast.manager)
    take_in(refresh=opened(cast), theme=theme, name="Warm homes", reason="New", by=cast.manager)
    assert soft(cast.manager).post(urls("theme-remove", theme.pk)).status_code in (200, 409)
    assert cast.agreement.themes.filter(pk=theme.pk).exists()


def test_an_agreement_does_not_shrink_below_what_was_agreed_in_it(cast: Cast) -> None:
    """A refresh of today would stand in an agreement that ended before it."""
    agreed(cast)
    cast.agreement.refresh_from_db()
    details = AgreementDetails(title="Shorter", begins=cast.agreement.begins, ends=days(-100))
    with pytest.raises(Refusal, match="refresh"):
        change_agreement(
            agreement=cast.agreement, details=details, version=cast.agreement.version, by=cast.manager
        )  # fmt: skip
