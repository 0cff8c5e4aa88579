"""Finding what an address names, for those who may know of it; a 404 for everyone else."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from snb.models import AgendaItem, Appointment, Board, ForwardPlanItem, Meeting, Person


def visible_board(person: Person, *, board: str) -> Board:
    """The board of this slug. Its remit-wide permissions are asked of the board itself."""
    return get_object_or_404(Board.objects.visible_to(person), slug=board)


def visible_meeting(person: Person, *, board: str, pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(person).select_related("board"), board__slug=board, pk=pk)


def visible_item(person: Person, *, board: str, meeting: int, pk: int) -> AgendaItem:
    """An item of this meeting of this board."""
    held = visible_meeting(person, board=board, pk=meeting)
    return get_object_or_404(AgendaItem.objects.select_related("meeting__board"), meeting=held, pk=pk)


def visible_plan_item(person: Person, *, board: str, pk: int) -> ForwardPlanItem:
    meetings = Meeting.objects.visible_to(person).filter(board__slug=board)
    return get_object_or_404(ForwardPlanItem.objects.select_related("meeting__board"), meeting__in=meetings, pk=pk)


def visible_appointment(person: Person, *, board: str, pk: int) -> Appointment:
    """An appointment of this board. Whoever knows the board may know who is appointed to it."""
    rows = Appointment.objects.select_related("person", "remit__board").prefetch_related("remit__names")
    return get_object_or_404(rows, remit__board=visible_board(person, board=board), pk=pk)
