"""Finding what an address names, for those who may know of it; a 404 for everyone else."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from snb.actions import with_sources
from snb.models import (
    Action,
    ActionFile,
    AgendaItem,
    Appointment,
    Board,
    ClosedDay,
    Duty,
    ForwardPlanItem,
    Fulfilment,
    FulfilmentFile,
    Linkage,
    Meeting,
    Paper,
    Person,
)
from snb.permissions import Permission


def visible_board(person: Person, *, board: str) -> Board:
    """The board of this slug. Its remit-wide permissions are asked of the board itself."""
    return get_object_or_404(Board.objects.visible_to(person), slug=board)


def visible_meeting(person: Person, *, board: str, pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(person).select_related("board"), board__slug=board, pk=pk)


def visible_item(person: Person, *, board: str, meeting: int, pk: int) -> AgendaItem:
    """An item of this meeting of this board."""
    held = visible_meeting(person, board=board, pk=meeting)
    return get_object_or_404(AgendaItem.objects.select_related("meeting__board"), meeting=held, pk=pk)


def readable_item(person: Person, *, board: str, meeting: int, pk: int) -> AgendaItem:
    """As `visible_item`, for pages that show all of it: an exempt item only to those who may read it."""
    item = visible_item(person, board=board, meeting=meeting, pk=pk)
    if item.is_exempt and not person.has_perm(Permission.EXEMPT_READ, item):
        raise Http404("An exempt item.")
    return item


def readable_paper(person: Person, *, board: str, meeting: int, pk: int) -> Paper:
    """A paper of an item that this person may read."""
    held = visible_meeting(person, board=board, pk=meeting)
    paper = get_object_or_404(Paper.objects.select_related("item__meeting__board"), item__meeting=held, pk=pk)
    if paper.item.is_exempt and not person.has_perm(Permission.EXEMPT_READ, paper):
        raise Http404("A paper of an exempt item.")
    return paper


def visible_closure(person: Person, *, board: str, pk: int) -> ClosedDay:
    closed = ClosedDay.objects.select_related("board")
    return get_object_or_404(closed, board=visible_board(person, board=board), pk=pk)


def visible_plan_item(person: Person, *, board: str, pk: int) -> ForwardPlanItem:
    meetings = Meeting.objects.visible_to(person).filter(board__slug=board)
    return get_object_or_404(ForwardPlanItem.objects.select_related("meeting__board"), meeting__in=meetings, pk=pk)


def visible_appointment(person: Person, *, board: str, pk: int) -> Appointment:
    """An appointment of this board. Whoever knows the board may know who is appointed to it."""
    rows = Appointment.objects.select_related("person", "remit__board").prefetch_related("remit__names")
    return get_object_or_404(rows, remit__board=visible_board(person, board=board), pk=pk)


def visible_duty(person: Person, *, board: str, pk: int) -> Duty:
    duties = Duty.objects.select_related("board", "post__organisation", "remit__board").prefetch_related("remit__names")
    return get_object_or_404(duties, board=visible_board(person, board=board), pk=pk)


def visible_fulfilment(person: Person, *, board: str, pk: int) -> Fulfilment:
    rows = Fulfilment.objects.select_related("duty__board")
    return get_object_or_404(rows, duty__board=visible_board(person, board=board), pk=pk)


def visible_duty_file(person: Person, *, board: str, pk: int) -> FulfilmentFile:
    files = FulfilmentFile.objects.select_related("fulfilment__duty")
    return get_object_or_404(files, fulfilment__duty__board=visible_board(person, board=board), pk=pk)


def visible_linkage(person: Person, *, board: str, pk: int) -> Linkage:
    linkages = Linkage.objects.select_related("board", "post__organisation", "remit__board")
    return get_object_or_404(linkages.prefetch_related("remit__names"), board=visible_board(person, board=board), pk=pk)


def visible_action(person: Person, *, board: str, pk: int) -> Action:
    return get_object_or_404(with_sources(Action.objects.visible_to(person)), board__slug=board, pk=pk)


def visible_action_file(person: Person, *, board: str, pk: int) -> ActionFile:
    """Evidence of an action that the person may know of."""
    actions = Action.objects.visible_to(person).filter(board__slug=board)
    return get_object_or_404(ActionFile.objects.select_related("report__action"), report__action__in=actions, pk=pk)
