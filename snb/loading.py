"""Finding what an address names, for those who may know of it; a 404 for everyone else."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from snb.models import Board, Meeting, Person


def visible_board(person: Person, *, board: str) -> Board:
    """The board of this slug. Its remit-wide permissions are asked of the board itself."""
    return get_object_or_404(Board.objects.visible_to(person), slug=board)


def visible_meeting(person: Person, *, board: str, pk: int) -> Meeting:
    return get_object_or_404(
        Meeting.objects.visible_to(person).select_related("board"), board__slug=board, pk=pk
    )
