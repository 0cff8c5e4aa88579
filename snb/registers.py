"""The register of appointments as a page shows it, by remit, sorted into now, to come and ended; and as a table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from snb.exporting import Sheet, Value
from snb.models import Appointment, Board, Remit
from snb.permissions import RIGHTS, RemitKind, Role

KINDS = list(RemitKind)


@dataclass(frozen=True)
class Line:
    """One appointment in words."""

    appointment: Appointment
    role: str
    remit: str

    @property
    def words(self) -> str:
        """What they are appointed as; of the board itself it goes without saying."""
        return (
            self.role if RIGHTS[Role(self.appointment.role)].remit == RemitKind.BOARD else f"{self.role}, {self.remit}"
        )

    @property
    def label(self) -> str:
        return f"{self.appointment.person}, {self.words}"


@dataclass(frozen=True)
class Register:
    current: tuple[Line, ...]
    coming: tuple[Line, ...]
    ended: tuple[Line, ...]
    without_lead: tuple[Remit, ...]  # priorities that nobody leads on the day


def appointments_register(board: Board, day: dt.date) -> Register:
    """All appointments of a board as they stand on `day`: three queries."""
    remits = {remit.pk: remit for remit in board.remits.select_related("board").prefetch_related("names")}
    names = {pk: remit.name_on(day) for pk, remit in remits.items()}
    rows = list(Appointment.objects.filter(remit__in=remits).select_related("person", "deputises_for__person"))
    rows.sort(key=lambda row: (KINDS.index(RemitKind(remits[row.remit_id].kind)), names[row.remit_id], _place(row)))
    lines = [Line(row, Role(row.role).label, names[row.remit_id]) for row in rows]
    current = tuple(line for line in lines if _holds(line.appointment, day))
    led = {line.appointment.remit_id for line in current if line.appointment.role == Role.LEAD}
    return Register(
        current,
        tuple(line for line in lines if line.appointment.begins > day),
        tuple(line for line in lines if line.appointment.begins <= day and line not in current),
        tuple(
            remit
            for remit in sorted(remits.values(), key=lambda remit: names[remit.pk])
            if remit.kind == RemitKind.PRIORITY and remit.pk not in led
        ),
    )


def _place(row: Appointment) -> tuple[int, bool, dt.date]:
    return list(Role).index(Role(row.role)), row.deputises_for_id is not None, row.begins


def _holds(row: Appointment, day: dt.date) -> bool:
    """As the queryset's `on`: a deputy's appointment holds only while the principal's does."""
    return row.holds_on(day) and (row.deputises_for is None or row.deputises_for.holds_on(day))


def appointments_sheet(board: Board, register: Register) -> Sheet:
    """The register to take away; a priority that nobody leads is a row without a person."""
    columns = ["Person", "Email address", "Appointed as", "To", "Deputy of", "From", "Until", "State"]
    groups = (("Current", register.current), ("Coming", register.coming), ("Ended", register.ended))
    rows: list[list[Value]] = [
        [
            str(held.person), held.person.email, line.role, line.remit,
            str(held.deputises_for.person) if held.deputises_for else "", held.begins, held.ends, state,
        ]
        for state, lines in groups
        for line in lines
        for held in [line.appointment]
    ]  # fmt: skip
    rows += [["", "", Role.LEAD.label, remit.name, "", None, None, "No lead"] for remit in register.without_lead]
    return Sheet(f"{board.short_name} appointments", columns, rows)
