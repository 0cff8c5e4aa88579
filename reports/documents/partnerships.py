"""What a pack prints of the partnerships: who they are, what they tell the Board and what they raise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from partnerships.escalation_values import Thread
from partnerships.models import Narrative, NarrativeState
from partnerships.narratives import passages
from reports.documents.blocks import BlockData, Build, Prose, plain
from reports.documents.reading import Reading
from reports.documents.sections import Part
from snb.wording import long_date


@dataclass(frozen=True)
class PartnershipRow:
    name: str
    districts: tuple[str, ...]
    chair: str


@dataclass(frozen=True)
class Partnerships(BlockData):
    name: ClassVar[str] = "partnerships"
    rows: tuple[PartnershipRow, ...]


def partnerships(reading: Reading) -> Partnerships | None:
    """Each partnership of the day, under its name of the day, with the districts it covers then."""
    rows = tuple(
        PartnershipRow(
            partnership.name_on(reading.day),
            tuple(coverage.district.name for coverage in partnership.coverage.all()),
            ", ".join(reading.names_in_post(partnership.chair_id)),
        )
        for partnership in reading.partnerships
    )
    return Partnerships(rows) if rows else None


def without_chair(reading: Reading) -> Iterator[str]:
    for row in built.rows if (built := partnerships(reading)) else ():
        if not row.chair:
            yield f"{row.name} has no chair who is currently identified."


def narrative_parts(reading: Reading) -> tuple[Part, ...]:
    """A section for each accepted narrative, in the partnership's own words."""
    told = [row for row in reading.narratives or () if row.state == NarrativeState.ACCEPTED]
    return tuple(
        Part(row.partnership.name_on(reading.day), f"narrative-{row.partnership.slug}", (_told(row),)) for row in told
    )


def _told(narrative: Narrative) -> Build:
    written = [f"## {title}\n\n{letter_for_letter(text)}" for title, text in passages(narrative) if text.strip()]
    said = f"*Submitted by {plain(narrative.submitted_as)}.*"
    return lambda reading: Prose("\n\n".join([*written, said]))


def letter_for_letter(text: str) -> str:
    """Each line that a person wrote as a paragraph, letter for letter; one that begins with a dash as a list's."""
    made = []
    for line in text.splitlines():
        words = line.strip()
        if words[:2] in ("- ", "* ", "• "):
            made.append(f"- {plain(words[2:])}")
        elif words:
            made.append(plain(words))
    return "\n\n".join(made)


def escalations(reading: Reading) -> Prose | None:
    """What partnerships raised to this meeting, and what they raised earlier that still waits for its end."""
    now = [row for row in reading.raised if reading.meeting and row.meeting_pk == reading.meeting.pk]
    before = [row for row in reading.raised if row not in now]
    groups = [("Raised to this meeting", now), ("Raised earlier and not settled", before)]
    said = [f"## {heading}\n\n" + "\n\n".join(map(issue_said, rows)) for heading, rows in groups if rows]
    return Prose("\n\n".join(said)) if said else None


def issue_said(row: Thread, level: str = "###") -> str:
    """A hidden one gives its public title and that it is heard in private, nothing else."""
    raised = f", {long_date(row.raised_on)}" if row.raised_on else ""
    lines = [f"{level} {plain(row.title)}", f"{plain(row.partnership)}{raised}."]
    if row.ask:
        lines += [letter_for_letter(row.text), f"**{plain(row.purpose)}:** {plain(row.ask)}"]
    outcome = f" {plain(row.said)}" if row.said else ""
    return "\n\n".join([*lines, f"**{plain(row.standing.words)}.**{outcome}"])


def without_narrative(reading: Reading) -> Iterator[str]:
    """Partnerships of the day that have told this meeting nothing that is accepted."""
    if reading.narratives is None:
        return
    told = {row.partnership_id: row for row in reading.narratives}
    for partnership in reading.partnerships:
        name, row = partnership.name_on(reading.day), told.get(partnership.pk)
        if row is None:
            yield f"{name}: its narrative has not been opened."
        elif row.state == NarrativeState.DRAFT:
            yield f"{name}: its narrative has not come in. It was due on {long_date(row.due)}."
        elif row.state == NarrativeState.SUBMITTED:
            yield f"{name}: its narrative has been submitted and not yet accepted."
