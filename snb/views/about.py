"""What the board is, or was on a day of the past: its terms, its tables, and who held what."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from snb import reading
from snb.access import PersonRequest, requires
from snb.body_register import standings_on
from snb.forms.membership import DayForm
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today


@requires(Permission.BOARD_KNOW, visible_board)
def about(request: PersonRequest, board: Board) -> HttpResponse:
    """`?on=2024-03-20` shows the board as it was that day, with the names of the day."""
    form = DayForm(request.GET if "on" in request.GET else None)
    day = (form.is_valid() and form.cleaned_data["on"]) or today()
    return render(request, "snb/about.html", _tables(board, day) | {"form": form, "is_today": day == today()})


def _tables(board: Board, day: dt.date) -> dict[str, Any]:
    holders, sitting = reading.holders_on(board, day), reading.sitting_on(board, day)
    seats = reading.seat_rows(sitting, holders)
    return {
        "board": board,
        "day": day,
        "tiers": reading.tiers_of(board),
        "terms": reading.terms_of(board),
        "key_roles": reading.key_roles_on(board, day, holders),
        "appointed": reading.appointed_on(board, day),
        "seats": seats,
        "capacities": reading.capacities_on(board, day, sitting, holders),
        "standings": standings_on(board, day),
        "vacancies": reading.vacancies(seats),
        "vacant": reading.VACANT,
        "linkages": reading.linkages_on(board, day, holders),
        "linkage_actions": board.linkage_actions.all(),
    }
