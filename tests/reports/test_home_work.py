"""My work: what is due from me, what waits for me and what changed, over every room and a constant few queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partnerships.models import DeathReview, Learning, Narrative
from partnerships.narrative_workflow import (
    NarrativeText,
    open_narratives,
    save_narrative,
    send_back_narrative,
    submit_narrative,
)
from reports.home import build
from reports.my_work import needs_of
from reports.needs import Kind, Need
from snb.action_workflow import change_action, close_actions, reopen_action, report
from snb.models import (
    Action,
    Committee,
    CommitteeMeeting,
    Duty,
    Fulfilment,
    Linkage,
    Meeting,
    Person,
    PostHolding,
    Recipient,
    Recommendation,
)
from snb.permissions import Role
from snb.querysets import today
from tests.cast import ACTORS, Cast, board_remit, days, fresh, give, make_board, make_meeting
from tests.snb.action_scene import make_action, make_done, make_late, make_private, of_lead, owner_post, past_meeting

AGES_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def needs(person: Person) -> list[Need]:
    return [need for found in needs_of(fresh(person), today()).values() for need in found]


def everybodys(cast: Cast) -> dict[str, list[str]]:
    """The words of what needs each actor, of those whom something needs."""
    found = {actor: [need.text for need in needs(cast.by_name[actor])] for actor in ACTORS}
    return {actor: words for actor, words in found.items() if words}


# Actions -------------------------------------------------------------------------------------------------------------


def test_an_action_is_due_from_its_owner_and_done_it_waits_for_the_manager(cast: Cast) -> None:
    action = make_late(cast)
    assert everybodys(cast) == {"member": ["Report on action A1: Paint the gate"]}
    (need,) = needs(cast.member)
    assert (need.due, need.kind, need.url, need.key) == (
        days(-5), Kind.DUE, f"/boards/fosse/actions/{action.pk}/report/", f"action-{action.pk}",
    )  # fmt: skip
    report(action=action, text="Done", evidence="Minute 3", says_done=True, by=cast.member)
    assert everybodys(cast) == {"manager": ["Put 1 done action to the Board to close"]}
    (need,) = needs(cast.manager)
    assert (need.kind, need.url) == (Kind.WAITS, "/boards/fosse/actions/?state=done")
    make_done(cast, "Plant trees")
    assert everybodys(cast) == {"manager": ["Put 2 done actions to the Board to close"]}


def test_an_action_passes_to_the_successor(cast: Cast) -> None:
    make_action(cast)
    PostHolding.objects.filter(person=cast.member).update(ends=days(-1))
    PostHolding.objects.create(person=cast.chair, post=owner_post(cast), begins=today())
    assert list(everybodys(cast)) == ["chair"]


def test_an_action_of_a_role_is_due_from_its_holder_and_their_deputy(cast: Cast) -> None:
    make_action(cast, details=of_lead(cast))
    assert list(everybodys(cast)) == ["lead", "deputy"]


def test_words_agreed_in_private_stay_on_their_own_page(cast: Cast) -> None:
    make_private(cast)
    assert everybodys(cast) == {"member": ["Report on action A1, agreed in private"]}


def test_an_owner_without_the_right_is_told_nothing(cast: Cast) -> None:
    make_private(cast)
    PostHolding.objects.create(person=cast.support, post=owner_post(cast), begins=days(-5))
    PostHolding.objects.create(person=cast.outsider, post=owner_post(cast), begins=days(-5))
    assert list(everybodys(cast)) == ["member"]


# Other rooms ---------------------------------------------------------------------------------------------------------


def submitted(cast: Cast, by: Person) -> Narrative:
    (opened,) = open_narratives(meeting=cast.meeting, by=cast.manager)
    text = NarrativeText(picture="Calm", emerging="Nothing")
    save_narrative(narrative=opened, text=text, version=0, by=by)
    return submit_narrative(narrative=opened, by=by)


def test_a_narrative_is_due_from_its_officer_and_then_waits_for_the_manager(cast: Cast) -> None:
    held = submitted(cast, cast.csp_officer)
    assert everybodys(cast) == {"manager": ["Read the narrative of North Fosse CSP"]}
    assert (needs(cast.manager)[0].kind, needs(cast.manager)[0].due) == (Kind.WAITS, cast.meeting.date)
    send_back_narrative(narrative=held, reason="Say where.", by=cast.manager)
    assert everybodys(cast) == {"csp_officer": ["Write the narrative of North Fosse CSP"]}
    (need,) = needs(cast.csp_officer)
    assert (need.due, need.note, need.kind) == (Narrative.objects.get().due, "Say where.", Kind.DUE)


def test_nobody_accepts_the_narrative_they_submitted(cast: Cast) -> None:
    give(cast.manager, Role.CSP_OFFICER, cast.partnership.remit)
    submitted(cast, fresh(cast.manager))
    assert everybodys(cast) == {}


def test_a_written_reply_is_due_from_whoever_holds_a_post_in_the_body(cast: Cast) -> None:
    post = owner_post(cast)
    committee = Committee.objects.create(
        board=cast.board, name="Safety Committee", slug="safety", begins=days(-900), body=post.organisation
    )
    sitting = CommitteeMeeting.objects.create(committee=committee, date=days(-9))
    asked = Recommendation.objects.create(meeting=sitting, number=1, kind="recommendation", text="Meet twice")
    recipient = Recipient.objects.create(
        recommendation=asked, organisation=post.organisation, sent_on=days(-8), reply_due=days(20)
    )
    assert everybodys(cast) == {"member": [f"Reply to {committee} for Fosse Council"]}
    assert (needs(cast.member)[0].due, needs(cast.member)[0].key) == (days(20), f"reply-{recipient.pk}")


def duty(cast: Cast, first_due: int, **more: object) -> Duty:
    owner = more or {"post": owner_post(cast)}
    return Duty.objects.create(
        board=cast.board, slug=f"duty-{Duty.objects.count()}", title="Write the assessment", kind="statutory",
        owed_by="All", source="An Act", begins=days(-800), first_due=days(first_due), every_months=12, **owner,
    )  # fmt: skip


def test_duties_are_told_of_once_they_are_late_or_come_soon(cast: Cast) -> None:
    duty(cast, 300)
    assert everybodys(cast) == {}
    held = duty(cast, 30)
    assert everybodys(cast) == {"member": ["Duty: Write the assessment"]}
    Fulfilment.objects.create(duty=held, due=days(30), done_on=today(), evidence="A paper", filed_by=cast.member)
    assert everybodys(cast) == {}


def test_a_linkage_report_is_due_from_its_owner(cast: Cast) -> None:
    Linkage.objects.create(
        board=cast.board, order=1, body="Health Board", post=owner_post(cast), report_out_months=6,
        reports_from=days(10),
    )  # fmt: skip
    assert everybodys(cast) == {"member": ["Report out: Health Board"]}
    assert needs(cast.member)[0].due == days(10)
    Linkage.objects.update(reports_from=days(90))
    assert everybodys(cast) == {}


def test_learning_is_told_of_by_reference_alone(cast: Cast) -> None:
    review = DeathReview.objects.create(partnership=cast.partnership, reference="R7", commissioned_on=days(-90))
    Learning.objects.create(
        review=review, number=2, text="Ask twice", owner=owner_post(cast).organisation, due=days(20),
        checked_for_names_by=cast.manager,
    )  # fmt: skip
    assert everybodys(cast) == {"csp_officer": ["Learning R7, recommendation 2"]}


# The page ------------------------------------------------------------------------------------------------------------


def test_the_page_has_three_parts(cast: Cast, as_: Callable[[Person], Client]) -> None:
    make_late(cast)
    make_done(cast, "Plant trees")
    member = as_(cast.member).get("/").content.decode()
    assert "Report on action A1: Paint the gate" in member
    assert "5 days late" in member
    assert "Waiting for you" not in member
    manager = as_(cast.manager).get("/").content.decode()
    assert "Nothing is due from you today." in manager
    assert "Put 1 done action to the Board to close" in manager
    assert manager.index("What needs you") < manager.index("Waiting for you") < manager.index("Changed since")
    assert 'href="/calendar/"' in member


def changes(person: Person) -> list[str]:
    return [change.text for change in build(fresh(person), since=AGES_AGO, day=today()).changes]


def test_what_changed_of_my_actions(cast: Cast) -> None:
    action, held = make_action(cast), past_meeting(cast, 2)
    change_action(action=action, details=of_lead(cast), version=1, by=cast.manager)
    report(action=action, text="Done", evidence="Minute 3", says_done=True, by=cast.lead)
    close_actions(actions=[action], meeting=held, by=cast.manager)
    assert changes(cast.deputy) == [
        "A1: Write to every school: closed by the Board", "A1: Write to every school: said to be done",
        "A1: Write to every school: changed", "A1: Mend the bridge: agreed",
    ]  # fmt: skip
    assert changes(cast.manager) == ["A1: Write to every school: said to be done"]  # what others did
    assert changes(cast.chair) == []
    reopen_action(action=action, reason="No", due=days(9), version=4, by=cast.manager)
    assert changes(cast.lead)[0] == "A1: Write to every school: reopened"


def test_what_changed_in_private_is_not_told_to_who_may_not_read_it(cast: Cast) -> None:
    make_private(cast)
    PostHolding.objects.create(person=cast.support, post=owner_post(cast), begins=days(-5))
    assert changes(cast.support) == []
    assert changes(cast.member) == ["A1, agreed in private: agreed"]


# Queries -------------------------------------------------------------------------------------------------------------


def one_of_each(cast: Cast, number: int) -> None:
    """Something due in every room from the board member and the CSP officer."""
    make_action(cast, f"Action {number}")
    make_action(cast, details=of_lead(cast, f"Letter {number}"))
    duty(cast, 20)
    Linkage.objects.create(
        board=cast.board, order=number, body=f"Body {number}", post=owner_post(cast), report_in_months=6,
        reports_from=days(9),
    )  # fmt: skip
    Narrative.objects.create(
        partnership=cast.partnership, due=days(6), meeting=make_meeting(cast.board, in_days=40 + number)
    )


def asked(person: Person, *, expect: int) -> int:
    someone = fresh(person)
    with CaptureQueriesContext(connection) as queries:
        assert len([need for found in needs_of(someone, today()).values() for need in found]) == expect
    return len(queries)


@pytest.mark.parametrize(("actor", "each"), [("member", 3), ("lead", 1), ("csp_officer", 1), ("manager", 0)])
def test_needs_cost_the_same_for_many_things(cast: Cast, actor: str, each: int) -> None:
    one_of_each(cast, 1)
    few = asked(cast.by_name[actor], expect=each)
    for number in range(2, 6):
        one_of_each(cast, number)
    assert asked(cast.by_name[actor], expect=5 * each) == few


def test_needs_cost_the_same_among_many_boards_and_for_somebody_of_many(cast: Cast) -> None:
    one_of_each(cast, 1)
    few = asked(cast.member, expect=3)
    for number in range(20):
        board = make_board(f"b{number}", f"Board {number}")
        make_meeting(board)
        Action.objects.create(
            board=board, number=1, text="Elsewhere", post=owner_post(cast), agreed_on=days(-1), original_due=days(3),
            due=days(3),
        )  # fmt: skip
    assert asked(cast.member, expect=3) == few  # whose posts own actions of boards that they have no part in
    for number in range(20):
        give(cast.member, Role.BOARD_MEMBER, board_remit(Meeting.objects.get(board__slug=f"b{number}").board))
    assert asked(cast.member, expect=23) == few
