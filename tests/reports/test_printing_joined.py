"""An edition and its supplements as one file."""

from __future__ import annotations

import io

import page
import pikepdf
import pytest

from reports.printing.joining import joined
from tests.reports.pdf_reading import Reading, squeezed
from tests.reports.test_printing import Content, made, small
from tests.reports.test_printing_uploads import with_papers
from tests.snb.notice_scene import pdf_bytes


def supplement(first: int) -> Content:
    content = small(first_page=first, title="Supplement 1 to the board pack")
    content["sections"] = content["sections"][2:]
    return content


@pytest.fixture
def parts() -> list[bytes]:
    pack = made(small())
    return [pack, made(supplement(len(Reading(pack).pdf.pages) + 1))]


def test_pages_labels_and_bookmarks_go_on(parts: list[bytes]) -> None:
    whole, first, second = (Reading(data) for data in (joined(parts), *parts))
    assert len(whole.pdf.pages) == len(first.pdf.pages) + len(second.pdf.pages)
    assert [str(each.label) for each in whole.pdf.pages] == [str(n) for n in range(1, len(whole.pdf.pages) + 1)]
    under = [(depth + 1, title) for depth, title in second.outline()]
    assert whole.outline() == [*first.outline(), (1, "Supplement 1 to the board pack"), *under]
    assert str(whole.pdf.docinfo.Title) == "Board pack for 9 December 2026"


def test_it_is_read_out_as_its_parts_are(parts: list[bytes]) -> None:
    data = joined(parts)
    assert page.is_pdf_compliant_bytes(data, profile="ua1")
    read = [squeezed(Reading(each).root.all_text()) for each in (data, *parts)]
    assert read[0] == read[1] + read[2]


def test_links_lead_where_they_led(parts: list[bytes]) -> None:
    whole, first = Reading(joined(parts)), Reading(parts[0])
    offset = len(first.pdf.pages)

    def targets(reading: Reading) -> list[tuple[int, int]]:
        return [
            (number, reading.index[note.Dest[0].objgen])
            for number, each in enumerate(reading.pdf.pages)
            for note in each.obj.get("/Annots", ())
            if "/Dest" in note
        ]

    second = [(number + offset, target + offset) for number, target in targets(Reading(parts[1]))]
    assert second
    assert targets(whole) == [*targets(first), *second]


def test_the_same_bytes_twice(parts: list[bytes]) -> None:
    assert joined(parts) == joined(parts)


def test_it_claims_no_more_than_each_of_its_parts(parts: list[bytes]) -> None:
    plain = made(with_papers(pdf_bytes()))
    with pikepdf.open(io.BytesIO(joined([plain, parts[1]]))) as pdf:
        assert b"<pdfuaid:part>" not in pdf.Root.Metadata.read_bytes()
