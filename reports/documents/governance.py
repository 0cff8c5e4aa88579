"""Blocks of what the board is: its prose, tiers, terms, leads, themes, key roles, linkages and membership."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from reports.documents.blocks import VACANT, BlockData, Build, Bullets, Prose
from reports.documents.reading import Reading
from snb.markdown import below_a_heading
from snb.models import Appointment, Post, Seat
from snb.permissions import Role

UNWRITTEN = "*This text has not been written yet.*"

# The passages that documents print, by key, as a reader would call them.
PASSAGES = {
    "introduction": "Introduction",
    "background": "Background",
    "role": "Role and function of the Board",
    "approaches": "Key approaches",
    "legislation": "Legislation",
    "governance": "Governance structure",
    "priorities": "Priorities",
    "leads_intro": "Strategic Priority Leads",
    "commissioner": "Regard to the policing body’s priorities",
    "public_realm": "Relationships with other bodies",
    "membership": "Membership",
    "leads_role": "Role of the leads",
    "lead_responsibilities": "Responsibilities of a Strategic Priority Lead",
    "performance_intro": "Performance Group",
    "performance_purpose": "Purpose of performance management",
    "performance_features": "Features of the approach",
    "performance_considered": "What was considered",
    "performance_outlook": "Outlook for performance management",
    "resources": "Resource allocation",
}


# Prose ---------------------------------------------------------------------------------------------------------------


def passage(key: str, heading: str = "", *, lead_in: str = "") -> Build:
    """A passage that must be there: where nobody has written it, the document says so in its place."""

    def build(reading: Reading) -> Prose:
        return _passage(heading, lead_in, reading.prose.get(key, "").strip() or UNWRITTEN)

    return build


def passage_if_any(key: str, heading: str = "", *, lead_in: str = "") -> Build:
    """A passage that a board may do without."""

    def build(reading: Reading) -> Prose | None:
        text = reading.prose.get(key, "").strip()
        return _passage(heading, lead_in, text) if text else None

    return build


def _passage(heading: str, lead_in: str, text: str) -> Prose:
    own = f"## {heading}\n\n" if heading else ""
    said = "\n\n".join(filter(None, [lead_in, text]))
    return Prose(own + (below_a_heading(said) if heading else said))


@dataclass(frozen=True)
class Statement(BlockData):
    name: ClassVar[str] = "statement"
    text: str
    source: str


def vision(reading: Reading) -> Statement | None:
    board = reading.board
    return Statement(board.vision, board.vision_source) if board.vision else None


def key_approaches(reading: Reading) -> Bullets | None:
    return Bullets(tuple(reading.board.key_approaches)) if reading.board.key_approaches else None


# Tiers and terms -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TierRow:
    name: str
    role: str
    responsibilities: tuple[str, ...]


@dataclass(frozen=True)
class Tiers(BlockData):
    name: ClassVar[str] = "tiers"
    tiers: tuple[TierRow, ...]


def tiers(reading: Reading) -> Tiers | None:
    rows = tuple(TierRow(tier.name, tier.role, tuple(tier.responsibilities)) for tier in reading.tables["tiers"])
    return Tiers(rows) if rows else None


@dataclass(frozen=True)
class Terms(BlockData):
    name: ClassVar[str] = "terms"
    aims: tuple[str, ...]
    duties: tuple[str, ...]


def terms(reading: Reading) -> Terms | None:
    by_kind: dict[str, list[str]] = {"aim": [], "duty": []}
    for term in reading.tables["terms"]:
        by_kind[term.kind].append(term.text)
    return Terms(tuple(by_kind["aim"]), tuple(by_kind["duty"])) if reading.tables["terms"] else None


# Themes, leads and required actions ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ThemeRow:
    name: str
    priorities: tuple[str, ...]


@dataclass(frozen=True)
class ThemesTable(BlockData):
    name: ClassVar[str] = "themes-table"
    themes: tuple[ThemeRow, ...]


def themes(reading: Reading) -> ThemesTable | None:
    by_theme: dict[str, list[str]] = {}
    for placement in reading.placements:
        by_theme.setdefault(placement.theme.name, []).append(placement.priority.name_on(reading.day))
    return ThemesTable(tuple(ThemeRow(name, tuple(rows)) for name, rows in by_theme.items())) if by_theme else None


@dataclass(frozen=True)
class LeadRow:
    theme: str
    priority: str
    lead: str
    post: str
    organisation: str
    vacant: bool
    deputy: str


@dataclass(frozen=True)
class LeadsTable(BlockData):
    name: ClassVar[str] = "leads-table"
    rows: tuple[LeadRow, ...]


def leads_table(reading: Reading) -> LeadsTable | None:
    rows = tuple(_lead_row(reading, priority) for priority in reading.priorities)
    return LeadsTable(rows) if rows else None


def _lead_row(reading: Reading, priority: Any) -> LeadRow:
    found = reading.appointed(Role.LEAD, priority.remit_id)
    lead = next((row for row in found if row.deputises_for_id is None), None)
    holding = reading.posts.get(lead.person_id) if lead else None
    return LeadRow(
        theme=reading.theme(priority),
        priority=priority.name_on(reading.day),
        lead=lead.person.name if lead else "",
        post=holding.post.title if holding else "",
        organisation=holding.post.organisation.name if holding else "",
        vacant=lead is None,
        deputy=", ".join(row.person.name for row in found if row.deputises_for_id is not None),
    )


@dataclass(frozen=True)
class RequiredActions(BlockData):
    name: ClassVar[str] = "required-actions"
    items: tuple[str, ...]


def required_actions(reading: Reading) -> RequiredActions | None:
    items = tuple(action.text for action in reading.required_actions)
    return RequiredActions(items) if items else None


# Roles, linkages and seats -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class KeyRoleRow:
    role: str
    designated: str
    person: str


@dataclass(frozen=True)
class KeyRoles(BlockData):
    name: ClassVar[str] = "key-roles"
    rows: tuple[KeyRoleRow, ...]


def key_roles(reading: Reading) -> KeyRoles | None:
    rows = tuple(KeyRoleRow(row.name, row.designation, who(reading, row)) for row in reading.tables["key_roles"])
    return KeyRoles(rows) if rows else None


def who(reading: Reading, row: Any) -> str:
    """Who holds, on the day, what belongs to a post or to a role on a remit; empty where nobody does."""
    if row.post_id:
        return ", ".join(reading.names_in_post(row.post_id))
    if row.role == Role.LEAD and not row.remit_id:
        return _how_many_leads(reading)
    if row.role:
        found: list[Appointment] = reading.appointed(Role(row.role), row.remit_id or reading.board_remit_id)
        return ", ".join(dict.fromkeys(appointment.person.name for appointment in found))
    return ""


def _how_many_leads(reading: Reading) -> str:
    """All leads together: one who leads two priorities is one person, and a deputy is none."""
    people = {
        row.person_id
        for priority in reading.priorities
        for row in reading.appointed(Role.LEAD, priority.remit_id)
        if row.deputises_for_id is None
    }
    return f"{len(people)} {'person' if len(people) == 1 else 'people'}, named in the table of leads" if people else ""


@dataclass(frozen=True)
class LinkageRow:
    body: str
    owner: str
    person: str


@dataclass(frozen=True)
class Linkages(BlockData):
    name: ClassVar[str] = "linkages"
    rows: tuple[LinkageRow, ...]


def linkages(reading: Reading) -> Linkages | None:
    rows = tuple(LinkageRow(row.body, row.owner, who(reading, row)) for row in reading.tables["linkages"])
    return Linkages(rows) if rows else None


def listed_bodies(reading: Reading) -> Bullets | None:
    items = tuple(row.body for row in reading.tables["linkages"] if row.listed)
    return Bullets(items) if items else None


def linkage_actions(reading: Reading) -> Bullets | None:
    items = tuple(f"{row.action}: {row.owner}" for row in reading.tables["linkage_actions"])
    return Bullets(items) if items else None


@dataclass(frozen=True)
class SeatRow:
    organisation: str
    representative: str
    holders: tuple[str, ...]
    vacant: bool


@dataclass(frozen=True)
class Membership(BlockData):
    name: ClassVar[str] = "membership"
    rows: tuple[SeatRow, ...]


def membership(reading: Reading) -> Membership | None:
    rows = tuple(_seat_row(reading, seat, posts) for seat, posts in reading.tables["seats"])
    return Membership(rows) if rows else None


def _seat_row(reading: Reading, seat: Seat, posts: list[Post]) -> SeatRow:
    """A seat without a post is vacant; a post of it that nobody holds is said to be so among its holders."""
    holders = tuple(_in_seat(reading, post, alone=len(posts) == 1) for post in posts)
    return SeatRow(seat.organisation, seat.representative if posts else VACANT, holders, not posts)


def _in_seat(reading: Reading, post: Any, *, alone: bool) -> str:
    names = ", ".join(reading.names_in_post(post.pk)) or VACANT
    return names if alone else f"{names} ({post.organisation.brief})"


def unfilled_seats(reading: Reading) -> Iterator[str]:
    """What nobody sits in, in the words of the gaps list."""
    for row in built.rows if (built := membership(reading)) else ():
        if row.vacant:
            yield f"{row.organisation}: the seat’s representative is not currently identified."
        for holder in row.holders:
            if holder.startswith(VACANT):
                where = holder.removeprefix(VACANT).strip(" ()") or row.representative
                yield f"{row.organisation}: nobody holds the seat of {where}."
