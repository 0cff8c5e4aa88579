"""Sharing one paper with one person until a day."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import Permission as PermissionRow
from django.db import transaction
from django.urls import reverse

from reports.models import Audience, Edition, EditionGrant, EditionState
from snb.audit import record
from snb.mail import mail_after_commit
from snb.models import Person
from snb.permissions import Permission
from snb.querysets import today
from snb.wording import long_date
from snb.workflow import Refusal, demand

CLOSED = {
    EditionState.PUBLISHED: "This paper is published: everybody can read it.",
    EditionState.DECLINED: "This paper was not cleared: it is shared with nobody.",
    EditionState.WITHDRAWN: "This paper is withdrawn: nobody reads it any more.",
}


def why_not(edition: Edition) -> str:
    """Why this edition can be shared with nobody; empty where it can. A restricted version is never open to all."""
    if edition.state == EditionState.PUBLISHED and edition.audience == Audience.RESTRICTED:
        return ""
    return CLOSED.get(EditionState(edition.state), "")


@transaction.atomic
def share(*, edition: Edition, person: Person, until: dt.date, reason: str, by: Person) -> EditionGrant:
    """Let `person` read this one paper until a day, that day included. Sharing again sets the new day and reason."""
    held = Edition.objects.select_for_update(of=("self",)).select_related("board").get(pk=edition.pk)
    demand(by, Permission.PAPER_SHARE, held)
    _check(held, person, until, reason)
    grant, _ = EditionGrant.objects.update_or_create(
        user=person, content_object=held, permission=_permission(),
        defaults={"giver": by, "reason": reason.strip(), "ends": until},
    )  # fmt: skip
    record(
        by=by, action="shared paper", obj=held, board=held.board,
        person=person.email, until=until.isoformat(), reason=reason.strip(),
    )  # fmt: skip
    mail_after_commit(
        to=[person],
        subject=f"{held.title} is shared with you",
        body=f"{by.name} shares this paper with you until {long_date(until)}. Reason: {reason.strip()}",
        path=reverse("reports:paper-detail", kwargs={"board": held.board.slug, "reference": held.reference}),
        board=held.board,
    )
    return grant


@transaction.atomic
def unshare(*, grant: EditionGrant, by: Person) -> EditionGrant:
    """End it now. The row stays: who could read what, and until when, is part of the record."""
    held = EditionGrant.objects.select_for_update(of=("self",)).select_related("content_object__board", "user").get(
        pk=grant.pk
    )  # fmt: skip
    edition = held.content_object
    demand(by, Permission.PAPER_SHARE, edition)
    if held.ends < today():
        raise Refusal("This sharing has ended already.")
    held.ends = today() - dt.timedelta(days=1)
    held.save(update_fields=["ends"])
    record(by=by, action="ended sharing of paper", obj=edition, board=edition.board, person=held.user.email)
    return held


def _check(edition: Edition, person: Person, until: dt.date, reason: str) -> None:
    if reason_not_to := why_not(edition):
        raise Refusal(reason_not_to)
    if not person.is_active:
        raise Refusal(f"The account of {person.name} is closed.")
    if until < today():
        raise Refusal("Choose today or a later day.")
    if not reason.strip():
        raise Refusal("Give a reason: it is kept with the sharing.")


def _permission() -> PermissionRow:
    """The row that Django makes of Edition's own permission, for guardian to point at."""
    return PermissionRow.objects.get(
        content_type__app_label="reports", content_type__model="edition", codename=Permission.PAPER_READ.value
    )
