"""Papers that were handed in, in the pack: recorded in the edition, appended to its PDF, found by fingerprint."""

from __future__ import annotations

import io
import json

import pikepdf
import pytest
from django.conf import settings
from django.db import connection

from reports.compiling import compile_document, content_pdf
from reports.models import Edition
from snb.agenda import withdraw_item
from snb.law import install_after_migrate
from snb.models import AgendaItem
from snb.notice import deadlines_of, publish_agenda
from snb.papers import remove_paper
from snb.querysets import today
from snb.wording import long_date
from snb.workflow import Refusal
from tests.cast import Cast, days
from tests.reports.pdf_reading import Reading, squeezed
from tests.snb.notice_scene import MARKER, PUBLIC_TITLE, details, far, item, moved, paper, pdf_bytes, private


def pack(cast: Cast) -> Edition:
    return compile_document(board=cast.board, kind="board-pack", meeting=cast.meeting, by=cast.manager)


def public(edition: Edition) -> Edition:
    """The version for everybody, where the other is for those who may know more."""
    return Edition.objects.filter(public_of=edition).first() or edition


def rows(edition: Edition) -> list[dict]:
    return [row for section in edition.data["sections"] for row in section.get("papers", ())]


def agenda_rows(edition: Edition) -> list[dict]:
    return edition.data["sections"][0]["blocks"][0]["data"]["items"]


def made(edition: Edition) -> bytes:
    return content_pdf(edition.data, edition.fingerprint)


def test_an_edition_records_its_papers(cast: Cast) -> None:
    first, second = item(cast, details("A")), item(cast, details("B", text="Its own words."))
    held = paper(first, cast.manager, title="Options", data=pdf_bytes(3, tagged=True))
    paper(second, cast.manager, title="Map")
    edition = pack(cast)
    assert rows(edition)[0] == {"title": "Options", "pages": 3, "is_tagged": True, "sha256": held.sha256}
    assert [(row["title"], row["pages"]) for row in rows(edition)] == [("Options", 3), ("Map", 1)]
    assert [row["paper_anchor"] for row in agenda_rows(edition)] == ["item-1", "item-2"]
    blocks = next(section["blocks"] for section in edition.data["sections"] if section["anchor"] == "item-2")
    assert blocks[-1]["data"]["markdown"] == "Attached paper, whose pages follow: Map (1 page)."
    assert not [gap for gap in edition.data["gaps"] if "there is no paper" in gap]


def test_their_pages_follow_their_items_with_a_bookmark_each(cast: Cast) -> None:
    paper(item(cast, details("A")), cast.manager, title="Options", data=pdf_bytes(2, text="Hello options"))
    paper(item(cast, details("B")), cast.manager, title="Map", data=pdf_bytes(1, text="Hello map"))
    reading = Reading(made(pack(cast)))
    first, second = reading.page_of("item-1"), reading.page_of("item-2")
    for place, words in ((first + 1, "Hello options"), (first + 2, "Hello options"), (second + 1, "Hello map")):
        assert words in reading.page_text(place)
        assert f"Page {place}" in reading.page_text(place)
    assert second == first + 3
    assert reading.outline()[1:5] == [(1, "1 A"), (2, "Options"), (1, "2 B"), (2, "Map")]
    assert b"pdfuaid:part" not in reading.pdf.Root.Metadata.read_bytes()


def test_the_same_edition_gives_the_same_bytes_without_the_database(cast: Cast, django_assert_num_queries) -> None:
    paper(item(cast), cast.manager, data=pdf_bytes(2))
    edition = pack(cast)
    content, digest = edition.data, edition.fingerprint
    with django_assert_num_queries(0, connection=connection):
        first = content_pdf(content, digest)
        assert content_pdf(content, digest) == first


def test_without_papers_the_bytes_are_those_of_the_compiled_pages(cast: Cast) -> None:
    item(cast, details("A", text="Words."))
    data = made(pack(cast))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert b"pdfuaid:part" in pdf.Root.Metadata.read_bytes()


@pytest.mark.parametrize(("harm", "said"), [("unlink", "is not in storage"), ("spoil", "is not the one")])
def test_a_file_that_is_missing_or_spoilt_is_said_plainly(cast: Cast, harm: str, said: str) -> None:
    held = paper(item(cast), cast.manager, title="Options")
    edition = pack(cast)
    path = settings.MEDIA_ROOT / held.sha256[:2] / held.sha256
    path.unlink() if harm == "unlink" else path.write_bytes(b"%PDF-1.7 something else")
    with pytest.raises(Refusal, match=f"“Options” {said}"):
        made(edition)


def test_a_pack_keeps_a_paper_that_was_taken_back_afterwards(cast: Cast) -> None:
    held = paper(item(cast), cast.manager, data=pdf_bytes(2))
    edition = pack(cast)
    remove_paper(paper=held, by=cast.manager)
    assert rows(pack(cast)) == []
    made(edition)


def test_what_would_act_by_itself_stays_behind(cast: Cast) -> None:
    source = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_bytes())) as pdf:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://fosse.example/")
        pdf.Root.OpenAction = script
        page = pdf.pages[0].obj
        page.AA = pikepdf.Dictionary(O=script)
        page.Annots = pdf.make_indirect(
            pikepdf.Array([
                pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
                for action in (script, link)
            ])
        )  # fmt: skip
        pdf.save(source)
    paper(item(cast), cast.manager, data=source.getvalue())
    reading = Reading(made(pack(cast)))
    with reading.pdf as pdf:
        last = pdf.pages[reading.page_of("item-1")].obj
        assert "/AA" not in last
        assert [str(note.A.URI) if "/A" in note else "" for note in last.Annots] == ["", "https://fosse.example/"]
        assert "/OpenAction" not in pdf.Root


def test_nothing_heard_in_private_gets_into_the_pack(cast: Cast) -> None:
    item(cast, details("A fund", text="Words."))
    secret = item(cast, private())
    paper(secret, cast.manager, title=f"{MARKER} prices", data=pdf_bytes(text=f"{MARKER} page"))
    edition = public(pack(cast))
    reading = Reading(made(edition))
    assert MARKER.lower() not in json.dumps(edition.data).lower()
    assert MARKER not in squeezed(reading.root.all_text())
    assert squeezed(PUBLIC_TITLE) in squeezed(reading.root.all_text())  # so the search above can find something
    assert not [title for _, title in reading.outline() if MARKER in title]
    assert rows(edition) == []
    assert agenda_rows(edition)[1] | {"start": ""} == {
        "number": "2", "title": PUBLIC_TITLE, "purpose": "Decide", "presenter": "", "minutes": 10, "start": "",
        "paper_anchor": "item-2", "sitting_as": "", "is_late": False, "is_withdrawn": False,
        "ground": "Paragraph 3. Financial or business affairs of a person or body",
    }  # fmt: skip


def test_a_later_meeting_tells_no_private_title_in_the_forward_plan(cast: Cast) -> None:
    later = cast.board.meetings.create(
        date=today().replace(year=today().year + 1), quarter_start=cast.meeting.quarter_start, returns_due=today()
    )
    AgendaItem.objects.create(
        meeting=later, order=1, title=f"{MARKER} deal", exempt_paragraph=3, public_interest="x", public_title="A deal"
    )
    text = json.dumps(pack(cast).data)
    assert MARKER not in text
    assert "A deal (note)" in text


def test_a_cancelled_meeting_is_not_in_the_forward_plan(cast: Cast) -> None:
    cast.board.meetings.create(
        title="Not held", cancelled_reason="Snow.", returns_due=today(),
        date=today().replace(year=today().year + 1), quarter_start=cast.meeting.quarter_start,
    )  # fmt: skip
    assert "Not held" not in json.dumps(pack(cast).data)


def test_a_withdrawn_item_keeps_its_number_and_gives_no_paper(cast: Cast) -> None:
    far(cast)
    first = item(cast, details("A", text="Gone words."))
    paper(first, cast.manager, title="Options")
    item(cast, details("B", text="Words that stay."))
    publish_agenda(meeting=cast.meeting, on=today(), by=cast.manager)
    withdraw_item(item=first, reason="The bid fell through.", by=cast.manager)
    edition = pack(cast)
    first_row, second = agenda_rows(edition)
    assert (first_row["number"], first_row["is_withdrawn"], first_row["paper_anchor"]) == ("1", True, None)
    assert (second["number"], second["start"], second["paper_anchor"]) == ("2", first_row["start"], "item-2")
    assert rows(edition) == []
    assert "Gone words" not in json.dumps(edition.data)


def test_the_agenda_says_as_what_the_board_sits(cast: Cast) -> None:
    capacity = cast.board.capacities.create(name="Domestic Abuse Board", begins=today())
    item(cast, details("A"))
    item(cast, details("B", capacity=capacity))
    edition = pack(cast)
    assert [row["sitting_as"] for row in agenda_rows(edition)] == ["", "Domestic Abuse Board"]
    assert "The Board sits as: Domestic Abuse Board" in Reading(made(edition)).root.all_text()


def test_clearing_or_publishing_too_late_is_warned_of_with_the_last_lawful_day(as_, cast: Cast) -> None:
    install_after_migrate()
    near = moved(cast, days(3))
    edition = pack(cast)
    page = as_(cast.chair).get(f"/boards/fosse/papers/{edition.reference}/").content.decode()
    due = deadlines_of(near).publish_by
    assert due is not None
    assert f"the last lawful day is {due:%A} {long_date(due)}" in page
    far(cast)
    assert (
        "the last lawful day" not in as_(cast.chair).get(f"/boards/fosse/papers/{edition.reference}/").content.decode()
    )
