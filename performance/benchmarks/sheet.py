"""Benchmarks to take away: each set by itself, because scores of different sets are never set side by side."""

from __future__ import annotations

from collections.abc import Iterable

from performance.benchmarks.values import CriterionRow, ScoreLine, SetReading
from snb.exporting import Sheet, Value
from snb.models import Board

NEEDED = {True: "Needed", False: "Not needed", None: "Not said"}


def benchmarks_sheet(board: Board, sets: Iterable[SetReading]) -> Sheet:
    """The sets with the years that they were scored in; one without a year has a row too."""
    columns = ["Set", "Version", "Year", "Counts", "Assessed by", "Open actions", "Source"]
    rows: list[list[Value]] = []
    for held in sets:
        about: list[Value] = [held.open_actions, held.source]
        for year in held.years:
            rows.append([held.name, held.version, year.year, year.counts, year.assessor or "Not recorded", *about])
        if not held.years:
            rows.append([held.name, held.version, "", "No scores yet", "", *about])
    return Sheet(f"{board.short_name} benchmarks", columns, rows)


def benchmark_sheet(board: Board, reading: SetReading) -> Sheet:
    """One set: a row for each benchmark, a column for each year."""
    years = [year.year for year in reading.years]
    columns = ["Number", "Benchmark", *years, "Change", "Further work", "Evidence", "Actions"]
    notes = [reading.source, reading.valid, "Scores of one set are never compared with those of another."]
    rows = [_line(row) for row in reading.rows]
    title = f"{board.short_name} {reading.name} {reading.version}"
    return Sheet(title, columns, rows, [note for note in notes if note])


def _line(row: CriterionRow) -> list[Value]:
    newest = row.newest
    actions = "\n".join(f"{each.title} ({each.owner}, {'done' if each.is_done else each.due})" for each in row.actions)
    return [
        row.number, row.label, *(_score(line) for line in row.scores), row.moved.words,
        NEEDED[newest.needs_work if newest else None], newest.evidence if newest else "", actions,
    ]  # fmt: skip


def _score(line: ScoreLine | None) -> Value:
    if line is None:
        return "Not entered"
    return line.words if line.score is None else line.score
