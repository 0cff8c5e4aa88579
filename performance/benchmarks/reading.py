"""A board's benchmarks as read on a day, for pages and papers alike."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.shortcuts import get_object_or_404
from django.utils import timezone

from performance.benchmarks.values import ActionLine, CriterionRow, ScoreLine, SetReading, YearLine, counts, moved
from performance.models import BenchmarkAction, BenchmarkExercise, BenchmarkScore, BenchmarkSet, Criterion
from snb.holders import holdings_on
from snb.loading import visible_board
from snb.models import Board, Person
from snb.wording import long_date


def benchmark_sets(board: Board, day: dt.date) -> tuple[SetReading, ...]:
    """Every set open to the board, those it was scored against first. A constant few queries."""
    sets = list(BenchmarkSet.objects.of(board))
    found = _read(board, sets, day)
    return tuple(sorted(found, key=lambda reading: (not reading.years, reading.name)))


def benchmark_set(board: Board, benchmark_set: BenchmarkSet, day: dt.date) -> SetReading:
    return _read(board, [benchmark_set], day)[0]


def _read(board: Board, sets: list[BenchmarkSet], day: dt.date) -> list[SetReading]:
    exercises, criteria = defaultdict(list), defaultdict(list)
    held = BenchmarkExercise.objects.filter(board=board, benchmark_set__in=sets, started_at__date__lte=day)
    for exercise in held.order_by("year"):
        exercises[exercise.benchmark_set_id].append(exercise)
    for criterion in Criterion.objects.filter(benchmark_set__in=sets).order_by("number"):
        criteria[criterion.benchmark_set_id].append(criterion)
    ids = [exercise.pk for rows in exercises.values() for exercise in rows]
    scores, actions = _scores(ids, day), _actions(ids, day)
    return [_set(each, exercises[each.pk], criteria[each.pk], scores, actions) for each in sets]


def _scores(exercise_ids: list[int], day: dt.date) -> dict[tuple[int, int], BenchmarkScore]:
    """The newest of each exercise and criterion."""
    rows = BenchmarkScore.objects.filter(exercise__in=exercise_ids, scored_at__date__lte=day).order_by("number")
    return {(row.exercise_id, row.criterion_id): row for row in rows}


def _actions(exercise_ids: list[int], day: dt.date) -> dict[int, list[ActionLine]]:
    """By criterion, open ones first."""
    rows = list(
        BenchmarkAction.objects.filter(exercise__in=exercise_ids, opened_at__date__lte=day)
        .select_related("owner__organisation", "exercise")
        .order_by("-state", "due", "pk")
    )
    holders = holdings_on(day, post_ids={row.owner_id for row in rows})
    found: dict[int, list[ActionLine]] = defaultdict(list)
    for row in rows:
        names = ", ".join(holding.person.name for holding in holders[row.owner_id])
        found[row.criterion_id].append(_action(row, names, day))
    return found


def _action(row: BenchmarkAction, holders: str, day: dt.date) -> ActionLine:
    closed = timezone.localdate(row.closed_at) if row.closed_at else None
    closed = closed if closed and closed <= day else None
    return ActionLine(
        pk=row.pk, title=row.title, owner=str(row.owner), holders=holders, due=row.due, is_done=closed is not None,
        is_late=closed is None and row.due < day, evidence=row.evidence if closed else "", closed_on=closed,
        year=row.exercise.year,
    )  # fmt: skip


def _set(
    held: BenchmarkSet,
    exercises: list[BenchmarkExercise],
    criteria: list[Criterion],
    scores: dict[tuple[int, int], BenchmarkScore],
    actions: dict[int, list[ActionLine]],
) -> SetReading:
    rows = []
    for criterion in criteria:
        lines = tuple(_score(scores.get((exercise.pk, criterion.pk)), exercise) for exercise in exercises)
        rows.append(
            CriterionRow(
                pk=criterion.pk, number=criterion.number, label=criterion.label, description=criterion.description,
                scores=lines, moved=moved(lines, [exercise.year for exercise in exercises]),
                actions=tuple(actions.get(criterion.pk, ())),
            )
        )  # fmt: skip
    years = [
        YearLine(
            pk=each.pk, year=each.year, expected=each.expected, assessor=each.assessor, source=each.source,
            counts=counts([row.scores[index] for row in rows], each.expected),
        )
        for index, each in enumerate(exercises)
    ]  # fmt: skip
    return SetReading(
        slug=held.slug, name=held.name, version=held.version, source=held.source, note=held.note, valid=_valid(held),
        levels=tuple(held.levels), years=tuple(years), rows=tuple(rows),
    )  # fmt: skip


def _score(row: BenchmarkScore | None, exercise: BenchmarkExercise) -> ScoreLine | None:
    if row is None:
        return None
    needs = row.needs_work
    if needs is None and row.score is not None and exercise.expected is not None:
        needs = row.score < exercise.expected
    return ScoreLine(
        row.score, needs, row.reason, row.evidence, row.number, timezone.localdate(row.scored_at), row.scored_title
    )


def _valid(held: BenchmarkSet) -> str:
    """ "From 12 February 2024", "Until …", "… to …"; nothing where no day is known."""
    begins, ends = held.valid_from, held.valid_until
    if begins and ends:
        return f"{long_date(begins)} to {long_date(ends)}"
    if begins:
        return f"From {long_date(begins)}"
    return f"Until {long_date(ends)}" if ends else ""


def visible_set(person: Person, *, board: str, slug: str) -> BenchmarkExercise:
    """The set of this slug in the hands of one board: a year of it that is not in the database."""
    found = visible_board(person, board=board)
    return BenchmarkExercise(
        board=found, benchmark_set=get_object_or_404(BenchmarkSet.objects.of(found), slug=slug), year=""
    )


def visible_exercise(person: Person, *, board: str, pk: int) -> BenchmarkExercise:
    rows = BenchmarkExercise.objects.select_related("board", "benchmark_set")
    return get_object_or_404(rows, board=visible_board(person, board=board), pk=pk)


def visible_action(person: Person, *, board: str, pk: int) -> BenchmarkAction:
    rows = BenchmarkAction.objects.select_related("exercise__board", "exercise__benchmark_set", "criterion", "owner")
    return get_object_or_404(rows, exercise__board=visible_board(person, board=board), pk=pk)
