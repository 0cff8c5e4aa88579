"""Finding a committee or what it asked, for those who may know of the board; a 404 for everyone else."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from snb.loading import visible_board
from snb.models import Committee, CommitteeMeeting, CommitteeReport, Person, Recipient, Recommendation


def visible_committee(person: Person, *, board: str, pk: int) -> Committee:
    rows = Committee.objects.select_related("board", "body")
    return get_object_or_404(rows, board=visible_board(person, board=board), pk=pk)


def visible_committee_meeting(person: Person, *, board: str, pk: int) -> CommitteeMeeting:
    rows = CommitteeMeeting.objects.select_related("committee__board")
    return get_object_or_404(rows, committee__board=visible_board(person, board=board), pk=pk)


def visible_committee_report(person: Person, *, board: str, pk: int) -> CommitteeReport:
    rows = CommitteeReport.objects.select_related("meeting__committee__board")
    return get_object_or_404(rows, meeting__committee__board=visible_board(person, board=board), pk=pk)


def visible_recommendation(person: Person, *, board: str, pk: int) -> Recommendation:
    rows = Recommendation.objects.select_related("meeting__committee__board", "report")
    return get_object_or_404(rows, meeting__committee__board=visible_board(person, board=board), pk=pk)


def visible_recipient(person: Person, *, board: str, pk: int) -> Recipient:
    rows = Recipient.objects.select_related("organisation", "recommendation__meeting__committee__board")
    held = visible_board(person, board=board)
    return get_object_or_404(rows, recommendation__meeting__committee__board=held, pk=pk)
