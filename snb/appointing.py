"""Making, ending and handing over appointments."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from snb.audit import record
from snb.models import Appointment, Person, Remit
from snb.permissions import RIGHTS, Permission, Role
from snb.querysets import today
from snb.workflow import Refusal, demand

# One person at a time, deputies apart.
SOLE = frozenset({Role.LEAD, Role.CHAIR, Role.PROGRAMME_MANAGER})

BACKDATED = dt.timedelta(days=31)  # how far back an appointment may begin
A_DAY = dt.timedelta(days=1)


@transaction.atomic
def appoint(
    *,
    person: Person,
    role: Role,
    remit: Remit,
    begins: dt.date,
    ends: dt.date | None = None,
    deputises_for: Appointment | None = None,
    by: Person,
) -> Appointment:
    """Appoint `person`; refused where the role does not fit the remit or has another holder in that time.

    Nobody appoints themselves, and nothing is appointed further back than a month.
    """
    remit = Remit.objects.select_for_update().get(pk=remit.pk)  # two appointments to one remit queue here
    demand(by, Permission.APPOINTMENT_EDIT, remit)
    if person == by:
        raise Refusal("Nobody appoints themselves: ask another programme manager or an administrator.")
    _refuse_misfit(role, remit, begins, ends)
    if deputises_for is not None:
        _refuse_deputy(deputises_for, role, remit, begins, ends, person)
    elif role in SOLE:
        _refuse_second_holder(role, remit, begins, ends)
    appointment = Appointment.objects.create(
        person=person, role=role, remit=remit, begins=begins, ends=ends, deputises_for=deputises_for
    )
    record(by=by, action="appointed", obj=appointment, board=remit.board, remit=str(remit))
    return appointment


@transaction.atomic
def end_appointment(*, appointment: Appointment, last_day: dt.date, by: Person) -> Appointment:
    """The appointment holds until `last_day`, and gives nothing from the day after. A deputy's ends with it."""
    appointment = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    demand(by, Permission.APPOINTMENT_EDIT, appointment)
    if last_day < appointment.begins:
        raise Refusal("The last day must not come before the appointment began.")
    if last_day < today() - A_DAY:  # what was done under it since would seem done without a right
        raise Refusal("The last day must not come before yesterday.")
    if appointment.ends is not None and last_day > appointment.ends:
        raise Refusal("This appointment has ended earlier; make a new one instead.")
    appointment.ends = last_day
    appointment.save(update_fields=["ends"])
    record(by=by, action="ended appointment", obj=appointment, board=appointment.remit.board, last_day=str(last_day))
    return appointment


@transaction.atomic
def hand_over(*, appointment: Appointment, successor: Person, last_day: dt.date, by: Person) -> Appointment:
    """End an appointment and appoint its successor from the day after, in one act. Returns the successor's."""
    end_appointment(appointment=appointment, last_day=last_day, by=by)
    return appoint(
        person=successor,
        role=Role(appointment.role),
        remit=appointment.remit,
        begins=last_day + A_DAY,
        by=by,
    )


def _refuse_misfit(role: Role, remit: Remit, begins: dt.date, ends: dt.date | None) -> None:
    if RIGHTS[role].remit != remit.kind:
        raise Refusal(f"A {role.label.lower()} is appointed to a {RIGHTS[role].remit}, not to a {remit.kind}.")
    if ends is not None and ends < begins:
        raise Refusal("The appointment must not end before it begins.")
    if begins < today() - BACKDATED:
        raise Refusal(
            "An appointment is made from a day of the last month on; "
            "an older one is a correction for an administrator of the machine."
        )


def _refuse_second_holder(role: Role, remit: Remit, begins: dt.date, ends: dt.date | None) -> None:
    others = Appointment.objects.filter(role=role, remit=remit, deputises_for=None).exclude(ends__lt=begins)
    if ends is not None:
        others = others.filter(begins__lte=ends)
    other = others.select_related("person").first()
    if other is not None:
        holds = f"{other.person} is {role.label.lower()} in that time"
        raise Refusal(f"{holds}. Hand over from them, or choose other dates.")


def _refuse_deputy(
    principal: Appointment, role: Role, remit: Remit, begins: dt.date, ends: dt.date | None, person: Person
) -> None:
    if (principal.role, principal.remit_id) != (role, remit.pk):
        raise Refusal("A deputy stands in for somebody in the same role, for the same remit.")
    if principal.deputises_for_id is not None:
        raise Refusal("A deputy has no deputy of their own.")
    if principal.person_id == person.pk:
        raise Refusal("Nobody deputises for themselves.")
    if begins < principal.begins or (principal.ends is not None and (ends is None or ends > principal.ends)):
        raise Refusal("A deputy's dates must lie within those of the person they stand in for.")
