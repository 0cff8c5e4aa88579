"""The pages of duties and linkages: who sees and does what, and what they say."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from snb.duty_workflow import file_evidence
from snb.models import Duty, Fulfilment, FulfilmentFile, Linkage, LinkageReport
from snb.permissions import Role
from tests.cast import ACTORS, Cast, board_remit, days
from tests.priorities.pages import Page
from tests.snb.duties_scene import FIRST, evidence, make_duty, make_linkage

PDF = b"%PDF-1.7\n%made up\n"
READERS = {"lead", "deputy", "support", "other_lead", "manager", "chair", "member", "analyst", "csp_officer"}
KNOWERS = {"scrutiny", "clerk", "administrator"}
HIDDEN = {"former_lead", "other_manager", "outsider"}


def url(name: str, *args: object) -> str:
    return reverse(f"board:{name}", args=["fosse", *args])


def date(name: str, offset: int) -> dict[str, str]:
    day = days(offset)
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def get(client: Any, address: str) -> Page:
    return Page(client.get(address))


def form(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "title": "Send the agreement", "kind": "statutory", "source": "SI 2012/2660", "owed_by": "The authorities",
        "owner": f"manager:{board_remit(cast.board).pk}", "every_months": "12", "warn_days": "60",
        **date("begins", -10), **date("first_due", 10),
    } | changes  # fmt: skip


@pytest.mark.parametrize("page", ["duty-list", "linkage-list"])
def test_who_reads_the_registers(cast: Cast, as_, page: str) -> None:
    found: dict[int, set[str]] = {}
    for name in ACTORS:
        found.setdefault(as_(cast.by_name[name]).get(url(page)).status_code, set()).add(name)
    assert found == {200: READERS, 403: KNOWERS, 404: HIDDEN}


def test_an_empty_register_says_so(cast: Cast, as_) -> None:
    assert "No duty has been entered yet." in as_(cast.member).get(url("duty-list")).content.decode()
    assert "The Board has no linkages." in as_(cast.member).get(url("linkage-list")).content.decode()


def test_the_register_says_what_is_late_and_narrows(cast: Cast, as_) -> None:
    make_duty(cast.board, title="Late one")
    make_duty(cast.board, title="Coming one", first_due=days(20), kind="local")
    page = get(as_(cast.member), url("duty-list"))
    assert [row[0][:8] for row in page.rows] == ["Late one", "Coming o"]
    assert page.all("//*[@data-result-count]") == ["2 duties, 1 late"]
    narrowed = get(as_(cast.member), url("duty-list") + "?kind=local")
    assert narrowed.all("//*[@data-result-count]") == ["1 duty of 2, none late"]
    nothing = as_(cast.member).get(url("duty-list") + "?words=zebra").content.decode()
    assert "No duty fits this filter." in nothing


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_registers_can_be_taken_away(cast: Cast, as_, kind: str) -> None:
    duty, linkage = make_duty(cast.board), make_linkage(cast.board)
    for address in (
        url("duty-list"),
        url("duty-detail", duty.pk),
        url("linkage-list"),
        url("linkage-detail", linkage.pk),
    ):
        answer = as_(cast.member).get(address, {"format": kind})
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert len(answer.content) > 100


def test_adding_changing_and_ending(cast: Cast, as_) -> None:
    client = as_(cast.manager)
    assert client.post(url("duty-add"), form(cast)).status_code == 302
    duty = Duty.objects.get()
    assert (duty.role, duty.remit) == ("manager", board_remit(cast.board))
    shown = get(client, url("duty-edit", duty.pk))
    assert shown.tree.xpath("//select[@name='owner']/optgroup/option[@selected]")[0].text == "Programme manager"
    changed = client.post(url("duty-edit", duty.pk), form(cast, title="Send it", owner=f"lead:{cast.arson.remit_id}"))
    assert changed.status_code == 302
    duty.refresh_from_db()
    assert (duty.title, duty.role, duty.remit) == ("Send it", "lead", cast.arson.remit)
    assert client.post(url("duty-end", duty.pk), date("last_day", 3)).status_code == 302
    assert Duty.objects.get().ends == days(3)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"title": ""}, "id_title"), ({"owner": ""}, "id_owner"), ({"owner": "lead:999999"}, "id_owner"),
     ({"kind": "x"}, "id_kind_0"), ({"every_months": "7"}, "id_every_months"), ({"warn_days": "9999"}, "id_warn_days")],
)  # fmt: skip
def test_a_form_with_a_mistake_keeps_what_was_typed_and_points_at_it(cast: Cast, as_, changes, field: str) -> None:
    page = Page(as_(cast.manager).post(url("duty-add"), form(cast, source="My long typed source") | changes))
    assert [where for where, _ in page.errors] == [field]
    assert page.tree.xpath("//input[@name='source']/@value") == ["My long typed source"]
    assert not Duty.objects.exists()


def test_a_duty_that_falls_due_before_it_begins_is_said_at_the_field(cast: Cast, as_) -> None:
    page = Page(as_(cast.manager).post(url("duty-add"), form(cast, **date("first_due", -20))))
    assert page.errors == [("id_first_due_0", "It must not fall due before it begins")]


def test_only_who_keeps_the_register_adds_and_changes(cast: Cast, as_) -> None:
    duty = make_duty(cast.board)
    for address in (url("duty-add"), url("duty-edit", duty.pk), url("duty-end", duty.pk)):
        assert as_(cast.member).get(address).status_code == 403
        assert as_(cast.other_manager).get(address).status_code == 404


def test_the_owner_files_evidence_with_a_file_and_everybody_finds_it(cast: Cast, as_) -> None:
    duty = make_duty(cast.board, role=Role.LEAD, remit=cast.arson.remit)
    said = {"due": days(FIRST).isoformat(), "text": "Sent; receipt kept.", "address": "example.org/letter",
            **date("done_on", -1)}  # fmt: skip
    data = said | {"file": SimpleUploadedFile("letter.pdf", PDF, "application/pdf")}
    client = as_(cast.other_lead)
    assert "File evidence" in get(client, url("duty-detail", duty.pk)).buttons
    assert client.post(url("duty-file", duty.pk), data).status_code == 302
    page = get(as_(cast.member), url("duty-detail", duty.pk))
    assert "letter.pdf" in page.links
    assert "File evidence" not in page.buttons
    got = as_(cast.member).get(url("fulfilment-download", FulfilmentFile.objects.get().pk))
    assert b"".join(got.streaming_content) == PDF
    assert got.headers["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert as_(cast.member).get(url("duty-file", duty.pk)).status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"text": ""}, "id_text"), ({"due": "2001-01-01"}, "id_due"), ({"due": "x"}, "id_due"),
     ({"address": "javascript:alert(1)"}, "id_address"), (date("done_on", 2), "id_done_on_0")],
)  # fmt: skip
def test_evidence_with_a_mistake_is_said_where_one_looks(cast: Cast, as_, changes: dict[str, str], field: str) -> None:
    duty = make_duty(cast.board)
    said = {"due": days(FIRST).isoformat(), "text": "Sent.", **date("done_on", -1)} | changes
    page = Page(as_(cast.manager).post(url("duty-file", duty.pk), said))
    assert [where for where, _ in page.errors] == [field]
    assert not Fulfilment.objects.exists()


def test_a_file_of_another_kind_is_said_at_the_file(cast: Cast, as_) -> None:
    duty = make_duty(cast.board)
    said = {"due": days(FIRST).isoformat(), "text": "Sent.", **date("done_on", -1),
            "file": SimpleUploadedFile("run.exe", b"MZ")}  # fmt: skip
    page = Page(as_(cast.manager).post(url("duty-file", duty.pk), said))
    assert [where for where, _ in page.errors] == ["id_file"]


def test_withdrawing_evidence(cast: Cast, as_) -> None:
    held = file_evidence(duty=make_duty(cast.board), evidence=evidence(days(FIRST)), by=cast.manager)
    address = url("fulfilment-withdraw", held.pk)
    assert as_(cast.member).get(address).status_code == 403
    assert [where for where, _ in Page(as_(cast.manager).post(address, {})).errors] == ["id_reason"]
    assert as_(cast.manager).post(address, {"reason": "The wrong letter"}).status_code == 302
    shown = as_(cast.member).get(url("duty-detail", held.duty_id)).content.decode()
    assert "The wrong letter" in shown
    again = as_(cast.manager).post(address, {"reason": "Once more"})
    assert "has been withdrawn already" in again.content.decode()


def test_another_boards_duties_and_files_are_hidden(cast: Cast, as_) -> None:
    other = make_duty(cast.other_board)
    held = file_evidence(
        duty=other, evidence=evidence(days(FIRST), files=(SimpleUploadedFile("a.pdf", PDF),)), by=cast.other_manager
    )
    for address in (
        url("duty-detail", other.pk), url("duty-file", other.pk), url("fulfilment-withdraw", held.pk),
        url("fulfilment-download", held.files.get().pk),
    ):  # fmt: skip
        assert as_(cast.manager).get(address).status_code == 404


def test_filing_a_linkage_report(cast: Cast, as_) -> None:
    linkage = make_linkage(cast.board, body="Safeguarding Board")
    client = as_(cast.lead)
    assert "File a report" in get(client, url("linkage-detail", linkage.pk)).buttons
    said = {"what": f"in:{days(-200).isoformat()}", "text": "Nothing to worry about.", **date("given_on", -2)}
    assert client.post(url("linkage-file", linkage.pk), said).status_code == 302
    assert LinkageReport.objects.get().text == "Nothing to worry about."
    assert "Nothing to worry about." in as_(cast.member).get(url("linkage-detail", linkage.pk)).content.decode()
    assert as_(cast.member).get(url("linkage-file", linkage.pk)).status_code == 403
    again = Page(client.post(url("linkage-file", linkage.pk), said))
    assert [where for where, _ in again.errors] == ["id_what_0"]


def test_setting_when_a_linkage_reports(cast: Cast, as_) -> None:
    linkage = make_linkage(cast.board, report_in_months=None, report_out_months=None, reports_from=None)
    address = url("linkage-edit", linkage.pk)
    assert as_(cast.lead).get(address).status_code == 403
    page = Page(as_(cast.manager).post(address, {"report_in_months": "6"}))
    assert page.errors == [("id_begins_0", "Enter the day on which the first reports fall due")]
    assert as_(cast.manager).post(address, {"report_in_months": "6", **date("begins", 5)}).status_code == 302
    assert Linkage.objects.get().report_in_months == 6
