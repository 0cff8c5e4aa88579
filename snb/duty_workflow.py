"""Entering duties, ending them, and filing the evidence that one was met."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from snb.audit import record
from snb.duties import duties_on, recurrence_of
from snb.models import Board, Duty, Fulfilment, FulfilmentFile, Person, Post, Remit
from snb.naming import free_slug
from snb.owners import owns
from snb.permissions import Permission
from snb.querysets import today
from snb.uploads import take_in
from snb.wording import long_date
from snb.workflow import Refusal, demand


@dataclass(frozen=True)
class DutyDetails:
    """What a person says of a duty. The owner is a post, or a role on a remit."""

    title: str
    kind: str
    owed_by: str
    source: str
    every_months: int
    begins: dt.date
    first_due: dt.date
    post: Post | None = None
    role: str = ""
    remit: Remit | None = None
    detail: str = ""
    owed_to: str = ""
    is_verified: bool = False
    warn_days: int = 60


@dataclass(frozen=True)
class Evidence:
    """What shows that a duty was met for the date `due`."""

    due: dt.date
    done_on: dt.date
    text: str
    address: str = ""
    files: tuple[UploadedFile, ...] = ()


@transaction.atomic
def add_duty(*, board: Board, details: DutyDetails, by: Person) -> Duty:
    """A new duty of the board."""
    board = Board.objects.select_for_update().get(pk=board.pk)  # two of one name queue here
    demand(by, Permission.DUTY_EDIT, board)
    duty = Duty(board=board, slug=_slug(board, details.title))
    _write(duty, details)
    record(by=by, action="added a duty", obj=duty, board=board)
    return duty


@transaction.atomic
def change_duty(*, duty: Duty, details: DutyDetails, by: Person) -> Duty:
    """Say something else of a duty. Its dates stay as they are once evidence has been filed for one of them."""
    duty = _hold(duty, by)
    dates = (duty.begins, duty.first_due, duty.every_months)
    if dates != (details.begins, details.first_due, details.every_months) and duty.fulfilments.exists():
        raise Refusal(
            "Evidence has been filed for its dates, so they cannot change. End this duty and add the one that follows."
        )
    _write(duty, details)
    record(by=by, action="changed a duty", obj=duty, board=duty.board)
    return duty


@transaction.atomic
def end_duty(*, duty: Duty, last_day: dt.date, by: Person) -> Duty:
    """It no longer falls due after `last_day`; what was due by then still is."""
    duty = _hold(duty, by)
    if last_day < duty.begins:
        raise Refusal("The last day must not come before the duty began.")
    if duty.ends is not None and duty.ends <= last_day:
        raise Refusal("This duty has ended already.")
    if fell_due := [due for due in recurrence_of(duty).upto(today()) if last_day < due <= today()]:
        raise Refusal(
            f"It fell due on {long_date(fell_due[-1])}, after that day. What has fallen due is met by evidence; "
            "ending the duty does not undo it."
        )
    duty.ends = last_day
    duty.save(update_fields=["ends"])
    record(by=by, action="ended a duty", obj=duty, board=duty.board, last_day=str(last_day))
    return duty


@transaction.atomic
def file_evidence(*, duty: Duty, evidence: Evidence, by: Person) -> Fulfilment:
    """The duty is met for one of its dates. Its owner of the day may say so, or who keeps the register.

    Raises ValidationError for a file that is not to be kept; then nothing is.
    """
    duty = Duty.objects.select_for_update(of=("self",)).select_related("board").get(pk=duty.pk)
    if not may_file(by, duty):
        raise PermissionDenied("You may not file evidence for this duty: its owner can, and the programme manager.")
    _refuse(duty, evidence)
    held = Fulfilment.objects.create(
        duty=duty, due=evidence.due, done_on=evidence.done_on, evidence=evidence.text, address=evidence.address,
        filed_by=by,
    )  # fmt: skip
    for upload in evidence.files:
        take_in(FulfilmentFile(fulfilment=held), upload, by=by)
    record(by=by, action="met a duty", obj=duty, board=duty.board, due=str(held.due), done_on=str(held.done_on))
    return held


@transaction.atomic
def withdraw_evidence(*, fulfilment: Fulfilment, reason: str, by: Person) -> Fulfilment:
    """Evidence that does not show it after all: it stays to be read, and the duty is due again for that date."""
    held = Fulfilment.objects.select_for_update(of=("self",)).select_related("duty__board").get(pk=fulfilment.pk)
    demand(by, Permission.DUTY_EDIT, held)
    if held.withdrawn_reason:
        raise Refusal("This evidence has been withdrawn already.")
    held.withdrawn_reason = reason
    held.save(update_fields=["withdrawn_reason"])
    record(by=by, action="withdrew evidence", obj=held.duty, board=held.duty.board, due=str(held.due), reason=reason)
    return held


def may_file(person: Person, duty: Duty) -> bool:
    """The owner of the day, and who keeps the register."""
    return person.has_perm(Permission.DUTY_EDIT, duty) or owns(person, duty, today())


def _hold(duty: Duty, by: Person) -> Duty:
    duty = Duty.objects.select_for_update(of=("self",)).select_related("board").get(pk=duty.pk)
    demand(by, Permission.DUTY_EDIT, duty)
    return duty


def _write(duty: Duty, details: DutyDetails) -> None:
    if details.first_due < details.begins:
        raise Refusal("It must not fall due before it begins.")
    if duty.ends is not None and duty.ends < details.begins:
        raise Refusal("The duty must not begin after it ended.")
    for name, value in vars(details).items():
        setattr(duty, name, value)
    duty.save()


def _refuse(duty: Duty, evidence: Evidence) -> None:
    if not evidence.text.strip():
        raise Refusal("A duty is met only by evidence: say what shows that it was done.")
    if evidence.done_on > today():
        raise Refusal("It cannot have been done on a day that is still to come.")
    (row,) = duties_on([duty], today())
    if evidence.due not in row.outstanding:
        known = evidence.due in recurrence_of(duty).upto(evidence.due)
        raise Refusal(
            "Evidence for that date has been filed already." if known else "This duty does not fall due on that date."
        )


def _slug(board: Board, title: str) -> str:
    return free_slug(title, set(board.duties.values_list("slug", flat=True)), otherwise="duty")
