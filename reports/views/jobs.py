"""Compiling: starting it, and watching how far it is."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from reports.documents.kinds import KINDS, kind_name
from reports.forms import MeetingForm
from reports.jobs import start_compile
from reports.loading import job_to_start, visible_job
from reports.models import CompileJob
from snb.access import PersonRequest, requires
from snb.permissions import Permission
from snb.workflow import Refusal


@requires(Permission.PAPER_COMPILE, job_to_start)
def compile_start(request: PersonRequest, job: CompileJob) -> HttpResponse:
    """Queue a document and show how far it is."""
    return require_POST(_start)(request, job)


def _start(request: PersonRequest, wanted: CompileJob) -> HttpResponse:
    meeting, board = None, wanted.board
    if KINDS[wanted.kind].of_meeting:
        form = MeetingForm(request.POST, meetings=board.meetings.all())
        if not form.is_valid():
            raise Refusal("Choose the meeting that the paper is for.")
        meeting = form.cleaned_data["meeting"]
    job = start_compile(board=board, kind=wanted.kind, meeting=meeting, by=request.user)
    return redirect("reports:job-detail", board.slug, job.pk)


@requires(Permission.PAPER_COMPILE, visible_job)
def job_detail(request: PersonRequest, job: CompileJob) -> HttpResponse:
    """How far a compile is; `?part=progress` is only the part of the page that changes."""
    page = "job_progress" if request.GET.get("part") == "progress" else "job"
    context = {"job": job, "board": job.board, "kind": kind_name(job.kind), "is_over": job.finished_at is not None}
    response = render(request, f"reports/papers/{page}.html", context)
    response["Cache-Control"] = "no-store"
    return response
