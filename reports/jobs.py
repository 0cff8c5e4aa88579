"""Compiling in the background: with progress that its page can show, to be stopped, and taken up again."""

from __future__ import annotations

import datetime as dt
import errno
import logging

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django_q.tasks import async_task

from reports.compiling import compile_document, wanted
from reports.documents.files import kept_pdf
from reports.documents.kinds import Progress
from reports.handed_in import handed_in
from reports.models import CompileJob, Edition
from reports.printing.keeping import forget_unused
from reports.workflow import with_other_version
from snb.audit import record
from snb.models import Board, Meeting, Person
from snb.permissions import Permission
from snb.workflow import Refusal, demand

logger = logging.getLogger(__name__)

State = CompileJob.State
UNFINISHED = (State.WAITING, State.RUNNING)
FRESH = dt.timedelta(minutes=15)  # an unfinished job older than this no longer stands in the way of a new one
SILENT = dt.timedelta(seconds=60)  # no step takes as long: a worker that says nothing for this time is dead
ATTEMPTS = 3
BROKEN = "Something went wrong on our side, and nothing was made. It is in the server's log. Try again."
FULL = "The disk of this machine is full, so the paper could not be written. Nothing is lost. Ask whoever runs it."
DIED = f"The work was cut off {ATTEMPTS} times, and nothing was made. Ask whoever runs this machine to look at its log."


class Stopped(Exception):
    """Somebody asked for the job to end, or another worker has taken it over: this one goes no further."""


@transaction.atomic
def start_compile(
    *,
    board: Board,
    kind: str,
    meeting: Meeting | None,
    by: Person,
    subject: str = "",
    supplement_to: Edition | None = None,
) -> CompileJob:
    """Queue a compile. Asking again while the same one is under way gives the one that is under way."""
    board = Board.objects.select_for_update(no_key=True).get(pk=board.pk)
    demand(by, Permission.PAPER_COMPILE, board)
    asked = wanted(board=board, kind=kind, meeting=meeting, subject=subject, supplement_to=supplement_to)
    about = {**asked.about, "supplement_to": asked.supplement_to}
    same = _fresh(board).filter(stop_asked_by=None, **about).first()
    if same is not None:
        return same
    job = CompileJob.objects.create(asked_by=by, **about)
    _queue(job)
    return job


def _queue(job: CompileJob) -> None:
    # The queue is in the same database: job and task are there together or not at all.
    async_task("reports.jobs.run_compile", job.pk, task_name=f"compile {job.pk}, attempt {job.attempts + 1}")


def _fresh(board: Board) -> models.QuerySet[CompileJob]:
    since = timezone.now() - FRESH
    return CompileJob.objects.filter(board=board, state__in=UNFINISHED, asked_at__gt=since)


def unfinished_jobs(board: Board) -> list[CompileJob]:
    """What is being compiled now, the newest first."""
    return list(_fresh(board).select_related("board", "meeting"))


@transaction.atomic
def stop_compile(*, job: CompileJob, by: Person) -> CompileJob:
    """End a job: at once where it waits or its worker is dead, else at the worker's next step. Nothing is left."""
    held = CompileJob.objects.select_for_update(of=("self",)).select_related("board").get(pk=job.pk)
    demand(by, Permission.PAPER_COMPILE, held.board)
    if held.state not in UNFINISHED:
        raise Refusal("This is over already: there is nothing to stop.")
    held.stop_asked_by = by
    if held.state == State.WAITING or _is_silent(held):
        held.state, held.finished_at = State.STOPPED, timezone.now()
    held.save(update_fields=["stop_asked_by", "state", "finished_at"])
    record(by=by, action="stopped compiling", obj=held, board=held.board, kind=held.kind)
    return held


def take_up_again(job: CompileJob) -> CompileJob:
    """Queue the job of a worker that died; after so many deaths it has failed. Whoever watches it asks for this."""
    return _taken_up(job) if job.state == State.RUNNING and _is_silent(job) else job


@transaction.atomic
def _taken_up(job: CompileJob) -> CompileJob:
    held = CompileJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if held.state != State.RUNNING or not _is_silent(held):
        return held
    if held.stop_asked_by_id:
        held.state, held.finished_at = State.STOPPED, timezone.now()
    elif held.attempts >= ATTEMPTS:
        held.state, held.problem, held.finished_at = State.FAILED, DIED, timezone.now()
    else:
        held.state = State.WAITING
        _queue(held)
    held.save(update_fields=["state", "problem", "finished_at"])
    return held


def _is_silent(job: CompileJob) -> bool:
    return job.beat_at is None or job.beat_at < timezone.now() - SILENT


def run_compile(job_id: int) -> None:
    """Do the job, from the start also where an earlier worker was killed in the middle: a compile leaves no half."""
    job = _claim(job_id)
    if job is None:
        return
    told = _teller(job)
    try:
        edition = compile_document(
            board=job.board, kind=job.kind, meeting=job.meeting, subject=job.subject, by=job.asked_by,
            supplement_to=job.supplement_to, progress=told,
        )  # fmt: skip
        _say(job, edition=edition)
        for version in with_other_version(edition):
            told("Laying out the pages", 0, 0)
            kept_pdf(version, told)
        handed_in(edition.data)  # checked now, so that the paper's page has it ready
        forget_unused()
    except Stopped:
        _end(job, state=State.STOPPED)
    except Refusal as refused:
        _fail(job, refused.reason)
    except PermissionDenied as denied:
        _fail(job, str(denied))
    except OSError as problem:
        logger.exception("Compile job %s could not write", job_id)
        _fail(job, FULL if problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) else BROKEN)
    except Exception:
        logger.exception("Compile job %s failed", job_id)
        _fail(job, BROKEN)
    else:
        _end(job, state=State.DONE, step="", steps_done=job.steps_total)


@transaction.atomic
def _claim(job_id: int) -> CompileJob | None:
    """The job, as this worker's own; None where it is over or another worker that lives has it."""
    jobs = CompileJob.objects.select_for_update(of=("self",)).filter(state__in=UNFINISHED)
    job = jobs.select_related("board", "meeting", "asked_by", "supplement_to").filter(pk=job_id).first()
    if job is None or (job.state == State.RUNNING and not _is_silent(job)):
        return None
    job.attempts += 1
    _say(job, state=State.RUNNING, step="Starting", problem="", beat_at=timezone.now(), attempts=job.attempts)
    return job


def _teller(job: CompileJob) -> Progress:
    """Progress as this worker writes it down. Raises Stopped where the job is no longer to be done, or not by it."""

    def told(step: str, done: int, total: int) -> None:
        now = CompileJob.objects.only("state", "attempts", "stop_asked_by").get(pk=job.pk)
        if now.stop_asked_by_id or now.state != State.RUNNING or now.attempts != job.attempts:
            raise Stopped
        _say(job, step=step[:200], steps_done=done, steps_total=total + 1, beat_at=timezone.now())

    return told


@transaction.atomic
def _end(job: CompileJob, **changes: object) -> None:
    """Say how it ended, unless another worker goes on with it or it is over already."""
    held = CompileJob.objects.select_for_update().get(pk=job.pk)
    if held.attempts == job.attempts and held.state == State.RUNNING:
        _say(held, **changes, finished_at=timezone.now())


def lay_out_published() -> None:
    """Lay out the published papers whose PDF is not here yet, so that the public pages can say how long each is."""
    for edition in Edition.objects.published():
        kept_pdf(edition)


def _fail(job: CompileJob, problem: str) -> None:
    _end(job, state=State.FAILED, problem=problem)


def _say(job: CompileJob, **changes: object) -> None:
    """A short write of its own, between the reading and the freezing: whoever watches sees it at once."""
    for name, value in changes.items():
        setattr(job, name, value)
    job.save(update_fields=list(changes))
