"""The measures of a board and their figures: published ones, each with its source and its date."""

from __future__ import annotations

import csv
import datetime as dt
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from partnerships.models import Area
from performance.models import Commentary, Feed, Measure, Observation, PerformancePolicy, ThematicArea
from priorities.models import PriorityMeasure
from reports.demo.story import Story

Toml = dict[str, Any]
FIXTURES = settings.BASE_DIR / "fixtures"
AS_WRITTEN = (
    "slug", "name", "unit", "polarity", "cadence", "state", "breakdown", "numerator", "denominator", "per", "decimals",
    "source", "counts_people", "is_published",
)  # fmt: skip
AT_ONCE = 500


def load_measures(story: Story) -> None:
    """Everything that the board's folder says of measures, and its figures in bulk."""
    folder = FIXTURES / story.loaded.board.slug
    described = tomllib.loads((folder / "measures.toml").read_text())
    areas = {area.code: area for area in Area.objects.all()}
    measures: dict[str, Measure] = {}
    for position, row in enumerate(described["measures"], 1):
        measures[row["slug"]] = _load_measure(story, row, position, areas)
    published = {row["key"]: row["published"] for row in sources()}
    Observation.objects.bulk_create(_observations(folder, measures, areas, published), batch_size=AT_ONCE)
    population = measures[described["policy"]["population"]]
    PerformancePolicy.objects.create(board=story.loaded.board, population=population)


def sources() -> list[Toml]:
    """Every publication that figures are taken from, with its day."""
    rows: list[Toml] = tomllib.loads((FIXTURES / "sources.toml").read_text())["sources"]
    return rows


def figures(folder: Path) -> Iterator[dict[str, str]]:
    """The rows of `figures.csv`: the product's own long form, with the key of a source."""
    with (folder / "figures.csv").open(newline="") as file:
        yield from csv.DictReader(file)


def _load_measure(story: Story, row: Toml, position: int, areas: dict[str, Area]) -> Measure:
    theme = _thematic_area(story, row.get("thematic_area"))
    measure = Measure.objects.create(
        board=story.loaded.board,
        thematic_area=theme,
        order=position,
        area=areas[row["area"]],
        owner=story.loaded.posts[row["owner"]],
        definition=_definition(row),
        expected=_day(story, row, "expected", "expected_in_days"),
        changes_on=_day(story, row, "changes_on", "changes_in_days"),
        **{name: row[name] for name in AS_WRITTEN if name in row},
        **_judgements(row),
    )
    if "priority" in row:
        priority, order = story.loaded.priorities[row["priority"]], row.get("priority_order", position)
        PriorityMeasure.objects.create(priority=priority, measure=measure, order=order)
    for feed in row.get("feeds", []):
        Feed.objects.create(measure=measure, source=feed["source"], series=feed["series"])
    for said in row.get("commentary", []):
        Commentary.objects.create(measure=measure, text=said["text"], written_on=said["on"])
    return measure


def _thematic_area(story: Story, name: str | None) -> ThematicArea | None:
    """They stand in the order in which measures first name them."""
    if name is None:
        return None
    board = story.loaded.board
    found, _ = ThematicArea.objects.get_or_create(
        board=board, name=name, defaults={"order": board.thematic_areas.count() + 1}
    )
    return found


def _definition(row: Toml) -> str:
    """How it is counted, what to mind, and the name as its source prints it where a spelling was put right."""
    printed = f"Printed as “{row['as_printed']}”." if "as_printed" in row else ""
    return " ".join(filter(None, [row.get("definition"), row.get("note"), printed]))


def _day(story: Story, row: Toml, printed: str, made_up: str) -> dt.date | None:
    """A published day, or one made up: so many days from the day of loading."""
    return story.day(row[made_up]) if made_up in row else row.get(printed)


def _judgements(row: Toml) -> Toml:
    """Target and baseline, which no source gives: what is made up says so where it is shown."""
    target, baseline = row.get("target", {}), row.get("baseline", {})
    made_up = [name for name, said in (("Target", target), ("baseline", baseline)) if said.get("demo")]
    note = " and ".join(made_up).capitalize()
    return {
        "target": target.get("value"),
        "target_note": f"{note} made up for the demonstration." if note else "",
        "baseline_from": baseline.get("from"),
        "baseline_until": baseline.get("until"),
    }


def _observations(
    folder: Path, measures: dict[str, Measure], areas: dict[str, Area], published: dict[str, dt.date]
) -> list[Observation]:
    """In bulk: thousands of rows, of a model that keeps no history because its rows never change."""
    return [
        Observation(
            measure=measures[row["Measure"]],
            area=areas[row["Area"]],
            period_start=dt.date.fromisoformat(row["Period"]),
            value=_number(row["Value"]),
            numerator=_number(row["Numerator"]),
            denominator=_number(row["Denominator"]),
            vintage=published[row["Source"]],
            is_provisional=row["Provisional"] == "yes",
            note=row["Note"],
        )
        for row in figures(folder)
    ]


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
