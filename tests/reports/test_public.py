"""The public pages: published papers for everybody, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from priorities.models.returns import State
from reports.compiling import compile_document
from reports.documents.files import kept_pdf
from reports.jobs import lay_out_published
from reports.models import Edition, EditionState
from reports.workflow import move_edition
from snb.wording import long_date
from tests.cast import Cast, bring_to, make_meeting, open_return
from tests.reports.test_papers import laid_out, pack_in

__all__ = ["laid_out"]
LIBRARY = "/papers/"


def page(edition: Edition, *suffix: str) -> str:
    name = "paper-public-file" if suffix else "paper-public"
    return reverse(f"reports:{name}", args=[edition.reference, *suffix])


def pages(edition: Edition) -> list[str]:
    return [page(edition), page(edition, "pdf"), page(edition, "json")]


@pytest.fixture
def published(cast: Cast, laid_out) -> Edition:
    bring_to(open_return(cast), State.ACCEPTED, cast)
    return pack_in(cast, EditionState.PUBLISHED)


def test_anybody_reads_a_published_paper(published: Edition, client) -> None:
    html, pdf, data = (client.get(address) for address in pages(published))
    assert "About progress." in html.content.decode()
    assert "(1 page, " in html.content.decode()
    assert (pdf.content[:5], pdf["Content-Type"]) == (b"%PDF-", "application/pdf")
    assert data.content.decode() == published.content


def test_a_file_is_asked_for_again_each_time(published: Edition, client) -> None:
    response = client.get(page(published, "pdf"))
    assert response["Cache-Control"] == "public, no-cache"
    again = client.get(page(published, "pdf"), headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    assert published.meeting is not None
    name = f"fosse-board-pack-{published.meeting.date}-{published.reference}.pdf"
    assert response["Content-Disposition"] == f'inline; filename="{name}"'


def test_a_withdrawal_takes_effect_at_once_and_leaves_a_dated_notice(
    cast: Cast, published: Edition, client, laid_out
) -> None:
    tag = client.get(page(published, "pdf"))["ETag"]
    withdrawn = move_edition(edition=published, to=EditionState.WITHDRAWN, by=cast.manager, reason="A wrong figure")
    for address in pages(published):
        response = client.get(address, headers={"if-none-match": tag})
        text = response.content.decode()
        assert response.status_code == 410
        assert f"withdrawn on {long_date(timezone.localdate(withdrawn.withdrawn_at))}" in text
        assert "Reason: A wrong figure" in text
        assert "About progress" not in text
        assert "no-cache" in response["Cache-Control"]
    (group,) = client.get(LIBRARY).context["groups"]
    assert [row.is_withdrawn for row in group.papers] == [True]
    text = client.get(LIBRARY).content.decode()
    assert "A wrong figure" in text
    assert page(published, "pdf") not in text


@pytest.mark.parametrize("state", [EditionState.COMPILED, EditionState.DECLINED, EditionState.CLEARED])
def test_what_is_not_published_does_not_exist(cast: Cast, client, as_, laid_out, state: EditionState) -> None:
    edition = pack_in(cast, state)
    for address in pages(edition):
        assert client.get(address).status_code == 404
        assert as_(cast.manager).get(address).status_code == 404  # here nobody is more than the public
    assert edition.title not in client.get(LIBRARY).content.decode()
    assert laid_out == []


@pytest.mark.parametrize("reference", ["0" * 12, "nonsense", "%2e%2e"])
def test_a_forged_reference_is_nothing(published: Edition, client, reference: str) -> None:
    assert client.get(f"/papers/{reference}/").status_code == 404
    assert client.get(f"/papers/{reference}/paper.pdf").status_code == 404
    assert client.get(page(published, "docx")).status_code == 404


def publish(cast: Cast, kind: str, **about: Any) -> Edition:
    edition = compile_document(board=cast.board, kind=kind, by=cast.manager, **about)
    for to, by in ((EditionState.CLEARED, cast.chair), (EditionState.PUBLISHED, cast.manager)):
        edition = move_edition(edition=edition, to=to, by=by)
    return edition


def test_the_library_goes_by_meeting_from_the_newest(cast: Cast, published: Edition, client) -> None:
    agreement = publish(cast, "csa")
    later = make_meeting(cast.board, in_days=110, due_in=100)
    second = publish(cast, "board-pack", meeting=later)
    groups = client.get(LIBRARY).context["groups"]
    assert [(group.meeting, [row.edition for row in group.papers]) for group in groups] == [
        (later, [second]), (cast.meeting, [published]), (None, [agreement]),
    ]  # fmt: skip


def test_the_library_names_pages_and_size_once_they_are_known(published: Edition, client, laid_out) -> None:
    assert "page, " not in client.get(LIBRARY).content.decode()
    lay_out_published()
    lay_out_published()
    assert laid_out == [published.fingerprint]
    size = len(kept_pdf(published))
    assert f"(1 page, {size}\xa0bytes)" in client.get(LIBRARY).content.decode()


def test_the_library_is_filtered_by_board_and_kind(cast: Cast, published: Edition, client) -> None:
    agreement = publish(cast, "csa")
    for query, found in [
        ("?board=fosse", {published, agreement}), ("?kind=csa", {agreement}), ("?board=wold", set()),
        ("?board=fosse&kind=board-pack", {published}), ("?kind=nonsense", {published, agreement}),
    ]:  # fmt: skip
        groups = client.get(LIBRARY + query).context["groups"]
        assert {row.edition for group in groups for row in group.papers} == found
    assert "No published paper is of this board and kind." in client.get(f"{LIBRARY}?board=wold").content.decode()


def test_an_empty_library_says_so(db, client) -> None:
    assert "No paper has been published yet." in client.get(LIBRARY).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_public_pages(cast: Cast, published: Edition, client, count: int) -> None:
    for number in range(1, count):
        publish(cast, "board-pack", meeting=make_meeting(cast.board, in_days=30 + number))
    kept_pdf(published)
    found = {}
    for name, address in {"library": LIBRARY, "paper": page(published), "file": page(published, "pdf")}.items():
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        found[name] = len(captured)
    assert found == {"library": 2, "paper": 2, "file": 1}
