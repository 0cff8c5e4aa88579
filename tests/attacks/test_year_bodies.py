"""Organisations, duties, actions and scrutiny against another board, helping hands and bad words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from snb.action_workflow import add_action, close_actions
from snb.committees import add_meeting
from snb.duties import DutyState, duties_on
from snb.duty_workflow import end_duty, file_evidence
from snb.models import (
    Action,
    Board,
    Duty,
    Group,
    Linkage,
    Meeting,
    Post,
    PostHolding,
    Recipient,
    Recommendation,
    Seat,
)
from snb.posts import begin_holding
from snb.replying import Reply, reply
from snb.scrutiny_workflow import Asked, StaleRecommendation, end, record_recommendation
from snb.workflow import Refusal
from tests.attacks.test_database import refused
from tests.attacks.test_requests import soft
from tests.cast import Cast, board_remit, days, make_meeting
from tests.snb import scrutiny_scene as scrutiny
from tests.snb.action_scene import item_of, make_action, of_lead, past_meeting
from tests.snb.bodies_scene import FIRST, date, make_body, make_post
from tests.snb.duties_scene import evidence, make_duty, make_linkage

NASTY = "<script>alert(1)</script> [press](javascript:alert(2)) \u202etxt.exe =1+1"


def url(view: str, *args: object, board: str = "fosse") -> str:
    return reverse(f"board:{view}", args=[board, *args])


# Another board's things ----------------------------------------------------------------------------------------------


@pytest.fixture
def foreign(cast: Cast) -> dict[str, Any]:
    """One of everything of the other board, whose manager is no one in Fosse."""
    board: Board = cast.other_board
    body = make_body(board, "Wold Fire")
    post = make_post(body, "Chief of Wold", cast.other_manager)
    seat = Seat.objects.create(board=board, order=1, organisation="Wold Fire", representative="Chief")
    seat.posts.add(post)
    meeting = make_meeting(board, in_days=-9, due_in=-20)
    item = item_of(meeting, "Of Wold")
    return {
        "body": body, "post": post, "seat": seat, "meeting": meeting, "item": item, "remit": board_remit(board),
        "group": Group.objects.create(board=board, kind="task", name="Group of Wold", begins=FIRST),
        "duty": make_duty(board), "linkage": make_linkage(board),
        "capacity": board.capacities.create(name="Wold Drugs Board", begins=FIRST),
        "action": Action.objects.create(
            board=board, number=1, item=item, text="Of Wold", agreed_on=days(-9), original_due=days(9), due=days(9),
            post=post,
        ),
    }  # fmt: skip


def test_no_address_of_ones_own_board_opens_another_boards_things(cast: Cast, foreign: dict[str, Any]) -> None:
    client = soft(cast.manager)
    for view, kind in (
        ("meeting-detail", "meeting"), ("minutes-detail", "meeting"), ("attendance-edit", "meeting"),
        ("meeting-cancel", "meeting"), ("action-detail", "action"), ("action-drop", "action"), ("duty-edit", "duty"),
        ("duty-file", "duty"), ("linkage-file", "linkage"), ("seat-end", "seat"), ("group-end", "group"),
        ("capacity-end", "capacity"), ("body-end", "body"), ("holding-add", "post"),
    ):  # fmt: skip
        for method in (client.get, client.post):
            assert method(url(view, foreign[kind].pk)).status_code == 404, view
    mine = cast.meeting.pk
    for view in ("item-edit", "item-remove", "item-move", "agenda-paper-add", "minute-edit", "decision-add"):
        assert client.post(url(view, mine, foreign["item"].pk)).status_code == 404, view


def test_no_field_takes_another_boards_things(cast: Cast, foreign: dict[str, Any]) -> None:
    """Each form is right but for the one field that names a thing of the other board."""
    before, mine = counts(), f"manager:{board_remit(cast.board).pk}"
    held = make_meeting(cast.board, in_days=-4, due_in=-20)
    posts = [f"post:{foreign['post'].pk}", f"manager:{foreign['remit'].pk}", "post:" + "9" * 30]
    action = {"text": "Do it", "source": "origin:meeting", "owner": mine, **date("due", days(5))}
    duty = {"title": "T", "kind": "statutory", "source": "S", "owed_by": "B", "every_months": 12, "warn_days": 9,
            **date("begins", days(0)), **date("first_due", days(9))}  # fmt: skip
    item = {"title": "T", "purpose": "note", "minutes": 5}
    seat = {"organisation": "O", "representative": "R", **date("begins", None)}
    group = {"name": "G", "kind": "task", **date("begins", days(0))}
    for view, field, data in [
        *((url("action-add"), "owner", action | {"owner": each}) for each in posts),
        *((url("duty-add"), "owner", duty | {"owner": each}) for each in posts),
        (url("action-add"), "source", action | {"source": f"item:{foreign['item'].pk}"}),
        (url("item-add", cast.meeting.pk), "presenter", item | {"presenter": foreign["post"].pk}),
        (url("seat-add"), "posts", seat | {"posts": [foreign["post"].pk]}),
        (url("group-add"), "parent", group | {"parent": foreign["group"].pk}),
        (url("declaration-add", held.pk), "item", {"name": "M", "interest": "I", "item": foreign["item"].pk}),
    ]:
        answer = soft(cast.manager).post(view, data)
        assert list(answer.context["form"].errors) == [field], view
    assert counts() == before


def counts() -> list[int]:
    return [model.objects.count() for model in (Action, Duty, Seat, Group, Linkage, Post)]


def test_no_function_takes_another_boards_item_or_meeting(cast: Cast, foreign: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="another board"):
        add_action(board=cast.board, details=of_lead(cast), due=days(5), item=foreign["item"], by=cast.manager)
    action = make_action(cast)
    assert refused("UPDATE snb_action SET state = 'closed', closing_id = %s", foreign["meeting"].pk)
    for by in (cast.manager, cast.other_manager):
        with pytest.raises((Refusal, PermissionDenied)):
            close_actions(actions=[action], meeting=foreign["meeting"], by=by)
    assert Action.objects.get(pk=action.pk).closing is None


# People who help themselves ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["manager", "administrator"])
def test_nobody_gives_themselves_a_post_and_replies_for_its_body(cast: Cast, who: str) -> None:
    """A post gives rights: to reply in public for its body, and to report on what it owns."""
    body, by = scrutiny.body(cast), cast.by_name[who]
    asked = scrutiny.make_asked(cast, to=(body,))
    post = make_post(body, "Deputy Chief Constable")
    data = {"email": by.email.upper(), **date("begins", days(-1)), **date("ends", None)}
    answer = soft(by).post(url("holding-add", post.pk), data)
    assert "Nobody gives themselves a post" in answer.content.decode()
    assert not PostHolding.objects.filter(post=post).exists()
    soft(by).post(url("reply-give", scrutiny.recipient_of(asked).pk), {"answer": "accepted", "text": "Forged."})
    assert not Recipient.objects.exclude(answer="").exists()


def test_somebody_else_may_give_the_manager_a_post(cast: Cast) -> None:
    post = make_post(scrutiny.body(cast), "Partnership manager")
    held = begin_holding(post=post, board=cast.board, email=cast.manager.email, begins=days(-1), by=cast.administrator)
    assert held.person == cast.manager


def test_ending_a_duty_does_not_undo_what_fell_due(cast: Cast) -> None:
    """A duty that had been late for a year was "no longer in force" once its last day lay before the date."""
    duty = make_duty(cast.board)
    with pytest.raises(Refusal, match="What has fallen due is met by evidence"):
        end_duty(duty=duty, last_day=duty.begins, by=cast.manager)
    assert duties_on([Duty.objects.get(pk=duty.pk)], days(0))[0].state == DutyState.LATE
    end_duty(duty=duty, last_day=days(0), by=cast.manager)
    assert duties_on([Duty.objects.get(pk=duty.pk)], days(1))[0].state == DutyState.LATE


def test_filed_evidence_is_not_rewritten_by_sql(cast: Cast) -> None:
    duty = make_duty(cast.board)
    held = file_evidence(duty=duty, evidence=evidence(duty.first_due), by=cast.manager)
    assert refused("UPDATE snb_fulfilment SET evidence = 'Forged' WHERE id = %s", held.pk)
    assert refused("DELETE FROM snb_fulfilment WHERE id = %s", held.pk)


def test_an_action_of_the_lead_is_not_reported_on_by_who_was_lead_until_yesterday(cast: Cast) -> None:
    action = make_action(cast, details=of_lead(cast), item=item_of(past_meeting(cast, 31)))
    said = {"text": "Done.", "way": "done", "evidence": "Mine"}
    assert soft(cast.former_lead).post(url("action-report", action.pk), said).status_code == 404
    assert soft(cast.support).post(url("action-report", action.pk), said).status_code == 403
    assert soft(cast.deputy).post(url("action-report", action.pk), said).status_code == 302


@pytest.mark.parametrize("who", ["scrutiny", "clerk"])
def test_scrutiny_opens_no_page_of_the_boards_inside(cast: Cast, who: str) -> None:
    client, action, duty = soft(cast.by_name[who]), make_action(cast), make_duty(cast.board)
    held = Meeting.objects.get(items__actions=action)
    for view, args in (
        ("meeting-list", ()), ("meeting-detail", (held.pk,)), ("minutes-detail", (held.pk,)),
        ("attendance-detail", (held.pk,)), ("meeting-matters", (held.pk,)), ("decision-list", ()),
        ("action-list", ()), ("action-detail", (action.pk,)), ("duty-list", ()), ("duty-detail", (duty.pk,)),
        ("linkage-list", ()), ("audit-list", ()),
    ):  # fmt: skip
        for query in ("", "?format=csv"):
            assert client.get(url(view, *args) + query).status_code in (403, 404), view


# Scrutiny, in public -------------------------------------------------------------------------------------------------


def test_two_clerks_get_two_numbers_and_the_second_hand_loses_nothing(cast: Cast) -> None:
    first, second = scrutiny.make_asked(cast), scrutiny.make_asked(cast)
    assert (first.number, second.number) == (1, 2)
    said: dict[str, Any] = {
        "state": Recommendation.State.DONE,
        "on": days(0),
        "version": first.version,
        "by": cast.clerk,
    }
    end(recommendation=first, became="It was done.", **said)
    with pytest.raises(StaleRecommendation):
        end(recommendation=first, became="It was not.", **said)
    assert refused("UPDATE snb_recommendation SET number = 7 WHERE id = %s", second.pk)


def test_a_body_replies_once(cast: Cast) -> None:
    held = scrutiny.recipient_of(scrutiny.make_asked(cast, to=(scrutiny.body(cast),)))
    said = Reply(Recipient.Answer.ACCEPTED, "We will.")
    reply(recipient=held, said=said, by=cast.lead)
    with pytest.raises(Refusal, match="replied already"):
        reply(recipient=held, said=Reply(Recipient.Answer.ACCEPTED, "We will not."), by=cast.lead)
    assert refused("UPDATE snb_recipient SET reply = 'Forged' WHERE id = %s", held.pk)


def test_nothing_typed_acts_on_a_public_page_or_in_its_files(cast: Cast) -> None:
    committee = scrutiny.make_committee(cast, f"Committee {NASTY}")
    meeting = add_meeting(committee=committee, date=days(-3), note=NASTY, by=cast.clerk)
    asked = scrutiny.make_asked(cast, NASTY, meeting=meeting, to=(scrutiny.body(cast),))
    reply(
        recipient=Recipient.objects.get(recommendation=asked),
        said=Reply(Recipient.Answer.ACCEPTED, NASTY),
        by=cast.lead,
    )
    report = scrutiny.make_report(cast, title=f"Report {NASTY}", summary=NASTY, background_papers=NASTY)
    for page in (
        reverse("scrutiny:scrutiny-public", args=["fosse"]),
        reverse("scrutiny:recommendation-public", args=["fosse", asked.pk]),
        reverse("scrutiny:report-public", args=["fosse", report.pk]),
    ):
        said = soft().get(page).content.decode()
        assert "alert(1)" in said
        assert "<script>alert" not in said
        assert 'href="javascript' not in said
    file = soft().get(reverse("scrutiny:scrutiny-public-file", args=["fosse", "csv"])).content.decode("utf-8-sig")
    assert not any(line.startswith(("=", "\u202e=", "@")) for line in file.replace('"', "").splitlines())


def test_the_tag_of_the_public_file_tells_nothing_of_a_private_action(cast: Cast) -> None:
    asked, action = scrutiny.make_asked(cast), scrutiny.make_action(cast, "Zanzibar", exempt=True)
    asked.actions.add(action)
    address = reverse("scrutiny:scrutiny-public-file", args=["fosse", "json"])
    first = soft().get(address)
    Action.objects.filter(pk=action.pk).update(text="Something else entirely")
    assert soft().get(address)["ETag"] == first["ETag"]
    assert json.loads(first.content)["recommendations"][0]["actions"] == [{"heard_in_private": True}]


@pytest.mark.parametrize("pk", [10**30, 2**63, 0])
def test_an_id_that_no_row_has_is_not_found(cast: Cast, pk: int) -> None:
    for view in ("recommendation-public", "report-public"):
        assert soft().get(reverse(f"scrutiny:{view}", args=["fosse", pk])).status_code == 404
    for view in ("action-detail", "duty-detail", "linkage-detail", "decision-detail", "body-detail", "meeting-matters"):
        assert soft(cast.manager).get(url(view, pk)).status_code == 404, view


def test_a_recommendation_of_a_meeting_to_come_is_refused(cast: Cast) -> None:
    meeting = add_meeting(committee=scrutiny.make_committee(cast), date=days(9), note="", by=cast.clerk)
    with pytest.raises(Refusal, match="nothing can have been asked"):
        record_recommendation(meeting=meeting, asked=Asked(Recommendation.Kind.RESOLUTION, "Now"), by=cast.clerk)
