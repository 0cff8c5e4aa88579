"""Signing in and out: audited, and held off for a while after too many wrong passwords."""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass

from django.contrib.auth import authenticate, login, logout
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from snb.accounts import account_of
from snb.audit import record
from snb.models import Appointment, AuditEvent, Person
from snb.permissions import Role
from snb.querysets import today
from snb.workflow import Refusal

# Counted in the audit log, so that every process of the service counts the same attempts.
FAILURES_ALLOWED = 10
WINDOW = dt.timedelta(minutes=15)
FAILED = "sign-in failed"
WRONG = "The email address or the password is not right. Check both and try again."
HELD_OFF = "There were too many attempts to sign in with this email address. Wait 15 minutes and try again."


@sensitive_variables("password")
def sign_in(*, request: HttpRequest, email: str, password: str) -> Person:
    """Begin a session. Refused with one and the same reason whichever of the two was wrong.

    What an ended session had kept of a form stays: the key of the session is changed, its content is not.
    """
    email = email.strip()
    counted = _counted_as(email)
    if _failures(counted) >= FAILURES_ALLOWED:
        raise Refusal(HELD_OFF)
    person = authenticate(request, username=email, password=password)
    if person is None:
        AuditEvent.objects.create(actor="Not signed in", actor_email=counted, action=FAILED)
        raise Refusal(WRONG)
    assert isinstance(person, Person)  # the only kind of user there is  # noqa: S101
    login(request, person)
    record(by=person, action="signed in")
    return person


def sign_out(*, request: HttpRequest) -> None:
    """End the session and everything in it."""
    if isinstance(request.user, Person):
        record(by=request.user, action="signed out")
    logout(request)


@transaction.atomic
@sensitive_variables("password")
def change_password(*, person: Person, password: str) -> None:
    """Give `person` a password of their own choice."""
    person.set_password(password)
    person.save(update_fields=["password"])
    record(by=person, action="changed their password")


def _counted_as(email: str) -> str:
    """What wrong passwords are counted under, however the address is spelled: the account's own, where there is one."""
    account = account_of(email)
    if account is not None:
        return account.email
    longest = AuditEvent._meta.get_field("actor_email").max_length
    return unicodedata.normalize("NFKC", email).casefold()[:longest]


def _failures(email: str) -> int:
    since = timezone.now() - WINDOW
    return AuditEvent.objects.filter(action=FAILED, actor_email=email, at__gte=since).count()


@dataclass(frozen=True)
class DemoAccount:
    """A made-up person to sign in as, where an installation is a demonstration."""

    email: str
    name: str
    role: str
    board: str


def demo_accounts() -> list[DemoAccount]:
    """Every fictitious person with an appointment today: two queries, however many there are."""
    rows = (
        Appointment.objects.on(today())
        .filter(person__is_fictitious=True, person__is_active=True)
        .select_related("person", "remit__board")
        .prefetch_related("remit__names")
    )
    roles: dict[Person, list[Appointment]] = {}
    for appointment in sorted(rows, key=_in_order_of_roles):
        roles.setdefault(appointment.person, []).append(appointment)
    return [
        DemoAccount(
            person.email, person.name, "; ".join(dict.fromkeys(map(described, held))), held[0].remit.board.short_name
        )
        for person, held in roles.items()
    ]


def described(appointment: Appointment) -> str:
    """An appointment without its person: "Strategic priority lead, Burglary (deputy)"."""
    role = Role(appointment.role)
    of = "" if appointment.remit.kind == "board" else f", {appointment.remit.name_on(today())}"
    return f"{role.label}{of}{' (deputy)' if appointment.deputises_for_id else ''}"


def _in_order_of_roles(appointment: Appointment) -> tuple[str, int, str]:
    return appointment.remit.board.name, list(Role).index(Role(appointment.role)), appointment.person.name
