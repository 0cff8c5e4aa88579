"""What was learnt from reviews: the repository, one recommendation, its file, and the forms that keep it."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from partnerships import learning as acts
from partnerships.forms.learning import FinishForm, LearningFilter, LearningForm
from partnerships.local_loading import visible_learning, visible_learning_file, visible_review
from partnerships.models import DeathReview, Learning, LearningFile
from partnerships.repository import (
    Standing,
    learning_sheet,
    learnt,
    narrowed,
    owner_choices,
    standing_of,
    theme_choices,
    themes_of,
)
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today
from snb.views.acting import Page, act


@requires(Permission.LEARNING_READ, visible_board)
def learning_list(request: PersonRequest, board: Board) -> HttpResponse:
    """Every recommendation of every partnership, past and present; the filter is in the address."""
    rows = learnt(board, today())
    form = LearningFilter(request.GET, themes=theme_choices(rows), owners=owner_choices(rows))
    found = narrowed(rows, form.asked)
    context = {
        "board": board,
        "form": form,
        "rows": found,
        "total": len(rows),
        "late": sum(row.standing is Standing.LATE for row in found),
        "done": sum(row.standing is Standing.DONE for row in found),
    }
    file = exported(request, lambda: learning_sheet(board, found, today()))
    return file or render(request, "partnerships/learning_list.html", context)


@requires(Permission.LEARNING_READ, visible_learning)
def learning_detail(request: PersonRequest, learning: Learning) -> HttpResponse:
    board = learning.partnership.board
    may_edit = request.user.has_perm(Permission.LEARNING_EDIT, learning) and not learning.done_on
    context = {
        "board": board,
        "learning": learning,
        "review": learning.review,
        "partnership": learning.partnership.name_on(learning.review.commissioned_on),
        "themes": themes_of(learning.review.themes),
        "standing": standing_of(learning, today()),
        "may_edit": may_edit,
        "breadcrumbs": [to_learning(board), to_review(learning.review)],
    }
    return render(request, "partnerships/learning_detail.html", context)


@requires(Permission.LEARNING_EDIT, visible_review)
def learning_add(request: PersonRequest, review: DeathReview) -> HttpResponse:
    def save(form: LearningForm) -> str:
        made = acts.add_learning(review=review, details=form.details, by=request.user, confirmed=form.is_confirmed)
        return f"Recommendation {made.number} is recorded."

    board = review.partnership.board
    back = reverse("partnerships:review-detail", args=[board.slug, review.pk])
    trail = [to_learning(board), to_review(review)]
    page = Page(
        board,
        "Add a recommendation",
        "Add the recommendation",
        back,
        trail,
        caption=review.reference,
        template="partnerships/learning_form.html",
    )
    return act(request, page, lambda data: LearningForm(data, board=board), save)


@requires(Permission.LEARNING_EDIT, visible_learning)
def learning_edit(request: PersonRequest, learning: Learning) -> HttpResponse:
    def save(form: LearningForm) -> str:
        acts.change_learning(
            learning=learning, details=form.details, version=form.seen, by=request.user, confirmed=form.is_confirmed
        )
        return "The recommendation has been changed."

    if learning.done_on:
        return redirect(here(learning))
    page = _page(learning, "Change the recommendation", "Save the recommendation")
    board = learning.partnership.board
    return act(request, page, lambda data: LearningForm(data, board=board, row=learning), save)


@requires(Permission.LEARNING_EDIT, visible_learning)
def learning_finish(request: PersonRequest, learning: Learning) -> HttpResponse:
    """Done, with what shows it. A file has to be chosen again after an error: browsers keep none."""

    def save(form: FinishForm) -> str:
        said = {name: form.cleaned_data[name] for name in ("done_on", "evidence")}
        uploads = [form.cleaned_data["file"]] if form.cleaned_data["file"] else []
        acts.finish_learning(
            learning=learning, uploads=uploads, version=form.seen, by=request.user, confirmed=form.is_confirmed, **said
        )
        return "The recommendation is done."

    if learning.done_on:
        return redirect(here(learning))
    page = _page(learning, "Record that it is done", "It is done", {"multipart": True})
    board, files = learning.partnership.board, request.FILES or None
    start = {"done_on": today()}
    return act(
        request, page, lambda data: FinishForm(data, files=files, board=board, row=learning, initial=start), save
    )


@requires(Permission.LEARNING_READ, visible_learning_file)
def learning_file(request: PersonRequest, held: LearningFile) -> HttpResponse:
    """Always as a file to keep, never shown in the browser."""
    try:
        stored = held.file.open("rb")
    except FileNotFoundError:
        raise Http404("The file is no longer stored here.") from None
    response: Any = FileResponse(stored, as_attachment=True, filename=held.name, content_type=held.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def to_learning(board: Board) -> dict[str, str]:
    return {"label": "Learning", "url": reverse("partnerships:learning-list", args=[board.slug])}


def to_review(review: DeathReview) -> dict[str, str]:
    url = reverse("partnerships:review-detail", args=[review.partnership.board.slug, review.pk])
    return {"label": review.reference, "url": url}


def here(learning: Learning) -> str:
    return reverse("partnerships:learning-detail", args=[learning.partnership.board.slug, learning.pk])


def _page(learning: Learning, heading: str, button: str, more: dict[str, Any] | None = None) -> Page:
    board, back = learning.partnership.board, here(learning)
    caption = f"{learning.review.reference}, recommendation {learning.number}"
    trail = [
        to_learning(board),
        to_review(learning.review),
        {"label": f"Recommendation {learning.number}", "url": back},
    ]
    shown = {"learning": learning, **(more or {})}
    return Page(
        board, heading, button, back, trail, caption=caption, template="partnerships/learning_form.html", more=shown
    )
