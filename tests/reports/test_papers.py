"""Papers of a board on screen: who reads which, what chair and programme manager do, and the files."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from priorities.models.returns import State
from reports.compiling import compile_document
from reports.documents import files
from reports.documents.screen import contents, screen_html
from reports.models import Edition, EditionState
from reports.printing import keeping
from reports.workflow import move_edition
from snb.models import AgendaItem, Appointment, AuditEvent, Board
from snb.permissions import Role
from snb.workflow import Refusal
from tests.cast import ACTORS, Cast, board_remit, bring_to, fresh, give, make_meeting, open_return
from tests.reports.test_home import needs_of

PATHS = {
    EditionState.COMPILED: [],
    EditionState.DECLINED: [EditionState.DECLINED],
    EditionState.CLEARED: [EditionState.CLEARED],
    EditionState.PUBLISHED: [EditionState.CLEARED, EditionState.PUBLISHED],
    EditionState.WITHDRAWN: [EditionState.CLEARED, EditionState.PUBLISHED, EditionState.WITHDRAWN],
}
DRAFT_READERS = {"manager", "chair"}
READERS = DRAFT_READERS | {"member", "lead", "deputy", "other_lead", "analyst"}
EVERYBODY = set(ACTORS)


@pytest.fixture
def laid_out(monkeypatch) -> list[str]:
    """A page of nothing in place of each PDF, at once; the fingerprints are noted."""
    noted: list[str] = []

    def one_page(content: object, digest: str, told: object) -> bytes:
        noted.append(digest)
        return _blank()

    monkeypatch.setattr(files, "content_pdf", one_page)
    return noted


def pack_in(cast: Cast, state: EditionState = EditionState.COMPILED) -> Edition:
    edition = compile_document(board=cast.board, kind="board-pack", meeting=cast.meeting, by=cast.manager)
    for to in PATHS[state]:
        by = cast.chair if to in (EditionState.CLEARED, EditionState.DECLINED) else cast.manager
        edition = move_edition(edition=edition, to=to, by=by, reason="A wrong figure")
    return edition


def page(edition: Edition, name: str = "paper-detail", *more: str) -> str:
    return reverse(f"reports:{name}", args=[edition.board.slug, edition.reference, *more])


def papers(board: Board) -> str:
    return reverse("reports:paper-list", args=[board.slug])


# Who reads -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "readers"),
    [
        (EditionState.COMPILED, DRAFT_READERS),
        (EditionState.DECLINED, DRAFT_READERS),
        (EditionState.CLEARED, READERS),
        (EditionState.PUBLISHED, EVERYBODY),
    ],
)
def test_who_reads_a_paper_and_its_files(cast: Cast, as_, laid_out, state: EditionState, readers: set[str]) -> None:
    edition = pack_in(cast, state)
    found = set()
    for actor in ACTORS:
        client = as_(cast.by_name[actor])
        addresses = [page(edition), page(edition, "paper-file", "pdf"), page(edition, "paper-file", "json")]
        answers = {client.get(address).status_code for address in addresses}
        assert answers in ({200}, {404})
        if answers == {200}:
            found.add(actor)
    assert found == readers


def test_a_withdrawn_paper_is_a_notice_for_everybody(cast: Cast, as_, laid_out) -> None:
    bring_to(open_return(cast), State.ACCEPTED, cast)
    edition = pack_in(cast, EditionState.WITHDRAWN)
    for address in (page(edition), page(edition, "paper-file", "pdf"), page(edition, "paper-file", "json")):
        response = as_(cast.manager).get(address)
        text = response.content.decode()
        assert (response.status_code, "A wrong figure" in text) == (410, True)
        assert "About progress" not in text
    assert laid_out == []


def test_nobody_reads_without_signing_in(cast: Cast, client) -> None:
    edition = pack_in(cast)
    for address in (page(edition), page(edition, "paper-file", "pdf"), papers(cast.board)):
        assert client.get(address)["Location"].startswith(reverse("sign-in"))


@pytest.mark.parametrize("reference", ["0" * 12, "zzzzzzzzzzzz", "%25", "..", "A" * 12])
def test_a_forged_reference_is_nothing(cast: Cast, as_, reference: str) -> None:
    pack_in(cast)
    assert as_(cast.manager).get(f"/boards/fosse/papers/{reference}/").status_code == 404


def test_a_paper_is_found_under_its_own_board_and_whole_reference_only(cast: Cast, as_, laid_out) -> None:
    edition = pack_in(cast)
    client = as_(cast.manager)
    assert client.get(f"/boards/wold/papers/{edition.reference}/").status_code == 404
    assert client.get(f"/boards/fosse/papers/{edition.reference[:11]}/").status_code == 404
    assert client.get(f"/boards/fosse/papers/{edition.fingerprint[:13]}/").status_code == 404
    assert client.get(page(edition, "paper-file", "exe")).status_code == 404


# The list ------------------------------------------------------------------------------------------------------------


def test_the_list_shows_what_its_reader_may_open(cast: Cast, as_) -> None:
    edition = pack_in(cast)
    assert page(edition) in as_(cast.chair).get(papers(cast.board)).content.decode()
    for actor in ("member", "scrutiny"):
        text = as_(cast.by_name[actor]).get(papers(cast.board)).content.decode()
        assert (page(edition) in text, "There are no papers that you can read yet." in text) == (False, True)
        assert "Compile a paper" not in text
    assert as_(cast.outsider).get(papers(cast.board)).status_code == 404


def test_meetings_come_from_the_newest_and_agreements_last(cast: Cast, as_) -> None:
    compile_document(board=cast.board, kind="csa", by=cast.manager)
    later = make_meeting(cast.board, in_days=110, due_in=100)
    for meeting in (later, cast.meeting):
        compile_document(board=cast.board, kind="board-pack", meeting=meeting, by=cast.manager)
    groups = as_(cast.manager).get(papers(cast.board)).context["groups"]
    assert [meeting for meeting, _ in groups] == [later, cast.meeting, None]


@pytest.mark.parametrize("editions", [1, 3])
def test_queries_of_the_list(cast: Cast, as_, editions: int) -> None:
    for number in range(editions):
        meeting = cast.meeting if number == 0 else make_meeting(cast.board, in_days=30 + number)
        compile_document(board=cast.board, kind="board-pack", meeting=meeting, by=cast.manager)
    client = as_(cast.manager)
    with CaptureQueriesContext(connection) as captured:
        client.get(papers(cast.board))
    assert len(captured) == 7


# One paper -----------------------------------------------------------------------------------------------------------


def test_a_paper_on_screen_says_what_it_is_and_lacks(cast: Cast, as_) -> None:
    bring_to(open_return(cast), State.ACCEPTED, cast)
    edition = pack_in(cast)
    text = as_(cast.chair).get(page(edition)).content.decode()
    assert [gap for gap in edition.data["gaps"] if f"<li>{escape(gap)}</li>" not in text] == []
    assert f"{edition.gaps} gaps" in text
    assert "by Manager Person" in text
    assert "About progress." in text
    assert 'style="' not in text  # the content security policy forbids it


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_paper(cast: Cast, as_, count: int) -> None:
    for number in range(count):
        AgendaItem.objects.create(meeting=cast.meeting, order=number, title=f"Item {number}", text="Text.")
    edition, client = pack_in(cast), as_(cast.manager)
    with CaptureQueriesContext(connection) as captured:
        client.get(page(edition))
    assert len(captured) == 9


def test_what_people_wrote_cannot_become_markup(cast: Cast) -> None:
    markup = "<b>x</b> </main> [a](javascript:1)"
    AgendaItem.objects.create(meeting=cast.meeting, order=1, title="</main><script>", text=markup)
    html = screen_html(pack_in(cast).data)
    assert "&lt;/main&gt;&lt;script&gt;" in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert ("<script" in html, "<b>" in html, "javascript:" in html.split("[a]")[0]) == (False, False, False)
    assert html.count("<section") == html.count("</section>")


def test_the_contents_lead_to_every_section(cast: Cast) -> None:
    open_return(cast)
    content = pack_in(cast).data
    html = screen_html(content)
    entries = contents(content["sections"])
    anchors = [line.anchor for entry in entries for line in (entry, *entry.inner)]
    assert "return-burglary" in anchors
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in html] == []


# Clearing, publishing, withdrawing -----------------------------------------------------------------------------------


def test_from_compiled_to_withdrawn(cast: Cast, as_, laid_out) -> None:
    edition = pack_in(cast)
    chair, manager = as_(cast.chair), as_(cast.manager)
    assert "Clear this paper" in chair.get(page(edition)).content.decode()
    assert chair.post(page(edition, "paper-clear"))["Location"] == page(edition)
    assert "Publish for everybody" in manager.get(page(edition)).content.decode()
    manager.post(page(edition, "paper-publish"))
    edition.refresh_from_db()
    assert (edition.state, edition.cleared_by, edition.published_by) == ("published", cast.chair, cast.manager)
    assert laid_out == [edition.fingerprint]
    empty = manager.post(page(edition, "paper-withdraw"), {"reason": ""}).content.decode()
    assert "Enter a reason" in empty
    manager.post(page(edition, "paper-withdraw"), {"reason": "A wrong figure"})
    edition.refresh_from_db()
    assert (edition.state, edition.reason, edition.withdrawn_by) == ("withdrawn", "A wrong figure", cast.manager)


def test_the_chair_says_why_not(cast: Cast, as_) -> None:
    edition, client = pack_in(cast), as_(cast.chair)
    assert "Why is it not cleared?" in client.get(page(edition, "paper-decline")).content.decode()
    client.post(page(edition, "paper-decline"), {"reason": "Two returns are missing"})
    edition.refresh_from_db()
    assert (edition.state, edition.reason) == ("declined", "Two returns are missing")
    assert "Two returns are missing" in as_(cast.manager).get(page(edition)).content.decode()


def test_controls_stand_where_the_rule_says_yes(cast: Cast, as_) -> None:
    edition = pack_in(cast)
    manager, chair = (as_(who).get(page(edition)).content.decode() for who in (cast.manager, cast.chair))
    words = ("Clear this paper", "Do not clear it", "Publish for everybody", "Withdraw", "Share with a person")
    assert [word in manager for word in words] == [False, False, False, False, True]
    assert [word in chair for word in words] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("name", "actor", "status"),
    [
        ("paper-clear", "manager", 403), ("paper-decline", "manager", 403), ("paper-publish", "chair", 403),
        ("paper-withdraw", "chair", 403), ("paper-publish", "manager", 409), ("paper-clear", "member", 404),
    ],
)  # fmt: skip
def test_what_is_refused_changes_nothing_and_is_logged(cast: Cast, as_, name: str, actor: str, status: int) -> None:
    edition = pack_in(cast)
    assert as_(cast.by_name[actor]).post(page(edition, name), {"reason": "R"}).status_code == status
    edition.refresh_from_db()
    assert edition.state == "compiled"
    assert AuditEvent.objects.filter(action="refused").count() == (status in (403, 404))


def test_a_paper_is_not_cleared_by_following_a_link(cast: Cast, as_) -> None:
    edition = pack_in(cast)
    assert as_(cast.chair).get(page(edition, "paper-clear")).status_code == 405
    assert as_(cast.manager).get(page(edition, "paper-publish")).status_code == 405


def test_whoever_compiled_a_paper_does_not_clear_it_and_may_decline_it(cast: Cast, as_) -> None:
    """A programme manager who stands in for the chair."""
    edition = pack_in(cast)
    chair = Appointment.objects.get(person=cast.chair)
    give(cast.manager, Role.CHAIR, board_remit(cast.board), -1, deputises_for=chair)
    manager = fresh(cast.manager)
    assert (needs_of(manager), needs_of(fresh(cast.chair))) == ([], [f"Clear {edition.title}"])
    text = as_(manager).get(page(edition)).content.decode()
    assert (page(edition, "paper-clear") in text, page(edition, "paper-decline") in text) == (False, True)
    with pytest.raises(Refusal, match=r"^You compiled this paper, so somebody else has to clear it"):
        move_edition(edition=edition, to=EditionState.CLEARED, by=manager)
    assert page(edition, "paper-clear") in as_(cast.chair).get(page(edition)).content.decode()
    assert move_edition(edition=edition, to=EditionState.CLEARED, by=cast.chair).cleared_by == cast.chair


def test_a_paper_from_the_command_line_is_cleared_by_the_chair(cast: Cast) -> None:
    edition = compile_document(board=cast.board, kind="board-pack", meeting=cast.meeting)
    assert edition.compiled_by is None
    assert needs_of(cast.chair) == [f"Clear {edition.title}"]
    assert move_edition(edition=edition, to=EditionState.CLEARED, by=cast.chair).state == EditionState.CLEARED


# Files ---------------------------------------------------------------------------------------------------------------


def test_a_file_has_its_name_and_is_laid_out_once(cast: Cast, as_, laid_out) -> None:
    edition, client = pack_in(cast), as_(cast.chair)
    response = client.get(page(edition, "paper-file", "pdf"))
    name = f"fosse-board-pack-{cast.meeting.date}-{edition.reference}.pdf"
    assert response["Content-Disposition"] == f'inline; filename="{name}"'
    assert (response["Content-Type"], response["Cache-Control"]) == ("application/pdf", "private, no-cache")
    assert client.get(page(edition, "paper-file", "pdf")).content == response.content
    assert laid_out == [edition.fingerprint]
    assert files.facts(edition) == files.Facts(len(response.content), 1)
    assert "(1 page, " in client.get(page(edition)).content.decode()
    fresh = client.get(page(edition, "paper-file", "pdf"), headers={"if-none-match": response["ETag"]})
    assert (fresh.status_code, fresh.content) == (304, b"")


def test_the_json_is_the_very_text_of_the_fingerprint(cast: Cast, as_) -> None:
    edition = pack_in(cast)
    response = as_(cast.manager).get(page(edition, "paper-file", "json"))
    assert (response.content.decode(), response["Content-Type"]) == (edition.content, "application/json")


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch) -> None:
    def fail(*args: object) -> None:
        raise OSError("the disk is full")

    target = tmp_path / "folder" / "paper.pdf"
    keeping.write_whole(target, b"first")
    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="full"):
        keeping.write_whole(target, b"second")
    assert (target.read_bytes(), [path.name for path in target.parent.iterdir()]) == (b"first", ["paper.pdf"])


# Receipts ------------------------------------------------------------------------------------------------------------


def receipt(cast: Cast, pk: int, board: str = "fosse") -> str:
    return reverse("reports:return-receipt", args=[board, pk])


def test_a_receipt_is_the_newest_signature(cast: Cast, as_, monkeypatch) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    said: list[dict[str, Any]] = []

    def note(content: dict[str, Any], digest: str, told: object) -> bytes:
        said.append(content)
        return _blank()

    monkeypatch.setattr(files, "content_pdf", note)
    response = as_(cast.lead).get(receipt(cast, held.pk))
    assert response["Content-Disposition"] == (
        f'attachment; filename="fosse-return-burglary-{cast.meeting.date}-round-1.pdf"'
    )
    assert (said[0]["kind"], said[0]["title"]) == ("return-receipt", "Signed return: Burglary")
    assert held.signatures.get().fingerprint in str(said[0])


def _blank() -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


def test_a_receipt_is_a_real_pdf(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.SIGNED, cast)
    response = as_(cast.lead).get(receipt(cast, held.pk))
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert str(pdf.docinfo.Title) == "Signed return: Burglary"


@pytest.mark.parametrize(
    ("state", "readers"),
    [
        (State.SIGNED, {"lead", "deputy", "support", "manager", "chair", "analyst"}),
        (
            State.ACCEPTED,
            EVERYBODY - {"scrutiny", "clerk", "administrator", "former_lead", "other_manager", "outsider"},
        ),
    ],
)
def test_a_receipt_is_for_who_may_read_the_return(cast: Cast, as_, laid_out, state: State, readers: set[str]) -> None:
    held = bring_to(open_return(cast), state, cast)
    answers = {actor: as_(cast.by_name[actor]).get(receipt(cast, held.pk)).status_code for actor in ACTORS}
    assert {actor for actor, status in answers.items() if status == 200} == readers
    assert answers["outsider"] == 404


def test_without_a_signature_there_is_no_receipt(cast: Cast, as_) -> None:
    held = bring_to(open_return(cast), State.DRAFT, cast)
    assert as_(cast.lead).get(receipt(cast, held.pk)).status_code == 404
    assert as_(cast.lead).get(receipt(cast, held.pk, "wold")).status_code == 404


def test_a_job_in_hand_stands_above_the_papers(cast: Cast, as_) -> None:
    from reports.jobs import start_compile

    job = start_compile(board=cast.board, kind="csa", meeting=None, by=cast.manager)
    text = as_(cast.manager).get(papers(cast.board)).content.decode()
    assert ("Being compiled now" in text, reverse("reports:job-detail", args=["fosse", job.pk]) in text) == (True, True)
    type(job).objects.filter(pk=job.pk).update(asked_at=timezone.now() - timedelta(hours=2))
    assert "Being compiled now" not in as_(cast.manager).get(papers(cast.board)).content.decode()


@pytest.mark.parametrize(
    ("state", "manager", "chair"),
    [
        (EditionState.COMPILED, "The chair or a deputy of the chair clears it next.", ""),
        (EditionState.CLEARED, "", "The programme manager publishes it next."),
        (EditionState.PUBLISHED, "", ""),
    ],
)
def test_the_page_says_who_moves_the_paper_next(cast: Cast, as_, laid_out, state: EditionState, manager, chair) -> None:
    edition = pack_in(cast, state)
    for person, said in ((cast.manager, manager), (cast.chair, chair)):
        assert as_(person).get(page(edition)).context["waits_for"] == said


def test_the_public_version_says_where_it_is_moved(cast: Cast, as_, laid_out) -> None:
    AgendaItem.objects.create(
        meeting=cast.meeting, order=1, title="A tender", text="Prices", exempt_paragraph=3, public_title="A contract",
        public_interest="A fair price.",
    )  # fmt: skip
    edition = pack_in(cast)
    answer = as_(cast.chair).get(page(edition.public_version))
    assert "on that version’s page" in answer.context["waits_for"]
    assert not answer.context["may_clear"]
