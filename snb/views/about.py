"""What the board is: its terms, its tables, and who holds what today."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from snb import reading
from snb.access import PersonRequest, requires
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission
from snb.querysets import today


@requires(Permission.BOARD_KNOW, visible_board)
def about(request: PersonRequest, board: Board) -> HttpResponse:
    day = today()
    holders = reading.holders_on(board, day)
    seats = reading.seats_on(board, day, holders)
    return render(
        request,
        "snb/about.html",
        {
            "board": board,
            "day": day,
            "tiers": reading.tiers_of(board),
            "terms": reading.terms_of(board),
            "key_roles": reading.key_roles_on(board, day, holders),
            "seats": seats,
            "vacancies": reading.vacancies(seats),
            "vacant": reading.VACANT,
            "linkages": reading.linkages_on(board, day, holders),
            "linkage_actions": board.linkage_actions.all(),
        },
    )
