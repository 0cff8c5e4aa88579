"""What a person sees of a return and what they may do next: the same rules that the moves themselves are held to."""

from __future__ import annotations

from dataclasses import dataclass

from priorities.models import QuarterlyReturn, ReturnSection
from priorities.models.returns import LOCKED, State
from priorities.people import People
from priorities.reviewing import Round
from priorities.workflow import MACHINE, may_edit, missing_sections
from snb.models import Person
from snb.permissions import Permission, Role
from snb.wording import long_date


@dataclass(frozen=True)
class Controls:
    """Which controls this person is shown for this return."""

    edit: bool
    submit: bool
    take_back: bool
    sign: bool
    send_back: bool
    review: bool
    reopen: bool
    chase: bool
    history: bool
    track: bool


def controls(person: Person, held: QuarterlyReturn) -> Controls:
    state = State(held.state)

    def can(to: State, *origins: State) -> bool:
        return state in origins and MACHINE.can(person, held, state, to)

    return Controls(
        edit=may_edit(person, held),
        submit=can(State.WITH_LEAD, State.DRAFT, State.SENT_BACK),
        take_back=can(State.DRAFT, State.WITH_LEAD),
        sign=can(State.SIGNED, State.DRAFT, State.WITH_LEAD, State.SENT_BACK),
        send_back=can(State.SENT_BACK, State.WITH_LEAD, State.SIGNED),
        review=can(State.ACCEPTED, State.SIGNED),
        reopen=can(State.SENT_BACK, State.ACCEPTED, State.COMPILED),
        chase=state not in LOCKED and person.has_perm(Permission.RETURN_CHASE, held),
        history=person.has_perm(Permission.RETURN_READ, held),
        track=person.has_perm(Permission.TRACKER_READ, held.priority.board),
    )


def what_happens_next(held: QuarterlyReturn, people: People) -> str:
    """One or two sentences: who does what next."""
    state = State(held.state)
    if state is State.COMPILED:
        return f"It is in the pack for the meeting on {long_date(held.meeting.date)}."
    if state is State.ACCEPTED:
        return f"It goes into the pack for the meeting on {long_date(held.meeting.date)}."
    role = people.holding_role(state)
    if role is None:
        return "Nobody is appointed who could take it further today. The programme manager can appoint somebody."
    if state is State.SIGNED:
        who = people.names(role, without=held.signed_by_id)
        if not who:
            return "Whoever signed it does not accept it, so a deputy of the programme manager has to be appointed."
        return f"{who} reviews it, then accepts it or sends it back with comments."
    who = people.names(role)
    if state is State.WITH_LEAD:
        return f"{who} reads it, then signs it or sends it back with comments."
    return f"{_writing(state, who)} {_signing(role, people)}"


def _writing(state: State, who: str) -> str:
    return f"{who} answers the comments." if state is State.SENT_BACK else f"{who} writes the answers."


def _signing(role: Role, people: People) -> str:
    if role is Role.LEAD:
        return "The lead signs it when every required section is complete."
    return f"Then it goes to {people.lead} to sign." if people.lead else "No lead is appointed to sign it."


def section_status(section: ReturnSection, last: Round | None) -> tuple[str, str]:
    """The state of a section in words, and its tone."""
    if section.is_complete:
        return "Complete", "done"
    if last and section.key in last.remarks:
        return "Has a comment", "late"
    if section.version:
        return "In progress", "doing"
    return ("Not started", "todo") if section.definition.is_required else ("Optional", "quiet")


def counted(held: QuarterlyReturn) -> tuple[int, int]:
    """How many of the sections that are required are complete."""
    total = sum(section.definition.is_required for section in held.sections.all())
    return total - len(missing_sections(held)), total
