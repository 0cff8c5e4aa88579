"""Blocks of a meeting: its agenda, what is planned for later ones, and what the leads put to the Board."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from priorities.models.returns import Ask
from reports.documents.blocks import BlockData, Build, Prose, plain
from reports.documents.reading import Reading
from reports.documents.sections import PaperFile
from snb.agenda import timed
from snb.models.meetings import Purpose


@dataclass(frozen=True)
class AgendaRow:
    number: str
    title: str
    purpose: str
    presenter: str
    minutes: int | None
    start: str
    paper_anchor: str | None
    sitting_as: str
    ground: str
    is_late: bool
    is_withdrawn: bool


@dataclass(frozen=True)
class Agenda(BlockData):
    name: ClassVar[str] = "agenda"
    items: tuple[AgendaRow, ...]


def agenda(anchors: dict[int, str]) -> Build:
    """The agenda with its times; `anchors` are those of the sections its items lead to, by id of the item."""

    def build(reading: Reading) -> Agenda | None:
        if reading.meeting is None or not reading.agenda:
            return None
        rows = [
            AgendaRow(
                number=str(entry.item.number),
                title=entry.item.title,
                purpose=entry.item.asks,
                presenter=_presenter(reading, entry.item),
                minutes=entry.item.minutes,
                start=f"{entry.begins:%H:%M}",
                paper_anchor=anchors.get(entry.item.pk),
                sitting_as=entry.item.capacity,
                ground=entry.item.ground,
                is_late=entry.item.is_late,
                is_withdrawn=entry.item.is_withdrawn,
            )
            for entry in timed(reading.meeting, reading.agenda)
        ]
        return Agenda(tuple(rows))

    return build


def _presenter(reading: Reading, item: Any) -> str:
    """Who holds the presenting post on the day, with the post; the post alone where nobody does."""
    if item.presenter is None:
        return ""
    names = ", ".join(reading.names_in_post(item.presenter_id))
    return f"{names}, {item.presenter.title}" if names else str(item.presenter)


def item_text(text: str) -> Build:
    return lambda reading: Prose(text) if text.strip() else None


@dataclass(frozen=True)
class ForwardPlanRow:
    date: str
    meeting: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class ForwardPlan(BlockData):
    name: ClassVar[str] = "forward-plan"
    rows: tuple[ForwardPlanRow, ...]


def forward_plan(reading: Reading) -> ForwardPlan | None:
    """What later meetings are to take: planned items, and agendas as far as they are drawn up."""
    rows = [
        ForwardPlanRow(
            meeting.date.isoformat(),
            meeting.title,
            tuple(dict.fromkeys(f"{title} ({Purpose(purpose).label.lower()})" for title, purpose in _planned(meeting))),
        )
        for meeting in reading.ahead
    ]
    return ForwardPlan(tuple(rows)) if rows else None


def _planned(meeting: Any) -> list[tuple[str, str]]:
    """Titles and purposes; of an item heard in private the title for the public."""
    planned = [(item.title, item.purpose) for item in meeting.forward_plan.all()]
    return planned + [(item.open_title, item.purpose) for item in meeting.items.all() if not item.is_withdrawn]


def papers_said(papers: tuple[PaperFile, ...]) -> Build:
    """In the section that carries them, what was handed in: the pages themselves follow it."""
    said = "; ".join(f"{plain(paper.title)} ({paper.pages} page{'' if paper.pages == 1 else 's'})" for paper in papers)
    lead = "Attached papers, whose pages follow" if len(papers) > 1 else "Attached paper, whose pages follow"
    return lambda reading: Prose(f"{lead}: {said}.") if said else None


def heard_in_private(ground: str) -> Build:
    """Why the public does not read a section: printed above it for those who do."""
    return lambda reading: Prose(f"**Heard in private, and not for publication.** Exempt: {plain(ground)}.")


@dataclass(frozen=True)
class NotPublished(BlockData):
    """What stands for a section that the public may not read; the pages are put in where both versions are numbered."""

    name: ClassVar[str] = "not-published"
    ground: str
    first: int | None = None
    last: int | None = None


def not_published(ground: str) -> Build:
    return lambda reading: NotPublished(ground)


@dataclass(frozen=True)
class Matter:
    """What one lead puts to the Board: to decide, discuss or note. `markdown` is theirs."""

    ask: str
    priority: str
    markdown: str


@dataclass(frozen=True)
class Matters(BlockData):
    """Printed as prose: what is asked, and under it each priority's own words."""

    rows: tuple[Matter, ...]

    def as_block(self) -> dict[str, Any]:
        parts, last = [], ""
        for row in self.rows:
            if row.ask != last:
                parts.append(f"## The Board is asked to {row.ask}")
            parts.append(f"### {plain(row.priority)}\n\n{row.markdown}")
            last = row.ask
        return Prose("\n\n".join(parts)).as_block()


def matters(reading: Reading) -> Matters | None:
    """The escalations of the accepted returns: decisions first, then what to discuss, then what to note."""
    rows = []
    for ask in Ask:
        for priority in reading.priorities:
            held = reading.accepted(priority)
            if held and held.signed and held.signed["escalation_ask"] == ask:
                text = held.signed["texts"].get("escalation", "").strip()
                rows.append(Matter(ask.value, held.signed["priority"], text or "No more was said."))
    return Matters(tuple(rows)) if rows else None
