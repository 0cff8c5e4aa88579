"""Compiling: read one moment, build the versions, tie them to what was issued before, and freeze them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings

from reports.comparing import changes_since
from reports.documents.kind import Kind
from reports.documents.kinds import Progress, build_content, kind_of, subject_of
from reports.documents.reading import Reading, read, read_with_private
from reports.documents.supplements import anchors_of, joined, next_number, supplement_of
from reports.documents.versions import (
    Content,
    Count,
    Versions,
    last_page,
    told_apart,
    unplaced,
    with_equal_pages,
)
from reports.freezing import Ties, freeze, newest_issued, version_of
from reports.models import Audience, Edition, EditionState
from reports.printing.paper import page_counts, paper_pdf
from snb.models import Board, Meeting, Person
from snb.permissions import Permission
from snb.querysets import today
from snb.sealing import canonical
from snb.workflow import Refusal, demand

ATTEMPTS = 3
COMMAND_LINE = "from the command line"


@dataclass(frozen=True)
class Wanted:
    """A paper that somebody asks for. Refusal, on making it, where it lacks what its kind is about."""

    board: Board
    document: Kind
    meeting: Meeting | None
    subject: str
    day: dt.date
    supplement_to: Edition | None = None

    @property
    def about(self) -> dict[str, Any]:
        return {
            "board": self.board, "meeting": self.meeting, "kind": self.document.slug, "subject": self.subject,
        }  # fmt: skip


def wanted(
    *,
    board: Board,
    kind: str,
    meeting: Meeting | None = None,
    subject: str = "",
    as_at: dt.date | None = None,
    supplement_to: Edition | None = None,
) -> Wanted:
    """What is asked for, complete. Refusal where a meeting is missing or another board's, or what it is to go on from
    was never cleared."""
    document = kind_of(kind, board)
    if document.of_meeting and meeting is None:
        raise Refusal(f"A {document.name.lower()} is compiled for a meeting: choose one.")
    if document.of_meeting and meeting is not None and meeting.board_id != board.pk:
        raise Refusal("That meeting is of another board.")
    if document.of_meeting and meeting is not None and meeting.cancelled_reason:
        raise Refusal("That meeting was cancelled, so nothing is compiled for it.")
    if document.subject is None:
        subject = ""
    elif not subject:
        raise Refusal(f"{document.name}: {document.subject.label}")
    made = Wanted(board, document, meeting if document.of_meeting else None, subject, as_at or today(), supplement_to)
    if supplement_to is not None:
        _check_base(supplement_to, made)
    return made


def _check_base(edition: Edition, asked: Wanted) -> None:
    if any(getattr(edition, name) != value for name, value in asked.about.items()):
        raise Refusal("A supplement is about what its paper is about, for the same meeting.")
    if edition.state not in (EditionState.CLEARED, EditionState.PUBLISHED):
        raise Refusal("A supplement belongs to a paper that was cleared: compile that paper anew instead.")
    if edition.supplement_to_id is not None or edition.public_of_id is not None:
        raise Refusal("A supplement belongs to the paper itself: choose that.")


def compile_document(
    *,
    board: Board,
    kind: str,
    meeting: Meeting | None = None,
    subject: str = "",
    by: Person | None = None,
    as_at: dt.date | None = None,
    supplement_to: Edition | None = None,
    progress: Progress | None = None,
    via: str = "",
) -> Edition:
    """The edition of this document as the records stand; the one there is where nothing has changed.

    Where something is heard in private, a restricted and a public version are frozen together, and the restricted one
    is given back. A board pack takes the accepted returns of its meeting out of reach of change. Without `by` (from the
    command line) they are moved in the name of the programme manager of the day, and the record says so.
    """
    told = progress or _tell_nobody
    if by is not None:
        demand(by, Permission.PAPER_COMPILE, board)
    asked = wanted(
        board=board, kind=kind, meeting=meeting, subject=subject, as_at=as_at, supplement_to=supplement_to
    )  # fmt: skip
    for _ in range(ATTEMPTS):
        told("Reading the records", 0, 0)
        reading, versions = _built(asked, told)
        versions, ties = _tied(asked, versions, partial(page_counts, told=told))
        if ties.corrects is not None and all(
            "rows" in each.get("changes", {}) and not each["changes"]["rows"] for each in versions.all
        ):
            return ties.corrects  # nothing has changed since it was issued
        edition = freeze(
            asked.document, reading, versions, ties, by=by, via=via or ("" if by else COMMAND_LINE)
        )  # fmt: skip
        if edition is not None:
            return edition
    raise Refusal("Returns kept changing while the paper was being compiled. Try again in a minute.")


def _built(asked: Wanted, told: Progress) -> tuple[Reading, Versions]:
    """What the records say now, as contents."""
    document = asked.document
    about: dict[str, Any] = {
        "board": asked.board, "meeting": asked.meeting, "as_at": asked.day, "figures": document.has_figures,
    }  # fmt: skip
    if document.subject is not None:
        subject = partial(subject_of, document, asked.board, asked.meeting, asked.subject)
        about |= {"subject": subject, "subject_key": asked.subject}
    if not document.has_private:
        reading = read(**about)
        return reading, Versions(_content(document, reading, told))
    reading, private = read_with_private(**about)
    return reading, told_apart(_content(document, reading, _tell_nobody), _content(document, private, told))


def _content(document: Kind, reading: Reading, told: Progress) -> Content:
    """As an edition gives it back, so that it can be compared with one: lists, never tuples."""
    content = build_content(document, reading, notice=notice(), progress=told)
    return dict(json.loads(canonical(content)))


def _tied(asked: Wanted, versions: Versions, count: Count) -> tuple[Versions, Ties]:
    """The versions with what ties them to those issued before, and with page numbers that cite alike."""
    if asked.supplement_to is not None:
        ties = Ties(supplement_to=asked.supplement_to)
        versions = _supplements(versions, asked.supplement_to, count)
    else:
        ties = Ties(corrects=newest_issued(**asked.about))
        versions = Versions(
            _with_changes(ties.of(Audience.PUBLIC)["corrects"], versions.public),
            versions.restricted and _with_changes(ties.of(Audience.RESTRICTED)["corrects"], versions.restricted),
        )
    return with_equal_pages(versions, count), ties


def _with_changes(issued: Edition | None, content: Content) -> Content:
    """With what changed since the edition that was issued, as its readers know it."""
    if issued is None:
        return content
    published = issued.published_at.date().isoformat() if issued.published_at else ""
    rows = changes_since(unplaced(issued.data), content)
    return {**content, "changes": {"since": issued.reference, "date": published, "rows": rows}}


def _supplements(versions: Versions, base: Edition, count: Count) -> Versions:
    """Of each version what has come since the paper and its supplements were issued; both have the same sections."""
    public = version_of(base, Audience.PUBLIC) or base
    if versions.restricted is None:
        return Versions(_supplement(public, versions.public, count))
    restricted = _supplement(base, versions.restricted, count)
    also = anchors_of(restricted["sections"])
    opened = _supplement(public, versions.public, count, first=restricted["first_page"], also=also)
    return Versions(opened) if opened["sections"] == restricted["sections"] else Versions(opened, restricted)


def _supplement(
    base: Edition, content: Content, count: Count, *, first: int = 0, also: Container[str] = ()
) -> Content:  # fmt: skip
    rows = Edition.objects.supplementing(base).filter(state__in=_OUT).select_related("public_of")
    before = [(row.public_of or row if content["audience"] == Audience.RESTRICTED else row).data for row in rows]
    return supplement_of(
        joined(base.data, before), content, reference=base.reference, number=next_number(before), also=also,
        first_page=first or max(last_page(each, count) for each in (base.data, *before)) + 1,
    )  # fmt: skip


_OUT = (EditionState.CLEARED, EditionState.PUBLISHED)


def notice() -> str:
    """What every paper of this installation says at its foot."""
    return "People in this demonstration are fictitious." if settings.DEMO else ""


def edition_pdf(edition: Edition, told: Progress | None = None) -> bytes:
    """The PDF of an edition, made from its JSON alone: the same bytes every time."""
    return content_pdf(edition.data, edition.fingerprint, told)


def content_pdf(content: Mapping[str, Any], digest: str, told: Progress | None = None) -> bytes:
    """The pages of an edition. Refusal where a paper that was handed in is missing."""
    return paper_pdf(content, digest, told=told)


def _tell_nobody(step: str, done: int, total: int) -> None:
    """Progress where nobody is watching."""
