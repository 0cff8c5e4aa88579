"""Escalations on screen: the list, the thread, raising, placing and answering."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnerships.escalating import Slot, change_escalation, put_on_agenda, raise_escalation
from partnerships.models import Escalation
from partnerships.narrative_workflow import submit_narrative
from snb.models import Meeting
from tests.cast import Cast, days, make_meeting
from tests.partnerships.narratives_scene import (
    FARMS,
    TEXT,
    act,
    close,
    decide,
    drafted,
    in_private,
    placed,
    raised,
    submitted,
)
from tests.partnerships.test_narrative_pages import text_of

LIST = "/boards/fosse/escalations/"
SAID = {"title": "Farms", "text": "Many.", "purpose": "decide", "ask": "Agree a team.", "version": ""}


def path(escalation: Escalation, act: str = "") -> str:
    return f"{LIST}{escalation.pk}/{act}"


def test_an_empty_list_says_so(cast: Cast, as_) -> None:
    raise_escalation(narrative=drafted(cast), details=FARMS, by=cast.csp_officer)  # a draft is nobody's business
    assert "No partnership has raised" in text_of(as_(cast.member), LIST)
    assert as_(cast.scrutiny).get(LIST).status_code == 403
    assert as_(cast.outsider).get(LIST).status_code == 404


def test_the_list_filters_and_exports(cast: Cast, as_) -> None:
    placed(cast)
    client = as_(cast.member)
    assert "1 issue, 1 not settled" in text_of(client, LIST)
    for query in ("standing=agenda", "standing=unsettled", "partnership=north", f"meeting={cast.meeting.pk}"):
        assert "1 issue of 1" in text_of(client, f"{LIST}?{query}")
    for query in ("standing=closed", "meeting=77777", "partnership=nowhere"):
        page = text_of(client, f"{LIST}?{query}")
        assert "No issue fits" in page or "Select a valid choice" in page
    sheet = text_of(client, f"{LIST}?format=csv")
    assert "Thefts from farms,North Fosse CSP" in sheet
    assert FARMS.ask in sheet


def test_an_officer_raises_changes_and_removes_an_issue(cast: Cast, as_) -> None:
    held, client = drafted(cast), as_(cast.csp_officer)
    add = f"/boards/fosse/narratives/{held.pk}/raise/"
    page = client.post(add, SAID | {"ask": "", "purpose": ""}).content.decode()
    assert "Say what the Board is asked to do" in page
    assert "Select what you need from the Board" in page
    assert "Farms" in client.post(add, SAID, follow=True).content.decode()
    made = Escalation.objects.get()
    client.post(path(made, "edit/"), SAID | {"title": "Barns", "version": "0"})
    made.refresh_from_db()
    assert made.title == "Barns"
    assert "Take “Barns” out" in text_of(client, path(made, "remove/"))
    client.post(path(made, "remove/"))
    assert not Escalation.objects.exists()
    assert as_(cast.manager).get(add).status_code == 403
    assert as_(cast.member).get(add).status_code == 404


def test_a_stale_change_shows_both_texts(cast: Cast, as_) -> None:
    made = raise_escalation(narrative=drafted(cast), details=FARMS, by=cast.csp_officer)
    change_escalation(escalation=made, details=FARMS, version=0, by=cast.csp_officer)
    response = as_(cast.csp_officer).post(path(made, "edit/"), SAID | {"version": "0"})
    page = response.content.decode()
    assert response.status_code == 409
    assert FARMS.title in page
    assert "Agree a team." in page
    assert 'name="version" value="1"' in page


def test_after_submission_raising_says_why_not_and_keeps_the_text(cast: Cast, as_) -> None:
    held = submitted(cast)
    response = as_(cast.csp_officer).post(f"/boards/fosse/narratives/{held.pk}/raise/", SAID)
    assert response.status_code == 409
    assert "has been submitted" in response.content.decode()
    assert "Agree a team." in response.content.decode()


def test_the_manager_puts_it_on_an_agenda_and_takes_it_off(cast: Cast, as_) -> None:
    escalation, client = raised(cast), as_(cast.manager)
    assert "Put it on an agenda" in text_of(client, path(escalation))
    assert "Put it on an agenda" not in text_of(as_(cast.member), path(escalation))
    place = path(escalation, "put-on-agenda/")
    assert FARMS.ask in text_of(client, place)
    client.post(place, {"meeting": cast.meeting.pk, "minutes": "20"})
    escalation.refresh_from_db()
    assert escalation.item is not None
    assert escalation.item.minutes == 20
    assert client.post(place, {"meeting": cast.meeting.pk, "minutes": "20"}).status_code == 409
    assert "Take it off the agenda" in text_of(client, path(escalation))
    client.post(path(escalation, "take-off-agenda/"))
    escalation.refresh_from_db()
    assert escalation.item is None
    assert as_(cast.chair).post(place, {}).status_code == 403


def test_a_private_item_needs_its_reason_and_a_published_agenda_its_urgency(cast: Cast, as_) -> None:
    escalation, client = raised(cast), as_(cast.manager)
    place = path(escalation, "put-on-agenda/")
    response = client.post(place, {"meeting": cast.meeting.pk, "minutes": "5", "exempt_paragraph": "7"})
    assert response.status_code == 409
    assert "public interest" in response.content.decode()
    Meeting.objects.filter(pk=cast.meeting.pk).update(agenda_published_on=days(0), agenda_published_by=cast.manager)
    response = client.post(place, {"meeting": cast.meeting.pk, "minutes": "5"})
    assert "Say why this item is urgent" in response.content.decode()
    client.post(place, {"meeting": cast.meeting.pk, "minutes": "5", "late_reason": "It cannot wait."})
    escalation.refresh_from_db()
    assert escalation.item is not None
    assert escalation.item.added_late_reason == "It cannot wait."


def test_without_a_meeting_ahead_there_is_nowhere_to_put_it(cast: Cast, as_) -> None:
    escalation = raised(cast)
    Meeting.objects.filter(pk=cast.meeting.pk).update(cancelled_reason="Snow")
    assert "No meeting is ahead" in text_of(as_(cast.manager), path(escalation, "put-on-agenda/"))


def test_the_manager_answers_without_a_meeting(cast: Cast, as_) -> None:
    escalation, client = raised(cast), as_(cast.manager)
    assert "Write the answer" in client.post(path(escalation, "answer/"), {"answer": ""}).content.decode()
    client.post(path(escalation, "answer/"), {"answer": "The fund is open."})
    page = text_of(as_(cast.csp_officer), path(escalation))
    assert "The fund is open." in page
    assert "Manager Person, without a meeting" in page
    assert client.post(path(escalation, "answer/"), {"answer": "No."}).status_code == 409


def test_the_thread_tells_each_step_with_its_day_and_names(cast: Cast, as_) -> None:
    escalation = placed(cast)
    assert escalation.item is not None
    decision = decide(escalation.item, cast)
    close(act(cast, due=10, decision=decision), cast.meeting, cast)
    page = text_of(as_(cast.member), path(escalation))
    for said in (
        "Csp Officer Person", "Put there on", "Manager Person", decision.reference, "One rural team was agreed.",
        "Programme manager", "The team works since May.", "agreed to close it",
    ):  # fmt: skip
        assert said in page
    assert "Take it off" not in text_of(as_(cast.manager), path(escalation))


def test_a_private_thread_gives_its_officer_the_public_title_of_what_was_done(cast: Cast, as_) -> None:
    escalation = placed(cast, in_private(cast.meeting))
    assert escalation.item is not None
    close(act(cast, due=10, decision=decide(escalation.item, cast, "Buy drones.")), cast.meeting, cast)
    for page in (text_of(as_(cast.csp_officer), path(escalation)), text_of(as_(cast.support), path(escalation))):
        assert "hears this in private" in page
        for secret in ("Buy drones.", "The team works since May.", "Form the team.", "It would warn the thieves."):
            assert secret not in page
    support = as_(cast.support)
    for place in (LIST, f"{LIST}?format=csv", path(escalation), f"/boards/fosse/narratives/{escalation.narrative_id}/"):
        page = text_of(support, place)
        assert "A matter of rural crime" in page
        assert FARMS.ask not in page
        assert FARMS.title not in page
    assert "Buy drones." in text_of(as_(cast.member), path(escalation))


def test_an_unaccepted_narrative_is_pointed_at(cast: Cast, as_) -> None:
    held = drafted(cast)
    made = raise_escalation(narrative=held, details=FARMS, by=cast.csp_officer)
    submit_narrative(narrative=held, by=cast.csp_officer)
    page = text_of(as_(cast.manager), path(made))
    assert "Accept its narrative" in page
    assert "Put it on an agenda" not in page
    assert TEXT.picture not in page


def test_the_list_asks_the_same_for_one_and_for_many(cast: Cast, as_) -> None:
    first = placed(cast)
    act(cast, due=10, decision=decide(first.item, cast))  # type: ignore[arg-type]
    act(cast, due=10, item=first.item)
    client = as_(cast.member)

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            text_of(client, LIST)
        return len(caught)

    few = asked()
    for offset in (120, 210, 300):
        meeting = make_meeting(cast.board, in_days=offset, due_in=offset - 10)
        held = put_on_agenda(escalation=raised(cast, meeting), slot=Slot(meeting, 5), by=cast.manager)
        act(cast, due=10, decision=decide(held.item, cast))  # type: ignore[arg-type]
    assert asked() == few
