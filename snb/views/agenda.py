"""Building a meeting's agenda: items added, changed, moved, taken off, and withdrawn once it is published."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snb.access import PersonRequest, requires
from snb.agenda import add_item, change_item, move_item, remove_item, withdraw_item
from snb.forms import done_or_said
from snb.forms.agenda import AgendaItemForm, WithdrawForm
from snb.kept import typed_text
from snb.loading import readable_item, visible_item, visible_meeting
from snb.models import AgendaItem, Meeting
from snb.permissions import Permission
from snb.seen import StaleRow, fingerprint
from snb.views.meetings import to_meeting, to_meetings
from snb.workflow import Refusal


@requires(Permission.MEETING_EDIT, visible_meeting)
def item_add(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    form = AgendaItemForm(typed_text(request), board=meeting.board, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data.get("late_reason", "")
        item = done_or_said(
            form, lambda: add_item(meeting=meeting, details=form.details, late_reason=reason, by=request.user)
        )
        if item:
            messages.success(request, f"“{item.title}” is item {item.order} of the agenda")
            return _to_agenda(meeting)
    heading = "Add urgent business" if meeting.is_published else "Add an agenda item"
    return render(request, "snb/item_form.html", _page(meeting, form=form, heading=heading))


@requires(Permission.MEETING_EDIT, readable_item)
def item_edit(request: PersonRequest, item: AgendaItem) -> HttpResponse:
    """Change an item; where somebody else did so in the meantime, both texts are shown and nothing is saved."""
    form = AgendaItemForm(typed_text(request), board=item.meeting.board, meeting=item.meeting, item=item)
    page = _page(item.meeting, form=form, heading="Change the agenda item")
    if request.method != "POST" or not form.is_valid():
        return render(request, "snb/item_form.html", page)
    try:
        changed = change_item(item=item, details=form.details, seen=form.cleaned_data["seen"], by=request.user)
    except StaleRow as stale:
        typed = request.POST.copy()
        typed["seen"] = fingerprint(stale.saved)  # saving once more keeps what was typed
        again = AgendaItemForm(typed, board=item.meeting.board, meeting=item.meeting, item=stale.saved)
        page |= {"form": again, "differences": form.differences(stale.saved), "has_errors": True}
        return render(request, "snb/item_form.html", page, status=409)
    except Refusal as refusal:
        form.add_error(None, refusal.reason)
        return render(request, "snb/item_form.html", page)
    messages.success(request, f"“{changed.title}” has been changed")
    return _to_agenda(item.meeting)


@requires(Permission.MEETING_EDIT, visible_item)
def item_move(request: PersonRequest, item: AgendaItem) -> HttpResponse:
    """One place up (`to=up`) or down, and back to the item, so that a keyboard can go on from there."""
    if request.method == "POST":  # somebody who had to sign in first comes back by GET: they press again
        move_item(item=item, up=request.POST.get("to") == "up", by=request.user)
    return _to_agenda(item.meeting, f"#item-{item.pk}")


@requires(Permission.MEETING_EDIT, readable_item)
def item_remove(request: PersonRequest, item: AgendaItem) -> HttpResponse:
    """Ask, then take the item off."""
    if request.method == "POST":
        remove_item(item=item, by=request.user)
        messages.success(request, f"“{item.title}” has been taken off the agenda")
        return _to_agenda(item.meeting)
    return render(request, "snb/item_remove.html", _page(item.meeting, item=item))


@requires(Permission.MEETING_EDIT, readable_item)
def item_withdraw(request: PersonRequest, item: AgendaItem) -> HttpResponse:
    form = WithdrawForm(typed_text(request))
    if request.method == "POST" and form.is_valid():
        done = done_or_said(form, lambda: withdraw_item(item=item, **form.cleaned_data, by=request.user))
        if done:
            messages.success(request, f"“{item.title}” is withdrawn")
            return _to_agenda(item.meeting, f"#item-{item.pk}")
    return render(request, "snb/item_withdraw.html", _page(item.meeting, item=item, form=form))


def _to_agenda(meeting: Meeting, fragment: str = "") -> HttpResponse:
    return redirect(reverse("board:meeting-detail", args=[meeting.board.slug, meeting.pk]) + fragment)


def _page(meeting: Meeting, **more: Any) -> dict[str, Any]:
    return {
        "board": meeting.board, "meeting": meeting, "breadcrumbs": [to_meetings(meeting.board), to_meeting(meeting)],
    } | more  # fmt: skip
