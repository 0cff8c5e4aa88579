"""The agreements of a board over time, one of them, and what changed between two."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from priorities.agreement_loading import refreshes_seen, visible_agreement
from priorities.agreement_sheets import agreement_sheet, agreements_sheet, comparison_sheet
from priorities.agreements import (
    Standing,
    agreements_of,
    day_of,
    next_review,
    reviews_of,
    standing_on,
    statements_of,
    succession_of,
    themes_of,
)
from priorities.forms.agreements import CompareForm
from priorities.lineage import compare
from priorities.models import Agreement
from priorities.statutory import CAUTION, LAW, what_it_must_identify
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today


@requires(Permission.BOARD_KNOW, visible_board)
def agreement_list(request: PersonRequest, board: Board) -> HttpResponse:
    rows = agreements_of(board, today())
    context = {
        "board": board,
        "rows": rows,
        "current": next((row for row in rows if row.standing is Standing.IN_FORCE), None),
        "may_edit": request.user.has_perm(Permission.AGREEMENT_EDIT, board),
    }
    file = exported(request, lambda: agreements_sheet(board, rows))
    return file or render(request, "priorities/agreement_list.html", context)


@requires(Permission.BOARD_KNOW, visible_agreement)
def agreement_detail(request: PersonRequest, agreement: Agreement) -> HttpResponse:
    """What it says, who leads each priority, what it must identify, its reviews and its successor."""
    day = day_of(agreement, today())
    themes = themes_of(agreement, day)
    if file := exported(request, lambda: agreement_sheet(agreement, themes)):
        return file
    refreshes = list(agreement.refreshes.filter(refreshes_seen(request.user)).select_related("meeting"))
    reviews = reviews_of(agreement, refreshes, today())
    context = {
        "board": agreement.board, "agreement": agreement, "day": day, "themes": themes,
        "standing": standing_on(agreement, today()),
        "statements": statements_of(agreement),
        "lineage": agreement.lineage.select_related("earlier__remit", "later__remit").prefetch_related(
            "earlier__remit__names", "later__remit__names"
        ),
        "refreshes": refreshes,
        "open_refresh": next((row for row in refreshes if row.agreed_on is None), None),
        "review": next_review(reviews),
        "succession": succession_of(agreement, today()),
        "earlier": Agreement.objects.filter(board=agreement.board, begins__lt=agreement.begins).last(),
        "requirements": what_it_must_identify(agreement, day),
        "law": LAW, "caution": CAUTION,
        "may_edit": request.user.has_perm(Permission.AGREEMENT_EDIT, agreement),
        "may_read": request.user.has_perm(Permission.BOARD_READ, agreement.board),
        "breadcrumbs": [to_agreements(agreement.board)],
    }  # fmt: skip
    return render(request, "priorities/agreement_detail.html", context)


@requires(Permission.BOARD_KNOW, visible_board)
def agreement_compare(request: PersonRequest, board: Board) -> HttpResponse:
    """What became of every priority between two agreements, which the address names."""
    agreements = list(Agreement.objects.filter(board=board).order_by("begins"))
    context: dict[str, object] = {"board": board, "breadcrumbs": [to_agreements(board)]}
    if len(agreements) > 1:
        form = CompareForm(request.GET, agreements=agreements)
        found = compare(*sorted((form.earlier_one, form.later_one), key=lambda row: row.begins))
        if file := exported(request, lambda: comparison_sheet(found)):
            return file
        context |= {"form": form, "found": found}
    return render(request, "priorities/agreement_compare.html", context)


def to_agreements(board: Board) -> dict[str, str]:
    return {"label": "Agreements", "url": reverse("priorities:agreement-list", args=[board.slug])}


def to_agreement(agreement: Agreement) -> dict[str, str]:
    return {"label": str(agreement), "url": agreement_url(agreement)}


def agreement_url(agreement: Agreement) -> str:
    return reverse("priorities:agreement-detail", args=[agreement.board.slug, agreement.pk])
