"""Scrutiny for everybody: committees, reports, what was asked, who replied and what became of it. No sign-in."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from snb.access import public
from snb.committee_reports import numbered
from snb.exporting import XLSX, as_csv, as_xlsx
from snb.forms.scrutiny_filter import ScrutinyFilter
from snb.models import Board, CommitteeReport, Recommendation
from snb.querysets import today
from snb.recipients import reply_setting
from snb.scrutiny import Row, committees_of, narrowed, next_scrutiny_due, row_of, rows_of
from snb.scrutiny_public import as_json, reports_taken
from snb.scrutiny_sheets import recommendations_sheet

TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8", "xlsx": XLSX}


@public
@require_safe
def scrutiny_index(request: HttpRequest) -> HttpResponse:
    """The boards of whose scrutiny something is published."""
    boards = Board.objects.filter(committees__isnull=False).distinct().order_by("name")
    return render(request, "public/scrutiny_index.html", {"boards": boards})


@public
@require_safe
def scrutiny_public(request: HttpRequest, board: str) -> HttpResponse:
    """A board's committees, the reports taken to them and what they asked; the filter is in the address."""
    held, day = get_object_or_404(Board, slug=board), today()
    committees, every = committees_of(held, day), rows_of(held, day)
    form = ScrutinyFilter(request.GET, committees=[row.committee for row in committees])
    context = {
        "of_board": held,
        "form": form,
        "committees": committees,
        "reports": reports_taken(held),
        "total": len(every),
        "rows": narrowed(every, **form.asked),
        "scrutiny": next_scrutiny_due(held, day),
        "breadcrumbs": [_to_index()],
    }
    return render(request, "public/scrutiny_list.html", context)


@public
@require_safe
def recommendation_public(request: HttpRequest, board: str, pk: int) -> HttpResponse:
    """One recommendation or resolution with its whole story."""
    rows = Recommendation.objects.select_related("meeting__committee__board")
    held = get_object_or_404(rows, meeting__committee__board__slug=board, pk=pk)
    row = row_of(held, today())
    context = {
        "of_board": row.committee.board,
        "row": row,
        "recommendation": row.recommendation,
        "setting": reply_setting(today()),
        "breadcrumbs": [_to_index(), _to_board(row.committee.board)],
    }
    return render(request, "public/scrutiny_recommendation.html", context)


@public
@require_safe
def report_public(request: HttpRequest, board: str, pk: int) -> HttpResponse:
    """The front sheet of a report with its implications, flags, sign-offs and background papers, also where None."""
    rows = CommitteeReport.objects.select_related("meeting__committee__board")
    report = get_object_or_404(rows, meeting__committee__board__slug=board, pk=pk)
    of_board = report.meeting.committee.board
    context = report_page(report) | {"of_board": of_board, "breadcrumbs": [_to_index(), _to_board(of_board)]}
    return render(request, "public/scrutiny_report.html", context)


def report_page(report: CommitteeReport) -> dict[str, Any]:
    """What a page of a report shows, inside and in public."""
    return {
        "report": report,
        "recommends": numbered(report.recommends),
        "papers": numbered(report.background_papers),
        "implications": report.implications.all(),
        "sign_offs": report.sign_offs.all(),
        "flags": report.flags.all(),
        "asked": report.recommendations.order_by("number"),
    }


@public
@require_safe
def scrutiny_public_file(request: HttpRequest, board: str, suffix: str) -> HttpResponse:
    """All of it as JSON; what was asked as CSV or XLSX. It is asked for again each time, but rarely sent again."""
    held, day = get_object_or_404(Board, slug=board), today()
    if suffix not in TYPES:
        raise Http404
    rows = rows_of(held, day)
    said = as_json(held, committees_of(held, day), reports_taken(held), rows)
    # A table says what is late on the day, so its tag is of the day too.
    tag = quote_etag(f"{hashlib.sha256(said + str(day).encode()).hexdigest()[:32]}-{suffix}") or ""
    response = get_conditional_response(request, etag=tag) or _file(held, rows, said, suffix)
    response["ETag"] = tag
    response["Cache-Control"] = "public, no-cache"
    response["Access-Control-Allow-Origin"] = "*"  # a page of any site may read what is public, without cookies
    return response


def _file(board: Board, rows: list[Row], said: bytes, suffix: str) -> HttpResponse:
    sheet = recommendations_sheet(board, rows, today())
    content = said if suffix == "json" else as_csv(sheet) if suffix == "csv" else as_xlsx(sheet)
    response = HttpResponse(content, content_type=TYPES[suffix])
    name = content_disposition_header(suffix != "json", f"{board.slug}-scrutiny.{suffix}")
    response["Content-Disposition"] = name or "attachment"
    return response


def _to_index() -> dict[str, str]:
    return {"label": "Scrutiny", "url": reverse("scrutiny:scrutiny-index")}


def _to_board(board: Board) -> dict[str, str]:
    return {"label": board.name, "url": reverse("scrutiny:scrutiny-public", args=[board.slug])}
