"""Answering with a file of a paper, or with the notice that stands in the place of a withdrawn one."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import content_disposition_header, quote_etag

from reports.documents.files import file_name, kept_pdf
from reports.models import Edition

TYPES = {"pdf": "application/pdf", "json": "application/json"}


def paper_response(request: HttpRequest, edition: Edition, suffix: str, *, is_public: bool) -> HttpResponse:
    """The paper as `pdf` or `json`; a 404 for any other."""
    if suffix not in TYPES:
        raise Http404
    make = (lambda: kept_pdf(edition)) if suffix == "pdf" else edition.content.encode
    return file_response(
        request, make, name=file_name(edition, suffix), etag=f"{edition.fingerprint}-{suffix}", is_public=is_public
    )


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
    return render(request, "reports/public/withdrawn.html", {"edition": edition}, status=410)
