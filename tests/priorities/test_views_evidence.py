"""Attaching, downloading and removing evidence on screen."""

from __future__ import annotations

import pytest
from django.test import Client

from priorities.evidence import attach_evidence
from priorities.models import EvidenceFile, QuarterlyReturn, RequiredActionReport
from priorities.models.returns import State
from tests.cast import ACTORS, Cast, bring_to, open_return
from tests.priorities.files import PDF, PNG, upload
from tests.priorities.pages import get, post, url
from tests.priorities.test_views_reading import AFTER, BEFORE, KNOWS_NOTHING


@pytest.fixture
def held(cast: Cast) -> QuarterlyReturn:
    return open_return(cast)


@pytest.fixture
def report(held: QuarterlyReturn) -> RequiredActionReport:
    return held.required_reports.all()[0]


def keep(report: RequiredActionReport, cast: Cast, name: str = "plan.pdf") -> EvidenceFile:
    return attach_evidence(report=report, upload=upload(name, PDF), by=cast.support)


def file_url(evidence: EvidenceFile, view: str = "evidence-download") -> str:
    return url(evidence.quarterly_return, view).replace(f"/{evidence.quarterly_return.pk}/", f"/{evidence.pk}/")


def status(client: Client, address: str) -> int:
    """The answer's status; a file is read to its end, which closes it."""
    answer = client.get(address)
    if answer.streaming:
        answer.getvalue()
    return answer.status_code


def address(held: QuarterlyReturn) -> str:
    return url(held, "section-edit", key="required_actions")


def test_attaching_keeps_the_file_and_every_word_around_it(cast: Cast, as_, held, report) -> None:
    typed = {"version": 0, f"evidence_{report.pk}": "Half a sen", f"file_{report.pk}": upload("plan.pdf", PDF)}
    page = post(as_(cast.support), url(held, "evidence-add", report=report.pk), typed)
    assert page.messages == ["plan.pdf is attached. Save the section to keep what else you changed."]
    assert page.value(f"evidence_{report.pk}") == "Half a sen"
    assert "plan.pdf" in page.links
    report.refresh_from_db()
    assert (report.evidence, report.files.get().uploaded_by) == ("", cast.support)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (("plan.pdf", PNG), "This is not a PDF file, whatever its name says."),
        (("plan.pdf", b""), "The file is empty."),
        (None, "Choose a file to attach."),
    ],
)
def test_what_is_not_kept_is_said_beside_its_own_field(cast: Cast, as_, held, report, file, why: str) -> None:
    typed = {"version": 0, f"evidence_{report.pk}": "Half a sen"}
    if file:
        typed[f"file_{report.pk}"] = upload(*file)
    page = post(as_(cast.support), url(held, "evidence-add", report=report.pk), typed)
    assert page.errors == [(f"id_file_{report.pk}", why)]
    assert page.value(f"evidence_{report.pk}") == "Half a sen"
    assert EvidenceFile.objects.count() == 0


def test_a_file_chosen_and_simply_saved_is_kept_too(cast: Cast, as_, held, report) -> None:
    typed = {"version": 0, f"evidence_{report.pk}": "Agreed", f"file_{report.pk}": upload("plan.pdf", PDF)}
    post(as_(cast.support), address(held), typed)
    report.refresh_from_db()
    assert (report.evidence, report.files.get().name) == ("Agreed", "plan.pdf")


def test_a_wrong_file_saved_with_the_section_saves_nothing(cast: Cast, as_, held, report) -> None:
    typed = {"version": 0, f"evidence_{report.pk}": "Agreed", f"file_{report.pk}": upload("plan.pdf", PNG)}
    page = post(as_(cast.support), address(held), typed)
    assert page.errors == [(f"id_file_{report.pk}", "This is not a PDF file, whatever its name says.")]
    report.refresh_from_db()
    assert (report.evidence, report.files.count()) == ("", 0)


def test_nothing_is_attached_to_a_signed_return(cast: Cast, as_, held, report) -> None:
    bring_to(held, State.SIGNED, cast)
    typed = {"version": 1, f"file_{report.pk}": upload("plan.pdf", PDF)}
    page = post(as_(cast.support), url(held, "evidence-add", report=report.pk), typed)
    assert (page.status, EvidenceFile.objects.count()) == (409, 0)


def test_a_report_of_another_return_is_not_found(cast: Cast, as_, held) -> None:
    theirs = open_return(cast, cast.arson).required_reports.all()[0]
    address = url(held, "evidence-add", report=theirs.pk)
    assert as_(cast.support).post(address, {f"file_{theirs.pk}": upload("plan.pdf", PDF)}).status_code == 404


@pytest.mark.parametrize("state", State)
def test_a_file_is_read_by_those_who_read_the_return(cast: Cast, as_, held, report, state: State) -> None:
    evidence = keep(report, cast)
    bring_to(held, state, cast)
    answers = {name: status(as_(cast.by_name[name]), file_url(evidence)) for name in ACTORS}
    readers = AFTER if state in (State.ACCEPTED, State.COMPILED) else BEFORE
    assert {name for name, status in answers.items() if status == 200} == readers
    assert {name for name, status in answers.items() if status == 404} == KNOWS_NOTHING


def test_a_file_comes_as_a_download_with_its_kind_and_a_safe_name(cast: Cast, as_, report) -> None:
    answer = as_(cast.lead).get(file_url(keep(report, cast, 'Über "alles"; x=.pdf')))
    assert b"".join(answer.streaming_content) == PDF
    assert {name: answer[name] for name in ("Content-Type", "X-Content-Type-Options", "Content-Disposition")} == {
        "Content-Type": "application/pdf",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": "attachment; filename*=utf-8''%C3%9Cber%20%22alles%22%3B%20x%3D.pdf",
    }


def test_a_file_that_is_gone_from_the_disk_is_not_found(cast: Cast, as_, report) -> None:
    evidence = keep(report, cast)
    evidence.file.storage.delete(str(evidence.file.name))
    assert as_(cast.lead).get(file_url(evidence)).status_code == 404


def test_removing_asks_first(cast: Cast, as_, held, report) -> None:
    evidence = keep(report, cast)
    asked = get(as_(cast.support), file_url(evidence, "evidence-remove"))
    assert (asked.heading, asked.buttons) == ("Remove plan.pdf?", ["Remove the file"])
    assert EvidenceFile.objects.count() == 1
    done = post(as_(cast.support), file_url(evidence, "evidence-remove"))
    assert (done.messages, done.heading) == (["plan.pdf is removed."], "Required actions")
    assert EvidenceFile.objects.count() == 0


def test_only_its_writers_remove(cast: Cast, as_, report) -> None:
    address = file_url(keep(report, cast), "evidence-remove")
    answers = {name: as_(cast.by_name[name]).get(address).status_code for name in ACTORS}
    assert {name for name, status in answers.items() if status == 200} == {"lead", "deputy", "support"}


def test_the_signed_page_links_the_file_it_names(cast: Cast, as_, held, report) -> None:
    evidence = keep(report, cast)
    bring_to(held, State.ACCEPTED, cast)
    page = get(as_(cast.member), url(held))
    assert page.rows[0][-1] == "plan.pdf"
    assert page.tree.xpath("//main//td//a/@href") == [file_url(evidence)]
