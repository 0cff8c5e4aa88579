"""Papers of agenda items: PDFs that can be read, handed in, downloaded, taken back until notice is given."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from snb.agenda import remove_item, withdraw_item
from snb.models import AuditEvent, Paper
from snb.notice import cancel_meeting, publish_agenda
from snb.papers import PdfFacts, add_paper, read_pdf, remove_paper, stored_bytes
from snb.querysets import today
from snb.workflow import Refusal
from tests.cast import Cast
from tests.snb.notice_scene import details, far, item, paper, pdf_bytes, upload
from tests.snb.test_sign_in import problems


def url(cast: Cast, rest: str) -> str:
    return f"/boards/fosse/meetings/{cast.meeting.pk}/{rest}"


@pytest.mark.parametrize(("pages", "tagged"), [(1, False), (7, True)])
def test_pages_are_counted_and_tags_looked_for(pages: int, tagged: bool) -> None:
    assert read_pdf(upload(pdf_bytes(pages, tagged=tagged))) == PdfFacts(pages, tagged)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (upload(pdf_bytes(password="geheim")), "is protected"),
        (upload(b"%PDF-1.7\n%made up for a test\n"), "it is damaged"),
        (upload(b"MZ not a PDF"), "This is not a PDF file"),
        (upload(b""), "The file is empty"),
        (upload(b"PNG", "picture.exe"), "Choose a file of one of these kinds"),
        (upload(b"\x89PNG\r\n\x1a\n123", "picture.png"), "Choose a PDF"),
        (upload(pdf_bytes(0)), "has no pages"),
    ],
)
def test_what_cannot_be_put_into_a_pack_is_refused_in_words(given, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        read_pdf(given)


def test_a_pdf_that_opens_without_a_password_but_is_restricted_is_refused(cast: Cast) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_bytes())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user=""))
    with pytest.raises(ValidationError, match="is protected"):
        read_pdf(upload(out.getvalue()))


def test_papers_are_kept_in_the_order_in_which_they_came(cast: Cast) -> None:
    held = item(cast)
    first = paper(held, cast.manager, title="Options", data=pdf_bytes(3, tagged=True))
    paper(held, cast.manager, title="Map")
    assert [(row.order, row.title, row.pages) for row in held.papers.all()] == [(1, "Options", 3), (2, "Map", 1)]
    assert (first.uploaded_by, first.name, first.is_tagged) == (cast.manager, "options.pdf", True)
    event = AuditEvent.objects.filter(action="added a paper").first()
    assert event is not None
    assert event.detail["sha256"] in {row.sha256 for row in held.papers.all()}


def test_the_same_file_twice_is_found_by_its_fingerprint_even_if_one_is_taken_back(cast: Cast) -> None:
    held, data = item(cast), pdf_bytes(2)
    first, second = paper(held, cast.manager, data=data), paper(held, cast.manager, data=data)
    remove_paper(paper=first, by=cast.manager)
    assert stored_bytes(second.sha256, second.title) == data
    assert [row.pk for row in held.papers.all()] == [second.pk]


def test_only_who_may_edit_the_meeting_does(cast: Cast) -> None:
    held = item(cast)
    there = paper(held, cast.manager)
    for person in (cast.chair, cast.member, cast.csp_officer, cast.other_manager):
        with pytest.raises(PermissionDenied):
            paper(held, person)
        with pytest.raises(PermissionDenied):
            remove_paper(paper=there, by=person)
    assert Paper.objects.count() == 1


def test_once_notice_is_given_papers_stay(cast: Cast) -> None:
    far(cast)
    held = item(cast)
    there = paper(held, cast.manager)
    publish_agenda(meeting=cast.meeting, on=today(), by=cast.manager)
    with pytest.raises(Refusal, match="none of them is taken back"):
        remove_paper(paper=there, by=cast.manager)
    with pytest.raises(Refusal, match="published with its papers"):
        paper(held, cast.manager)
    urgent = item(cast, details("Urgent"), late_reason="A fire")
    paper(urgent, cast.manager, title="With the urgent item")
    withdraw_item(item=urgent, reason="It is out", by=cast.manager)
    with pytest.raises(Refusal, match="is withdrawn"):
        paper(urgent, cast.manager)
    for act in (there.delete, lambda: Paper.objects.filter(pk=there.pk).update(title="Other")):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_an_item_with_papers_is_not_taken_off(cast: Cast) -> None:
    held = item(cast)
    paper(held, cast.manager)
    with pytest.raises(Refusal, match="remove them first"):
        remove_item(item=held, by=cast.manager)


def test_a_cancelled_meeting_takes_no_papers(cast: Cast) -> None:
    held = item(cast)
    cancel_meeting(meeting=cast.meeting, reason="Snow", by=cast.manager)
    with pytest.raises(Refusal, match="cancelled"):
        paper(held, cast.manager)


def test_an_item_that_is_gone_takes_no_papers(cast: Cast) -> None:
    held = item(cast)
    remove_item(item=type(held).objects.get(pk=held.pk), by=cast.manager)
    with pytest.raises(Refusal, match="taken this item off"):
        add_paper(item=held, title="x", upload=upload(), by=cast.manager)


def test_handing_one_in_on_its_page(as_, cast: Cast) -> None:
    held, client = item(cast), as_(cast.manager)
    add = url(cast, f"agenda/{held.pk}/papers/add/")
    assert problems(client.post(add, {})) == ["Enter title of the paper", "Select pdf file"] or client.get(add)
    answer = client.post(add, {"title": "Options", "file": upload(pdf_bytes(password="x"))})
    assert problems(answer) == ["The PDF is protected. Save it without a password or restrictions"]
    assert answer.context["form"]["title"].value() == "Options"
    answer = client.post(add, {"title": "Options", "file": upload(pdf_bytes(2))})
    assert answer["Location"] == url(cast, f"#item-{held.pk}")
    page = as_(cast.csp_officer).get(url(cast, "")).content.decode()
    assert "Options</a> (PDF, 2 pages," in page
    assert "Not tagged for screen readers" in page
    assert "Remove" not in page


def test_downloading_and_removing_one(as_, cast: Cast) -> None:
    held = item(cast)
    data = pdf_bytes(2)
    there = paper(held, cast.manager, data=data)
    answer = as_(cast.csp_officer).get(url(cast, f"papers/{there.pk}/"))
    assert answer["Content-Disposition"] == 'attachment; filename="options.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == data
    remove = url(cast, f"papers/{there.pk}/remove/")
    assert as_(cast.csp_officer).get(remove).status_code == 403
    client = as_(cast.manager)
    assert client.get(remove).status_code == 200
    assert Paper.objects.exists()  # asking is not doing
    client.post(remove)
    assert not Paper.objects.exists()
    assert client.get(url(cast, f"papers/{there.pk}/")).status_code == 404


def test_a_paper_of_another_meeting_or_board_is_not_found(as_, cast: Cast) -> None:
    there = paper(item(cast), cast.manager)
    assert as_(cast.other_manager).get(url(cast, f"papers/{there.pk}/")).status_code == 404
    wrong = f"/boards/fosse/meetings/{cast.meeting.pk + 1}/papers/{there.pk}/"
    assert as_(cast.manager).get(wrong).status_code == 404
