"""The agenda of a meeting: its order, its times, and the changes people make to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from django.db import transaction

from snb.audit import record
from snb.models import AgendaItem, Capacity, ForwardPlanItem, Meeting, Minutes, MinutesState, Person, Post
from snb.models.meetings import ExemptParagraph, Purpose
from snb.notice import refuse_cancelled
from snb.permissions import Permission
from snb.querysets import today
from snb.seen import refuse_stale
from snb.wording import long_date
from snb.workflow import Refusal, demand

# Parts of the pack that the register fills, by the name the document engine knows them by.
PARTS = {
    "prose": "The text of this item",
    "minutes": "Minutes of the last meeting",
    "matters-arising": "Matters arising: the actions of earlier meetings",
    "priorities-matrix": "The priorities at a glance",
    "exceptions": "Performance: the summary and the exceptions",
    "returns": "The quarterly returns",
    "gaps": "What has not come in",
    "risks": "Risks raised by the leads",
    "spend": "Spend, and the funding it depends on",
    "partnerships": "The partnerships and their districts",
    "narratives": "Narratives of the partnerships",
    "escalations": "Escalated by the partnerships",
    "forward-plan": "The forward plan",
    "terms": "The terms of reference",
    "leads-table": "Who leads each priority",
    "required-actions-matrix": "The required actions of every priority",
    "measures": "The measures",
}


MINUTES = 10  # of an item about which nothing more is said
# Why an item must stay on its agenda, empty where it need not: packages that hang something on it add theirs.
ITEM_GUARDS: list[Callable[[AgendaItem], str]] = []


class Minuted(Protocol):
    """What has its time at a meeting."""

    @property
    def minutes(self) -> int: ...
    @property
    def is_withdrawn(self) -> bool: ...


Item = TypeVar("Item", bound=Minuted)


@dataclass(frozen=True)
class Timed(Generic[Item]):
    """An item of the agenda with the time it begins."""

    item: Item
    begins: dt.time


@dataclass(frozen=True)
class ItemDetails:
    """What a person says of an item. Private ones carry their paragraph, a title for the public and the reason."""

    title: str
    purpose: Purpose
    minutes: int
    presenter: Post | None = None
    block: str = ""
    text: str = ""
    capacity: Capacity | None = None
    exempt_paragraph: ExemptParagraph | None = None
    public_interest: str = ""
    public_title: str = ""


def timed(meeting: Meeting, items: Iterable[Item]) -> list[Timed[Item]]:
    """When each item begins, counted from the start of the meeting; a withdrawn one takes no time."""
    minutes, found = 0, []
    for item in items:
        found.append(Timed(item, _after(meeting.time, minutes)))
        minutes += _minutes(item)
    return found


def ends(meeting: Meeting, items: Iterable[Minuted]) -> dt.time:
    """When the meeting closes if every item keeps to its minutes."""
    return _after(meeting.time, sum(map(_minutes, items)))


def _minutes(item: Minuted) -> int:
    return 0 if item.is_withdrawn else item.minutes


def _after(begins: dt.time, minutes: int) -> dt.time:
    """The time on the clock so many minutes later; which day it is by then does not matter."""
    return (dt.datetime.combine(dt.date.min, begins) + dt.timedelta(minutes=minutes)).time()


@transaction.atomic
def add_item(*, meeting: Meeting, details: ItemDetails, late_reason: str = "", by: Person) -> AgendaItem:
    """A new item at the end of the agenda; once that is published, only as urgent business and with the reason."""
    meeting, items = _hold(meeting, by)
    reason = late_reason.strip()
    _refuse_over(meeting)
    if meeting.is_published and not reason:
        raise Refusal("The agenda is published. Say why this item is urgent and cannot wait for the next meeting.")
    item = AgendaItem(
        meeting=meeting, order=len(items) + 1, added_late_reason=reason if meeting.is_published else ""
    )  # fmt: skip
    _write(item, details)
    _number([*items, item])
    record(
        by=by, action="added an agenda item", obj=item, board=meeting.board,
        meeting=str(meeting), is_late=meeting.is_published,
    )  # fmt: skip
    return item


@transaction.atomic
def take_up(*, planned: ForwardPlanItem, by: Person) -> AgendaItem:
    """Turn a line of the forward plan into an item of its meeting's agenda."""
    rows = ForwardPlanItem.objects.select_for_update(of=("self",)).select_related("meeting")
    held = rows.filter(pk=planned.pk).first()  # two who take it up at once queue here
    if held is None:
        raise Refusal("Somebody else has taken this subject out of the forward plan.")
    planned = held
    details = ItemDetails(planned.title, Purpose(planned.purpose), MINUTES)
    item = add_item(meeting=planned.meeting, details=details, by=by)
    planned.delete()
    return item


@transaction.atomic
def change_item(*, item: AgendaItem, details: ItemDetails, seen: str = "", by: Person) -> AgendaItem:
    """Say something else of an item; its place stays. `seen` is the fingerprint of what the writer read: raises
    StaleRow where somebody else changed it since."""
    meeting, items = _hold(item.meeting, by)
    held = _among(items, item, by)
    _refuse_published(meeting)
    if seen:
        refuse_stale(held, seen)
    _write(held, details)
    held.save()
    record(by=by, action="changed an agenda item", obj=held, board=meeting.board, meeting=str(meeting))
    return held


@transaction.atomic
def move_item(*, item: AgendaItem, up: bool, by: Person) -> AgendaItem:
    """One place up or down; at the end of the list nothing happens."""
    meeting, items = _hold(item.meeting, by)
    held = _among(items, item, by)
    _refuse_published(meeting)
    place = items.index(held)
    other = place - 1 if up else place + 1
    if 0 <= other < len(items):
        items[place], items[other] = items[other], items[place]
        _number(items)
        record(by=by, action="moved an agenda item", obj=held, board=meeting.board, meeting=str(meeting))
    return held


@transaction.atomic
def remove_item(*, item: AgendaItem, by: Person) -> None:
    """Take an item off the agenda and close the gap. What is handed in for it has to be removed first."""
    meeting, items = _hold(item.meeting, by)
    held = _among(items, item, by)
    _refuse_published(meeting)
    if held.papers.exists():
        raise Refusal("Papers are handed in for this item: remove them first.")
    for guard in ITEM_GUARDS:
        if reason := guard(held):
            raise Refusal(reason)
    record(by=by, action="removed an agenda item", obj=held, board=meeting.board, meeting=str(meeting))
    held.delete()
    _number([other for other in items if other is not held])


@transaction.atomic
def withdraw_item(*, item: AgendaItem, reason: str, by: Person) -> AgendaItem:
    """Withdraw an item of a published agenda. It keeps its number and is printed as withdrawn."""
    meeting, items = _hold(item.meeting, by)
    held = _among(items, item, by)
    if not meeting.is_published:
        raise Refusal("The agenda is not published yet: take the item off it.")
    _refuse_over(meeting)
    if held.is_withdrawn:
        raise Refusal("This item is withdrawn already.")
    if not reason.strip():
        raise Refusal("Say why the item is withdrawn: members read it.")
    held.withdrawn_reason = reason.strip()
    held.save()
    record(by=by, action="withdrew an agenda item", obj=held, board=meeting.board, meeting=str(meeting))
    return held


def _hold(meeting: Meeting, by: Person) -> tuple[Meeting, list[AgendaItem]]:
    """The meeting, locked until the end of the transaction so that two hands do not number at once, and its items."""
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)
    demand(by, Permission.MEETING_EDIT, meeting)
    refuse_cancelled(meeting)
    if Minutes.objects.filter(meeting=meeting).exclude(state=MinutesState.DRAFT).exists():
        raise Refusal("The minutes of this meeting have been circulated, so its items stay as the minutes print them.")
    return meeting, list(meeting.items.all())


def _refuse_published(meeting: Meeting) -> None:
    if meeting.agenda_published_on:
        raise Refusal(
            f"The agenda was published on {long_date(meeting.agenda_published_on)}, so its items stay as they are. "
            "You can withdraw one, or add one as urgent business."
        )


def _refuse_over(meeting: Meeting) -> None:
    """What a published agenda was on the day of the meeting, it stays."""
    if meeting.is_published and meeting.date < today():
        raise Refusal("This meeting is over, and its agenda was published. Its minutes say what was taken.")


def _among(items: list[AgendaItem], item: AgendaItem, by: Person) -> AgendaItem:
    """The item among those held. Whoever may not read an exempt one may not touch it either."""
    held = next((other for other in items if other.pk == item.pk), None)
    if held is None:
        raise Refusal("Somebody else has taken this item off the agenda.")
    if held.is_exempt:
        demand(by, Permission.EXEMPT_READ, held.meeting)
    return held


def _write(item: AgendaItem, details: ItemDetails) -> None:
    _refuse_details(item.meeting, details)
    item.title, item.purpose, item.minutes = details.title, details.purpose, details.minutes
    item.presenter, item.block, item.text = details.presenter, details.block, details.text
    item.capacity, item.exempt_paragraph = details.capacity, details.exempt_paragraph
    is_exempt = details.exempt_paragraph is not None
    item.public_interest = details.public_interest.strip() if is_exempt else ""
    item.public_title = details.public_title.strip() if is_exempt else ""


def _refuse_details(meeting: Meeting, details: ItemDetails) -> None:
    if details.exempt_paragraph is not None and not details.public_interest.strip():
        raise Refusal("An exempt item needs the reason why the public interest is against publishing it.")
    if details.exempt_paragraph is not None and not details.public_title.strip():
        raise Refusal("An exempt item needs a title that the public may read.")
    if details.capacity and details.capacity.board_id != meeting.board_id:
        raise Refusal("This board does not sit as that.")


def _number(items: list[AgendaItem]) -> None:
    """Number the items 1 to n in this order; each is saved by itself so that its history is kept."""
    for number, item in enumerate(items, 1):
        if item.order != number or item.pk is None:
            item.order = number
            item.save()
