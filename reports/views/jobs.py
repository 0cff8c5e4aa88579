"""Compiling: choosing what, starting it, watching how far it is, stopping it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from reports.documents.kinds import kind_name, kind_of, kinds_for
from reports.forms import CompileForm
from reports.jobs import UNFINISHED, start_compile, stop_compile, take_up_again
from reports.loading import job_to_start, visible_edition, visible_job
from reports.models import CompileJob, Edition
from snb.access import PersonRequest, requires
from snb.forms import done_or_said
from snb.kept import typed_text
from snb.loading import visible_board
from snb.models import Board
from snb.permissions import Permission


@requires(Permission.PAPER_COMPILE, visible_board)
def compile_choose(request: PersonRequest, board: Board) -> HttpResponse:
    """Every kind of paper that can be compiled, with what it is for."""
    context = {"board": board, "kinds": kinds_for(board).values(), "breadcrumbs": [_to_papers(board)]}
    return render(request, "reports/papers/compile_choose.html", context)


@requires(Permission.PAPER_COMPILE, job_to_start)
def compile_start(request: PersonRequest, wanted: CompileJob) -> HttpResponse:
    """What one paper is to be about; then its job."""
    board, document = wanted.board, kind_of(wanted.kind, wanted.board)
    form = CompileForm(typed_text(request), board=board, document=document)
    if request.method == "POST" and form.is_valid():
        job = done_or_said(
            form, lambda: start_compile(board=board, kind=document.slug, by=request.user, **form.about)
        )  # fmt: skip
        if job:
            return redirect("reports:job-detail", board.slug, job.pk)
    context = {"board": board, "kind": document, "form": form, "breadcrumbs": [_to_papers(board)]}
    return render(request, "reports/papers/compile_start.html", context)


@requires(Permission.PAPER_COMPILE, visible_edition)
def supplement_start(request: PersonRequest, edition: Edition) -> HttpResponse:
    """Queue a supplement of what has come in since this paper."""
    return require_POST(_supplement)(request, edition)


def _supplement(request: PersonRequest, edition: Edition) -> HttpResponse:
    job = start_compile(
        board=edition.board, kind=edition.kind, meeting=edition.meeting, subject=edition.subject, by=request.user,
        supplement_to=edition,
    )  # fmt: skip
    return redirect("reports:job-detail", edition.board.slug, job.pk)


@requires(Permission.PAPER_COMPILE, visible_job)
def job_detail(request: PersonRequest, job: CompileJob) -> HttpResponse:
    """How far a compile is; `?part=progress` is only the part of the page that changes."""
    job.state = take_up_again(job).state
    page = "job_progress" if request.GET.get("part") == "progress" else "job"
    context = {
        "job": job,
        "board": job.board,
        "kind": kind_name(job.kind, job.board),
        "is_over": job.state not in UNFINISHED,
        "breadcrumbs": [_to_papers(job.board)],
    }
    response = render(request, f"reports/papers/{page}.html", context)
    response["Cache-Control"] = "no-store"
    return response


@requires(Permission.PAPER_COMPILE, visible_job)
def job_stop(request: PersonRequest, job: CompileJob) -> HttpResponse:
    """End a job that is under way."""
    return require_POST(_stopped)(request, job)


def _stopped(request: PersonRequest, job: CompileJob) -> HttpResponse:
    stop_compile(job=job, by=request.user)
    messages.success(request, f"{kind_name(job.kind, job.board)}: compiling ends, and nothing of it is kept")
    return redirect("reports:job-detail", job.board.slug, job.pk)


def _to_papers(board: Board) -> dict[str, str]:
    return {"label": "Papers", "url": reverse("reports:paper-list", args=[board.slug])}
