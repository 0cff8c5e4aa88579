"""What a board is on a day, as plain values: for its page and for its papers. A reading is a constant few queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from snb.models import Appointment, Board, Capacity, KeyRole, Linkage, Post, PostHolding, Seat, TermOfReference
from snb.permissions import Role
from snb.querysets import since_ever_on

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
    pk: int = 0


@dataclass(frozen=True)
class CapacityRow:
    """Another board that this one also sits as, and the rows of those who sit only then."""

    capacity: Capacity
    extra: tuple[SeatRow, ...]


@dataclass(frozen=True)
class AppointedRow:
    """Somebody who leads or champions a priority, as it was named on the day; `deputises_for` names the principal."""

    priority: str
    role: str
    person: str
    begins: dt.date
    ends: dt.date | None
    deputises_for: str


@dataclass(frozen=True)
class KeyRoleRow:
    """A key role, the post or people designated for it, and who that is on the day (nobody: empty)."""

    name: str
    designation: str
    people: tuple[str, ...]
    pk: int = 0


@dataclass(frozen=True)
class LinkageRow:
    """A body the board keeps a link with, its owner as printed, and who that is on the day (nobody: empty)."""

    body: str
    owner: str
    people: tuple[str, ...]
    listed: bool
    note: str = ""


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


def sitting_on(board: Board, day: dt.date) -> list[tuple[Seat, list[Post]]]:
    """The rows of the membership of a day in their printed order, each with its posts in bodies that had not ended.

    A row whose bodies have all ended has no posts left, and so is a vacancy. Two queries.
    """
    seats = board.seats.filter(since_ever_on(day)).select_related("capacity").prefetch_related("posts__organisation")
    return [(seat, [post for post in seat.posts.all() if _still_there(post, day)]) for seat in seats]


def _still_there(post: Post, day: dt.date) -> bool:
    return post.organisation.ends is None or day <= post.organisation.ends


def seats_on(board: Board, day: dt.date, holders: Holders | None = None) -> list[SeatRow]:
    """The membership of the whole board, with holders of `day`. Three queries beside those of the holders."""
    return seat_rows(sitting_on(board, day), holders or holders_on(board, day))


def seat_rows(
    sitting: Iterable[tuple[Seat, list[Post]]], held: Holders, capacity: Capacity | None = None
) -> list[SeatRow]:
    """The rows of the whole board, or of those who sit only while it sits as `capacity`."""
    rows = []
    for seat, posts in sitting:
        if seat.capacity != capacity:
            continue
        names = [holding.person.name for post in posts for holding in held.by_post.get(post.pk, [])]
        representative = seat.representative if posts else VACANT
        rows.append(SeatRow(seat.organisation, representative, _once(names), not posts, seat.pk))
    return rows


def capacities_on(
    board: Board, day: dt.date, sitting: list[tuple[Seat, list[Post]]], held: Holders
) -> list[CapacityRow]:
    """What the board also sits as on the day, with the extra members of each. One query."""
    return [CapacityRow(capacity, tuple(seat_rows(sitting, held, capacity))) for capacity in board.capacities.on(day)]


def changed_seats(board: Board, day: dt.date) -> list[Seat]:
    """Rows that are to come or have ended, newest first. One query."""
    other = Q(begins__gt=day) | Q(ends__lt=day)
    return list(board.seats.filter(other).select_related("capacity").order_by("-begins", "order"))


def appointed_on(board: Board, day: dt.date) -> list[AppointedRow]:
    """Leads, their deputies and champions by priority, as it was named on the day. Three queries."""
    found = Appointment.objects.on(day).filter(remit__board=board, role__in=[Role.LEAD, Role.CHAMPION])
    rows = [
        AppointedRow(
            row.remit.name_on(day), Role(row.role).label, row.person.name, row.begins, row.ends,
            row.deputises_for.person.name if row.deputises_for else "",
        )
        for row in found.select_related("person", "remit__board", "deputises_for__person")
        .prefetch_related("remit__names")
        .order_by("begins", "pk")
    ]  # fmt: skip
    roles = [Role.LEAD.label, Role.CHAMPION.label]
    return sorted(rows, key=lambda row: (row.priority, roles.index(row.role), bool(row.deputises_for)))


def vacancies(seats: Iterable[SeatRow]) -> int:
    return sum(seat.vacant for seat in seats)


def key_roles_on(board: Board, day: dt.date, holders: Holders | None = None) -> list[KeyRoleRow]:
    """The key roles in their printed order, with the people of `day`. One query beside those of the holders."""
    held = holders or holders_on(board, day)
    return [KeyRoleRow(row.name, row.designation, _people_of(row, held), row.pk) for row in board.key_roles.all()]


def linkages_on(board: Board, day: dt.date, holders: Holders | None = None) -> list[LinkageRow]:
    """The linkages in their printed order. An owner that is a role moves with the appointment. One query likewise."""
    held = holders or holders_on(board, day)
    rows = board.linkages.all()
    return [LinkageRow(row.body, row.owner, _people_of(row, held), row.listed, row.note) for row in rows]


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
