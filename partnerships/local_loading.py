"""Finding what a partnership knows, plans or learnt, as an address names it; a 404 for who may not know of it."""

from __future__ import annotations

import datetime as dt

from django.http import Http404
from django.shortcuts import get_object_or_404

from partnerships.assessments import asked_for
from partnerships.loading import visible_partnership
from partnerships.models import (
    DeathReview,
    Learning,
    LearningFile,
    LocalAction,
    LocalPriority,
    PriorityWard,
    ProblemProfile,
    SeverityProfile,
    StrategicAssessment,
    WardTarget,
)
from snb.loading import visible_board
from snb.models import Board, Person
from snb.permissions import Permission


def _readable(person: Person, board: str, permission: Permission = Permission.BOARD_READ) -> Board:
    """The board, for those who may read in it; nobody else learns that a row of it is there."""
    held = visible_board(person, board=board)
    if not person.has_perm(permission, held):
        raise Http404
    return held


def visible_assessment(person: Person, *, board: str, slug: str, due: str) -> StrategicAssessment:
    """The assessment that falls due on a day, also while nobody has written any of it."""
    partnership = visible_partnership(person, board=_readable(person, board).slug, slug=slug)
    try:
        found = asked_for(partnership, dt.date.fromisoformat(due))
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def visible_local_priority(person: Person, *, board: str, pk: int) -> LocalPriority:
    rows = LocalPriority.objects.select_related("partnership__board", "partnership__remit", "serves")
    return get_object_or_404(rows, partnership__board=_readable(person, board), pk=pk)


def visible_local_action(person: Person, *, board: str, pk: int) -> LocalAction:
    rows = LocalAction.objects.select_related(
        "local_priority__partnership__board", "local_priority__partnership__remit"
    )
    return get_object_or_404(rows, local_priority__partnership__board=_readable(person, board), pk=pk)


def visible_profile(person: Person, *, board: str, pk: int) -> SeverityProfile:
    rows = SeverityProfile.objects.select_related("partnership__board", "partnership__remit", "saved_by")
    rows = rows.prefetch_related("lines__concerns__names", "partnership__remit__names")
    return get_object_or_404(rows, partnership__board=_readable(person, board), pk=pk)


def visible_ward(person: Person, *, board: str, pk: int) -> PriorityWard:
    rows = PriorityWard.objects.select_related("board", "district")
    return get_object_or_404(rows, board=_readable(person, board), pk=pk)


def visible_target(person: Person, *, board: str, pk: int) -> WardTarget:
    rows = WardTarget.objects.select_related("ward__board", "ward__district")
    return get_object_or_404(rows, ward__board=_readable(person, board), pk=pk)


def visible_problem(person: Person, *, board: str, pk: int) -> ProblemProfile:
    rows = ProblemProfile.objects.select_related("ward__board", "ward__district")
    return get_object_or_404(rows, ward__board=_readable(person, board), pk=pk)


def visible_review(person: Person, *, board: str, pk: int) -> DeathReview:
    rows = DeathReview.objects.select_related("partnership__board", "partnership__remit")
    return get_object_or_404(rows, partnership__board=_readable(person, board, Permission.LEARNING_READ), pk=pk)


def visible_learning(person: Person, *, board: str, pk: int) -> Learning:
    around = ("review__partnership__board", "review__partnership__remit", "owner", "checked_for_names_by")
    rows = Learning.objects.select_related(*around).prefetch_related("files__uploaded_by")
    return get_object_or_404(rows, review__partnership__board=_readable(person, board, Permission.LEARNING_READ), pk=pk)


def visible_learning_file(person: Person, *, board: str, pk: int) -> LearningFile:
    rows = LearningFile.objects.select_related("learning__review__partnership__board")
    where = _readable(person, board, Permission.LEARNING_READ)
    return get_object_or_404(rows, learning__review__partnership__board=where, pk=pk)
