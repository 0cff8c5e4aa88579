"""A person's calendar as other programs read it: their boards' meetings and the dates of their own work.

What it says is of the day on which it is asked for: an appointment that has ended gives nothing. It leaves the house,
so nothing of an agenda and no remark of anybody is in it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery, Sum
from django.urls import reverse
from icalendar import Calendar, Event, Timezone

from reports.my_work import needs_of
from reports.needs import Need
from snb.models import Meeting, Person

ZONE = ZoneInfo("Europe/London")
BEHIND, AHEAD = dt.timedelta(days=365), dt.timedelta(days=3 * 365)  # how far the calendar reaches
USUAL = dt.timedelta(hours=2)  # how long a meeting without an agenda takes
LONGEST = 150  # characters of a title
AGAIN = "PT4H"  # how soon a program may ask again
# Summer time by its rule: programs that know no zone by its name read this.
LONDON = """BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


@dataclass(frozen=True)
class Site:
    """Where links of the calendar lead: `https://host`, and the host that makes its entries' names unique."""

    root: str
    host: str


def calendar_of(person: Person, day: dt.date, site: Site) -> bytes:
    """RFC 5545, the same octets for as long as nothing changes on `day`."""
    calendar = Calendar()
    for name, value in {
        "prodid": "-//Golden Thread//Calendar//EN", "version": "2.0", "calscale": "GREGORIAN", "method": "PUBLISH",
        "x-wr-calname": "Golden Thread", "x-published-ttl": AGAIN,
    }.items():  # fmt: skip
        calendar.add(name, value)
    calendar.add_component(Timezone.from_ical(LONDON))
    for meeting in _meetings(person, day):
        calendar.add_component(_meeting_event(meeting, site))
    for needs in needs_of(person, day).values():
        for need in needs:
            if need.due is not None and need.key:
                calendar.add_component(_need_event(need, need.due, day, site))
    return calendar.to_ical()


def _meetings(person: Person, day: dt.date) -> Any:
    """One query. `changed_at`: when anything was last said of the meeting; `minutes`: how long its agenda takes."""
    changes = Meeting.history.filter(id=OuterRef("pk")).order_by("-history_date").values("history_date")
    return (
        Meeting.objects.visible_to(person)
        .filter(date__range=(day - BEHIND, day + AHEAD))
        .annotate(minutes=Sum("items__minutes"), changed_at=Subquery(changes[:1]))
        .select_related("board")
        .order_by("date", "pk")
    )


def _meeting_event(meeting: Any, site: Site) -> Event:
    begins = dt.datetime.combine(meeting.date, meeting.time, ZONE)
    cancelled = bool(meeting.cancelled_reason)
    path = reverse("board:meeting-detail", kwargs={"board": meeting.board.slug, "pk": meeting.pk})
    title = f"{'Cancelled: ' if cancelled else ''}{meeting.board.short_name}: {meeting.title}"
    event = _event(f"meeting-{meeting.pk}", title, site, path, meeting.changed_at or begins, meeting.version)
    event.add("dtstart", begins)
    event.add("dtend", begins + (dt.timedelta(minutes=meeting.minutes) if meeting.minutes else USUAL))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if meeting.place:
        event.add("location", meeting.place)
    return event


def _need_event(need: Need, due: dt.date, day: dt.date, site: Site) -> Event:
    """A whole day that takes up no time."""
    stamp = dt.datetime.combine(day, dt.time(), ZONE)
    event = _event(need.key, need.text, site, need.url, stamp, need.version)
    event.add("dtstart", due)
    event.add("transp", "TRANSPARENT")
    return event


def _event(key: str, title: str, site: Site, path: str, stamp: dt.datetime, version: int) -> Event:
    event = Event()
    event.add("uid", f"{key}@{site.host}")
    event.add("dtstamp", stamp.astimezone(dt.UTC).replace(microsecond=0))
    event.add("sequence", version)
    event.add("summary", " ".join(title.split())[:LONGEST])
    event.add("url", f"{site.root}{path}")
    return event
