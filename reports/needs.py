"""What waits for a person: the returns, papers and vacancies whose next move is theirs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from priorities.models import Comment, Move, Priority, QuarterlyReturn, ReturnSection
from priorities.models.returns import LOCKED, State
from priorities.notices import NEXT, return_path
from priorities.sections import SECTIONS
from priorities.workflow import not_the_signer
from reports.models import Edition, EditionState
from reports.workflow import not_the_compiler
from snb.models import Appointment, Person
from snb.permissions import Permission, Role

REQUIRED = [key for key, section in SECTIONS.items() if section.is_required]
AT_MEETING = "for the meeting on"


@dataclass(frozen=True)
class Need:
    """One thing that waits for the reader. `by` leads to the date: "due", "for the meeting on"."""

    text: str
    url: str
    due: dt.date | None = None
    by: str = "due"
    note: str = ""


OfBoard = tuple[int, Need]  # the id of the board, and what waits there


def soonest(need: Need) -> tuple[dt.date, str]:
    """The order of a list of needs."""
    return need.due or dt.date.max, need.text


# Returns -------------------------------------------------------------------------------------------------------------


def open_returns(person: Person) -> list[QuarterlyReturn]:
    """The returns still on their way that this person writes, signs or reviews. One query."""
    own = person.rights.remits_with(Permission.RETURN_EDIT)
    reviewed = person.rights.boards_with(Permission.RETURN_REVIEW)
    sent_back = Move.objects.filter(quarterly_return=OuterRef("pk"), target=State.SENT_BACK).order_by("-number")
    remarks = Comment.objects.filter(quarterly_return=OuterRef("pk"), round=OuterRef("moves_made")).order_by("pk")
    blank = ReturnSection.objects.filter(quarterly_return=OuterRef("pk"), key__in=REQUIRED, is_complete=False)
    return list(
        QuarterlyReturn.objects.filter(Q(priority__remit__in=own) | Q(priority__board__in=reviewed))
        .exclude(state=State.COMPILED)
        .select_related("priority__board", "priority__remit", "meeting")
        .annotate(
            unfinished=Exists(blank),
            sent_back_by=Subquery(sent_back.values("by__name")[:1]),
            sent_back_saying=Subquery(sent_back.values("comment")[:1]),
            first_remark=Subquery(remarks.values("text")[:1]),
        )
    )


def of_returns(
    person: Person, returns: Iterable[Any], appointments: list[Appointment], day: dt.date
) -> Iterator[OfBoard]:
    """A line for each return that is this person's to move; for each meeting one to chase and one to compile."""
    late: dict[tuple[int, int], list[Any]] = defaultdict(list)
    accepted: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for held in returns:
        of_meeting = held.board_id, held.meeting_id
        if held.state == State.ACCEPTED:
            accepted[of_meeting].append(held)
        elif (role := _role_in(held, person, appointments)) is not None:
            yield held.board_id, _return_need(held, role, day)
        if held.state not in LOCKED and held.due < day:
            late[of_meeting].append(held)
    for (board_id, _), found in late.items():
        if board_id in person.rights.boards_with(Permission.RETURN_CHASE):
            yield board_id, _chase_need(found)
    for (board_id, _), found in accepted.items():
        if board_id in person.rights.boards_with(Permission.PAPER_COMPILE):
            yield board_id, _compile_need(found)


def _role_in(held: QuarterlyReturn, person: Person, appointments: list[Appointment]) -> Role | None:
    """The role in which this person has the return's next move; None where it is somebody else's."""
    for role in NEXT[State(held.state)]:
        if role is Role.PROGRAMME_MANAGER:
            if not_the_signer(person, held):
                return None
            return role if held.board_id in person.rights.boards_with(Permission.RETURN_REVIEW) else None
        people = {a.person_id for a in appointments if a.role == role and a.remit_id == held.remit_id}
        if people:
            return role if person.pk in people else None
    return None


def _return_need(held: Any, role: Role, day: dt.date) -> Need:
    name, state = held.priority.name_on(day), State(held.state)
    if state is State.SIGNED:
        return Need(f"Review {name}", _page(held, "return-review"), held.meeting.date, AT_MEETING)
    if state is State.WITH_LEAD or (state is State.DRAFT and role is Role.LEAD and not held.unfinished):
        return Need(f"Sign and submit {name}", _page(held, "return-sign"), held.due)
    if state is State.SENT_BACK:
        return Need(f"Answer the comments on {name}", return_path(held), held.due, note=_sent_back_note(held))
    if state is State.NOT_STARTED:
        return Need(f"Start the return on {name}", return_path(held), held.due)
    text = f"Finish the return on {name}" if held.unfinished else f"Send {name} to its lead"
    return Need(text, return_path(held), held.due)


def _page(held: QuarterlyReturn, view: str) -> str:
    return reverse(f"priorities:{view}", kwargs={"board": held.priority.board.slug, "pk": held.pk})


def _sent_back_note(held: Any) -> str:
    said = next(iter((held.sent_back_saying or held.first_remark or "").strip().splitlines()), "")
    return f"{held.sent_back_by}: {said}" if said else ""


def _chase_need(late: list[Any]) -> Need:
    url = reverse("priorities:return-list", kwargs={"board": late[0].priority.board.slug})
    address = f"{url}?meeting={late[0].meeting_id}&late=on"
    return Need(_counted("Chase", len(late), "late return"), address, min(held.due for held in late))


def _compile_need(accepted: list[Any]) -> Need:
    first = accepted[0]
    url = reverse("board:meeting-detail", kwargs={"board": first.priority.board.slug, "pk": first.meeting_id})
    text = _counted("Compile the pack with", len(accepted), "accepted return")
    return Need(text, url, first.meeting.date, AT_MEETING)


def _counted(verb: str, count: int, noun: str) -> str:
    return f"{verb} {count} {noun}" if count == 1 else f"{verb} {count} {noun}s"


# Vacancies -----------------------------------------------------------------------------------------------------------


def vacancies(person: Person, appointments: list[Appointment], day: dt.date) -> list[Priority]:
    """Priorities that nobody leads today, for those who appoint and read the board. At most one query."""
    boards = person.rights.boards_with(Permission.APPOINTMENT_EDIT) & person.rights.boards_with(Permission.BOARD_READ)
    if not boards:
        return []
    led = {appointment.remit_id for appointment in appointments if appointment.role == Role.LEAD}
    agreed = Priority.objects.filter(board__in=boards).agreed_on(day).exclude(remit__in=led)
    return list({priority.pk: priority for priority in agreed.select_related("remit", "board")}.values())


def of_vacancies(vacant: Iterable[Priority], day: dt.date) -> Iterator[OfBoard]:
    for priority in vacant:
        url = reverse("board:appointment-list", kwargs={"board": priority.board.slug})
        yield priority.board_id, Need(f"Appoint a lead for {priority.name_on(day)}", url, note="Nobody leads it today.")


# Papers --------------------------------------------------------------------------------------------------------------


def waiting_papers(person: Person) -> Q:
    """Which editions wait for this person to clear or to publish them."""
    rights = person.rights
    to_clear = Q(state=EditionState.COMPILED, board__in=rights.boards_with(Permission.PAPER_CLEAR))
    to_clear &= ~Q(compiled_by=person)
    return to_clear | Q(state=EditionState.CLEARED, board__in=rights.boards_with(Permission.PAPER_PUBLISH))


def of_papers(person: Person, editions: Iterable[Any]) -> Iterator[OfBoard]:
    """`editions` say whether a newer one of the same paper exists (`is_superseded`): then nobody is asked about it."""
    acts = {
        EditionState.COMPILED: ("Clear", person.rights.boards_with(Permission.PAPER_CLEAR)),
        EditionState.CLEARED: ("Publish", person.rights.boards_with(Permission.PAPER_PUBLISH)),
    }
    for edition in editions:
        verb, boards = acts.get(edition.state, ("", set()))
        if edition.state == EditionState.COMPILED and not_the_compiler(person, edition):
            continue
        if edition.board_id in boards and not edition.is_superseded:
            due = edition.meeting.date if edition.meeting else None
            yield edition.board_id, Need(f"{verb} {edition.title}", paper_path(edition), due, AT_MEETING)


def paper_path(edition: Edition) -> str:
    """The address of a paper, for those who may see it before it is public."""
    return reverse("reports:paper-detail", kwargs={"board": edition.board.slug, "reference": edition.reference})
