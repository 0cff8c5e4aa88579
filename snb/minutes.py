"""The minutes of a meeting: pre-made from its agenda, written item by item, circulated, approved by a later meeting."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from snb.audit import record
from snb.models import AgendaItem, Meeting, MinuteEntry, Minutes, MinutesState, Person
from snb.permissions import Permission
from snb.querysets import today
from snb.sittings import hold_sitting, sitting_of
from snb.workflow import Machine, Refusal

DRAFT, CIRCULATED, APPROVED = MinutesState.DRAFT, MinutesState.CIRCULATED, MinutesState.APPROVED

MACHINE = Machine(
    "set of minutes",
    {
        (DRAFT, CIRCULATED): Permission.MEETING_EDIT,
        (CIRCULATED, DRAFT): Permission.MEETING_EDIT,
        (CIRCULATED, APPROVED): Permission.MEETING_EDIT,
    },
)


class StaleEntry(Refusal):
    """Somebody else wrote this entry in the meantime; `saved` is what they wrote."""

    def __init__(self, saved: MinuteEntry) -> None:
        super().__init__("Somebody else wrote this minute while you were writing. Nothing of yours is saved yet.")
        self.saved = saved


@transaction.atomic
def open_minutes(*, meeting: Meeting, by: Person) -> Minutes:
    """A draft with an empty entry for each item of the agenda. Opened twice, it is the same draft."""
    meeting = hold_sitting(meeting, by)
    items = list(meeting.items.all())
    if not items:
        raise Refusal("The agenda of this meeting is empty. Put the items that were taken on it first.")
    minutes, is_new = Minutes.objects.get_or_create(meeting=meeting)
    if is_new:
        for item in items:
            MinuteEntry(minutes=minutes, item=item).save()
        record(by=by, action="opened the minutes", obj=minutes, board=meeting.board)
    return minutes


@transaction.atomic
def write_entry(*, item: AgendaItem, text: str, version: int, by: Person) -> MinuteEntry:
    """What was said under one item, as it was at `version`; raises StaleEntry where it has moved on since."""
    meeting = hold_sitting(item.meeting, by)
    minutes = _minutes(meeting)
    if minutes.state != DRAFT:
        raise Refusal(_WHY_FIXED[MinutesState(minutes.state)])
    entry = MinuteEntry.objects.filter(item=item).first() or MinuteEntry(minutes=minutes, item=item)
    if entry.version != version:
        raise StaleEntry(entry)
    entry.text, entry.version = text, entry.version + 1
    entry.save()
    record(by=by, action="wrote a minute", obj=entry, board=meeting.board, meeting=str(meeting))
    return entry


_WHY_FIXED = {
    CIRCULATED: "These minutes have been circulated. Take them back to draft before you change them.",
    APPROVED: "These minutes are approved and do not change any more.",
}


@transaction.atomic
def circulate(*, meeting: Meeting, version: int, by: Person) -> Minutes:
    """Let the members read the draft: every item that was taken has its minute, and attendance is recorded."""
    meeting = hold_sitting(meeting, by)
    minutes = _due(meeting, CIRCULATED, version, by)
    if empty := unwritten(meeting):
        items = ", ".join(str(item.order) for item in empty)
        raise Refusal(f"These items have no minute yet: {items}.")
    if not sitting_of(meeting).is_recorded:
        raise Refusal("Record who was there before the minutes are circulated.")
    return _move(minutes, CIRCULATED, by, "circulated the minutes")


@transaction.atomic
def take_back(*, meeting: Meeting, version: int, by: Person) -> Minutes:
    """Back to a draft, which only those who write it can read."""
    meeting = hold_sitting(meeting, by)
    return _move(_due(meeting, DRAFT, version, by), DRAFT, by, "took the minutes back")


@transaction.atomic
def approve(*, meeting: Meeting, approving: Meeting, corrections: str, version: int, by: Person) -> Minutes:
    """A later meeting of the board approved them, perhaps with corrections, which stand beside the text."""
    meeting = hold_sitting(meeting, by)
    minutes = _due(meeting, APPROVED, version, by)
    if not approving_meetings(meeting).filter(pk=approving.pk).exists():
        raise Refusal("Minutes are approved by a later meeting of the same board, once it has been held.")
    minutes.approving, minutes.corrections = approving, corrections.strip()
    minutes.approved_at, minutes.approved_by = timezone.now(), by
    return _move(minutes, APPROVED, by, "recorded that the minutes were approved")


def approving_meetings(meeting: Meeting) -> QuerySet[Meeting]:
    """The meetings that may have approved the minutes of `meeting`, the next one first."""
    later = Meeting.objects.filter(board=meeting.board_id, date__gt=meeting.date, date__lte=today())
    return later.filter(cancelled_reason="").order_by("date")


def unwritten(meeting: Meeting) -> list[AgendaItem]:
    """Items that were taken and have no words in the minutes."""
    items = meeting.items.filter(withdrawn_reason="").select_related("minute")
    return [item for item in items if not (hasattr(item, "minute") and item.minute.text.strip())]


def why_item_stays(item: AgendaItem) -> str:
    """Why an item cannot be taken off its agenda: what was said of it is in the minutes."""
    return "The minutes of this meeting have been opened, so its items stay." if minutes_of(item.meeting) else ""


def minutes_of(meeting: Meeting) -> Minutes | None:
    return Minutes.objects.filter(meeting=meeting).select_related("approving", "approved_by").first()


def _minutes(meeting: Meeting) -> Minutes:
    minutes = Minutes.objects.select_for_update(of=("self",)).select_related("meeting__board").filter(meeting=meeting)
    if (found := minutes.first()) is None:
        raise Refusal("The minutes of this meeting have not been opened yet.")
    return found


def _due(meeting: Meeting, to: MinutesState, version: int, by: Person) -> Minutes:
    """The minutes, if they may move so and nobody moved them in the meantime."""
    minutes = _minutes(meeting)
    MACHINE.check(by, minutes, MinutesState(minutes.state), to)
    if minutes.version != version:
        raise Refusal("Somebody else has moved these minutes on. Look at them again before you do.")
    return minutes


def _move(minutes: Minutes, to: MinutesState, by: Person, action: str) -> Minutes:
    minutes.state, minutes.version = to, minutes.version + 1
    minutes.save()
    detail = {"approving": str(minutes.approving), "corrections": minutes.corrections} if to == APPROVED else {}
    record(by=by, action=action, obj=minutes, board=minutes.meeting.board, **detail)
    return minutes
