"""Compiling in the background: progress, failure, a worker that was killed; and the pages that show it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django_q.models import OrmQ

from priorities.models.returns import State
from reports import jobs
from reports.documents.kinds import KINDS
from reports.jobs import run_compile, start_compile, unfinished_jobs
from reports.models import CompileJob, Edition
from snb.workflow import Refusal
from tests.cast import Cast, bring_to, days, make_meeting, open_return


@pytest.fixture(autouse=True)
def laid_out(monkeypatch) -> list[Edition]:
    """Laying out pages takes seconds and has tests of its own: here it is only noted."""
    noted: list[Edition] = []
    monkeypatch.setattr(jobs, "kept_pdf", lambda edition, told: noted.append(edition))
    return noted


def start(cast: Cast) -> CompileJob:
    return start_compile(board=cast.board, kind="board-pack", meeting=cast.meeting, by=cast.manager)


def test_a_job_is_queued_and_done(cast: Cast, laid_out: list[Edition]) -> None:
    job = start(cast)
    assert (job.state, OrmQ.objects.count()) == ("waiting", 1)
    assert OrmQ.objects.get().task["func"] == "reports.jobs.run_compile"
    run_compile(job.pk)
    job.refresh_from_db()
    edition = Edition.objects.get()
    assert (job.state, job.edition, job.problem) == ("done", edition, "")
    assert job.steps_done == job.steps_total > 0
    assert job.finished_at is not None
    assert (edition.compiled_by, laid_out) == (cast.manager, [edition])


def test_progress_is_saved_step_by_step(cast: Cast, monkeypatch) -> None:
    job, real = start(cast), jobs._say
    seen: list[str] = []

    def save(job: CompileJob, **changes: Any) -> None:
        real(job, **changes)
        seen.append(job.step)

    monkeypatch.setattr(jobs, "_say", save)
    run_compile(job.pk)
    assert seen[:3] == ["Starting", "Reading the records", "Agenda"]
    assert seen[-2:] == ["Laying out the pages", ""]


def test_asking_twice_gives_the_same_job(cast: Cast) -> None:
    assert start(cast).pk == start(cast).pk
    other = start_compile(board=cast.board, kind="csa", meeting=None, by=cast.manager)
    assert (CompileJob.objects.count(), OrmQ.objects.count()) == (2, 2)
    assert {job.pk for job in unfinished_jobs(cast.board)} == {start(cast).pk, other.pk}


def test_a_job_that_was_left_lying_stands_in_nobodys_way(cast: Cast) -> None:
    old = start(cast)
    CompileJob.objects.filter(pk=old.pk).update(asked_at=timezone.now() - dt.timedelta(hours=1))
    assert start(cast).pk != old.pk


def test_a_job_whose_worker_was_killed_is_done_by_the_next(cast: Cast, monkeypatch) -> None:
    bring_to(open_return(cast), State.ACCEPTED, cast)
    job = start(cast)

    class Killed(BaseException):
        """As a signal ends a process: no handler of ours sees it."""

    def die(*args: object, **kwargs: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("reports.freezing.record", die)
        with pytest.raises(Killed):
            run_compile(job.pk)
    assert Edition.objects.count() == 0
    run_compile(job.pk)  # too early: the first worker may be alive
    assert Edition.objects.count() == 0
    fall_silent(job)
    run_compile(job.pk)
    run_compile(job.pk)  # delivered once more after it was done
    job.refresh_from_db()
    assert (job.state, Edition.objects.count()) == ("done", 1)


def fall_silent(job: CompileJob) -> None:
    """As if its worker had died a while ago."""
    CompileJob.objects.filter(pk=job.pk).update(beat_at=timezone.now() - jobs.SILENT - dt.timedelta(seconds=1))
    job.refresh_from_db()


def running(cast: Cast, **more: Any) -> CompileJob:
    """A job in the hands of a worker that lives, unless it falls silent."""
    job = start(cast)
    CompileJob.objects.filter(pk=job.pk).update(state="running", attempts=1, beat_at=timezone.now(), **more)
    return CompileJob.objects.get(pk=job.pk)


def test_the_job_of_a_dead_worker_is_queued_again_by_who_watches_it(cast: Cast) -> None:
    job = running(cast)
    assert jobs.take_up_again(job).state == "running"
    assert OrmQ.objects.count() == 1
    fall_silent(job)
    assert jobs.take_up_again(job).state == "waiting"
    assert OrmQ.objects.count() == 2
    assert jobs.take_up_again(CompileJob.objects.get()).state == "waiting"
    assert OrmQ.objects.count() == 2


def test_a_job_that_kills_every_worker_ends(cast: Cast) -> None:
    job = running(cast)
    CompileJob.objects.filter(pk=job.pk).update(attempts=jobs.ATTEMPTS)
    fall_silent(job)
    held = jobs.take_up_again(job)
    assert (held.state, held.problem) == ("failed", jobs.DIED)


def test_a_waiting_job_stops_at_once(cast: Cast) -> None:
    job = start(cast)
    assert jobs.stop_compile(job=job, by=cast.manager).state == "stopped"
    run_compile(job.pk)
    assert Edition.objects.count() == 0
    with pytest.raises(Refusal, match="over already"):
        jobs.stop_compile(job=job, by=cast.manager)


def test_a_running_job_stops_at_its_next_step_and_leaves_nothing(cast: Cast, monkeypatch) -> None:
    accepted = bring_to(open_return(cast), State.ACCEPTED, cast)
    job, real = start(cast), jobs._say

    def say_and_be_stopped(job: CompileJob, **changes: Any) -> None:
        real(job, **changes)
        if changes.get("step") == "Measures":
            jobs.stop_compile(job=job, by=cast.manager)

    monkeypatch.setattr(jobs, "_say", say_and_be_stopped)
    run_compile(job.pk)
    job.refresh_from_db()
    accepted.refresh_from_db()
    assert (job.state, job.stop_asked_by, job.edition) == ("stopped", cast.manager, None)
    assert job.finished_at is not None
    assert (Edition.objects.count(), accepted.state) == (0, State.ACCEPTED)


def test_stopping_is_for_who_compiles(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        jobs.stop_compile(job=start(cast), by=cast.chair)


def test_the_job_of_a_dead_worker_that_was_to_stop_stops(cast: Cast) -> None:
    job = running(cast, stop_asked_by=cast.manager)
    fall_silent(job)
    assert jobs.take_up_again(job).state == "stopped"
    second = running(cast)
    fall_silent(second)
    assert jobs.stop_compile(job=second, by=cast.manager).state == "stopped"


def test_a_worker_whose_job_was_taken_over_goes_no_further(cast: Cast) -> None:
    job = jobs._claim(start(cast).pk)
    assert job is not None
    fall_silent(job)
    other = jobs._claim(job.pk)
    assert (other.attempts if other else None) == 2
    with pytest.raises(jobs.Stopped):
        jobs._teller(job)("Measures", 1, 2)
    jobs._end(job, state="stopped")
    job.refresh_from_db()
    assert job.state == "running"


@pytest.mark.parametrize(("number", "said"), [(28, jobs.FULL), (13, jobs.BROKEN)])
def test_a_full_disk_is_said_plainly(cast: Cast, monkeypatch, number: int, said: str) -> None:
    def fail(edition: Edition, told: object) -> None:
        raise OSError(number, "cannot write")

    monkeypatch.setattr(jobs, "kept_pdf", fail)
    job = start(cast)
    run_compile(job.pk)
    job.refresh_from_db()
    assert (job.state, job.problem) == ("failed", said)
    assert job.edition is not None


def test_a_failure_is_told_in_plain_words(cast: Cast, monkeypatch, caplog) -> None:
    cast.agreement.begins = days(300)
    cast.agreement.save()
    job = start_compile(board=cast.board, kind="csa", meeting=None, by=cast.manager)
    run_compile(job.pk)
    job.refresh_from_db()
    assert (job.state, job.edition) == ("failed", None)
    assert job.problem.startswith("No agreement is in force on ")

    monkeypatch.setattr(jobs, "compile_document", lambda **kwargs: 1 / 0)
    second = start(cast)
    run_compile(second.pk)
    second.refresh_from_db()
    assert (second.state, second.problem) == ("failed", jobs.BROKEN)
    assert "ZeroDivisionError" in caplog.text


def test_rights_are_asked_again_when_the_work_is_done(cast: Cast) -> None:
    job = start(cast)
    cast.manager.appointments.update(ends=days(-1))
    run_compile(job.pk)
    job.refresh_from_db()
    assert (job.state, job.problem) == ("failed", "You may not compile papers.")


def test_who_may_start_and_what(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        start_compile(board=cast.board, kind="csa", meeting=None, by=cast.chair)
    with pytest.raises(Refusal, match="of another board"):
        start_compile(board=cast.board, kind="board-pack", meeting=make_meeting(cast.other_board), by=cast.manager)
    assert OrmQ.objects.count() == 0


# Pages ---------------------------------------------------------------------------------------------------------------


def where(cast: Cast, kind: str = "board-pack") -> str:
    return reverse("reports:compile-start", args=[cast.board.slug, kind])


def test_the_button_starts_a_job_and_shows_it(cast: Cast, as_) -> None:
    client = as_(cast.manager)
    response = client.post(where(cast), {"meeting": cast.meeting.pk})
    job = CompileJob.objects.get()
    page = reverse("reports:job-detail", args=[cast.board.slug, job.pk])
    assert (response.status_code, response["Location"]) == (302, page)
    text = client.get(page).content.decode()
    assert f'data-poll="{page}?part=progress"' in text
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in text
    assert "It starts in a moment, or when the paper before it is finished." in text


def test_the_page_of_a_job_follows_it(cast: Cast, as_) -> None:
    client, job = as_(cast.manager), start(cast)
    part = reverse("reports:job-detail", args=[cast.board.slug, job.pk]) + "?part=progress"
    CompileJob.objects.filter(pk=job.pk).update(
        state="running", step="Measures", steps_done=3, steps_total=12, beat_at=timezone.now()
    )
    text = client.get(part).content.decode()
    assert "3 of 12 steps done" in text
    assert ("Measures" in text, "<html" in text, "data-poll-done" in text) == (True, False, False)
    fall_silent(job)
    run_compile(job.pk)
    paper = reverse("reports:paper-detail", args=[cast.board.slug, Edition.objects.get().reference])
    assert f'data-poll-done="{paper}"' in client.get(part).content.decode()


def test_a_failed_job_says_why(cast: Cast, as_) -> None:
    job = start(cast)
    CompileJob.objects.filter(pk=job.pk).update(state="failed", problem="It rained.", finished_at=timezone.now())
    text = as_(cast.manager).get(reverse("reports:job-detail", args=[cast.board.slug, job.pk])).content.decode()
    assert ("It rained." in text, "data-poll=" in text) == (True, False)


@pytest.mark.parametrize(
    ("actor", "status"), [("chair", 403), ("member", 403), ("outsider", 404), ("other_manager", 404)]
)
def test_others_neither_start_nor_watch(cast: Cast, as_, actor: str, status: int) -> None:
    job, client = start(cast), as_(cast.by_name[actor])
    page = reverse("reports:job-detail", args=[cast.board.slug, job.pk])
    assert client.get(page).status_code == status
    assert client.post(where(cast, "csa")).status_code == status
    assert CompileJob.objects.count() == 1


def test_what_the_button_cannot_start(cast: Cast, as_) -> None:
    client, other = as_(cast.manager), make_meeting(cast.other_board)
    refused = client.post(where(cast), {"meeting": other.pk}).content.decode()
    assert "Select a valid choice" in refused
    assert "Choose the meeting that the paper is for" in client.post(where(cast)).content.decode()
    assert client.post(where(cast, "minutes")).status_code == 404
    job = CompileJob.objects.create(board=cast.other_board, kind="csa", asked_by=cast.other_manager)
    assert client.get(reverse("reports:job-detail", args=[cast.board.slug, job.pk])).status_code == 404
    assert OrmQ.objects.count() == 0


def test_the_form_asks_for_what_the_kind_is_about(cast: Cast, as_) -> None:
    client, later = as_(cast.manager), make_meeting(cast.board, in_days=110, due_in=100)
    pack = client.get(where(cast)).content.decode()
    assert f'<option value="{cast.meeting.pk}" selected>' in pack
    assert f'<option value="{later.pk}">' in pack
    assert "<select" not in client.get(where(cast, "csa")).content.decode()


def test_every_kind_can_be_chosen(cast: Cast, as_) -> None:
    text = as_(cast.manager).get(reverse("reports:compile-choose", args=[cast.board.slug])).content.decode()
    for kind in KINDS.values():
        assert where(cast, kind.slug) in text
        assert kind.purpose, kind.slug
        assert escape(kind.purpose) in text


def test_a_job_is_stopped_by_its_button(cast: Cast, as_) -> None:
    client, job = as_(cast.manager), running(cast)
    page = reverse("reports:job-detail", args=[cast.board.slug, job.pk])
    stop = reverse("reports:job-stop", args=[cast.board.slug, job.pk])
    assert stop in client.get(page).content.decode()
    assert client.get(stop).status_code == 405
    assert client.post(stop)["Location"] == page
    assert "It stops after this step" in client.get(page + "?part=progress").content.decode()
    fall_silent(job)
    text = client.get(page).content.decode()
    assert "Manager Person stopped it" in text
    assert stop not in text
    assert client.post(stop).status_code == 409


def test_queries_of_the_page_of_a_job(cast: Cast, as_) -> None:
    client, job = as_(cast.manager), start(cast)
    page = reverse("reports:job-detail", args=[cast.board.slug, job.pk])
    client.get(page)
    with CaptureQueriesContext(connection) as captured:
        client.get(page)
    assert len(captured) == 5
