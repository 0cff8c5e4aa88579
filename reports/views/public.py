"""Published papers: no sign-in, no script."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from reports.documents.files import Facts, facts, kept_pdf
from reports.documents.kinds import kind_name
from reports.documents.screen import contents, screen_html
from reports.forms import LibraryFilter
from reports.loading import public_edition
from reports.models import Edition, EditionState
from reports.paper_sheets import library_sheet
from reports.views.files import paper_response, withdrawn
from reports.views.papers import by_meeting
from snb.access import public
from snb.exporting import exported
from snb.models import Meeting


@dataclass(frozen=True)
class Listed:
    """A published paper as the library lists it; `facts` are known once its PDF has been laid out."""

    edition: Edition
    kind: str
    facts: Facts | None


@public
def public_library(request: HttpRequest) -> HttpResponse:
    """Published papers by meeting, the newest first."""
    form = LibraryFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    editions = Edition.objects.published()
    if chosen.get("board"):
        editions = editions.filter(board=chosen["board"])
    if chosen.get("kind"):
        editions = editions.filter(kind=chosen["kind"])
    groups: list[tuple[Meeting | None, list[Listed]]] = [
        (meeting, [Listed(row, kind_name(row.kind), facts(row)) for row in rows])
        for meeting, rows in by_meeting(editions)
    ]
    papers = [(row.edition, row.facts) for _, rows in groups for row in rows]
    context = {"form": form, "groups": groups, "is_filtered": bool(chosen.get("board") or chosen.get("kind"))}
    file = exported(request, lambda: library_sheet(papers))
    return file or render(request, "reports/public/library.html", context)


@public
def paper_public(request: HttpRequest, reference: str) -> HttpResponse:
    """A published paper as a page, beside its PDF and its data."""
    edition = public_edition(reference)
    if edition.state == EditionState.WITHDRAWN:
        return withdrawn(request, edition)
    kept_pdf(edition)
    content = edition.data
    context = {
        "edition": edition,
        "kind": kind_name(edition.kind),
        "facts": facts(edition),
        "contents": contents(content["sections"]),
        "html": screen_html(content),
        "breadcrumbs": [{"label": "Published papers", "url": reverse("reports:public-library")}],
    }
    return render(request, "reports/public/paper.html", context)


@public
def paper_public_file(request: HttpRequest, reference: str, suffix: str) -> HttpResponse:
    """The PDF or the JSON of a published paper."""
    edition = public_edition(reference)
    if edition.state == EditionState.WITHDRAWN:
        return withdrawn(request, edition)
    return paper_response(request, edition, suffix, is_public=True)
