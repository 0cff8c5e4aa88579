"""What committees ask: recorded, numbered, sent, moved, ended; who may, and what is refused."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from snb import scrutiny_workflow as flow
from snb.action_workflow import ActionDetails
from snb.models import Action, AuditEvent, LegalSetting, Post, Recipient, Recommendation, Standing
from snb.recipients import existed_on, offered_on
from snb.scrutiny import narrowed, row_of, rows_of
from snb.scrutiny_workflow import Asked, Sent, StaleRecommendation
from snb.workflow import Refusal
from tests.cast import Cast, days, fresh
from tests.snb.scrutiny_scene import (
    Kind,
    body,
    fire,
    make_action,
    make_asked,
    make_meeting,
    make_report,
    recipient_of,
)

State = Recommendation.State


# Recording -----------------------------------------------------------------------------------------------------------


def test_each_meeting_numbers_what_it_asks_by_itself(cast: Cast) -> None:
    first, second = make_meeting(cast), make_meeting(cast, day=days(-5))
    made = [make_asked(cast, meeting=meeting) for meeting in (first, first, second)]
    assert [asked.number for asked in made] == [1, 2, 1]
    assert AuditEvent.objects.filter(action="recorded a recommendation").count() == 3


def test_the_clerk_and_the_programme_manager_record_and_nobody_else(cast: Cast) -> None:
    meeting = make_meeting(cast)
    for person in (cast.clerk, cast.manager):
        flow.record_recommendation(meeting=meeting, asked=Asked(Kind.RECOMMENDATION, "Do it."), by=person)
    for person in (cast.scrutiny, cast.chair, cast.member, cast.lead, cast.administrator, cast.other_manager):
        with pytest.raises(PermissionDenied, match="record what a committee asked"):
            flow.record_recommendation(meeting=meeting, asked=Asked(Kind.RECOMMENDATION, "Do it."), by=person)
    assert Recommendation.objects.count() == 2


def test_nothing_was_asked_at_a_meeting_that_is_to_come(cast: Cast) -> None:
    with pytest.raises(Refusal, match="nothing can have been asked there yet"):
        make_asked(cast, meeting=make_meeting(cast, day=days(1)))


def test_a_date_before_the_meeting_and_a_report_of_another_meeting_are_refused(cast: Cast) -> None:
    first, second = make_meeting(cast), make_meeting(cast, day=days(-5))
    with pytest.raises(Refusal, match="must not come before the meeting"):
        make_asked(cast, meeting=second, due=days(-6))
    report = make_report(cast)
    assert report.meeting == second
    with pytest.raises(Refusal, match="taken to another meeting"):
        flow.record_recommendation(meeting=first, asked=Asked(Kind.RESOLUTION, "x", None, report), by=cast.clerk)
    made = flow.record_recommendation(meeting=second, asked=Asked(Kind.RESOLUTION, "x", None, report), by=cast.clerk)
    assert made.report == report


# Sending -------------------------------------------------------------------------------------------------------------


def test_a_reply_is_due_so_many_days_after_it_was_sent_as_the_setting_of_that_day_says(cast: Cast) -> None:
    police, crew = body(cast), fire(cast)
    assert recipient_of(make_asked(cast, to=(police,))).reply_due == days(-10 + 28)
    LegalSetting.objects.filter(key="reply_days").update(ends=days(-6))
    LegalSetting.objects.create(key="reply_days", value=40, begins=days(-5), source="New law", is_verified=True)
    asked = make_asked(cast, to=(police,))
    flow.send(recommendation=asked, sent=Sent((crew,), days(-5)), by=cast.clerk)
    assert recipient_of(asked).reply_due == days(-10 + 28)
    assert recipient_of(asked, "Fosse Fire").reply_due == days(-5 + 40)


def test_without_a_setting_nobody_is_asked_and_nothing_is_guessed(cast: Cast) -> None:
    LegalSetting.objects.filter(key="reply_days").delete()
    with pytest.raises(Refusal, match="No setting says"):
        make_asked(cast, to=(body(cast),))
    assert not Recipient.objects.exists()


def test_who_is_asked_must_have_been_there_and_not_been_asked_before(cast: Cast) -> None:
    police, crew = body(cast), fire(cast)
    asked = make_asked(cast, to=(police,))
    for sent, said in [
        (Sent((police,), days(-1)), "has been asked already"),
        (Sent((crew,), days(-11)), "cannot have been sent before the meeting"),
        (Sent((crew,), days(1)), "still to come"),
    ]:
        with pytest.raises(Refusal, match=said):
            flow.send(recommendation=asked, sent=sent, by=cast.clerk)
    crew.ends = days(-5)
    crew.save()
    with pytest.raises(Refusal, match="Fosse Fire was not there on"):
        flow.send(recommendation=asked, sent=Sent((crew,), days(-4)), by=cast.clerk)
    flow.send(recommendation=asked, sent=Sent((crew,), days(-5)), by=cast.clerk)
    with pytest.raises(PermissionDenied):
        flow.send(recommendation=asked, sent=Sent((body(cast, "Wardens"),), days(-4)), by=cast.member)


def test_the_bodies_of_the_day_are_offered_and_those_the_law_names_first(cast: Cast) -> None:
    police, crew = body(cast), fire(cast)
    invited = body(cast, "A charity", Standing.Kind.INVITED)
    gone = body(cast, "Old health")
    Standing.objects.filter(organisation=gone).update(ends=days(-3))
    today = {row.organisation: (row.standing, row.must_be_asked) for row in offered_on(cast.board, days(0))}
    assert today == {
        police: ("Responsible authority", True), crew: ("Co-operating body", True), invited: ("Invited body", False),
    }  # fmt: skip
    assert gone in [row.organisation for row in offered_on(cast.board, days(-3))]
    assert offered_on(cast.other_board, days(0)) == []
    assert offered_on(cast.board, days(-901)) == []


def test_a_body_is_there_from_its_first_day_to_its_last(cast: Cast) -> None:
    police = body(cast)
    police.begins, police.ends = days(-2), days(2)
    assert [existed_on(police, days(offset)) for offset in (-3, -2, 2, 3)] == [False, True, True, False]


# Moving its date -----------------------------------------------------------------------------------------------------


def moved(asked: Recommendation, to: dt.date, cast: Cast, on: dt.date | None = None) -> Recommendation:
    asked.refresh_from_db()
    flow.reschedule(
        recommendation=asked, new_due=to, decision="Work programme.", decided_on=on or days(-2),
        version=asked.version, by=cast.clerk,
    )  # fmt: skip
    return Recommendation.objects.get(pk=asked.pk)


def test_a_decision_moves_its_date_later_or_earlier_and_every_date_is_kept(cast: Cast) -> None:
    asked = make_asked(cast, due=days(-1))
    assert asked.is_overdue(days(0))
    later = moved(asked, days(50), cast)
    assert (later.original_due, later.due, later.is_overdue(days(0))) == (days(-1), days(50), False)
    earlier = moved(later, days(5), cast, on=days(-1))
    assert (earlier.original_due, earlier.due) == (days(-1), days(5))
    assert [(row.old_due, row.new_due) for row in earlier.reschedulings.all()] == [
        (days(-1), days(50)), (days(50), days(5)),
    ]  # fmt: skip
    assert earlier.is_overdue(days(6))
    assert not earlier.is_overdue(days(5))


def test_a_move_that_makes_no_sense_is_refused(cast: Cast) -> None:
    none, asked = make_asked(cast), make_asked(cast, due=days(30))
    for held, to, on, said in [
        (none, days(3), days(-1), "No day was set"),
        (asked, days(30), days(-1), "has already"),
        (asked, days(40), days(-11), "before the meeting"),
        (asked, days(40), days(1), "still to come"),
        (asked, days(-3), days(-2), "before the day of the decision"),
    ]:
        with pytest.raises(Refusal, match=said):
            moved(held, to, cast, on)
    moved(asked, days(40), cast, days(-1))
    with pytest.raises(Refusal, match="is recorded already"):
        moved(asked, days(45), cast, days(-2))


def test_only_its_clerk_moves_ends_or_changes_it_and_a_stale_save_loses_nothing(cast: Cast) -> None:
    asked = make_asked(cast, due=days(30))
    with pytest.raises(PermissionDenied):
        flow.end(recommendation=asked, state=State.DONE, became="x", on=days(0), version=1, by=cast.chair)
    with pytest.raises(PermissionDenied):
        flow.reschedule(
            recommendation=asked, new_due=days(9), decision="x", decided_on=days(0), version=1, by=cast.scrutiny
        )
    moved(asked, days(40), cast)
    with pytest.raises(StaleRecommendation) as stale:
        flow.end(recommendation=asked, state=State.DONE, became="x", on=days(0), version=1, by=cast.clerk)
    assert stale.value.saved.due == days(40)


# Changing and ending -------------------------------------------------------------------------------------------------


def test_its_words_are_put_right_until_a_body_has_replied(cast: Cast) -> None:
    asked = make_asked(cast, to=(body(cast),))
    changed = flow.change_recommendation(
        recommendation=asked, asked=Asked(Kind.RECOMMENDATION, "Better words.", days(9)), version=1, by=cast.clerk
    )
    assert (changed.text, changed.kind, changed.due, changed.original_due) == (
        "Better words.", "recommendation", days(9), days(9),
    )  # fmt: skip
    with pytest.raises(Refusal, match="what the committee decided"):
        flow.change_recommendation(
            recommendation=changed,
            asked=Asked(Kind.RECOMMENDATION, "Better words.", days(10)),
            version=2,
            by=cast.clerk,
        )


@pytest.mark.parametrize(
    ("state", "became", "on", "said"),
    [
        (State.OPEN, "x", 0, "done or not accepted"),
        (State.DONE, " ", 0, "what became of it"),
        (State.DONE, "x", 1, "still to come"),
        (State.NOT_ACCEPTED, "x", -11, "before the meeting"),
    ],
)
def test_it_ends_with_what_became_of_it_on_a_day_that_can_be(
    cast: Cast, state: State, became: str, on: int, said: str
) -> None:
    asked = make_asked(cast)
    with pytest.raises(Refusal, match=said):
        flow.end(recommendation=asked, state=state, became=became, on=days(on), version=1, by=cast.clerk)
    assert Recommendation.objects.get().is_open


def test_what_has_ended_is_not_overdue_and_moves_no_more_until_it_is_reopened(cast: Cast) -> None:
    asked = make_asked(cast, due=days(-1))
    held = flow.end(recommendation=asked, state=State.DONE, became="It ran.", on=days(0), version=1, by=cast.clerk)
    assert not held.is_overdue(days(9))
    with pytest.raises(Refusal, match="Reopen it first"):
        moved(held, days(50), cast)
    with pytest.raises(Refusal, match="nobody can be asked"):
        flow.send(recommendation=held, sent=Sent((body(cast),), days(0)), by=cast.clerk)
    again = flow.reopen(recommendation=held, reason="It did not.", version=2, by=cast.clerk)
    assert (again.state, again.became, again.done_on) == (State.OPEN, "", None)
    assert AuditEvent.objects.get(action="reopened a recommendation").detail["before"]["became"] == "It ran."
    with pytest.raises(Refusal, match="This is open"):
        flow.reopen(recommendation=again, reason="x", version=3, by=cast.clerk)


# Actions -------------------------------------------------------------------------------------------------------------


def test_it_becomes_an_action_of_the_board_or_is_linked_to_one(cast: Cast) -> None:
    asked, other = make_asked(cast), make_action(cast)
    post = Post.objects.get(title="Chief Constable")
    with pytest.raises(PermissionDenied):
        flow.link_actions(recommendation=asked, actions=[other], version=1, by=cast.clerk)
    flow.link_actions(recommendation=asked, actions=[other], version=1, by=cast.manager)
    made = flow.become_action(
        recommendation=asked, details=ActionDetails("Write it", post=post), due=days(9), version=2, by=cast.manager
    )
    assert (made.number, made.origin, made.agreed_on) == (2, Action.Origin.SCRUTINY, days(0))
    assert set(asked.actions.all()) == {other, made}
    Action.objects.filter(pk=other.pk).exists()
    asked.refresh_from_db()
    foreign = Action(board=cast.other_board)
    with pytest.raises(Refusal, match="another board"):
        flow.link_actions(recommendation=asked, actions=[foreign], version=asked.version, by=cast.manager)


def test_an_action_heard_in_private_says_nothing_to_those_who_may_not_read_it(cast: Cast) -> None:
    asked = make_asked(cast)
    open_one, private = make_action(cast), make_action(cast, "Zanzibar", exempt=True, number=2)
    asked.actions.set([open_one, private])
    for reader in (None, cast.clerk, cast.scrutiny, cast.csp_officer):
        row = row_of(asked, days(0), reader and fresh(reader))
        assert sorted((became.is_private, became.text) for became in row.actions) == [
            (False, "Run a campaign"), (True, ""),
        ]  # fmt: skip
    assert "Zanzibar" in [became.text for became in row_of(asked, days(0), cast.member).actions]
    rows = rows_of(cast.board, days(0))
    assert narrowed(rows, words="zanzibar") == []
    assert len(narrowed(rows, words="CAMPAIGN residents")) == 1
