"""The blocks that a board can choose for a document of its own: what each prints, needs and can be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.documents import gaps
from reports.documents.actions import matters_arising
from reports.documents.gaps import Finder, unrecorded
from reports.documents.governance import (
    PASSAGES,
    key_approaches,
    key_roles,
    leads_table,
    linkage_actions,
    linkages,
    membership,
    required_actions,
    terms,
    themes,
    tiers,
    unfilled_seats,
    vision,
)
from reports.documents.measures import measures, without_figures
from reports.documents.meetings import forward_plan, matters
from reports.documents.minutes import minutes_of_last, without_minutes
from reports.documents.overview import (
    priorities_matrix,
    required_actions_matrix,
    risks,
    without_lead,
    without_return,
    without_status,
)
from reports.documents.partnerships import escalations, partnerships, without_chair, without_narrative
from reports.documents.performance.brief import risks_in_brief
from reports.documents.performance.exceptions import exceptions_summary
from reports.documents.performance.grant import spend_not_returned
from reports.documents.performance.matrix import indicator_matrix
from reports.documents.performance.quality import figures_missing, how_figures_are_read, measure_quality
from reports.documents.performance.risk import register, risks_overdue
from reports.documents.spend import spend, without_money, without_spend
from reports.own_kinds.making import (
    Make,
    agenda_of,
    each_grant,
    each_narrative,
    each_return,
    every,
    exceptions_shown,
    figures_in_brief,
    lacking,
    passage_of,
    prose_of,
    refresh_of,
)
from reports.own_kinds.settings import Line, Markdown, Number, OneOf, Setting, Several, Some, Tick

RATINGS = (("Red", "Red"), ("Amber", "Amber"), ("Green", "Green"))
ALL = "Tick none for all."
HEADING = Line("heading", "Heading above it", "Printed where the block has something to print.", most=150)
OTHERWISE = Line("otherwise", "What to print where there is nothing", "For example: No risk is above the appetite.")
THEMES = Some("themes", "Only these themes", ALL, source="themes")
PRIORITIES = Some("priorities", "Only these priorities", ALL, source="priorities")
PARTNERSHIPS = Some("partnerships", "Only these partnerships", ALL, source="partnerships")
MEASURES = Some("measures", "Only these measures", ALL, source="measures")
OF_PRIORITIES = (THEMES, PRIORITIES)
RATED = Several(
    "rated", "Only priorities rated", "By the figures or by the lead’s judgement. Tick none for all.", choices=RATINGS
)
MEASURE_RATED = Several("measure_rated", "Only measures rated", ALL, choices=RATINGS)
OF_MEASURES = (MEASURES, MEASURE_RATED)
CALLS = Several(
    "calls", "Which exceptions", ALL,
    choices=(("decide", "Of concern, to decide"), ("note", "Excellent, to note"), ("change", "Changed, to note")),
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A block to choose. `make` gives its data from a reading that its settings have narrowed already.

    `of_meeting`: True where it has something to print only in a document of a meeting, False only in one of none.
    `needs`: the setting without which it is nothing.
    """

    name: str
    group: str
    title: str
    description: str
    make: Make
    settings: tuple[Setting, ...] = (HEADING, OTHERWISE)
    of_meeting: bool | None = None
    has_figures: bool = False
    gaps: tuple[Finder, ...] = ()
    needs: str = ""

    def refused(self, *, of_meeting: bool) -> str:
        """Why it cannot be in a kind of a meeting, or of none; empty where it can."""
        if self.of_meeting is None or self.of_meeting == of_meeting:
            return ""
        if self.of_meeting:
            return f"{self.title} needs a meeting, and this kind is compiled for none. Take the block out."
        return f"{self.title} is only for kinds that are compiled for no meeting. Take the block out."

    def said(self, settings: Mapping[str, Any], labels: Mapping[str, str]) -> list[tuple[str, str]]:
        """Label and value of every setting that is set, in words; not the prose itself."""
        return [
            (setting.label, setting.said(settings[setting.name], labels))
            for setting in self.settings
            if settings.get(setting.name) and not isinstance(setting, Markdown)
        ]


def _told(*settings: Setting) -> tuple[Setting, ...]:
    return (*settings, HEADING, OTHERWISE)


WORDS, BOARD, PRIORITY = "Words", "The Board", "Priorities"
FIGURES, RETURNS, PARTNERS, MEETING, PAPER = "Figures", "Returns", "Partnerships", "The meeting", "The paper itself"

_ENTRIES = (
    Entry(
        "prose", WORDS, "Text of your own", "Words that stay the same in every paper of this kind, until the next "
        "version.", prose_of, (Markdown("markdown", "Text"),), needs="markdown",
    ),
    Entry(
        "passage", WORDS, "One of the Board’s texts", "A text that the Board keeps in one place. Where it is changed "
        "there, the next paper has it.", passage_of,
        (OneOf("key", "Which text", choices=tuple(PASSAGES.items())),), needs="key",
    ),
    Entry(
        "vision", BOARD, "Vision", "The Board’s vision and where it was agreed.", every(vision),
        gaps=(gaps.without_vision,),
    ),
    Entry("key-approaches", BOARD, "Key approaches", "The Board’s principles as a list.", every(key_approaches)),
    Entry(
        "terms", BOARD, "Terms of reference", "Its aims and its duties.", every(terms),
        gaps=(unrecorded("terms", "No terms of reference are recorded."),),
    ),
    Entry(
        "tiers", BOARD, "Governance structure", "Each tier with its role and what it answers for.", every(tiers),
        gaps=(unrecorded("tiers", "No governance structure is recorded."),),
    ),
    Entry(
        "membership", BOARD, "Membership", "Every seat and who sits in it today.", every(membership),
        gaps=(unrecorded("seats", "No membership is recorded."), unfilled_seats),
    ),
    Entry(
        "key-roles", BOARD, "Key roles", "Each role, to what post it belongs, and who holds it.", every(key_roles),
        gaps=(gaps.without_holder,),
    ),
    Entry(
        "linkages", BOARD, "Links to other bodies", "Each body with the owner of the link, and what is to be done.",
        every(linkages, linkage_actions),
    ),
    Entry(
        "themes-table", PRIORITY, "Themes and priorities", "The agreement’s themes with the priorities under each.",
        every(themes), _told(*OF_PRIORITIES), gaps=(gaps.without_agreement,),
    ),
    Entry(
        "leads-table", PRIORITY, "Leads", "Each priority with its lead, their post, organisation and deputy.",
        every(leads_table), _told(*OF_PRIORITIES), gaps=(gaps.without_agreement, without_lead),
    ),
    Entry(
        "required-actions", PRIORITY, "Required actions", "What the agreement requires of every priority.",
        every(required_actions), gaps=(gaps.without_agreement,),
    ),
    Entry(
        "refresh", PRIORITY, "The last annual refresh", "What was agreed of each priority, and the further work.",
        refresh_of, of_meeting=False,
    ),
    Entry(
        "spend", PRIORITY, "Spend and funding", "What each priority planned and has spent, and where its money ends.",
        every(spend), _told(*OF_PRIORITIES), gaps=(without_spend, without_money),
    ),
    Entry(
        "in-brief", FIGURES, "The figures in brief", "How many measures are of concern, and how many have no figure.",
        figures_in_brief, _told(*OF_MEASURES), has_figures=True,
    ),
    Entry(
        "exceptions", FIGURES, "Exceptions on one page", "What is asked of the Board, of which measure, and why.",
        every(exceptions_summary), _told(*OF_MEASURES), has_figures=True,
    ),
    Entry(
        "exceptions-charts", FIGURES, "Exceptions with charts", "Each exception with its chart, reasons and comment.",
        exceptions_shown, _told(CALLS, *OF_MEASURES), has_figures=True,
    ),
    Entry(
        "indicator-matrix", FIGURES, "Indicator matrix", "Every measure with its rating and four comparisons. It "
        "stands on a wide page.", every(indicator_matrix), _told(*OF_MEASURES), has_figures=True,
        gaps=(figures_missing,),
    ),
    Entry(
        "measures", FIGURES, "Measures of the priorities", "Each priority’s measures with value, period and rating.",
        every(measures), _told(*OF_PRIORITIES, *OF_MEASURES), gaps=(without_figures,),
    ),
    Entry(
        "measure-quality", FIGURES, "Data quality", "Where each figure comes from, and what it lacks.",
        every(measure_quality), _told(MEASURES), has_figures=True,
    ),
    Entry(
        "methods", FIGURES, "How figures are read", "What the ratings and comparisons mean.",
        every(how_figures_are_read), has_figures=True,
    ),
    Entry(
        "risks", FIGURES, "Risk register", "The Board’s open risks: a grid, then each with its owner and controls.",
        every(risks_in_brief, register),
        _told(Tick("above_appetite", "Only risks above the appetite"), *OF_PRIORITIES), has_figures=True,
        gaps=(risks_overdue,),
    ),
    Entry(
        "grants", FIGURES, "Grants", "How each grant is shared, and what has been spent of it.", each_grant,
        has_figures=True, gaps=(spend_not_returned,),
    ),
    Entry(
        "priorities-matrix", RETURNS, "Priorities at a glance", "One line for each priority: rating, judgement, "
        "return, actions, spend. It stands on a wide page.", every(priorities_matrix),
        _told(RATED, *OF_PRIORITIES), of_meeting=True, gaps=(gaps.without_agreement, without_lead, without_return),
    ),
    Entry(
        "required-actions-matrix", RETURNS, "Required actions at a glance", "Priorities by required actions, with the "
        "status of each. It stands on a wide page.", every(required_actions_matrix), _told(*OF_PRIORITIES),
        of_meeting=True, gaps=(without_status,),
    ),
    Entry(
        "returns", RETURNS, "Returns of the leads", "Every return as it was signed; where there is none, who has it.",
        each_return, _told(RATED, *OF_PRIORITIES), of_meeting=True, gaps=(without_return,),
    ),
    Entry(
        "asks", RETURNS, "What leads ask of the Board", "Decisions first, then what to discuss and to note.",
        every(matters), _told(*OF_PRIORITIES), of_meeting=True,
    ),
    Entry(
        "risks-raised", RETURNS, "Risks the leads raise", "From the accepted returns, the highest score first.",
        every(risks), _told(*OF_PRIORITIES), of_meeting=True,
    ),
    Entry(
        "partnerships", PARTNERS, "Community safety partnerships", "Each with its districts and its chair.",
        every(partnerships), _told(PARTNERSHIPS), gaps=(without_chair,),
    ),
    Entry(
        "narratives", PARTNERS, "Narratives", "What each partnership tells the meeting, in its own words.",
        each_narrative, _told(PARTNERSHIPS), of_meeting=True, gaps=(without_narrative,),
    ),
    Entry(
        "escalations", PARTNERS, "Escalated issues", "What partnerships raise, and what is not settled yet.",
        every(escalations), _told(PARTNERSHIPS), of_meeting=True,
    ),
    Entry(
        "agenda", MEETING, "Agenda", "The items with their times and who presents them.", agenda_of, of_meeting=True,
        gaps=(gaps.without_agenda,),
    ),
    Entry(
        "minutes", MEETING, "Minutes of the last meeting", "Who was there, and item by item what was decided. Printed "
        "where the agenda has an item for them.", every(minutes_of_last), (HEADING,), of_meeting=True,
        gaps=(without_minutes,),
    ),
    Entry(
        "matters-arising", MEETING, "Matters arising", "What the Board asked for earlier, and where it stands.",
        every(matters_arising), of_meeting=True,
    ),
    Entry(
        "forward-plan", MEETING, "Forward plan", "What later meetings are to take.", every(forward_plan),
        _told(Number("meetings", "How many meetings", "Leave empty for all that are planned.", most=40)),
    ),
    Entry("gaps", PAPER, "What this paper lacks", "Its gaps as a list. Without this block they follow the contents.",
          lacking),
)  # fmt: skip

CATALOGUE: dict[str, Entry] = {entry.name: entry for entry in _ENTRIES}


def grouped(*, of_meeting: bool) -> list[tuple[str, list[Entry]]]:
    """What a kind of a meeting, or of none, can have; under its headings."""
    groups: dict[str, list[Entry]] = {}
    for entry in CATALOGUE.values():
        if not entry.refused(of_meeting=of_meeting):
            groups.setdefault(entry.group, []).append(entry)
    return list(groups.items())
