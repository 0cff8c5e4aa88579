"""Evidence is kept only if it is what its name says, and under a name that can do no harm."""

from __future__ import annotations

import hashlib
import time

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from priorities.evidence import attach_evidence, remove_evidence
from priorities.models import EvidenceFile
from priorities.models.returns import State
from snb.models import AuditEvent
from snb.uploads import ACCEPTED, check_upload, clean_name
from snb.workflow import Refusal
from tests.cast import Cast, bring_to, open_return
from tests.priorities.files import JPG, PDF, PNG, office, upload

MACRO = office("word/document.xml", "word/vbaProject.bin")
GOOD = {
    "plan.pdf": PDF,
    "PLAN.PDF": PDF,
    "chart.png": PNG,
    "photo.jpg": JPG,
    "photo.jpeg": JPG,
    "minutes.docx": office("[Content_Types].xml", "word/document.xml"),
    "figures.xlsx": office("xl/workbook.xml"),
    "slides.pptx": office("ppt/presentation.xml"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_what_it_says_is_accepted(name: str) -> None:
    assert check_upload(upload(name, GOOD[name])).split("/")[0] in {"application", "image"}


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("plan.pdf", PNG, "This is not a PDF file, whatever its name says."),
        ("chart.png", PDF, "This is not a PNG file, whatever its name says."),
        ("minutes.docx", office("xl/workbook.xml"), "This is not a DOCX file, whatever its name says."),
        ("minutes.docx", b"PK\x03\x04 and nothing more", "This is not a DOCX file, whatever its name says."),
        ("minutes.docx", MACRO, "This is not a DOCX file, whatever its name says."),
        ("minutes.docm", office("word/document.xml"), f"Choose a file of one of these kinds: {ACCEPTED}."),
        ("run.exe", b"MZ", f"Choose a file of one of these kinds: {ACCEPTED}."),
        ("page.html", b"<script>", f"Choose a file of one of these kinds: {ACCEPTED}."),
        ("drawing.svg", b"<svg>", f"Choose a file of one of these kinds: {ACCEPTED}."),
        ("plan.pdf.exe", PDF, f"Choose a file of one of these kinds: {ACCEPTED}."),
        ("plan", PDF, f"Choose a file of one of these kinds: {ACCEPTED}."),
        ("plan.pdf", b"", "The file is empty."),
    ],
)  # fmt: skip
def test_what_is_not_is_refused_in_plain_words(name: str, content: bytes, why: str) -> None:
    with pytest.raises(ValidationError) as refused:
        check_upload(upload(name, content))
    assert refused.value.messages == [why]


def test_a_file_that_is_too_large(settings) -> None:
    settings.EVIDENCE_MAX_BYTES = 2 * 1024 * 1024
    check_upload(upload("plan.pdf", PDF.ljust(2 * 1024 * 1024)))
    with pytest.raises(ValidationError) as refused:
        check_upload(upload("plan.pdf", PDF.ljust(2 * 1024 * 1024 + 1)))
    assert refused.value.messages == ["The file must be smaller than 2 MB."]


def test_a_zip_bomb_named_docx_is_never_unpacked() -> None:
    bomb = office("word/other.xml", padding=200 * 1024 * 1024)
    assert len(bomb) < 1024 * 1024
    started = time.process_time()
    with pytest.raises(ValidationError):
        check_upload(upload("minutes.docx", bomb))
    assert time.process_time() - started < 0.2


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Reed\\plan.pdf", "plan.pdf"),
        ("plan\r\nSet-Cookie: x.pdf", "planSet-Cookie: x.pdf"),
        ("plan\u202efdp.exe.pdf", "planfdp.exe.pdf"),
        ("/", "file"),
        ("..", ".."),
        ("Übersicht 2026.pdf", "Übersicht 2026.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_a_name_is_a_name_and_no_path(name: str, kept: str) -> None:
    assert clean_name(name) == kept


def test_a_file_is_kept_under_its_fingerprint(cast: Cast, settings) -> None:
    report = open_return(cast).required_reports.all()[0]
    kept = attach_evidence(report=report, upload=upload("../plan.pdf", PDF), by=cast.support)
    digest = hashlib.sha256(PDF).hexdigest()
    assert (kept.name, kept.content_type, kept.size, kept.sha256) == ("plan.pdf", "application/pdf", len(PDF), digest)
    stored = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert [str(path.relative_to(settings.MEDIA_ROOT)) for path in stored] == [f"{digest[:2]}/{digest}"]
    assert AuditEvent.objects.get(action="attached evidence").detail == {"sha256": digest}


def test_a_refused_file_leaves_nothing(cast: Cast, settings) -> None:
    report = open_return(cast).required_reports.all()[0]
    with pytest.raises(ValidationError):
        attach_evidence(report=report, upload=upload("plan.pdf", PNG), by=cast.support)
    assert (EvidenceFile.objects.count(), list(settings.MEDIA_ROOT.rglob("*"))) == (0, [])


def test_only_its_writers_attach_and_remove(cast: Cast) -> None:
    report = open_return(cast).required_reports.all()[0]
    kept = attach_evidence(report=report, upload=upload("plan.pdf", PDF), by=cast.lead)
    for stranger in (cast.manager, cast.other_lead, cast.member, cast.outsider):
        with pytest.raises(PermissionDenied):
            attach_evidence(report=report, upload=upload("plan.pdf", PDF), by=stranger)
        with pytest.raises(PermissionDenied):
            remove_evidence(evidence=kept, by=stranger)
    remove_evidence(evidence=kept, by=cast.support)
    assert EvidenceFile.objects.count() == 0


@pytest.mark.parametrize("state", [State.SIGNED, State.ACCEPTED, State.COMPILED])
def test_nothing_is_attached_to_or_taken_from_a_signed_return(cast: Cast, state: State) -> None:
    held = open_return(cast)
    report = held.required_reports.all()[0]
    kept = attach_evidence(report=report, upload=upload("plan.pdf", PDF), by=cast.lead)
    bring_to(held, state, cast)
    with pytest.raises(Refusal):
        attach_evidence(report=report, upload=upload("late.pdf", PDF), by=cast.lead)
    with pytest.raises(Refusal):
        remove_evidence(evidence=kept, by=cast.lead)
    assert EvidenceFile.objects.get().name == "plan.pdf"
