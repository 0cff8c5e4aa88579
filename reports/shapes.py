"""The edition: one paper frozen as plain JSON, and the shape of the data of each of its blocks.

Dates are ISO strings, money is whole pence, words are printed as they stand. An edition names people and
things in words and holds no key to a live row, so it prints the same in ten years. ``None`` means "not known"
and is printed as a gap, never as zero.
"""

from typing import Any, Generic, Literal, NotRequired, TypedDict, TypeVar

Row = TypeVar("Row")

BlockName = Literal[
    "agenda", "agreement-changes", "answer", "approvals", "area-figures", "attached-papers", "benchmark-set", "bullets",
    "duties", "enquiries", "exceptions", "exceptions-summary", "forward-plan", "front-sheet", "gaps", "grant-spend",
    "groups", "indicator-matrix", "key-roles", "leads-table", "linkages", "listed-papers", "matters-arising",
    "measure-quality", "measures", "membership", "not-published", "partnerships", "planned-actions",
    "priorities-matrix", "prose", "recommendations", "required-action-status", "required-actions",
    "required-actions-matrix", "return", "return-missing", "risk-register", "signatory", "signed-off", "spend",
    "statement", "statutory-checklist", "terms", "themes-table", "tiers",
]  # fmt: skip
# The blocks of the performance product and of papers for committees are the dataclasses of
# `reports.documents.performance` and `reports.documents.committee`, and those of the other papers beside them: their
# fields are what a template prints, and `chart` is a chart as `performance.charts.freezing` keeps it.


class Block(TypedDict):
    """One piece of a section: its kind and the data that kind prints."""

    block: BlockName
    data: Any


class PaperFile(TypedDict):
    """A PDF that was handed in and follows its section; ``sha256`` is how it is found."""

    title: str
    pages: int
    sha256: str
    is_tagged: bool


class Section(TypedDict):
    """``number`` is "3", "3.1", words ("Section One") or empty; ``anchor`` is unique in the edition.

    ``starts_page`` where the layout says it; without, a part of the paper and a return begin a page of their own.
    """

    number: str
    heading: str
    anchor: str
    blocks: list[Block]
    sections: NotRequired[list["Section"]]
    papers: NotRequired[list[PaperFile]]
    starts_page: NotRequired[bool]


class Board(TypedDict):
    slug: str
    name: str
    short_name: str
    area: str


class Meeting(TypedDict):
    """``date`` ISO, ``time`` "14:00" in local time."""

    date: str
    time: str
    place: str
    title: str


class Fact(TypedDict):
    label: str
    value: str


class Edition(TypedDict):
    format: Literal[1]
    kind: Literal["board-pack", "csa", "performance-product", "return-receipt"]
    title: str
    subtitle: str
    language: str
    board: Board
    as_at: str
    meeting: Meeting | None
    marking: str
    notice: str
    front: NotRequired[Literal["masthead"]]  # the title above the text; without, a cover and contents
    facts: NotRequired[list[Fact]]  # what its cover says beside the title
    sections: list[Section]
    gaps: list[str]


class Rows(TypedDict, Generic[Row]):
    rows: list[Row]


class Items(TypedDict):
    items: list[str]


class Prose(TypedDict):
    """Markdown without raw HTML. Top paragraphs are numbered within a section that has a numeric number."""

    markdown: str


class Statement(TypedDict):
    """A sentence quoted in large type, such as the Board's vision. ``source`` may be empty."""

    text: str
    source: str


class Bullets(TypedDict):
    items: list[str]
    numbered: bool


class Tier(TypedDict):
    name: str
    role: str
    responsibilities: list[str]


class Tiers(TypedDict):
    tiers: list[Tier]


class Terms(TypedDict):
    aims: list[str]
    duties: list[str]


class LeadRow(TypedDict):
    """``vacant`` prints "Not currently identified" for the lead; ``deputy`` may be empty."""

    theme: str
    priority: str
    lead: str
    post: str
    organisation: str
    vacant: bool
    deputy: str


LeadsTable = Rows[LeadRow]


class Theme(TypedDict):
    name: str
    priorities: list[str]


class ThemesTable(TypedDict):
    themes: list[Theme]


RequiredActions = Items  # what every lead must do, in order; numbered from 1


class ActionColumn(TypedDict):
    number: int
    label: str
    text: str


class StatusRow(TypedDict):
    """``statuses`` holds one word per column, in the columns' order; an empty word is a gap."""

    priority: str
    statuses: list[str]


class RequiredActionsMatrix(TypedDict):
    columns: list[ActionColumn]
    rows: list[StatusRow]


class KeyRole(TypedDict):
    """``designated`` is the post; an empty ``person`` is a vacancy."""

    role: str
    designated: str
    person: str


KeyRoles = Rows[KeyRole]


class Linkage(TypedDict):
    """``owner`` is a role ("Lead for Hate crime"), ``person`` who holds it on the day."""

    body: str
    owner: str
    person: str


Linkages = Rows[Linkage]


class Seat(TypedDict):
    organisation: str
    representative: str
    holders: list[str]
    vacant: bool


Membership = Rows[Seat]


class Rag(TypedDict):
    """``word`` is printed. ``symbol``: circle, triangle, diamond, square, half or ring; else by the word."""

    word: str
    symbol: NotRequired[str]


class PriorityRow(TypedDict):
    """``spent`` and ``planned`` in pence. Rows of a theme stand together."""

    theme: str
    priority: str
    rag: Rag
    judgement: Rag
    outlook: str
    return_status: str
    actions_done: int
    actions_total: int
    spent: int | None
    planned: int | None
    lead: str


PrioritiesMatrix = Rows[PriorityRow]


class AgendaItem(TypedDict):
    """``start`` "14:00"; ``paper_anchor`` the anchor of a section of this edition, or None.

    ``sitting_as`` the board that the Board sits as, or empty; ``ground`` why the item is heard in private, or empty:
    then only what the public may know of it is here.
    """

    number: str
    title: str
    purpose: str
    presenter: str
    minutes: int | None
    start: str
    paper_anchor: str | None
    sitting_as: NotRequired[str]
    ground: NotRequired[str]
    is_late: NotRequired[bool]
    is_withdrawn: NotRequired[bool]


class Agenda(TypedDict):
    items: list[AgendaItem]


class MatterRow(TypedDict):
    """An action of an earlier meeting; dates ISO, ``ended`` a sentence or empty."""

    reference: str
    text: str
    owner: str
    held_by: str
    original_due: str
    due: str
    status: str
    is_late: bool
    ended: str


MattersArising = Rows[MatterRow]


class AttachedPaper(TypedDict):
    """A file whose pages follow the compiled ones, found by ``sha256``; ``number`` and ``item`` of its agenda item."""

    number: str
    item: str
    title: str
    pages: int
    is_tagged: bool
    sha256: str


AttachedPapers = Rows[AttachedPaper]


class Judgement(TypedDict):
    rag: Rag
    outlook: str
    reason: str


class ReturnText(TypedDict):
    heading: str
    markdown: str


class ReturnRequiredAction(TypedDict):
    number: int
    text: str
    status: str
    evidence: str


class ReturnPlannedAction(TypedDict):
    """``due`` the first date promised and kept, ``revised_due`` the date that holds now; money in pence."""

    title: str
    owner: str
    status: str
    due: str | None
    revised_due: str | None
    reason: str
    budget: int | None
    spent: int | None


class ReturnRisk(TypedDict):
    """``likelihood`` and ``impact`` 1 to 5, ``score`` their product."""

    title: str
    likelihood: int | None
    impact: int | None
    score: int | None
    mitigation: str


class Escalation(TypedDict):
    markdown: str
    ask: str


class Return(TypedDict):
    """A signed quarterly return. ``signed_at`` ISO date or local date and time; ``quarter`` in words."""

    priority: str
    lead: str
    signed_at: str
    signed_as: str
    quarter: str
    judgement: Judgement
    texts: list[ReturnText]
    required_actions: list[ReturnRequiredAction]
    planned_actions: list[ReturnPlannedAction]
    risks: list[ReturnRisk]
    escalation: Escalation | None


class ReturnMissing(TypedDict):
    """``holder`` who has it now, ``status`` in the words of the screen, ``due`` ISO."""

    priority: str
    lead: str
    status: str
    holder: str
    due: str | None


Gaps = Items


class PartnershipRow(TypedDict):
    name: str
    districts: list[str]
    chair: str


Partnerships = Rows[PartnershipRow]


class ForwardPlanRow(TypedDict):
    date: str
    meeting: str
    items: list[str]


ForwardPlan = Rows[ForwardPlanRow]


class MeasureRow(TypedDict):
    """``value`` as it is to be printed (already suppressed and rounded), or None where there is none."""

    priority: str
    measure: str
    value: str | None
    unit: str
    period: str
    comparison: str
    rag: Rag
    source: str


Measures = Rows[MeasureRow]
