"""The invented people of a board, the posts they hold and what they are appointed to."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from reports.demo.board import ROLES, Loaded
from snb.models import Appointment, Person, PostHolding
from snb.permissions import Role

Toml = dict[str, Any]


def load_people(data: Toml, loaded: Loaded, today: dt.date) -> dict[str, int]:
    """Make everybody. Returns the id of each person by the fixture's key."""
    password = make_password(settings.DEMO_PASSWORD)  # one hash for all: hashing is made to be slow
    people: dict[str, Person] = {}
    for row in data["people"]:
        person = Person(email=row["email"], name=row["name"], is_fictitious=True, password=password)
        person.save()
        people[row["key"]] = person
        for held in row.get("posts", []):
            PostHolding.objects.create(
                person=person,
                post=loaded.posts[held["post"]],
                begins=_day(today, held["from"]),
                ends=_last_day(today, held),
            )
    _load_appointments(data, loaded, people, today)
    return {key: person.pk for key, person in people.items()}


def _load_appointments(data: Toml, loaded: Loaded, people: dict[str, Person], today: dt.date) -> None:
    made: dict[tuple[str, Role, str], Appointment] = {}
    for row in sorted(data["appointments"], key=lambda row: "deputises_for" in row):
        role = ROLES[row["role"]]
        principal = made[row["deputises_for"], role, row["remit"]] if "deputises_for" in row else None
        made[row["person"], role, row["remit"]] = Appointment.objects.create(
            person=people[row["person"]],
            role=role,
            remit=loaded.remits[row["remit"]],
            begins=_day(today, row["from"]),
            ends=_last_day(today, row),
            deputises_for=principal,
        )


def _day(today: dt.date, offset: int) -> dt.date:
    return today + dt.timedelta(days=offset)


def _last_day(today: dt.date, row: Toml) -> dt.date | None:
    return _day(today, row["until"]) if "until" in row else None
