"""Scrutiny of the demonstration: the published reports row for row, and a living story told by the product itself."""

from __future__ import annotations

import datetime as dt
import tomllib

import pytest
from django.test import Client

from reports.demo.board import load_board
from reports.demo.bodies import load_bodies
from reports.demo.load import FIXTURES
from reports.demo.people import load_people
from reports.demo.scrutiny import load_scrutiny
from reports.demo.story import Story
from snb.models import Board, CommitteeReport, Recommendation
from snb.querysets import today
from snb.scrutiny import Row, next_scrutiny_due, rows_of


@pytest.fixture
def boards(db) -> dict[str, Board]:
    return {slug: _told(slug) for slug in ("snb", "ncsp")}


def _told(slug: str) -> Board:
    data = {
        name: tomllib.loads((FIXTURES / slug / f"{name}.toml").read_text()) for name in ("board", "people", "story")
    }
    loaded = load_board(data["board"], demo_begins=dt.date(today().year - 1, 4, 1))
    story = Story(data["story"], loaded, load_people(data["people"], loaded, today()), today())
    load_bodies(story)
    load_scrutiny(story)
    return loaded.board


def asked(board: Board, words: str) -> Row:
    (row,) = [row for row in rows_of(board, today()) if words in row.recommendation.text]
    return row


def test_the_resolutions_of_july_2023(boards: dict[str, Board]) -> None:
    """S38, S39."""
    report = asked(boards["snb"], "further progress report")
    held = report.recommendation
    assert (held.meeting.committee.name, held.meeting.committee.is_statutory) == ("Place Select Committee", True)
    assert (held.number, held.original_due, held.due) == (1, dt.date(2024, 7, 31), dt.date(2024, 3, 20))
    assert held.reschedulings.get().decision.startswith("Later, when it discussed its work programme")
    assert (report.status, report.is_overdue) == ("Done", False)
    other = asked(boards["snb"], "communications strategy")
    assert other.recommendation.number == 2
    assert "an action in another plan" in other.recommendation.became


def test_the_report_to_the_county_committee(boards: dict[str, Board]) -> None:
    """S55, S56, S57."""
    report = CommitteeReport.objects.get(title="Crime and Disorder Strategy Scrutiny")
    assert [row.heading for row in report.implications.all()][:3] == [
        "Crime and disorder", "Data protection and information governance", "Finance",
    ]  # fmt: skip
    assert report.implications.count() == 11
    assert [(row.initials, row.on) for row in report.sign_offs.all()] == [
        ("PAA29", dt.date(2024, 2, 28)), ("LPW", dt.date(2024, 3, 4)),
    ]  # fmt: skip
    page = Client().get(f"/public/snb/scrutiny/reports/{report.pk}/").content.decode()
    assert "[None]" not in page
    assert (report.background_papers, report.areas_affected) == ("", "All")


def test_the_report_to_the_city_council(boards: dict[str, Board]) -> None:
    """S67, S68, S71."""
    report = CommitteeReport.objects.get(meeting__committee__board=boards["ncsp"])
    assert report.meeting.date == dt.date(2024, 7, 8)
    assert [row.on for row in report.sign_offs.all()] == [
        dt.date(2024, 1, 26), dt.date(2024, 3, 22), dt.date(2024, 6, 3), dt.date(2024, 6, 10), dt.date(2024, 7, 8),
    ]  # fmt: skip
    assert [(row.is_yes, bool(row.reason)) for row in report.flags.all()] == [
        (True, True),
        (False, True),
        (False, True),
    ]
    assert report.outcome
    assert report.framework.startswith("Yes")


def test_the_living_part_has_late_and_overdue_replies_and_moved_dates(boards: dict[str, Board]) -> None:
    fraud = asked(boards["snb"], "fraud against older residents")
    assert fraud.replies.asked == 12
    assert (fraud.replies.given, fraud.replies.late, fraud.replies.overdue) == (7, 2, 5)
    assert fraud.actions[0].state == "Late"
    moved = asked(boards["snb"], "in one place how residents report")
    assert moved.recommendation.is_rescheduled
    assert not moved.is_overdue
    assert moved.actions[0].is_revised
    assert asked(boards["snb"], "buses after dark").is_overdue
    given_by = {
        reply.is_on_behalf for row in rows_of(boards["snb"], today()) for reply in row.recipients if reply.answer
    }
    assert given_by == {True, False}


def test_scrutiny_is_planned_in_time_in_the_county_and_late_in_the_city(boards: dict[str, Board]) -> None:
    county, city = (next_scrutiny_due(boards[slug], today()) for slug in ("snb", "ncsp"))
    assert (county.is_late, county.is_planned_late) == (False, False)
    assert county.planned
    assert (city.is_late, city.is_planned_late) == (True, True)


def test_what_is_made_up_is_marked_and_what_is_not_has_its_own_days(boards: dict[str, Board]) -> None:
    for slug in boards:
        data = tomllib.loads((FIXTURES / slug / "scrutiny.toml").read_text())
        for meeting in data["meetings"]:
            assert ("date" in meeting) != meeting.get("demo", False)
            for row in (*meeting.get("asked", []), *meeting.get("reports", [])):
                assert row.get("demo", False) == meeting.get("demo", False)
    assert Recommendation.objects.count() == sum(
        len(meeting.get("asked", []))
        for slug in boards
        for meeting in tomllib.loads((FIXTURES / slug / "scrutiny.toml").read_text())["meetings"]
    )
