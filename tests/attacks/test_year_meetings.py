"""Meetings, their agendas, papers and minutes against people who come too late, at once, or with a file that bites."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.urls import reverse

from reports.printing.merging import Binding
from reports.printing.uploads import settled
from snb import papers
from snb.action_workflow import close_actions
from snb.agenda import add_item, change_item, move_item, take_up
from snb.meetings import DateStays, Details, change_meeting, drop_from_plan
from snb.models import AgendaItem, AuditEvent, ForwardPlanItem, Meeting, Paper
from snb.notice import cancel_meeting, publish_agenda
from snb.papers import read_pdf, stored_bytes
from snb.workflow import Refusal
from tests.attacks.test_database import copy_over, postgres_only, refused, sqlite_only
from tests.attacks.test_requests import soft
from tests.cast import Cast, days, make_meeting
from tests.snb.action_scene import make_done
from tests.snb.notice_scene import details, far, item, paper, pdf_bytes, upload
from tests.snb.sittings_scene import Scene, make_scene

N, D, A = pikepdf.Name, pikepdf.Dictionary, pikepdf.Array


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """A meeting that was held without notice of it: its agenda was never published."""
    return make_scene(cast)


# What was held stays as it was held ----------------------------------------------------------------------------------


def test_an_agenda_does_not_change_under_its_approved_minutes(scene: Scene) -> None:
    scene.approved()
    before = list(scene.meeting.items.values_list("order", "title", "exempt_paragraph"))
    by, second = scene.cast.manager, scene.items[1]
    acts: list[Callable[[], object]] = [
        lambda: change_item(item=second, details=details("Forged"), by=by),
        lambda: move_item(item=second, up=True, by=by),
        lambda: add_item(meeting=scene.meeting, details=details("Forged"), by=by),
    ]
    for act in acts:
        with pytest.raises(Refusal, match="circulated"):
            act()
    assert list(scene.meeting.items.values_list("order", "title", "exempt_paragraph")) == before


def test_sql_does_not_change_an_agenda_under_its_approved_minutes(scene: Scene) -> None:
    scene.approved()
    private = scene.items[2].pk
    assert refused(
        "UPDATE snb_agendaitem SET exempt_paragraph = NULL, public_interest = '', public_title = '' WHERE id = %s",
        private,
    )
    assert refused("UPDATE snb_agendaitem SET title = 'Forged' WHERE id = %s", private)
    assert refused("UPDATE snb_meeting SET date = %s WHERE id = %s", days(50).isoformat(), scene.meeting.pk)
    assert refused("UPDATE snb_meeting SET cancelled_reason = 'x' WHERE id = %s", scene.meeting.pk)
    assert refused("DELETE FROM snb_agendaitem WHERE id = %s", private)


@pytest.mark.parametrize("trace", ["attendance", "decision", "minutes"])
def test_a_meeting_that_was_held_is_neither_cancelled_nor_moved(scene: Scene, trace: str) -> None:
    if trace == "decision":
        scene.decide()
    else:
        scene.sit()
        _ = scene.write() if trace == "minutes" else None
    _stays(scene.meeting, scene.cast)


def test_a_meeting_that_closed_an_action_or_approved_minutes_is_not_cancelled(scene: Scene) -> None:
    scene.approved()
    _stays(scene.later(), scene.cast)
    done, closing = make_done(scene.cast, agreed_on=days(-20)), make_meeting(scene.board, in_days=-1, due_in=-12)
    close_actions(actions=[done], meeting=closing, by=scene.cast.manager)
    _stays(closing, scene.cast)


def _stays(meeting: Meeting, cast: Cast) -> None:
    held = Meeting.objects.get(pk=meeting.pk)
    moved = Details("Moved", days(90), held.time, "", held.quarter)
    with pytest.raises(Refusal, match="held"):
        cancel_meeting(meeting=held, reason="It never was.", by=cast.manager)
    with pytest.raises(DateStays):
        change_meeting(meeting=held, details=moved, version=held.version, by=cast.manager)


def published(cast: Cast) -> tuple[AgendaItem, Paper]:
    far(cast)
    first = item(cast)
    held = paper(first, cast.manager)
    publish_agenda(meeting=Meeting.objects.get(pk=cast.meeting.pk), on=days(0), by=cast.manager)
    return first, held


@sqlite_only
def test_replace_rewrites_nothing_of_a_published_agenda(cast: Cast) -> None:
    first, held = published(cast)
    assert copy_over("snb_agendaitem", first.pk, title="Forged", added_late_reason="Urgent")
    assert copy_over("snb_paper", held.pk, title="Forged")
    assert copy_over("snb_meeting", cast.meeting.pk, agenda_published_on=None, agenda_published_by_id=None)


@postgres_only
@pytest.mark.parametrize("table", ["snb_paper", "snb_agendaitem", "snb_meeting"])
def test_truncate_empties_no_agenda(cast: Cast, table: str) -> None:
    published(cast)
    assert refused(f"TRUNCATE {table} CASCADE")


def test_sql_moves_nothing_into_a_published_agenda(cast: Cast) -> None:
    first, _ = published(cast)
    later = make_meeting(cast.board, in_days=80, due_in=60)
    other = add_item(meeting=later, details=details("Smuggled"), by=cast.manager)
    smuggled = paper(other, cast.manager, title="Smuggled")
    assert refused("UPDATE snb_paper SET item_id = %s WHERE id = %s", first.pk, smuggled.pk)
    assert refused("UPDATE snb_agendaitem SET meeting_id = %s WHERE id = %s", cast.meeting.pk, other.pk)


# Two hands at once ---------------------------------------------------------------------------------------------------


def test_one_line_of_the_forward_plan_becomes_one_item(cast: Cast) -> None:
    """Both have read the plan; the second comes when it is taken up already."""
    first = ForwardPlanItem.objects.create(meeting=cast.meeting, title="Arson")
    second = ForwardPlanItem.objects.get(pk=first.pk)
    take_up(planned=first, by=cast.manager)
    with pytest.raises(Refusal, match="Somebody else"):
        take_up(planned=second, by=cast.manager)
    with pytest.raises(Refusal, match="Somebody else"):
        drop_from_plan(item=second, by=cast.manager)
    assert cast.meeting.items.count() == 1
    assert not AuditEvent.objects.filter(action="removed from the forward plan").exists()


def test_two_who_write_one_item_lose_no_words(cast: Cast) -> None:
    held = item(cast, details("Bridges", text="As it was."))
    client, address = soft(cast.manager), reverse("board:item-edit", args=["fosse", cast.meeting.pk, held.pk])
    seen = client.get(address).context["form"].initial["seen"]
    change_item(item=held, details=details("Bridges", text="The words of another."), by=cast.manager)
    typed = {"title": "Bridges", "purpose": "note", "minutes": "10", "text": "My words.", "seen": seen}
    answer = client.post(address, typed)
    held.refresh_from_db()
    assert (answer.status_code, held.text) == (409, "The words of another.")
    assert all(words in answer.content.decode() for words in ("The words of another.", "My words."))
    assert client.post(address, typed | {"seen": answer.context["form"].data["seen"]}).status_code == 302
    held.refresh_from_db()
    assert held.text == "My words."


# Files that bite -----------------------------------------------------------------------------------------------------


def with_note(**note: Any) -> bytes:
    """A PDF whose one page carries this annotation."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_bytes())) as pdf:
        pdf.pages[0].obj.Annots = A([D(Type=N.Annot, Rect=[0, 0, 9, 9], **note)])
        pdf.save(out)
    return out.getvalue()


def in_a_pack(data: bytes) -> pikepdf.Pdf:
    """What a pack has of it, read again."""
    read_pdf(upload(data))
    out = io.BytesIO()
    with pikepdf.new() as pack, pikepdf.open(io.BytesIO(settled(data, "given"))) as given:
        binding = Binding(pack, lambda name: b"")
        binding.add_upload(given, "item-1", "Given")
        binding.close(str)
        pack.save(out)
    return pikepdf.open(io.BytesIO(out.getvalue()))


SCRIPT = D(S=N.JavaScript, JS="app.alert(1)")
ACTING = {
    "after a link": {"Subtype": N.Link, "A": D(S=N.URI, URI="https://a.example", Next=SCRIPT)},
    "as an address": {"Subtype": N.Link, "A": D(S=N.URI, URI="JavaScript:alert(1)")},
    "of a disk": {"Subtype": N.Link, "A": D(S=N.URI, URI="file:///etc/passwd")},
    "on opening": {"Subtype": N.Link, "AA": D(PO=SCRIPT)},
    "launched": {"Subtype": N.Link, "A": D(S=N.Launch, F="calc.exe")},
    "on a screen": {"Subtype": N.Screen, "A": D(S=N.Rendition, JS="app.alert(1)")},
    "in a file": {"Subtype": N.FileAttachment, "FS": D(Type=N.Filespec, F="calc.exe")},
    "an action of no kind": {"Subtype": N.Link, "A": "JavaScript"},
}


@pytest.mark.parametrize("note", ACTING.values(), ids=list(ACTING))
def test_nothing_in_a_pack_acts_by_itself(note: dict[str, Any]) -> None:
    with in_a_pack(with_note(**note)) as pack:
        said = " ".join(repr(held) for held in pack.objects)
    assert not any(word in said for word in ("JavaScript", "javascript", "calc", "passwd", "Rendition"))


def test_a_link_to_an_address_stays_in_a_pack() -> None:
    link = D(S=N.URI, URI="https://a.example/x", Next=SCRIPT)
    with in_a_pack(with_note(Subtype=N.Link, A=link)) as pack:
        assert str(pack.pages[0].obj.Annots[0].A.URI) == "https://a.example/x"


@pytest.mark.parametrize("notes", [A([1, "x", N.Y]), D(A=1), 7], ids=["numbers", "a dictionary", "a number"])
def test_notes_that_are_no_notes_break_no_pack(notes: object) -> None:
    """The paper was taken, and from then on no pack of its meeting could be made."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_bytes())) as pdf:
        pdf.pages[0].obj.Annots = notes
        pdf.save(out)
    with in_a_pack(out.getvalue()) as pack:
        assert len(pack.pages) == 1


def test_a_paper_of_too_many_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "MOST_PAGES", 3)
    assert read_pdf(upload(pdf_bytes(3))).pages == 3
    with pytest.raises(ValidationError, match="must have 3 or fewer"):
        read_pdf(upload(pdf_bytes(4)))


def test_half_a_file_that_a_killed_process_left_does_not_stand_for_the_whole(cast: Cast) -> None:
    """Files are found by fingerprint: the half one was found for ever, however often the paper was handed in again."""
    first, data = item(cast), pdf_bytes(2)
    held = paper(first, cast.manager, data=data)
    path = default_storage.path(f"{held.sha256[:2]}/{held.sha256}")
    with open(path, "wb") as file:
        file.write(data[:100])
    with pytest.raises(Refusal, match="not the one that was handed in"):
        stored_bytes(held.sha256, held.title)
    again = paper(first, cast.manager, data=data)
    assert stored_bytes(again.sha256, again.title) == data
