"""Feeds of newly published papers, and what search engines and other programs ask of the public pages."""

from __future__ import annotations

from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from reports.models import Edition
from reports.published.feed import feed_of
from snb.access import public
from snb.models import Board
from snb.sealing import fingerprint

HIDDEN = ("/admin/", "/boards/", "/papers/compare/", "/papers/search/", "/sign-in/")
LISTS = ("reports:public-library", "reports:library-by-kind", "reports:figures-index", "scrutiny:scrutiny-index")


@public
@require_safe
def papers_feed(request: HttpRequest) -> HttpResponse:
    """What all boards newly published or withdrew."""
    return _feed(request, None, reverse("reports:papers-feed"))


@public
@require_safe
def papers_feed_of(request: HttpRequest, board: str) -> HttpResponse:
    """What one board newly published or withdrew."""
    held = get_object_or_404(Board, slug=board)
    return _feed(request, held, reverse("reports:papers-feed-of", args=[held.slug]))


def _feed(request: HttpRequest, board: Board | None, own: str) -> HttpResponse:
    """It is asked for again each time, so that a withdrawal takes effect, but only sent where something is new."""
    library = reverse("reports:public-library") + (f"?board={board.slug}" if board else "")
    feed = feed_of(
        board,
        own=request.build_absolute_uri(own),
        library=request.build_absolute_uri(library),
        page=lambda edition: request.build_absolute_uri(reverse("reports:paper-public", args=[edition.reference])),
    )
    etag, changed = quote_etag(fingerprint(feed.body.decode())[:32]) or "", int(feed.changed_at.timestamp())
    response = HttpResponse(feed.body, content_type="application/atom+xml; charset=utf-8")
    response = get_conditional_response(request, etag=etag, last_modified=changed, response=response) or response
    response["ETag"], response["Last-Modified"] = etag, http_date(changed)
    response["Cache-Control"] = "public, no-cache"
    return response


@public
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines should leave alone, and where the public pages are listed."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in HIDDEN)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('reports:sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The lists, and every published paper with the day it was published."""
    rows = [(reverse(view), "") for view in LISTS]
    for edition in Edition.objects.published().only("fingerprint", "published_at").order_by("-published_at")[:10_000]:
        day = timezone.localdate(edition.published_at).isoformat()
        rows.append((reverse("reports:paper-public", args=[edition.reference]), f"<lastmod>{day}</lastmod>"))
    urls = "".join(f"<url><loc>{escape(request.build_absolute_uri(path))}</loc>{day}</url>\n" for path, day in rows)
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
    response = HttpResponse(body, content_type="application/xml; charset=utf-8")
    response["Cache-Control"] = "public, no-cache"
    return response
