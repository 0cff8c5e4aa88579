"""The register of duties, one duty with its evidence, and filing that it was met."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snb.access import PersonRequest, requires
from snb.duties import DutyRow, DutyState, duties_on, duties_sheet, narrowed, register_of
from snb.duty_workflow import add_duty, change_duty, end_duty, file_evidence, may_file, withdraw_evidence
from snb.exporting import exported
from snb.forms import done_or_said
from snb.forms.duties import DutyFilter, DutyForm, EndDutyForm, EvidenceForm, WithdrawForm
from snb.kept import typed_text
from snb.loading import visible_board, visible_duty, visible_duty_file, visible_fulfilment
from snb.models import Board, Duty, Fulfilment, FulfilmentFile
from snb.permissions import Permission
from snb.querysets import today
from snb.views.downloads import file_to_keep
from snb.wording import long_date


@requires(Permission.DUTY_READ, visible_board)
def duty_list(request: PersonRequest, board: Board) -> HttpResponse:
    """The register: late first, then what comes; the filter is in the address."""
    register = register_of(board, today())
    form = DutyFilter(request.GET)
    rows = narrowed(register, **form.asked)
    context = {
        "board": board,
        "form": form,
        "register": register,
        "rows": rows,
        "late": sum(row.state == DutyState.LATE for row in rows),
        "may_edit": request.user.has_perm(Permission.DUTY_EDIT, board),
    }
    file = exported(request, lambda: duties_sheet(board, rows, today()))
    return file or render(request, "snb/duty_list.html", context)


@requires(Permission.DUTY_READ, visible_duty)
def duty_detail(request: PersonRequest, duty: Duty) -> HttpResponse:
    """What it asks, when it is due, and every piece of evidence."""
    row = row_of(duty)
    context = {
        "board": duty.board,
        "row": row,
        "duty": duty,
        "may_edit": request.user.has_perm(Permission.DUTY_EDIT, duty),
        "may_file": row.outstanding and may_file(request.user, duty),
        "breadcrumbs": [to_duties(duty.board)],
    }
    file = exported(request, lambda: duties_sheet(duty.board, [row], today()))
    return file or render(request, "snb/duty_detail.html", context)


@requires(Permission.DUTY_EDIT, visible_board)
def duty_add(request: PersonRequest, board: Board) -> HttpResponse:
    form = DutyForm(typed_text(request), board=board)
    if request.method == "POST" and form.is_valid():
        made = done_or_said(form, lambda: add_duty(board=board, details=form.details, by=request.user))
        if made:
            return _done(request, made, f"“{made}” is in the register of duties")
    return render(request, "snb/duty_form.html", _page(board, form=form, heading="Add a duty"))


@requires(Permission.DUTY_EDIT, visible_duty)
def duty_edit(request: PersonRequest, duty: Duty) -> HttpResponse:
    form = DutyForm(typed_text(request), board=duty.board, duty=duty)
    if request.method == "POST" and form.is_valid():
        changed = done_or_said(form, lambda: change_duty(duty=duty, details=form.details, by=request.user))
        if changed:
            return _done(request, changed, "The duty has been changed")
    return render(request, "snb/duty_form.html", _page(duty.board, duty, form=form, heading="Change the duty"))


@requires(Permission.DUTY_EDIT, visible_duty)
def duty_end(request: PersonRequest, duty: Duty) -> HttpResponse:
    form = EndDutyForm(typed_text(request))
    if request.method == "POST" and form.is_valid():
        last_day = form.cleaned_data["last_day"]
        if done_or_said(form, lambda: end_duty(duty=duty, last_day=last_day, by=request.user)):
            return _done(request, duty, f"The duty is in force until {long_date(last_day)}")
    return render(request, "snb/duty_end.html", _page(duty.board, duty, form=form))


@requires(Permission.DUTY_READ, visible_duty)
def duty_file(request: PersonRequest, duty: Duty) -> HttpResponse:
    """Evidence for one of its dates. Its owner of the day may file it, whatever else they may not."""
    if not may_file(request.user, duty):
        raise PermissionDenied("You may not file evidence for this duty: its owner can, and the programme manager.")
    row = row_of(duty)
    form = EvidenceForm(typed_text(request), request.FILES or None, row=row)
    if request.method == "POST" and form.is_valid():
        filed = done_or_said(form, lambda: file_evidence(duty=duty, evidence=form.evidence, by=request.user))
        if filed:
            return _done(request, duty, f"The duty is met for {long_date(filed.due)}")
    return render(request, "snb/duty_file.html", _page(duty.board, duty, form=form, row=row))


@requires(Permission.DUTY_EDIT, visible_fulfilment)
def fulfilment_withdraw(request: PersonRequest, held: Fulfilment) -> HttpResponse:
    form = WithdrawForm(typed_text(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if done_or_said(form, lambda: withdraw_evidence(fulfilment=held, reason=reason, by=request.user)):
            return _done(request, held.duty, f"The evidence for {long_date(held.due)} has been withdrawn")
    return render(request, "snb/fulfilment_withdraw.html", _page(held.duty.board, held.duty, form=form, held=held))


@requires(Permission.DUTY_READ, visible_duty_file)  # type: ignore[arg-type]
def duty_download(request: PersonRequest, stored: FulfilmentFile) -> FileResponse:
    return file_to_keep(stored)


def row_of(duty: Duty) -> DutyRow:
    """The duty as it stands today."""
    return duties_on([duty], today())[0]


def to_duties(board: Board) -> dict[str, str]:
    return {"label": "Duties", "url": reverse("board:duty-list", args=[board.slug])}


def _address(duty: Duty) -> str:
    return reverse("board:duty-detail", args=[duty.board.slug, duty.pk])


def _done(request: PersonRequest, duty: Duty, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(_address(duty))


def _page(board: Board, duty: Duty | None = None, **more: Any) -> dict[str, Any]:
    trail = [to_duties(board), *([{"label": str(duty), "url": _address(duty)}] if duty else [])]
    return {"board": board, "duty": duty, "breadcrumbs": trail} | more
