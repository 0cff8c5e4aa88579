"""A person's calendar address: its page, making and revoking it, and the calendar that it shows."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from reports.calendar_feed import Site, calendar_of
from snb.access import public, signed_in
from snb.feeds import feed_of, make_feed, person_of, revoke_feed
from snb.models import Person
from snb.querysets import today
from snb.sealing import fingerprint

# Nothing of it is to be kept or found. Not "no-referrer": of a page without one, a browser posts its forms with the
# origin "null", which is refused.
UNSEEN = {"Cache-Control": "private, no-store", "Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex"}


@signed_in
def calendar_detail(request: HttpRequest) -> HttpResponse:
    """What the address is for, and whether one works. The address itself is shown only when it is made."""
    return _page(request, "")


@signed_in
def calendar_make(request: HttpRequest) -> HttpResponse:
    """A new address, shown this once; one made earlier stops."""
    if request.method != "POST":
        return redirect("reports:calendar-detail")
    secret = make_feed(by=_person(request))
    return _page(request, request.build_absolute_uri(reverse("reports:calendar-feed", args=[secret])))


@signed_in
def calendar_revoke(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        revoke_feed(by=_person(request))
        messages.success(request, "Your calendar address has stopped. Calendars that had it get nothing more.")
    return redirect("reports:calendar-detail")


@public
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever made this address, for the programs they gave it to."""
    person = person_of(token)
    if person is None:
        raise Http404("No calendar has this address.")
    site = Site(request.build_absolute_uri("/").rstrip("/"), request.get_host().partition(":")[0])
    body = calendar_of(person, today(), site)
    etag = quote_etag(fingerprint(body.decode()))
    headers = {**UNSEEN, "ETag": etag, "Content-Disposition": 'inline; filename="golden-thread.ics"'}
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=etag, response=response) or response


def _page(request: HttpRequest, address: str) -> HttpResponse:
    trail = [{"label": "Home", "url": reverse("reports:home")}]
    context = {"address": address, "feed": feed_of(_person(request)), "breadcrumbs": trail}
    response = render(request, "reports/calendar_detail.html", context)
    for name, value in UNSEEN.items():
        response[name] = value
    return response


def _person(request: HttpRequest) -> Person:
    person: Person = request.user  # type: ignore[assignment]
    return person
