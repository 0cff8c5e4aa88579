"""A body's reply to a committee, given by one of its own or recorded on its behalf."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render

from snb.access import PersonRequest, requires
from snb.forms import done_or_said
from snb.forms.replies import OnBehalfForm, ReplyForm
from snb.kept import typed_text
from snb.models import Recipient
from snb.permissions import Permission
from snb.querysets import today
from snb.recipients import post_to_reply_from, reply_setting
from snb.replying import no_post, reply, reply_on_behalf
from snb.scrutiny_loading import visible_recipient
from snb.views.scrutiny import refused, to_detail, to_recommendation, to_scrutiny


@requires(Permission.SCRUTINY_REPLY, visible_recipient)
def reply_give(request: PersonRequest, recipient: Recipient) -> HttpResponse:
    """The reply of the body in which the person holds a post today."""
    post = post_to_reply_from(request.user, recipient, today())
    if post is None:
        raise PermissionDenied(no_post(recipient))
    form = ReplyForm(typed_text(request))
    return _reply(
        request, recipient, form, lambda: reply(recipient=recipient, said=form.said, by=request.user), str(post)
    )


@requires(Permission.SCRUTINY_EDIT, visible_recipient)
def reply_record(request: PersonRequest, recipient: Recipient) -> HttpResponse:
    """A reply that came by letter or mail, recorded on the body's behalf."""
    form = OnBehalfForm(typed_text(request))

    def save() -> Recipient:
        said = {name: form.cleaned_data[name] for name in ("post", "on")}
        return reply_on_behalf(recipient=recipient, said=form.said, by=request.user, **said)

    return _reply(request, recipient, form, save, "")


def _reply(
    request: PersonRequest, recipient: Recipient, form: ReplyForm, save: Callable[[], Recipient], post: str
) -> HttpResponse:
    held = recipient.recommendation
    if request.method != "POST" and recipient.has_replied:
        messages.info(request, f"{recipient.organisation} has replied already, and a reply stands as it was given.")
        return to_detail(held)
    if request.method == "POST" and form.is_valid() and (given := done_or_said(form, save)):
        late = " It came after the day it was due, and is marked late." if given.is_late else ""
        messages.success(request, f"The reply of {given.organisation} is recorded.{late}")
        return to_detail(held)
    board = held.meeting.committee.board
    context = {
        "board": board, "recipient": recipient, "recommendation": held, "form": form, "post": post,
        "is_overdue": recipient.is_overdue(today()), "setting": reply_setting(today()),
        "breadcrumbs": [to_scrutiny(board), to_recommendation(held)],
    }  # fmt: skip
    return render(request, "snb/reply_form.html", context, status=refused(form))
