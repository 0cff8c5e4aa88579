"""Who sat at a meeting, whether that was a quorum, and what was declared."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from snb.access import PersonRequest, requires
from snb.attendance import StaleSitting, declare, record_attendance, withdraw_declaration
from snb.exporting import exported
from snb.forms import done_or_said
from snb.forms.sittings import AttendanceForm, DeclarationForm
from snb.kept import typed_text
from snb.loading import visible_meeting
from snb.minute_book import book_for
from snb.models import Declaration, Meeting
from snb.permissions import Permission
from snb.sitting_loading import visible_declaration
from snb.sitting_sheet import attendance_sheet
from snb.sittings import is_final, sitting_of, why_not_held
from snb.views.meetings import to_meeting, to_meetings
from snb.workflow import Refusal


@requires(Permission.MEETING_READ, visible_meeting)
def attendance_detail(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    """Row by row with the quorum; vacancies by themselves; what was declared."""
    book = book_for(request.user, meeting)
    context = about(meeting) | {
        "book": book,
        "sitting": book.sitting,
        "why_not": why_not_held(meeting),
        "may_edit": request.user.has_perm(Permission.MEETING_EDIT, meeting) and not is_final(meeting),
    }
    file = exported(request, lambda: attendance_sheet(meeting, book.sitting))
    return file or render(request, "snb/attendance_detail.html", context)


@requires(Permission.MEETING_EDIT, visible_meeting)
def attendance_edit(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    """Record who sat; where somebody else did so in the meantime, both records are shown and nothing is saved."""
    form = AttendanceForm(typed_text(request), sitting=sitting_of(meeting))
    page = about(meeting) | {"form": form, "why_not": why_not_held(meeting)}
    if request.method != "POST" or not form.is_valid():
        return render(request, "snb/attendance_edit.html", page)
    try:
        seen = form.cleaned_data["seen"]
        saved = record_attendance(meeting=meeting, marks=form.marks, others=form.asked, seen=seen, by=request.user)
    except StaleSitting as stale:
        again = AttendanceForm(typed_again(request, seen=stale.saved.stamp), sitting=stale.saved)
        page |= {"form": again, "differences": form.differences(stale.saved), "is_stale": True, "has_errors": True}
        return render(request, "snb/attendance_edit.html", page, status=409)
    except Refusal as refusal:
        form.add_error(None, refusal.reason)
        return render(request, "snb/attendance_edit.html", page, status=409)
    messages.success(request, f"Attendance is recorded. {saved.quorums[0].words}.")
    return redirect("board:attendance-detail", meeting.board.slug, meeting.pk)


@requires(Permission.MEETING_EDIT, visible_meeting)
def declaration_add(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    form = DeclarationForm(typed_text(request), meeting=meeting)
    if request.method == "POST" and form.is_valid():
        made = done_or_said(form, lambda: declare(meeting=meeting, **form.cleaned_data, by=request.user))
        if made:
            messages.success(request, f"The declaration by {made.name} is recorded")
            return redirect("board:attendance-detail", meeting.board.slug, meeting.pk)
    return render(request, "snb/declaration_add.html", about(meeting) | {"form": form}, status=refused(form))


@requires(Permission.MEETING_EDIT, visible_declaration)
def declaration_remove(request: PersonRequest, declaration: Declaration) -> HttpResponse:
    """Ask, then take it out."""
    meeting = declaration.meeting
    if request.method == "POST":
        withdraw_declaration(declaration=declaration, by=request.user)
        messages.success(request, "The declaration has been taken out")
        return redirect("board:attendance-detail", meeting.board.slug, meeting.pk)
    return render(request, "snb/declaration_remove.html", about(meeting) | {"declaration": declaration})


def about(meeting: Meeting) -> dict[str, Any]:
    return {
        "board": meeting.board, "meeting": meeting, "breadcrumbs": [to_meetings(meeting.board), to_meeting(meeting)],
    }  # fmt: skip


def typed_again(request: PersonRequest, **changes: str) -> Any:
    """The posted fields, with what the form now starts from: saving once more keeps what was typed."""
    typed = request.POST.copy()
    for name, value in changes.items():
        typed[name] = value
    return typed


def refused(form: Any) -> int:
    """409 where the act itself was refused, which the form says above its fields."""
    return 409 if form.is_bound and form.non_field_errors() else 200
