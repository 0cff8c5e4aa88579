"""The life of a quarterly return: a table of moves, and the one function that makes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from priorities.content import load_content, return_content
from priorities.models import Comment, Move, QuarterlyReturn, Signature
from priorities.models.returns import LOCKED, State
from priorities.notices import tell_of_move
from snb.audit import record
from snb.models import Meeting, Person
from snb.models.people import title_on
from snb.permissions import Permission
from snb.querysets import today
from snb.sealing import canonical, fingerprint
from snb.workflow import Machine, Refusal


def not_the_signer(person: Person, held: QuarterlyReturn) -> str:
    """Accepting is the second pair of eyes, whatever roles one person has."""
    if held.signed_by_id != person.pk:
        return ""
    return "You signed this return, so somebody else has to accept it: a deputy of the programme manager, say."


MACHINE: Machine[State] = Machine(
    "return",
    {
        (State.NOT_STARTED, State.DRAFT): Permission.RETURN_EDIT,
        (State.DRAFT, State.WITH_LEAD): Permission.RETURN_SUBMIT,
        (State.DRAFT, State.SIGNED): Permission.RETURN_SIGN,
        (State.WITH_LEAD, State.DRAFT): Permission.RETURN_SUBMIT,
        (State.WITH_LEAD, State.SENT_BACK): Permission.RETURN_SIGN,
        (State.WITH_LEAD, State.SIGNED): Permission.RETURN_SIGN,
        (State.SENT_BACK, State.WITH_LEAD): Permission.RETURN_SUBMIT,
        (State.SENT_BACK, State.SIGNED): Permission.RETURN_SIGN,
        (State.SIGNED, State.SENT_BACK): Permission.RETURN_REVIEW,
        (State.SIGNED, State.ACCEPTED): Permission.RETURN_REVIEW,
        (State.ACCEPTED, State.SENT_BACK): Permission.RETURN_REOPEN,
        (State.ACCEPTED, State.COMPILED): Permission.PAPER_COMPILE,
        (State.COMPILED, State.SENT_BACK): Permission.RETURN_REOPEN,
    },
    rules={(State.SIGNED, State.ACCEPTED): not_the_signer},
)

# Who has the next move: every state but the last has an owner, and a test holds it to that.
OWNER: dict[State, Permission] = {
    State.NOT_STARTED: Permission.RETURN_SUBMIT,
    State.DRAFT: Permission.RETURN_SUBMIT,
    State.WITH_LEAD: Permission.RETURN_SIGN,
    State.SENT_BACK: Permission.RETURN_SUBMIT,
    State.SIGNED: Permission.RETURN_REVIEW,
    State.ACCEPTED: Permission.PAPER_COMPILE,
    State.COMPILED: Permission.RETURN_REOPEN,
}


@dataclass(frozen=True)
class Remark:
    """A comment on one section of the return, and perhaps on one field of it."""

    section_key: str
    text: str
    field: str = ""


@transaction.atomic
def move(
    *, quarterly_return: QuarterlyReturn, to: State, by: Person, comment: str = "", remarks: Iterable[Remark] = ()
) -> QuarterlyReturn:
    """Lock, check, save, write it down, tell who is next. Returns the return as it now is.

    Raises Refusal where it cannot be done now and PermissionDenied where it is not `by`'s to do.
    """
    locked = QuarterlyReturn.objects.select_for_update(of=("self",)).select_related("meeting", "priority__board")
    held = locked.get(pk=quarterly_return.pk)
    origin, remarks = State(held.state), list(remarks)
    MACHINE.check(by, held, origin, to)
    _check_ready(held, origin, to, comment, remarks)
    _write_move(held, origin, to, by, comment)
    if to is State.SIGNED:
        _sign(held, by)
    _remark(held, remarks, by)
    record(
        by=by, action=f"return {to.label.lower()}", obj=held, board=held.priority.board,
        origin=origin.value, target=to.value, comment=comment,
    )  # fmt: skip
    tell_of_move(held, to, by, comment)
    return held


def refusal(quarterly_return: QuarterlyReturn, to: State) -> str:
    """Why this move cannot be made now; empty where it can. Permission is asked of `MACHINE.can`."""
    try:
        _check_ready(quarterly_return, State(quarterly_return.state), to, "given", [])
    except Refusal as refused:
        return refused.reason
    return ""


def missing_sections(quarterly_return: QuarterlyReturn) -> list[str]:
    """Titles of the sections that must be complete before it can be sent on, and are not."""
    return [
        section.definition.title
        for section in quarterly_return.sections.all()
        if section.definition.is_required and not section.is_complete
    ]


def may_edit(person: Person, quarterly_return: QuarterlyReturn) -> bool:
    """Whoever may edit, while it is being drafted; while it is with the lead, only who may sign."""
    state = State(quarterly_return.state)
    if state in LOCKED or not person.has_perm(Permission.RETURN_EDIT, quarterly_return):
        return False
    return state is not State.WITH_LEAD or person.has_perm(Permission.RETURN_SIGN, quarterly_return)


def _check_ready(held: QuarterlyReturn, origin: State, to: State, comment: str, remarks: list[Remark]) -> None:
    if to in (State.WITH_LEAD, State.SIGNED) and (missing := missing_sections(held)):
        raise Refusal(f"Not complete yet: {', '.join(missing)}.")
    if to is State.SENT_BACK and not (comment.strip() or remarks):
        raise Refusal("Say why it goes back: a comment on the whole, or on a section.")


def _write_move(held: QuarterlyReturn, origin: State, to: State, by: Person, comment: str) -> None:
    number = held.moves_made + 1
    Move.objects.create(
        quarterly_return=held, number=number, origin=origin, target=to, by=by,
        by_title=title_on(by, today()), comment=comment,
    )  # fmt: skip
    held.state, held.moves_made = to, number
    fields = ["state", "moves_made", *_stamp(held, to, by)]
    held.save(update_fields=fields)


def _stamp(held: QuarterlyReturn, to: State, by: Person) -> list[str]:
    """Set who did it and when; a return that goes back loses its stamps (its signatures stay)."""
    stamps: dict[str, tuple[Any, Person | None]] = {}
    if to in (State.SIGNED, State.ACCEPTED, State.COMPILED):
        stamps[to.value] = (timezone.now(), by)
    elif to is State.SENT_BACK:
        stamps = dict.fromkeys(("signed", "accepted", "compiled"), (None, None))
    for act, (at, who) in stamps.items():
        setattr(held, f"{act}_at", at)
        setattr(held, f"{act}_by", who)
    return [f"{act}_{part}" for act in stamps for part in ("at", "by")]


def _sign(held: QuarterlyReturn, by: Person) -> None:
    # What is signed names the meeting's quarter: whoever changes the meeting waits, and then finds a signed return.
    held.meeting = Meeting.objects.select_for_update(no_key=True).get(pk=held.meeting_id)
    content = canonical(return_content(load_content(held)))
    Signature.objects.create(
        quarterly_return=held, number=held.signatures.count() + 1, by=by, signed_as=title_on(by, today()),
        content=content, fingerprint=fingerprint(content),
    )  # fmt: skip


def _remark(held: QuarterlyReturn, remarks: list[Remark], by: Person) -> None:
    for remark in remarks:
        Comment.objects.create(
            quarterly_return=held, section_key=remark.section_key, field=remark.field, text=remark.text,
            by=by, round=held.moves_made,
        )  # fmt: skip
        section = held.sections.get(key=remark.section_key)
        section.is_complete = False
        section.save(update_fields=["is_complete"])
