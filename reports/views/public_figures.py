"""Published figures, for people and for machines: no sign-in, no script, nothing that may not be known."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from performance.models import Measure
from performance.publishing import Publication, PublicMeasure, publication_of
from reports.public_figures import FIGURE_FIELDS, FORMAT, MEASURE_FIELDS, STATUSES, as_json, figures_sheet
from reports.public_page import figure_page, listed
from snb.access import PersonRequest, public, requires
from snb.exporting import XLSX, as_csv, as_xlsx
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today

TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8", "xlsx": XLSX}


@public
@require_safe
def figures_index(request: HttpRequest) -> HttpResponse:
    """The boards that publish figures."""
    boards = Board.objects.filter(measures__in=Measure.objects.filter(is_published=True)).distinct().order_by("name")
    return render(request, "reports/public/figures_index.html", {"boards": boards})


@public
@require_safe
def figures_public(request: HttpRequest, board: str) -> HttpResponse:
    """A board's published measures with their newest figures."""
    found = publication_of(_board(board), today())
    context = {"groups": listed(found), "breadcrumbs": [_to_index()], **_notes(found)}
    return render(request, "reports/public/figures.html", context)


@public
@require_safe
def figure_public(request: HttpRequest, board: str, slug: str) -> HttpResponse:
    """One published measure; `?area=` names another area that it is published for, by its code."""
    publication, measure = _measure(board, slug)
    series = measure.of(request.GET.get("area", measure.own.area.code))
    if series is None:
        raise Http404
    context = {
        "page": figure_page(measure, series, publication.day),
        "breadcrumbs": [_to_index(), _to_figures(publication.board)],
        **_notes(publication),
    }
    return render(request, "reports/public/figure.html", context)


@public
@require_safe
def figures_public_file(request: HttpRequest, board: str, suffix: str) -> HttpResponse:
    """All of a board's published figures, as JSON, CSV or XLSX."""
    publication = publication_of(_board(board), today())
    return _file(request, publication, publication.measures, suffix, f"{board}-figures")


@public
@require_safe
def figure_public_file(request: HttpRequest, board: str, slug: str, suffix: str) -> HttpResponse:
    """The figures of one published measure, in the same form."""
    publication, measure = _measure(board, slug)
    return _file(request, publication, [measure], suffix, f"{board}-{slug}")


@public
@require_safe
def figures_format(request: HttpRequest) -> HttpResponse:
    """How to read our figures by machine."""
    context = {
        "format": FORMAT,
        "measure_fields": MEASURE_FIELDS,
        "figure_fields": FIGURE_FIELDS,
        "statuses": [(status.value, meaning) for status, meaning in STATUSES.items()],
        "breadcrumbs": [_to_index()],
    }
    return render(request, "reports/public/figures_format.html", context)


@requires(Permission.FIGURE_EDIT, visible_board)
def figures_check(request: PersonRequest, board: Board) -> HttpResponse:
    """What is public, for whoever answers for it: what is withheld, and what may be given away already."""
    publication = publication_of(board, today())
    return render(request, "reports/figures_check.html", {"board": board, "publication": publication})


def _board(slug: str) -> Board:
    return get_object_or_404(Board, slug=slug)


def _measure(board: str, slug: str) -> tuple[Publication, PublicMeasure]:
    publication = publication_of(_board(board), today())
    measure = publication.of(slug)
    if measure is None:
        raise Http404
    return publication, measure


def _file(
    request: HttpRequest, publication: Publication, measures: Sequence[PublicMeasure], suffix: str, name: str
) -> HttpResponse:
    """It is asked for again each time, since figures are revised and withheld, but rarely sent again."""
    if suffix not in TYPES:
        raise Http404
    writers: dict[str, Callable[[], bytes]] = {
        "json": lambda: as_json(publication.board, measures, publication.threshold),
        "csv": lambda: as_csv(figures_sheet(publication, measures, name)),
        "xlsx": lambda: as_xlsx(figures_sheet(publication, measures, name)),
    }
    said = writers["json"]()  # the same figures have the same tag, whatever day a workbook says it was made on
    tag = quote_etag(f"{hashlib.sha256(said).hexdigest()[:32]}-{suffix}") or ""
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = HttpResponse(said if suffix == "json" else writers[suffix](), content_type=TYPES[suffix])
        response["Content-Disposition"] = (
            content_disposition_header(suffix != "json", f"{name}.{suffix}") or "attachment"
        )
    response["ETag"] = tag
    response["Cache-Control"] = "public, no-cache"
    response["Access-Control-Allow-Origin"] = "*"  # a page of any site may read what is public, without cookies
    return response


def _notes(publication: Publication) -> dict[str, Any]:
    """What stands under all that is published."""
    return {
        "of_board": publication.board,
        "publication": publication,
        "licence": settings.FIGURES_LICENCE,
        "licence_url": settings.FIGURES_LICENCE_URL,
    }


def _to_index() -> dict[str, str]:
    return {"label": "Published figures", "url": reverse("reports:figures-index")}


def _to_figures(board: Board) -> dict[str, str]:
    return {"label": board.name, "url": reverse("reports:figures-public", args=[board.slug])}
