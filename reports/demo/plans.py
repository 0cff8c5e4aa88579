"""Money, milestones and measures of the planned actions, and what priorities do beside them."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

from django.conf import settings

from performance.models import Measure
from priorities.models import FundingStream, Initiative, PlannedAction
from priorities.plan_workflow import FundingDetails, set_funding, set_milestone, tie_measure
from reports.demo.clock import on
from reports.demo.story import Story

Toml = dict[str, Any]
APRIL = 4  # in which a financial year begins


def load_plan_parts(story: Story) -> None:
    """Everything `plans.toml` of the board's folder describes, if there is one."""
    path = settings.BASE_DIR / "fixtures" / story.loaded.board.slug / "plans.toml"
    data = tomllib.loads(path.read_text()) if path.exists() else {}
    money = {row["slug"]: _funding(story, row) for row in data.get("funding", [])}
    for row in data.get("actions", []):
        _action(story, row, money)
    for row in data.get("initiatives", []):
        Initiative.objects.create(
            priority=story.loaded.priorities[row["priority"]], kind=row["kind"], title=row["title"],
            text=row.get("text", ""), points=row.get("points", []), source=row["source"], begins=row["from"],
            ends=row.get("until"),
        )  # fmt: skip


def _day(story: Story, said: int | str | dt.date) -> dt.date:
    """Days from today, the ends of today's financial year, or the day itself."""
    if isinstance(said, str):
        began = story.today.year if story.today.month >= APRIL else story.today.year - 1
        return dt.date(began, APRIL, 1) if said == "year-start" else dt.date(began + 1, 3, 31)
    return story.day(said) if isinstance(said, int) else said


def _funding(story: Story, row: Toml) -> FundingStream:
    details = FundingDetails(
        name=row["name"], giver=row.get("giver", ""), amount=row.get("amount"), begins=_day(story, row["from"]),
        ends=_day(story, row["until"]), after=row.get("after", ""), source=row.get("source", ""),
    )  # fmt: skip
    return set_funding(board=story.loaded.board, details=details, by=story.manager(story.today))


def _action(story: Story, row: Toml, money: dict[str, FundingStream]) -> None:
    priority, _, slug = row["action"].partition("/")
    action = PlannedAction.objects.get(priority=story.loaded.priorities[priority], slug=slug)
    if "funding" in row:
        action.funding = money[row["funding"]]
        action.save()
    by = story.manager(story.today)
    for step in row.get("milestones", []):
        done = story.day(step["done"]) if "done" in step else None
        with on(done or story.today):
            set_milestone(
                action=action, milestone=None, title=step["title"], due=story.day(step["due"]), done_on=done, by=by
            )
    for tie in row.get("measures", []):
        measure = Measure.objects.get(board=story.loaded.board, slug=tie["measure"])
        tie_measure(action=action, measure=measure, kind=tie["kind"], expected=tie.get("expected", ""), by=by)
