"""The page for whoever takes up an appointment."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from reports.handover import handover_of, may_see
from snb.access import PersonRequest, requires
from snb.loading import visible_appointment
from snb.models import Appointment, Person
from snb.permissions import Permission
from snb.querysets import today


def visible_handover(person: Person, *, board: str, pk: int) -> Appointment:
    """An appointment whose handover this person may see; of any other there is no such page for them."""
    appointment = visible_appointment(person, board=board, pk=pk)
    if not may_see(person, appointment, today()):
        raise Http404
    return appointment


@requires(Permission.BOARD_KNOW, visible_handover)
def handover_detail(request: PersonRequest, appointment: Appointment) -> HttpResponse:
    """Who held it, who stands in, key dates, and what is open: to read, and to print."""
    board = appointment.remit.board
    makes = request.user.has_perm(Permission.APPOINTMENT_EDIT, board)
    trail = [{"label": "Appointments", "url": reverse("board:appointment-list", args=[board.slug])}] if makes else []
    context = {"board": board, "found": handover_of(appointment, request.user), "makes": makes, "breadcrumbs": trail}
    return render(request, "reports/handover_detail.html", context)
