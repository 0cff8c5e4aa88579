"""The minutes as somebody may read them: item by item, with what was declared and decided, and who was there.

What was heard in private is left out, with all that was said, declared or decided under it, unless `private` asks.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from snb.exempt import ground_of
from snb.models import AgendaItem, Decision, Declaration, Meeting, Minutes, MinutesState, Person
from snb.permissions import Permission
from snb.sittings import Sitting, sitting_of

WHY_IN_PRIVATE = "The reason was given in private."


@dataclass(frozen=True)
class ItemMinute:
    """One item. Hidden: it was heard in private and the reader may not know of it more than its public title."""

    item_id: int
    number: int
    title: str
    purpose: str
    text: str
    version: int
    ground: str  # why it was heard in private; empty where it was not
    is_hidden: bool
    withdrawn: str  # why it was withdrawn; empty where it was taken
    sat_as: str  # the other board that this one sat as
    decisions: tuple[Decision, ...] = ()
    declarations: tuple[Declaration, ...] = ()


@dataclass(frozen=True)
class Book:
    """The record of one meeting. `minutes` is None where none are opened or the reader may not see the draft."""

    meeting: Meeting
    minutes: Minutes | None
    sitting: Sitting
    items: tuple[ItemMinute, ...]
    declarations: tuple[Declaration, ...]  # all that the reader may know of, those in no item among them

    @property
    def decisions(self) -> tuple[Decision, ...]:
        return tuple(decision for item in self.items for decision in item.decisions)

    @property
    def written(self) -> int:
        return sum(bool(item.text.strip()) for item in self.taken)

    @property
    def taken(self) -> tuple[ItemMinute, ...]:
        return tuple(item for item in self.items if not item.withdrawn)


def book_of(meeting: Meeting, *, private: bool, drafts: bool = False) -> Book:
    """The record of a meeting: the same few queries however long it was. `drafts`: also minutes not yet circulated."""
    minutes = Minutes.objects.filter(meeting=meeting).select_related("approving", "approved_by").first()
    if minutes is not None and minutes.state == MinutesState.DRAFT and not drafts:
        minutes = None
    decisions, declarations = defaultdict(list), defaultdict(list)
    for decision in meeting.decisions.select_related("meeting").order_by("number"):
        decisions[decision.item_id].append(decision)
    for declaration in meeting.declarations.select_related("item"):
        declarations[declaration.item_id].append(declaration)
    items = [
        _item(item, number, decisions[item.pk], declarations[item.pk], private=private, written=minutes is not None)
        for number, item in enumerate(meeting.items.select_related("minute", "capacity"), 1)
    ]
    told = [*declarations[None], *(row for item in items for row in item.declarations)]
    return Book(meeting, minutes, sitting_of(meeting), tuple(items), tuple(told))


def _item(
    item: AgendaItem, number: int, decisions: list[Decision], declarations: list[Declaration],
    *, private: bool, written: bool,
) -> ItemMinute:  # fmt: skip
    is_hidden = item.is_exempt and not private
    entry = getattr(item, "minute", None) if written else None
    told: dict[str, Any] = {} if is_hidden else {"decisions": tuple(decisions), "declarations": tuple(declarations)}
    return ItemMinute(
        item_id=item.pk,
        number=number,
        title=item.public_title if is_hidden else item.title,
        purpose=item.get_purpose_display(),
        text=entry.text if entry and not is_hidden else "",
        version=entry.version if entry else 0,
        ground=ground_of(item),
        is_hidden=is_hidden,
        withdrawn=WHY_IN_PRIVATE if is_hidden and item.is_withdrawn else item.withdrawn_reason,
        sat_as=item.capacity.name if item.capacity else "",
        **told,
    )


def book_for(person: Person, meeting: Meeting) -> Book:
    """The record as this person may read it. Drafts are for those who write them and for the chair."""
    drafts = any(person.has_perm(permission, meeting) for permission in (Permission.MEETING_EDIT, READS_DRAFTS))
    return book_of(meeting, private=person.has_perm(Permission.EXEMPT_READ, meeting), drafts=drafts)


READS_DRAFTS = Permission.PAPER_READ_DRAFT


def last_book(meeting: Meeting, *, private: bool = False) -> Book | None:
    """The record of the meeting before, for the papers of `meeting`: as anybody may read it, or with `private` all."""
    earlier = Meeting.objects.filter(board=meeting.board_id, date__lt=meeting.date, cancelled_reason="")
    last = earlier.select_related("board").order_by("-date").first()
    return book_of(last, private=private) if last else None
