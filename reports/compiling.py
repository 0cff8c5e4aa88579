"""Compiling: read once, build, then freeze the document and the returns it prints in one short transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from priorities.models import QuarterlyReturn
from priorities.models.returns import State
from priorities.workflow import move
from reports.attaching import with_papers
from reports.documents.kind import Kind
from reports.documents.kinds import Progress, build_content, kind_of
from reports.documents.reading import Reading, read, return_stamp
from reports.models import Edition, EditionState
from reports.pdf import pdf_bytes
from reports.render import edition_html
from snb.audit import record
from snb.holders import appointments_on
from snb.models import Board, Meeting, Person, Remit
from snb.permissions import Permission, RemitKind, Role
from snb.querysets import today
from snb.sealing import canonical, fingerprint
from snb.workflow import Refusal, demand

ATTEMPTS = 3
COMMAND_LINE = "from the command line"


def compile_document(
    *,
    board: Board,
    kind: str,
    meeting: Meeting | None = None,
    by: Person | None = None,
    as_at: dt.date | None = None,
    progress: Progress | None = None,
    via: str = "",
) -> Edition:
    """The edition of this document as the records stand; the one there is where nothing has changed.

    A board pack takes the accepted returns of its meeting out of reach of change. Without `by` (from the command line)
    they are moved in the name of the programme manager of the day, and the record says so.
    """
    document, day, told = kind_of(kind), as_at or today(), progress or _tell_nobody
    if by is not None:
        demand(by, Permission.PAPER_COMPILE, board)
    meeting = _meeting_for(document, board, meeting)
    for _ in range(ATTEMPTS):
        told("Reading the records", 0, 0)
        reading = read(board=board, meeting=meeting, as_at=day, figures=document.has_figures)
        content = build_content(document, reading, notice=notice(), progress=told)
        edition = _freeze(document, reading, content, by=by, via=via or ("" if by else COMMAND_LINE))
        if edition is not None:
            return edition
    raise Refusal("Returns kept changing while the paper was being compiled. Try again in a minute.")


def notice() -> str:
    """What every paper of this installation says at its foot."""
    return "People in this demonstration are fictitious." if settings.DEMO else ""


def edition_pdf(edition: Edition) -> bytes:
    """The PDF of an edition, made from its JSON alone: the same bytes every time."""
    return content_pdf(edition.data, edition.fingerprint)


def content_pdf(content: Mapping[str, Any], digest: str) -> bytes:
    """The pages of an edition, and after them those of the papers that were handed in. Refusal where one is missing."""
    compiled = pdf_bytes(
        edition_html(content),
        title=content["title"],
        language=content["language"],
        identifier=digest,
        created=dt.date.fromisoformat(content["as_at"]),
    )
    return with_papers(compiled, content)


def _tell_nobody(step: str, done: int, total: int) -> None:
    """Progress where nobody is watching."""


def _meeting_for(document: Kind, board: Board, meeting: Meeting | None) -> Meeting | None:
    if not document.of_meeting:
        return None
    if meeting is None:
        raise Refusal(f"A {document.name.lower()} is compiled for a meeting: choose one.")
    if meeting.board_id != board.pk:
        raise Refusal("That meeting is of another board.")
    return meeting


@transaction.atomic
def _freeze(
    document: Kind, reading: Reading, content: dict[str, Any], *, by: Person | None, via: str
) -> Edition | None:
    """Save the edition and its returns' state together. None where a return has changed since it was read."""
    # Compiles of one board queue here, so that two at once make one edition. Rows that point at the board may go on.
    board = Board.objects.select_for_update(no_key=True).get(pk=reading.board.pk)
    held = _hold_returns(reading.meeting if document.takes_returns else None)
    read_as = {row.stamp for row in reading.returns.values()} if document.takes_returns else set()
    if {return_stamp(row) for row in held} != read_as:
        return None
    edition = _edition(reading, content, by=by, via=via)
    accepted = [row for row in held if row.state == State.ACCEPTED]
    if accepted:
        actor = by or _programme_manager(board)
        comment = via and f"Compiled {via}."
        for quarterly_return in accepted:
            move(quarterly_return=quarterly_return, to=State.COMPILED, by=actor, comment=comment)
    return edition


def _hold_returns(meeting: Meeting | None) -> list[QuarterlyReturn]:
    """The meeting's returns, locked in one order so that two transactions never wait for each other."""
    if meeting is None:
        return []
    return list(QuarterlyReturn.objects.select_for_update(of=("self",)).filter(meeting=meeting).order_by("pk"))


def _edition(reading: Reading, content: dict[str, Any], *, by: Person | None, via: str) -> Edition:
    text = canonical(content)
    digest = fingerprint(text)
    there = Edition.objects.filter(fingerprint=digest).first()
    if there is not None:
        _refuse_ended(there)
        return there
    edition = Edition.objects.create(
        board=reading.board, meeting=reading.meeting, kind=content["kind"], title=content["title"], content=text,
        fingerprint=digest, gaps=len(content["gaps"]), compiled_by=by,
    )  # fmt: skip
    record(
        by=by, action="compiled paper", obj=edition, board=reading.board,
        kind=edition.kind, fingerprint=digest, gaps=edition.gaps, via=via,
    )  # fmt: skip
    return edition


def _refuse_ended(edition: Edition) -> None:
    """The same words again would be the same edition, which somebody has said no to."""
    if edition.state in (EditionState.DECLINED, EditionState.WITHDRAWN):
        said = EditionState(edition.state).label.lower()
        raise Refusal(
            f"Nothing has changed since this paper was {said} ({edition.reason}). "
            "Change what was wrong, then compile it again."
        )


def _programme_manager(board: Board) -> Person:
    remit = Remit.objects.get(board=board, kind=RemitKind.BOARD)
    found = appointments_on(today(), roles=[Role.PROGRAMME_MANAGER], remit_ids=[remit.pk])[remit.pk]
    if not found:
        raise Refusal(
            "This board has no programme manager today, in whose name accepted returns go into the pack. "
            "Appoint one, or name a person with --as."
        )
    return found[0].person
