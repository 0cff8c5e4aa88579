"""Keeping benchmarks: start a year, record and correct its scores, open and close the actions of its gaps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from performance.benchmarks.reading import benchmark_set as read_set
from performance.models import BenchmarkAction, BenchmarkExercise, BenchmarkScore, BenchmarkSet, Criterion
from snb.audit import record
from snb.models import Board, Person, Post
from snb.models.people import title_on
from snb.permissions import Permission
from snb.querysets import today
from snb.workflow import Refusal, demand


@dataclass(frozen=True)
class Entry:
    """What a person gives for one criterion; `seen` is the revision they started from, 0 where there was none."""

    criterion: Criterion
    score: int | None
    needs_work: bool | None
    reason: str
    evidence: str
    seen: int = 0

    @property
    def said(self) -> tuple[int | None, bool | None, str, str]:
        return (self.score, self.needs_work, self.reason, self.evidence)


class StaleScores(Refusal):
    """Somebody else changed some of these scores in the meantime; `saved` has them by the criterion's id."""

    def __init__(self, saved: dict[int, BenchmarkScore]) -> None:
        super().__init__("Somebody else changed these scores while you were writing. Nothing of yours is saved yet.")
        self.saved = saved


@transaction.atomic
def start_exercise(
    *, board: Board, benchmark_set: BenchmarkSet, year: str, expected: int | None, assessor: str, source: str,
    by: Person,
) -> BenchmarkExercise:  # fmt: skip
    """A year for which the board is scored against a set."""
    board = Board.objects.select_for_update().get(pk=board.pk)  # two of the same year queue here
    demand(by, Permission.FIGURE_EDIT, board)
    if benchmark_set.board_id not in (None, board.pk):
        raise Refusal("This set of benchmarks belongs to another board.")
    if BenchmarkExercise.objects.filter(board=board, benchmark_set=benchmark_set, year=year).exists():
        raise Refusal(f"The scores for {year} have been started already. Open them to change them.")
    exercise = BenchmarkExercise.objects.create(
        board=board, benchmark_set=benchmark_set, year=year, expected=expected, assessor=assessor, source=source,
        started_by=by,
    )  # fmt: skip
    record(by=by, action="started a year of benchmarks", obj=exercise, board=board, expected=expected)
    return exercise


@transaction.atomic
def record_scores(*, exercise: BenchmarkExercise, entries: Iterable[Entry], by: Person) -> int:
    """Write down what is new or corrected. Returns how many scores that were."""
    exercise = _locked(exercise, by)
    entries = list(entries)
    if any(entry.criterion.benchmark_set_id != exercise.benchmark_set_id for entry in entries):
        raise Refusal("A criterion of another set cannot be scored here.")
    newest = {row.criterion_id: row for row in exercise.scores.order_by("number")}
    changed = [entry for entry in entries if not _says(newest.get(entry.criterion.pk), entry)]
    stale = {
        entry.criterion.pk: newest[entry.criterion.pk]
        for entry in changed
        if entry.criterion.pk in newest and newest[entry.criterion.pk].number != entry.seen
    }
    if stale:
        raise StaleScores(stale)
    title = title_on(by, today())
    for entry in changed:
        last = newest.get(entry.criterion.pk)
        BenchmarkScore.objects.create(
            exercise=exercise, criterion=entry.criterion, number=last.number + 1 if last else 1, score=entry.score,
            needs_work=entry.needs_work, reason=entry.reason, evidence=entry.evidence, scored_by=by,
            scored_title=title,
        )  # fmt: skip
    if changed:
        scores = {str(entry.criterion.number): entry.score for entry in changed}
        record(by=by, action="recorded benchmark scores", obj=exercise, board=exercise.board, scores=scores)
    return len(changed)


@transaction.atomic
def open_action(
    *, exercise: BenchmarkExercise, criterion: Criterion, title: str, owner: Post, due: dt.date, by: Person
) -> BenchmarkAction:
    """What is to close the gap of a criterion, who answers for it and by when."""
    exercise = _locked(exercise, by)
    rows = read_set(exercise.board, exercise.benchmark_set, today()).rows
    if not any(row.pk == criterion.pk and row.is_gap for row in rows):
        raise Refusal("This benchmark is not in need of further work, so there is no gap to close.")
    action = BenchmarkAction.objects.create(
        exercise=exercise, criterion=criterion, title=title, owner=owner, due=due, opened_by=by
    )
    record(
        by=by, action="opened an action for a benchmark", obj=action, board=exercise.board,
        benchmark=str(criterion), owner=str(owner), due=str(due),
    )  # fmt: skip
    return action


@transaction.atomic
def close_action(*, action: BenchmarkAction, evidence: str, version: int, by: Person) -> BenchmarkAction:
    """Done, with the evidence that it is: it stays in view and cannot be changed any more."""
    rows = BenchmarkAction.objects.select_for_update(of=("self",)).select_related("exercise__board")
    action = rows.get(pk=action.pk)
    demand(by, Permission.FIGURE_EDIT, action)
    if action.state == BenchmarkAction.State.DONE or action.version != version:
        raise Refusal("Somebody else has closed or changed this action in the meantime.")
    if not evidence.strip():
        raise Refusal("Give the evidence that the action is done.")
    action.state, action.evidence = BenchmarkAction.State.DONE, evidence
    action.closed_at, action.closed_by, action.version = timezone.now(), by, version + 1
    action.save()
    board = action.exercise.board
    record(by=by, action="closed an action for a benchmark", obj=action, board=board, evidence=evidence)
    return action


def _locked(exercise: BenchmarkExercise, by: Person) -> BenchmarkExercise:
    rows = BenchmarkExercise.objects.select_for_update(of=("self",)).select_related("board", "benchmark_set")
    found = rows.get(pk=exercise.pk)
    demand(by, Permission.FIGURE_EDIT, found)
    return found


def _says(row: BenchmarkScore | None, entry: Entry) -> bool:
    """Whether the newest score says already what is entered."""
    return row is not None and (row.score, row.needs_work, row.reason, row.evidence) == entry.said
