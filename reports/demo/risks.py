"""The register of risks, told through the product's own workflow on the days it happened."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

from django.conf import settings
from django.utils import timezone

from priorities.access import ACCEPTED
from priorities.models import PlannedAction, RaisedRisk, Risk, RiskPolicy
from priorities.risk_workflow import RiskDetails, assess, choose_actions, close_risk, open_risk, take_up
from priorities.scale import Score, Scores
from reports.demo.clock import on
from reports.demo.story import Story

Toml = dict[str, Any]
SAID = ("title", "cause", "event", "consequence", "controls", "category")


def load_risks(story: Story) -> None:
    """The board's register, if its folder describes one: before its papers, which are of their day, are compiled."""
    data = _described(story)
    if "policy" in data:
        _load_policy(story, data["policy"])
    for row in data.get("risks", []):
        risk = _open(story, row)
        for line in row["assessments"][1:]:
            _assess(story, risk, line)
        if "closed" in row:
            _close(story, risk, row["closed"])


def link_raised(story: Story) -> None:
    """What accepted returns raised is taken up on the day after: once the returns are told."""
    for row in _described(story).get("risks", []):
        for where in row.get("raised", []):
            _take_up(story, Risk.objects.get(board=story.loaded.board, title=row["title"]), *where.split("/"))


def _described(story: Story) -> Toml:
    path = settings.BASE_DIR / "fixtures" / story.loaded.board.slug / "risks.toml"
    return tomllib.loads(path.read_text()) if path.exists() else {}


def _load_policy(story: Story, row: Toml) -> None:
    names = ("appetite", "tolerance", "medium_from", "high_from")
    policy = RiskPolicy.objects.create(board=story.loaded.board, **{name: row[name] for name in names})
    for category, (appetite, tolerance) in row.get("categories", {}).items():
        policy.categories.create(category=category, appetite=appetite, tolerance=tolerance)


def _open(story: Story, row: Toml) -> Risk:
    first = row["assessments"][0]
    day = story.day(first["day"])
    details = RiskDetails(
        **{name: row[name] for name in SAID},
        owner=story.loaded.posts[row["owner"]],
        priorities=tuple(story.loaded.priorities[slug] for slug in row["priorities"]),
        appetite=row.get("appetite"),
        tolerance=row.get("tolerance"),
    )
    with on(day, 10):
        by = story.manager(day)
        risk = open_risk(board=story.loaded.board, details=details, by=by, **_assessment(story, first))
        actions = [_action(story, *where.split("/")) for where in row["actions"]]
        return choose_actions(risk=risk, actions=actions, version=risk.version, by=by) if actions else risk


def _action(story: Story, priority: str, slug: str) -> PlannedAction:
    return PlannedAction.objects.get(priority=story.loaded.priorities[priority], slug=slug)


def _assessment(story: Story, line: Toml) -> Toml:
    return {
        "scores": Scores(*(Score(*line[kind]) for kind in ("inherent", "residual", "target"))),
        "rationale": line["why"],
        "review_due": story.day(line["day"] + line["review_in"]),
    }


def _assess(story: Story, risk: Risk, line: Toml) -> None:
    day = story.day(line["day"])
    with on(day, 15):
        risk.refresh_from_db()
        assess(risk=risk, version=risk.version, by=story.manager(day), **_assessment(story, line))


def _close(story: Story, risk: Risk, row: Toml) -> None:
    day = story.day(row["day"])
    with on(day, 16):
        risk.refresh_from_db()
        close_risk(risk=risk, reason=row["reason"], version=risk.version, by=story.manager(day))


def _take_up(story: Story, risk: Risk, priority: str, slug: str) -> None:
    of_priority = next(row for row in story.data["priorities"] if row["slug"] == priority)
    title = next(row["title"] for row in of_priority["risks"] if row["slug"] == slug)
    found = RaisedRisk.objects.filter(
        quarterly_return__priority=story.loaded.priorities[priority], quarterly_return__state__in=ACCEPTED, title=title
    )
    for raised in found.select_related("quarterly_return__priority__board", "quarterly_return__meeting"):
        accepted = timezone.localdate(raised.quarterly_return.accepted_at)
        day = min(max(accepted + dt.timedelta(days=1), risk.opened_on), story.today)
        with on(day, 11):
            take_up(raised=raised, risk=risk, by=story.manager(day))
