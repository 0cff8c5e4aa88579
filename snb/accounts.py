"""Accounts of people who are appointed by their email address."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from snb.appointing import appoint, hand_over
from snb.audit import record
from snb.models import Appointment, Board, Person, Remit
from snb.permissions import Role
from snb.workflow import Refusal


def account_of(email: str) -> Person | None:
    """The person with this email address, however its letters are written."""
    return Person.objects.filter(email__iexact=email.strip()).first()


@transaction.atomic
def appoint_by_email(
    *,
    email: str,
    name: str = "",
    role: Role,
    remit: Remit,
    begins: dt.date,
    ends: dt.date | None = None,
    deputises_for: Appointment | None = None,
    by: Person,
) -> Appointment:
    """Appoint whoever has this address, making an account for a new person. A refusal leaves no account behind."""
    person = known_or_new(email, name, remit.board, by)
    return appoint(person=person, role=role, remit=remit, begins=begins, ends=ends, deputises_for=deputises_for, by=by)


@transaction.atomic
def hand_over_by_email(
    *, appointment: Appointment, email: str, name: str = "", last_day: dt.date, by: Person
) -> Appointment:
    """Hand an appointment to whoever has this address. Returns the successor's."""
    successor = known_or_new(email, name, appointment.remit.board, by)
    return hand_over(appointment=appointment, successor=successor, last_day=last_day, by=by)


def known_or_new(email: str, name: str, board: Board, by: Person) -> Person:
    """Whoever has this address; for a name that is new to the installation, an account without a password."""
    person = account_of(email)
    if person is None:
        if not name.strip():
            raise Refusal("Nobody with this email address has an account yet. Enter their name to make one.")
        person = Person.objects.create_user(email.strip(), name.strip())  # no password: they cannot sign in with one
        record(by=by, action="made an account", obj=person, board=board)
    elif not person.is_active:
        raise Refusal(f"The account of {person} is closed. The administrator of this installation can open it again.")
    return person
