"""Meetings ahead and past, one meeting with its agenda, and the forward plan."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from snb.access import PersonRequest, requires
from snb.agenda import PARTS, ends, take_up, timed
from snb.exempt import seen_items
from snb.exporting import exported
from snb.forms import done_or_said
from snb.forms.meetings import ForwardPlanForm, MeetingForm
from snb.kept import typed_text
from snb.loading import visible_board, visible_meeting, visible_plan_item
from snb.meeting_sheets import agenda_sheet, meetings_sheet
from snb.meetings import DateStays, QuarterStays, Stale, call_meeting, change_meeting, drop_from_plan, plan_ahead
from snb.minute_book import book_for
from snb.models import Board, ForwardPlanItem, Meeting
from snb.notice import counting_of
from snb.permissions import Permission
from snb.querysets import today
from snb.sittings import why_not_held
from snb.workflow import Refusal

A_YEAR = dt.timedelta(days=366)


@requires(Permission.MEETING_READ, visible_board)
def meeting_list(request: PersonRequest, board: Board) -> HttpResponse:
    """Meetings ahead with their deadlines, the forward plan of twelve months, and meetings past."""
    day, counting = today(), counting_of(board)
    rows = [(meeting, counting.deadlines(meeting)) for meeting in board.meetings.prefetch_related("forward_plan")]
    ahead = sorted((row for row in rows if row[0].date >= day), key=lambda row: row[0].date)
    context = {
        "board": board,
        "ahead": ahead,
        "plan": [meeting for meeting, _ in ahead if meeting.date <= day + A_YEAR and not meeting.is_cancelled],
        "past": [row for row in rows if row[0].date < day],
        "unverified": next((due for _, due in ahead if not due.is_verified), None),
        "may_edit": request.user.has_perm(Permission.MEETING_EDIT, board),
    }
    file = exported(request, lambda: meetings_sheet(board, rows))
    return file or render(request, "snb/meeting_list.html", context)


@requires(Permission.MEETING_READ, visible_meeting)
def meeting_detail(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    """The agenda with its times as this reader may see it, and the deadlines counted back from the day."""
    board, counting = meeting.board, counting_of(meeting.board)
    items = seen_items(meeting, request.user)
    rows = timed(meeting, items)
    may_edit, is_past = request.user.has_perm(Permission.MEETING_EDIT, board), meeting.date < today()
    context = {
        "board": board,
        "meeting": meeting,
        "items": rows,
        "ends": ends(meeting, items),
        "parts": PARTS,
        "due": counting.deadlines(meeting),
        "no_working_day": counting.calendar.why_not(meeting.date),
        "is_past": is_past,
        "may_edit": may_edit,
        "may_touch": may_edit and not (is_past and meeting.is_published),
        "links": _links(request, meeting),
        "book": None if why_not_held(meeting) else book_for(request.user, meeting),
        "breadcrumbs": [to_meetings(board)],
    }
    file = exported(request, lambda: agenda_sheet(meeting, rows))
    return file or render(request, "snb/meeting_detail.html", context)


@requires(Permission.MEETING_EDIT, visible_board)
def meeting_add(request: PersonRequest, board: Board) -> HttpResponse:
    form = MeetingForm(typed_text(request), board=board)
    if request.method == "POST" and form.is_valid():
        meeting = done_or_said(form, lambda: call_meeting(board=board, details=form.details, by=request.user))
        if meeting:
            messages.success(request, f"{meeting} has been added")
            return redirect("board:meeting-detail", board.slug, meeting.pk)
    return render(request, "snb/meeting_form.html", _form_page(board, form, "Add a meeting"))


@requires(Permission.MEETING_EDIT, visible_meeting)
def meeting_edit(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    """Change a meeting; where somebody else did so in the meantime, both texts are shown and nothing is saved."""
    form = MeetingForm(typed_text(request), board=meeting.board, meeting=meeting)
    page = _form_page(meeting.board, form, "Change the meeting")
    if request.method != "POST" or not form.is_valid():
        return render(request, "snb/meeting_form.html", page)
    try:
        change_meeting(
            meeting=meeting, details=form.details, version=form.cleaned_data["version"] or 0, by=request.user
        )
    except Stale as stale:
        return _both_texts(request, page, form, stale.saved)
    except Refusal as refusal:
        form.add_error(_field_of(refusal), refusal.reason)
        return render(request, "snb/meeting_form.html", page)
    messages.success(request, "The meeting has been changed")
    return redirect("board:meeting-detail", meeting.board.slug, meeting.pk)


@requires(Permission.MEETING_EDIT, visible_board)
def forward_plan_add(request: PersonRequest, board: Board) -> HttpResponse:
    """Put a subject into the forward plan; `?meeting=` names the meeting."""
    meetings = board.meetings.ahead(today())
    form = ForwardPlanForm(typed_text(request), meetings=meetings, initial={"meeting": request.GET.get("meeting")})
    if request.method == "POST" and form.is_valid():
        item = done_or_said(form, lambda: plan_ahead(**form.cleaned_data, by=request.user))
        if item:
            messages.success(request, f"“{item}” is in the forward plan")
            return redirect("board:meeting-list", board.slug)
    context = {"board": board, "form": form, "meetings": meetings, "breadcrumbs": [to_meetings(board)]}
    return render(request, "snb/forward_plan_add.html", context)


@requires(Permission.MEETING_EDIT, visible_plan_item)
def forward_plan_remove(request: PersonRequest, item: ForwardPlanItem) -> HttpResponse:
    """Ask, then take the subject out."""
    board = item.meeting.board
    if request.method == "POST":
        drop_from_plan(item=item, by=request.user)
        messages.success(request, f"“{item}” is no longer in the forward plan")
        return redirect("board:meeting-list", board.slug)
    context = {"board": board, "item": item, "breadcrumbs": [to_meetings(board)]}
    return render(request, "snb/forward_plan_remove.html", context)


@requires(Permission.MEETING_EDIT, visible_plan_item)
def forward_plan_take_up(request: PersonRequest, item: ForwardPlanItem) -> HttpResponse:
    """Put the subject on the agenda of its meeting."""
    meeting = item.meeting
    if request.method == "POST":  # somebody who had to sign in first comes back by GET: they press again
        made = take_up(planned=item, by=request.user)
        messages.success(request, f"“{made.title}” is item {made.order} of the agenda")
    return redirect("board:meeting-detail", meeting.board.slug, meeting.pk)


def _field_of(refusal: Refusal) -> str | None:
    """The field of the form that a refusal is about; None where it is about all of it."""
    return {QuarterStays: "quarter", DateStays: "date"}.get(type(refusal))


def to_meetings(board: Board) -> dict[str, str]:
    return {"label": "Meetings", "url": reverse("board:meeting-list", args=[board.slug])}


def to_meeting(meeting: Meeting) -> dict[str, str]:
    return {"label": str(meeting), "url": reverse("board:meeting-detail", args=[meeting.board.slug, meeting.pk])}


def _form_page(board: Board, form: MeetingForm, heading: str) -> dict[str, Any]:
    meeting = form.meeting
    trail = [to_meetings(board), *([to_meeting(meeting)] if meeting else [])]
    return {"board": board, "form": form, "heading": heading, "meeting": meeting, "breadcrumbs": trail}


def _both_texts(request: PersonRequest, page: dict[str, Any], form: MeetingForm, saved: Meeting) -> HttpResponse:
    """What is saved beside what was typed; saving once more keeps what was typed."""
    typed = request.POST.copy()
    typed["version"] = str(saved.version)
    again = MeetingForm(typed, board=saved.board, meeting=saved)
    page = page | {"form": again, "differences": form.differences(saved), "has_errors": True}
    return render(request, "snb/meeting_form.html", page, status=409)


# Pages of packages to the right that a meeting leads to, by name: shown where they exist and may be opened. The last
# says whether the page is of one meeting, which `?meeting=` then names.
LINKS = (
    ("The tracker of its returns", "priorities:return-list", Permission.TRACKER_READ, True),
    ("What the partnerships tell it", "partnerships:narrative-list", Permission.BOARD_READ, True),
    ("Papers", "reports:paper-list", Permission.BOARD_KNOW, False),
)


def _links(request: PersonRequest, meeting: Meeting) -> list[dict[str, str]]:
    found, board = [], meeting.board
    for label, view, permission, of_one in LINKS:
        with suppress(NoReverseMatch):
            if request.user.has_perm(permission, board):
                asked = f"?meeting={meeting.pk}" if of_one else ""
                found.append({"label": label, "url": f"{reverse(view, args=[board.slug])}{asked}"})
    return found
