"""The pages of reviews and learning: the search for names as a writer meets it, the filter, and the files."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from partnerships.models import DeathReview, Learning, LearningFile
from snb.models import AuditEvent
from snb.querysets import today
from tests.cast import Cast, days
from tests.partnerships.local_scene import (
    another,
    date,
    learning_details,
    make_learning,
    make_review,
    police,
    url,
)
from tests.partnerships.test_learning import PDF, finish, pdf

CHECK = "I have checked: nobody of the case is named"


def shown_of(page: str) -> str:
    """What the form says it has shown, to be sent back with the tick."""
    found = re.search(r'name="shown" value="(\w+)"', page)
    return found.group(1) if found else ""


def recommendation(**more: Any) -> dict[str, Any]:
    return {"text": "Ask twice.", "owner": police().pk, **date("due", days(20))} | more


def post(client: Client, address: str, data: dict[str, Any]) -> tuple[int, str]:
    answer = client.post(address, data)
    return answer.status_code, answer.content.decode()


def test_the_form_says_that_nobody_is_named_and_asks_nothing_more_of_a_clean_text(cast: Cast, as_: Any) -> None:
    address, client = url("learning-add", make_review(cast).pk), as_(cast.csp_officer)
    page = client.get(address).content.decode()
    assert "Name nobody of the case." in page
    assert CHECK not in page
    assert post(client, address, recommendation())[0] == 302
    assert Learning.objects.get().checked_for_names_by == cast.csp_officer


def test_a_suspected_name_is_shown_beside_the_field_and_confirmed(cast: Cast, as_: Any) -> None:
    address, client = url("learning-add", make_review(cast).pk), as_(cast.csp_officer)
    data = recommendation(text="As Anna Smith asked.")
    code, page = post(client, address, data | {"confirmed": "on"})  # a tick given before anything was shown
    assert (code, Learning.objects.count()) == (200, 0)
    for words in (CHECK, "<strong>Anna Smith</strong> looks like a name", "As Anna Smith asked.", "There is a problem"):
        assert words in page
    shown = {"shown": shown_of(page)}
    assert shown["shown"]
    assert "Take out what names somebody" in post(client, address, data | shown)[1]
    other = post(client, address, data | shown | {"confirmed": "on", "text": "As Anna Smith and Zoe Jones asked."})
    assert (other[0], "Zoe Jones" in other[1], Learning.objects.count()) == (
        200,
        True,
        0,
    )  # it holds for what was shown
    assert post(client, address, data | shown | {"confirmed": "on"})[0] == 302
    assert AuditEvent.objects.get(action="added a recommendation").detail == {"names_confirmed": 1}


def test_an_identifier_is_refused_even_with_the_tick(cast: Cast, as_: Any) -> None:
    address, client = url("learning-add", make_review(cast).pk), as_(cast.csp_officer)
    data = recommendation(text="She lives at NG1 1AA.")
    page = post(client, address, data)[1]
    code, page = post(client, address, data | {"confirmed": "on", "shown": shown_of(page)})
    assert (code, Learning.objects.count()) == (200, 0)
    assert "Recommendation: “NG1 1AA” looks like a postcode. It may tell who somebody is, so take it out" in page
    assert "it has to be taken out" in page


def test_a_review_is_added_and_changed_on_its_pages(cast: Cast, as_: Any) -> None:
    client = as_(cast.csp_officer)
    data = {"reference": "DHR 7", "state": "commissioned", "themes": "housing", "joint_with": ""}
    data |= {**date("commissioned_on", days(-40)), **date("published_on", None)}
    assert post(client, url("review-add", "north"), data)[0] == 302
    review = DeathReview.objects.get()
    code, page = post(client, url("review-add", "north"), data)
    assert (code, "This partnership already has a review DHR 7." in page) == (409, True)
    change = data | {"state": "published", "version": review.history.latest().history_id}
    code, page = post(client, url("review-edit", review.pk), change)
    assert (code, "day of its publication" in page) == (409, True)
    assert post(client, url("review-edit", review.pk), change | date("published_on", days(-2)))[0] == 302
    code, page = post(client, url("review-edit", review.pk), change | date("published_on", days(-1)))
    assert (code, "Save what I typed" in page) == (409, True)
    assert "Published on " in client.get(url("review-detail", review.pk)).content.decode()


def test_done_with_a_file_and_final_from_then_on(cast: Cast, as_: Any) -> None:
    held, client = make_learning(cast), as_(cast.csp_officer)
    address = url("learning-finish", held.pk)
    data = {"evidence": "The form asks.", "version": 1, **date("done_on", today())}
    fake = SimpleUploadedFile("fake.pdf", b"MZ")
    assert "This is not a PDF file" in post(client, address, data | {"file": fake})[1]
    named = post(client, address, data | {"file": pdf("Anna_Smith.pdf")})[1]
    assert "<strong>Anna Smith</strong> looks like a name" in named
    assert post(client, address, data | {"file": pdf()})[0] == 302
    page = client.get(url("learning-detail", held.pk)).content.decode()
    for words in ("The form asks.", "minutes.pdf", "Checked for names by"):
        assert words in page
    assert "/finish/" not in page
    for name in ("learning-finish", "learning-edit"):
        assert client.post(url(name, held.pk), data).status_code == 302  # back to what is kept
    assert Learning.objects.get().evidence == "The form asks."


def test_a_file_is_given_to_those_who_read_learning(cast: Cast, as_: Any) -> None:
    finish(cast, make_learning(cast), uploads=[pdf()])
    address = url("learning-file", LearningFile.objects.get().pk)
    answer = as_(cast.member).get(address)
    assert answer.getvalue() == PDF
    assert 'attachment; filename="minutes.pdf"' in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    for name in ("support", "scrutiny", "clerk", "outsider", "other_manager"):
        assert as_(cast.by_name[name]).get(address).status_code == 404
    LearningFile.objects.get().file.delete(save=False)
    assert as_(cast.member).get(address).status_code == 404


def test_two_who_change_one_recommendation_see_both_texts(cast: Cast, as_: Any) -> None:
    held, client = make_learning(cast), as_(cast.csp_officer)
    address = url("learning-edit", held.pk)
    assert post(client, address, recommendation(text="First.", version=1))[0] == 302
    code, page = post(client, address, recommendation(text="Second.", version=1))
    assert code == 409
    for words in ("First.", "Second.", "Save what I typed", 'name="version" value="2"'):
        assert words in page
    assert post(client, address, recommendation(text="Second.", version=2))[0] == 302


def test_the_filter_stays_in_the_address_and_in_the_export(cast: Cast, as_: Any) -> None:
    review = make_review(cast)
    make_learning(cast, review, text="Train all.", due=days(1))
    finish(cast, make_learning(cast, review, text="Ask twice."))
    client, address = as_(cast.member), url("learning-list")
    page = client.get(address, {"state": "done"}).content.decode()
    assert "Ask twice." in page
    assert "Train all." not in page
    assert "1 recommendation of 2, 1 done" in page
    taken = client.get(address, {"state": "done", "format": "csv"}).content.decode()
    assert ("Ask twice." in taken, "Train all." in taken) == (True, False)
    assert "No recommendation fits this filter" in client.get(address, {"words": "zebra"}).content.decode()
    for wrong in ({"state": "nonsense"}, {"owner": "9" * 5000}, {"theme": "x"}, {"words": "\x00"}):
        answer = client.get(address, wrong)
        assert answer.status_code == 200
        assert "Train all." in answer.content.decode()


def test_typed_text_is_kept_over_a_sign_in(cast: Cast, as_: Any, client: Client) -> None:
    address = url("learning-add", make_review(cast).pk)
    assert client.post(address, recommendation(text="Typed before the session ended.")).status_code == 302
    client.force_login(cast.csp_officer, backend="django.contrib.auth.backends.ModelBackend")
    assert "Typed before the session ended." in client.get(address).content.decode()


def test_a_review_of_a_partnership_that_has_ended_stays(cast: Cast, as_: Any) -> None:
    old = another(cast, "Old Fosse CSP", "old")
    review = make_review(cast, by=cast.manager, partnership=old, reference="Old 1")
    old.ends = days(-1)
    old.save()
    page = as_(cast.member).get(url("review-list")).content.decode()
    assert "Old Fosse CSP (since ended)" in page
    assert "Add a review" not in page
    manager = as_(cast.manager)
    assert "Old Fosse CSP</a>, until" in manager.get(url("review-list")).content.decode()
    assert post(manager, url("learning-add", review.pk), recommendation())[0] == 302


def test_owners_are_organisations_that_the_board_knows(cast: Cast, as_: Any) -> None:
    review = make_review(cast)
    page = as_(cast.csp_officer).get(url("learning-add", review.pk)).content.decode()
    assert "Fosse Police</option>" in page
    code, page = post(as_(cast.csp_officer), url("learning-add", review.pk), recommendation(owner=999))
    assert (code, "There is a problem" in page) == (200, True)
    assert learning_details().owner == police()
