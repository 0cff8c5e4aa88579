"""Pages for what went wrong, in the product's own words."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from snb.access import public
from snb.kept import keep_typed_text


@public
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose protection against forgery had run out: after signing in elsewhere, say. Its text is kept."""
    if request.user.is_authenticated and not reason.startswith(("Origin checking", "Referer checking")):
        keep_typed_text(request)
    return render(
        request,
        "errors/403.html",
        {"reason": "The form had expired, so nothing was saved. Open the page again: what you typed is in it."},
        status=403,
    )


@public
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django refused to read: usually a text far longer than any section may be."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return render(
            request, "errors/413.html", {"reason": "The text is far longer than any answer may be."}, status=413
        )
    return render(request, "errors/404.html", status=400)
