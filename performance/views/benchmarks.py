"""Benchmarks on screen: the sets, one set with its years, entering scores, and the actions of its gaps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from performance.benchmarks.reading import benchmark_set, benchmark_sets, visible_action, visible_exercise, visible_set
from performance.benchmarks.sheet import benchmark_sheet, benchmarks_sheet
from performance.benchmarks.writing import StaleScores, close_action, open_action, record_scores, start_exercise
from performance.forms.benchmarks import ActionForm, DoneForm, ScoresForm, YearForm
from performance.models import BenchmarkAction, BenchmarkExercise
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.forms import done_or_said
from snb.kept import typed_text
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today
from snb.wording import small_number


@requires(Permission.BOARD_READ, visible_board)
def benchmark_list(request: PersonRequest, board: Board) -> HttpResponse:
    """Every set, with the years it was scored in; nothing is compared across them."""
    sets = benchmark_sets(board, today())
    file = exported(request, lambda: benchmarks_sheet(board, sets))
    return file or render(request, "performance/benchmark_list.html", {"board": board, "sets": sets})


@requires(Permission.BOARD_READ, visible_set)
def benchmark_detail(request: PersonRequest, of_board: BenchmarkExercise) -> HttpResponse:
    """One set: scores by year, each criterion's own movement, gaps and their actions."""
    board = of_board.board
    reading = benchmark_set(board, of_board.benchmark_set, today())
    context = {
        "board": board,
        "reading": reading,
        "may_edit": request.user.has_perm(Permission.FIGURE_EDIT, board),
        "breadcrumbs": [to_sets(board)],
    }
    file = exported(request, lambda: benchmark_sheet(board, reading))
    return file or render(request, "performance/benchmark_detail.html", context)


@requires(Permission.FIGURE_EDIT, visible_set)
def benchmark_year_add(request: PersonRequest, of_board: BenchmarkExercise) -> HttpResponse:
    board, held = of_board.board, of_board.benchmark_set
    form = YearForm(typed_text(request), levels=tuple(held.levels))
    if request.method == "POST" and form.is_valid():
        made = done_or_said(
            form, lambda: start_exercise(board=board, benchmark_set=held, **form.cleaned_data, by=request.user)
        )
        if made:
            return redirect("performance:benchmark-scores", board.slug, made.pk)
    return _page(request, of_board, "benchmark_year_add", form)


@requires(Permission.FIGURE_EDIT, visible_exercise)
def benchmark_scores(request: PersonRequest, exercise: BenchmarkExercise) -> HttpResponse:
    """The scores of a year, each with its evidence; what is changed is kept as a further row."""
    reading = benchmark_set(exercise.board, exercise.benchmark_set, today())
    form = ScoresForm(typed_text(request), reading=reading, year=exercise.pk)
    if request.method != "POST" or not form.is_valid():
        return _page(request, exercise, "benchmark_scores", form)
    criteria = {criterion.pk: criterion for criterion in exercise.benchmark_set.criteria.all()}
    try:
        count = record_scores(exercise=exercise, entries=form.entries(criteria), by=request.user)
    except StaleScores as stale:
        typed = request.POST.copy()
        for pk, row in stale.saved.items():
            typed[f"seen_{pk}"] = str(row.number)
        again = ScoresForm(typed, reading=reading, year=exercise.pk)
        rows = form.differences(stale.saved)
        return _page(
            request, exercise, "benchmark_scores", again, 409, differences=rows, is_stale=True, has_errors=True
        )
    said = f"{count} score{'' if count == 1 else 's'} saved" if count else "Nothing was changed"
    draft = f"draft:{request.user.pk}:{request.path}:{form.stamp}"
    messages.success(request, f"{said} for {exercise.year}.", extra_tags=draft)
    return redirect(to_set(exercise)["url"])


@requires(Permission.FIGURE_EDIT, visible_exercise)
def benchmark_action_open(request: PersonRequest, exercise: BenchmarkExercise) -> HttpResponse:
    """An action for a gap; `?criterion=` names it."""
    reading = benchmark_set(exercise.board, exercise.benchmark_set, today())
    asked = {"criterion": small_number(request.GET.get("criterion")) or None}
    form = ActionForm(typed_text(request), board=exercise.board, reading=reading, initial=asked)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        criterion = exercise.benchmark_set.criteria.get(pk=said.pop("criterion"))
        made = done_or_said(form, lambda: open_action(exercise=exercise, criterion=criterion, **said, by=request.user))
        if made:
            messages.success(request, f"“{made.title}” is open for {criterion}.")
            return redirect(to_set(exercise)["url"])
    return _page(request, exercise, "benchmark_action_open", form, has_gaps=any(row.is_gap for row in reading.rows))


@requires(Permission.FIGURE_EDIT, visible_action)
def benchmark_action_close(request: PersonRequest, action: BenchmarkAction) -> HttpResponse:
    if request.method != "POST" and action.state == BenchmarkAction.State.DONE:
        messages.info(request, f"“{action.title}” is done already.")
        return redirect(to_set(action.exercise)["url"])
    form = DoneForm(typed_text(request), initial={"version": action.version})
    if request.method == "POST" and form.is_valid():
        done = done_or_said(form, lambda: close_action(action=action, **form.cleaned_data, by=request.user))
        if done:
            messages.success(request, f"“{action.title}” is done.")
            return redirect(to_set(action.exercise)["url"])
    return _page(request, action.exercise, "benchmark_action_close", form, action=action)


def to_sets(board: Board) -> dict[str, str]:
    return {"label": "Benchmarks", "url": reverse("performance:benchmark-list", args=[board.slug])}


def to_set(exercise: BenchmarkExercise) -> dict[str, str]:
    held = exercise.benchmark_set
    return {"label": str(held), "url": reverse("performance:benchmark-detail", args=[exercise.board.slug, held.slug])}


def _page(
    request: PersonRequest, exercise: BenchmarkExercise, template: str, form: Any, status: int = 0, **more: Any
) -> HttpResponse:
    """A form about one set of a board; 409 where the act itself was refused."""
    refused = 409 if form.is_bound and form.non_field_errors() else 200
    context = {
        "board": exercise.board, "exercise": exercise, "held": exercise.benchmark_set, "form": form,
        "breadcrumbs": [to_sets(exercise.board), to_set(exercise)],
    } | more  # fmt: skip
    return render(request, f"performance/{template}.html", context, status=status or refused)
