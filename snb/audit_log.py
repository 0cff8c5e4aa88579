"""Reading the audit log of one board in plain words."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone

from snb.exporting import Sheet, Value
from snb.models import Appointment, AuditEvent, Board
from snb.permissions import Permission

# What a person does in no one board's name. A board sees it of the people it has or had appointed.
OF_NO_BOARD = (
    "signed in", "signed out", "sign-in failed", "changed their password", "made a calendar address",
    "revoked their calendar address",
)  # fmt: skip

MOST_IN_A_FILE = 5_000


@dataclass(frozen=True)
class EventRow:
    """An event for a reader: who did what to what, and the particulars by name."""

    at: dt.datetime
    who: str
    email: str
    what: str
    about: str
    particulars: tuple[tuple[str, str], ...]


def events_of(board: Board) -> models.QuerySet[AuditEvent]:
    emails = Appointment.objects.filter(remit__board=board).values("person__email")
    of_its_people = models.Q(board_slug="", action__in=OF_NO_BOARD, actor_email__in=emails)
    return AuditEvent.objects.filter(models.Q(board_slug=board.slug) | of_its_people)


def actions_of(board: Board) -> list[str]:
    """Every kind of thing that was done in this board, for the filter."""
    found = AuditEvent.objects.filter(board_slug=board.slug).order_by("action").values_list("action", flat=True)
    return sorted({*found.distinct(), *OF_NO_BOARD})


def in_words(event: AuditEvent) -> EventRow:
    detail = dict(event.detail)
    what = event.action[:1].upper() + event.action[1:]
    if event.action == "refused":
        what = f"Refused: they may not {_phrase(detail.pop('permission', ''))}"
    if not event.detail.get("comment"):
        detail.pop("comment", None)
    about = f"{event.object_kind[:1].upper()}{event.object_kind[1:]}: {event.object_label}" if event.object_kind else ""
    return EventRow(event.at, event.actor, event.actor_email, what, about, _particulars(detail))


def _phrase(permission: str) -> str:
    try:
        return Permission(permission).phrase
    except ValueError:
        return permission


def _particulars(detail: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name.replace("_", " ").capitalize(), _value(value)) for name, value in detail.items())


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name.replace('_', ' ')}: {_value(each)}" for name, each in value.items()) or "Nothing"
    if isinstance(value, list) and len(value) == 2:
        return f"{value[0] or 'nothing'} → {value[1] or 'nothing'}"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def audit_sheet(board: Board, events: models.QuerySet[AuditEvent]) -> Sheet:
    """The newest events that the filter asks for, as many as a file should hold; a note says where there are more."""
    found = list(events[: MOST_IN_A_FILE + 1])
    notes = [f"Only the newest {MOST_IN_A_FILE:,} events: narrow the filter to see earlier ones."]
    rows: list[list[Value]] = [
        [
            timezone.localtime(row.at), row.who, row.email, row.what, row.about,
            "\n".join(f"{name}: {value}" for name, value in row.particulars),
        ]
        for row in map(in_words, found[:MOST_IN_A_FILE])
    ]  # fmt: skip
    columns = ["When", "Who", "Email address", "What", "About", "Particulars"]
    return Sheet(f"{board.short_name} audit log", columns, rows, notes if len(found) > MOST_IN_A_FILE else [])
