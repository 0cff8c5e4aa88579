"""Who sits on a board: rows of its membership, what it also sits as, key roles, and what organisations are to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q

from snb.audit import record
from snb.bodies import Stands, give_standing, organisations_of
from snb.models import Board, Capacity, KeyRole, Organisation, Person, Post, Seat, Standing
from snb.models.boards import HeldByRole
from snb.permissions import Permission
from snb.posts import posts_of
from snb.seen import refuse_stale
from snb.wording import long_date
from snb.workflow import Refusal, demand

A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class SeatDetails:
    """A row of the membership table: `organisation` and `representative` as printed; no posts is a vacancy.

    `place` counts from 1 among the rows of the whole board, or of the capacity; None puts it last.
    """

    organisation: str
    representative: str
    posts: Sequence[Post] = ()
    capacity: Capacity | None = None
    place: int | None = None


@dataclass(frozen=True)
class KeyRoleDetails:
    """A key role and who is designated for it: `owner` are the fields of `Owned`, a post or a role."""

    name: str
    designation: str
    owner: dict[str, object] = field(default_factory=dict)


# Rows of the membership ----------------------------------------------------------------------------------------------


@transaction.atomic
def add_seat(*, board: Board, details: SeatDetails, begins: dt.date | None, by: Person) -> Seat:
    """A new row from a day on; without one, for as long as is known."""
    board = _locked_board(board, by)
    _refuse_misplaced(board, details, begins, None)
    seat = Seat(board=board, order=board.seats.count() + 1, begins=begins)
    _write_seat(seat, details)
    record(by=by, action="added a row to the membership", obj=seat, board=board)
    return seat


@transaction.atomic
def change_seat(*, seat: Seat, details: SeatDetails, seen: str, since: dt.date | None = None, by: Person) -> Seat:
    """Change the row from the day `since` on, so that before it the table stays as it was; without it, put it right.

    Returns the row that holds from then on.
    """
    board = _locked_board(seat.board, by)
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    refuse_stale(seat, seen)
    if since is None:
        _refuse_misplaced(board, details, seat.begins, seat.ends, but=seat)
        _write_seat(seat, details)
        record(by=by, action="put a row of the membership right", obj=seat, board=board)
        return seat
    if seat.begins and since <= seat.begins:
        raise Refusal(f"This row begins on {long_date(seat.begins)}: a change holds from a later day.")
    if seat.ends and since > seat.ends:
        raise Refusal(f"This row ended on {long_date(seat.ends)}.")
    made = Seat(board=board, order=seat.order, begins=since, ends=seat.ends)
    seat.ends = since - A_DAY
    seat.save()
    _refuse_misplaced(board, details, since, made.ends, but=seat)
    _write_seat(made, details)
    record(by=by, action="changed a row of the membership", obj=made, board=board, since=str(since), was=str(seat))
    return made


@transaction.atomic
def end_seat(*, seat: Seat, last_day: dt.date, by: Person) -> Seat:
    """The row is in the table until that day."""
    board = _locked_board(seat.board, by)
    seat = Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if seat.ends is not None:
        raise Refusal(f"This row has an end already: {long_date(seat.ends)}.")
    if seat.begins and last_day < seat.begins:
        raise Refusal(f"This row begins on {long_date(seat.begins)}: it cannot end before.")
    seat.ends = last_day
    seat.save()
    record(by=by, action="ended a row of the membership", obj=seat, board=board, last_day=str(last_day))
    return seat


def _write_seat(seat: Seat, details: SeatDetails) -> None:
    """Saves it, with its posts, in its place; only rows whose place changes are saved with it."""
    seat.organisation, seat.representative = details.organisation, details.representative
    seat.capacity = details.capacity
    seat.save()
    seat.posts.set(details.posts)
    if details.place is None:
        return
    rows = [row for row in Seat.objects.filter(board=seat.board).order_by("order", "pk") if row.pk != seat.pk]
    peers = [at for at, row in enumerate(rows) if row.capacity_id == seat.capacity_id and row.ends is None]
    at = peers[details.place - 1] if details.place <= len(peers) else len(rows)
    rows.insert(at, seat)
    for order, row in enumerate(rows, 1):
        if row.order != order:
            row.order = order
            row.save()


def _refuse_misplaced(
    board: Board, details: SeatDetails, begins: dt.date | None, ends: dt.date | None, but: Seat | None = None
) -> None:
    """A post is of the board's bodies and sits in one row of the same table at a time."""
    ids = [post.pk for post in details.posts]
    known = set(posts_of(board).filter(pk__in=ids).values_list("pk", flat=True))
    if but is not None:
        known |= set(but.posts.values_list("pk", flat=True))
    if set(ids) - known:
        raise Refusal("A post of another board cannot sit on this one.")
    if details.capacity and details.capacity.board_id != board.pk:
        raise Refusal("That is a capacity of another board.")
    others = Seat.objects.filter(board=board, capacity=details.capacity, posts__in=ids)
    others = others.filter(Q(ends=None) | Q(ends__gte=begins)) if begins else others.filter(ends=None)
    others = others.filter(Q(begins=None) | Q(begins__lte=ends)) if ends else others
    if other := others.exclude(pk=but.pk if but else 0).first():
        named = next(post for post in details.posts if other.posts.filter(pk=post.pk).exists())
        raise Refusal(f"{named} sits in another row in that time: {other}.")


# What it also sits as ------------------------------------------------------------------------------------------------


@transaction.atomic
def add_capacity(*, board: Board, name: str, duty: str, begins: dt.date, by: Person) -> Capacity:
    """From a day on, the board also sits as another."""
    board = _locked_board(board, by)
    if Capacity.objects.filter(board=board, name__iexact=name).exists():
        raise Refusal(f"This board sits, or once sat, as {name} already.")
    capacity = Capacity.objects.create(board=board, name=name, duty=duty, begins=begins)
    record(by=by, action="added a capacity", obj=capacity, board=board)
    return capacity


@transaction.atomic
def change_capacity(*, capacity: Capacity, name: str, duty: str, begins: dt.date, seen: str, by: Person) -> Capacity:
    board = _locked_board(capacity.board, by)
    capacity = Capacity.objects.select_for_update(of=("self",)).get(pk=capacity.pk)
    refuse_stale(capacity, seen)
    if Capacity.objects.filter(board=board, name__iexact=name).exclude(pk=capacity.pk).exists():
        raise Refusal(f"This board sits, or once sat, as {name} already.")
    if capacity.ends and begins > capacity.ends:
        raise Refusal(f"It ended on {long_date(capacity.ends)}, so it cannot begin later.")
    capacity.name, capacity.duty, capacity.begins = name, duty, begins
    capacity.save()
    record(by=by, action="changed a capacity", obj=capacity, board=board)
    return capacity


@transaction.atomic
def end_capacity(*, capacity: Capacity, last_day: dt.date, by: Person) -> Capacity:
    """The board sits as that until the day, and so do the extra members."""
    board = _locked_board(capacity.board, by)
    capacity = Capacity.objects.select_for_update(of=("self",)).get(pk=capacity.pk)
    if capacity.ends is not None:
        raise Refusal(f"It has an end already: {long_date(capacity.ends)}.")
    if last_day < capacity.begins:
        raise Refusal(f"It begins on {long_date(capacity.begins)}: it cannot end before.")
    for seat in capacity.seats.filter(ends=None):
        end_seat(seat=seat, last_day=last_day, by=by)
    capacity.ends = last_day
    capacity.save()
    record(by=by, action="ended a capacity", obj=capacity, board=board, last_day=str(last_day))
    return capacity


# Key roles -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_key_role(*, board: Board, details: KeyRoleDetails, by: Person) -> KeyRole:
    board = _locked_board(board, by)
    row = KeyRole(board=board, order=board.key_roles.count() + 1)
    _write_key_role(row, details)
    record(by=by, action="added a key role", obj=row, board=board)
    return row


@transaction.atomic
def change_key_role(*, key_role: KeyRole, details: KeyRoleDetails, seen: str, by: Person) -> KeyRole:
    board = _locked_board(key_role.board, by)
    row = KeyRole.objects.select_for_update(of=("self",)).get(pk=key_role.pk)
    refuse_stale(row, seen)
    _write_key_role(row, details)
    record(by=by, action="changed a key role", obj=row, board=board)
    return row


def _write_key_role(row: KeyRole, details: KeyRoleDetails) -> None:
    row.name, row.designation = details.name, details.designation
    set_owner(row, details.owner)
    row.save()


def set_owner(row: HeldByRole | KeyRole, owner: dict[str, object]) -> None:
    for name in ("post", "role", "remit"):
        setattr(row, name, owner.get(name, "" if name == "role" else None))


# Standings -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_standing(
    *, organisation: Organisation, board: Board, stands: Stands, ends: dt.date | None = None, by: Person
) -> Standing:
    """What an organisation is to the board from a day on. It changes nothing of the organisation itself."""
    board = _locked_board(board, by)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not organisations_of(board).filter(pk=organisation.pk).exists():
        raise Refusal("Add the organisation to this board first.")
    standing = give_standing(organisation, board, stands, ends)
    record(by=by, action="gave a standing", obj=standing, board=board, begins=str(stands.since))
    return standing


@transaction.atomic
def end_standing(*, standing: Standing, last_day: dt.date, by: Person) -> Standing:
    board = _locked_board(standing.board, by)
    standing = Standing.objects.select_for_update(of=("self",)).get(pk=standing.pk)
    if standing.ends is not None:
        raise Refusal(f"It has an end already: {long_date(standing.ends)}.")
    if last_day < standing.begins:
        raise Refusal(f"It begins on {long_date(standing.begins)}: it cannot end before.")
    standing.ends = last_day
    standing.save()
    record(by=by, action="ended a standing", obj=standing, board=board, last_day=str(last_day))
    return standing


def _locked_board(board: Board, by: Person) -> Board:
    """The board's tables change one at a time."""
    board = Board.objects.select_for_update().get(pk=board.pk)
    demand(by, Permission.BODY_EDIT, board)
    return board
