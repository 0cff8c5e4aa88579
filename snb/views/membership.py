"""The membership table, what the board also sits as, and key roles: the tables of a day, and changing them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from snb import membership, reading
from snb.access import PersonRequest, requires
from snb.body_loading import visible_capacity, visible_key_role, visible_seat
from snb.body_register import membership_sheet, vacant_posts
from snb.exporting import exported
from snb.forms.bodies import LastDayForm
from snb.forms.membership import CapacityForm, ChangeSeatForm, KeyRoleForm, NewSeatForm
from snb.loading import visible_board
from snb.models import Board, Capacity, KeyRole, Seat
from snb.permissions import Permission
from snb.querysets import today
from snb.views.acting import Page, act
from snb.wording import long_date


@requires(Permission.BOARD_KNOW, visible_board)
def seat_list(request: PersonRequest, board: Board) -> HttpResponse:
    """Members of the whole board, extra members by capacity, what is vacant, and key roles: as of today."""
    day = today()
    held, sitting = reading.holders_on(board, day), reading.sitting_on(board, day)
    seats = reading.seat_rows(sitting, held)
    capacities = reading.capacities_on(board, day, sitting, held)
    context = {
        "board": board, "day": day, "seats": seats, "capacities": capacities,
        "key_roles": reading.key_roles_on(board, day, held), "vacant": reading.VACANT,
        "gaps": reading.vacancies(seats), "open_rows": _vacant(seats, capacities), "unheld": vacant_posts(board, day),
        "changes": reading.changed_seats(board, day),
        "may_edit": request.user.has_perm(Permission.BODY_EDIT, board),
    }  # fmt: skip
    file = exported(request, lambda: membership_sheet(board, seats, capacities, day))
    return file or render(request, "snb/seat_list.html", context)


@requires(Permission.BODY_EDIT, visible_board)
def seat_add(request: PersonRequest, board: Board) -> HttpResponse:
    def save(form: NewSeatForm) -> str:
        begins = form.cleaned_data["begins"]
        made = membership.add_seat(board=board, details=form.details, begins=begins, by=request.user)
        return f"{made} is in the membership"

    page = _page(board, "Add a row to the membership", "Add the row")
    return act(request, page, lambda data: NewSeatForm(data, board=board), save)


@requires(Permission.BODY_EDIT, visible_seat)
def seat_edit(request: PersonRequest, seat: Seat) -> HttpResponse:
    def save(form: ChangeSeatForm) -> str:
        seen, since = form.cleaned_data["seen"], form.cleaned_data["since"]
        membership.change_seat(seat=seat, details=form.details, seen=seen, since=since, by=request.user)
        return f"{seat} has been changed" + (f" from {long_date(since)}" if since else "")

    page = _page(seat.board, "Change a row of the membership", "Save the row", str(seat))
    return act(request, page, lambda data: ChangeSeatForm(data, board=seat.board, row=seat), save)


@requires(Permission.BODY_EDIT, visible_seat)
def seat_end(request: PersonRequest, seat: Seat) -> HttpResponse:
    def save(form: LastDayForm) -> str:
        day = form.cleaned_data["last_day"]
        membership.end_seat(seat=seat, last_day=day, by=request.user)
        return f"{seat}: in the membership until {long_date(day)}"

    note = "A row that nobody sits in for now is a vacancy: change it instead, and choose no posts."
    page = _page(seat.board, "End a row of the membership", "End the row", str(seat), note, is_ending=True)
    return act(request, page, LastDayForm, save)


@requires(Permission.BODY_EDIT, visible_board)
def capacity_add(request: PersonRequest, board: Board) -> HttpResponse:
    def save(form: CapacityForm) -> str:
        made = membership.add_capacity(board=board, by=request.user, **_without_seen(form))
        return f"From {long_date(made.begins)} the Board also sits as {made}"

    page = _page(board, "Add what the Board also sits as", "Add it")
    return act(request, page, CapacityForm, save)


@requires(Permission.BODY_EDIT, visible_capacity)
def capacity_edit(request: PersonRequest, capacity: Capacity) -> HttpResponse:
    def save(form: CapacityForm) -> str:
        membership.change_capacity(capacity=capacity, by=request.user, **form.cleaned_data)
        return f"{form.cleaned_data['name']} has been changed"

    page = _page(capacity.board, "Change what the Board also sits as", "Save", str(capacity))
    return act(request, page, lambda data: CapacityForm(data, row=capacity), save)


@requires(Permission.BODY_EDIT, visible_capacity)
def capacity_end(request: PersonRequest, capacity: Capacity) -> HttpResponse:
    def save(form: LastDayForm) -> str:
        day = form.cleaned_data["last_day"]
        membership.end_capacity(capacity=capacity, last_day=day, by=request.user)
        return f"The Board sits as {capacity} until {long_date(day)}"

    note = "The rows of its extra members end with it."
    page = _page(capacity.board, "End what the Board also sits as", "End it", str(capacity), note, is_ending=True)
    return act(request, page, LastDayForm, save)


@requires(Permission.BODY_EDIT, visible_board)
def key_role_add(request: PersonRequest, board: Board) -> HttpResponse:
    def save(form: KeyRoleForm) -> str:
        return f"{membership.add_key_role(board=board, details=form.details, by=request.user)} is a key role"

    page = _page(board, "Add a key role", "Add the key role")
    return act(request, page, lambda data: KeyRoleForm(data, board=board), save)


@requires(Permission.BODY_EDIT, visible_key_role)
def key_role_edit(request: PersonRequest, key_role: KeyRole) -> HttpResponse:
    def save(form: KeyRoleForm) -> str:
        seen = form.cleaned_data["seen"]
        made = membership.change_key_role(key_role=key_role, details=form.details, seen=seen, by=request.user)
        return f"{made} has been changed"

    page = _page(key_role.board, "Change a key role", "Save the key role", str(key_role))
    return act(request, page, lambda data: KeyRoleForm(data, board=key_role.board, row=key_role), save)


def _vacant(seats: list[reading.SeatRow], capacities: list[reading.CapacityRow]) -> list[reading.SeatRow]:
    """Rows that nobody has been identified for, those of extra members after those of the whole board."""
    return [row for rows in (seats, *(held.extra for held in capacities)) for row in rows if row.vacant]


def _without_seen(form: CapacityForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "seen"}


def _page(board: Board, heading: str, button: str, lede: str = "", note: str = "", *, is_ending: bool = False) -> Page:
    back = reverse("board:seat-list", args=[board.slug])
    return Page(board, heading, button, back, [{"label": "Membership", "url": back}], lede, note, is_ending)
