"""Grants of the demonstration: entered, drafted, approved and spent on the days it says."""

from __future__ import annotations

import datetime as dt
import tomllib
from typing import Any

from django.conf import settings

from performance.grants.figures import Places, figures, places_of
from performance.grants.reading import Snapshot
from performance.grants.writing import Details, Returned, approve_scenario, draft_scenario, open_grant, return_spend
from performance.models import FundingGrant, Measure
from reports.demo.clock import on
from reports.demo.story import Story
from snb.quarters import Quarter

Toml = dict[str, Any]


def load_grants(story: Story) -> None:
    """The board's grants, if its folder describes any: after its measures."""
    path = settings.BASE_DIR / "fixtures" / story.loaded.board.slug / "grants.toml"
    described = tomllib.loads(path.read_text()) if path.exists() else {}
    for row in described.get("grants", []):
        _tell(story, row)


def _tell(story: Story, row: Toml) -> None:
    now = Quarter.of(story.today)
    with on(story.day(row["day"])):
        grant = open_grant(
            board=story.loaded.board, title=row["title"], giver=row["giver"], total=row["total"], among=row["among"],
            begins=now.shifted(row["from_quarter"]).start, ends=now.shifted(row["until_quarter"]).end,
            note=row.get("note", ""), by=story.person(row["by"]),
        )  # fmt: skip
    places = places_of(grant)
    made = []
    for each in row["scenarios"]:
        factors = tuple(_factor(story, places, factor) for factor in each["factors"])
        with on(story.day(row["day"]), 11):
            details = Details(each["name"], each["why"], factors)
            made.append((each, draft_scenario(grant=grant, details=details, by=story.person(row["by"]))))
    for each, scenario in made:
        if approved := each.get("approved"):
            with on(story.day(approved["day"])):
                approve_scenario(scenario=scenario, version=1, by=story.person(approved["by"]))
    for each in row["spend"]:
        _return(story, grant, now.shifted(each["quarter"]), each)


def _factor(story: Story, places: Places, row: Toml) -> Snapshot:
    """As known today: which of its figures were known on the story's earlier day depends on when it is told."""
    measure = Measure.objects.get(board=story.loaded.board, slug=row["measure"])
    choice, joined = f"{measure.pk}:{row['start']}", row.get("joined", "sum")
    found = figures(story.loaded.board, places, choice, weighted=joined == "people", day=story.today)
    if found.missing or found.date is None:
        raise ValueError(". ".join(found.missing))
    return {
        "name": row["name"], "weight": row["weight"], "choice": choice, "joined": joined, "unit": found.unit,
        "source": found.source, "date": found.date.isoformat(),
        "values": {name: f"{value:f}" for name, value in found.values.items()},
    }  # fmt: skip


def _return(story: Story, grant: FundingGrant, quarter: Quarter, row: Toml) -> None:
    recipients = {
        each.partnership.slug: each for each in grant.recipients.select_related("partnership") if each.partnership
    }
    returned = [
        Returned(recipients[each["partnership"]], each["pence"], each.get("note", "")) for each in row["returned"]
    ]
    with on(min(quarter.end + dt.timedelta(days=row["days_after"]), story.today)):
        return_spend(grant=grant, quarter=quarter, returned=returned, by=story.person(row["by"]))
