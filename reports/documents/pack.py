"""The board pack: what one meeting is to read, in the order of its agenda; what no item asks for comes as annexes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from performance.analysis.words import counted
from reports.documents.actions import matters_arising
from reports.documents.blocks import VACANT, Prose, before
from reports.documents.gaps import gaps, without_agenda, without_agreement, without_paper
from reports.documents.governance import leads_table, terms
from reports.documents.measures import measures, without_figures
from reports.documents.meetings import (
    agenda,
    forward_plan,
    heard_in_private,
    item_text,
    matters,
    not_published,
    papers_said,
)
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
from reports.documents.sections import PaperFile, Part
from reports.documents.spend import spend, without_money, without_spend
from snb.exempt import SeenItem
from snb.models.meetings import Purpose
from snb.permissions import Role
from snb.wording import long_date
from snb.workflow import Refusal

# What an agenda item can name, in the order in which a pack without an agenda prints it.
NAMES = (
    "terms", "leads-table", "priorities-matrix", "exceptions", "required-actions-matrix", "measures", "returns",
    "risks", "spend", "matters-arising", "gaps", "forward-plan", "partnerships",
    "narratives", "escalations",
)  # fmt: skip
RAISED = "## Raised by the leads this quarter"
PACK_GAPS = (
    without_agreement,
    without_lead,
    without_return,
    without_status,
    without_figures,
    without_spend,
    without_money,
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
        Part("Spend and funding", "spend", (spend,)),
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
        if item.pk in anchors and _is_first(reading.agenda, item, anchors)
    ]
    front = Part("Agenda", "agenda", (agenda(anchors),), number="")
    # A part that is heard in private is no annex either, in neither version.
    taken = {item.block or item.kept_back for item in reading.agenda if item.is_exempt and not item.is_withdrawn}
    rest = [_named(reading, name) for name in NAMES if name not in {*anchors.values(), *taken}]
    return (front, *papers, *rest)


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


def pack_facts(reading: Reading) -> tuple[tuple[str, str], ...]:
    """Who chairs, what is asked of the Board, and how much has come in."""
    chairs = reading.appointed(Role.CHAIR, reading.board_remit_id, reading.day)
    items = [item for item in reading.agenda if not item.is_withdrawn]
    deciding = sum(item.purpose == Purpose.DECIDE for item in items)
    accepted = sum(reading.accepted(priority) is not None for priority in reading.priorities)
    return (
        ("Chair", next((row.person.name for row in chairs if row.deputises_for_id is None), VACANT)),
        ("Agenda", f"{counted(len(items), 'item')}, {deciding or 'none'} to decide" if items else ""),
        ("Returns", f"{accepted} of {len(reading.priorities)} accepted" if reading.priorities else ""),
    )


def _anchors(items: tuple[SeenItem, ...]) -> dict[int, str]:
    """Where each item's paper is, by id of the item. Items that name the same part and say nothing of their own share
    it. An exempt item has a place of its own, the same in both versions."""
    anchors: dict[int, str] = {}
    for item in items:
        if item.is_withdrawn or not item.has_paper:
            continue
        says_more = bool(item.text.strip() or item.papers)
        if item.is_exempt or item.block not in PARTS or (says_more and item.block in anchors.values()):
            if item.is_exempt or says_more:
                anchors[item.pk] = f"item-{item.number}"
        else:
            anchors[item.pk] = item.block
    return anchors


def _is_first(items: tuple[SeenItem, ...], item: SeenItem, anchors: dict[int, str]) -> bool:
    return next(other for other in items if anchors.get(other.pk) == anchors[item.pk]) is item


def _paper(reading: Reading, item: SeenItem, anchor: str) -> Part:
    """The section of an agenda item: its own words, then what the register fills in, then what was handed in."""
    if item.is_hidden:
        return Part(item.title, anchor, (not_published(item.ground),), number=str(item.number))
    part = _named(reading, item.block) if item.block in PARTS and _fills(reading, item) else Part(item.title, anchor)
    papers = tuple(PaperFile(paper.title, paper.pages, paper.sha256, paper.is_tagged) for paper in item.papers)
    private = (heard_in_private(item.ground),) if item.is_exempt else ()
    return replace(
        part,
        heading=item.title,
        anchor=anchor,
        number=str(item.number),
        blocks=(*private, item_text(item.text), *part.blocks, papers_said(papers)),
        papers=papers,
    )


def _fills(reading: Reading, item: SeenItem) -> bool:
    """Whether the part that the item names is printed here: the first open item that names it has it, or an exempt one
    where none does."""
    others = [other for other in reading.agenda if other.block == item.block and not other.is_withdrawn]
    return next((other for other in others if not other.is_exempt), others[0]) is item


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
