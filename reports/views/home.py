"""Home, and the accessibility statement."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from reports.home import build
from snb.access import public, signed_in
from snb.models import Person
from snb.querysets import today

VISIT = "visit"  # session key: {"since": when the last visit ended, "seen": when this one last showed itself}
SILENCE = dt.timedelta(minutes=30)  # after which a new visit begins
NOTED_EVERY = dt.timedelta(minutes=5)  # so that not every request writes
FIRST_VISIT = dt.timedelta(days=30)  # how far back somebody looks who has never looked


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """What needs me, what changed, and the next meeting."""
    since = changes_since(request)
    page = build(request.user, since=since, day=today())  # type: ignore[arg-type]
    return render(request, "reports/home.html", {"page": page, "since": since, "today": today()})


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    contact = getattr(settings, "ACCESSIBILITY_CONTACT", "the programme manager of your board")
    return render(request, "public/accessibility.html", {"contact": contact})


def changes_since(request: HttpRequest) -> dt.datetime:
    """When the visit before this one ended. It holds for the whole visit, so that reloading empties no list."""
    person: Person = request.user  # type: ignore[assignment]
    now, visit = timezone.now(), request.session.get(VISIT)
    seen = dt.datetime.fromisoformat(visit["seen"]) if visit else None
    if visit is None or seen is None or now - seen > SILENCE:
        since = person.last_seen_at or now - FIRST_VISIT
    else:
        since = dt.datetime.fromisoformat(visit["since"])
    if seen is None or now - seen > NOTED_EVERY:
        request.session[VISIT] = {"since": since.isoformat(), "seen": now.isoformat()}
        person.last_seen_at = now
        # That somebody looked is no change of the person, so it is no row of their history.
        person.skip_history_when_saving = True  # type: ignore[attr-defined]
        person.save(update_fields=["last_seen_at"])
    return since
