"""The two boards' reports to committees as the demonstration has them, and a made-up one of the cast's board."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django.conf import settings

from reports.demo.agreements import load_agreements, load_refreshes
from reports.demo.board import load_board
from reports.demo.bodies import load_bodies
from reports.demo.committee_papers import load_committee_papers
from reports.demo.people import load_people
from reports.demo.scrutiny import load_scrutiny
from reports.demo.story import Story, load_meetings
from reports.documents.committee.subject import key_of
from reports.documents.kinds import build_content, kind_of, subject_of
from reports.documents.reading import Reading, read
from reports.models import Passage
from snb.committee_reports import Answered, Considered, SignedOff, set_lines
from snb.models import Board, CommitteeReport
from snb.querysets import today
from tests.cast import Cast, days
from tests.snb.scrutiny_scene import make_report

SCRUTINY, COUNCIL = "scrutiny-report", "council-report"
Content = dict[str, Any]


def told(slug: str) -> tuple[Story, list[tuple[str, str]]]:
    """A board of the demonstration with its reports, and the papers that were written: kind and subject of each."""
    folder = settings.BASE_DIR / "fixtures" / slug
    data = {name: tomllib.loads((folder / f"{name}.toml").read_text()) for name in ("board", "people", "story")}
    loaded = load_board(data["board"], demo_begins=dt.date(today().year - 1, 4, 1))
    story = Story(data["story"], loaded, load_people(data["people"], loaded, today()), today())
    load_bodies(story)
    load_agreements(story)
    load_refreshes(story, load_meetings(story))
    load_scrutiny(story)
    return story, load_committee_papers(story)


def reading_about(board: Board, kind: str, subject: str) -> Reading:
    document = kind_of(kind)
    about = partial(subject_of, document, board, None, subject)
    return read(board=board, meeting=None, as_at=today(), subject=about, subject_key=subject)


def content_of(reading: Reading, kind: str) -> Content:
    return build_content(kind_of(kind), reading, notice="", progress=lambda step, done, total: None)


def paper(report: CommitteeReport, kind: str) -> Content:
    return content_of(reading_about(report.meeting.committee.board, kind, key_of(report)), kind)


def headings(content: Content) -> list[tuple[str, str]]:
    """Number and heading of each section, those within in their place."""
    return [(section["number"], section["heading"]) for section in walk(content["sections"])]


def walk(sections: list[Any]) -> Iterator[Mapping[str, Any]]:
    for section in sections:
        yield section
        yield from walk(section.get("sections", []))


def blocks(content: Content, name: str, anchor: str = "") -> list[Any]:
    """The data of every block of that name, perhaps of one section."""
    return [
        block["data"]
        for section in walk(content["sections"])
        for block in section["blocks"]
        if block["block"] == name and anchor in ("", section["anchor"])
    ]


def markdown(content: Content, anchor: str) -> str:
    return "\n\n".join(data["markdown"] for data in blocks(content, "prose", anchor))


def reported(cast: Cast, **more: str) -> CommitteeReport:
    """A report with everything that a front sheet, implications, sign-offs and flags can say."""
    sheet = {
        "author": "Head of Safety", "signatory": "Cabinet Member for Safety", "enquiries": "Programme Manager, Fosse",
        "outcome": "A safer Fosse", "framework": "Yes", "recommends": "That members note it.\nThat it come back.",
    }  # fmt: skip
    report = make_report(cast, **(sheet | more))
    lines: dict[str, list[Any]] = {
        "implications": [Considered("Finance", "Nothing beyond budgets."), Considered("Crime", "All of it.")],
        "sign_offs": [
            SignedOff("Finance", "QQ1", days(-12), "No comment."), SignedOff("Legal", "ZZ2", days(-11), "Lawful."),
        ],
        "flags": [Answered("Has data protection been assessed (DPIA)?", False, "No personal data.")],
    }  # fmt: skip
    for part, rows in lines.items():
        report = set_lines(report=report, part=part, lines=rows, version=report.version, by=cast.clerk)
    return report


def write(report: CommitteeReport, key: str, text: str, state: str = "cleared") -> Passage:
    board = report.meeting.committee.board
    return Passage.objects.create(board=board, subject=key_of(report), key=key, markdown=text, state=state)
