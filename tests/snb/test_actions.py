"""Actions as functions: agreed, passed on, revised, reported on, closed by a meeting, reopened, dropped."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from snb.action_states import MACHINE, StaleAction, may_report
from snb.action_workflow import (
    NEEDS_EVIDENCE,
    ActionDetails,
    add_action,
    change_action,
    close_actions,
    drop_action,
    reopen_action,
    report,
    revise_due,
)
from snb.models import Action, ActionReport, ActionRevision, AuditEvent, Decision, Meeting, Post, PostHolding
from snb.models.actions import ActionState
from snb.permissions import Permission, Role
from snb.querysets import today
from snb.workflow import Refusal
from tests.cast import ACTORS, Cast, days, fresh, give, make_meeting
from tests.snb.action_scene import (
    item_of,
    make_action,
    make_closed,
    make_done,
    make_late,
    make_private,
    of_lead,
    of_post,
    owner_post,
    past_meeting,
    upload,
)


def again(action: Action) -> Action:
    return Action.objects.get(pk=action.pk)


# Agreeing ------------------------------------------------------------------------------------------------------------


def test_an_action_is_numbered_in_its_board_and_agreed_on_the_day_of_its_meeting(cast: Cast) -> None:
    first, second = make_action(cast), make_action(cast, "Paint it")
    assert (first.number, second.number) == (1, 2)
    assert (first.agreed_on, first.original_due, first.due, first.state) == (days(-30), days(10), days(10), "open")
    assert AuditEvent.objects.filter(action="agreed an action").count() == 2


def test_an_action_of_a_decision_is_under_its_item(cast: Cast) -> None:
    item = item_of(past_meeting(cast))
    decision = Decision.objects.create(
        board=cast.board, meeting=item.meeting, item=item, number=1, text="Mend it", recorded_by=cast.manager
    )
    action = add_action(board=cast.board, details=of_post(cast), due=days(9), by=cast.manager, decision=decision)
    assert (action.item, action.decision, action.agreed_on) == (item, decision, item.meeting.date)
    other = item_of(item.meeting, "Gates")
    with pytest.raises(Refusal, match="not made under this item"):
        add_action(board=cast.board, details=of_post(cast), due=days(9), by=cast.manager, decision=decision, item=other)


def test_an_action_of_elsewhere_is_agreed_today(cast: Cast) -> None:
    action = add_action(
        board=cast.board, details=of_post(cast), due=days(9), by=cast.manager, origin=Action.Origin.SCRUTINY
    )
    assert (action.agreed_on, action.get_origin_display(), action.item) == (today(), "Scrutiny", None)


def test_what_is_refused_of_a_new_action(cast: Cast) -> None:
    def add(**more: object) -> Action:
        given = {"board": cast.board, "details": of_post(cast), "due": days(9), "by": cast.manager} | more
        return add_action(**given)  # type: ignore[arg-type]

    elsewhere = item_of(make_meeting(cast.other_board, in_days=-9, due_in=-20))
    with pytest.raises(Refusal, match="still to be held"):
        add(item=item_of(cast.meeting))
    with pytest.raises(Refusal, match="must not come before"):
        add(item=item_of(past_meeting(cast)), due=days(-31))
    with pytest.raises(Refusal, match="of another board"):
        add(item=elsewhere)
    with pytest.raises(Refusal, match="what is to be done"):
        add(details=of_post(cast, "  "))
    with pytest.raises(Refusal, match="exactly one owner"):
        add(details=ActionDetails("Mend it"))
    with pytest.raises(Refusal, match="exactly one owner"):
        add(details=ActionDetails("Mend it", owner_post(cast), Role.LEAD, cast.burglary.remit))
    of_wold = cast.other_board.remits.get()
    with pytest.raises(Refusal, match="role of another board"):
        add(details=ActionDetails("Mend it", role=Role.CHAIR, remit=of_wold))
    assert not Action.objects.exists()


@pytest.mark.parametrize("actor", [actor for actor in ACTORS if actor != "manager"])
def test_only_the_programme_manager_keeps_the_register(cast: Cast, actor: str) -> None:
    action, by = make_action(cast), cast.by_name[actor]
    held = past_meeting(cast, 5)
    acts = [
        lambda: add_action(board=cast.board, details=of_post(cast), due=days(9), by=by),
        lambda: change_action(action=action, details=of_post(cast, "Other"), version=1, by=by),
        lambda: revise_due(action=action, due=days(40), reason="Rain", version=1, by=by),
        lambda: drop_action(action=action, reason="Over", version=1, by=by),
        lambda: reopen_action(action=action, reason="Again", due=days(40), version=1, by=by),
        lambda: close_actions(actions=[action], meeting=held, by=by),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert again(action).version == 1


# Owners --------------------------------------------------------------------------------------------------------------


def test_an_action_passes_to_the_successor_in_the_post(cast: Cast) -> None:
    action = make_action(cast)
    assert may_report(cast.member, action)
    assert not may_report(cast.chair, action)
    PostHolding.objects.filter(person=cast.member).update(ends=days(-1))
    PostHolding.objects.create(person=cast.chair, post=Post.objects.get(pk=action.post_id or 0), begins=today())
    assert not may_report(fresh(cast.member), action)
    assert may_report(fresh(cast.chair), action)


def test_an_action_of_a_role_is_its_leads_and_their_deputys(cast: Cast) -> None:
    action = make_action(cast, details=of_lead(cast))
    who = {actor for actor in ACTORS if may_report(fresh(cast.by_name[actor]), action)}
    assert who == {"lead", "deputy", "manager"}
    for by in (cast.lead, cast.deputy):
        report(action=action, text="Half the schools have a letter.", by=fresh(by))
    for by in (cast.other_lead, cast.former_lead, cast.outsider):
        with pytest.raises(PermissionDenied):
            report(action=action, text="I say so", by=fresh(by))
    assert [row.reported_as for row in action.reports.all()] == [
        "Lead Person, Chief Constable, Fosse Police", "Deputy Person",
    ]  # fmt: skip


def test_an_action_can_be_passed_to_another_owner(cast: Cast) -> None:
    action = make_action(cast)
    change_action(action=action, details=of_lead(cast, "Mend the bridge"), version=1, by=cast.manager)
    changed = again(action)
    assert (changed.post, changed.role, changed.remit, changed.version) == (None, "lead", cast.burglary.remit, 2)
    detail = AuditEvent.objects.get(action="changed an action").detail
    assert detail == {"changes": {"owner": ["Director, Fosse Council", "Strategic priority lead, Burglary"]}}
    with pytest.raises(StaleAction) as stale:
        change_action(action=action, details=of_post(cast, "Other"), version=1, by=cast.manager)
    assert stale.value.saved == changed


# Reporting and revising ----------------------------------------------------------------------------------------------


def test_done_needs_evidence(cast: Cast) -> None:
    action = make_action(cast)
    with pytest.raises(Refusal) as refused:
        report(action=action, text="It is done.", evidence="  ", says_done=True, by=cast.member)
    assert refused.value.reason == NEEDS_EVIDENCE
    assert (again(action).state, ActionReport.objects.count()) == ("open", 0)
    report(action=action, text="It is done.", evidence="Minute 4", says_done=True, by=cast.member)
    assert again(action).state == ActionState.DONE


def test_a_file_is_evidence_and_a_bad_one_is_nothing(cast: Cast) -> None:
    action = make_action(cast)
    with pytest.raises(ValidationError, match="not a PDF"):
        report(action=action, text="Done.", files=[upload(content=b"MZ")], says_done=True, by=cast.member)
    assert (again(action).state, ActionReport.objects.count()) == ("open", 0)
    made = report(action=action, text="Done.", files=[upload()], says_done=True, by=cast.member)
    assert [file.name for file in made.files.all()] == ["minute.pdf"]
    assert again(action).state == ActionState.DONE
    assert made.files.get().board_id == cast.board.pk


def test_progress_leaves_it_open_and_an_ended_one_takes_no_report(cast: Cast) -> None:
    action = make_action(cast)
    report(action=action, text="Half of it.", by=cast.member)
    assert again(action).state == ActionState.OPEN
    with pytest.raises(Refusal, match="Say what has been done"):
        report(action=action, text=" ", by=cast.member)
    with pytest.raises(Refusal, match="nothing left to report"):
        report(action=make_closed(cast, "Gate"), text="More", by=cast.member)


def test_a_due_date_keeps_its_past(cast: Cast) -> None:
    action = make_late(cast)
    assert action.is_late(today())
    revise_due(action=action, due=days(20), reason=" Rain ", version=1, by=cast.manager)
    revise_due(action=action, due=days(30), reason="More rain", version=2, by=cast.manager)
    revised = again(action)
    assert (revised.original_due, revised.due, revised.is_revised) == (days(-5), days(30), True)
    assert not revised.is_late(today())
    rows = ActionRevision.objects.values_list("old_due", "new_due", "reason")
    assert list(rows) == [(days(-5), days(20), "Rain"), (days(20), days(30), "More rain")]


def test_what_is_refused_of_a_new_due_date(cast: Cast) -> None:
    action = make_action(cast)
    for due, reason, said in [
        (days(10), "Rain", "the due date it has now"), (days(-1), "Rain", "in the past"), (days(11), " ", "Say why"),
    ]:  # fmt: skip
        with pytest.raises(Refusal, match=said):
            revise_due(action=action, due=due, reason=reason, version=1, by=cast.manager)
    with pytest.raises(StaleAction):
        revise_due(action=action, due=days(12), reason="Rain", version=9, by=cast.manager)
    with pytest.raises(Refusal, match="is done, waiting"):
        revise_due(action=make_done(cast, "Gate"), due=days(12), reason="Rain", version=2, by=cast.manager)


# Closing, reopening, dropping ----------------------------------------------------------------------------------------


def test_a_meeting_that_was_held_closes_what_is_done(cast: Cast) -> None:
    first, second, held = make_done(cast), make_done(cast, "Paint it"), past_meeting(cast, 3)
    closed = close_actions(actions=[second, first], meeting=held, by=cast.manager)
    assert {row.pk for row in closed} == {first.pk, second.pk}
    assert (again(first).state, again(first).closing, again(first).outcome) == (
        ActionState.CLOSED, held, "Mend the bridge: seen to.",
    )  # fmt: skip
    assert AuditEvent.objects.filter(action="closed an action").count() == 2


def test_what_no_meeting_closes(cast: Cast) -> None:
    done, undone = make_done(cast), make_action(cast, "Paint it")
    held, before = past_meeting(cast, 3), past_meeting(cast, 60)
    cancelled = past_meeting(cast, 2)
    Meeting.objects.filter(pk=cancelled.pk).update(cancelled_reason="Snow")
    foreign = make_meeting(cast.other_board, in_days=-9, due_in=-20)
    give(cast.manager, Role.PROGRAMME_MANAGER, cast.other_board.remits.get())
    by = fresh(cast.manager)
    for actions, meeting, said in [
        ([done], cast.meeting, "only at a meeting that has been held"),
        ([done], before, "agreed after this meeting"),
        ([done], cancelled, "was cancelled"),
        ([done], foreign, "of another board"),
        ([done, undone], held, "not closed without evidence"),
        ([make_closed(cast, "Gate")], held, "is closed"),
    ]:
        with pytest.raises(Refusal, match=said):
            close_actions(actions=actions, meeting=meeting, by=by)
    assert again(done).state == ActionState.DONE  # all or none


@pytest.mark.parametrize("make", [make_done, make_closed])
def test_an_ended_action_can_be_asked_for_again(cast: Cast, make) -> None:
    action = make(cast)
    reopen_action(action=action, reason="It fell down", due=days(50), version=action.version, by=cast.manager)
    opened = again(action)
    assert (opened.state, opened.due, opened.original_due, opened.closing, opened.outcome) == (
        "open", days(50), days(10), None, "",
    )  # fmt: skip
    last = opened.reports.last()
    assert last is not None
    assert last.text.endswith("It fell down")
    assert ("had closed it" in last.text) == (make is make_closed)


def test_a_dropped_action_stays_with_its_reason_and_can_come_back(cast: Cast) -> None:
    action = make_action(cast)
    drop_action(action=action, reason="The bridge is gone", version=1, by=cast.manager)
    assert (again(action).state, again(action).outcome) == (ActionState.DROPPED, "The bridge is gone")
    with pytest.raises(Refusal, match="no longer asked for, so this cannot"):
        drop_action(action=action, reason="Again", version=2, by=cast.manager)
    for due, reason, said in [(days(-1), "Back", "in the past"), (days(9), " ", "Say why")]:
        with pytest.raises(Refusal, match=said):
            reopen_action(action=action, reason=reason, due=due, version=2, by=cast.manager)
    reopen_action(action=action, reason="It is back", due=days(10), version=2, by=cast.manager)
    assert (again(action).state, ActionRevision.objects.count()) == ("open", 0)
    assert again(action).reports.get().text == "Reopened. It had been dropped: The bridge is gone It is back"
    with pytest.raises(Refusal, match="no longer asked for"):
        drop_action(action=action, reason=" ", version=3, by=cast.manager)
    with pytest.raises(Refusal, match="is open, so this cannot"):
        reopen_action(action=action, reason="Twice", due=days(9), version=3, by=cast.manager)


def test_every_move_of_the_table_is_the_programme_managers_but_being_done(cast: Cast) -> None:
    free = {move for move, permission in MACHINE.table.items() if permission is not Permission.ACTION_EDIT}
    assert free == {(ActionState.OPEN, ActionState.DONE)}
    action = make_action(cast)
    with pytest.raises(Refusal, match="its owner of today can"):
        MACHINE.check(cast.chair, action, ActionState.OPEN, ActionState.DONE)


def test_what_is_agreed_in_private_stays_out_of_the_log_and_of_unentitled_hands(cast: Cast) -> None:
    action = make_private(cast)
    change_action(action=action, details=of_lead(cast, "Sue the builder twice"), version=1, by=cast.manager)
    logged = AuditEvent.objects.filter(object_kind="action")
    assert "Sue" not in " ".join(f"{event.object_label} {event.detail}" for event in logged)
    assert str(action) == "A1, agreed in private"
    assert not Action.objects.visible_to(cast.support).filter(pk=action.pk).exists()
    assert Action.objects.visible_to(cast.member).filter(pk=action.pk).exists()
    with pytest.raises(PermissionDenied, match="heard in private"):
        report(action=action, text="x", by=cast.support)
