"""Papers handed in for the items of an agenda: PDF files that can be read, and become part of the pack."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

import pikepdf
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from snb.audit import record
from snb.models import AgendaItem, Meeting, Paper, Person
from snb.permissions import Permission
from snb.uploads import check_upload, take_in
from snb.workflow import Refusal, demand

PDF = "application/pdf"
MOST_PAGES = 2_000  # of one paper: a pack of more could hardly be opened
DAMAGED = "The PDF cannot be read: it is damaged. Save it again and choose the new file."
ASK = "Ask whoever runs this machine to restore it from the backup."


@dataclass(frozen=True)
class PdfFacts:
    """What was found in a PDF: how many pages, and whether it is tagged for screen readers."""

    pages: int
    is_tagged: bool


def read_pdf(upload: UploadedFile) -> PdfFacts:
    """Raises ValidationError, in plain words, for what is no PDF or cannot be put into a pack."""
    if check_upload(upload) != PDF:
        raise ValidationError("Choose a PDF: save the document as PDF first.")
    upload.seek(0)
    try:
        with pikepdf.open(io.BytesIO(upload.read())) as pdf:
            if pdf.is_encrypted:
                raise ValidationError("The PDF is protected. Save it without a password or restrictions.")
            _refuse_unprintable(pdf)
            facts = PdfFacts(len(pdf.pages), _is_tagged(pdf))
    except pikepdf.PasswordError:
        raise ValidationError("The PDF is protected. Save it without a password or restrictions.") from None
    except pikepdf.PdfError:
        raise ValidationError(DAMAGED) from None
    if not facts.pages:
        raise ValidationError("The PDF has no pages.")
    if facts.pages > MOST_PAGES:
        raise ValidationError(f"The PDF has {facts.pages:,} pages. A paper must have {MOST_PAGES:,} or fewer.")
    return facts


def _refuse_unprintable(pdf: pikepdf.Pdf) -> None:
    """Raises ValidationError for a file of which a pack would show less than its author sees."""
    if "/Collection" in pdf.Root:
        raise ValidationError("The PDF is a portfolio: a folder of files. Add each of them as a paper of its own.")
    if pdf.Root.get("/NeedsRendering", False) is True:
        raise ValidationError("The PDF is a form that draws itself. Print it to a new PDF and choose that.")
    if any("Pages tree" in warning for warning in pdf.get_warnings()):
        raise ValidationError(DAMAGED)  # cut short: what is left would be read without a word


def _is_tagged(pdf: pikepdf.Pdf) -> bool:
    marked = pdf.Root.get("/MarkInfo")
    says_so = isinstance(marked, pikepdf.Dictionary) and bool(marked.get("/Marked", False))
    return says_so and "/StructTreeRoot" in pdf.Root


def stored_bytes(sha256: str, title: str) -> bytes:
    """The file of this fingerprint, found without the database. Refusal where it is missing or was damaged."""
    try:
        with default_storage.open(f"{sha256[:2]}/{sha256}") as file:
            data: bytes = file.read()
    except FileNotFoundError:
        raise Refusal(f"The file of the paper “{title}” is not in storage. {ASK}") from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise Refusal(f"The file of the paper “{title}” is not the one that was handed in. {ASK}")
    return data


@transaction.atomic
def add_paper(*, item: AgendaItem, title: str, upload: UploadedFile, by: Person) -> Paper:
    """Keep the PDF as the next paper of the item. Raises ValidationError or Refusal; then nothing is kept."""
    held = _hold(item, by)
    if held.meeting.is_published and not held.added_late_reason:
        raise Refusal("The agenda is published with its papers. Add what is urgent as an item of its own, with reason.")
    if held.is_withdrawn:
        raise Refusal("This item is withdrawn: it takes no more papers.")
    facts = read_pdf(upload)
    last = held.papers.aggregate(last=Max("order"))["last"] or 0
    paper = Paper(item=held, order=last + 1, title=title, pages=facts.pages, is_tagged=facts.is_tagged)
    take_in(paper, upload, by=by)
    _record(by, "added a paper", held, sha256=paper.sha256, pages=paper.pages)
    return paper


@transaction.atomic
def remove_paper(*, paper: Paper, by: Person) -> None:
    """Take a paper back before notice is given. Its bytes stay, because a pack compiled before is made of them."""
    held = _hold(paper.item, by)
    if held.meeting.is_published:
        raise Refusal("The agenda is published with its papers: none of them is taken back.")
    _record(by, "removed a paper", held, sha256=paper.sha256)
    Paper.objects.get(pk=paper.pk).delete()


def _hold(item: AgendaItem, by: Person) -> AgendaItem:
    """The item, its meeting locked. Whoever may not read an exempt item may not touch its papers."""
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("board").get(pk=item.meeting_id)
    demand(by, Permission.MEETING_EDIT, meeting)
    if meeting.is_cancelled:
        raise Refusal("This meeting is cancelled: it takes no papers.")
    held = meeting.items.filter(pk=item.pk).first()
    if held is None:
        raise Refusal("Somebody else has taken this item off the agenda.")
    if held.is_exempt:
        demand(by, Permission.EXEMPT_READ, meeting)
    held.meeting = meeting
    return held


def _record(by: Person, action: str, item: AgendaItem, **more: object) -> None:
    """Under the name of the item, which everybody may know; the paper's own title may not be."""
    record(by=by, action=action, obj=item, board=item.meeting.board, meeting=str(item.meeting), **more)
