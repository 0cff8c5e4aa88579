"""A plan of Fosse with money, milestones and a measure, for tests."""

from __future__ import annotations

from typing import Any

from performance.models import Measure
from priorities.models import FundingStream, Initiative, Milestone, PlannedAction, PlannedMeasure
from priorities.plan_workflow import ActionDetails, FundingDetails
from tests.cast import Cast, days, make_area


def locks() -> PlannedAction:
    """The action that the cast's burglary has: from 200 days ago until in 100, £2,500."""
    return PlannedAction.objects.select_related("priority__board").get(slug="locks")


def make_stream(cast: Cast, ends: int | None = 60, **changes: Any) -> FundingStream:
    said: dict[str, Any] = {
        "slug": f"money-{FundingStream.objects.count()}", "name": "Safer streets", "begins": days(-300),
        "ends": None if ends is None else days(ends), "amount": 500_000,
    }  # fmt: skip
    return FundingStream.objects.create(board=cast.board, **said | changes)


def make_measure(cast: Cast) -> Measure:
    return Measure.objects.create(
        board=cast.board, slug="burglaries", name="Burglaries", area=make_area(), polarity="lower"
    )


def details(**changes: Any) -> ActionDetails:
    said: dict[str, Any] = {
        "title": "Light the paths",
        "owner": "Housing manager",
        "begins": days(-10),
        "due": days(200),
        "budget": 10_000,
    }
    return ActionDetails(**said | changes)


def money(**changes: Any) -> FundingDetails:
    said: dict[str, Any] = {"name": "Safer streets", "begins": days(-300), "ends": days(60)}
    return FundingDetails(**said | changes)


def plan_rows(cast: Cast) -> dict[str, dict[str, object]]:
    """What the addresses of plans name, for the matrix of permissions."""
    action = locks()
    step = Milestone.objects.create(planned_action=action, title="Half done", due=days(20))
    link = PlannedMeasure.objects.create(planned_action=action, measure=make_measure(cast), kind="outcome")
    started = Initiative.objects.create(priority=cast.burglary, kind="team", title="Lock team", begins=days(-50))
    return {
        "planned": {"pk": action.pk},
        "milestone": {"pk": step.pk},
        "tie": {"pk": link.pk},
        "initiative": {"pk": started.pk},
        "funding": {"pk": make_stream(cast).pk},
    }
