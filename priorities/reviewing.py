"""Signing, accepting and sending back exactly what was read, and the remarks that went with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from priorities.content import load_content, return_content
from priorities.models import Comment, Move, QuarterlyReturn, Signature
from priorities.models.returns import State
from priorities.workflow import Remark, move
from snb.models import Person
from snb.sealing import canonical, fingerprint
from snb.workflow import Refusal


def fingerprint_now(quarterly_return: QuarterlyReturn) -> str:
    """The SHA-256 of what the return says at this moment."""
    return fingerprint(canonical(return_content(load_content(quarterly_return))))


@transaction.atomic
def move_as_read(*, quarterly_return: QuarterlyReturn, to: State, read: str, by: Person) -> QuarterlyReturn:
    """Sign or accept it, if its newest signature is of what `by` read (`read` is the fingerprint of that).

    What is accepted is what was signed, not what the return would say today: a meeting that moved has a new date.
    """
    moved = move(quarterly_return=quarterly_return, to=to, by=by)
    if moved.signatures.latest("number").fingerprint != read:
        raise Refusal("Something in this return changed after you opened this page. Read it again before you go on.")
    return moved


@transaction.atomic
def send_back(
    *, quarterly_return: QuarterlyReturn, comment: str, remarks: Iterable[Remark], by: Person
) -> QuarterlyReturn:
    """Back to its writers with comments: from the lead, or from review. What is accepted is reopened instead."""
    held = _locked(quarterly_return)
    if held.state in (State.ACCEPTED, State.COMPILED):
        raise Refusal("This return was accepted while you were writing. Reopen it if it must change.")
    return move(quarterly_return=held, to=State.SENT_BACK, by=by, comment=comment, remarks=remarks)


@transaction.atomic
def reopen(*, quarterly_return: QuarterlyReturn, reason: str, by: Person) -> QuarterlyReturn:
    """An accepted return goes back to its writers; what was signed and compiled stays as it is."""
    held = _locked(quarterly_return)
    if held.state not in (State.ACCEPTED, State.COMPILED):
        raise Refusal("Only an accepted return is reopened. This one can be sent back with comments.")
    return move(quarterly_return=held, to=State.SENT_BACK, by=by, comment=reason)


def _locked(quarterly_return: QuarterlyReturn) -> QuarterlyReturn:
    held = QuarterlyReturn.objects.select_for_update(of=("self",)).select_related("meeting", "priority__board")
    return held.get(pk=quarterly_return.pk)


@dataclass(frozen=True)
class Round:
    """The last time a return was sent back: by whom, why, and the remarks on its sections."""

    sent_back: Move
    remarks: dict[str, list[Comment]] = field(default_factory=dict)


def last_round(quarterly_return: QuarterlyReturn) -> Round | None:
    sent_back = quarterly_return.moves.filter(target=State.SENT_BACK).select_related("by").last()
    if sent_back is None:
        return None
    remarks: dict[str, list[Comment]] = {}
    for comment in quarterly_return.comments.filter(round=sent_back.number).select_related("by"):
        remarks.setdefault(comment.section_key, []).append(comment)
    return Round(sent_back, remarks)


def last_quarter(quarterly_return: QuarterlyReturn) -> Signature | None:
    """What was last signed for the same priority and an earlier meeting: shown beside, never copied."""
    return (
        Signature.objects.filter(
            quarterly_return__priority=quarterly_return.priority_id,
            quarterly_return__meeting__date__lt=quarterly_return.meeting.date,
        )
        .order_by("-quarterly_return__meeting__date", "-number")
        .first()
    )
