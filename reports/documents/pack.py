"""The board pack: what one meeting is to read, in the order of its agenda; what no item asks for comes as annexes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from reports.documents.actions import matters_arising
from reports.documents.blocks import Prose, before
from reports.documents.gaps import gaps, without_agenda, without_agreement, without_paper
from reports.documents.governance import leads_table, terms
from reports.documents.measures import measures, without_figures
from reports.documents.meetings import ATTACHED, agenda, attached_papers, forward_plan, item_papers, item_text, matters
from reports.documents.minutes import minutes_of_last, without_minutes
from reports.documents.overview import (
    priorities_matrix,
    required_actions_matrix,
    risks,
    without_lead,
    without_return,
    without_status,
)
from reports.documents.partnerships import (
    escalations,
    narrative_parts,
    partnerships,
    without_chair,
    without_narrative,
)
from reports.documents.performance.brief import in_brief, risks_in_brief
from reports.documents.performance.exceptions import exceptions_summary
from reports.documents.performance.risk import register
from reports.documents.reading import Reading
from reports.documents.returns import return_of
from reports.documents.sections import Part
from snb.exempt import SeenItem
from snb.wording import long_date
from snb.workflow import Refusal

# What an agenda item can name, in the order in which a pack without an agenda prints it.
NAMES = (
    "terms", "leads-table", "priorities-matrix", "exceptions", "required-actions-matrix", "measures", "returns",
    "risks", "matters-arising", "gaps", "forward-plan", "partnerships",
    "narratives", "escalations",
)  # fmt: skip
RAISED = "## Raised by the leads this quarter"
PACK_GAPS = (
    without_agreement,
    without_lead,
    without_return,
    without_status,
    without_figures,
    without_chair,
    without_narrative,
    without_agenda,
    without_minutes,
    without_paper((*NAMES, "minutes", "prose")),
)


def exceptions_said(reading: Reading) -> Prose | None:
    """What the figures come to, at every meeting: also that there are no exceptions. Nothing without any measure."""
    return in_brief(reading) if reading.figures and reading.figures.measures else None


def risks_said(reading: Reading) -> Prose | None:
    return risks_in_brief(reading) if reading.figures and reading.figures.risks.open else None


PARTS = {
    part.anchor: part
    for part in (
        Part("Minutes of the last meeting", "minutes", (minutes_of_last,)),
        Part("The priorities at a glance", "priorities-matrix", (priorities_matrix,)),
        Part("Reports of the priority leads", "returns", (matters,)),
        Part("Risks", "risks", (risks_said, register, before(risks, RAISED), risks)),
        Part("Matters arising", "matters-arising", (matters_arising,)),
        Part("Required actions", "required-actions-matrix", (required_actions_matrix,)),
        Part("Measures", "measures", (measures,)),
        Part("Performance: exceptions", "exceptions", (exceptions_said, exceptions_summary)),
        Part("Strategic Priority Leads", "leads-table", (leads_table,)),
        Part("Terms of reference", "terms", (terms,)),
        Part("Community safety partnerships", "partnerships", (partnerships,)),
        Part("Narratives of the partnerships", "narratives"),
        Part("Escalated by the partnerships", "escalations", (escalations,)),
        Part("Forward plan", "forward-plan", (forward_plan,)),
        Part("What this pack lacks", "gaps", (gaps(PACK_GAPS),)),
    )
}


def pack_parts(reading: Reading) -> tuple[Part, ...]:
    """The agenda, its items' papers under their numbers, and the rest."""
    anchors = _anchors(reading.agenda)
    papers = [
        _paper(reading, item, anchors[item.pk])
        for item in reading.agenda
        if anchors.get(item.pk, ATTACHED) != ATTACHED and _is_first(reading.agenda, item, anchors)
    ]
    front = Part("Agenda", "agenda", (agenda(anchors),), number="")
    rest = [_named(reading, name) for name in NAMES if name not in anchors.values()]
    return (front, *papers, *rest, Part("Attached papers", ATTACHED, (attached_papers,), number=""))


def pack_number(reading: Reading) -> Callable[[int], str]:
    """With an agenda, what is not on it is an annex; without one, sections are numbered straight through."""
    return (lambda count: f"Annex {chr(64 + count)}") if reading.agenda else str


def pack_title(reading: Reading) -> tuple[str, str]:
    meeting = reading.meeting
    if meeting is None:
        raise Refusal("A board pack is compiled for a meeting: choose one.")
    quarter = meeting.quarter
    return (
        f"Board pack for {long_date(meeting.date)}",
        f"Quarterly returns for {quarter.start:%B} to {quarter.end:%B %Y} ({quarter.short})",
    )


def _anchors(items: tuple[SeenItem, ...]) -> dict[int, str]:
    """Where each item's paper is, by id of the item; items that name the same part share it."""
    anchors = {}
    for item in items:
        if item.is_withdrawn:
            continue
        if item.block in PARTS:
            anchors[item.pk] = item.block
        elif item.text.strip():
            anchors[item.pk] = f"item-{item.number}"
        elif item.papers:
            anchors[item.pk] = ATTACHED
    return anchors


def _is_first(items: tuple[SeenItem, ...], item: SeenItem, anchors: dict[int, str]) -> bool:
    return next(other for other in items if anchors.get(other.pk) == anchors[item.pk]) is item


def _paper(reading: Reading, item: SeenItem, anchor: str) -> Part:
    """The section of an agenda item: its own words, then what the register fills in."""
    part = _named(reading, anchor) if anchor in PARTS else Part(item.title, anchor)
    return replace(
        part,
        heading=item.title,
        number=str(item.number),
        blocks=(item_text(item.text), *part.blocks, item_papers(item)),
    )


def _named(reading: Reading, name: str) -> Part:
    part = PARTS[name]
    if name == "narratives":
        return replace(part, parts=narrative_parts(reading))
    if name != "returns":
        return part
    reports = tuple(
        Part(priority.name_on(reading.day), f"return-{priority.slug}", (return_of(priority),))
        for priority in reading.priorities
    )
    return replace(part, parts=reports)
