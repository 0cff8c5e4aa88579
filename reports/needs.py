"""What needs a person: the returns, papers and vacancies whose next move is theirs, each in a few queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce
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

WRITERS = (Role.SUPPORT_OFFICER, Role.LEAD)
REQUIRED = [key for key, section in SECTIONS.items() if section.is_required]
AT_MEETING = "for the meeting on"


class Kind(Enum):
    """Which part of home a need stands in: what the reader is to do, or what others wait for from them."""

    DUE = "due"
    WAITS = "waits"


@dataclass(frozen=True)
class Need:
    """One thing that needs the reader. `by` leads to the date: "due", "for the meeting on".

    `key` names it for good, whatever its words come to be; `version` rises when it is changed.
    """

    text: str
    url: str
    due: dt.date | None = None
    by: str = "due"
    note: str = ""
    kind: Kind = Kind.DUE
    key: str = ""
    version: int = 0


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


def returns_of(person: Person, day: dt.date) -> Iterator[OfBoard]:
    returns, writers = open_returns(person), _writers(person, day)
    prefetch_related_objects([held.priority.remit for held in returns], "names")
    return of_returns(person, returns, writers, day)


def _writers(person: Person, day: dt.date) -> list[Appointment]:
    """Who writes and signs the returns of the boards that this person knows."""
    boards = person.rights.board_ids()
    return list(Appointment.objects.on(day).filter(role__in=WRITERS, remit__board__in=boards).order_by("role", "pk"))


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
    return replace(_said_of_return(held, role, day), key=f"return-{held.pk}", version=held.moves_made)


def _said_of_return(held: Any, role: Role, day: dt.date) -> Need:
    name, state = held.priority.name_on(day), State(held.state)
    if state is State.SIGNED:
        return Need(f"Review {name}", _page(held, "return-review"), held.meeting.date, AT_MEETING, kind=Kind.WAITS)
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
    text, key = _counted("Chase", len(late), "late return"), f"chase-{late[0].meeting_id}"
    return Need(text, address, min(held.due for held in late), kind=Kind.WAITS, key=key)


def _compile_need(accepted: list[Any]) -> Need:
    first = accepted[0]
    url = reverse("board:meeting-detail", kwargs={"board": first.priority.board.slug, "pk": first.meeting_id})
    text = _counted("Compile the pack with", len(accepted), "accepted return")
    return Need(text, url, first.meeting.date, AT_MEETING, kind=Kind.WAITS, key=f"compile-{first.meeting_id}")


def _counted(verb: str, count: int, noun: str) -> str:
    return f"{verb} {count} {noun}" if count == 1 else f"{verb} {count} {noun}s"


# Vacancies -----------------------------------------------------------------------------------------------------------


def vacancies_of(person: Person, day: dt.date) -> Iterator[OfBoard]:
    """Priorities that nobody leads today, for those who appoint and read the board."""
    boards = person.rights.boards_with(Permission.APPOINTMENT_EDIT) & person.rights.boards_with(Permission.BOARD_READ)
    if not boards:
        return
    led = Appointment.objects.on(day).filter(role=Role.LEAD).values("remit")
    agreed = Priority.objects.filter(board__in=boards).agreed_on(day).exclude(remit__in=led)
    rows = agreed.select_related("remit", "board").prefetch_related("remit__names")
    for priority in {priority.pk: priority for priority in rows}.values():
        url = reverse("board:appointment-list", kwargs={"board": priority.board.slug})
        text, key = f"Appoint a lead for {priority.name_on(day)}", f"vacancy-{priority.pk}"
        yield priority.board_id, Need(text, url, note="Nobody leads it today.", kind=Kind.WAITS, key=key)


# Papers --------------------------------------------------------------------------------------------------------------


def waiting_papers(person: Person) -> Q:
    """Which editions wait for this person to clear or to publish them."""
    rights = person.rights
    to_clear = Q(state=EditionState.COMPILED, board__in=rights.boards_with(Permission.PAPER_CLEAR))
    to_clear &= ~Q(compiled_by=person)
    to_publish = Q(state=EditionState.CLEARED, board__in=rights.boards_with(Permission.PAPER_PUBLISH))
    return Q(public_of=None) & (to_clear | to_publish)  # both versions of a paper move together


def papers_of(person: Person, day: dt.date) -> Iterator[OfBoard]:
    """Papers to clear or to publish; where there is a newer one of the same paper, nobody is asked about the older."""
    acts = {EditionState.COMPILED: "Clear", EditionState.CLEARED: "Publish"}
    waiting = Edition.objects.filter(waiting_papers(person)).defer("content").annotate(is_superseded=superseded())
    for edition in waiting.filter(is_superseded=False).select_related("board", "meeting"):
        if edition.state == EditionState.COMPILED and not_the_compiler(person, edition):
            continue
        due = edition.meeting.date if edition.meeting else None
        text = f"{acts[EditionState(edition.state)]} {edition.title}"
        key = f"paper-{edition.pk}"
        yield edition.board_id, Need(text, paper_path(edition), due, AT_MEETING, kind=Kind.WAITS, key=key)


def superseded() -> Exists:
    """Whether there is a newer edition of the same paper: its supplements and public version are none, and neither is
    a paper of the same kind about something else. A paper of no meeting is compared with its like."""
    same = Edition.objects.firsts().alias(about=Coalesce("meeting", 0), whole=Coalesce("supplement_to", 0)).filter(
        board=OuterRef("board"), kind=OuterRef("kind"), subject=OuterRef("subject"),
        about=Coalesce(OuterRef("meeting"), 0), whole=Coalesce(OuterRef("supplement_to"), 0),
    )  # fmt: skip
    return Exists(same.filter(pk__gt=OuterRef("pk")))


def paper_path(edition: Edition) -> str:
    """The address of a paper, for those who may see it before it is public."""
    return reverse("reports:paper-detail", kwargs={"board": edition.board.slug, "reference": edition.reference})
