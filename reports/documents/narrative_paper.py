"""The narrative of one partnership to one meeting, as a paper of its own: in its words, with what it raises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from partnerships.escalation_values import Thread
from partnerships.models import Coverage, Narrative, NarrativeState, Partnership
from partnerships.narratives import passages
from reports.documents.blocks import VACANT, Build, Prose, plain
from reports.documents.kind import Choice, Subject
from reports.documents.partnerships import issue_said, letter_for_letter
from reports.documents.reading import Reading
from reports.documents.sections import Part
from snb.models import Board, Meeting
from snb.querysets import today
from snb.wording import long_date
from snb.workflow import Refusal

PREFIX = "partnership-"


def choices(board: Board, meeting: Meeting | None) -> list[Choice]:
    """The partnerships of the meeting's day."""
    day = meeting.date if meeting else today()
    rows = Partnership.objects.filter(board=board).on(day).select_related("remit").prefetch_related("remit__names")
    return [Choice(f"{PREFIX}{row.slug}", row.name_on(day)) for row in rows.order_by("slug")]


def read_partnership(board: Board, meeting: Meeting | None, key: str) -> Partnership:
    """Refusal where the key names none of this board's."""
    rows = Partnership.objects.filter(board=board).select_related("remit").prefetch_related("remit__names")
    found: Partnership | None = rows.filter(slug=key.removeprefix(PREFIX)).first() if key.startswith(PREFIX) else None
    if found is None:
        raise Refusal("That is no partnership of this board: choose one of the list.")
    return found


WHICH_PARTNERSHIP = Subject("Which partnership?", choices, read_partnership)


def narrative_of(reading: Reading) -> Narrative:
    """Refusal where there is none that the programme manager has accepted."""
    name = reading.subject.name_on(reading.day)
    row = next((row for row in reading.narratives or () if row.partnership_id == reading.subject.pk), None)
    if row is None:
        raise Refusal(f"{name} has no narrative to this meeting. The programme manager opens it.")
    if row.state != NarrativeState.ACCEPTED:
        raise Refusal(f"The narrative of {name} has not been accepted yet, so it is no paper.")
    return row


def narrative_title(reading: Reading) -> tuple[str, str]:
    row = narrative_of(reading)
    name = reading.subject.name_on(reading.day)
    return f"Narrative of the {name}" if name.endswith("hip") else f"Narrative of {name}", row.meeting.quarter.short


def narrative_number(reading: Reading) -> Callable[[int], str]:
    return str


def narrative_sections(reading: Reading) -> tuple[Part, ...]:
    row = narrative_of(reading)
    now, before = _raised(reading)
    told = (
        Part(heading, f"told-{number}", (_said(text),))
        for number, (heading, text) in enumerate(passages(row), 1)
        if text.strip()
    )
    return (
        Part("Who tells it", "who", (who_tells,)),
        *told,
        Part("Raised to the Board", "raised", (_issues(now, "Nothing is raised to this meeting."),)),
        Part("Raised earlier and not settled", "earlier", (_issues(before, ""),)),
    )


def who_tells(reading: Reading) -> Prose:
    row, partnership = narrative_of(reading), reading.subject
    found = next((each for each in reading.partnerships if each.pk == partnership.pk), None)
    coverage: list[Coverage] = list(found.coverage.all()) if found else []
    lines = [
        ("Districts", ", ".join(each.district.name for each in coverage)),
        ("Chair", ", ".join(reading.names_in_post(partnership.chair_id)) or VACANT),
        ("Submitted by", _by(row.submitted_as, row.submitted_at)),
        ("Accepted by", f"{row.accepted_as}, {long_date(row.accepted_on)}" if row.accepted_on else ""),
    ]
    return Prose("\n".join(f"- **{name}:** {plain(said)}" for name, said in lines if said))


def _by(who: str, at: Any) -> str:
    return f"{who}, {long_date(timezone.localdate(at))}" if at else who


def _said(text: str) -> Build:
    return lambda reading: Prose(letter_for_letter(text))


def _raised(reading: Reading) -> tuple[list[Thread], list[Thread]]:
    """What it raises to this meeting, and what it raised before that still waits for its end."""
    own = [row for row in reading.raised if row.slug == reading.subject.slug]
    now = [row for row in own if reading.meeting and row.meeting_pk == reading.meeting.pk]
    return now, [row for row in own if row not in now]


def _issues(rows: list[Thread], otherwise: str) -> Build:
    said = "\n\n".join(issue_said(row, "##") for row in rows) or otherwise
    return lambda reading: Prose(said) if said else None
