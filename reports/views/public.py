"""Published papers: no sign-in, no script."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control

from reports.documents.files import kept_pdf
from reports.documents.screen import contents, screen_html
from reports.forms import LibraryFilter
from reports.loading import public_edition
from reports.models import Edition, EditionState
from reports.paper_files import files_of
from reports.paper_sheets import library_sheet
from reports.published.library import (
    Listed,
    around,
    as_json,
    by_kind,
    by_meeting,
    in_order_of_kinds,
    in_order_of_meetings,
    kinds_of,
    shelf,
)
from reports.views.files import paper_response, withdrawn
from snb.access import public
from snb.exporting import exported
from snb.models import Board

ON_A_PAGE = 25  # papers
# A page shows who is signed in, and a paper may be withdrawn at any time: no cache answers in our place.
asked_again = cache_control(private=True, no_cache=True)


@public
@asked_again
def public_library(request: HttpRequest) -> HttpResponse:
    """Published papers by meeting, the newest first."""
    return _library(request, is_by_kind=False)


@public
@asked_again
def library_by_kind(request: HttpRequest) -> HttpResponse:
    """The same by kind of paper."""
    return _library(request, is_by_kind=True)


def _library(request: HttpRequest, *, is_by_kind: bool) -> HttpResponse:
    papers = shelf(Edition.objects.all())
    form = LibraryFilter(request.GET, kinds=kinds_of(papers))
    chosen = form.chosen
    papers = _narrowed(papers, **chosen)
    papers = in_order_of_kinds(papers) if is_by_kind else in_order_of_meetings(papers)
    if file := exported(request, lambda: library_sheet(_rows(papers))):
        return file
    page = Paginator(papers, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "groups": (by_kind if is_by_kind else by_meeting)(page.object_list),
        "is_by_kind": is_by_kind,
        "chosen": chosen,
        "board": chosen.get("board"),
        "ways": ways("kind" if is_by_kind else "meeting"),
    }
    return render(request, "reports/public/library.html", context)


@public
@asked_again
def library_meeting(request: HttpRequest, board: str, day: str) -> HttpResponse:
    """What was published for the meetings of one board on one day."""
    papers = shelf(Edition.objects.filter(board__slug=board, meeting__date=_day(day)))
    return _shelf(request, papers, heading="meeting")


@public
@asked_again
def library_kind(request: HttpRequest, board: str, kind: str) -> HttpResponse:
    """Every paper of one kind that a board published."""
    return _shelf(request, shelf(Edition.objects.filter(board__slug=board, kind=kind)), heading="kind")


def _shelf(request: HttpRequest, papers: Sequence[Listed], *, heading: str) -> HttpResponse:
    """A page of its own for these papers; where nothing was published there is none."""
    if not papers:
        raise Http404
    if file := exported(request, lambda: library_sheet(_rows(papers))):
        return file
    page = Paginator(papers, ON_A_PAGE).get_page(request.GET.get("page"))
    first = papers[0]
    context = {
        "heading": heading,
        "page": page,
        "board": first.edition.board,
        "meeting": first.edition.meeting,
        "kind": first.kind,
        "breadcrumbs": [_to_library(), _to_board(first.edition)],
    }
    return render(request, "reports/public/shelf.html", context)


@public
def library_data(request: HttpRequest) -> HttpResponse:
    """The library for machines, as JSON; `?board=` and `?kind=` as on the page."""
    papers = shelf(Edition.objects.all())
    chosen = LibraryFilter(request.GET, kinds=kinds_of(papers)).chosen
    found = as_json(
        _narrowed(papers, **chosen), lambda edition, suffix: request.build_absolute_uri(_address(edition, suffix))
    )
    response = JsonResponse(found, json_dumps_params={"indent": 1, "ensure_ascii": False})
    response["Cache-Control"] = "public, no-cache"
    response["Access-Control-Allow-Origin"] = "*"  # a page of any site may read what is public, without cookies
    return response


@public
@asked_again
def paper_public(request: HttpRequest, reference: str) -> HttpResponse:
    """A published paper as a page, beside its files and what replaced it or adds to it."""
    edition = public_edition(reference)
    if edition.state == EditionState.WITHDRAWN:
        return withdrawn(request, edition)
    kept_pdf(edition)
    content = edition.data
    paper, parent = around(edition)
    context = {
        "edition": edition,
        "paper": paper,
        "parent": parent,
        "newest": paper.edition if paper.edition.pk != edition.pk else None,
        "files": files_of(edition, [row.edition for row in paper.supplements if _goes_on_from(row, edition)]),
        "subtitle": content["subtitle"],
        "contents": contents(content["sections"]),
        "html": screen_html(content),
        "breadcrumbs": [_to_library(), _to_board(edition)],
    }
    return render(request, "reports/public/paper.html", context)


@public
def paper_public_file(request: HttpRequest, reference: str, suffix: str) -> HttpResponse:
    """One of the files of a published paper."""
    edition = public_edition(reference)
    if edition.state == EditionState.WITHDRAWN:
        return withdrawn(request, edition)
    return paper_response(request, edition, suffix, known=Edition.objects.published(), is_public=True)


def _goes_on_from(supplement: Listed, edition: Edition) -> bool:
    return supplement.edition.supplement_to_id == edition.pk and not supplement.is_withdrawn


def _narrowed(papers: Iterable[Listed], board: Board | None = None, kind: str = "") -> list[Listed]:
    return [
        row
        for row in papers
        if (board is None or row.edition.board_id == board.pk) and (not kind or row.edition.kind == kind)
    ]


def _rows(papers: Iterable[Listed]) -> list[Listed]:
    return [row for paper in papers for row in paper.all()]


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


def _address(edition: Edition, suffix: str) -> str:
    if not suffix:
        return reverse("reports:paper-public", args=[edition.reference])
    return reverse("reports:paper-public-file", args=[edition.reference, suffix])


def ways(current: str) -> list[dict[str, Any]]:
    ways = [("meeting", "By meeting", "public-library"), ("kind", "By kind", "library-by-kind"),
            ("search", "Search", "papers-search")]  # fmt: skip
    return [{"label": label, "url": reverse(f"reports:{view}"), "current": key == current} for key, label, view in ways]


def _to_library() -> dict[str, str]:
    return {"label": "Published papers", "url": reverse("reports:public-library")}


def _to_board(edition: Edition) -> dict[str, str]:
    url = f"{reverse('reports:public-library')}?board={edition.board.slug}"
    return {"label": str(edition.board), "url": url}
