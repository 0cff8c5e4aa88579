"""Appointing, ending and handing over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q

from snb.accounts import account_of
from snb.govuk import GovukDateField, GovukForm, GovukLineField
from snb.models import Appointment, Board, Remit
from snb.permissions import RIGHTS, RemitKind, Role
from snb.querysets import today
from snb.wording import lower_first

KINDS = {RemitKind.BOARD: "The board", RemitKind.PARTNERSHIP: "Partnerships", RemitKind.PRIORITY: "Priorities"}


class ByEmailForm(GovukForm):
    """Names a person by email; asks for the name only of somebody new. The template shows `name` where `ask_name`."""

    email = forms.EmailField(
        label="Their email address", max_length=254, widget=forms.EmailInput({"spellcheck": "false"})
    )
    name = GovukLineField(label="Their name", max_length=150, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_name = False
        self.fields["name"].help_text = "They get an account with this name."

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        email = data.get("email")
        if email and account_of(email) is None:
            self.ask_name = self.fields["name"].required = True
            if not data.get("name"):
                self.add_error(
                    "name", "Nobody with this email address has an account yet. Enter their name to make one"
                )
        return data


class AppointmentForm(ByEmailForm):
    role = forms.TypedChoiceField(
        label="Role", coerce=Role, choices=[("", "Choose"), *((role.value, role.label) for role in Role)]
    )
    remit = forms.ModelChoiceField(
        queryset=Remit.objects.none(),
        label="For",
        error_messages={"required": "Select what they are appointed to"},
        empty_label="Choose",
        help_text="The board, a partnership or a priority.",
    )
    begins = GovukDateField(label="First day", help_text="For example, 1 12 2026")
    ends = GovukDateField(label="Last day", required=False, help_text="Leave it empty if no end is known.")
    deputises_for = forms.ModelChoiceField(
        queryset=Appointment.objects.none(), required=False, label="Deputises for",
        help_text="Only for somebody who stands in for another person.",
    )  # fmt: skip

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        remits = Remit.objects.filter(board=board).prefetch_related("names").select_related("board")
        _offer(self.fields["remit"], remits, [("", "Choose"), *_by_kind(remits)])
        principals = _principals(board)
        of_them = [(held.pk, f"{held.person}, {Role(held.role).label}, {held.remit.name}") for held in principals]
        queryset = Appointment.objects.filter(pk__in=[pk for pk, _ in of_them])
        _offer(self.fields["deputises_for"], queryset, [("", "Nobody: it is their own"), *of_them])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        begins, ends = data.get("begins"), data.get("ends")
        if begins and ends and ends < begins:
            self.add_error("ends", "The last day must not come before the first")
        role, remit = data.get("role"), data.get("remit")
        if role and remit and RIGHTS[role].remit != remit.kind:
            self.add_error("remit", f"A {lower_first(role.label)} is appointed to a {RIGHTS[role].remit}")
        return data


def _offer(field: Any, queryset: Any, choices: list[Any]) -> None:
    """What a select accepts, and how its options read."""
    field.queryset = queryset
    field.choices = choices


def _by_kind(remits: Iterable[Remit]) -> list[Any]:
    found: dict[RemitKind, list[tuple[int, str]]] = {kind: [] for kind in KINDS}
    for remit in remits:
        found[RemitKind(remit.kind)].append((remit.pk, remit.name))
    return [(KINDS[kind], sorted(rows, key=lambda row: row[1])) for kind, rows in found.items() if rows]


def _principals(board: Board) -> list[Appointment]:
    """Appointments that somebody could deputise for: not ended, and not a deputy's."""
    rows = Appointment.objects.filter(Q(ends=None) | Q(ends__gte=today()), remit__board=board, deputises_for=None)
    rows = rows.select_related("person", "remit__board").prefetch_related("remit__names")
    return sorted(rows, key=lambda held: held.person.name)


class EndForm(GovukForm):
    last_day = GovukDateField(
        label="Last day", help_text="The appointment still holds on this day, and gives nothing from the next."
    )


class HandOverForm(ByEmailForm):
    last_day = GovukDateField(
        label="Last day of the person who leaves", help_text="The successor begins on the day after."
    )
    field_order = ["last_day", "email", "name"]
