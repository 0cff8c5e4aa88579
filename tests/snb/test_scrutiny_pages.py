"""The pages of scrutiny: who sees and does what, and what they say."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from snb.models import LegalSetting, Recommendation
from snb.scrutiny_workflow import end, reschedule
from snb.wording import long_date
from tests.cast import ACTORS, Cast, days
from tests.priorities.pages import get, post
from tests.snb.scrutiny_scene import (
    body,
    fire,
    make_action,
    make_asked,
    make_committee,
    make_meeting,
    make_report,
    parts,
    recipient_of,
    recorded,
)

LIST, ADD = "/boards/fosse/scrutiny/", "/boards/fosse/scrutiny/add/"
KNOWERS = {
    "lead", "deputy", "support", "other_lead", "manager", "chair", "member", "analyst", "csp_officer", "scrutiny",
    "clerk", "administrator",
}  # fmt: skip


def url(asked: Recommendation, verb: str = "detail") -> str:
    return reverse(f"board:recommendation-{verb}", args=["fosse", asked.pk])


def statuses(cast: Cast, as_: Any, address: str) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for name in ACTORS:
        found.setdefault(as_(cast.by_name[name]).get(address).status_code, set()).add(name)
    return found


def test_whoever_knows_the_board_reads_and_the_clerk_and_the_manager_write(cast: Cast, as_) -> None:
    asked = make_asked(cast, due=days(9))
    hidden = set(ACTORS) - KNOWERS
    for address in (LIST, url(asked), "/boards/fosse/scrutiny/committees/"):
        assert statuses(cast, as_, address) == {200: KNOWERS, 404: hidden}
    writers = {"clerk", "manager"}
    for address in (ADD, *(url(asked, verb) for verb in ("edit", "send", "reschedule", "end"))):
        assert statuses(cast, as_, address) == {200: writers, 403: KNOWERS - writers, 404: hidden}
    for verb in ("link", "become"):
        assert statuses(cast, as_, url(asked, verb))[200] == {"manager"}


def test_another_board_does_not_find_it(cast: Cast, as_) -> None:
    asked = make_asked(cast)
    client = as_(cast.other_manager)
    assert client.get(reverse("board:recommendation-detail", args=["wold", asked.pk])).status_code == 404
    assert client.post(reverse("board:recommendation-end", args=["wold", asked.pk]), {}).status_code == 404


def test_an_empty_board_says_so_everywhere(cast: Cast, as_) -> None:
    page = get(as_(cast.clerk), LIST)
    assert "No recommendation or resolution has been recorded yet." in page.text
    assert "No committee is recorded as the statutory crime and disorder scrutiny committee" in page.text
    assert "No committee is recorded yet." in get(as_(cast.clerk), "/boards/fosse/scrutiny/committees/").text
    page = get(as_(cast.clerk), ADD)
    assert "Add the meeting to its committee first." in page.text
    assert page.buttons == []
    committee = make_committee(cast)
    address = reverse("board:committee-detail", args=["fosse", committee.pk])
    assert "No meeting about the Board is recorded." in get(as_(cast.clerk), address).text


def test_the_clerks_story(cast: Cast, as_) -> None:
    """Record → recipients ticked by law → a partner replies → the status follows."""
    meeting, police, crew = make_meeting(cast), body(cast), fire(cast)
    clerk = as_(cast.clerk)
    page = get(clerk, f"{ADD}?meeting={meeting.pk}")
    assert page.value("meeting") == str(meeting.pk)
    ticked = page.tree.xpath("//input[@name='to'][@checked]/@value")
    assert {int(pk) for pk in ticked} == {police.pk, crew.pk}
    assert "A reply is due 28 days after it is sent" in page.text
    assert "Not verified" in page.text
    page = post(clerk, ADD, recorded(meeting, police, crew))
    assert page.messages == [f"Resolution 1 of {meeting} is recorded."]
    assert "0 of 2 replied" in page.text
    asked = Recommendation.objects.get()
    assert recipient_of(asked).reply_due == days(28)
    assert "Reply for Fosse Police" in get(as_(cast.lead), url(asked)).links
    assert "Reply for Fosse Police" not in get(as_(cast.member), url(asked)).links
    give = reverse("board:reply-give", args=["fosse", recipient_of(asked).pk])
    page = post(as_(cast.lead), give, {"answer": "accepted", "text": "We will publish how."})
    assert page.messages == ["The reply of Fosse Police is recorded."]
    assert "1 of 2 replied" in page.text
    record = reverse("board:reply-record", args=["fosse", recipient_of(asked, "Fosse Fire").pk])
    page = post(clerk, record, {"answer": "partly", "text": "In part.", "post": "Chief", **parts("on", days(0))})
    assert "All replied" in page.text
    assert "Chief, Fosse Fire (recorded by Clerk Person)" in page.text


def test_a_form_with_faults_keeps_what_was_typed_and_says_what_is_wrong(cast: Cast, as_) -> None:
    meeting, police = make_meeting(cast), body(cast)
    page = post(as_(cast.clerk), ADD, recorded(meeting, police) | {"kind": "", "meeting": ""})
    assert [error[1] for error in page.errors] == [
        "Select the meeting", "Select whether it is a recommendation or a resolution",
    ]  # fmt: skip
    assert page.value("text") == "Explain how to report."
    page = post(as_(cast.clerk), ADD, recorded(meeting, police, **parts("sent_on", None)))
    assert [error[1] for error in page.errors] == ["Enter the day on which it was sent"]
    page = post(as_(cast.clerk), ADD, recorded(meeting, police, **parts("sent_on", days(1))))
    assert page.status == 409
    assert "still to come" in page.errors[0][1]
    assert not Recommendation.objects.exists()


def test_who_is_offered_follows_the_day_it_was_sent(cast: Cast, as_) -> None:
    meeting, police = make_meeting(cast), body(cast)
    police.ends = days(-5)
    police.save()
    page = post(as_(cast.clerk), ADD, recorded(meeting, police))
    assert "Select a valid choice" in page.errors[0][1]
    page = post(as_(cast.clerk), ADD, recorded(meeting, police, **parts("sent_on", days(-6))))
    assert page.messages


def test_a_late_reply_warns_and_is_marked(cast: Cast, as_) -> None:
    asked = make_asked(cast, to=(body(cast),), meeting=make_meeting(cast, day=days(-60)))
    give = reverse("board:reply-give", args=["fosse", recipient_of(asked).pk])
    assert "The day has passed. The reply is taken all the same" in get(as_(cast.lead), give).text
    page = post(as_(cast.lead), give, {"answer": "refused", "text": "No."})
    assert page.messages[0].endswith("It came after the day it was due, and is marked late.")
    assert "1 came late" in get(as_(cast.member), LIST).text
    again = get(as_(cast.lead), give, follow=True)
    assert again.messages == ["Fosse Police has replied already, and a reply stands as it was given."]
    assert post(as_(cast.lead), give, {"answer": "refused", "text": "No."}).status == 409


def test_who_may_not_reply_is_told_why(cast: Cast, as_) -> None:
    asked = make_asked(cast, to=(body(cast),))
    give = reverse("board:reply-give", args=["fosse", recipient_of(asked).pk])
    record = reverse("board:reply-record", args=["fosse", recipient_of(asked).pk])
    answer = as_(cast.member).get(give)
    assert answer.status_code == 403
    assert "you hold no post there today" in answer.content.decode()
    assert as_(cast.clerk).get(give).status_code == 403
    assert as_(cast.member).get(record).status_code == 403
    assert as_(cast.outsider).get(give).status_code == 404


def test_the_date_moves_on_the_page_with_the_decision_kept(cast: Cast, as_) -> None:
    asked = make_asked(cast, due=days(-1))
    assert "Overdue" in get(as_(cast.scrutiny), url(asked)).text
    said = {
        "version": 1,
        "decision": "Work programme agreed.",
        **parts("new_due", days(30)),
        **parts("decided_on", days(-1)),
    }
    page = post(as_(cast.clerk), url(asked, "reschedule"), said)
    assert page.messages == [
        f"The committee is to hear of it by {long_date(days(30))}. The date before is kept."
    ]  # fmt: skip
    assert "Overdue" not in page.text
    assert f"Originally {long_date(days(-1))}" in page.text
    assert "Work programme agreed." in page.text
    stale = post(as_(cast.manager), url(asked, "reschedule"), said)
    assert stale.status == 409
    assert "Somebody else changed this while you were writing" in stale.text
    assert stale.value("version") == "2"


def test_its_end_is_told_and_taken_back(cast: Cast, as_) -> None:
    asked = make_asked(cast)
    page = post(as_(cast.clerk), url(asked, "end"), {"version": 1, **parts("on", days(0))})
    assert [error[1] for error in page.errors] == [
        "Select whether it was done or not accepted", "Say what became of it",
    ]  # fmt: skip
    said = {"version": 1, "state": "done", "became": "A campaign ran.", **parts("on", days(0))}
    page = post(as_(cast.clerk), url(asked, "end"), said)
    assert "A campaign ran." in page.text
    assert "Reopen it" in page.links
    assert get(as_(cast.clerk), url(asked, "end"), follow=True).messages == [
        "This is done, so that cannot be done now."
    ]  # fmt: skip
    page = post(as_(cast.clerk), url(asked, "reopen"), {"version": 2, "reason": "It did not."})
    assert "Nothing is recorded yet." in page.text


def test_it_becomes_an_action_and_a_private_one_stays_private(cast: Cast, as_) -> None:
    asked, private = make_asked(cast), make_action(cast, "Zanzibar", exempt=True)
    post(as_(cast.manager), url(asked, "link"), {"version": 1, "actions": [private.pk]})
    owner = make_action(cast, number=2).post_id
    said = {"version": 2, "text": "Write it", "post": owner, **parts("due", days(30))}
    page = post(as_(cast.manager), url(asked, "become"), said)
    assert page.messages == ["It became the action A3."]
    assert "A1: Zanzibar Heard in private" in page.text
    for person in (cast.clerk, cast.scrutiny, cast.csp_officer):
        text = get(as_(person), url(asked)).text
        assert "Zanzibar" not in text
        assert "An action that was heard in private" in text
        assert "A3: Write it" in text


def test_changing_and_asking_further_bodies(cast: Cast, as_) -> None:
    asked, crew = make_asked(cast), fire(cast)
    said = {"version": 1, "kind": "recommendation", "text": "Better.", "report": "", **parts("due", days(4))}
    assert "Better." in post(as_(cast.clerk), url(asked, "edit"), said).text
    both = post(as_(cast.manager), url(asked, "edit"), said | {"text": "Mine."})
    assert both.rows[0] == ["What the committee asked", "Better.", "Mine."]
    page = post(as_(cast.clerk), url(asked, "send"), {"version": 2, **parts("sent_on", days(0))})
    assert [error[1] for error in page.errors] == ["Select at least one body"]
    page = post(as_(cast.clerk), url(asked, "send"), {"version": 2, "to": [crew.pk], **parts("sent_on", days(0))})
    assert page.messages == [f"A reply is due by {long_date(days(28))}."]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", "3 recommendations and resolutions, 1 overdue or with a reply overdue"),
        ("?state=open", "2 of 3 recommendations and resolutions, 1 overdue or with a reply overdue"),
        ("?state=ended", "1 of 3 recommendation or resolution"),
        ("?state=overdue", "1 of 3 recommendation or resolution, 1 overdue or with a reply overdue"),
        ("?q=TWO", "1 of 3 recommendation or resolution"),
        ("?q=nowhere", "0 of 3 recommendations and resolutions"),
    ],
)
def test_the_filter_is_in_the_address(cast: Cast, as_, query: str, count: str) -> None:
    make_asked(cast, "One", due=days(-1))
    make_asked(cast, "Two")
    third = make_asked(cast, "Three")
    end(recommendation=third, state=Recommendation.State.DONE, became="x", on=days(0), version=1, by=cast.clerk)
    assert get(as_(cast.scrutiny), LIST + query).all("//*[@data-result-count]") == [count]


def test_the_filter_by_committee_and_nonsense_in_the_address(cast: Cast, as_) -> None:
    other = make_committee(cast, "Council", statutory=False)
    make_asked(cast, "One", meeting=make_meeting(cast, other))
    make_asked(cast, "Two", meeting=make_meeting(cast, make_committee(cast)))
    page = get(as_(cast.scrutiny), f"{LIST}?committee={other.pk}")
    assert [row[1] for row in page.rows] == [f"Council{long_date(days(-10))}"]
    page = get(as_(cast.scrutiny), f"{LIST}?committee=999&state=lost")
    assert [error[1] for error in page.errors] == [
        "Choose a committee from the list", "Choose a state from the list",
    ]  # fmt: skip


def test_every_table_can_be_taken_away(cast: Cast, as_) -> None:
    asked = make_asked(cast, "=1+1", to=(body(cast),), due=days(3))
    reschedule(recommendation=asked, new_due=days(5), decision="Later.", decided_on=days(0), version=1, by=cast.clerk)
    asked.actions.add(make_action(cast, "Zanzibar", exempt=True))
    client = as_(cast.member)
    table = client.get(f"{LIST}?format=csv").content.decode()
    assert "'=1+1" in table
    assert f"{long_date(days(0))}: Later." in table
    assert "An action that was heard in private" in table
    assert "Zanzibar" not in table
    report = make_report(cast, recommends="To note it.")
    addresses = {
        url(asked): "Fosse Police", "/boards/fosse/scrutiny/committees/": "Safety Committee",
        reverse("board:committee-detail", args=["fosse", report.meeting.committee_id]): "Delivery of the agreement",
        reverse("board:committee-report-detail", args=["fosse", report.pk]): "To note it.",
    }  # fmt: skip
    for address, said in addresses.items():
        assert said in client.get(f"{address}?format=csv").content.decode()
        assert client.get(f"{address}?format=xlsx").content[:2] == b"PK"


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_is_a_constant_number_of_queries(cast: Cast, as_, count: int, django_assert_num_queries) -> None:
    for number in range(count):
        meeting = make_meeting(cast, make_committee(cast, f"Committee {number}"))
        asked = make_asked(cast, to=(body(cast), fire(cast)), meeting=meeting, due=days(2))
        asked.actions.add(make_action(cast, number=number + 1))
        reschedule(recommendation=asked, new_due=days(5), decision="x", decided_on=days(0), version=1, by=cast.clerk)
    client = as_(cast.member)
    client.get(LIST)
    with django_assert_num_queries(QUERIES):
        assert len(get(client, LIST).rows) == count


QUERIES = 16


def test_a_setting_that_was_read_needs_no_warning(cast: Cast, as_) -> None:
    asked = make_asked(cast, to=(body(cast),))
    assert "the text of the law was not read" in get(as_(cast.member), url(asked)).text
    LegalSetting.objects.filter(key="reply_days").update(is_verified=True)
    assert "the text of the law was not read" not in get(as_(cast.member), url(asked)).text
