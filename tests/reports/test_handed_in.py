"""The programme manager is told how accessible each uploaded paper is; others are not bothered with it."""

from __future__ import annotations

from django.urls import reverse

from reports import handed_in as module
from reports.compiling import compile_document
from reports.handed_in import handed_in
from reports.models import Edition
from tests.cast import Cast
from tests.snb.notice_scene import details, item, paper, pdf_bytes


def pack(cast: Cast) -> Edition:
    paper(item(cast, details("A")), cast.manager, title="Options", data=pdf_bytes(3, tagged=True))
    paper(item(cast, details("B")), cast.manager, title="Map", data=pdf_bytes(1))
    return compile_document(board=cast.board, kind="board-pack", meeting=cast.meeting, by=cast.manager)


def test_what_is_found_in_each_file(cast: Cast) -> None:
    options, plan = handed_in(pack(cast).data)
    assert [(row.title, row.pages, row.found.is_tagged) for row in (options, plan)] == [
        ("Options", 3, True),
        ("Map", 1, False),
    ]
    assert plan.found.broken
    assert not plan.found.is_whole


def test_a_file_is_checked_once(cast: Cast, monkeypatch) -> None:
    content = pack(cast).data
    first = handed_in(content)
    monkeypatch.setattr(module, "accessibility_of", None)
    assert handed_in(content) == first


def test_the_page_tells_who_compiles(cast: Cast, as_) -> None:
    edition = pack(cast)
    page = reverse("reports:paper-detail", args=[cast.board.slug, edition.reference])
    text = as_(cast.manager).get(page).content.decode()
    assert "Papers that were handed in" in text
    assert "Not tagged" in text
    assert "Papers that were handed in" not in as_(cast.chair).get(page).content.decode()
