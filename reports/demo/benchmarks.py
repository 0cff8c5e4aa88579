"""Benchmarks of the demonstration, told through the product's own functions on the days it says."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings

from performance.benchmarks.writing import Entry, close_action, open_action, record_scores, start_exercise
from performance.models import BenchmarkExercise, BenchmarkSet, Criterion
from reports.demo.clock import on
from reports.demo.story import Story
from snb.models import Board

Toml = dict[str, Any]
FIXTURES = settings.BASE_DIR / "fixtures"
AS_WRITTEN = ("name", "version", "valid_from", "valid_until", "source", "note", "levels")


def load_benchmarks(story: Story) -> None:
    """The national sets, the board's own, and the years it was scored for."""
    _load_sets(_described(FIXTURES), None)
    own = _described(FIXTURES / story.loaded.board.slug)
    _load_sets(own, story.loaded.board)
    for row in own.get("exercises", []):
        _tell(story, row)


def _described(folder: Path) -> Toml:
    path = folder / "benchmarks.toml"
    return tomllib.loads(path.read_text()) if path.exists() else {}


def _load_sets(described: Toml, board: Board | None) -> None:
    """Adds what is not there yet."""
    for row in described.get("sets", []):
        fields = {name: row[name] for name in AS_WRITTEN if name in row}
        held, is_new = BenchmarkSet.objects.get_or_create(slug=row["slug"], defaults={**fields, "board": board})
        if is_new:
            for number, title in enumerate(row["criteria"], 1):
                Criterion.objects.create(benchmark_set=held, number=number, title=title)


def _tell(story: Story, row: Toml) -> None:
    day = story.day(row["day"])
    held = BenchmarkSet.objects.get(slug=row["set"])
    criteria = list(held.criteria.order_by("number"))
    with on(day):
        by = story.person(row["by"])
        exercise = start_exercise(
            board=story.loaded.board, benchmark_set=held, year=row["year"], expected=row.get("expected"),
            assessor=row.get("assessor", ""), source=row.get("source", ""), by=by,
        )  # fmt: skip
        entries = [_entry(row, criterion) for criterion in criteria]
        record_scores(exercise=exercise, entries=entries, by=by)
    for action in row.get("actions", []):
        _act(story, row, exercise, criteria[action["criterion"] - 1], action)


def _entry(row: Toml, criterion: Criterion) -> Entry:
    """A score, or whether it needs work where the source gives no scores."""
    evidence = row.get("evidence", {}).get(str(criterion.number), "")
    if "scores" in row:
        return Entry(criterion, row["scores"][criterion.number - 1], None, "", evidence)
    return Entry(criterion, None, criterion.number in row["needs_work"], row["reason"], evidence)


def _act(story: Story, row: Toml, exercise: BenchmarkExercise, criterion: Criterion, action: Toml) -> None:
    with on(story.day(action["opened"])):
        made = open_action(
            exercise=exercise, criterion=criterion, title=action["title"], owner=story.loaded.posts[action["owner"]],
            due=story.day(action["due"]), by=story.person(row["by"]),
        )  # fmt: skip
    if done := action.get("done"):
        with on(story.day(done["day"])):
            close_action(action=made, evidence=done["evidence"], version=1, by=story.person(done["by"]))
