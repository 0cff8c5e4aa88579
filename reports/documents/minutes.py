"""The minutes of the last meeting, as its pack prints them for this one to approve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reports.documents.blocks import Prose, plain
from reports.documents.reading import Reading
from snb.minute_book import Book, ItemMinute
from snb.models import MinutesState
from snb.wording import long_date

NAME = "minutes"
NO_MEETING = "No earlier meeting is recorded, so there are no minutes to approve."


def minutes_of_last(reading: Reading) -> Prose:
    """Attendance, declarations, then item by item what was said and decided; where there is nothing, that."""
    if reading.last is None:
        return Prose(NO_MEETING)
    if reading.last.minutes is None:
        return Prose(_not_circulated(reading.last))
    return Prose("\n\n".join(_said(reading.last)))


def without_minutes(reading: Reading) -> Iterator[str]:
    """The agenda takes the minutes of a meeting and there are none."""
    if reading.last is not None and reading.last.minutes is None:
        yield _not_circulated(reading.last)
    elif reading.last is None and asks_for_minutes(reading.agenda):
        yield NO_MEETING


def asks_for_minutes(agenda: Iterable[object]) -> bool:
    return any(getattr(item, "block", "") == NAME for item in agenda)


def _not_circulated(book: Book) -> str:
    return f"The minutes of the meeting of {long_date(book.meeting.date)} have not been circulated."


def _said(book: Book) -> Iterator[str]:
    meeting = book.meeting
    place = f", {plain(meeting.place)}" if meeting.place else ""
    yield f"## {plain(meeting.title)}, {long_date(meeting.date)}{place}"
    yield _standing(book)
    yield "### Who was there"
    yield "\n".join(_attended(book))
    for quorum in book.sitting.quorums:
        yield f"{plain(quorum.name)}. {plain(quorum.words)}."
    yield "### Declarations of interest"
    yield "\n".join(_declared(book)) or "None was declared."
    for item in book.items:
        yield from _item(item)


def _standing(book: Book) -> str:
    minutes = book.minutes
    if minutes is None or minutes.state != MinutesState.APPROVED or minutes.approving is None:
        return "These minutes are for approval."
    corrected = f" Corrected: {plain(minutes.corrections)}" if minutes.corrections else ""
    return f"Approved by the meeting of {long_date(minutes.approving.date)}.{corrected}"


def _attended(book: Book) -> Iterator[str]:
    for label, names in book.sitting.said:
        yield f"- **{label}**"
        yield from (f"  - {plain(name)}" for name in names)


def _declared(book: Book) -> Iterator[str]:
    for said in book.declarations:
        item = f" Item {said.item.order}." if said.item else ""
        left = " Left the room." if said.left_the_room else ""
        yield f"- {plain(said.name)}: {plain(said.interest)}.{item}{left}"


def _item(item: ItemMinute) -> Iterator[str]:
    yield f"### Item {item.number}: {plain(item.title)}"
    if item.withdrawn:
        yield f"Withdrawn. {plain(item.withdrawn)}"
    elif item.is_hidden:
        yield f"Heard in private. {plain(item.ground)}."
    else:
        if item.sat_as:
            yield f"The Board sat as the {plain(item.sat_as)}."
        yield item.text.strip() or "Nothing was minuted."
        for decision in item.decisions:
            reasons = f"\n\nReasons: {decision.reasons.strip()}" if decision.reasons.strip() else ""
            yield f"**Decision {plain(decision.reference)}.** {decision.text.strip()}{reasons}"
