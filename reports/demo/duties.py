"""The duties of a board and the reports of its linkages, met and filed on the days it happened."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

from django.conf import settings

from reports.demo.board import ROLES
from reports.demo.clock import on
from reports.demo.story import Story
from snb.duties import recurrence_of
from snb.duty_workflow import DutyDetails, Evidence, add_duty, file_evidence
from snb.linkages import file_report, linkages_due, set_rhythm
from snb.models import Duty, Linkage
from snb.quarters import Quarter

Toml = dict[str, Any]
ENTERED = -500  # days: when the register was set up


def load_duties(story: Story) -> None:
    """Everything `duties.toml` of the board's folder describes, if there is one."""
    path = settings.BASE_DIR / "fixtures" / story.loaded.board.slug / "duties.toml"
    data = tomllib.loads(path.read_text()) if path.exists() else {}
    for row in data.get("duties", []):
        _meet(story, _add(story, row), row)
    for row in data.get("linkages", []):
        _link(story, row)


def _add(story: Story, row: Toml) -> Duty:
    first = _first_due(story, row)
    details = DutyDetails(
        title=row["title"], kind=row["kind"], owed_by=row["owed_by"], owed_to=row.get("owed_to", ""),
        source=row["source"], detail=row.get("detail", ""), is_verified=row.get("verified", False),
        every_months=row["every_months"], begins=row.get("begins", first - dt.timedelta(days=90)), first_due=first,
        **_owner(story, row["owner"]),
    )  # fmt: skip
    day = story.day(ENTERED)
    with on(day):
        return add_duty(board=story.loaded.board, details=details, by=story.manager(day))


def _first_due(story: Story, row: Toml) -> dt.date:
    if "quarterly" in row:  # the last day of the quarter so many before today's
        return Quarter.of(story.today).shifted(row["quarterly"]).end
    if "first_on" in row:
        return row["first_on"]
    first = row["first"]
    return dt.date(story.today.year - first["years_ago"], first["month"], first["day"])


def _owner(story: Story, owner: Toml) -> Toml:
    if "post" in owner:
        return {"post": story.loaded.posts[owner["post"]]}
    return {"role": ROLES[owner["role"]], "remit": story.loaded.remits[owner["remit"]]}


def _meet(story: Story, duty: Duty, row: Toml) -> None:
    """The dates that have come, but for those the fixture leaves open; the newest of them perhaps late."""
    came = [due for due in recurrence_of(duty).upto(story.today) if due < story.today]
    came = came[: row.get("met", len(came))]
    for due in came:
        after = row.get("late", -6) if due == came[-1] else -6
        done_on = row.get("done_on") or min(due + dt.timedelta(days=after), story.today)
        filed = max(done_on + dt.timedelta(days=1), story.day(ENTERED + 1))
        if filed <= story.today:
            with on(filed):
                evidence = Evidence(due=due, done_on=done_on, text=row["evidence"])
                file_evidence(duty=duty, evidence=evidence, by=story.manager(filed))


def _link(story: Story, row: Toml) -> None:
    linkage = Linkage.objects.get(board=story.loaded.board, body=row["body"])
    set_rhythm(
        linkage=linkage, report_in_months=row.get("in_months"), report_out_months=row.get("out_months"),
        begins=story.day(row["first_in_days"]), by=story.manager(story.today),
    )  # fmt: skip
    for told in row.get("filed", []):
        (line,) = linkages_due([Linkage.objects.get(pk=linkage.pk)], story.today)
        due = next(due.due for due in line.due if due.direction == told["direction"])
        given = due + dt.timedelta(days=told["days_after"])
        with on(given):
            file_report(
                linkage=linkage, direction=told["direction"], due=due, given_on=given, text=told["text"],
                by=story.manager(given),
            )  # fmt: skip
