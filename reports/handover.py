"""What a successor inherits with an appointment: what is open, what is due when, and what was said last.

Only what belongs to the role on its remit: what belongs to a post passes with the post.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q
from django.urls import reverse

from partnerships.models import Escalation, LocalAction, Narrative, NarrativeState
from priorities.models import Priority, QuarterlyReturn
from priorities.models.returns import State
from reports.dashboard import ACCEPTED
from reports.priority_page import PriorityPage, Required, build
from snb.duties import DutyRow, duties_on
from snb.linkages import LinkageLine, linkages_due
from snb.models import Action, ActionState, Appointment, Duty, Group, Linkage, Meeting, Person
from snb.permissions import RIGHTS, Permission, RemitKind, Role
from snb.querysets import holding_on, today

MEETINGS_SHOWN = 3


@dataclass(frozen=True)
class KeyDate:
    day: dt.date
    what: str
    url: str = ""


@dataclass(frozen=True)
class OpenReturn:
    """A return that is not accepted yet, and the state it is in: the successor takes it up as it stands."""

    name: str
    state: str
    due: dt.date
    is_late: bool
    url: str


@dataclass(frozen=True)
class Local:
    """What a partnership has open: narratives, what it escalated and heard nothing of, and its own plan."""

    narratives: tuple[Narrative, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    actions: tuple[LocalAction, ...] = ()


@dataclass(frozen=True)
class Handover:
    """Everything is as of `day`. `priority` is what the page of the priority shows, where the remit is one."""

    appointment: Appointment
    day: dt.date
    role: str
    remit: str
    before: tuple[Appointment, ...]  # who held it, newest first
    deputies: tuple[Appointment, ...]
    returns: tuple[OpenReturn, ...]
    priority: PriorityPage | None
    local: Local
    actions: tuple[Action, ...]
    duties: tuple[DutyRow, ...]
    linkages: tuple[LinkageLine, ...]
    groups: tuple[Group, ...]
    dates: tuple[KeyDate, ...]

    @property
    def required(self) -> tuple[Required, ...]:
        """Required actions that are not done."""
        return tuple(row for row in self.priority.required if row.tone != "done") if self.priority else ()


def may_see(person: Person, appointment: Appointment, day: dt.date) -> bool:
    """The holder and whoever holds the same role on the same remit today (the predecessor until it ends, a deputy);
    a successor to come who reads the board already; and whoever makes appointments.
    """
    if person.has_perm(Permission.APPOINTMENT_EDIT, appointment):
        return True
    beside = Appointment.objects.on(day).filter(role=appointment.role, remit=appointment.remit, person=person)
    if appointment.ends is not None and appointment.ends < day:
        return False
    to_come = appointment.person_id == person.pk and appointment.begins > day
    return beside.exists() or (to_come and person.has_perm(Permission.BOARD_READ, appointment))


def handover_of(appointment: Appointment, person: Person, day: dt.date | None = None) -> Handover:
    """What `person` may read of it, in a constant few queries: who makes appointments need not read the board."""
    day = day or today()
    role, remit = Role(appointment.role), appointment.remit
    of_role = Q(role=role, remit=remit)
    reads = person.has_perm(Permission.BOARD_READ, appointment)
    priority = Priority.objects.filter(remit=remit).select_related("board", "remit").first() if reads else None
    duties = Duty.objects.visible_to(person).filter(of_role).filter(holding_on(day))
    found = Handover(
        appointment=appointment,
        day=day,
        role=role.label,
        remit=remit.name_on(day),
        before=_before(appointment),
        deputies=tuple(appointment.deputies.exclude(ends__lt=day).select_related("person").order_by("begins")),
        returns=_returns(appointment, person, day) if reads else (),
        priority=build(priority, person, day=day) if priority else None,
        local=_local(appointment, person) if reads and remit.kind == RemitKind.PARTNERSHIP else Local(),
        actions=_actions(person, of_role),
        duties=tuple(row for row in duties_on(_named(duties), day) if row.due),
        linkages=tuple(linkages_due(_named(Linkage.objects.filter(of_role)), day)),
        groups=tuple(Group.objects.on(day).filter(of_role)),
        dates=(),
    )
    dates = sorted([*_meetings(found, person), *_of_role(found), *_of_remit(found)], key=lambda date: date.day)
    return replace(found, dates=tuple(dates))


def _named(rows):  # type: ignore[no-untyped-def]  # a queryset of any model based on Owned
    return rows.select_related("board", "post__organisation", "remit__board").prefetch_related("remit__names")


def _before(appointment: Appointment) -> tuple[Appointment, ...]:
    held = Appointment.objects.filter(
        role=appointment.role, remit=appointment.remit, deputises_for=None, begins__lt=appointment.begins
    )
    return tuple(held.exclude(pk=appointment.pk).select_related("person").order_by("-begins"))


def _actions(person: Person, of_role: Q) -> tuple[Action, ...]:
    still = (ActionState.OPEN, ActionState.DONE)
    return tuple(Action.objects.visible_to(person).filter(of_role, state__in=still).order_by("due", "number"))


def _returns(appointment: Appointment, person: Person, day: dt.date) -> tuple[OpenReturn, ...]:
    """Of the priority; of every priority for those who review them."""
    rows = QuarterlyReturn.objects.exclude(state__in=ACCEPTED)
    if appointment.remit.kind == RemitKind.PRIORITY:
        rows = rows.filter(priority__remit=appointment.remit)
    elif Permission.RETURN_REVIEW in RIGHTS[Role(appointment.role)].board:
        rows = rows.filter(priority__board=appointment.board_id)
    else:
        return ()
    rows = rows.select_related("priority__board", "priority__remit", "meeting").prefetch_related(
        "priority__remit__names"
    )
    return tuple(_open_return(held, person, day) for held in rows.order_by("due", "priority__slug"))


def _open_return(held: QuarterlyReturn, person: Person, day: dt.date) -> OpenReturn:
    opens = person.has_perm(Permission.RETURN_READ, held)
    where = [held.priority.board.slug, held.pk]
    return OpenReturn(
        str(held), State(held.state).label, held.due, held.signed_at is None and held.due < day,
        reverse("priorities:return-detail", args=where) if opens else "",
    )  # fmt: skip


def _local(appointment: Appointment, person: Person) -> Local:
    """Of a partnership: three queries."""
    of = appointment.remit
    narratives = Narrative.objects.filter(partnership__remit=of).exclude(state=NarrativeState.ACCEPTED)
    waiting = Escalation.objects.filter(narrative__partnership__remit=of, item=None, answer="")
    if not person.has_perm(Permission.NARRATIVE_READ, appointment):
        waiting = waiting.filter(narrative__state=NarrativeState.ACCEPTED)
    still = (LocalAction.Status.PLANNED, LocalAction.Status.UNDER_WAY)
    actions = LocalAction.objects.filter(local_priority__partnership__remit=of, status__in=still)
    named = ("partnership__remit__names",)
    return Local(
        tuple(narratives.select_related("partnership__remit", "meeting").prefetch_related(*named).order_by("due")),
        tuple(waiting.order_by("pk")),
        tuple(actions.select_related("local_priority").order_by("due")),
    )


# Key dates: soonest first, so that what is late stands before ---------------------------------------------------------


def _meetings(found: Handover, person: Person) -> Iterable[KeyDate]:
    ahead = (
        Meeting.objects.visible_to(person)
        .ahead(found.day)
        .filter(board=found.appointment.board_id)
        .select_related("board")
    )
    for meeting in ahead[:MEETINGS_SHOWN]:
        url = reverse("board:meeting-detail", args=[meeting.board.slug, meeting.pk])
        yield KeyDate(meeting.date, meeting.title, url)


def _of_role(found: Handover) -> Iterable[KeyDate]:
    for action in found.actions:
        yield KeyDate(action.due, f"Action of the Board: {action}")
    for row in found.duties:
        if row.due:
            yield KeyDate(row.due, f"Duty: {row.duty}")
    for line in found.linkages:
        for due in line.due:
            yield KeyDate(due.due, f"{due.label}: {line.linkage}")


def _of_remit(found: Handover) -> Iterable[KeyDate]:
    for held in found.returns:
        yield KeyDate(held.due, f"Return due: {held.name}", held.url)
    if found.priority:
        for planned in found.priority.planned:
            if planned.tone != "done":
                yield KeyDate(planned.revised_due or planned.due, f"Planned action: {planned.title}")
        for risk in found.priority.risks:
            yield KeyDate(risk.review_due, f"Review of risk {risk.reference}")
    for narrative in found.local.narratives:
        yield KeyDate(narrative.due, f"Narrative due: {narrative}")
    for action in found.local.actions:
        yield KeyDate(action.due, f"Local plan: {action}")
