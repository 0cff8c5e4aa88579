"""Answering with a file of a paper, or with the notice that stands in the place of a withdrawn one."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header, quote_etag

from reports.documents.files import file_name
from reports.docx.paper import MIME_TYPE
from reports.models import Edition
from reports.paper_files import file_of
from reports.querysets import EditionQuerySet

TYPES = {"pdf": "application/pdf", "json": "application/json", "docx": MIME_TYPE}


def paper_response(
    request: HttpRequest, edition: Edition, suffix: str, *, known: EditionQuerySet, is_public: bool
) -> HttpResponse:
    """One of the paper's files, made of what the reader may know of; a 404 for what is none of this edition's."""
    found = file_of(edition, suffix, known)
    if found is None:
        raise Http404
    return file_response(
        request, found.make, name=file_name(edition, suffix), etag=found.tag, is_public=is_public
    )  # fmt: skip


def file_response(
    request: HttpRequest,
    make: Callable[[], bytes],
    *,
    name: str,
    etag: str,
    is_public: bool,
    to_keep: bool = False,
) -> HttpResponse:
    """A file under its name. It is asked for again each time (a withdrawal must take effect), but rarely sent again.

    One `to_keep` goes to the reader's downloads, any other opens in the browser.
    """
    tag = quote_etag(etag) or ""
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = HttpResponse(make(), content_type=TYPES[name.rpartition(".")[2]])
        response["Content-Disposition"] = content_disposition_header(to_keep, name) or "inline"
    response["ETag"] = tag
    response["Cache-Control"] = "public, no-cache" if is_public else "private, no-cache"
    if not is_public:
        patch_vary_headers(response, ["Cookie"])
    return response


def withdrawn(request: HttpRequest, edition: Edition) -> HttpResponse:
    """410 with the date and the reason, and nothing of what the paper said."""
    response = render(request, "reports/public/withdrawn.html", {"edition": edition}, status=410)
    response["Cache-Control"] = "private, no-cache"  # a page shows who is signed in
    return response
