"""The annual refresh: who may, what it refuses, and what it does on the day it is agreed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from priorities.agreement_contents import place
from priorities.models import FurtherWork, Lineage, Placement, Priority, Refresh, Theme
from priorities.opening import open_returns
from priorities.refresh_reading import last_refresh, refresh_page
from priorities.refreshing import (
    StaleOutcome,
    agree_refresh,
    ask_for_work,
    decide,
    drop_work,
    open_refresh,
    take_in,
    withdraw,
)
from snb.models import Action, ActionState, AuditEvent, Meeting
from snb.permissions import Role
from snb.querysets import today
from snb.workflow import Refusal
from tests.cast import Cast, board_remit, days, make_meeting
from tests.priorities.agreement_scene import Kind, agreed, confirm_all, held_today, opened, outcome_of, say

MANAGER = {"post": None, "role": Role.PROGRAMME_MANAGER.value}


def owner(cast: Cast) -> dict:
    return MANAGER | {"remit": board_remit(cast.board)}


def ask(cast: Cast, refresh: Refresh, priority: Priority | None = None, text: str = "Look again") -> FurtherWork:
    about = outcome_of(refresh, priority) if priority else None
    return ask_for_work(
        refresh=refresh, outcome=about, text=text, owner=owner(cast), due=days(5), by=cast.manager
    )  # fmt: skip


def theme(cast: Cast) -> Theme:
    return cast.agreement.themes.get()


def on_today(cast: Cast) -> list[str]:
    return [priority.name_on(today()) for priority in Priority.objects.filter(board=cast.board).agreed_on(today())]


def test_opening_lists_what_stands_in_the_agreement_once(cast: Cast) -> None:
    objective = Theme.objects.create(agreement=cast.agreement, order=2, name="Objective", kind="objective")
    Placement.objects.create(theme=objective, priority=cast.burglary, order=1)
    refresh = opened(cast)
    assert [row.priority for row in refresh.outcomes.all()] == [cast.burglary, cast.arson]
    assert (refresh.year, refresh.opened_on, refresh.opened_by) == (today().year, today(), cast.manager)
    assert AuditEvent.objects.filter(action="opened a refresh").exists()


@pytest.mark.parametrize("who", ["lead", "chair", "member", "administrator", "clerk", "other_manager", "outsider"])
def test_only_the_programme_manager_opens(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        open_refresh(agreement=cast.agreement, by=cast.by_name[who])
    assert not Refresh.objects.exists()


def test_one_is_open_at_a_time_and_one_a_year(cast: Cast) -> None:
    refresh = opened(cast)
    with pytest.raises(Refusal, match="open already"):
        opened(cast)
    agreed(cast, refresh)
    with pytest.raises(Refusal, match="has been agreed already"):
        opened(cast)


def test_only_the_agreement_in_force_is_refreshed(cast: Cast) -> None:
    cast.agreement.ends = days(-1)
    cast.agreement.save()
    with pytest.raises(Refusal, match="in force"):
        opened(cast)


def test_a_decision_needs_its_reason_and_its_name(cast: Cast) -> None:
    refresh = opened(cast)
    for kind, more, why in (
        (Kind.RENAMED, {"new_name": "Theft"}, "Say why"),
        (Kind.ENDED, {}, "Say why"),
        (Kind.RENAMED, {"reason": "Wider", "new_name": " "}, "Enter the new name"),
        (Kind.RENAMED, {"reason": "Wider", "new_name": "Burglary"}, "its name already"),
        (Kind.RENAMED, {"reason": "Wider", "new_name": "ARSON"}, "Another priority"),
        (Kind.NEW, {"reason": "Why"}, "confirmed, renamed or ended"),
        ("nonsense", {"reason": "Why"}, "confirmed, renamed or ended"),
    ):
        with pytest.raises(Refusal, match=why):
            say(refresh, cast.burglary, kind, cast, **more)
    assert outcome_of(refresh, cast.burglary).kind == ""


def test_a_stale_decision_is_refused_and_keeps_what_is_saved(cast: Cast) -> None:
    outcome = outcome_of(opened(cast), cast.burglary)
    decide(outcome=outcome, kind=Kind.CONFIRMED, version=1, by=cast.manager)
    with pytest.raises(StaleOutcome) as stale:
        decide(outcome=outcome, kind=Kind.ENDED, reason="Late", version=1, by=cast.manager)
    assert stale.value.saved.kind == Kind.CONFIRMED


def test_it_is_not_agreed_while_anything_is_undecided_and_says_what(cast: Cast) -> None:
    refresh = opened(cast)
    say(refresh, cast.burglary, Kind.CONFIRMED, cast)
    with pytest.raises(Refusal, match="Not yet decided: Arson"):
        agree_refresh(refresh=refresh, meeting=held_today(cast), by=cast.manager)
    refresh.refresh_from_db()
    assert refresh.agreed_on is None


def test_the_meeting_must_have_been_held_here_since_it_was_opened(cast: Cast) -> None:
    refresh = opened(cast)
    confirm_all(refresh, cast)
    before = make_meeting(cast.board, in_days=-3, due_in=-10)
    cancelled = held_today(cast)
    Meeting.objects.filter(pk=cancelled.pk).update(cancelled_reason="Snow")
    cancelled.refresh_from_db()
    cases = [
        (cast.meeting, "not been held yet"),
        (before, "before the refresh was opened"),
        (cancelled, "was not held"),
        (make_meeting(cast.other_board, in_days=0, due_in=-5), "of this board"),
    ]
    for meeting, why in cases:
        with pytest.raises(Refusal, match=why):
            agree_refresh(refresh=refresh, meeting=meeting, by=cast.manager)


def test_a_confirmed_priority_stands_as_it_stood(cast: Cast) -> None:
    before = list(Placement.objects.values())
    refresh = agreed(cast)
    assert list(Placement.objects.values()) == before
    assert (refresh.agreed_on, refresh.meeting) == (today(), Meeting.objects.get(date=today()))
    assert AuditEvent.objects.get(action="agreed a refresh").detail["outcomes"] == {
        "Burglary": "Confirmed",
        "Arson": "Confirmed",
    }


def test_a_rename_holds_from_the_day_of_the_meeting_and_not_before(cast: Cast) -> None:
    refresh = opened(cast)
    say(refresh, cast.burglary, Kind.RENAMED, cast, new_name="Theft", reason="Wider")
    assert on_today(cast) == ["Burglary", "Arson"]
    agreed(cast, refresh)
    renamed = Priority.objects.get(pk=cast.burglary.pk)
    assert (renamed.name_on(days(-1)), renamed.name_on(today())) == ("Burglary", "Theft")
    assert on_today(cast) == ["Theft", "Arson"]
    row = refresh_page(Refresh.objects.get(), today()).rows[0]
    assert (row.name, row.sentence) == ("Burglary", "Renamed to Theft")


def test_an_ended_priority_leaves_today_and_keeps_its_record(cast: Cast) -> None:
    refresh = opened(cast)
    say(refresh, cast.burglary, Kind.ENDED, cast, reason="Done")
    agreed(cast, refresh)
    assert on_today(cast) == ["Arson"]
    assert list(Priority.objects.agreed_on(days(-1))) == [cast.burglary, cast.arson]
    assert cast.burglary.placements.get().ends == days(-1)
    opened_now = open_returns(meeting=cast.meeting, by=cast.manager)
    assert [held.priority for held in opened_now] == [cast.arson]


def test_a_new_and_an_elevated_priority_join_from_the_day_of_the_meeting(cast: Cast) -> None:
    refresh = opened(cast)
    take_in(refresh=refresh, theme=theme(cast), name="Fraud", reason="It grows", by=cast.manager)
    take_in(
        refresh=refresh, theme=theme(cast), name="Vans", reason="Hidden", part_of=cast.burglary, by=cast.manager
    )  # fmt: skip
    assert on_today(cast) == ["Burglary", "Arson"]
    agreed(cast, refresh)
    assert on_today(cast) == ["Burglary", "Arson", "Fraud", "Vans"]
    assert not Priority.objects.filter(slug="fraud").agreed_on(days(-1)).exists()
    link = Lineage.objects.get()
    assert (link.kind, link.earlier, link.later.slug) == ("elevated", cast.burglary, "vans")
    assert str(link) == "Vans: elevated from a part of Burglary"


def test_a_name_that_is_taken_or_a_theme_of_another_agreement_is_refused(cast: Cast) -> None:
    refresh = opened(cast)
    with pytest.raises(Refusal, match="called “arson”"):
        take_in(refresh=refresh, theme=theme(cast), name="arson", reason="Why", by=cast.manager)
    with pytest.raises(Refusal, match="Say why"):
        take_in(refresh=refresh, theme=theme(cast), name="Fraud", reason=" ", by=cast.manager)
    assert Priority.objects.count() == 2


def test_a_proposal_is_withdrawn_without_a_trace_but_in_the_log(cast: Cast) -> None:
    refresh = opened(cast)
    made = take_in(refresh=refresh, theme=theme(cast), name="Fraud", reason="It grows", by=cast.manager)
    withdraw(outcome=made, by=cast.manager)
    assert not Priority.objects.filter(slug="fraud").exists()
    assert AuditEvent.objects.filter(action="withdrew a priority from a refresh").exists()
    with pytest.raises(Refusal, match="decided on, not withdrawn"):
        withdraw(outcome=outcome_of(refresh, cast.burglary), by=cast.manager)


def test_further_work_becomes_an_action_only_when_the_board_has_agreed(cast: Cast) -> None:
    refresh = opened(cast)
    outcome = outcome_of(refresh, cast.burglary)
    ask_for_work(
        refresh=refresh, outcome=outcome, text="Look at vans", owner=owner(cast), due=days(90), by=cast.manager
    )
    assert not Action.objects.exists()
    agreed(cast, refresh)
    action = Action.objects.get()
    assert (action.number, action.origin, action.text) == (1, "refresh", "Look at vans")
    assert (action.agreed_on, action.due, action.state) == (today(), days(90), ActionState.OPEN)
    assert (action.role, action.remit) == (Role.PROGRAMME_MANAGER, board_remit(cast.board))
    assert outcome_of(refresh, cast.burglary).kind == Kind.CONFIRMED
    assert action.asked_by_refresh.outcome == outcome


def test_work_due_before_it_was_asked_for_is_refused_and_work_can_be_dropped(cast: Cast) -> None:
    refresh = opened(cast)
    outcome = outcome_of(refresh, cast.burglary)
    with pytest.raises(Refusal, match="after the refresh was opened"):
        ask_for_work(refresh=refresh, outcome=outcome, text="x", owner=owner(cast), due=today(), by=cast.manager)
    work = ask_for_work(refresh=refresh, outcome=outcome, text="x", owner=owner(cast), due=days(5), by=cast.manager)
    FurtherWork.objects.update(due=days(-1))
    confirm_all(refresh, cast)
    with pytest.raises(Refusal, match="falls due before the meeting"):
        agree_refresh(refresh=refresh, meeting=held_today(cast), by=cast.manager)
    drop_work(work=work, by=cast.manager)
    assert not FurtherWork.objects.exists()


def test_further_work_can_be_about_the_agreement_as_a_whole(cast: Cast) -> None:
    refresh = opened(cast)
    ask(cast, refresh, text="Digital safety")
    agreed(cast, refresh)
    page = refresh_page(Refresh.objects.get(), today())
    assert [about for about, _ in page.works] == ["The agreement as a whole"]
    assert (page.general[0].reference, page.general[0].state, page.open_works) == ("A1", "Open", 1)


def test_work_about_a_priority_of_another_refresh_is_refused(cast: Cast) -> None:
    refresh = opened(cast)
    outcome = outcome_of(refresh, cast.arson)
    agreed(cast, refresh)
    Refresh.objects.bulk_create([Refresh(agreement=cast.agreement, year=1, opened_on=days(-9), opened_by=cast.manager)])
    with pytest.raises(Refusal, match="another refresh"):
        ask_for_work(
            refresh=Refresh.objects.get(year=1), outcome=outcome, text="x", owner=owner(cast), due=days(5),
            by=cast.manager,
        )  # fmt: skip


def test_a_priority_placed_while_the_refresh_is_open_is_decided_on_too(cast: Cast) -> None:
    refresh = opened(cast)
    confirm_all(refresh, cast)
    place(theme=theme(cast), name="Fraud", by=cast.manager)
    with pytest.raises(Refusal, match="Not yet decided: Fraud"):
        agree_refresh(refresh=refresh, meeting=held_today(cast), by=cast.manager)


def test_an_agreed_refresh_refuses_every_function(cast: Cast) -> None:
    refresh = opened(cast)
    work = ask(cast, refresh, cast.arson)
    agreed(cast, refresh)
    outcome = outcome_of(refresh, cast.burglary)
    acts = [
        lambda: decide(outcome=outcome, kind=Kind.ENDED, reason="x", version=2, by=cast.manager),
        lambda: take_in(refresh=refresh, theme=theme(cast), name="Fraud", reason="x", by=cast.manager),
        lambda: withdraw(outcome=outcome, by=cast.manager),
        lambda: ask_for_work(
            refresh=refresh, outcome=outcome, text="x", owner=owner(cast), due=days(5), by=cast.manager
        ),
        lambda: drop_work(work=work, by=cast.manager),
        lambda: agree_refresh(refresh=refresh, meeting=cast.meeting, by=cast.manager),
    ]
    for act in acts:
        with pytest.raises(Refusal, match="stays as it is"):
            act()


def test_the_last_refresh_is_the_newest_agreed_by_the_day(cast: Cast) -> None:
    assert last_refresh(cast.board, today()) is None
    refresh = opened(cast)
    assert last_refresh(cast.board, today()) is None
    agreed(cast, refresh)
    assert last_refresh(cast.board, today()) == refresh
    assert last_refresh(cast.board, today() - dt.timedelta(days=1)) is None
    assert last_refresh(cast.other_board, today()) is None
