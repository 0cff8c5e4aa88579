"""Benchmarks: scores by year within a set, corrections, gaps and the actions that close them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from performance.benchmarks.reading import benchmark_set, benchmark_sets
from performance.benchmarks.values import Moved, SetReading
from performance.benchmarks.writing import Entry, StaleScores, close_action, open_action, record_scores, start_exercise
from performance.charts.freezing import frozen
from performance.models import BenchmarkAction, BenchmarkScore, Criterion
from snb.models import AuditEvent, Post
from snb.querysets import today
from snb.workflow import Refusal
from tests.cast import Cast, days
from tests.performance.sharing import make_set, score


def read(cast: Cast, slug: str = "three", day: dt.date | None = None) -> SetReading:
    return next(each for each in benchmark_sets(cast.board, day or today()) if each.slug == slug)


def moves(reading: SetReading) -> list[tuple[str, str]]:
    return [(row.moved.meaning, row.moved.words) for row in reading.rows]


def test_each_criterion_moves_by_itself_between_years_of_one_set(cast: Cast) -> None:
    held = make_set()
    score(cast, held, "2022", [2, 5, 4])
    score(cast, held, "2023", [5, 4, 4])
    reading = read(cast)
    assert [year.year for year in reading.years] == ["2022", "2023"]
    assert moves(reading) == [("better", "Better, 2 to 5"), ("worse", "Worse, 5 to 4"), ("level", "No change, 4")]
    assert [row.label for row in reading.worse] == ["Channel panel"]
    assert reading.worse_words == "One of three scored lower than the year before"
    assert [year.counts for year in reading.years] == ["Two of three at 4 or more", "Three of three at 4 or more"]


def test_the_published_table_of_ten(cast: Cast) -> None:
    """F3's ten lines: one of them fell."""
    held = make_set("ten", tuple(f"Benchmark {number}" for number in range(1, 11)))
    score(cast, held, "2022", [2, 3, 3, 3, 5, 4, 2, 1, 2, 2])
    score(cast, held, "2023", [5, 4, 4, 4, 4, 5, 4, 3, 3, 3])
    reading = read(cast, "ten")
    assert [row.number for row in reading.worse] == [5]
    assert reading.rows[4].moved == Moved("worse", "down", "Worse, 5 to 4")
    assert [year.counts for year in reading.years] == ["Two of ten at 4 or more", "Seven of ten at 4 or more"]
    assert [row.number for row in reading.gaps] == [8, 9, 10]


def test_a_year_without_a_score_cannot_be_said_to_have_moved(cast: Cast) -> None:
    held = make_set()
    score(cast, held, "2022", [2, None, 4])
    score(cast, held, "2023", [3, 4, None])
    assert moves(read(cast)) == [
        ("better", "Better, 2 to 3"),
        ("unknown", "Cannot say: no score for 2022"),
        ("unknown", "Cannot say: no score for 2023"),
    ]
    assert read(cast).years[1].counts == "One of three at 4 or more, one without a score"


def test_one_year_has_nothing_to_move_from(cast: Cast) -> None:
    score(cast, make_set(), "2022", [1, 2, 3])
    assert {row.moved.words for row in read(cast).rows} == {"No earlier year of this set"}


def test_a_set_whose_source_gives_only_what_needs_work(cast: Cast) -> None:
    """F1: two of nine in need of further work, no scores."""
    held = make_set("nine", ("Training", "Engagement", *[""] * 7))
    exercise = score(cast, held, "2022/23", [None] * 9, expected=None)
    criteria = list(held.criteria.all())
    said = [Entry(each, None, each.number < 3, "The report gives no scores", "", seen=1) for each in criteria]
    record_scores(exercise=exercise, entries=said, by=cast.analyst)
    reading = read(cast, "nine")
    assert reading.years[0].counts == "Two of nine in need of further work"
    assert [row.label for row in reading.gaps] == ["Training", "Engagement"]
    assert reading.rows[2].label == "Title not given in the source"
    assert reading.plot is None


def test_a_set_of_another_board_is_not_there_and_a_national_one_is(cast: Cast) -> None:
    make_set("ours", board=cast.board)
    make_set("theirs", board=cast.other_board)
    make_set("national")
    assert {each.slug for each in benchmark_sets(cast.board, today())} == {"ours", "national"}


def test_scores_of_another_board_against_the_same_set_stay_there(cast: Cast) -> None:
    held = make_set()
    score(cast, held, "2022", [2, 5, 4])
    assert benchmark_sets(cast.other_board, today())[0].years == ()


def test_nothing_adds_up_scores(cast: Cast) -> None:
    """No total and no mean, of a set or across sets."""
    names = {field.name for field in dataclasses.fields(SetReading)} | set(dir(SetReading))
    assert {name for name in names if any(word in name for word in ("total", "mean", "average", "sum"))} == set()


def test_a_correction_is_a_further_row_and_the_first_stays(cast: Cast) -> None:
    held = make_set()
    exercise = score(cast, held, "2022", [2, 5, 4])
    first = held.criteria.get(number=1)
    assert (
        record_scores(exercise=exercise, entries=[Entry(first, 3, None, "", "Minutes", seen=1)], by=cast.analyst) == 1
    )
    line = read(cast).rows[0].newest
    assert line is not None
    assert (line.score, line.revision, line.evidence) == (3, 2, "Minutes")
    assert list(exercise.scores.filter(criterion=first).values_list("number", "score")) == [(1, 2), (2, 3)]


def test_the_same_scores_again_write_nothing(cast: Cast) -> None:
    held = make_set()
    exercise = score(cast, held, "2022", [2, 5, 4])
    again = [Entry(each, value, None, "", "") for each, value in zip(held.criteria.all(), [2, 5, 4], strict=True)]
    assert record_scores(exercise=exercise, entries=again, by=cast.analyst) == 0
    assert exercise.scores.count() == 3


def test_two_people_correct_one_score(cast: Cast) -> None:
    held = make_set()
    exercise = score(cast, held, "2022", [2, 5, 4])
    first = held.criteria.get(number=1)
    record_scores(exercise=exercise, entries=[Entry(first, 3, None, "", "", seen=1)], by=cast.analyst)
    with pytest.raises(StaleScores) as stale:
        record_scores(exercise=exercise, entries=[Entry(first, 4, None, "", "", seen=1)], by=cast.manager)
    assert {pk: row.score for pk, row in stale.value.saved.items()} == {first.pk: 3}


def test_a_criterion_of_another_set_is_refused(cast: Cast) -> None:
    exercise = score(cast, make_set(), "2022", [2, 5, 4])
    stranger = make_set("other").criteria.get(number=1)
    with pytest.raises(Refusal, match="another set"):
        record_scores(exercise=exercise, entries=[Entry(stranger, 1, None, "", "")], by=cast.analyst)


def test_a_year_is_started_once(cast: Cast) -> None:
    held = make_set()
    score(cast, held, "2022", [2, 5, 4])
    with pytest.raises(Refusal, match="The scores for 2022 have been started already"):
        score(cast, held, "2022", [2, 5, 4])


@pytest.mark.parametrize("who", ["member", "chair", "csp_officer", "lead", "other_manager"])
def test_only_those_who_keep_figures_write_scores(cast: Cast, who: str) -> None:
    held = make_set()
    exercise = score(cast, held, "2022", [2, 5, 4])
    by = cast.by_name[who]
    with pytest.raises(PermissionDenied):
        start_exercise(board=cast.board, benchmark_set=held, year="2023", expected=4, assessor="", source="", by=by)
    with pytest.raises(PermissionDenied):
        record_scores(exercise=exercise, entries=[Entry(held.criteria.get(number=1), 1, None, "", "", 1)], by=by)


# Gaps ------------------------------------------------------------------------------------------------


def open_one(cast: Cast, number: int = 1, due: int = 30, scores: tuple[int, ...] = (2, 5, 4)) -> BenchmarkAction:
    held = make_set()
    exercise = score(cast, held, "2022", list(scores))
    return open_action(
        exercise=exercise, criterion=held.criteria.get(number=number), title="Write it down", owner=Post.objects.get(),
        due=days(due), by=cast.analyst,
    )  # fmt: skip


def test_a_gap_is_unanswered_until_it_has_an_action(cast: Cast) -> None:
    score(cast, make_set(), "2022", [2, 5, 3])
    assert [row.is_unanswered for row in read(cast).gaps] == [True, True]


def test_an_action_has_an_owner_of_the_day_and_a_date(cast: Cast) -> None:
    open_one(cast, due=-1 + 2)
    (action,) = read(cast).rows[0].actions
    assert (action.title, action.owner, action.holders) == (
        "Write it down", "Chief Constable, Fosse Police", "Lead Person",
    )  # fmt: skip
    assert (action.is_done, action.is_late, action.due) == (False, False, days(1))
    assert read(cast, day=days(2)).rows[0].actions[0].is_late is True


def test_what_is_met_needs_no_action(cast: Cast) -> None:
    with pytest.raises(Refusal, match="no gap to close"):
        open_one(cast, number=2)


def test_an_action_closes_only_with_evidence(cast: Cast) -> None:
    action = open_one(cast)
    with pytest.raises(Refusal, match="Give the evidence"):
        close_action(action=action, evidence="  ", version=1, by=cast.analyst)
    close_action(action=action, evidence="Plan of May", version=1, by=cast.manager)
    (line,) = read(cast).rows[0].actions
    assert (line.is_done, line.evidence, line.closed_on) == (True, "Plan of May", today())
    with pytest.raises(Refusal, match="Somebody else has closed"):
        close_action(action=action, evidence="Again", version=1, by=cast.manager)


def test_a_gap_that_closed_keeps_what_was_done(cast: Cast) -> None:
    action = open_one(cast)
    close_action(action=action, evidence="Plan of May", version=1, by=cast.manager)
    score(cast, action.exercise.benchmark_set, "2023", [4, 5, 4])
    reading = read(cast)
    assert (reading.gaps, [row.number for row in reading.done]) == ((), [1])


def test_an_open_action_stays_in_view_when_the_score_has_risen(cast: Cast) -> None:
    action = open_one(cast)
    score(cast, action.exercise.benchmark_set, "2023", [4, 5, 4])
    assert [(row.number, row.is_gap) for row in read(cast).gaps] == [(1, False)]


def test_what_was_done_is_in_the_audit_log(cast: Cast) -> None:
    action = open_one(cast)
    close_action(action=action, evidence="Plan of May", version=1, by=cast.manager)
    actions = AuditEvent.objects.order_by("pk").values_list("action", "actor")
    assert list(actions) == [
        ("started a year of benchmarks", "Analyst Person (Performance analyst)"),
        ("recorded benchmark scores", "Analyst Person (Performance analyst)"),
        ("opened an action for a benchmark", "Analyst Person (Performance analyst)"),
        ("closed an action for a benchmark", "Manager Person (Programme manager)"),
    ]


# As at, frozen, protected ------------------------------------------------------------------------------


def test_a_reading_of_yesterday_knows_nothing_of_today(cast: Cast) -> None:
    action = open_one(cast)
    close_action(action=action, evidence="Plan of May", version=1, by=cast.manager)
    assert read(cast, day=days(-1)).years == ()


def test_a_reading_can_be_frozen(cast: Cast) -> None:
    score(cast, make_set(), "2022", [2, 5, 4])
    reading = read(cast)
    kept = dataclasses.asdict(reading)
    assert json.loads(json.dumps(kept, default=str))["years"][0]["counts"] == "Two of three at 4 or more"
    assert reading.plot is not None
    assert frozen(reading.plot)["chart"] == "dots"


@pytest.mark.parametrize("years", [1, 3])
def test_the_same_queries_however_many_sets_and_years(cast: Cast, years: int, django_assert_num_queries) -> None:
    for number in range(years):
        held = make_set(f"set-{number}")
        for year in range(years):
            exercise = score(cast, held, f"202{year}", [2, 5, 4])
            open_action(
                exercise=exercise, criterion=held.criteria.get(number=1), title="Write it down",
                owner=Post.objects.get(), due=days(3), by=cast.analyst,
            )  # fmt: skip
    with django_assert_num_queries(6):
        benchmark_sets(cast.board, today())


def refused(sql: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except IntegrityError:
        return True
    return False


def test_the_database_keeps_scores_scored_criteria_and_done_actions(cast: Cast) -> None:
    action = open_one(cast)
    assert refused("UPDATE performance_benchmarkscore SET score = 5") is True
    assert refused("DELETE FROM performance_benchmarkscore") is True
    assert refused("UPDATE performance_criterion SET title = 'Other'") is True
    assert refused("DELETE FROM performance_benchmarkaction") is True
    assert refused("UPDATE performance_benchmarkaction SET state = 'done'") is True  # without evidence
    close_action(action=action, evidence="Plan of May", version=1, by=cast.manager)
    assert refused("UPDATE performance_benchmarkaction SET evidence = 'Other'") is True


def test_a_criterion_that_nobody_scored_can_still_be_corrected(cast: Cast) -> None:
    held = make_set()
    Criterion.objects.filter(benchmark_set=held, number=3).update(title="Training")
    assert benchmark_set(cast.board, held, today()).rows[2].label == "Training"


def test_a_score_is_on_the_scale_and_none_has_a_reason(cast: Cast) -> None:
    exercise = score(cast, make_set(), "2022", [2, 5, 4])
    fields = {
        "exercise": exercise, "criterion": exercise.benchmark_set.criteria.get(number=1), "number": 2,
        "scored_by": cast.analyst, "scored_title": "A",
    }  # fmt: skip
    for wrong in ({"score": 6}, {"score": None, "reason": ""}, {"score": 3, "reason": "Why"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BenchmarkScore.objects.create(**fields, **wrong)
