"""Who is appointed to what: the list, and appointing, ending and handing over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snb.access import PersonRequest, requires
from snb.accounts import appoint_by_email, hand_over_by_email
from snb.appointing import end_appointment
from snb.exporting import exported
from snb.forms import done_or_said
from snb.forms.appointments import AppointmentForm, EndForm, HandOverForm
from snb.kept import typed_text
from snb.loading import visible_appointment, visible_board
from snb.models import Appointment, Board
from snb.permissions import Permission
from snb.querysets import today
from snb.registers import appointments_register, appointments_sheet
from snb.wording import long_date


@requires(Permission.APPOINTMENT_EDIT, visible_board)
def appointment_list(request: PersonRequest, board: Board) -> HttpResponse:
    """Current, coming and ended appointments by remit, with the remits that nobody leads."""
    register = appointments_register(board, today())
    file = exported(request, lambda: appointments_sheet(board, register))
    return file or render(request, "snb/appointment_list.html", {"board": board, "register": register})


@requires(Permission.APPOINTMENT_EDIT, visible_board)
def appointment_add(request: PersonRequest, board: Board) -> HttpResponse:
    """Appoint somebody by email; `?role=` and `?remit=` fill in what a vacancy's link knows."""
    initial = {name: request.GET[name] for name in ("role", "remit") if name in request.GET}
    form = AppointmentForm(typed_text(request), board=board, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = done_or_said(form, lambda: appoint_by_email(**form.cleaned_data, by=request.user))
        if made:
            messages.success(request, f"{made} has been appointed from {long_date(made.begins)}")
            return redirect("board:appointment-list", board.slug)
    return render(request, "snb/appointment_form.html", _page(board, form=form))


@requires(Permission.APPOINTMENT_EDIT, visible_appointment)
def appointment_end(request: PersonRequest, appointment: Appointment) -> HttpResponse:
    form = EndForm(typed_text(request), initial={"last_day": today()})
    board = appointment.remit.board
    if request.method == "POST" and form.is_valid():
        last_day = form.cleaned_data["last_day"]
        if done_or_said(form, lambda: end_appointment(appointment=appointment, last_day=last_day, by=request.user)):
            messages.success(request, f"{appointment}: the last day is {long_date(last_day)}")
            return redirect("board:appointment-list", board.slug)
    return render(request, "snb/appointment_end.html", _page(board, form=form, appointment=appointment))


@requires(Permission.APPOINTMENT_EDIT, visible_appointment)
def appointment_hand_over(request: PersonRequest, appointment: Appointment) -> HttpResponse:
    """End it and appoint the successor from the day after, in one act; then show what the successor takes up."""
    form = HandOverForm(typed_text(request))
    board = appointment.remit.board
    if request.method == "POST" and form.is_valid():
        made = done_or_said(
            form, lambda: hand_over_by_email(appointment=appointment, **form.cleaned_data, by=request.user)
        )
        if made:
            messages.success(request, f"{appointment.person} hands over to {made.person} on {long_date(made.begins)}")
            return redirect("reports:handover-detail", board.slug, made.pk)
    return render(request, "snb/appointment_hand_over.html", _page(board, form=form, appointment=appointment))


def _page(board: Board, **more: Any) -> dict[str, Any]:
    trail = [{"label": "Appointments", "url": reverse("board:appointment-list", args=[board.slug])}]
    return {"board": board, "breadcrumbs": trail} | more
