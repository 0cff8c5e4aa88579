"""Scrutiny for everybody: all of it without a sign-in, nobody's name, nothing that was heard in private."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client
from django.urls import reverse

from snb.committee_reports import Considered, SignedOff, set_lines
from snb.models import Recipient, Recommendation
from snb.replying import Reply, reply, reply_on_behalf
from snb.scrutiny_workflow import end, reschedule
from snb.wording import long_date
from tests.cast import Cast, days
from tests.priorities.pages import get
from tests.snb.scrutiny_scene import (
    body,
    fire,
    make_action,
    make_asked,
    make_committee,
    make_meeting,
    make_report,
    recipient_of,
)

PUBLIC = "/public/fosse/scrutiny/"
JSON = f"{PUBLIC}data.json"


def address(asked: Recommendation) -> str:
    return reverse("scrutiny:recommendation-public", args=["fosse", asked.pk])


@pytest.fixture
def story(cast: Cast) -> Recommendation:
    """Asked of two bodies, both replied, moved once, became an open action and a private one."""
    asked = make_asked(cast, to=(body(cast), fire(cast)), due=days(3))
    said = Reply(Recipient.Answer.ACCEPTED, "We will publish how.")
    reply(recipient=recipient_of(asked), said=said, by=cast.lead)
    reply_on_behalf(
        recipient=recipient_of(asked, "Fosse Fire"), said=Reply(Recipient.Answer.REFUSED, "Not ours."),
        post="Chief Fire Officer", on=days(-1), by=cast.clerk,
    )  # fmt: skip
    reschedule(
        recommendation=asked, new_due=days(30), decision="In the work programme.", decided_on=days(-1), version=1,
        by=cast.clerk,
    )  # fmt: skip
    asked.actions.set([make_action(cast), make_action(cast, "Zanzibar", exempt=True, number=2)])
    return asked


def test_a_resolution_is_told_with_its_action_and_every_date(cast: Cast, story: Recommendation) -> None:
    page = get(Client(), address(story))
    for said in (
        "Tell residents how to report.", f"Originally {long_date(days(3))}", "In the work programme.",
        "A1: Run a campaign", "Chief Constable, Fosse Police", "We will publish how.", "Not ours.",
        "Chief Fire Officer, Fosse Fire. Recorded on its behalf", "An action that was heard in private",
    ):  # fmt: skip
        assert said in page.text
    assert page.heading == "Resolution 1"


def test_nobody_is_named_and_nothing_private_is_said_anywhere(cast: Cast, story: Recommendation) -> None:
    client = Client()
    for where in (address(story), PUBLIC, JSON, f"{PUBLIC}data.csv", f"{PUBLIC}?q=Zanzibar"):
        text = client.get(where).content.decode()
        for secret in ("Lead Person", "Clerk Person", "Zanzibar plan", "A private matter", "A2"):
            assert secret not in text, (secret, where)
    assert "Zanzibar" not in client.get(address(story)).content.decode()
    found = get(client, f"{PUBLIC}?q=Zanzibar")
    assert "Nothing fits this filter." in found.text


def test_the_page_lists_committees_reports_and_what_was_asked(cast: Cast, story: Recommendation) -> None:
    make_committee(cast, "Full Council", statutory=False)
    make_meeting(cast, story.meeting.committee, day=days(40))
    report = make_report(cast)
    page = get(Client(), PUBLIC)
    assert page.heading == "Scrutiny of Safer Fosse Board"
    assert "Safety Committee must scrutinise at least every 12 months" in page.text
    assert page.rows[0][:4] == [
        "Safety CommitteeThe statutory crime and disorder scrutiny committee", "Fosse Council",
        long_date(days(-10)), long_date(days(40)),
    ]  # fmt: skip
    assert report.title in page.links
    assert "Resolution 1: Tell residents how to report." in page.links
    assert "All replied" in page.text


def test_a_report_prints_none_where_there_is_none(cast: Cast) -> None:
    report = make_report(cast, recommends="To note it.\nTo adopt it.", areas_affected="All")
    where = reverse("scrutiny:report-public", args=["fosse", report.pk])
    text = get(Client(), where).text
    for said in ("Background papersNone", "Its way to approval None", "Implications None"):
        assert said in text
    assert get(Client(), where).all("//ol/li") == ["To note it.", "To adopt it."]
    set_lines(
        report=report, part="sign_offs", lines=[SignedOff("Finance", "ABC12", days(-20), "None arise.")], version=1,
        by=cast.clerk,
    )  # fmt: skip
    set_lines(report=report, part="implications", lines=[Considered("Human rights")], version=2, by=cast.clerk)
    page = get(Client(), where)
    assert page.rows == [["Finance", long_date(days(-20)), "ABC12", "None arise."]]
    assert "Human rightsConsidered; nothing material" in page.text


def test_empty_and_unknown_boards(cast: Cast) -> None:
    page = get(Client(), PUBLIC)
    for said in (
        "No committee is recorded yet.", "No report to a committee is recorded yet.",
        "No recommendation or resolution has been recorded yet.",
    ):  # fmt: skip
        assert said in page.text
    assert Client().get("/public/nowhere/scrutiny/").status_code == 404
    assert Client().get("/public/nowhere/scrutiny/data.json").status_code == 404
    assert Client().get(f"{PUBLIC}data.pdf").status_code == 404
    assert Client().post(PUBLIC).status_code == 405
    index = get(Client(), "/public/scrutiny/")
    assert "No scrutiny has been recorded yet." in index.text
    make_committee(cast)
    assert get(Client(), "/public/scrutiny/").links == ["Safer Fosse Board"]


def test_what_one_board_was_asked_is_not_found_under_another(cast: Cast, story: Recommendation) -> None:
    report = make_report(cast)
    assert Client().get(reverse("scrutiny:recommendation-public", args=["wold", story.pk])).status_code == 404
    assert Client().get(reverse("scrutiny:report-public", args=["wold", report.pk])).status_code == 404


def test_the_library_leads_to_it(cast: Cast) -> None:
    assert "/public/scrutiny/" in Client().get(reverse("reports:public-library")).content.decode()


def test_the_data_says_it_all_for_machines(cast: Cast, story: Recommendation) -> None:
    end(
        recommendation=story, state=Recommendation.State.DONE, became="A campaign ran.", on=days(0), version=2,
        by=cast.clerk,
    )  # fmt: skip
    make_report(cast)
    data = json.loads(Client().get(JSON).content)
    assert (data["format"], data["board"]["slug"], data["committees"][0]["statutory"]) == (
        "golden-thread-scrutiny/1", "fosse", True,
    )  # fmt: skip
    (asked,) = data["recommendations"]
    assert (asked["original_date"], asked["date"], asked["state"], asked["became"]) == (
        days(3).isoformat(), days(30).isoformat(), "done", "A campaign ran.",
    )  # fmt: skip
    assert asked["rescheduled"][0]["decision"] == "In the work programme."
    assert [(row["body"], row["answer"], row["on_behalf"]) for row in asked["replies"]] == [
        ("Fosse Fire", "refused", True), ("Fosse Police", "accepted", False),
    ]  # fmt: skip
    assert {row.get("text") for row in asked["actions"]} == {"Run a campaign", None}
    assert {"heard_in_private": True} in asked["actions"]
    assert data["reports"][0]["background_papers"] == "None"


def test_the_data_has_a_tag_that_changes_with_the_facts(cast: Cast, story: Recommendation) -> None:
    client = Client()
    first = client.get(JSON)
    assert (first["Cache-Control"], first["Access-Control-Allow-Origin"]) == ("public, no-cache", "*")
    assert client.get(JSON, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(f"{PUBLIC}data.csv", headers={"if-none-match": first["ETag"]}).status_code == 200
    make_asked(cast, "More.")
    assert client.get(JSON, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_data_is_the_same_for_whoever_asks(cast: Cast, story: Recommendation, as_) -> None:
    """It is kept by caches in between, so what a member may know more must not be in it."""
    assert as_(cast.member).get(JSON).content == Client().get(JSON).content
    assert "Zanzibar" not in as_(cast.member).get(address(story)).content.decode()


def test_the_tables_have_a_row_for_each(cast: Cast, story: Recommendation) -> None:
    make_asked(cast, "More.")
    text = Client().get(f"{PUBLIC}data.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["What was asked"] for row in rows] == ["Tell residents how to report.", "More."]
    assert Client().get(f"{PUBLIC}data.xlsx").content[:2] == b"PK"


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_is_a_constant_number_of_queries(cast: Cast, count: int, django_assert_num_queries) -> None:
    for number in range(count):
        asked = make_asked(cast, to=(body(cast), fire(cast)), due=days(2))
        asked.actions.add(make_action(cast, number=number + 1))
        make_report(cast)
    with django_assert_num_queries(QUERIES):
        assert Client().get(PUBLIC).status_code == 200
    with django_assert_num_queries(DATA_QUERIES):
        assert Client().get(JSON).status_code == 200


QUERIES, DATA_QUERIES = 13, 10
