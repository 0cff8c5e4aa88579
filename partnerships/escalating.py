"""What a narrative brings to the Board: raised in a draft, then put on an agenda or answered without a meeting."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from partnerships.models import Escalation, Narrative, NarrativeState
from partnerships.narrative_workflow import locked as locked_narrative
from partnerships.narrative_workflow import require_draft
from snb.agenda import ItemDetails, add_item, remove_item
from snb.audit import record
from snb.models import AgendaItem, Meeting, Person
from snb.models.meetings import ExemptParagraph, Purpose
from snb.models.people import title_on
from snb.permissions import Permission
from snb.querysets import today
from snb.workflow import Refusal, demand


@dataclass(frozen=True)
class EscalationDetails:
    """What is raised, and what the Board is asked to do about it."""

    title: str
    text: str
    ask: str
    purpose: Escalation.Purpose


@dataclass(frozen=True)
class Slot:
    """Where and how the Board hears it. In private only with all three of paragraph, reason and public title."""

    meeting: Meeting
    minutes: int
    late_reason: str = ""
    exempt_paragraph: ExemptParagraph | None = None
    public_interest: str = ""
    public_title: str = ""


ASKED = {
    Escalation.Purpose.DECIDE: Purpose.DECIDE,
    Escalation.Purpose.SUPPORT: Purpose.DISCUSS,
    Escalation.Purpose.KNOW: Purpose.NOTE,
}
FIELDS = tuple(EscalationDetails.__dataclass_fields__)


class StaleEscalation(Refusal):
    """Somebody else changed what is raised in the meantime; `saved` is how they left it."""

    def __init__(self, saved: Escalation) -> None:
        super().__init__("Somebody else changed this while you were writing. Nothing of yours has been saved yet.")
        self.saved = saved


@transaction.atomic
def raise_escalation(*, narrative: Narrative, details: EscalationDetails, by: Person) -> Escalation:
    """A new issue in a narrative that is still a draft."""
    escalation = Escalation(narrative=_draft(narrative, by))
    _write(escalation, details)
    return _saved(escalation, "raised an issue", by)


@transaction.atomic
def change_escalation(*, escalation: Escalation, details: EscalationDetails, version: int, by: Person) -> Escalation:
    """Say it differently, while the narrative is a draft. Raises StaleEscalation where it has moved on."""
    _draft(escalation.narrative, by)
    held = _locked(escalation)
    if held.version != version:
        raise StaleEscalation(held)
    held.version += 1
    _write(held, details)
    return _saved(held, "changed what it raises", by)


@transaction.atomic
def drop_escalation(*, escalation: Escalation, by: Person) -> None:
    """Take an issue out of a draft again."""
    _draft(escalation.narrative, by)
    held = _locked(escalation)
    _record(held, "dropped an issue", by)
    held._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
    held.delete()


@transaction.atomic
def put_on_agenda(*, escalation: Escalation, slot: Slot, by: Person) -> Escalation:
    """Make it an item of a meeting ahead. One whose item was withdrawn may be put on another agenda."""
    held = _to_settle(escalation, by)
    if held.item and not held.item.is_withdrawn:
        raise Refusal(f"It is on the agenda of {held.item.meeting} already.")
    if slot.meeting.board_id != held.board_id:
        raise Refusal("That is a meeting of another board.")
    if slot.meeting.date < today():
        raise Refusal("That meeting has been held. Choose one that is ahead.")
    held.item = add_item(meeting=slot.meeting, details=_item(held, slot), late_reason=slot.late_reason, by=by)
    held.placed_on, held.placed_as = today(), title_on(by, today())
    return _saved(held, "put an issue on an agenda", by, meeting=str(slot.meeting))


@transaction.atomic
def take_off_agenda(*, escalation: Escalation, by: Person) -> Escalation:
    """Undo that, while the agenda is not published and nothing has come of the item."""
    held = _to_settle(escalation, by)
    item = held.item
    if item is None:
        raise Refusal("It is on no agenda.")
    if item.decisions.exists() or item.actions.exists():
        raise Refusal("The Board has dealt with this item, so it stays where it was heard.")
    held.item, held.placed_on, held.placed_as = None, None, ""
    _saved(held, "took an issue off an agenda", by, meeting=str(item.meeting))
    remove_item(item=item, by=by)
    return held


@transaction.atomic
def answer_escalation(*, escalation: Escalation, answer: str, by: Person) -> Escalation:
    """Answer it without a meeting. What is said here the partnership reads in its next narrative."""
    held = _to_settle(escalation, by)
    if held.item:
        raise Refusal("It is on an agenda: the Board answers it there.")
    if not answer.strip():
        raise Refusal("Write the answer.")
    held.answer, held.answered_on, held.answered_as = answer, today(), title_on(by, today())
    return _saved(held, "answered an issue", by)


def why_item_stays(item: AgendaItem) -> str:
    """A guard of the agenda: an item that carries an issue leaves it from the issue's own page."""
    raised = item.escalations.first()
    return f"A partnership raised this: “{raised}”. Take it off the agenda on its own page." if raised else ""


def _draft(narrative: Narrative, by: Person) -> Narrative:
    held = locked_narrative(narrative)
    demand(by, Permission.NARRATIVE_EDIT, held)
    require_draft(held)
    return held


def _to_settle(escalation: Escalation, by: Person) -> Escalation:
    """One of an accepted narrative that has no answer yet, locked."""
    held = _locked(escalation)
    demand(by, Permission.NARRATIVE_REVIEW, held)
    if held.narrative.state != NarrativeState.ACCEPTED:
        raise Refusal("The narrative that raises this has not been accepted yet.")
    if held.answer:
        raise Refusal("It has been answered already.")
    return held


def _locked(escalation: Escalation) -> Escalation:
    around = ("narrative__meeting", "narrative__partnership__board", "narrative__partnership__chair", "item__meeting")
    found = Escalation.objects.select_for_update(of=("self",)).select_related(*around)
    held = found.filter(pk=escalation.pk).first()
    if held is None:
        raise Refusal("Somebody else has taken this out of the narrative.")
    return held


def _item(held: Escalation, slot: Slot) -> ItemDetails:
    """The item with what the pack prints for it."""
    narrative = held.narrative
    name = held.partnership.name_on(narrative.meeting.date)
    said = f"Raised by {name} in its narrative for {narrative.meeting.quarter}."
    return ItemDetails(
        title=held.title, purpose=ASKED[Escalation.Purpose(held.purpose)], minutes=slot.minutes,
        presenter=held.partnership.chair, text=f"{said}\n\n{held.text}\n\nThe Board is asked: {held.ask}",
        exempt_paragraph=slot.exempt_paragraph, public_interest=slot.public_interest, public_title=slot.public_title,
    )  # fmt: skip


def _write(escalation: Escalation, details: EscalationDetails) -> None:
    for field in FIELDS:
        setattr(escalation, field, getattr(details, field))


def _saved(held: Escalation, action: str, by: Person, **detail: str) -> Escalation:
    held._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
    held.save()
    _record(held, action, by, **detail)
    return held


def _record(held: Escalation, action: str, by: Person, **detail: str) -> None:
    """Under its narrative, without its title: the Board may hear it in private later, and the log forgets nothing."""
    record(by=by, action=action, obj=held.narrative, board=held.partnership.board, issue=held.pk, **detail)
