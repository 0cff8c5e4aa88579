"""Finding the paper, job or signed return that an address names, for those who may know of it."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from priorities.loading import visible_return
from priorities.models import QuarterlyReturn
from reports.documents.kinds import kinds_for
from reports.models import CompileJob, Edition
from snb.loading import visible_board
from snb.models import Person
from snb.permissions import Permission

REFERENCE = re.compile(r"[0-9a-f]{12}")
AROUND = ("board", "meeting", "compiled_by", "cleared_by", "published_by", "withdrawn_by", "public_of")


def visible_edition(person: Person, *, board: str, reference: str, **rest: Any) -> Edition:
    """A paper of this board that the person may read now: cleared, draft, shared with them or public."""
    return _referred(Edition.objects.visible_to(person).filter(board__slug=board), reference)


def public_edition(reference: str) -> Edition:
    """A paper that was published, even if it was withdrawn since. Any other does not exist for the public."""
    return _referred(Edition.objects.out(), reference)


def _referred(editions: QuerySet[Edition], reference: str) -> Edition:
    if not REFERENCE.fullmatch(reference):
        raise Http404
    return get_object_or_404(editions.select_related(*AROUND), fingerprint__startswith=reference)


def visible_job(person: Person, *, board: str, pk: int) -> CompileJob:
    """A compile job, for those who know the board; who may watch it is the permission's to say."""
    boards = person.rights.boards_with(Permission.BOARD_KNOW)
    jobs = CompileJob.objects.filter(board__in=boards).select_related("board", "meeting", "edition", "asked_by")
    return get_object_or_404(jobs.defer("edition__content"), board__slug=board, pk=pk)


def job_to_start(person: Person, *, board: str, kind: str) -> CompileJob:
    """A job that is not saved yet: what it is asked of is the board, and what is asked for is a kind of it."""
    found = visible_board(person, board=board)
    if kind not in kinds_for(found):
        raise Http404
    return CompileJob(board=found, kind=kind)


def visible_signed_return(person: Person, *, board: str, pk: int) -> QuarterlyReturn:
    """A return that was signed at least once."""
    held = visible_return(person, board=board, pk=pk)
    if not held.signatures.exists():
        raise Http404
    return held
