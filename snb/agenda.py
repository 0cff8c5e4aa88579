"""The agenda of a meeting: its order, its times, and the changes people make to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from snb.audit import record
from snb.models import AgendaItem, Meeting, Person, Post
from snb.models.meetings import Purpose
from snb.permissions import Permission
from snb.workflow import Refusal, demand

# Parts of the pack that the register fills, by the name the document engine knows them by.
PARTS = {
    "prose": "The text of this item",
    "minutes": "Minutes of the last meeting",
    "priorities-matrix": "The priorities at a glance",
    "returns": "The quarterly returns",
    "gaps": "What has not come in",
    "risks": "Risks raised by the leads",
    "partnerships": "From the partnerships",
    "forward-plan": "The forward plan",
    "terms": "The terms of reference",
    "leads-table": "Who leads each priority",
    "required-actions-matrix": "The required actions of every priority",
    "measures": "The measures",
}


@dataclass(frozen=True)
class Timed:
    """An item of the agenda with the time it begins."""

    item: AgendaItem
    begins: dt.time


@dataclass(frozen=True)
class ItemDetails:
    """What a person says of an item."""

    title: str
    purpose: Purpose
    minutes: int
    presenter: Post | None = None
    block: str = ""
    text: str = ""


def timed(meeting: Meeting, items: Iterable[AgendaItem]) -> list[Timed]:
    """When each item begins, counted from the start of the meeting."""
    minutes, found = 0, []
    for item in items:
        found.append(Timed(item, _after(meeting.time, minutes)))
        minutes += item.minutes
    return found


def ends(meeting: Meeting, items: Iterable[AgendaItem]) -> dt.time:
    """When the meeting closes if every item keeps to its minutes."""
    return _after(meeting.time, sum(item.minutes for item in items))


def _after(begins: dt.time, minutes: int) -> dt.time:
    """The time on the clock so many minutes later; which day it is by then does not matter."""
    return (dt.datetime.combine(dt.date.min, begins) + dt.timedelta(minutes=minutes)).time()


@transaction.atomic
def add_item(*, meeting: Meeting, details: ItemDetails, by: Person) -> AgendaItem:
    """A new item at the end of the agenda."""
    meeting, items = _hold(meeting, by)
    item = AgendaItem(meeting=meeting, order=len(items) + 1)
    _write(item, details)
    _number([*items, item])
    record(by=by, action="added an agenda item", obj=item, board=meeting.board, meeting=str(meeting))
    return item


@transaction.atomic
def change_item(*, item: AgendaItem, details: ItemDetails, by: Person) -> AgendaItem:
    """Say something else of an item; its place stays."""
    meeting, items = _hold(item.meeting, by)
    held = _among(items, item)
    _write(held, details)
    held.save()
    record(by=by, action="changed an agenda item", obj=held, board=meeting.board, meeting=str(meeting))
    return held


@transaction.atomic
def move_item(*, item: AgendaItem, up: bool, by: Person) -> AgendaItem:
    """One place up or down; at the end of the list nothing happens."""
    meeting, items = _hold(item.meeting, by)
    held = _among(items, item)
    place = items.index(held)
    other = place - 1 if up else place + 1
    if 0 <= other < len(items):
        items[place], items[other] = items[other], items[place]
        _number(items)
        record(by=by, action="moved an agenda item", obj=held, board=meeting.board, meeting=str(meeting))
    return held


@transaction.atomic
def remove_item(*, item: AgendaItem, by: Person) -> None:
    """Take an item off the agenda and close the gap."""
    meeting, items = _hold(item.meeting, by)
    held = _among(items, item)
    record(by=by, action="removed an agenda item", obj=held, board=meeting.board, meeting=str(meeting))
    held.delete()
    _number([other for other in items if other is not held])


def _hold(meeting: Meeting, by: Person) -> tuple[Meeting, list[AgendaItem]]:
    """The meeting, locked until the end of the transaction so that two hands do not number at once, and its items."""
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)
    demand(by, Permission.MEETING_EDIT, meeting)
    return meeting, list(meeting.items.all())


def _among(items: list[AgendaItem], item: AgendaItem) -> AgendaItem:
    held = next((other for other in items if other.pk == item.pk), None)
    if held is None:
        raise Refusal("Somebody else has taken this item off the agenda.")
    return held


def _write(item: AgendaItem, details: ItemDetails) -> None:
    item.title, item.purpose, item.minutes = details.title, details.purpose, details.minutes
    item.presenter, item.block, item.text = details.presenter, details.block, details.text


def _number(items: list[AgendaItem]) -> None:
    """Number the items 1 to n in this order; each is saved by itself so that its history is kept."""
    for number, item in enumerate(items, 1):
        if item.order != number or item.pk is None:
            item.order = number
            item.save()
