"""The life of a narrative: opened for a meeting, written, submitted, accepted or sent back with a reason."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from partnerships.models import Narrative, NarrativeState, Partnership
from snb.audit import record
from snb.models import Meeting, Person
from snb.models.people import title_on
from snb.permissions import Permission
from snb.querysets import today
from snb.workflow import Machine, Refusal, demand


def not_the_writer(person: Person, narrative: Narrative) -> str:
    """Accepting is the second pair of eyes, whatever roles one person has."""
    if narrative.submitted_by_id != person.pk:
        return ""
    return "You submitted this narrative, so somebody else has to accept it: a deputy of the programme manager, say."


_S = NarrativeState
MACHINE: Machine[NarrativeState] = Machine(
    "narrative",
    {
        (_S.DRAFT, _S.SUBMITTED): Permission.NARRATIVE_EDIT,
        (_S.SUBMITTED, _S.DRAFT): Permission.NARRATIVE_REVIEW,
        (_S.SUBMITTED, _S.ACCEPTED): Permission.NARRATIVE_REVIEW,
    },
    {(_S.SUBMITTED, _S.ACCEPTED): not_the_writer},
)

# Who has the next move: every state but the last has an owner.
OWNER = {_S.DRAFT: Permission.NARRATIVE_EDIT, _S.SUBMITTED: Permission.NARRATIVE_REVIEW}


@dataclass(frozen=True)
class NarrativeText:
    """The four parts of a narrative."""

    picture: str = ""
    emerging: str = ""
    good_practice: str = ""
    next_quarter: str = ""


PARTS = tuple(NarrativeText.__dataclass_fields__)
NEEDED = ("picture", "emerging")  # without them it tells the Board nothing; the other two may be empty


def heading(part: str) -> str:
    """The name of one of `PARTS` as a page prints it."""
    words = str(getattr(Narrative._meta.get_field(part), "verbose_name", part))
    return words[:1].upper() + words[1:]


class StaleNarrative(Refusal):
    """Somebody else saved the narrative in the meantime; `saved` is how they left it."""

    def __init__(self, saved: Narrative) -> None:
        super().__init__("Somebody else changed this narrative while you were writing. Nothing of yours is saved yet.")
        self.saved = saved


@transaction.atomic
def open_narratives(*, meeting: Meeting, by: Person) -> list[Narrative]:
    """One narrative, still blank, for each partnership in being on the day of the meeting. Returns the new ones.

    Opening again adds those of partnerships that have begun since, and touches no other.
    """
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=meeting.pk)
    demand(by, Permission.NARRATIVE_REVIEW, meeting)
    if meeting.cancelled_reason:
        raise Refusal("This meeting is not held, so nothing is told to it.")
    if meeting.date < today():
        raise Refusal("This meeting has been held. Narratives are opened for a meeting ahead.")
    partnerships = Partnership.objects.filter(board=meeting.board_id).on(meeting.date)
    if not partnerships:
        raise Refusal("No partnership is in being on the day of this meeting.")
    there = set(meeting.narratives.values_list("partnership", flat=True))
    opened = [
        Narrative.objects.create(partnership=partnership, meeting=meeting, due=meeting.returns_due)
        for partnership in partnerships
        if partnership.pk not in there
    ]
    if opened:
        record(by=by, action="opened narratives", obj=meeting, board=meeting.board, count=len(opened))
    return opened


@transaction.atomic
def save_narrative(*, narrative: Narrative, text: NarrativeText, version: int, by: Person) -> Narrative:
    """Keep what was written as a new version of `version`. Raises StaleNarrative where it has moved on."""
    held = locked(narrative)
    demand(by, Permission.NARRATIVE_EDIT, held)
    require_draft(held)
    if held.version != version:
        raise StaleNarrative(held)
    changed = [part for part, written in asdict(text).items() if getattr(held, part) != written]
    for part in changed:
        setattr(held, part, getattr(text, part))
    held.version += 1
    _save(held, by)
    record(by=by, action="saved a narrative", obj=held, board=held.partnership.board, parts=changed)
    return held


@transaction.atomic
def submit_narrative(*, narrative: Narrative, by: Person) -> Narrative:
    """Hand it in under the name and post of the day; from now on its text stays as it is."""
    held = locked(narrative)
    _move(held, _S.SUBMITTED, by)
    if reason := why_not_ready(held):
        raise Refusal(reason)
    held.sent_back_reason = ""
    held.submitted_at, held.submitted_by = timezone.now(), by
    held.submitted_as = title_on(by, today())
    return _moved(held, by)


@transaction.atomic
def accept_narrative(*, narrative: Narrative, by: Person) -> Narrative:
    """The Board's pack may print it, and what it raises may go on an agenda."""
    held = locked(narrative)
    _move(held, _S.ACCEPTED, by)
    held.accepted_on, held.accepted_as = today(), title_on(by, today())
    return _moved(held, by)


@transaction.atomic
def send_back_narrative(*, narrative: Narrative, reason: str, by: Person) -> Narrative:
    """Its writers have it again, with the reason beside the form."""
    held = locked(narrative)
    _move(held, _S.DRAFT, by)
    if not reason.strip():
        raise Refusal("Say why it is sent back.")
    held.sent_back_reason = reason
    held.submitted_at, held.submitted_by, held.submitted_as = None, None, ""
    return _moved(held, by, reason=reason)


def why_not_ready(narrative: Narrative) -> str:
    """Why it cannot be submitted as it stands; empty where it can."""
    lacking = [heading(part).lower() for part in NEEDED if not getattr(narrative, part).strip()]
    return f"Write {' and '.join(lacking)} first." if lacking else ""


def why_quarter_stays(meeting: Meeting) -> str:
    """A guard of the meeting's quarter: what was submitted was told of that quarter, and says so."""
    if not meeting.narratives.exclude(state=_S.DRAFT).exists():
        return ""
    return f"A partnership has told this meeting of {meeting.quarter}, so the quarter cannot change."


def locked(narrative: Narrative) -> Narrative:
    """The narrative as it is now, locked until the transaction ends."""
    rows = Narrative.objects.select_for_update(of=("self",)).select_related("meeting", "partnership__board")
    return rows.get(pk=narrative.pk)


def require_draft(narrative: Narrative) -> None:
    if narrative.state != _S.DRAFT:
        raise Refusal("This narrative has been submitted. Ask the programme manager to send it back.")


def _move(held: Narrative, to: NarrativeState, by: Person) -> None:
    MACHINE.check(by, held, NarrativeState(held.state), to)
    held.state = to


def _moved(held: Narrative, by: Person, **detail: str) -> Narrative:
    _save(held, by)
    said = "sent back" if held.state == _S.DRAFT else NarrativeState(held.state).label.lower()
    record(by=by, action=f"{said} a narrative", obj=held, board=held.partnership.board, **detail)
    return held


def _save(held: Narrative, by: Person) -> None:
    """Its history names who saved, also where no request does."""
    held._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
    held.save()
