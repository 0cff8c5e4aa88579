"""What a board is on a day, as plain values: for its page and for its papers. A reading is a constant few queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

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


@dataclass(frozen=True)
class Holders:
    """Who holds the posts that a board's tables name, and who is appointed in it (deputies apart), on one day."""

    by_post: Mapping[int, list[PostHolding]]
    appointments: tuple[Appointment, ...]


def holders_on(board: Board, day: dt.date) -> Holders:
    """Two queries, for all of a board's tables together: pass it on where several are read."""
    of_its_tables = Q(post__seats__board=board) | Q(post__keyrole__board=board) | Q(post__linkage__board=board)
    by_post: dict[int, list[PostHolding]] = defaultdict(list)
    for holding in PostHolding.objects.on(day).filter(of_its_tables).select_related("person").distinct():
        by_post[holding.post_id].append(holding)
    appointments = Appointment.objects.on(day).filter(remit__board=board, deputises_for=None)
    return Holders(by_post, tuple(appointments.select_related("person").order_by("person__name")))


def seats_on(board: Board, day: dt.date, holders: Holders | None = None) -> list[SeatRow]:
    """The membership table in its printed order, with holders of `day`. Two queries beside those of the holders."""
    held = holders or holders_on(board, day)
    rows = []
    for seat in board.seats.prefetch_related("posts"):
        posts = list(seat.posts.all())
        names = [holding.person.name for post in posts for holding in held.by_post.get(post.pk, [])]
        representative = seat.representative if posts else VACANT
        rows.append(SeatRow(seat.organisation, representative, _once(names), vacant=not posts))
    return rows


def vacancies(seats: Iterable[SeatRow]) -> int:
    return sum(seat.vacant for seat in seats)


def key_roles_on(board: Board, day: dt.date, holders: Holders | None = None) -> list[KeyRoleRow]:
    """The key roles in their printed order, with the people of `day`. One query beside those of the holders."""
    held = holders or holders_on(board, day)
    return [KeyRoleRow(row.name, row.designation, _people_of(row, held)) for row in board.key_roles.all()]


def linkages_on(board: Board, day: dt.date, holders: Holders | None = None) -> list[LinkageRow]:
    """The linkages in their printed order. An owner that is a role moves with the appointment. One query likewise."""
    held = holders or holders_on(board, day)
    return [LinkageRow(row.body, row.owner, _people_of(row, held), row.listed) for row in board.linkages.all()]


def tiers_of(board: Board) -> list[TierRow]:
    return [TierRow(tier.name, tier.role, tuple(tier.responsibilities)) for tier in board.tiers.all()]


def terms_of(board: Board) -> Terms:
    """Headline aims and duties, each in its order. One query."""
    terms = list(board.terms.all())
    of_kind = {kind: tuple(term.text for term in terms if term.kind == kind) for kind in TermOfReference.Kind}
    return Terms(of_kind[TermOfReference.Kind.AIM], of_kind[TermOfReference.Kind.DUTY])


def _people_of(row: KeyRole | Linkage, held: Holders) -> tuple[str, ...]:
    """Whoever holds the row's post or role; a role without a remit is everybody who holds it in the board."""
    if row.post_id:
        return _once(holding.person.name for holding in held.by_post.get(row.post_id, []))
    return _once(
        appointment.person.name
        for appointment in held.appointments
        if appointment.role == row.role and row.remit_id in (None, appointment.remit_id)
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
