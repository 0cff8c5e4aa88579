"""Keeping the committees that a board answers to, and the days on which they meet about it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from snb.audit import record
from snb.models import Board, Committee, CommitteeMeeting, Organisation, Person
from snb.naming import free_slug
from snb.permissions import Permission
from snb.wording import long_date
from snb.workflow import Refusal, demand


@dataclass(frozen=True)
class CommitteeDetails:
    """What a person says of a committee."""

    name: str
    body: Organisation
    is_statutory: bool
    begins: dt.date
    ends: dt.date | None = None
    note: str = ""


FIELDS = tuple(CommitteeDetails.__dataclass_fields__)


@transaction.atomic
def add_committee(*, board: Board, details: CommitteeDetails, by: Person) -> Committee:
    """A committee that the board answers to."""
    board = Board.objects.select_for_update().get(pk=board.pk)  # two committees of one name queue here
    demand(by, Permission.SCRUTINY_EDIT, board)
    committee = Committee(board=board, slug=_slug(board, details.name))
    _write(committee, details)
    committee.save()
    record(by=by, action="added a committee", obj=committee, board=board)
    return committee


@transaction.atomic
def change_committee(*, committee: Committee, details: CommitteeDetails, by: Person) -> Committee:
    """Say something else of a committee, or that it has ended."""
    held = Committee.objects.select_for_update(of=("self",)).select_related("board").get(pk=committee.pk)
    demand(by, Permission.SCRUTINY_EDIT, held)
    before = {name: str(getattr(held, name)) for name in FIELDS}
    _write(held, details)
    held.save()
    changes = {name: [was, str(getattr(held, name))] for name, was in before.items() if was != str(getattr(held, name))}
    record(by=by, action="changed a committee", obj=held, board=held.board, changes=changes)
    return held


@transaction.atomic
def add_meeting(*, committee: Committee, date: dt.date, note: str, by: Person) -> CommitteeMeeting:
    """A day on which the committee met about the board, or is to."""
    held = _locked(committee, by)
    _refuse_date(held, date, None)
    meeting = CommitteeMeeting.objects.create(committee=held, date=date, note=note)
    record(by=by, action="added a committee's meeting", obj=meeting, board=held.board)
    return meeting


@transaction.atomic
def change_meeting(*, meeting: CommitteeMeeting, date: dt.date, note: str, by: Person) -> CommitteeMeeting:
    """Move a meeting or say something else of it. One with papers or recommendations of its own keeps its day."""
    held = _locked(meeting.committee, by)
    meeting = CommitteeMeeting.objects.get(pk=meeting.pk)
    if date != meeting.date:
        _refuse_used(meeting, "keeps its day")
        _refuse_date(held, date, meeting)
    before = {"date": str(meeting.date), "note": meeting.note}
    meeting.date, meeting.note = date, note
    meeting.save()
    record(by=by, action="changed a committee's meeting", obj=meeting, board=held.board, before=before)
    return meeting


@transaction.atomic
def remove_meeting(*, meeting: CommitteeMeeting, by: Person) -> None:
    """Take out a meeting that will not be held, or was never about the board."""
    held = _locked(meeting.committee, by)
    meeting = CommitteeMeeting.objects.get(pk=meeting.pk)
    _refuse_used(meeting, "stays")
    record(by=by, action="removed a committee's meeting", obj=meeting, board=held.board)
    meeting.delete()


def _locked(committee: Committee, by: Person) -> Committee:
    held = Committee.objects.select_for_update(of=("self",)).select_related("board").get(pk=committee.pk)
    demand(by, Permission.SCRUTINY_EDIT, held)
    return held


def _write(committee: Committee, details: CommitteeDetails) -> None:
    if details.ends is not None and details.ends < details.begins:
        raise Refusal("It must not end before it begins.")
    same = Committee.objects.filter(board=committee.board, name__iexact=details.name).exclude(pk=committee.pk)
    if same.exists():
        raise Refusal("This board has a committee of that name already.")
    for name in FIELDS:
        setattr(committee, name, getattr(details, name))


def _slug(board: Board, name: str) -> str:
    return free_slug(name, set(board.committees.values_list("slug", flat=True)), otherwise="committee")


def _refuse_date(committee: Committee, date: dt.date, meeting: CommitteeMeeting | None) -> None:
    if not committee.holds_on(date):
        raise Refusal(f"{committee} was not there on {long_date(date)}.")
    others = committee.meetings.filter(date=date)
    if others.exclude(pk=meeting.pk).exists() if meeting else others.exists():
        raise Refusal("That meeting of the committee is recorded already.")


def _refuse_used(meeting: CommitteeMeeting, what: str) -> None:
    if meeting.reports.exists() or meeting.recommendations.exists():
        raise Refusal(f"A report or a recommendation belongs to this meeting, so it {what}.")
