"""Pages of committees, their meetings and the reports taken to them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from snb.models import Committee, CommitteeMeeting, CommitteeReport
from snb.wording import long_date
from tests.cast import ACTORS, Cast, days
from tests.priorities.pages import get, post
from tests.snb.scrutiny_scene import council, make_asked, make_committee, make_meeting, make_report, parts

COMMITTEES = "/boards/fosse/scrutiny/committees/"


def url(thing: Any, noun: str, *more: str) -> str:
    return reverse(f"board:{noun}", args=["fosse", thing.pk, *more])


def form(cast: Cast, **more: Any) -> dict[str, Any]:
    cast.board.standings.get_or_create(organisation=council(), kind="responsible", begins=days(-90))
    said = {"name": "Place Committee", "body": council().pk, "is_statutory": "on", "note": ""}
    return said | parts("begins", days(-90)) | parts("ends", None) | more


def test_the_clerk_adds_a_committee_and_its_meetings(cast: Cast, as_) -> None:
    clerk = as_(cast.clerk)
    page = post(clerk, f"{COMMITTEES}add/", form(cast))
    assert page.messages == ["Place Committee has been added."]
    committee = Committee.objects.get()
    assert "The statutory crime and disorder scrutiny committee." in page.text
    page = post(clerk, url(committee, "committee-meeting-add"), {"note": "Yearly", **parts("date", days(60))})
    assert page.rows[0][0] == f"{long_date(days(60))}Planned Yearly"
    meeting = CommitteeMeeting.objects.get()
    page = post(clerk, url(meeting, "committee-meeting-edit"), {"note": "Yearly", **parts("date", days(61))})
    assert long_date(days(61)) in page.text
    assert "Remove this meeting?" in get(clerk, url(meeting, "committee-meeting-remove")).text
    page = post(clerk, url(meeting, "committee-meeting-remove"))
    assert "No meeting about the Board is recorded." in page.text
    page = post(clerk, url(committee, "committee-edit"), form(cast, **parts("ends", days(-1))))
    assert f"until {long_date(days(-1))}" in page.text


def test_what_is_wrong_with_a_committee_is_said(cast: Cast, as_) -> None:
    make_committee(cast, "Place Committee")
    page = post(as_(cast.clerk), f"{COMMITTEES}add/", form(cast))
    assert (page.status, page.errors[0][1]) == (409, "This board has a committee of that name already.")
    assert page.value("name") == "Place Committee"
    page = post(as_(cast.clerk), f"{COMMITTEES}add/", form(cast, name="", body=""))
    assert [error[1] for error in page.errors] == ["Enter name", "Select council or body that it is a committee of"]
    meeting = make_meeting(cast)
    page = post(as_(cast.clerk), url(meeting.committee, "committee-meeting-add"), {**parts("date", days(-10))})
    assert page.errors[0][1] == "That meeting of the committee is recorded already."


def test_a_used_meeting_is_not_removed(cast: Cast, as_) -> None:
    asked = make_asked(cast)
    answer = as_(cast.clerk).post(url(asked.meeting, "committee-meeting-remove"))
    assert answer.status_code == 409
    assert "so it stays" in answer.content.decode()
    page = get(as_(cast.clerk), url(asked.meeting.committee, "committee-detail"))
    assert "Remove" not in page.links
    assert "Resolution 1" in page.links


def test_a_front_sheet_is_written_and_two_writers_lose_nothing(cast: Cast, as_) -> None:
    meeting = make_meeting(cast)
    said = {"title": "Delivery", "author": "Cabinet Member", "areas_affected": "All", "recommends": "To note it."}
    page = post(as_(cast.clerk), url(meeting, "committee-report-add"), said)
    assert page.messages == ["“Delivery” has been added."]
    assert "Background papersNone" in page.text
    report = CommitteeReport.objects.get()
    changed = said | {"version": 1, "title": "First"}
    assert post(as_(cast.clerk), url(report, "committee-report-edit"), changed).heading == "First"
    page = post(as_(cast.manager), url(report, "committee-report-edit"), changed | {"title": "Second"})
    assert (page.status, page.rows[0]) == (409, ["Title", "First", "Second"])
    assert (page.value("version"), page.value("title")) == ("2", "Second")
    page = post(as_(cast.manager), url(report, "committee-report-edit"), changed | {"title": "Second", "version": 2})
    assert page.heading == "Second"
    assert post(as_(cast.clerk), url(meeting, "committee-report-add"), {}).errors[0][1] == "Enter title"


def lines(part: str, *rows: dict[str, Any], version: int = 1) -> dict[str, Any]:
    data: dict[str, Any] = {"version": version, f"{part}-TOTAL_FORMS": len(rows) + 1, f"{part}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"{part}-{number}-{name}": value for name, value in row.items()}
    return data


def test_its_lists_are_written_row_by_row(cast: Cast, as_) -> None:
    report = make_report(cast)
    where = url(report, "committee-report-lines", "sign-offs")
    row = {"step": "Finance", "initials": "ABC12", "text": "None arise.", **parts("on", days(-20))}
    page = post(as_(cast.clerk), where, lines("sign_offs", row, {"step": "Board"}))
    assert page.messages == ["Its sign-offs have been changed."]
    assert page.rows == [
        ["Finance", long_date(days(-20)), "ABC12", "None arise."], ["Board", "Not dated", "None", ""],
    ]  # fmt: skip
    assert get(as_(cast.clerk), where).value("sign_offs-0-step") == "Finance"
    emptied = lines("sign_offs", {"step": ""}, {"step": "Board"}, version=2)
    assert len(post(as_(cast.clerk), where, emptied).rows) == 1


def test_a_row_without_its_heading_or_reason_is_said_and_kept(cast: Cast, as_) -> None:
    report = make_report(cast)
    where = url(report, "committee-report-lines", "implications")
    page = post(as_(cast.clerk), where, lines("implications", {"heading": "", "text": "None arise."}))
    assert [error[1] for error in page.errors] == ["Enter heading, or empty the row"]
    assert page.value("implications-0-text") == "None arise."
    where = url(report, "committee-report-lines", "flags")
    page = post(as_(cast.clerk), where, lines("flags", {"question": "Assessed?", "is_yes": "no", "reason": ""}))
    assert [error[1] for error in page.errors] == ["Enter the reason why the answer is No"]
    page = post(as_(cast.clerk), where, lines("flags", {"question": "Assessed?"}))
    assert [error[1] for error in page.errors] == ["Select the answer"]
    page = post(as_(cast.clerk), where, lines("flags", {"question": "Assessed?", "is_yes": "no", "reason": "No data."}))
    assert "No. No data." in page.text
    assert get(as_(cast.clerk), where).value("flags-0-is_yes") == "no"


def test_a_stale_list_and_a_forged_one_save_nothing(cast: Cast, as_) -> None:
    report = make_report(cast)
    where = url(report, "committee-report-lines", "implications")
    post(as_(cast.clerk), where, lines("implications", {"heading": "Finance"}))
    page = post(as_(cast.manager), where, lines("implications", {"heading": "Law"}))
    assert page.status == 409
    assert "Somebody else changed this report" in page.text
    assert (page.value("version"), page.value("implications-0-heading")) == ("2", "Law")
    for data in ({}, {"version": "x", "implications-TOTAL_FORMS": "9" * 30}, {"implications-TOTAL_FORMS": "-1"}):
        assert as_(cast.clerk).post(where, data).status_code < 500
    assert [row.heading for row in report.implications.all()] == ["Finance"]
    assert as_(cast.clerk).get(where.replace("implications", "secrets")).status_code == 404


def test_who_writes_reports(cast: Cast, as_) -> None:
    report = make_report(cast)
    addresses = [
        url(report.meeting, "committee-report-add"), url(report, "committee-report-edit"),
        url(report, "committee-report-lines", "flags"), url(report.meeting, "committee-meeting-edit"),
        url(report.meeting.committee, "committee-edit"), f"{COMMITTEES}add/",
    ]  # fmt: skip
    for address in addresses:
        found = {name for name in ACTORS if as_(cast.by_name[name]).get(address).status_code == 200}
        assert found == {"clerk", "manager"}
    assert get(as_(cast.scrutiny), url(report, "committee-report-detail")).buttons == []
    assert as_(cast.other_manager).get(url(report, "committee-report-detail")).status_code == 404


def test_whoever_reads_drafts_gets_from_the_report_to_the_texts_of_its_paper(cast: Cast, as_) -> None:
    report = make_report(cast)
    link = f"/boards/{cast.board.slug}/writing/report-{report.pk}/"
    assert link in as_(cast.manager).get(url(report, "committee-report-detail")).content.decode()
    assert as_(cast.manager).get(link).status_code == 200
    assert link not in as_(cast.member).get(url(report, "committee-report-detail")).content.decode()
