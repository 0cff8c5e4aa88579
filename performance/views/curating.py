"""Adding and changing measures, entering and revising figures, rebasing, commenting, and the board's way of reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from partnerships.models import Area
from performance import curating
from performance.forms.curating import CommentaryForm, FigureForm, MeasureForm, PolicyForm, RebaseForm
from performance.forms.kept import KeptForm
from performance.loading import visible_measure
from performance.models import Measure, PerformancePolicy
from performance.readings import reading_of
from snb.access import PersonRequest, requires
from snb.kept import typed_text
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today
from snb.workflow import Refusal

Done = TypeVar("Done")
NEVER_UNDONE = (
    "This is never undone. Limits are drawn afresh because something is known to have changed, not to hide a signal."
)


def _page(
    request: PersonRequest, board: Board, form: Any, heading: str, button: str, status: int = 0, **more: Any
) -> HttpResponse:
    """A form by itself; 409 where the act itself was refused."""
    refused = 409 if form.is_bound and form.non_field_errors() else 200
    context = {"board": board, "form": form, "heading": heading, "button": button, **more}
    return render(request, "performance/form.html", context, status=status or refused)


def _done(request: PersonRequest, form: Any, act: Callable[[], Done]) -> Done | None:
    """Do it where the form is posted and in order; what stands against it is said in the form. Raises Stale."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act()
    except curating.Stale:
        raise
    except Refusal as refusal:
        form.add_error(None, refusal.reason)
        return None


def _back_to(measure: Measure, part: str = "") -> str:
    return reverse("reports:measure", args=[measure.board.slug, measure.slug]) + part


@requires(Permission.FIGURE_EDIT, visible_board)
def measure_add(request: PersonRequest, board: Board) -> HttpResponse:
    form = MeasureForm(typed_text(request), board=board)
    measure = _done(request, form, lambda: curating.save_measure(measure=form.save(commit=False), by=request.user))
    if measure:
        messages.success(request, f"{measure} has been added. Record its figures, or import them.")
        return redirect(_back_to(measure))
    return _page(request, board, form, "Add a measure", "Add the measure")


@requires(Permission.FIGURE_EDIT, visible_measure)
def measure_edit(request: PersonRequest, measure: Measure) -> HttpResponse:
    """Change a measure; where somebody else did so in the meantime, both texts are shown and nothing is saved."""
    board, caption = measure.board, measure.name
    form = MeasureForm(typed_text(request), instance=measure, board=board)
    words = ("Change the measure", "Save the measure")
    try:
        done = _done(request, form, lambda: curating.save_measure(
            measure=form.save(commit=False), version=form.seen, by=request.user
        ))  # fmt: skip
    except curating.Stale as stale:
        again = MeasureForm(_seen_now(request, stale.saved), instance=stale.saved, board=board)
        return _both_texts(request, board, form, again, stale.saved, words)
    if done:
        messages.success(request, "The measure has been changed")
        return redirect(_back_to(measure, "#made"))
    return _page(request, board, form, *words, caption=caption)


@requires(Permission.FIGURE_EDIT, visible_measure)
def figure_add(request: PersonRequest, measure: Measure) -> HttpResponse:
    """One figure by hand: a first one, or the revision of one that is known."""
    areas = Area.objects.filter(kind=measure.breakdown) if measure.breakdown else Area.objects.none()
    form = FigureForm(
        typed_text(request), measure=measure, areas=(areas | Area.objects.filter(pk=measure.area_id)).order_by("name")
    )
    made = _done(request, form, lambda: curating.record_figure(measure=measure, figure=form.figure, by=request.user))
    if made:
        messages.success(request, f"The figure for {made.period} has been saved")
        return redirect(_back_to(measure, "#revised"))
    return _page(request, measure.board, form, "Record or revise a figure", "Save the figure", caption=measure.name)


@requires(Permission.FIGURE_EDIT, visible_measure)
def measure_rebase(request: PersonRequest, measure: Measure) -> HttpResponse:
    series = reading_of(measure, today()).chart.series
    form = RebaseForm(typed_text(request), series=series)
    if _done(request, form, lambda: curating.rebase(
        measure=measure, area=measure.area, period=form.chosen, reason=form.cleaned_data["reason"], by=request.user
    )):  # fmt: skip
        messages.success(request, f"The limits start afresh from {form.chosen}. Those before it stay in view.")
        return redirect(_back_to(measure, "#chart"))
    words = ("Start limits afresh", "Start afresh")
    return _page(request, measure.board, form, *words, caption=measure.name, warn=NEVER_UNDONE)


@requires(Permission.FIGURE_EDIT, visible_measure)
def commentary_add(request: PersonRequest, measure: Measure) -> HttpResponse:
    form = CommentaryForm(typed_text(request))
    if _done(request, form, lambda: curating.comment(measure=measure, text=form.cleaned_data["text"], by=request.user)):
        messages.success(request, "The comment has been added")
        return redirect(_back_to(measure, "#said"))
    return _page(request, measure.board, form, "Comment on a measure", "Add the comment", caption=measure.name)


@requires(Permission.FIGURE_EDIT, visible_board)
def policy_edit(request: PersonRequest, board: Board) -> HttpResponse:
    policy = PerformancePolicy.objects.filter(board=board).first() or PerformancePolicy(board=board)
    form = PolicyForm(typed_text(request), instance=policy, board=board)
    words = ("How figures are read", "Save")
    try:
        done = _done(request, form, lambda: curating.save_policy(
            policy=form.save(commit=False), version=form.seen, by=request.user
        ))  # fmt: skip
    except curating.Stale as stale:
        again = PolicyForm(_seen_now(request, stale.saved), instance=stale.saved, board=board)
        return _both_texts(request, board, form, again, stale.saved, words)
    if done:
        messages.success(request, "The board’s way of reading its figures has been changed")
        return redirect("performance:measure-list", board.slug)
    return _page(request, board, form, *words)


def _seen_now(request: PersonRequest, saved: Measure | PerformancePolicy) -> QueryDict:
    """What was typed, over what is saved now: sent once more, it is saved."""
    typed = request.POST.copy()
    typed["version"] = str(curating.version_of(saved))
    return typed


def _both_texts(
    request: PersonRequest, board: Board, form: KeptForm, again: KeptForm, saved: Any, words: tuple[str, str]
) -> HttpResponse:
    return _page(
        request, board, again, *words, status=409, is_stale=True, has_errors=True,
        caption=getattr(saved, "name", ""), differences=form.differences(saved),
    )  # fmt: skip
