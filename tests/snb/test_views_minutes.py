"""The pages of minutes and decisions: who sees and does what, what they say, and what goes wrong."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from snb.models import Action, AgendaItem, Decision, MinuteEntry, Minutes
from tests.cast import ACTORS, Cast, days
from tests.priorities.pages import Page, get, post
from tests.snb.sittings_scene import Scene, make_scene
from tests.snb.test_views_sittings import HIDDEN, KEEPER, READERS, statuses

REGISTER = "/boards/fosse/decisions/"


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return make_scene(cast)


def url(scene: Scene, view: str = "minutes-detail") -> str:
    return reverse(f"board:{view}", args=["fosse", scene.meeting.pk])


def of_item(scene: Scene, place: int, view: str = "minute-edit") -> str:
    return reverse(f"board:{view}", args=["fosse", scene.meeting.pk, scene.items[place].pk])


def of(decision: Decision, view: str = "decision-detail", board: str = "fosse") -> str:
    return reverse(f"board:{view}", args=[board, decision.pk])


# Who -----------------------------------------------------------------------------------------------------------------


def test_who_reads_and_writes_minutes(scene: Scene, as_) -> None:
    scene.circulated()
    assert statuses(scene.cast, as_, url(scene)) == {200: READERS, 404: HIDDEN}
    for address in (url(scene, "minutes-approve"), of_item(scene, 0), of_item(scene, 0, "decision-add")):
        assert statuses(scene.cast, as_, address) == KEEPER
    for view in ("minutes-open", "minutes-circulate", "minutes-take-back"):
        found = statuses(scene.cast, as_, url(scene, view))
        assert found == {302: {"manager"}, 403: READERS - {"manager"}, 404: HIDDEN}
    assert Minutes.objects.get().state == "circulated"  # a GET moves nothing


def test_the_minute_of_a_private_item_is_hidden_from_those_who_may_not_read_it(scene: Scene, as_) -> None:
    for view in ("minute-edit", "decision-add"):
        found = statuses(scene.cast, as_, of_item(scene, 2, view))
        assert found[404] == HIDDEN | {"support", "csp_officer"}


def test_who_reads_decisions(scene: Scene, as_) -> None:
    open_one, private = scene.decide("Open."), scene.decide("Private.", item=2)
    assert statuses(scene.cast, as_, of(open_one)) == {200: READERS, 404: HIDDEN}
    assert statuses(scene.cast, as_, of(private))[404] == HIDDEN | {"support", "csp_officer"}
    assert statuses(scene.cast, as_, of(open_one, "decision-correct")) == KEEPER
    assert statuses(scene.cast, as_, REGISTER)[200] == READERS
    assert as_(scene.cast.other_manager).get(of(open_one, board="wold")).status_code == 404
    assert set(ACTORS) >= READERS


# Minutes -------------------------------------------------------------------------------------------------------------


def test_from_nothing_to_approved(scene: Scene, as_) -> None:
    client = as_(scene.cast.manager)
    assert get(client, url(scene)).buttons == ["Open the minutes"]
    page = post(client, url(scene, "minutes-open"))
    assert page.messages == ["The minutes have been opened"]
    assert "0 of 3 items written." in page.text
    for place in range(3):
        saved = post(client, of_item(scene, place), {"text": f"**Said** {place}.", "version": "0"})
        assert saved.messages == [f"The minute of “{scene.items[place].title}” is saved"]
    scene.sit()
    page = post(client, url(scene, "minutes-circulate"), {"version": "1"})
    assert page.messages == ["The minutes have been circulated"]
    assert page.all("//strong[text()='Said']") == ["Said"] * 3
    assert page.buttons == ["Take them back to draft"]
    assert "They can be approved once the next meeting has been held." in page.text
    later = scene.later()
    assert get(client, url(scene)).buttons == ["Record their approval", "Take them back to draft"]
    data = {"approving": str(later.pk), "corrections": "Item 1: read 2 for 1.", "version": "2"}
    page = post(client, url(scene, "minutes-approve"), data)
    assert page.messages == ["The minutes are approved. Nothing of this record changes any more."]
    assert "Item 1: read 2 for 1." in page.text
    assert page.buttons == []
    assert not [link for link in page.links if "minute of" in link or "decision under" in link.lower()]


def test_a_member_waits_until_they_are_circulated(scene: Scene, as_) -> None:
    assert "have not been circulated yet" in get(as_(scene.cast.member), url(scene)).text
    scene.write({0: "A secret draft."})
    for name, seen in (("member", False), ("chair", True), ("manager", True)):
        assert ("A secret draft." in get(as_(getattr(scene.cast, name)), url(scene)).text) is seen


def test_a_support_officer_sees_only_that_a_private_item_was_heard(scene: Scene, as_) -> None:
    scene.decide("Acme wins.", item=2)
    scene.circulated()
    page = get(as_(scene.cast.support), url(scene))
    assert "3. A contract" in page.text
    assert "Heard in private" in page.text
    assert "acme" not in page.text.lower()
    assert "Acme wins." in get(as_(scene.cast.member), url(scene)).text


def test_circulating_too_early_says_what_is_missing(scene: Scene, as_) -> None:
    client = as_(scene.cast.manager)
    post(client, url(scene, "minutes-open"))
    answer = client.post(url(scene, "minutes-circulate"), {"version": "1"})
    assert answer.status_code == 409
    assert "These items have no minute yet: 1, 2, 3." in Page(answer).text


def test_two_people_in_one_minute_see_both_texts(scene: Scene, as_) -> None:
    client = as_(scene.cast.manager)
    post(client, url(scene, "minutes-open"))
    post(client, of_item(scene, 0), {"text": "Mine.", "version": "0"})
    answer = client.post(of_item(scene, 0), {"text": "Yours.", "version": "0"})
    page = Page(answer)
    assert answer.status_code == 409
    assert page.rows == [["Minute", "Mine.", "Yours."]]
    assert (page.value("text"), page.value("version")) == ("Yours.", "1")
    post(client, of_item(scene, 0), {"text": page.value("text"), "version": page.value("version")})
    assert MinuteEntry.objects.get(item=scene.items[0]).text == "Yours."


@pytest.mark.parametrize("version", ["-1", "x", "9" * 400, ""])
def test_a_forged_version_saves_nothing_over_a_text(scene: Scene, as_, version: str) -> None:
    scene.write()
    answer = as_(scene.cast.manager).post(of_item(scene, 0), {"text": "X", "version": version})
    assert answer.status_code in (200, 409)
    assert MinuteEntry.objects.get(item=scene.items[0]).text == "About welcome."


def test_a_text_that_is_too_long_is_refused_and_kept(scene: Scene, as_) -> None:
    post(as_(scene.cast.manager), url(scene, "minutes-open"))
    page = post(as_(scene.cast.manager), of_item(scene, 0), {"text": "word " * 1501, "version": "0"})
    assert page.errors[0][0] == "id_text"
    assert page.value("text").startswith("word word")


def test_writing_after_they_were_circulated_says_how(scene: Scene, as_) -> None:
    scene.circulated()
    answer = as_(scene.cast.manager).post(of_item(scene, 0), {"text": "X", "version": "1"})
    assert answer.status_code == 409
    assert "Take them back to draft" in Page(answer).errors[0][1]


def test_the_page_of_approval_says_why_it_cannot_be(scene: Scene, as_) -> None:
    client = as_(scene.cast.manager)
    assert "Minutes are circulated before" in get(client, url(scene, "minutes-approve")).text
    scene.circulated()
    assert "once a later meeting has been held" in get(client, url(scene, "minutes-approve")).text
    scene.approved()
    assert "approved already" in get(client, url(scene, "minutes-approve")).text


def test_an_empty_agenda_has_nothing_to_minute(scene: Scene, as_) -> None:
    AgendaItem.objects.all().delete()
    assert "nothing to minute yet" in get(as_(scene.cast.manager), url(scene)).text


# Decisions -----------------------------------------------------------------------------------------------------------


def test_a_decision_is_recorded_and_shown_under_its_item(scene: Scene, as_) -> None:
    scene.sit()
    data = {"text": "Fit **locks**.", "reasons": "Burglary."}
    page = post(as_(scene.cast.manager), of_item(scene, 1, "decision-add"), data)
    made = Decision.objects.get()
    assert page.messages == [f"The decision is recorded as {made.reference}"]
    assert made.reference in page.links
    shown = get(as_(scene.cast.member), of(made))
    assert "Fit locks." in shown.text
    assert "Quorate: 3 of 4 rows, quorum 3" in shown.text
    assert shown.buttons == []


def test_a_decision_needs_its_words(scene: Scene, as_) -> None:
    page = post(as_(scene.cast.manager), of_item(scene, 1, "decision-add"), {"text": "", "reasons": "Because"})
    assert page.errors == [("id_text", "Enter the decision")]
    assert page.value("reasons") == "Because"


def test_without_a_quorum_a_decision_is_recorded_and_flagged(scene: Scene, as_) -> None:
    client = as_(scene.cast.manager)
    assert "Record attendance" in get(client, of_item(scene, 1, "decision-add")).links
    scene.sit(north="absent", south="absent")
    assert "There was no quorum." in get(client, of_item(scene, 1, "decision-add")).text
    page = post(client, of_item(scene, 1, "decision-add"), {"text": "Go on."})
    assert page.messages[1] == "There was no quorum. Not quorate: 2 of 4 rows, quorum 3."
    assert "This was decided without a quorum." in get(as_(scene.cast.member), of(Decision.objects.get())).text


def test_a_decision_of_a_part_is_judged_by_the_quorum_of_that_part(scene: Scene, as_) -> None:
    scene.joint()
    scene.sit(north="absent", south="absent")
    made = scene.decide(item=1)
    assert "Quorate: 3 of 5 rows, quorum 3" in get(as_(scene.cast.member), of(made)).text
    other = scene.decide(item=0)
    assert "Not quorate: 2 of 4 rows" in get(as_(scene.cast.member), of(other)).text


def test_two_corrections_at_once_show_both_texts(scene: Scene, as_) -> None:
    made, client = scene.decide("First."), as_(scene.cast.manager)
    seen = get(client, of(made, "decision-correct")).value("seen")
    page = post(client, of(made, "decision-correct"), {"text": "Second.", "reasons": "It works.", "seen": seen})
    assert page.messages == [f"{made.reference} has been corrected"]
    answer = client.post(of(made, "decision-correct"), {"text": "Third.", "reasons": "It works.", "seen": seen})
    stale = Page(answer)
    assert (answer.status_code, stale.rows) == (409, [["Decision", "Second.", "Third."]])
    post(client, of(made, "decision-correct"), {"text": "Third.", "reasons": "", "seen": stale.value("seen")})
    made.refresh_from_db()
    assert made.text == "Third."


def test_after_approval_a_decision_stays_as_it_is(scene: Scene, as_) -> None:
    made = scene.decide()
    scene.approved()
    client = as_(scene.cast.manager)
    assert get(client, of(made)).buttons == []
    answer = client.post(of(made, "decision-correct"), {"text": "X", "seen": "x"})
    assert answer.status_code == 409
    assert "approved" in Page(answer).errors[0][1]


def test_the_register_is_empty_then_lists_filters_and_exports(scene: Scene, as_) -> None:
    client = as_(scene.cast.member)
    assert "No decision is recorded yet." in get(client, REGISTER).text
    made = scene.decide("Fit locks.")
    scene.decide("Light the park.", item=0)
    private = scene.decide("Acme wins.", item=2)
    Action.objects.create(
        board=scene.board, number=1, decision=made, text="Buy locks", agreed_on=scene.meeting.date,
        original_due=days(30), due=days(30), post=scene.fire.posts.get(),
    )  # fmt: skip
    page = get(client, REGISTER)
    assert page.rows[0] == [made.reference, "Fit locks.", "The plan", "1 (1 open)"]
    assert page.all("//*[@data-result-count]") == ["3 decisions"]
    assert get(client, REGISTER + "?words=locks").all("//*[@data-result-count]") == ["1 decision of 3"]
    assert "No decision fits this filter." in get(client, REGISTER + "?words=zebra").text
    assert "Buy locks" in get(client, of(made)).text
    support = as_(scene.cast.support)
    assert get(support, REGISTER).all("//*[@data-result-count]") == ["2 decisions"]
    for query in ("?format=csv", "?format=csv&words=acme", f"?format=csv&words={private.reference}"):
        assert b"Acme" not in support.get(REGISTER + query).content
    assert b"Acme" in client.get(REGISTER + "?format=csv&words=acme").content


@pytest.mark.parametrize("query", ["?meeting=x", "?meeting=" + "9" * 400, "?words=%00", "?page=-1", "?page=999"])
def test_odd_filters_break_nothing(scene: Scene, as_, query: str) -> None:
    scene.decide()
    assert as_(scene.cast.member).get(REGISTER + query).status_code == 200


def test_the_register_costs_the_same_for_one_and_for_many(scene: Scene, as_, django_assert_num_queries) -> None:
    scene.decide()
    client = as_(scene.cast.member)
    client.get(REGISTER)
    with CaptureQueriesContext(connection) as few:
        client.get(REGISTER)
    for number in range(30):
        scene.decide(f"Number {number}.")
    with django_assert_num_queries(len(few)):
        client.get(REGISTER)
