"""Reviews of deaths on screen: over all partnerships, one with its recommendations, and the forms that keep them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from partnerships.forms.learning import ReviewForm
from partnerships.learning import change_review, open_review
from partnerships.loading import visible_partnership
from partnerships.local_loading import visible_review
from partnerships.models import DeathReview, Partnership
from partnerships.repository import learning_sheet, learnt, reviews_of, reviews_sheet, themes_of
from partnerships.views.learning import to_learning, to_review
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today
from snb.views.acting import Page, act


@requires(Permission.LEARNING_READ, visible_board)
def review_list(request: PersonRequest, board: Board) -> HttpResponse:
    """Every review with how much of what it asked for is done."""
    rows = reviews_of(board, today())
    held = Partnership.objects.filter(board=board).select_related("remit").prefetch_related("remit__names")
    context = {
        "board": board,
        "rows": rows,
        "may_add": [row for row in held if request.user.has_perm(Permission.LEARNING_EDIT, row)],
        "breadcrumbs": [to_learning(board)],
    }
    file = exported(request, lambda: reviews_sheet(board, rows, today()))
    return file or render(request, "partnerships/review_list.html", context)


@requires(Permission.LEARNING_READ, visible_review)
def review_detail(request: PersonRequest, review: DeathReview) -> HttpResponse:
    board = review.partnership.board
    rows = learnt(board, today(), review=review)
    context = {
        "board": board,
        "review": review,
        "partnership": review.partnership.name_on(review.commissioned_on),
        "themes": themes_of(review.themes),
        "rows": rows,
        "may_edit": request.user.has_perm(Permission.LEARNING_EDIT, review),
        "breadcrumbs": [to_learning(board), to_reviews(board)],
    }
    file = exported(request, lambda: learning_sheet(board, rows, today()))
    return file or render(request, "partnerships/review_detail.html", context)


@requires(Permission.LEARNING_EDIT, visible_partnership)
def review_add(request: PersonRequest, partnership: Partnership) -> HttpResponse:
    def save(form: ReviewForm) -> str:
        details, confirmed = form.details, form.is_confirmed
        made = open_review(partnership=partnership, details=details, by=request.user, confirmed=confirmed)
        return f"{made.reference} is recorded. Add what it recommends."

    board = partnership.board
    back = to_reviews(board)
    name = partnership.name_on(today())
    page = Page(
        board,
        "Add a review",
        "Add the review",
        back["url"],
        [to_learning(board), back],
        caption=name,
        template="partnerships/learning_form.html",
    )
    return act(request, page, lambda data: ReviewForm(data, board=board), save)


@requires(Permission.LEARNING_EDIT, visible_review)
def review_edit(request: PersonRequest, review: DeathReview) -> HttpResponse:
    def save(form: ReviewForm) -> str:
        change_review(
            review=review, details=form.details, version=form.seen, by=request.user, confirmed=form.is_confirmed
        )
        return "The review has been changed."

    board, back = review.partnership.board, to_review(review)
    trail = [to_learning(board), to_reviews(board), back]
    page = Page(
        board,
        "Change the review",
        "Save the review",
        back["url"],
        trail,
        caption=review.reference,
        template="partnerships/learning_form.html",
    )
    return act(request, page, lambda data: ReviewForm(data, board=board, row=review), save)


def to_reviews(board: Board) -> dict[str, str]:
    return {"label": "Reviews", "url": reverse("partnerships:review-list", args=[board.slug])}
