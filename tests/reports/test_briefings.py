"""The lead's briefing: what it covers, that it is of one priority, and whether it is current ahead of the meeting."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import page
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities.models import Priority
from priorities.models.returns import State
from reports.briefings import briefings_of
from reports.compiling import compile_document
from reports.documents.briefed import choices, key_of
from reports.documents.kinds import build_content, kind_of, subject_of
from reports.documents.reading import read
from reports.models import Edition, EditionState
from reports.printing.paper import paper_pdf
from reports.render import edition_html, fingerprint
from snb.models import Action, Decision, Meeting
from snb.permissions import Role
from snb.querysets import today
from snb.sealing import canonical
from snb.workflow import Refusal
from tests.cast import Cast, bring_to, days, fresh, give, make_meeting, make_priority, open_return
from tests.priorities.risks import make_risk
from tests.snb.notice_scene import item, private

KIND = "lead-briefing"
# What the county's agreement of 2012-15 asks of a champion's briefing, and the section that answers it.
COVERS = {
    "performance": "Performance",
    "funding": "Funding and resources",
    "resourcing": "Funding and resources",
    "strategic approach": "Strategic approach",
    "delivery plans": "Delivery plan",
    "risks to delivery": "Risks to delivery",
    "what the Board needs to consider": "For the Board to consider",
}


def content_of(cast: Cast, key: str = "priority-burglary", board: Any = None) -> dict[str, Any]:
    kind, board = kind_of(KIND), board or cast.board
    subject = partial(subject_of, kind, board, cast.meeting, key)
    reading = read(
        board=board, meeting=cast.meeting, as_at=today(), figures=True, subject=subject, subject_key=key
    )  # fmt: skip
    made = build_content(kind, reading, notice="", progress=lambda *said: None)
    return dict(json.loads(canonical(made)))


def section(content: dict[str, Any], anchor: str) -> dict[str, Any]:
    return next(each for each in content["sections"] if each["anchor"] == anchor)


def text(content: dict[str, Any], anchor: str) -> str:
    return json.dumps(section(content, anchor), ensure_ascii=False)


def past_meeting(cast: Cast) -> Meeting:
    return make_meeting(cast.board, in_days=-70, due_in=-80)


def asked(cast: Cast, priority: Priority, words: str, **more: Any) -> Action:
    given = {"agreed_on": days(-70), "original_due": days(9), "due": days(9), **more}
    return Action.objects.create(
        board=cast.board, number=Action.objects.count() + 1, text=words, role=Role.LEAD, remit=priority.remit, **given
    )


# What it says --------------------------------------------------------------------------------------------------------


def test_it_covers_what_a_champions_briefing_must(cast: Cast) -> None:
    bring_to(open_return(cast), State.ACCEPTED, cast)
    content = content_of(cast)
    headings = [each["heading"] for each in content["sections"]]
    assert set(COVERS.values()) <= {*headings, "Strategic approach"}
    assert headings[:2] == ["In brief", "What has changed since the last meeting"]
    assert [each["number"] for each in content["sections"]] == [str(n + 1) for n in range(len(headings))]
    assert (content["title"], content["front"]) == ("Briefing: Burglary", "masthead")


def test_in_brief_names_who_leads_champions_and_supports(cast: Cast) -> None:
    give(cast.member, Role.CHAMPION, cast.burglary.remit)
    said = section(content_of(cast), "in-brief")["blocks"][0]["data"]["markdown"]
    assert "**Strategic Priority Lead:** Lead Person, Deputy Person (deputy)" in said
    assert "**Champion:** Member Person" in said
    assert "**Support officer:** Support Person" in said
    assert "No return has been accepted yet" in said


def test_it_is_of_its_own_priority_alone(cast: Cast) -> None:
    asked(cast, cast.burglary, "Fit more locks.")
    asked(cast, cast.arson, "Clear the bins.")
    make_risk(cast, title="Locks run out", priorities=(cast.burglary,))
    make_risk(cast, title="Fires spread", priorities=(cast.arson,))
    past_meeting(cast)
    whole = json.dumps(content_of(cast))
    assert "Fit more locks." in whole
    assert "Locks run out" in whole
    assert "Clear the bins." not in whole
    assert "Fires spread" not in whole


def test_slips_of_the_plan_and_the_status_of_required_actions(cast: Cast) -> None:
    bring_to(open_return(cast), State.ACCEPTED, cast)
    content = content_of(cast)
    (row,) = section(content, "plan")["blocks"][0]["data"]["rows"]
    assert (row["title"], row["status"], row["is_late"], row["first_due"]) == (
        "Fit locks", "On track", False, days(100).isoformat(),
    )  # fmt: skip
    required = section(content, "required-actions")["blocks"][0]
    assert (required["block"], [each["status"] for each in required["data"]["rows"]]) == (
        "required-action-status", ["Done", "Done"],
    )  # fmt: skip


def test_what_was_decided_and_asked_since_the_last_meeting(cast: Cast) -> None:
    last = past_meeting(cast)
    decision = Decision.objects.create(
        board=cast.board, meeting=last, number=1, text="Fund the locks.", recorded_by=cast.manager
    )
    asked(cast, cast.burglary, "Fit more locks.", decision=decision)
    found = text(content_of(cast), "asked")
    assert f"D {last.date.isoformat()}/1: Fund the locks." in found
    assert "Fit more locks." in found
    assert "A1 has been agreed: Fit more locks." in text(content_of(cast), "changed")


def test_nothing_agreed_in_private_is_in_it(cast: Cast) -> None:
    last = past_meeting(cast)
    held = item(cast, private())
    decision = Decision.objects.create(
        board=cast.board, meeting=last, item=held, number=1, text="Secret money.", recorded_by=cast.manager
    )
    asked(cast, cast.burglary, "Secret work.", decision=decision)
    whole = json.dumps(content_of(cast))
    assert "Secret" not in whole


def test_without_an_earlier_meeting_it_says_so(cast: Cast) -> None:
    assert "has not met before" in text(content_of(cast), "changed")


def test_its_gaps_are_those_of_its_priority(cast: Cast) -> None:
    cast.arson.remit.appointments.update(ends=days(-1))
    assert content_of(cast, "priority-arson")["gaps"] == [
        "Nobody leads this priority: not currently identified.", "No return of this priority has been accepted yet.",
        "Arson: no measure shows how it is doing.", "No action is planned for this priority.",
    ]  # fmt: skip


# Of what it can be ---------------------------------------------------------------------------------------------------


def test_it_can_be_of_the_priorities_of_the_agreement(cast: Cast) -> None:
    assert [(row.key, row.label) for row in choices(cast.board, cast.meeting)] == [
        ("priority-burglary", "Burglary"), ("priority-arson", "Arson"),
    ]  # fmt: skip
    assert choices(cast.other_board, None) == []


@pytest.mark.parametrize("key", ["priority-dragons", "burglary", "partnership-north"])
def test_of_nothing_else(cast: Cast, key: str) -> None:
    with pytest.raises(Refusal, match="no priority of this board"):
        content_of(cast, key)


def test_another_boards_priority_is_refused(cast: Cast) -> None:
    with pytest.raises(Refusal, match="no priority of this board"):
        content_of(cast, board=cast.other_board)


def test_titles_with_markup_print_letter_for_letter(cast: Cast) -> None:
    cast.burglary.summary = "**Bold** <script>alert(1)</script>"
    cast.burglary.save()
    html = edition_html(content_of(cast))
    assert "<script>" not in html
    assert "**Bold**" in html


def test_it_passes_the_validator(cast: Cast) -> None:
    past_meeting(cast)
    make_risk(cast, title="Locks run out", priorities=(cast.burglary,))
    asked(cast, cast.burglary, "Fit more locks.")
    bring_to(open_return(cast), State.ACCEPTED, cast)
    content = content_of(cast)
    data = paper_pdf(content, fingerprint(content))
    assert [row.message for row in page.validate_pdf_bytes(data, profile="ua1").failures] == []


# Whether it is current -----------------------------------------------------------------------------------------------


def words(cast: Cast, person: Any = None) -> dict[str, str]:
    person = fresh(person or cast.manager)
    return {row.priority: row.word for row in briefings_of(cast.board, cast.meeting, person, today())}


def compiled(cast: Cast) -> Edition:
    return compile_document(
        board=cast.board, kind=KIND, meeting=cast.meeting, subject=key_of(cast.burglary), by=cast.manager
    )


def test_a_briefing_is_none_then_current_then_out_of_date(cast: Cast) -> None:
    assert words(cast) == {"Burglary": "None yet", "Arson": "None yet"}
    compiled(cast)
    assert words(cast) == {"Burglary": "Current", "Arson": "None yet"}
    asked(cast, cast.burglary, "Fit more locks.")
    rows = {row.priority: row for row in briefings_of(cast.board, cast.meeting, cast.manager, today())}
    assert (rows["Burglary"].word, rows["Burglary"].changed) == (
        "Out of date", ("Decided, and asked of this priority",),
    )  # fmt: skip


def test_what_concerns_another_priority_leaves_it_current(cast: Cast) -> None:
    compiled(cast)
    asked(cast, cast.arson, "Clear the bins.")
    assert words(cast)["Burglary"] == "Current"


def test_a_declined_briefing_is_none(cast: Cast) -> None:
    edition = compiled(cast)
    Edition.objects.filter(pk=edition.pk).update(state=EditionState.DECLINED, reason="No")
    assert words(cast)["Burglary"] == "None yet"


def test_a_lead_sees_the_own_priorities_and_may_open_the_briefing(cast: Cast, as_) -> None:
    edition = compiled(cast)
    assert words(cast, cast.lead) == {"Burglary": "Current"}
    assert words(cast, cast.other_lead) == {"Arson": "None yet"}
    where = f"/boards/fosse/papers/{edition.reference}/"
    assert as_(cast.lead).get(where).status_code == 200
    assert as_(cast.support).get(where).status_code == 200
    assert as_(cast.other_lead).get(where).status_code == 404
    assert as_(cast.member).get(where).status_code == 404


def test_the_page_offers_to_compile_what_is_not_current(cast: Cast, as_) -> None:
    compiled(cast)
    html = as_(cast.manager).get("/boards/fosse/briefings/").content.decode()
    assert html.count('name="subject"') == 1
    assert 'value="priority-arson"' in html
    assert 'name="subject"' not in as_(cast.lead).get("/boards/fosse/briefings/").content.decode()
    assert "no briefing for you" in as_(cast.member).get("/boards/fosse/briefings/").content.decode()
    assert as_(cast.outsider).get("/boards/fosse/briefings/").status_code == 404
    assert "Burglary" in as_(cast.manager).get("/boards/fosse/briefings/?format=csv").content.decode("utf-8-sig")


def test_without_a_meeting_ahead_the_page_says_so(cast: Cast, as_) -> None:
    Meeting.objects.filter(pk=cast.meeting.pk).update(cancelled_reason="Snow")
    assert "No meeting is called" in as_(cast.manager).get("/boards/fosse/briefings/").content.decode()


def test_the_list_costs_the_same_for_two_and_for_twenty(cast: Cast) -> None:
    def queries() -> int:
        person = fresh(cast.manager)
        with CaptureQueriesContext(connection) as found:
            briefings_of(cast.board, cast.meeting, person, today())
        return len(found)

    compiled(cast)
    few = queries()
    theme = cast.agreement.themes.get()
    for number in range(18):
        make_priority(theme, f"more-{number}", f"More {number}")
    assert queries() == few
