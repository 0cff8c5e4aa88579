"""What a person may see of an agenda. Every page, file and document that shows items asks here.

An exempt item is one that the Board hears in private (Schedule 12A to the Local Government Act 1972). Those who may not
read it learn that it is there: its number, its title for the public and the ground.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from snb.models import AgendaItem, Meeting, Paper, Person, Post
from snb.models.meetings import ExemptParagraph, Purpose
from snb.permissions import Permission


@dataclass(frozen=True)
class SeenItem:
    """An item as one reader may see it; where it `is_hidden`, nothing of it but number, public title and ground."""

    pk: int
    number: int
    title: str
    purpose: str
    minutes: int
    capacity: str
    ground: str  # "Paragraph 3. …"; empty where the item is open
    is_late: bool
    is_withdrawn: bool
    is_hidden: bool = False
    presenter: Post | None = None
    block: str = ""
    text: str = ""
    public_title: str = ""
    public_interest: str = ""
    added_late_reason: str = ""
    withdrawn_reason: str = ""
    papers: tuple[Paper, ...] = ()
    has_paper: bool = False  # there are pages of it; of a hidden item nothing more is said of them
    kept_back: str = ""  # of a hidden item the part of the pack that is heard with it, so that it stands nowhere else

    @property
    def presenter_id(self) -> int | None:
        return self.presenter.pk if self.presenter else None

    @property
    def is_exempt(self) -> bool:
        return bool(self.ground)

    @property
    def asks(self) -> str:
        return str(Purpose(self.purpose).label)


def seen_items(meeting: Meeting, person: Person) -> tuple[SeenItem, ...]:
    """The agenda as this person may see it: two queries."""
    return _items(meeting, may_read=person.has_perm(Permission.EXEMPT_READ, meeting))


def public_items(meeting: Meeting) -> tuple[SeenItem, ...]:
    """The agenda as everybody may see it."""
    return _items(meeting, may_read=False)


def members_items(meeting: Meeting) -> tuple[SeenItem, ...]:
    """The agenda as those may see it who read what is heard in private: for the restricted version of its papers."""
    return _items(meeting, may_read=True)


def ground_of(item: AgendaItem) -> str:
    if item.exempt_paragraph is None:
        return ""
    return f"Paragraph {ExemptParagraph(item.exempt_paragraph).label}"


def _items(meeting: Meeting, *, may_read: bool) -> tuple[SeenItem, ...]:
    rows = meeting.items.select_related("presenter__organisation", "capacity").prefetch_related("papers")
    return tuple(_seen(item, number, may_read=may_read) for number, item in enumerate(rows, 1))


def _seen(item: AgendaItem, number: int, *, may_read: bool) -> SeenItem:
    open_to_all = SeenItem(
        pk=item.pk, number=number, title=item.open_title, purpose=item.purpose, minutes=item.minutes,
        capacity=item.capacity.name if item.capacity else "", ground=ground_of(item),
        is_late=bool(item.added_late_reason), is_withdrawn=item.is_withdrawn, is_hidden=item.is_exempt and not may_read,
        has_paper=_has_paper(item),
    )  # fmt: skip
    if open_to_all.is_hidden:
        return replace(open_to_all, kept_back=item.block)
    return replace(
        open_to_all, title=item.title, presenter=item.presenter, block=item.block, text=item.text,
        public_title=item.public_title, public_interest=item.public_interest,
        added_late_reason=item.added_late_reason, withdrawn_reason=item.withdrawn_reason,
        papers=tuple(item.papers.all()),
    )  # fmt: skip


def _has_paper(item: AgendaItem) -> bool:
    """Its own words, a file that was handed in, or a part that the register fills (`prose` is its own words)."""
    return bool(item.text.strip() or item.papers.all() or item.block not in ("", "prose"))
