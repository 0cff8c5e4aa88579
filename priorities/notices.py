"""Who is told of what happens to a return, and in which words."""

from __future__ import annotations

from django.urls import reverse

from priorities.models import QuarterlyReturn
from priorities.models.returns import State
from snb.holders import appointments_on
from snb.mail import mail_after_commit
from snb.models import Person, Remit
from snb.permissions import Role
from snb.querysets import today

# Who acts next in each state, first choice first: a priority without a support officer falls to its lead.
NEXT: dict[State, tuple[Role, ...]] = {
    State.NOT_STARTED: (Role.SUPPORT_OFFICER, Role.LEAD),
    State.DRAFT: (Role.SUPPORT_OFFICER, Role.LEAD),
    State.WITH_LEAD: (Role.LEAD,),
    State.SENT_BACK: (Role.SUPPORT_OFFICER, Role.LEAD),
    State.SIGNED: (Role.PROGRAMME_MANAGER,),
    State.ACCEPTED: (Role.PROGRAMME_MANAGER,),
    State.COMPILED: (),
}


def holders(quarterly_return: QuarterlyReturn) -> list[Person]:
    """The people who hold the return today: those with its next move."""
    for role in NEXT[State(quarterly_return.state)]:
        remit_id = quarterly_return.remit_id
        if role is Role.PROGRAMME_MANAGER:
            remit_id = Remit.objects.get(board=quarterly_return.board_id, kind="board").pk
        found = appointments_on(today(), roles=[role], remit_ids=[remit_id])[remit_id]
        if found:
            return list(dict.fromkeys(appointment.person for appointment in found))
    return []


def tell_of_move(quarterly_return: QuarterlyReturn, to: State, by: Person, comment: str) -> None:
    """Mail those who have the next move, except whoever made this one."""
    if to in (State.DRAFT, State.ACCEPTED, State.COMPILED):
        return
    said = f"\n\n{by.name} wrote: {comment}" if comment else ""
    mail_after_commit(
        to=[person for person in holders(quarterly_return) if person != by],
        subject=f"{quarterly_return}: {to.label.lower()}",
        body=f"The return on {quarterly_return} is now {to.label.lower()}. "
        f"It is due on {quarterly_return.due.day} {quarterly_return.due:%B %Y}.{said}",
        path=return_path(quarterly_return),
        board=quarterly_return.priority.board,
    )


def return_path(quarterly_return: QuarterlyReturn) -> str:
    """The address of the return: what a reminder leads to."""
    return reverse(
        "priorities:return-detail",
        kwargs={"board": quarterly_return.priority.board.slug, "pk": quarterly_return.pk},
    )
