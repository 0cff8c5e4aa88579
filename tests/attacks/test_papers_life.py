"""Breaking the life of papers: who moves what, what goes on from what, and what the public learns of it."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.urls import reverse

from reports import compiling, jobs
from reports.compiling import compile_document
from reports.models import Audience, CompileJob, Edition, EditionState
from reports.needs import papers_of
from reports.own_kinds.writing import retire_kind
from reports.paper_files import supplements_of
from reports.sharing import share
from reports.workflow import move_edition
from snb.models import AgendaItem, AuditEvent, Person
from snb.querysets import today
from snb.workflow import Refusal
from tests.attacks.test_requests import soft
from tests.cast import Cast, days, fresh
from tests.reports.own_kinds_scene import block, in_use, section
from tests.reports.published_scene import paper
from tests.reports.test_restricted import SECRET, counted, late_return, move_to, pack, private_item

__all__ = ["counted"]  # sections have a page for each of their blocks here too

CLEARED, DECLINED, PUBLISHED, WITHDRAWN = (
    EditionState.CLEARED, EditionState.DECLINED, EditionState.PUBLISHED, EditionState.WITHDRAWN,
)  # fmt: skip


def add_item(cast: Cast, title: str = "A late item", order: int = 9) -> AgendaItem:
    return AgendaItem.objects.create(meeting=cast.meeting, order=order, title=title, text="Some words.")


def reword(item: AgendaItem) -> None:
    item.text = f"{SECRET} was the cheapest."
    item.save()


def page(edition: Edition, name: str = "paper-detail", *more: str) -> str:
    return reverse(f"reports:{name}", args=[edition.board.slug, edition.reference, *more])


# A restricted version always has a public one of its own ------------------------------------------------------------


def test_what_was_declined_for_its_private_words_can_be_mended(cast: Cast) -> None:
    """The public words were the same, so the paper was "declined already" for ever."""
    item = private_item(cast)
    declined = move_to(pack(cast), cast, DECLINED)
    reword(item)
    mended = pack(cast)
    assert mended.public_version != declined.public_version
    assert pack(cast) == mended
    move_to(mended, cast, CLEARED, PUBLISHED)
    assert Edition.objects.published().get() == mended.public_version


def test_a_draft_that_changed_only_in_private_is_published_in_public_too(cast: Cast) -> None:
    """The second restricted version had no public one, and publishing it published nothing."""
    item = private_item(cast)
    first = pack(cast)
    reword(item)
    second = pack(cast)
    assert (first.public_version.data.get("turn"), second.public_version.data["turn"]) == (None, 2)
    move_to(second, cast, CLEARED, PUBLISHED)
    assert Edition.objects.published().get().public_of == second


def test_the_chair_is_asked_to_clear_a_restricted_paper(cast: Cast) -> None:
    """Its public version was taken for a newer edition of it, and so were its supplements and others of its kind."""
    private_item(cast)
    edition = pack(cast)
    asked = [need.url for _, need in papers_of(fresh(cast.chair), today())]
    assert asked == [page(edition)]
    held = [paper(cast, kind="scrutiny-report", state=EditionState.COMPILED) for _ in range(2)]
    asked = [need.url for _, need in papers_of(fresh(cast.chair), today())]
    assert sorted(asked) == sorted(map(page, [edition, *held]))


# What becomes private, and what is withdrawn, is not said once more ---------------------------------------------------


@pytest.mark.parametrize("order", [1, 9])
def test_what_becomes_private_is_not_printed_as_what_it_was(cast: Cast, order: int) -> None:
    """ "Changes since" quoted the title and the words of the item that is heard in private now."""
    add_item(cast, order=5)
    item = add_item(cast, "Tender of Zanzibar", order)
    move_to(pack(cast), cast, CLEARED, PUBLISHED)
    item.exempt_paragraph, item.public_title, item.public_interest = 3, "A contract", "A fair tender."
    item.save()
    public = pack(cast).public_version
    assert "Zanzibar" not in public.content
    assert public.data["changes"]["rows"]
    assert {(row["was"], row["now"]) for row in public.data["changes"]["rows"]} == {("", "")}


def test_a_new_private_item_hides_no_other_change(cast: Cast) -> None:
    item = add_item(cast, order=1)
    move_to(pack(cast), cast, CLEARED, PUBLISHED)
    item.text = "Other words."
    item.save()
    private_item(cast, order=9)
    rows = pack(cast).public_version.data["changes"]["rows"]
    assert any("Some words" in row["was"] for row in rows)


def test_a_correction_of_what_was_withdrawn_is_not_published(cast: Cast) -> None:
    """It repeats words of the withdrawn edition in its changes."""
    issued = move_to(pack(cast), cast, CLEARED, PUBLISHED)
    add_item(cast)
    correction = move_to(pack(cast), cast, CLEARED)
    move_to(issued, cast, WITHDRAWN)
    with pytest.raises(Refusal, match="withdrawn"):
        move_to(correction, cast, PUBLISHED)
    again = pack(cast)
    assert "changes" not in again.data
    move_to(again, cast, CLEARED, PUBLISHED)


def test_an_older_draft_does_not_replace_what_was_published(cast: Cast) -> None:
    first = pack(cast)
    cleared = move_to(first, cast, CLEARED)
    add_item(cast)
    second = move_to(pack(cast), cast, CLEARED, PUBLISHED)
    with pytest.raises(Refusal, match="Another edition"):
        move_to(cleared, cast, PUBLISHED)
    text = soft(cast.manager).get(page(first)).content.decode()
    assert page(first, "paper-publish") not in text
    assert list(Edition.objects.published()) == [second]


# Supplements ---------------------------------------------------------------------------------------------------------


def test_two_supplements_do_not_take_one_number_and_the_same_pages(cast: Cast) -> None:
    base = move_to(pack(cast), cast, CLEARED, PUBLISHED)
    late_return(cast)
    one = pack(cast, supplement_to=base)
    add_item(cast)
    two = pack(cast, supplement_to=base)
    move_to(one, cast, CLEARED)
    with pytest.raises(Refusal, match="Another supplement"):
        move_to(two, cast, CLEARED)
    move_to(two, cast, DECLINED)


def test_a_number_stays_with_its_supplement_when_an_earlier_one_is_withdrawn(cast: Cast) -> None:
    base = move_to(pack(cast), cast, CLEARED, PUBLISHED)
    late_return(cast)
    one = move_to(pack(cast, supplement_to=base), cast, CLEARED, PUBLISHED)
    add_item(cast)
    two = move_to(pack(cast, supplement_to=base), cast, CLEARED, PUBLISHED)
    move_to(one, cast, WITHDRAWN)
    add_item(cast, "A later item", order=10)
    three = move_to(pack(cast, supplement_to=base), cast, CLEARED, PUBLISHED)
    assert [row.data["supplement"]["number"] for row in (one, two, three)] == [1, 2, 3]


def test_a_supplement_is_out_only_while_its_paper_is(cast: Cast) -> None:
    base = move_to(pack(cast), cast, CLEARED)
    late_return(cast)
    one = move_to(pack(cast, supplement_to=base), cast, CLEARED)
    with pytest.raises(Refusal, match="after its paper"):
        move_to(one, cast, PUBLISHED)
    add_item(cast)
    two = pack(cast, supplement_to=base)
    move_to(base, cast, PUBLISHED, WITHDRAWN)
    with pytest.raises(Refusal, match="after its paper"):
        move_to(one, cast, PUBLISHED)
    with pytest.raises(Refusal, match="was withdrawn"):
        move_to(two, cast, CLEARED)


def test_a_private_supplement_to_an_open_paper_belongs_to_it(cast: Cast) -> None:
    """It was tied to nothing: then it counted as the newest edition of the paper itself."""
    base = move_to(pack(cast), cast, CLEARED, PUBLISHED)
    private_item(cast)
    one = move_to(pack(cast, supplement_to=base), cast, CLEARED, PUBLISHED)
    assert (one.audience, one.supplement_to, one.public_version.supplement_to) == (Audience.RESTRICTED, base, base)
    assert supplements_of(base, Edition.objects.all()) == [one.public_version]
    text = soft(cast.member).get(page(base)).content.decode()
    assert (one.reference in text, one.public_version.reference in text) == (True, False)
    late_return(cast)
    two = pack(cast, supplement_to=base)
    assert (two.data["supplement"]["number"], SECRET in two.content) == (2, False)
    add_item(cast)
    assert pack(cast).public_version.corrects == base
    move_to(base, cast, WITHDRAWN)
    one.refresh_from_db()
    assert one.state == WITHDRAWN


@pytest.mark.parametrize("kind", ["csa", "performance-product"])
def test_a_supplement_is_of_the_same_paper(cast: Cast, kind: str) -> None:
    base = move_to(pack(cast), cast, CLEARED)
    with pytest.raises(Refusal, match="what its paper is about"):
        compile_document(board=cast.board, kind=kind, meeting=cast.meeting, by=cast.manager, supplement_to=base)


# Sharing -------------------------------------------------------------------------------------------------------------


def test_whom_a_paper_is_shared_with_does_not_get_its_private_supplement(cast: Cast) -> None:
    """The file with all supplements asked nobody who was reading."""
    private_item(cast)
    base = move_to(pack(cast), cast, CLEARED)
    private_item(cast, order=2, title="Another private matter")
    move_to(pack(cast, supplement_to=base), cast, CLEARED)
    share(edition=base, person=cast.outsider, until=days(5), reason="Observer", by=fresh(cast.manager))
    client = soft(cast.outsider)
    assert client.get(page(base)).status_code == 200
    assert "whole.pdf" not in client.get(page(base)).content.decode()
    assert client.get(page(base, "paper-file", "whole.pdf")).status_code == 404
    assert soft(cast.member).get(page(base, "paper-file", "whole.pdf")).status_code == 200


def test_what_was_not_cleared_is_shared_with_nobody(cast: Cast) -> None:
    draft = pack(cast)
    share(edition=draft, person=cast.outsider, until=days(5), reason="Observer", by=fresh(cast.manager))
    assert soft(cast.outsider).get(page(draft)).status_code == 200
    move_to(draft, cast, DECLINED)
    for address in (page(draft), page(draft, "paper-file", "json")):
        assert soft(cast.outsider).get(address).status_code == 404


# Jobs ----------------------------------------------------------------------------------------------------------------


def start(cast: Cast, kind: str = "board-pack") -> CompileJob:
    return jobs.start_compile(board=cast.board, kind=kind, meeting=cast.meeting, by=fresh(cast.manager))


def test_who_loses_the_role_in_the_middle_makes_no_paper(cast: Cast, monkeypatch) -> None:
    """Laying out takes minutes; the role was asked for once, before them."""
    real = compiling.page_counts

    def slow(*given: Any, **more: Any) -> Any:
        cast.manager.appointments.update(ends=days(-1))
        return real(*given, **more)

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
