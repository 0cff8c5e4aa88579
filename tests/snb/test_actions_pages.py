"""Pages of the Board's actions: who sees what, forms with their error paths, matters arising, evidence."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from snb.action_workflow import close_actions, report
from snb.models import Action, ActionFile, Decision, Meeting, Person, Post, PostHolding
from tests.cast import Cast, days, fresh
from tests.snb.action_scene import (
    date_parts,
    item_of,
    make_action,
    make_closed,
    make_done,
    make_late,
    make_private,
    of_lead,
    owner_post,
    past_meeting,
    upload,
)

As = Callable[[Person], Client]
LIST = "/boards/fosse/actions/"


def url(action: Action, verb: str = "detail") -> str:
    return reverse(f"board:action-{verb}", args=["fosse", action.pk])


def text(answer) -> str:
    return answer.content.decode()


def again(action: Action) -> Action:
    return Action.objects.get(pk=action.pk)


# The register --------------------------------------------------------------------------------------------------------


def test_an_empty_register_says_so_and_offers_the_manager_a_first_action(cast: Cast, as_: As) -> None:
    assert "The register is empty. No action has been agreed yet." in text(as_(cast.member).get(LIST))
    assert "Add an action" not in text(as_(cast.member).get(LIST))
    assert "Add an action" in text(as_(cast.manager).get(LIST))


def test_the_register_on_a_page(cast: Cast, as_: As) -> None:
    make_late(cast)
    make_closed(cast, "Plant trees")
    page = text(as_(cast.member).get(LIST))
    assert "1 action of 2, 1 late" in page
    assert "Paint the gate" in page
    assert "Plant trees" not in page
    assert '<span class="gt-status gt-status--late">Late</span>' in page
    assert "Plant trees" in text(as_(cast.member).get(LIST, {"state": "all"}))
    assert "No action fits this filter." in text(as_(cast.member).get(LIST, {"words": "zebra"}))


@pytest.mark.parametrize("asked", [{"state": "odd"}, {"meeting": "9" * 5000}, {"sort": "x"}, {"words": "\x00"}])
def test_an_odd_filter_is_no_error_of_ours(cast: Cast, as_: As, asked: dict[str, str]) -> None:
    make_late(cast)
    assert as_(cast.member).get(LIST, asked).status_code == 200


def test_the_register_can_be_taken_away_as_it_is_filtered(cast: Cast, as_: As) -> None:
    make_late(cast)
    make_done(cast)
    file = as_(cast.member).get(LIST, {"state": "late", "format": "csv"})
    assert file["Content-Type"].startswith("text/csv")
    assert "Paint the gate" in text(file)
    assert "Mend the bridge" not in text(file)
    assert as_(cast.member).get(LIST, {"format": "xlsx"}).status_code == 200


@pytest.mark.parametrize(
    ("actor", "status"), [("support", 200), ("csp_officer", 200), ("scrutiny", 403), ("other_manager", 404)]
)
def test_who_sees_the_register(cast: Cast, as_: As, actor: str, status: int) -> None:
    assert as_(cast.by_name[actor]).get(LIST).status_code == status


def test_private_actions_are_hidden_and_not_counted(cast: Cast, as_: As) -> None:
    action, page = make_private(cast), text(as_(cast.support).get(LIST))
    assert "The register is empty" in page
    assert as_(cast.support).get(url(action)).status_code == 404
    assert "Sue the builder" in text(as_(cast.member).get(LIST))
    assert "Agreed in private" in text(as_(cast.member).get(url(action)))
    file = text(as_(cast.support).get(LIST, {"state": "all", "format": "csv"}))
    assert "Sue" not in file
    held = reverse("board:meeting-matters", args=["fosse", cast.meeting.pk])
    assert "No action arises from earlier meetings." in text(as_(cast.support).get(held))


def test_the_page_does_not_ask_more_for_more(cast: Cast, as_: As) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            as_(cast.member).get(LIST, {"state": "all"})
        return len(queries)

    make_late(cast)
    make_action(cast, details=of_lead(cast))
    make_closed(cast, "Closed")
    few = counted()
    for number in range(5):
        make_action(cast, details=of_lead(cast, f"More {number}"))
        make_closed(cast, f"Closed {number}", meeting=past_meeting(cast, 10 + number))
    assert counted() == few


# One action ----------------------------------------------------------------------------------------------------------


def test_the_whole_thread_stands_on_one_page(cast: Cast, as_: As) -> None:
    item = item_of(past_meeting(cast), "Bridges")
    decision = Decision.objects.create(
        board=cast.board,
        meeting=item.meeting,
        item=item,
        number=2,
        text="The bridge is mended",
        recorded_by=cast.manager,
    )
    action = make_action(cast, item=item, decision=decision)
    report(action=action, text="It stands.", evidence="Minute 7", files=[upload()], says_done=True, by=cast.member)
    close_actions(actions=[action], meeting=past_meeting(cast, 2), by=cast.manager)
    page = text(as_(cast.support).get(url(action)))
    for words in ("Item 1: Bridges", "The bridge is mended", "It stands.", "Minute 7", "minute.pdf", "Closed at"):
        assert words in page, words
    assert "Report on it" not in page


@pytest.mark.parametrize(
    ("actor", "offered"),
    [("manager", {"report", "revise", "edit", "drop"}), ("member", {"report"}), ("chair", set()), ("support", set())],
)
def test_what_is_offered_to_whom(cast: Cast, as_: As, actor: str, offered: set[str]) -> None:
    action = make_action(cast)
    page = text(as_(cast.by_name[actor]).get(url(action)))
    assert {
        verb for verb in ("report", "revise", "edit", "drop", "reopen") if f'"{url(action, verb)}"' in page
    } == offered


def test_a_vacant_owner_is_said(cast: Cast, as_: As) -> None:
    action = make_action(cast)
    PostHolding.objects.filter(post=action.post).delete()
    assert "Nobody holds it today." in text(as_(cast.manager).get(url(action)))


def test_evidence_is_for_those_who_see_the_action(cast: Cast, as_: As) -> None:
    action = make_private(cast)
    report(action=action, text="Sued.", files=[upload()], says_done=True, by=cast.member)
    address = reverse("board:action-download", args=["fosse", ActionFile.objects.get().pk])
    answer = as_(cast.member).get(address)
    assert (answer.status_code, answer["Content-Disposition"]) == (200, 'attachment; filename="minute.pdf"')
    answer.getvalue()
    assert as_(cast.support).get(address).status_code == 404
    assert as_(cast.other_manager).get(address).status_code == 404


# Forms ---------------------------------------------------------------------------------------------------------------


def test_the_manager_adds_an_action_under_an_item(cast: Cast, as_: As) -> None:
    item, post = item_of(past_meeting(cast)), owner_post(cast)
    address = reverse("board:action-add", args=["fosse"])
    page = text(as_(cast.manager).get(address, {"item": item.pk}))
    assert f'value="item:{item.pk}" selected' in page
    data = {"source": f"item:{item.pk}", "text": "Mend it", "owner": f"post:{post.pk}", **date_parts("due", days(30))}
    answer = as_(cast.manager).post(address, data)
    action = Action.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, url(action))
    assert (action.item, action.post, action.due, action.agreed_on) == (item, post, days(30), days(-30))


def test_what_is_missing_of_a_new_action_is_said_and_nothing_typed_is_lost(cast: Cast, as_: As) -> None:
    address = reverse("board:action-add", args=["fosse"])
    page = text(as_(cast.manager).post(address, {"text": "Mend the long bridge"}))
    for words in ("Select where it comes from", "Select who owns it", "Enter", "Mend the long bridge"):
        assert words in page, words
    data = {"source": "origin:scrutiny", "text": "Mend", "owner": f"post:{owner_post(cast).pk}"}
    answer = as_(cast.manager).post(address, data | date_parts("due", days(-1)))
    assert answer.status_code == 409
    assert "must not come before" in text(answer)
    assert as_(cast.member).get(address).status_code == 403


def test_the_owner_reports_progress_and_then_that_it_is_done(cast: Cast, as_: As) -> None:
    action, client = make_action(cast), as_(cast.member)
    assert client.get(url(action, "report")).status_code == 200
    client.post(url(action, "report"), {"text": "Half.", "way": "progress"})
    refused = client.post(url(action, "report"), {"text": "All of it stands.", "way": "done", "evidence": " "})
    assert "an action is not done without evidence" in text(refused)
    assert "All of it stands." in text(refused)
    assert again(action).state == "open"
    bad = client.post(url(action, "report"), {"text": "All", "way": "done", "uploads": [upload("virus.exe")]})
    assert "Choose a file of one of these kinds" in text(bad)
    done = client.post(url(action, "report"), {"text": "All", "way": "done", "uploads": [upload(), upload("b.pdf")]})
    assert done.status_code == 302
    assert (again(action).state, ActionFile.objects.count(), action.reports.count()) == ("done", 2, 2)
    many = [upload(f"{number}.pdf") for number in range(6)]
    assert "Choose at most 5 files." in text(
        client.post(url(action, "report"), {"text": "x", "way": "done", "uploads": many})
    )


@pytest.mark.parametrize(("actor", "status"), [("chair", 403), ("support", 403), ("scrutiny", 404), ("manager", 200)])
def test_who_else_reports(cast: Cast, as_: As, actor: str, status: int) -> None:
    assert as_(cast.by_name[actor]).get(url(make_action(cast), "report")).status_code == status


def test_a_successor_reports_and_the_predecessor_does_not(cast: Cast, as_: As) -> None:
    action = make_action(cast)
    holding = PostHolding.objects.get(post=action.post)
    holding.ends = days(-1)
    holding.save()
    PostHolding.objects.create(post=Post.objects.get(pk=action.post_id or 0), person=cast.chair, begins=days(0))
    assert as_(cast.member).get(url(action, "report")).status_code == 403
    assert as_(cast.chair).get(url(action, "report")).status_code == 200


def test_a_due_date_is_revised_with_its_reason(cast: Cast, as_: As) -> None:
    action, client = make_late(cast), as_(cast.manager)
    data = {"version": 1, "reason": "Rain", **date_parts("due", days(20))}
    assert "Say why the due date changes" in text(client.post(url(action, "revise"), data | {"reason": ""}))
    assert client.post(url(action, "revise"), data).status_code == 302
    page = text(client.get(url(action)))
    assert "Rain" in page
    assert "Revised" in page


def test_two_people_at_once_lose_nothing(cast: Cast, as_: As) -> None:
    action, client = make_action(cast), as_(cast.manager)
    data = {"version": 1, "text": "First words", "owner": f"lead:{cast.burglary.remit_id}"}
    assert client.post(url(action, "edit"), data).status_code == 302
    stale = client.post(url(action, "edit"), data | {"text": "Second words"})
    assert stale.status_code == 409
    assert "First words" in text(stale)
    assert "Second words" in text(stale)
    assert again(action).text == "First words"
    assert client.post(url(action, "edit"), data | {"text": "Second words", "version": 2}).status_code == 302
    assert again(action).text == "Second words"


def test_an_action_is_dropped_and_comes_back(cast: Cast, as_: As) -> None:
    action, client = make_action(cast), as_(cast.manager)
    assert "Say why the action is no longer asked for" in text(client.post(url(action, "drop"), {"version": 1}))
    client.post(url(action, "drop"), {"version": 1, "reason": "No river"})
    assert again(action).state == "dropped"
    twice = client.post(url(action, "drop"), {"version": 2, "reason": "No river"})
    assert twice.status_code == 409
    client.post(url(action, "reopen"), {"version": 2, "reason": "A river", **date_parts("due", days(9))})
    assert again(action).state == "open"


# Matters arising -----------------------------------------------------------------------------------------------------


def matters(meeting: Meeting) -> str:
    return reverse("board:meeting-matters", args=["fosse", meeting.pk])


def test_a_meeting_closes_what_is_ticked(cast: Cast, as_: As) -> None:
    done, kept, held = make_done(cast), make_done(cast, "Paint it"), past_meeting(cast, 1)
    page = text(as_(cast.manager).get(matters(held)))
    assert "Record that the meeting closed them" in page
    assert "Select at least one action" in text(as_(cast.manager).post(matters(held), {}))
    answer = as_(cast.manager).post(matters(held), {"actions": [done.pk]}, follow=True)
    assert "has closed 1 action." in text(answer)
    assert (again(done).closing, again(kept).state) == (held, "done")


def test_nobody_else_closes_and_no_meeting_ahead_does(cast: Cast, as_: As) -> None:
    done, held = make_done(cast), past_meeting(cast, 1)
    assert as_(cast.chair).post(matters(held), {"actions": [done.pk]}).status_code == 403
    assert "Record that" not in text(as_(cast.chair).get(matters(held)))
    assert "Once the meeting has been held" in text(as_(cast.manager).get(matters(cast.meeting)))
    ahead = as_(cast.manager).post(matters(cast.meeting), {"actions": [done.pk]})
    assert ahead.status_code == 409
    assert "only at a meeting that has been held" in text(ahead)
    odd = as_(cast.manager).post(matters(held), {"actions": ["9" * 5000]})
    assert odd.status_code == 200
    assert again(done).state == "done"


def test_matters_arising_say_when_there_are_none_and_can_be_taken_away(cast: Cast, as_: As) -> None:
    assert "No action arises from earlier meetings." in text(as_(cast.member).get(matters(cast.meeting)))
    make_late(cast)
    assert "1 open of which 1 late" in text(as_(fresh(cast.member)).get(matters(cast.meeting)))
    assert "Paint the gate" in text(as_(cast.member).get(matters(cast.meeting), {"format": "csv"}))
