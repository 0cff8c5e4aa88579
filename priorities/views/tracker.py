"""The tracker, and what the programme manager does from it: open, chase, give more time."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from priorities import chasing, tracker
from priorities.forms.tracker import ExtendForm, TrackerFilter
from priorities.loading import visible_return
from priorities.models import QuarterlyReturn
from priorities.opening import open_returns
from priorities.people import in_words
from priorities.views.pages import address, back, page, to_return, to_tracker
from snb.access import PersonRequest, requires
from snb.exporting import exported
from snb.forms import done_or_said
from snb.kept import typed_text
from snb.loading import visible_board, visible_meeting
from snb.models import Board, Meeting
from snb.permissions import Permission
from snb.wording import long_date, small_number


@requires(Permission.TRACKER_READ, visible_board)
def return_list(request: PersonRequest, board: Board) -> HttpResponse:
    """Every return to one meeting; the filter is in the address."""
    meetings, default = tracker.meetings_of(board)
    form = TrackerFilter(request.GET, meetings=meetings, chosen=default)
    rows = tracker.rows_of(form.chosen) if form.chosen else []
    shown = tracker.narrowed(rows, **form.asked)
    file = exported(request, tracker.tracker_sheet(form.chosen, shown)) if form.chosen else None
    context = {
        "board": board,
        "form": form,
        "meeting": form.chosen,
        "rows": shown,
        "total": len(rows),
        "late": sum(row.is_overdue for row in rows),
        "may_chase": request.user.has_perm(Permission.RETURN_CHASE, board),
        "may_open": request.user.has_perm(Permission.RETURN_OPEN, board),
    }
    return file or render(request, "priorities/return_list.html", context)


@requires(Permission.RETURN_OPEN, visible_meeting)
def returns_open(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    if request.method == "POST":
        opened = open_returns(meeting=meeting, by=request.user)
        said = f"Opened {_returns(len(opened))}, due on {long_date(meeting.returns_due)}."
        messages.success(request, said if opened else "Every priority already has its return to this meeting.")
    return redirect(to_tracker(meeting.board, f"?meeting={meeting.pk}"))


@requires(Permission.RETURN_CHASE, visible_board)
def returns_chase_late(request: PersonRequest, board: Board) -> HttpResponse:
    if request.method != "POST":
        return redirect(to_tracker(board))
    meeting = get_object_or_404(board.meetings, pk=small_number(request.POST.get("meeting")))
    late = [row.held for row in tracker.rows_of(meeting) if row.is_overdue]
    chased = chasing.chase_late(returns=late, by=request.user)
    _say_chased(request, late, [chase.quarterly_return for chase in chased])
    return back(request, to_tracker(board, f"?meeting={meeting.pk}"))


@requires(Permission.RETURN_CHASE, visible_return)
def return_chase(request: PersonRequest, held: QuarterlyReturn) -> HttpResponse:
    if request.method == "POST":
        chased = chasing.chase(quarterly_return=held, by=request.user)
        messages.success(request, f"Chased. A reminder about {held} went to {chased.to}.")
    return back(request, address(held))


@requires(Permission.RETURN_CHASE, visible_return)
def return_extend(request: PersonRequest, held: QuarterlyReturn) -> HttpResponse:
    """More time, with a reason."""
    form = ExtendForm(typed_text(request), held=held)
    if request.method == "POST" and form.is_valid():
        given = done_or_said(form, lambda: chasing.extend(quarterly_return=held, **form.cleaned_data, by=request.user))
        if given:
            messages.success(request, f"{held} is now due on {long_date(given.new_due)}. Whoever holds it was told.")
            return to_return(held)
    return page(request, held, "return_extend", {"form": form})


def _say_chased(request: PersonRequest, late: list[QuarterlyReturn], chased: list[QuarterlyReturn]) -> None:
    if chased:
        messages.success(request, f"Chased {_returns(len(chased))}: {_names(chased)}.")
    elif not late:
        messages.info(request, "No return to this meeting is late, so nobody was chased.")
    missed = [held for held in late if held not in chased]
    if missed:
        messages.warning(request, f"Nobody is appointed to {_names(missed)} today, so nobody could be chased.")


def _names(returns: list[QuarterlyReturn]) -> str:
    return in_words(held.priority.name_on(held.meeting.date) for held in returns)


def _returns(count: int) -> str:
    return f"{count} return" if count == 1 else f"{count} returns"
