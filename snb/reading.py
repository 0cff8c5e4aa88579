"""What a board is on a day, as plain values: for its page and for its papers. A reading is a constant few queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from snb.holders import holdings_on
from snb.models import Appointment, Board, KeyRole, Linkage, PostHolding, TermOfReference

VACANT = "Not currently identified"  # as the boards' own papers print a vacancy


@dataclass(frozen=True)
class SeatRow:
    """A row of the membership table: not a person. `holders` are names on the day, one for each post that is held.

    `vacant`: nobody has been identified for the row, so it stands outside attendance. A row that has posts of which
    nobody is known to hold any is not vacant: its `holders` are empty.
    """

    organisation: str
    representative: str
    holders: tuple[str, ...]
    vacant: bool


@dataclass(frozen=True)
class KeyRoleRow:
    """A key role, the post or people designated for it, and who that is on the day (nobody: empty)."""

    name: str
    designation: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class LinkageRow:
    """A body the board keeps a link with, its owner as printed, and who that is on the day (nobody: empty)."""

    body: str
    owner: str
    people: tuple[str, ...]
    listed: bool


@dataclass(frozen=True)
class TierRow:
    name: str
    role: str
    responsibilities: tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    aims: tuple[str, ...]
    duties: tuple[str, ...]


def seats_on(board: Board, day: dt.date) -> list[SeatRow]:
    """The membership table in its printed order, with holders of `day`. Three queries."""
    seats = list(board.seats.prefetch_related("posts"))
    holdings = holdings_on(day, post_ids={post.pk for seat in seats for post in seat.posts.all()})
    rows = []
    for seat in seats:
        posts = list(seat.posts.all())
        names = [holding.person.name for post in posts for holding in holdings.get(post.pk, [])]
        rows.append(
            SeatRow(seat.organisation, seat.representative if posts else VACANT, _once(names), vacant=not posts)
        )
    return rows


def vacancies(seats: Iterable[SeatRow]) -> int:
    return sum(seat.vacant for seat in seats)


def key_roles_on(board: Board, day: dt.date) -> list[KeyRoleRow]:
    """The key roles in their printed order, with the people of `day`. Three queries."""
    rows = list(board.key_roles.all())
    people = _people_of(rows, board, day)
    return [KeyRoleRow(row.name, row.designation, who) for row, who in zip(rows, people, strict=True)]


def linkages_on(board: Board, day: dt.date) -> list[LinkageRow]:
    """The linkages in their printed order. An owner that is a role moves with the appointment. Three queries."""
    rows = list(board.linkages.all())
    people = _people_of(rows, board, day)
    return [LinkageRow(row.body, row.owner, who, row.listed) for row, who in zip(rows, people, strict=True)]


def tiers_of(board: Board) -> list[TierRow]:
    return [TierRow(tier.name, tier.role, tuple(tier.responsibilities)) for tier in board.tiers.all()]


def terms_of(board: Board) -> Terms:
    """Headline aims and duties, each in its order. One query."""
    terms = list(board.terms.all())
    of_kind = {kind: tuple(term.text for term in terms if term.kind == kind) for kind in TermOfReference.Kind}
    return Terms(of_kind[TermOfReference.Kind.AIM], of_kind[TermOfReference.Kind.DUTY])


def _people_of(rows: Iterable[KeyRole | Linkage], board: Board, day: dt.date) -> list[tuple[str, ...]]:
    """Who each row's post or role is on `day`, deputies apart: two queries for all rows together."""
    rows = list(rows)
    holdings = holdings_on(day, post_ids={row.post_id for row in rows if row.post_id})
    appointments = list(
        Appointment.objects.on(day)
        .filter(remit__board=board, role__in={row.role for row in rows if row.role}, deputises_for=None)
        .select_related("person")
        .order_by("person__name")
    )
    return [_named(row, holdings.get(row.post_id or 0, []), appointments) for row in rows]


def _named(row: KeyRole | Linkage, holdings: list[PostHolding], appointments: list[Appointment]) -> tuple[str, ...]:
    """A role without a remit is everybody who holds it in the board."""
    if row.post_id:
        return _once(holding.person.name for holding in holdings)
    return _once(
        held.person.name for held in appointments if held.role == row.role and row.remit_id in (None, held.remit_id)
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
