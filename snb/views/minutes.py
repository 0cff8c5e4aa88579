"""The minutes of a meeting: read, opened, written item by item, circulated, taken back, approved."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from snb.access import PersonRequest, requires
from snb.forms import done_or_said
from snb.forms.sittings import ApproveForm, EntryForm
from snb.kept import typed_text
from snb.loading import visible_meeting
from snb.minute_book import book_for
from snb.minutes import (
    APPROVED,
    CIRCULATED,
    DRAFT,
    MACHINE,
    StaleEntry,
    approve,
    approving_meetings,
    circulate,
    minutes_of,
    open_minutes,
    take_back,
    write_entry,
)  # fmt: skip
from snb.models import AgendaItem, Meeting, MinuteEntry, Minutes, MinutesState
from snb.permissions import Permission
from snb.sitting_loading import visible_minute
from snb.sittings import why_not_held
from snb.views.sittings import about, refused, typed_again
from snb.wording import small_number
from snb.workflow import Refusal

TONES = {DRAFT: "doing", CIRCULATED: "waiting", APPROVED: "done"}


@requires(Permission.MEETING_READ, visible_meeting)
def minutes_detail(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    """Item by item what was said, declared and decided, as this reader may know it."""
    book = book_for(request.user, meeting)
    may_edit = request.user.has_perm(Permission.MEETING_EDIT, meeting)
    moves = _moves(request, book.minutes)
    context = about(meeting) | {
        "book": book,
        "why_not": why_not_held(meeting),
        "may_edit": may_edit,
        "may_write": may_edit and book.minutes is not None and book.minutes.state == DRAFT,
        "may_decide": may_edit and not why_not_held(meeting) and getattr(book.minutes, "state", "") != APPROVED,
        "tone": TONES[MinutesState(book.minutes.state)] if book.minutes else "",
        "may_circulate": CIRCULATED in moves,
        "may_take_back": DRAFT in moves,
        "may_approve": APPROVED in moves,
        "is_approvable": approving_meetings(meeting).exists(),
    }
    return render(request, "snb/minutes_detail.html", context)


def _moves(request: PersonRequest, minutes: Minutes | None) -> list[MinutesState]:
    """Where this person may move them."""
    if minutes is None:
        return []
    here = MinutesState(minutes.state)
    return [to for to in MACHINE.moves_from(here) if MACHINE.can(request.user, minutes, here, to)]


@requires(Permission.MEETING_EDIT, visible_meeting)
def minutes_open(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    return _move(request, meeting, lambda version: open_minutes(meeting=meeting, by=request.user), "opened")


@requires(Permission.MEETING_EDIT, visible_meeting)
def minutes_circulate(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    return _move(
        request, meeting, lambda version: circulate(meeting=meeting, version=version, by=request.user), "circulated"
    )


@requires(Permission.MEETING_EDIT, visible_meeting)
def minutes_take_back(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    return _move(
        request, meeting, lambda version: take_back(meeting=meeting, version=version, by=request.user), "taken back"
    )


def _move(request: PersonRequest, meeting: Meeting, act: Callable[[int], Minutes], done: str) -> HttpResponse:
    """Move them by POST; somebody who had to sign in first comes back by GET and presses again."""
    if request.method == "POST":
        act(small_number(request.POST.get("version")))
        messages.success(request, f"The minutes have been {done}")
    return _to_minutes(meeting)


@requires(Permission.MEETING_EDIT, visible_meeting)
def minutes_approve(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    """Record which later meeting approved them, and what it corrected."""
    minutes = minutes_of(meeting)
    form = ApproveForm(
        typed_text(request), meetings=approving_meetings(meeting), version=minutes.version if minutes else 0
    )
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("approving", "corrections")}
        version = form.cleaned_data["version"] or 0
        if done_or_said(form, lambda: approve(meeting=meeting, version=version, by=request.user, **said)):
            messages.success(request, "The minutes are approved. Nothing of this record changes any more.")
            return _to_minutes(meeting)
    context = about(meeting) | {"form": form, "minutes": minutes}
    return render(request, "snb/minutes_approve.html", context, status=refused(form))


@requires(Permission.MEETING_EDIT, visible_minute)
def minute_edit(request: PersonRequest, item: AgendaItem) -> HttpResponse:
    """Write the minute of one item; two people in one entry see both texts, two in two entries never meet."""
    entry = MinuteEntry.objects.filter(item=item).first() or MinuteEntry(item=item)
    form = EntryForm(typed_text(request), entry=entry)
    page = about(item.meeting) | {"item": item, "form": form, "entry": entry}
    if request.method != "POST" or not form.is_valid():
        return render(request, "snb/minutes_write.html", page)
    text = form.cleaned_data["text"]
    try:
        write_entry(item=item, text=text, version=form.seen, by=request.user)
    except StaleEntry as stale:
        again = EntryForm(typed_again(request, version=str(stale.saved.version)), entry=stale.saved)
        rows = [{"label": "Minute", "saved": stale.saved.text, "typed": text}]
        page |= {"form": again, "entry": stale.saved, "differences": rows, "is_stale": True, "has_errors": True}
        return render(request, "snb/minutes_write.html", page, status=409)
    except Refusal as refusal:
        form.add_error(None, refusal.reason)
        return render(request, "snb/minutes_write.html", page, status=409)
    messages.success(request, f"The minute of “{item.title}” is saved")
    return _to_minutes(item.meeting, f"#item-{item.pk}")


def _to_minutes(meeting: Meeting, fragment: str = "") -> HttpResponse:
    return redirect(reverse("board:minutes-detail", args=[meeting.board.slug, meeting.pk]) + fragment)
