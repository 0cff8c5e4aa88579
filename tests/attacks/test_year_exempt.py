"""Looking for one word of what was heard in private: on every page and file, in the log, the pack and the calendar."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from reports.calendar_feed import Site, calendar_of
from reports.compiling import compile_document, content_pdf
from snb.exporting import XLSX
from snb.feeds import make_feed
from snb.models import AgendaItem, AuditEvent
from snb.permissions import Role
from tests.attacks.exempt_scene import MARKER, Private, everywhere, leaks, plant, words_of
from tests.attacks.test_requests import soft
from tests.cast import Cast, days, give
from tests.reports.pdf_reading import Reading, squeezed

WITHOUT = (
    "csp_officer",
    "support",
    "administrator",
    "clerk",
    "scrutiny",
    "other_manager",
)  # nobody of them may read it
LISTS = ("action-list", "decision-list", "duty-list", "recommendation-list", "audit-list")


@pytest.fixture
def private(cast: Cast) -> Private:
    return plant(cast)


def board(view: str, *args: object) -> str:
    return reverse(f"board:{view}", args=["fosse", *args])


def test_the_marker_is_there_to_be_found(cast: Cast, private: Private) -> None:
    """Otherwise none of the searches below says anything."""
    client = soft(cast.member)
    for address in (
        board("meeting-detail", private.ahead.meeting_id), board("minutes-detail", private.scene.meeting.pk),
        board("decision-detail", private.decision.pk), board("action-detail", private.action.pk),
        board("attendance-detail", private.scene.meeting.pk), board("recommendation-list"),
    )[:5]:  # fmt: skip
        assert MARKER in words_of(client.get(address)), address


@pytest.mark.page  # 25 seconds of pages, of lists that the other tests here read on both databases
@pytest.mark.parametrize("who", ["csp_officer", "administrator"])
def test_no_page_and_no_file_says_it_to_who_may_not_read_it(cast: Cast, private: Private, who: str) -> None:
    for person in (cast.member, cast.chair):  # whose refusals are in the log that the administrator reads
        for view, args in (
            ("agenda-paper-remove", (cast.meeting.pk, private.paper.pk)),
            ("item-edit", (cast.meeting.pk, private.ahead.pk)),
            ("declaration-remove", (private.scene.meeting.pk, private.declaration.pk)),
            ("decision-correct", (private.decision.pk,)), ("action-drop", (private.action.pk,)),
            ("minute-edit", (private.scene.meeting.pk, private.held.pk)),
        ):  # fmt: skip
            assert soft(person).get(board(view, *args)).status_code in (403, 404)
    assert leaks(soft(cast.by_name[who]), everywhere(private.ids)) == []


def test_a_refusal_writes_no_title_of_a_private_paper_into_the_log(cast: Cast, private: Private) -> None:
    """A member reads the paper and may not remove it; the administrator reads who was refused what, not the paper."""
    address = board("agenda-paper-remove", cast.meeting.pk, private.paper.pk)
    assert soft(cast.member).post(address).status_code == 403
    assert AuditEvent.objects.get(action="refused").object_label == "A paper of item 1, heard in private"
    assert MARKER not in words_of(soft(cast.administrator).get(board("audit-list")))
    assert MARKER not in words_of(soft(cast.administrator).get(board("audit-list"), {"format": "csv"}))


def test_the_log_says_it_nowhere(private: Private) -> None:
    for event in AuditEvent.objects.all():
        assert MARKER not in f"{event.object_label} {event.detail} {event.action}", event


@pytest.mark.parametrize("who", WITHOUT)
def test_a_search_for_it_finds_as_much_as_a_search_for_nothing(cast: Cast, private: Private, who: str) -> None:
    client = soft(cast.by_name[who])
    for view in LISTS:
        for extra in ({}, {"state": "all"}, {"format": "csv"}, {"format": "xlsx"}):
            found = words_of(client.get(board(view), {"words": MARKER, **extra}))
            nothing = words_of(client.get(board(view), {"words": "Xanthippes"[:8], **extra}))
            if client.get(board(view), extra).get("Content-Type") == XLSX:
                continue  # a workbook carries the moment it was made
            assert _without(found, MARKER) == _without(nothing, "Xanthippes"[:8]), (view, extra)


def _without(text: str, words: str) -> str:
    lines = [
        line for line in text.replace(words, "").splitlines() if "csrf" not in line and "nonce" not in line.lower()
    ]
    return "\n".join(lines)


def test_why_a_private_item_was_withdrawn_is_private(cast: Cast, private: Private) -> None:
    """The agenda kept the reason to itself; the minutes and the pack of the next meeting printed it."""
    with connection.cursor() as cursor:  # as on the day of the meeting, before its minutes
        cursor.execute("UPDATE snb_agendaitem SET withdrawn_reason = %s WHERE id = %s", [MARKER, private.held.pk])
    AgendaItem.objects.create(meeting=cast.meeting, order=9, title="Minutes", block="minutes")
    held = private.scene.meeting.pk
    for view in ("meeting-detail", "minutes-detail", "attendance-detail"):
        assert MARKER not in words_of(soft(cast.csp_officer).get(board(view, held))), view
    assert "given in private" in words_of(soft(cast.csp_officer).get(board("minutes-detail", held)))
    assert MARKER in words_of(soft(cast.member).get(board("minutes-detail", held)))
    compiled = compile_document(board=cast.board, kind="board-pack", meeting=cast.meeting, by=cast.manager)
    edition = compiled.public_version
    assert MARKER not in edition.content


def test_neither_the_pack_nor_its_pdf_says_it(cast: Cast, private: Private) -> None:
    for order, block in enumerate(("minutes", "matters-arising", "escalations", "forward-plan"), 5):
        AgendaItem.objects.create(meeting=cast.meeting, order=order, title=block, block=block)
    compiled = compile_document(board=cast.board, kind="board-pack", meeting=cast.meeting, by=cast.manager)
    edition = compiled.public_version
    assert MARKER not in edition.content
    assert private.paper.sha256 not in edition.content
    made = content_pdf(edition.data, edition.fingerprint)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert not any(MARKER in repr(held) for held in pdf.objects)
    told = squeezed(Reading(made).root.all_text())
    assert squeezed("Heard in private") in told
    assert squeezed(MARKER) not in told


def test_neither_a_calendar_nor_a_mail_says_it(cast: Cast, private: Private) -> None:
    site = Site("https://board.example", "board.example")
    for person in (cast.csp_officer, cast.member, cast.manager):
        assert MARKER.encode() not in calendar_of(person, days(0), site)
    assert not any(MARKER in f"{sent.subject} {sent.body}" for sent in mail.outbox)


def test_a_calendar_address_that_was_replaced_shows_nothing(cast: Cast, private: Private) -> None:
    old = make_feed(by=cast.manager)
    address = reverse("reports:calendar-feed", args=[old])
    tag = soft().get(address)["ETag"]
    make_feed(by=cast.manager)
    for headers in ({}, {"if-none-match": tag}):
        answer = soft().get(address, headers=headers)
        assert (answer.status_code, answer.get("ETag")) == (404, None)
    assert "BEGIN" not in words_of(soft().get(address))


def test_who_was_deputy_until_yesterday_reads_nothing_of_it(cast: Cast, private: Private) -> None:
    member = cast.member.appointments.get()
    give(cast.outsider, Role.BOARD_MEMBER, member.remit, -9, -1, deputises_for=member)
    for view, args in (
        ("decision-detail", (private.decision.pk,)), ("action-detail", (private.action.pk,)),
        ("action-download", (private.file.pk,)), ("agenda-paper-download", (cast.meeting.pk, private.paper.pk)),
        ("meeting-detail", (cast.meeting.pk,)),
    ):  # fmt: skip
        assert soft(cast.outsider).get(board(view, *args)).status_code == 404
    assert soft(cast.former_lead).get(board("decision-detail", private.decision.pk)).status_code == 404


def test_public_scrutiny_says_that_there_is_something_and_no_more(cast: Cast, private: Private) -> None:
    for suffix in ("json", "csv", "xlsx"):
        answer = soft().get(reverse("scrutiny:scrutiny-public-file", args=["fosse", suffix]))
        assert answer.status_code == 200
        assert MARKER not in words_of(answer)
    page = reverse("scrutiny:scrutiny-public", args=["fosse"])
    assert MARKER not in words_of(soft().get(page))
    assert "A1" not in words_of(soft().get(page))
