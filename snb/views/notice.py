"""Publishing an agenda, and cancelling a meeting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from snb.access import PersonRequest, requires
from snb.forms import done_or_said
from snb.forms.meetings import CancelForm, PublishForm
from snb.kept import typed_text
from snb.loading import visible_meeting
from snb.models import Meeting
from snb.notice import cancel_meeting, deadlines_of, publish_agenda
from snb.permissions import Permission
from snb.querysets import today
from snb.views.meetings import to_meeting, to_meetings


@requires(Permission.MEETING_EDIT, visible_meeting)
def meeting_publish(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    """The day of notice; a day that is too late is answered with the last lawful one."""
    due = deadlines_of(meeting)
    form = PublishForm(typed_text(request), deadlines=due)
    if request.method == "POST" and form.is_valid():
        done = done_or_said(form, lambda: publish_agenda(meeting=meeting, **form.cleaned_data, by=request.user))
        if done:
            messages.success(request, "The agenda is published: its items stay as they are")
            return redirect("board:meeting-detail", meeting.board.slug, meeting.pk)
    context = _page(meeting, form=form, due=due, warning=due.warning(today()), items=meeting.items.count())
    return render(request, "snb/meeting_publish.html", context)


@requires(Permission.MEETING_EDIT, visible_meeting)
def meeting_cancel(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    form = CancelForm(typed_text(request))
    if request.method == "POST" and form.is_valid():
        done = done_or_said(form, lambda: cancel_meeting(meeting=meeting, **form.cleaned_data, by=request.user))
        if done:
            messages.success(request, "The meeting is cancelled")
            return redirect("board:meeting-detail", meeting.board.slug, meeting.pk)
    return render(request, "snb/meeting_cancel.html", _page(meeting, form=form))


def _page(meeting: Meeting, **more: Any) -> dict[str, Any]:
    return {
        "board": meeting.board, "meeting": meeting, "breadcrumbs": [to_meetings(meeting.board), to_meeting(meeting)],
    } | more  # fmt: skip
