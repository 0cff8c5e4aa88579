"""Freezing: the editions of a paper and the state of the returns that it prints, in one short transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db import transaction

from priorities.models import QuarterlyReturn
from priorities.models.returns import State
from priorities.workflow import move
from reports.documents.kind import Kind
from reports.documents.reading import Reading, return_stamp
from reports.documents.versions import Content, Versions
from reports.models import Audience, Edition, EditionState
from snb.audit import record
from snb.holders import appointments_on
from snb.models import Board, Meeting, Person, Remit
from snb.permissions import Permission, RemitKind, Role
from snb.querysets import today
from snb.sealing import canonical, fingerprint
from snb.workflow import Refusal, demand


@dataclass(frozen=True)
class Ties:
    """How a paper hangs together with those issued before: what it corrects, or what it is a supplement to.

    Each is the version that is cleared first; the public one is tied to its public version. Where the paper
    had nothing private, the restricted one too is tied to that paper.
    """

    corrects: Edition | None = None
    supplement_to: Edition | None = None

    def of(self, audience: str) -> dict[str, Edition | None]:
        return {
            "corrects": _open_to(self.corrects, audience),
            "supplement_to": _open_to(self.supplement_to, audience),
        }


def _open_to(edition: Edition | None, audience: str) -> Edition | None:
    """Its version for this audience, or the one there is where everybody may read that."""
    found = version_of(edition, audience)
    return edition if found is None and edition is not None and edition.audience == Audience.PUBLIC else found


def version_of(edition: Edition | None, audience: str) -> Edition | None:
    """The edition as this audience knows it: itself, or its public version; None where there is none for it."""
    if edition is None or edition.audience == audience:
        return edition
    return edition.public_version if audience == Audience.PUBLIC and hasattr(edition, "public_version") else None


@transaction.atomic
def freeze(
    document: Kind, reading: Reading, versions: Versions, ties: Ties, *, by: Person | None, via: str
) -> Edition | None:
    """Save the versions and their returns' state together. None where a return has changed since it was read.

    Gives the version that is cleared first: the restricted one, where there is one.
    """
    # Compiles of one board queue here, so that two at once make one edition. Rows that point at the board may go on.
    board = Board.objects.select_for_update(no_key=True).get(pk=reading.board.pk)
    if by is not None:  # laying out takes minutes, in which an appointment may end
        demand(Person.objects.get(pk=by.pk), Permission.PAPER_COMPILE, board)
    held = _hold_returns(reading.meeting if document.takes_returns else None)
    read_as = {row.stamp for row in reading.returns.values()} if document.takes_returns else set()
    if {return_stamp(row) for row in held} != read_as:
        return None
    first = _edition(reading, versions.all[0], ties, by=by, via=via)
    if versions.restricted is not None:
        _pair(_edition(reading, _of_its_own(versions.public, first), ties, by=by, via=via), first)
    _take_in(held, by or board, via)
    return first


def _hold_returns(meeting: Meeting | None) -> list[QuarterlyReturn]:
    """The meeting's returns, locked in one order so that two transactions never wait for each other."""
    if meeting is None:
        return []
    return list(QuarterlyReturn.objects.select_for_update(of=("self",)).filter(meeting=meeting).order_by("pk"))


def _edition(reading: Reading, content: Content, ties: Ties, *, by: Person | None, via: str) -> Edition:
    text = canonical(content)
    digest = fingerprint(text)
    there = Edition.objects.filter(fingerprint=digest).first()
    if there is not None:
        _refuse_ended(there)
        return there
    edition = Edition.objects.create(
        board=reading.board, meeting=reading.meeting, kind=content["kind"], subject=reading.subject_key,
        audience=content["audience"], title=content["title"], content=text, fingerprint=digest,
        gaps=len(content["gaps"]), compiled_by=by, **ties.of(content["audience"]),
    )  # fmt: skip
    record(
        by=by, action="compiled paper", obj=edition, board=reading.board,
        kind=edition.kind, fingerprint=digest, gaps=edition.gaps, audience=edition.audience, via=via,
    )  # fmt: skip
    return edition


def _of_its_own(public: Content, restricted: Edition) -> Content:
    """The public content; with a number where an earlier restricted version has one of the same words already.

    Only what is private has changed then. Each restricted version is cleared, published and withdrawn with its own.
    """
    for turn in count(1):
        content = public if turn == 1 else {**public, "turn": turn}
        there = Edition.objects.filter(fingerprint=fingerprint(canonical(content))).first()
        if there is None or there.public_of_id in (None, restricted.pk):
            break
    return content


def _pair(public: Edition, restricted: Edition) -> None:
    """Tie the public version to the restricted one of the same moment. Once tied, it stays so."""
    if public.public_of_id is None:
        public.public_of = restricted
        public.save(update_fields=["public_of"])


def _take_in(held: Sequence[QuarterlyReturn], by: Person | Board, via: str) -> None:
    """What is accepted is in a paper now and changes no more."""
    accepted = [row for row in held if row.state == State.ACCEPTED]
    if accepted:
        actor = by if isinstance(by, Person) else programme_manager(by)
        for quarterly_return in accepted:
            move(quarterly_return=quarterly_return, to=State.COMPILED, by=actor, comment=via and f"Compiled {via}.")


def _refuse_ended(edition: Edition) -> None:
    """The same words again would be the same edition, which somebody has said no to."""
    if edition.state in (EditionState.DECLINED, EditionState.WITHDRAWN):
        said = EditionState(edition.state).label.lower()
        raise Refusal(
            f"Nothing has changed since this paper was {said} ({edition.reason}). "
            "Change what was wrong, then compile it again."
        )


def programme_manager(board: Board) -> Person:
    remit = Remit.objects.get(board=board, kind=RemitKind.BOARD)
    found = appointments_on(today(), roles=[Role.PROGRAMME_MANAGER], remit_ids=[remit.pk])[remit.pk]
    if not found:
        raise Refusal(
            "This board has no programme manager today, in whose name accepted returns go into the pack. "
            "Appoint one, or name a person with --as."
        )
    return found[0].person


def newest_issued(**about: Any) -> Edition | None:
    """The published edition of a paper that the next one corrects: the version that is cleared first."""
    rows = Edition.objects.filter(
        state=EditionState.PUBLISHED, public_of=None, supplement_to=None, **about
    ).order_by("-published_at", "-pk")  # fmt: skip
    return rows.select_related("public_version").first()
