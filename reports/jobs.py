"""Compiling in the background, with progress that its page can show."""

from __future__ import annotations

import datetime as dt
import logging

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from reports.compiling import compile_document
from reports.documents.files import kept_pdf
from reports.documents.kinds import kind_of
from reports.models import CompileJob, Edition
from snb.models import Board, Meeting, Person
from snb.permissions import Permission
from snb.workflow import Refusal, demand

logger = logging.getLogger(__name__)

State = CompileJob.State
UNFINISHED = (State.WAITING, State.RUNNING)
FRESH = dt.timedelta(minutes=15)  # an unfinished job older than this no longer stands in the way of a new one
BROKEN = "Something went wrong on our side, and nothing was made. It is in the server's log. Try again."


@transaction.atomic
def start_compile(*, board: Board, kind: str, meeting: Meeting | None, by: Person) -> CompileJob:
    """Queue a compile. Asking again while the same one is under way gives the one that is under way."""
    board = Board.objects.select_for_update(no_key=True).get(pk=board.pk)
    demand(by, Permission.PAPER_COMPILE, board)
    document = kind_of(kind)
    if document.of_meeting and (meeting is None or meeting.board_id != board.pk):
        raise Refusal("Choose one of this board's meetings.")
    about = meeting if document.of_meeting else None
    same = CompileJob.objects.filter(
        board=board, kind=kind, meeting=about, state__in=UNFINISHED, asked_at__gt=timezone.now() - FRESH
    ).first()
    if same is not None:
        return same
    job = CompileJob.objects.create(board=board, kind=kind, meeting=about, asked_by=by)
    # The queue is in the same database: job and task are there together or not at all.
    async_task("reports.jobs.run_compile", job.pk, task_name=f"compile {job.pk}")
    return job


def unfinished_jobs(board: Board) -> list[CompileJob]:
    """What is being compiled now, the newest first."""
    jobs = CompileJob.objects.filter(board=board, state__in=UNFINISHED, asked_at__gt=timezone.now() - FRESH)
    return list(jobs.select_related("board", "meeting"))


def run_compile(job_id: int) -> None:
    """Do the job, from the start also where an earlier worker was killed in the middle: a compile leaves no half."""
    job = CompileJob.objects.select_related("board", "meeting", "asked_by").get(pk=job_id)
    if job.state not in UNFINISHED:
        return
    _save(job, state=State.RUNNING, step="Starting", problem="")
    try:
        edition = compile_document(
            board=job.board, kind=job.kind, meeting=job.meeting, by=job.asked_by,
            progress=lambda step, done, total: _save(job, step=step, steps_done=done, steps_total=total + 1),
        )  # fmt: skip
        _save(job, edition=edition, step="Laying out the pages", steps_done=max(job.steps_total - 1, 0))
        kept_pdf(edition)
    except Refusal as refused:
        _fail(job, refused.reason)
    except PermissionDenied as denied:
        _fail(job, str(denied))
    except Exception:
        logger.exception("Compile job %s failed", job_id)
        _fail(job, BROKEN)
    else:
        _save(job, state=State.DONE, step="", steps_done=job.steps_total, finished_at=timezone.now())


def lay_out_published() -> None:
    """Lay out the published papers whose PDF is not here yet, so that the public pages can say how long each is."""
    for edition in Edition.objects.published():
        kept_pdf(edition)


def _fail(job: CompileJob, problem: str) -> None:
    _save(job, state=State.FAILED, problem=problem, finished_at=timezone.now())


def _save(job: CompileJob, **changes: object) -> None:
    """A short write of its own, between the reading and the freezing: whoever watches sees it at once."""
    for name, value in changes.items():
        setattr(job, name, value)
    job.save(update_fields=list(changes))
