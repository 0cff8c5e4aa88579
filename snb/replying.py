"""Written replies to a committee: from the body itself, or recorded on its behalf. A reply once given stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from snb.audit import record
from snb.models import Board, Person, PostHolding, Recipient
from snb.models.people import title_on
from snb.permissions import Permission
from snb.querysets import today
from snb.recipients import post_to_reply_from
from snb.wording import long_date
from snb.workflow import Refusal, demand


@dataclass(frozen=True)
class Reply:
    answer: Recipient.Answer
    text: str


@transaction.atomic
def reply(*, recipient: Recipient, said: Reply, by: Person) -> Recipient:
    """The reply of a body by somebody who holds a post in it today. After the last day it is taken, and is late."""
    held = _locked(recipient)
    demand(by, Permission.SCRUTINY_REPLY, held)
    post = post_to_reply_from(by, held, today())
    if post is None:
        raise PermissionDenied(no_post(held))
    held.replied_as, held.replied_post, held.replied_on = f"{by.name}, {post}", str(post), today()
    return _give(held, said, by)


@transaction.atomic
def reply_on_behalf(*, recipient: Recipient, said: Reply, post: str, on: dt.date, by: Person) -> Recipient:
    """Record a reply that came by letter or mail. `post` is who replied, without a name; it says who recorded it."""
    held = _locked(recipient)
    demand(by, Permission.SCRUTINY_EDIT, held)
    if on < held.sent_on:
        raise Refusal(f"It was sent on {long_date(held.sent_on)}: no reply can have come before.")
    if on > today():
        raise Refusal("A reply cannot have come on a day that is still to come.")
    if not post.strip():
        raise Refusal("Say which post replied.")
    held.replied_post, held.replied_on, held.is_on_behalf = f"{post.strip()}, {held.organisation}", on, True
    held.replied_as = f"{held.replied_post} (recorded by {title_on(by, today())})"[:300]
    return _give(held, said, by)


def may_reply_for(person: Person, recipients: Iterable[Recipient], board: Board) -> set[int]:
    """Those of `recipients` (by primary key) that `person` may give the reply of today. One query."""
    if not person.has_perm(Permission.SCRUTINY_REPLY, board):
        return set()
    bodies = set(PostHolding.objects.on(today()).filter(person=person).values_list("post__organisation", flat=True))
    return {held.pk for held in recipients if not held.has_replied and held.organisation_id in bodies}


def no_post(recipient: Recipient) -> str:
    """Why somebody may not reply for a body that they hold no post in."""
    return f"You may not reply for {recipient.organisation}: you hold no post there today."


def _locked(recipient: Recipient) -> Recipient:
    return (
        Recipient.objects.select_for_update(of=("self",))
        .select_related("organisation", "recommendation__meeting__committee__board")
        .get(pk=recipient.pk)
    )


def _give(held: Recipient, said: Reply, by: Person) -> Recipient:
    if held.answer:
        raise Refusal(f"{held.organisation} has replied already, and a reply stands as it was given.")
    if not said.text.strip():
        raise Refusal("A reply is given in writing.")
    held.answer, held.reply, held.recorded_by = said.answer, said.text, by
    held.save()
    record(
        by=by, action="replied to a committee", obj=held.recommendation,
        board=held.recommendation.meeting.committee.board, body=str(held.organisation), answer=said.answer,
        late=held.is_late, on_behalf=held.is_on_behalf,
    )  # fmt: skip
    return held
