"""Committees, their meetings, and the reports taken to them."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from snb import committee_reports as reports
from snb import committees
from snb.committee_reports import Answered, Considered, FrontSheet, SignedOff, StaleReport, numbered
from snb.committees import CommitteeDetails
from snb.models import AuditEvent, Committee, CommitteeMeeting, CommitteeReport
from snb.scrutiny import committees_of
from snb.workflow import Refusal
from tests.cast import Cast, days
from tests.snb.scrutiny_scene import council, make_asked, make_committee, make_meeting, make_report


def details(**more: object) -> CommitteeDetails:
    said: dict = {"name": "Safety Committee", "body": council(), "is_statutory": True, "begins": days(-50)}
    return CommitteeDetails(**(said | more))


def test_only_the_clerk_and_the_manager_keep_committees(cast: Cast) -> None:
    for person in (cast.scrutiny, cast.chair, cast.administrator, cast.other_manager):
        with pytest.raises(PermissionDenied):
            committees.add_committee(board=cast.board, details=details(), by=person)
    made = committees.add_committee(board=cast.board, details=details(), by=cast.manager)
    for person in (cast.scrutiny, cast.member):
        with pytest.raises(PermissionDenied):
            committees.change_committee(committee=made, details=details(name="Other"), by=person)
        with pytest.raises(PermissionDenied):
            committees.add_meeting(committee=made, date=days(0), note="", by=person)
    assert list(Committee.objects.values_list("name", flat=True)) == ["Safety Committee"]


def test_a_name_is_one_committee_of_a_board_and_its_slug_one_address(cast: Cast) -> None:
    first = committees.add_committee(board=cast.board, details=details(), by=cast.clerk)
    with pytest.raises(Refusal, match="of that name already"):
        committees.add_committee(board=cast.board, details=details(name="safety committee"), by=cast.clerk)
    second = committees.add_committee(board=cast.board, details=details(name="Safety: Committee"), by=cast.clerk)
    assert (first.slug, second.slug) == ("safety-committee", "safety-committee-2")
    committees.add_committee(board=cast.other_board, details=details(), by=cast.other_manager)
    assert committees.add_committee(board=cast.board, details=details(name="安全"), by=cast.clerk).slug == "committee"
    with pytest.raises(Refusal, match="must not end before it begins"):
        committees.change_committee(committee=first, details=details(ends=days(-51)), by=cast.clerk)


def test_a_change_of_a_committee_is_in_the_audit_log(cast: Cast) -> None:
    made = make_committee(cast)
    committees.change_committee(
        committee=made, details=details(begins=days(-1000), name="Place Committee"), by=cast.clerk
    )
    changes = AuditEvent.objects.get(action="changed a committee").detail["changes"]
    assert changes == {"name": ["Safety Committee", "Place Committee"]}


def test_a_meeting_is_once_a_day_while_the_committee_is_there(cast: Cast) -> None:
    committee = make_committee(cast)
    meeting = make_meeting(cast, committee)
    with pytest.raises(Refusal, match="recorded already"):
        make_meeting(cast, committee)
    with pytest.raises(Refusal, match="was not there on"):
        make_meeting(cast, committee, day=days(-1001))
    other = make_meeting(cast, committee, day=days(30))
    with pytest.raises(Refusal, match="recorded already"):
        committees.change_meeting(meeting=other, date=meeting.date, note="", by=cast.clerk)
    moved = committees.change_meeting(meeting=other, date=days(31), note="Moved", by=cast.clerk)
    assert (moved.date, moved.note) == (days(31), "Moved")


def test_a_meeting_with_something_of_its_own_keeps_its_day(cast: Cast) -> None:
    meeting = make_meeting(cast)
    make_asked(cast, meeting=meeting)
    noted = committees.change_meeting(meeting=meeting, date=meeting.date, note="Long", by=cast.clerk)
    assert noted.note == "Long"
    with pytest.raises(Refusal, match="keeps its day"):
        committees.change_meeting(meeting=meeting, date=days(-9), note="", by=cast.clerk)
    with pytest.raises(Refusal, match="stays"):
        committees.remove_meeting(meeting=meeting, by=cast.clerk)
    empty = make_meeting(cast, day=days(40))
    with pytest.raises(PermissionDenied):
        committees.remove_meeting(meeting=empty, by=cast.chair)
    committees.remove_meeting(meeting=empty, by=cast.clerk)
    assert CommitteeMeeting.objects.get() == meeting


def test_the_statutory_committee_comes_first_and_one_that_has_ended_last(cast: Cast) -> None:
    ended = make_committee(cast, "A gone one")
    Committee.objects.filter(pk=ended.pk).update(ends=days(-1))
    council_row, statutory = make_committee(cast, "Council", statutory=False), make_committee(cast, "Scrutiny")
    make_meeting(cast, statutory)
    make_meeting(cast, statutory, day=days(9))
    make_asked(cast, meeting=statutory.meetings.get(date=days(-10)))
    rows = committees_of(cast.board, days(0))
    assert [row.committee for row in rows] == [statutory, council_row, ended]
    assert rows[0].last
    assert rows[0].planned
    assert (rows[0].last.date, rows[0].planned.date, rows[0].asked) == (days(-10), days(9), 1)
    assert (rows[1].last, rows[1].planned, rows[1].asked) == (None, None, 0)


# Reports -------------------------------------------------------------------------------------------------------------


def test_a_report_keeps_its_front_sheet(cast: Cast) -> None:
    report = make_report(cast, author="Cabinet Member", background_papers="", areas_affected="All")
    changed = reports.change_report(
        report=report, sheet=FrontSheet("New title", author="Cabinet Member"), version=1, by=cast.clerk
    )
    assert (changed.title, changed.areas_affected, changed.version) == ("New title", "", 2)
    assert AuditEvent.objects.get(action="changed a committee report").detail["changed"] == ["title", "areas_affected"]
    with pytest.raises(StaleReport) as stale:
        reports.change_report(report=report, sheet=FrontSheet("Mine"), version=1, by=cast.clerk)
    assert stale.value.saved.title == "New title"
    for person in (cast.scrutiny, cast.member):
        with pytest.raises(PermissionDenied):
            reports.change_report(report=report, sheet=FrontSheet("Mine"), version=2, by=person)
        with pytest.raises(PermissionDenied):
            reports.add_report(meeting=report.meeting, sheet=FrontSheet("Mine"), by=person)
    assert CommitteeReport.objects.get().title == "New title"


def test_its_lists_are_replaced_in_their_order(cast: Cast) -> None:
    report = make_report(cast)
    chain = [SignedOff("Board", on=days(-40)), SignedOff("Finance", "ABC12", days(-20), "None arise.")]
    report = reports.set_lines(report=report, part="sign_offs", lines=chain, version=1, by=cast.clerk)
    report = reports.set_lines(
        report=report, part="implications", lines=[Considered("Human rights")], version=2, by=cast.clerk
    )
    report = reports.set_lines(report=report, part="sign_offs", lines=chain[::-1], version=3, by=cast.clerk)
    assert [(row.order, row.step, row.initials) for row in report.sign_offs.all()] == [
        (1, "Finance", "ABC12"), (2, "Board", ""),
    ]  # fmt: skip
    assert [str(row) for row in report.implications.all()] == ["Human rights"]
    event = AuditEvent.objects.filter(action="changed the sign-offs of a committee report").first()
    assert event
    assert len(event.detail["before"]) == 2
    with pytest.raises(StaleReport):
        reports.set_lines(report=report, part="flags", lines=[], version=1, by=cast.clerk)
    with pytest.raises(PermissionDenied):
        reports.set_lines(report=report, part="flags", lines=[], version=4, by=cast.scrutiny)


def test_no_needs_a_reason_and_yes_does_not(cast: Cast) -> None:
    report = make_report(cast)
    with pytest.raises(Refusal, match="“Was it assessed\\?” is answered No: give the reason"):
        reports.set_lines(
            report=report, part="flags", lines=[Answered("Was it assessed?", False, " ")], version=1, by=cast.clerk
        )
    flags = [Answered("Was it assessed?", True), Answered("Is data used?", False, "There is none.")]
    held = reports.set_lines(report=report, part="flags", lines=flags, version=1, by=cast.clerk)
    assert [(row.is_yes, row.reason) for row in held.flags.all()] == [(True, ""), (False, "There is none.")]


def test_what_it_recommends_is_numbered_line_by_line() -> None:
    assert numbered("To note it.\r\n\r\n  To adopt it. \n") == ["To note it.", "To adopt it."]
    assert numbered("") == []
