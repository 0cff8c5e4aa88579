"""Breaking the machinery of papers: their jobs, the log, the administration, the database, own kinds, two at once."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from reports import compiling, jobs
from reports.documents.versions import Content, PageCounts
from reports.models import CompileJob, Edition, EditionState, KindVersion, PublishedSection
from reports.own_kinds.writing import retire_kind
from reports.published.index import index_all
from reports.workflow import move_edition
from snb.models import AuditEvent, Person
from snb.workflow import Refusal
from tests.attacks.test_papers_life import CLEARED, DECLINED, PUBLISHED, add_item, page
from tests.attacks.test_requests import soft
from tests.cast import Cast, days, fresh
from tests.reports.own_kinds_scene import block, in_use, own_kind, section
from tests.reports.test_restricted import SECRET, counted, late_return, move_to, pack, private_item

__all__ = ["counted"]  # sections have a page for each of their blocks here too


# Jobs ----------------------------------------------------------------------------------------------------------------


def start(cast: Cast, kind: str = "board-pack") -> CompileJob:
    return jobs.start_compile(board=cast.board, kind=kind, meeting=cast.meeting, by=fresh(cast.manager))


def test_who_loses_the_role_in_the_middle_makes_no_paper(cast: Cast, monkeypatch) -> None:
    """Laying out takes minutes; the role was asked for once, before them."""

    def slow(content: Content, *given: Any, **more: Any) -> PageCounts:
        cast.manager.appointments.update(ends=days(-1))
        return PageCounts(2, {part["anchor"]: 1 for part in content["sections"]})

    private_item(cast)
    monkeypatch.setattr(compiling, "page_counts", slow)
    job = start(cast)
    jobs.run_compile(job.pk)
    job.refresh_from_db()
    assert (job.state, Edition.objects.count()) == (CompileJob.State.FAILED, 0)
    assert job.problem == "You may not compile papers."


@pytest.mark.parametrize("fault", [RuntimeError("Too late"), None])
def test_a_worker_that_was_given_up_does_not_speak_for_the_one_that_took_over(cast: Cast, monkeypatch, fault) -> None:
    job = start(cast)

    def lay_out(*given: Any) -> None:
        CompileJob.objects.filter(pk=job.pk).update(attempts=2, state=CompileJob.State.STOPPED)
        if fault:
            raise fault

    monkeypatch.setattr(jobs, "kept_pdf", lay_out)
    jobs.run_compile(job.pk)
    job.refresh_from_db()
    assert (job.state, job.problem) == (CompileJob.State.STOPPED, "")


def test_a_kind_that_was_retired_in_the_meantime_makes_no_paper(cast: Cast) -> None:
    own = in_use(cast, section("One", block("prose", markdown="Some words.")))
    job = start(cast, own.slug)
    retire_kind(own=own, by=cast.manager)
    jobs.run_compile(job.pk)
    job.refresh_from_db()
    assert (job.state, Edition.objects.count()) == (CompileJob.State.FAILED, 0)
    assert own.name in soft(cast.manager).get(reverse("reports:job-detail", args=["fosse", job.pk])).content.decode()


@pytest.mark.parametrize(
    ("who", "answer"), [("other_manager", 404), ("outsider", 404), ("member", 403), ("chair", 403)]
)
def test_nobody_else_watches_or_stops_a_job(cast: Cast, who: str, answer: int) -> None:
    job = start(cast)
    client = soft(cast.by_name[who])
    assert client.get(reverse("reports:job-detail", args=["fosse", job.pk])).status_code == answer
    for board in ("fosse", cast.other_board.slug):
        assert client.post(reverse("reports:job-stop", args=[board, job.pk])).status_code in (answer, 404)
    job.refresh_from_db()
    assert job.state == CompileJob.State.WAITING


def test_who_stopped_a_job_can_start_it_again_at_once(cast: Cast) -> None:
    """The one that was still coming to its end was given instead, and ended."""
    job = start(cast)
    CompileJob.objects.filter(pk=job.pk).update(state=CompileJob.State.RUNNING, beat_at=timezone.now(), attempts=1)
    jobs.stop_compile(job=job, by=fresh(cast.manager))
    assert CompileJob.objects.get().state == CompileJob.State.RUNNING
    assert start(cast) != job


def test_nothing_is_compiled_for_a_meeting_that_was_cancelled_meanwhile(cast: Cast) -> None:
    base = move_to(pack(cast), cast, CLEARED)
    job = start(cast)
    cast.meeting.cancelled_reason = "No quorum."
    cast.meeting.save()
    jobs.run_compile(job.pk)
    job.refresh_from_db()
    assert (job.state, Edition.objects.count()) == (CompileJob.State.FAILED, 1)
    assert "cancelled" in job.problem
    assert soft(cast.manager).post(page(base, "supplement-start")).status_code == 409


def test_a_double_click_is_one_job_and_one_move(cast: Cast) -> None:
    manager, chair = soft(cast.manager), soft(cast.chair)
    for _ in range(2):
        manager.post(reverse("reports:compile-start", args=["fosse", "board-pack"]), {"meeting": cast.meeting.pk})
    job = CompileJob.objects.get()
    stop = reverse("reports:job-stop", args=["fosse", job.pk])
    assert [manager.post(stop).status_code for _ in range(2)] == [302, 409]
    edition = pack(cast)
    assert [chair.post(page(edition, "paper-clear")).status_code for _ in range(2)] == [302, 409]
    assert AuditEvent.objects.filter(action="paper cleared").count() == 1


@pytest.mark.parametrize("kind", ["scrutiny-report", "council-report", "lead-briefing", "csp-narrative"])
@pytest.mark.parametrize(
    "subject", ["report-999", f"report-{'9' * 18}", "report-٣", "x\x00y", "<script>alert(1)</script>", "x" * 5000]
)
def test_a_forged_subject_starts_nothing(cast: Cast, kind: str, subject: str) -> None:
    address = reverse("reports:compile-start", args=["fosse", kind])
    for meeting in (cast.meeting.pk, "9" * 24, "\x00", "-1"):
        answer = soft(cast.manager).post(address, {"meeting": meeting, "subject": subject})
        assert (answer.status_code, CompileJob.objects.exists()) == (200, False)


# The log, the administration, the database ----------------------------------------------------------------------------


def test_why_a_restricted_paper_was_not_cleared_is_not_in_the_log(cast: Cast) -> None:
    private_item(cast)
    edition = move_edition(edition=pack(cast), to=DECLINED, by=cast.chair, reason=f"{SECRET} is wrong.")
    assert SECRET in soft(cast.manager).get(page(edition)).content.decode()
    for event in AuditEvent.objects.all():
        assert SECRET not in f"{event.object_label} {event.detail}"


def test_the_administration_does_not_read_what_is_heard_in_private(cast: Cast) -> None:
    private_item(cast)
    edition = pack(cast)
    job = start(cast)
    CompileJob.objects.filter(pk=job.pk).update(step=SECRET)
    boss = Person.objects.create_superuser("boss@fosse.example", "Boss", "a long enough password")
    for address in (f"edition/{edition.pk}/change/", f"compilejob/{job.pk}/change/", "edition/", "compilejob/"):
        answer = soft(boss).get(f"/admin/reports/{address}")
        assert (answer.status_code, SECRET in answer.content.decode()) == (200, False)


SQL = (
    "state = 'compiled'", "state = 'cleared'", "state = 'declined'", "audience = 'restricted'", "public_of_id = NULL",
    "content = '{}'", "title = 'X'", "kind = 'csa'", "subject = 'x'", "meeting_id = NULL", "corrects_id = id",
    "supplement_to_id = id", "gaps = gaps + 1", "compiled_by_id = NULL", "published_by_id = cleared_by_id",
    "cleared_by_id = published_by_id", "reason = 'x'", "fingerprint = 'x'", "board_id = board_id + 1", "id = 99999",
)  # fmt: skip


@pytest.mark.parametrize("change", SQL)
def test_no_statement_changes_what_was_published(cast: Cast, change: str) -> None:
    private_item(cast)
    edition = move_to(pack(cast), cast, CLEARED, PUBLISHED)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE reports_edition SET {change} WHERE id = %s", [edition.public_version.pk])


def test_no_statement_puts_words_into_the_public_search(cast: Cast) -> None:
    edition = move_to(pack(cast), cast, CLEARED, PUBLISHED)
    for statement in (
        "UPDATE reports_publishedsection SET text = 'Forged' WHERE edition_id = %s",
        "DELETE FROM reports_edition WHERE id = %s",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [edition.pk])


# Own kinds, and everything public -------------------------------------------------------------------------------------

HOSTILE = "<b>*x*</b> [a](javascript:1) \u202e"


def nested(depth: int) -> dict[str, Any]:
    section: dict[str, Any] = {"heading": HOSTILE, "blocks": []}
    for _ in range(depth):
        section = {"heading": HOSTILE, "blocks": [], "sections": [section]}
    return section


def test_a_layout_that_was_tampered_with_breaks_no_page(cast: Cast) -> None:
    own = own_kind(cast, section("One", block("prose", markdown="Some words.")))
    broken = [{"block": "prose", "id": "b1", "markdown": 5}, {"block": "nope"}, {"block": []}, None]
    twice = {"heading": HOSTILE, "anchor": "s-a", "number": "<i>", "blocks": broken}
    KindVersion.objects.filter(kind=own).update(layout=[nested(300), twice, twice, None, "text"])
    for name in ("kind-detail", "kind-use", "kind-preview", "kind-edit"):
        answer = soft(cast.manager).get(reverse(f"reports:{name}", args=["fosse", own.slug]))
        assert answer.status_code == 200
        for markup in ("<b>*x*", 'href="javascript', "<i>"):
            assert markup not in answer.content.decode()


def test_nothing_public_says_that_there_is_a_restricted_version(cast: Cast) -> None:
    private_item(cast)
    edition = move_to(pack(cast), cast, CLEARED, PUBLISHED)
    public = edition.public_version.reference
    index_all(anew=True)
    assert not PublishedSection.objects.filter(edition=edition).exists()
    for address in (
        "/papers/", "/papers/by-kind/", "/papers/papers.json", "/papers/?format=csv", "/papers/feed.atom",
        "/papers/search/?words=tender", f"/papers/{public}/", f"/papers/{public}/paper.json", "/papers/fosse/compare/",
        "/papers/fosse/kinds/board-pack/", "/sitemap.xml", "/robots.txt",
    ):  # fmt: skip
        answer = soft().get(address)
        assert answer.status_code == 200, address
        assert (SECRET in answer.content.decode(), edition.reference in answer.content.decode()) == (False, False)


@pytest.mark.parametrize("who", ["support", "csp_officer", "outsider", "other_manager"])
def test_twins_are_compared_only_by_who_may_read_both(cast: Cast, who: str) -> None:
    private_item(cast)
    edition = move_to(pack(cast), cast, CLEARED, PUBLISHED)
    pair = {"old": edition.public_version.reference, "new": edition.reference}
    for name in ("editions-compare", "papers-compare"):
        for board in ("fosse", cast.other_board.slug):
            address = reverse(f"reports:{name}", args=[board])
            assert soft(cast.by_name[who]).get(address, pair).status_code == 404
            assert edition.reference not in soft(cast.by_name[who]).get(address).content.decode()
    inside = reverse("reports:editions-compare", args=["fosse"])
    assert SECRET in soft(cast.member).get(inside, pair).content.decode()


# At once -------------------------------------------------------------------------------------------------------------


def at_once(*moves: Any) -> list[Exception]:
    """Each in a thread and a connection of its own; what went wrong."""
    ready, faults = Barrier(len(moves)), []

    def do(move: Any) -> None:
        try:
            ready.wait(10)
            move()
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [Thread(target=do, args=(move,)) for move in moves]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    return faults


@pytest.mark.django_db(transaction=True)
def test_two_supplements_cleared_at_once_are_one(cast: Cast) -> None:
    """SQLite lets one writer in at a time; on PostgreSQL it is the board that is locked."""
    base = move_to(pack(cast), cast, CLEARED, PUBLISHED)
    late_return(cast)
    drafts = [pack(cast, supplement_to=base)]
    add_item(cast)
    drafts.append(pack(cast, supplement_to=base))

    def clear(edition: Edition) -> Any:
        return lambda: move_edition(edition=edition, to=CLEARED, by=fresh(cast.chair))

    faults = at_once(*map(clear, drafts))
    if connection.vendor == "postgresql":
        assert [type(fault) for fault in faults] == [Refusal]
        assert Edition.objects.filter(state=CLEARED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_clear_and_decline_at_once_do_one_of_it(cast: Cast) -> None:
    private_item(cast)
    edition = pack(cast)

    def move(to: EditionState) -> Any:
        return lambda: move_edition(edition=edition, to=to, by=fresh(cast.chair), reason="A wrong figure.")

    faults = at_once(move(CLEARED), move(DECLINED))
    if connection.vendor == "postgresql":
        assert [type(fault) for fault in faults] == [Refusal]
    assert len(set(Edition.objects.values_list("state", flat=True))) == 1
