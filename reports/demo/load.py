"""Loading the demonstration, whole or not at all."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test.utils import override_settings

from priorities.models.returns import State
from priorities.workflow import move
from reports.compiling import compile_document
from reports.demo.actions import ActionsStory
from reports.demo.agreements import load_agreements, load_refreshes
from reports.demo.areas import load_areas
from reports.demo.benchmarks import load_benchmarks
from reports.demo.board import load_board
from reports.demo.bodies import load_bodies
from reports.demo.clock import on
from reports.demo.committee_papers import load_committee_papers
from reports.demo.duties import load_duties
from reports.demo.grants import load_grants
from reports.demo.issued import issue_about, load_issued, load_texts, publish
from reports.demo.local import load_local
from reports.demo.measures import load_measures
from reports.demo.narratives import load_narratives, load_outcomes
from reports.demo.notice import load_papers, publish_past
from reports.demo.people import load_people
from reports.demo.plans import load_plan_parts
from reports.demo.risks import link_raised, load_risks
from reports.demo.scrutiny import load_scrutiny
from reports.demo.sittings import load_sitting
from reports.demo.story import ACCEPTED_LATE, Story, load_meetings, load_plans, tell_quarter
from reports.documents.checklist import checklist_of
from reports.documents.kinds import kind_of
from reports.models import Edition
from reports.signing_off import sign_off
from snb.models import Board, Meeting, Person
from snb.querysets import today

FIXTURES = settings.BASE_DIR / "fixtures"
COMPILED, CLEARED, PUBLISHED, LATE = -10, -8, -7, -6  # days before a meeting
WEDNESDAY = 2


def boards_described() -> list[Path]:
    """A folder of `fixtures/` that describes a board each, the largest story first."""
    return sorted((path.parent for path in FIXTURES.glob("*/board.toml")), key=lambda path: path.name != "snb")


@override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend")  # nobody is mailed a story
@transaction.atomic
def load_demo(*, tell: Callable[[str], None]) -> list[Board]:
    """Every described board that is not there yet. Running it again adds nothing and changes nothing."""
    loaded = []
    load_areas(tomllib.loads((FIXTURES / "areas.toml").read_text()))
    for folder in boards_described():
        data = {name: tomllib.loads((folder / f"{name}.toml").read_text()) for name in ("board", "people", "story")}
        if not Board.objects.filter(slug=data["board"]["board"]["slug"]).exists():
            loaded.append(_load(data, tell))
    return loaded


def _load(data: dict[str, Any], tell: Callable[[str], None]) -> Board:
    meetings = data["story"]["meetings"]
    ahead = next(row["in_days"] for row in meetings if row["quarter"] == 0)
    day = today()
    shift = (WEDNESDAY - (day + dt.timedelta(days=ahead)).weekday()) % 7  # boards do not meet at weekends
    for row in meetings:
        row["in_days"] += shift
    first = day + dt.timedelta(days=min(row["in_days"] for row in meetings))
    tell(f"{data['board']['board']['name']}: the board and its people")
    loaded = load_board(data["board"], demo_begins=_first_of_april(first))
    story = Story(data["story"], loaded, load_people(data["people"], loaded, day), day)
    load_bodies(story)
    load_agreements(story)
    load_measures(story)
    load_plans(story)
    load_risks(story)
    load_benchmarks(story)
    load_grants(story)
    load_local(story)
    load_duties(story)
    load_plan_parts(story)
    by_quarter = load_meetings(story)
    load_papers(story, by_quarter)
    load_refreshes(story, by_quarter)
    actions = ActionsStory(story)
    for quarter in sorted(number for number in by_quarter if number <= 0):
        tell_quarter(story, quarter, by_quarter[quarter], tell)
        actions.until(min(by_quarter[quarter].date + dt.timedelta(days=COMPILED), story.day(-1)))
        load_narratives(story, quarter, by_quarter[quarter])
        _issue(story, by_quarter[quarter], tell)
        _accept_late(story, quarter, by_quarter[quarter])
        load_issued(story, quarter, by_quarter[quarter])
        load_sitting(story, by_quarter[quarter])
        load_outcomes(story, quarter, by_quarter[quarter])
    actions.until(day)
    link_raised(story)
    publish_past(story, by_quarter)
    load_scrutiny(story)
    for kind, subject in load_committee_papers(story):
        tell(kind_of(kind).name)
        issue_about(story, kind, subject)
    load_texts(story)
    return loaded.board


def _first_of_april(day: dt.date) -> dt.date:
    return dt.date(day.year if day.month >= 4 else day.year - 1, 4, 1)


def _issue(story: Story, meeting: Meeting, tell: Callable[[str], None]) -> None:
    """Compile the papers of a meeting; those of a meeting that is past were cleared and published."""
    is_past = meeting.date < story.today
    day = meeting.date + dt.timedelta(days=COMPILED) if is_past else story.day(-1)
    tell(f"{meeting.quarter.short}: board pack")
    for kind in _kinds(story, meeting):
        with on(day, 10):
            about = None if kind == "csa" else meeting
            if kind == "csa":
                _answer_for_the_law(story, story.manager(day))
            edition = compile_document(
                board=story.loaded.board, kind=kind, meeting=about, by=story.manager(day), as_at=day
            )
        if is_past:
            cleared, published = (meeting.date + dt.timedelta(days=days) for days in (CLEARED, PUBLISHED))
            publish(story, edition, cleared=cleared, published=published)
        elif kind == "csa":
            publish(story, edition, cleared=story.today, published=story.today)


def _answer_for_the_law(story: Story, manager: Person) -> None:
    """Sign off what the records do not show, with the reasons that the fixture gives."""
    agreement = story.loaded.agreement
    reasons = story.data.get("checklist", {})
    for row in checklist_of(agreement, today()):
        if not row.is_answered and row.item.key in reasons:
            sign_off(agreement=agreement, item=row.item.key, reason=reasons[row.item.key], by=manager)


def _kinds(story: Story, meeting: Meeting) -> tuple[str, ...]:
    """The product is compiled for the newest meeting that is past and for the one ahead: each is many pages to make."""
    if meeting.date >= story.today:
        return "board-pack", "performance-product", "csa"
    is_newest = not Meeting.objects.filter(board=meeting.board, date__gt=meeting.date, date__lt=story.today).exists()
    return ("board-pack", "performance-product") if is_newest else ("board-pack",)


def _accept_late(story: Story, quarter: int, meeting: Meeting) -> None:
    """The returns that come after the pack is compiled: of a meeting that is past, in time for a supplement."""
    day = story.day(-1) if meeting.date >= story.today else meeting.date + dt.timedelta(days=LATE)
    for row in story.data["priorities"]:
        for line in row.get("returns", []):
            if line["quarter"] == quarter and line.get("state") == ACCEPTED_LATE:
                held = meeting.returns.get(priority=story.loaded.priorities[row["slug"]])
                with on(day, 16):
                    move(quarterly_return=held, to=State.ACCEPTED, by=story.manager(day))


def papers_of(board: Board) -> list[Edition]:
    """The newest edition of each kind of document of a board."""
    newest: dict[str, Edition] = {}
    for edition in Edition.objects.filter(board=board).order_by("compiled_at", "pk"):
        newest[edition.kind] = edition
    return list(newest.values())
