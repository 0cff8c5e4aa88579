"""Narratives on screen: the tracker, one narrative, writing it beside the last, and moving it on."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from partnerships.escalating import answer_escalation, raise_escalation
from partnerships.models import Narrative
from partnerships.narrative_workflow import NarrativeText, save_narrative, send_back_narrative
from snb.models import Meeting
from snb.permissions import Role
from tests.cast import Cast, fresh, give, make_meeting
from tests.partnerships.narratives_scene import (
    FARMS,
    TEXT,
    accepted,
    drafted,
    make_partnership,
    open_narrative,
    raised,
    submitted,
)

HOME = "/boards/fosse/narratives/"


def text_of(client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def next_meeting(cast: Cast) -> Meeting:
    return make_meeting(cast.board, in_days=110, due_in=90)


def fields(version: int, **more: str) -> dict[str, object]:
    said = {"picture": "One.", "emerging": "Two.", "good_practice": "", "next_quarter": "", "version": version}
    return said | more


def test_the_manager_opens_all_with_one_button(cast: Cast, as_) -> None:
    page = text_of(as_(cast.manager), HOME)
    assert "Open the narratives" in page
    assert "Open the narratives" not in text_of(as_(cast.member), HOME)
    response = as_(cast.manager).post(f"/boards/fosse/meetings/{cast.meeting.pk}/open-narratives/", follow=True)
    assert "1 opened" in response.content.decode()
    assert Narrative.objects.get().due == cast.meeting.returns_due
    again = as_(cast.manager).post(f"/boards/fosse/meetings/{cast.meeting.pk}/open-narratives/", follow=True)
    assert "all open already" in again.content.decode()
    assert as_(cast.member).post(f"/boards/fosse/meetings/{cast.meeting.pk}/open-narratives/").status_code == 403


def test_the_tracker_without_a_meeting_or_a_partnership_says_so(cast: Cast, as_) -> None:
    wold = "/boards/wold/narratives/"
    assert "no meeting yet" in text_of(as_(cast.other_manager), wold)
    make_meeting(cast.other_board)
    assert "No partnership is in being" in text_of(as_(cast.other_manager), wold)


def test_the_tracker_is_exported_and_shows_another_meeting(cast: Cast, as_) -> None:
    submitted(cast)
    other = make_meeting(cast.board, in_days=120, due_in=100)
    client = as_(cast.member)
    sheet = text_of(client, f"{HOME}?format=csv")
    assert "North Fosse CSP,Submitted,No,Manager Person" in sheet
    assert "have not been opened" in text_of(client, f"{HOME}?meeting={other.pk}")
    assert "Submitted" in text_of(client, f"{HOME}?meeting=999999")  # one that is not there: the meeting ahead


def test_the_tracker_asks_the_same_for_one_and_for_many(cast: Cast, as_) -> None:
    submitted(cast)
    client = as_(cast.manager)

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            text_of(client, HOME)
        return len(caught)

    make_partnership(cast, "Silent CSP")
    few = asked()
    for name in ("South CSP", "West CSP", "East CSP"):
        make_partnership(cast, name)
    drafted(cast, make_meeting(cast.board, in_days=120, due_in=100))
    assert asked() == few


def test_a_draft_is_its_writers_and_the_managers(cast: Cast, as_) -> None:
    held = drafted(cast)
    path = f"{HOME}{held.pk}/"
    for person in (cast.csp_officer, cast.manager):
        assert TEXT.picture in text_of(as_(person), path)
    neighbour = make_partnership(cast, "South CSP")
    give(cast.outsider, Role.CSP_OFFICER, neighbour.remit)
    for person in (cast.member, cast.chair, fresh(cast.outsider), cast.other_manager):
        text_of(as_(person), path, 404)
        text_of(as_(person), f"{path}history/", 404)
    listed = text_of(as_(cast.member), HOME)
    assert f"{HOME}{held.pk}/" not in listed
    assert "North Fosse CSP" in listed


def test_once_submitted_the_board_reads_it_and_not_its_versions(cast: Cast, as_) -> None:
    held = submitted(cast)
    for person in (cast.member, cast.support, cast.chair):
        assert TEXT.emerging in text_of(as_(person), f"{HOME}{held.pk}/")
        text_of(as_(person), f"{HOME}{held.pk}/history/", 403)
    text_of(as_(cast.scrutiny), f"{HOME}{held.pk}/", 404)
    assert "Saved version 1" in text_of(as_(cast.csp_officer), f"{HOME}{held.pk}/history/")


def test_writing_saving_and_submitting(cast: Cast, as_) -> None:
    held, client = open_narrative(cast), as_(cast.csp_officer)
    path = f"{HOME}{held.pk}/"
    page = text_of(client, path)
    assert "Write the narrative" in page
    assert "first." in page  # what is lacking before it can be submitted
    response = client.post(f"{path}edit/", fields(0, picture="Line one.\r\nLine two."), follow=True)
    assert "Submit the narrative" in response.content.decode()
    held.refresh_from_db()
    assert held.picture == "Line one.\nLine two."
    done = client.post(f"{path}submit/", follow=True).content.decode()
    assert "Submitted on" in done
    assert "Change the text" not in done
    assert client.get(f"{path}edit/").status_code == 302
    assert client.post(f"{path}submit/").status_code == 409
    assert client.get(f"{path}submit/").status_code == 302


def test_too_long_a_text_is_refused_and_kept_in_the_form(cast: Cast, as_) -> None:
    held = open_narrative(cast)
    page = as_(cast.csp_officer).post(f"{HOME}{held.pk}/edit/", fields(0, picture="word " * 401)).content.decode()
    assert "must be 400 words or fewer" in page
    assert "word word" in page
    held.refresh_from_db()
    assert held.version == 0


def test_two_officers_at_once_see_both_texts(cast: Cast, as_) -> None:
    held, client = open_narrative(cast), as_(cast.csp_officer)
    path = f"{HOME}{held.pk}/edit/"
    save_narrative(narrative=held, text=NarrativeText("Theirs."), version=0, by=cast.csp_officer)
    response = client.post(path, fields(0, picture="Mine."))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Theirs." in page
    assert "Mine." in page
    assert 'name="version" value="1"' in page
    client.post(path, fields(1, picture="Ours."))
    held.refresh_from_db()
    assert (held.picture, held.version) == ("Ours.", 2)


def test_typed_text_survives_a_submission_by_a_colleague(cast: Cast, as_) -> None:
    held = submitted(cast)
    response = as_(cast.csp_officer).post(f"{HOME}{held.pk}/edit/", fields(1, picture="Too late."))
    assert response.status_code == 409
    assert "has been submitted" in response.content.decode()
    assert "Too late." in response.content.decode()


def test_the_form_shows_the_last_narrative_and_what_the_board_did(cast: Cast, as_) -> None:
    escalation = raised(cast)
    answer_escalation(escalation=escalation, answer="The rural fund is open to you.", by=cast.manager)
    later = open_narrative(cast, next_meeting(cast))
    page = text_of(as_(cast.csp_officer), f"{HOME}{later.pk}/edit/")
    assert "What the Board did with what you raised" in page
    assert "The rural fund is open to you." in page
    assert TEXT.picture in page
    assert "no submitted narrative of an earlier quarter" in text_of(
        as_(cast.csp_officer), f"{HOME}{drafted(cast, make_meeting(cast.board, in_days=2, due_in=1)).pk}/edit/"
    )


def test_the_manager_accepts_or_sends_back_with_a_reason(cast: Cast, as_) -> None:
    held, client = submitted(cast), as_(cast.manager)
    path = f"{HOME}{held.pk}/"
    assert "Send back with a reason" in text_of(client, path)
    assert "Say why it is sent back" in client.post(f"{path}send-back/", {"reason": ""}).content.decode()
    client.post(f"{path}send-back/", {"reason": "Which farms?"})
    officer = text_of(as_(cast.csp_officer), path)
    assert "Which farms?" in officer
    assert "Which farms?" in text_of(as_(cast.csp_officer), f"{path}edit/")
    as_(cast.csp_officer).post(f"{path}submit/")
    client.post(f"{path}accept/")
    held.refresh_from_db()
    assert held.state == "accepted"
    assert client.post(f"{path}send-back/", {"reason": "Again"}).status_code == 409
    assert as_(cast.csp_officer).post(f"{path}accept/").status_code == 403


def test_an_officer_may_not_touch_the_narrative_of_a_neighbour(cast: Cast, as_) -> None:
    held = accepted(cast)
    give(cast.outsider, Role.CSP_OFFICER, make_partnership(cast, "South CSP").remit)
    client = as_(fresh(cast.outsider))
    text_of(client, f"{HOME}{held.pk}/")  # read it they may, as the Board's readers do
    assert client.get(f"{HOME}{held.pk}/edit/").status_code == 403
    assert client.post(f"{HOME}{held.pk}/submit/").status_code == 403


def test_a_blank_history_and_a_sent_back_one(cast: Cast, as_) -> None:
    held = open_narrative(cast)
    assert "Opened" in text_of(as_(cast.manager), f"{HOME}{held.pk}/history/")
    send_back_narrative(narrative=submitted(cast), reason="More, please.", by=cast.manager)
    assert "More, please." in text_of(as_(cast.manager), f"{HOME}{held.pk}/history/")


def test_the_narrative_shows_what_it_raises(cast: Cast, as_) -> None:
    held = drafted(cast)
    raise_escalation(narrative=held, details=FARMS, by=cast.csp_officer)
    page = text_of(as_(cast.csp_officer), f"{HOME}{held.pk}/")
    assert FARMS.title in page
    assert FARMS.ask in page
    assert "Change" in page
    assert "raises no issue" in text_of(as_(cast.manager), f"{HOME}{drafted(cast, next_meeting(cast)).pk}/")
