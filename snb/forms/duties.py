"""A duty, the evidence that it was met, and a report of a linkage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms

from snb.duties import DutyRow, DutyState, rhythm
from snb.duty_workflow import DutyDetails, Evidence
from snb.forms.owners import OwnerField, owner_value
from snb.govuk import GovukDateField, GovukForm, GovukLineField, GovukTextField, Radios
from snb.linkages import LinkageLine
from snb.models import Board, Duty, Linkage
from snb.querysets import today
from snb.uploads import ACCEPTED, check_upload
from snb.wording import long_date

RHYTHMS = [(months, rhythm(months)) for months in (0, 1, 3, 6, 12, 24, 36, 48, 60)]


class DutyForm(GovukForm):
    """What is said of a duty."""

    mark_optional = False
    title = GovukLineField(
        label="What must be done", max_length=200, help_text="A few words, as the register prints it."
    )
    kind = forms.ChoiceField(label="Kind", choices=Duty.Kind.choices, widget=Radios(inline=True))
    source = GovukLineField(
        label="Where it comes from",
        max_length=300,
        help_text="The Act and section, the regulation, or the Board’s paper.",
    )
    is_verified = forms.BooleanField(
        required=False,
        label="The text of that source was read",
        help_text="Left open, pages say that it is to be checked.",
    )
    detail = GovukTextField(label="What it asks (optional)", rows=4, max_words=200, markdown=False, required=False)
    owed_by = GovukLineField(
        label="Owed by", max_length=200, help_text="As the source has it, such as: the responsible authorities."
    )
    owed_to = GovukLineField(label="Owed to (optional)", max_length=200, required=False)
    owner = OwnerField(label="Who sees to it", help_text="A role or a post: it moves with whoever holds it.")
    every_months = forms.TypedChoiceField(label="How often it falls due", coerce=int, choices=RHYTHMS, initial=12)
    begins = GovukDateField(label="In force from", help_text="For example, 1 4 2026")
    first_due = GovukDateField(label="First due", help_text="Later dates are counted from this one.")
    warn_days = forms.IntegerField(
        label="Show it as due soon so many days before", min_value=0, max_value=730, initial=60,
        widget=forms.NumberInput({"class": "govuk-input--width-3"}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, board: Board, duty: Duty | None = None) -> None:
        initial = {} if duty is None else {name: getattr(duty, name) for name in self.base_fields if name != "owner"}
        super().__init__(data, initial=initial | ({"owner": owner_value(duty)} if duty else {}))
        self.fields["owner"].offer(board)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("begins") and data.get("first_due") and data["first_due"] < data["begins"]:
            self.add_error("first_due", "It must not fall due before it begins")
        return data

    @property
    def details(self) -> DutyDetails:
        said = dict(self.cleaned_data)
        return DutyDetails(**said.pop("owner").fields, **said)


class EndDutyForm(GovukForm):
    last_day = GovukDateField(label="Last day in force", help_text="What fell due by then still has to be met.")


class WithdrawForm(GovukForm):
    reason = GovukLineField(
        label="Why does it not show that the duty was met?", max_length=300,
        help_text="The evidence stays to be read with this reason, and the duty is due again for that date.",
        error_messages={"required": "Say why the evidence is withdrawn"},
    )  # fmt: skip


def _date_choices(days: Iterable[dt.date]) -> list[tuple[str, str]]:
    late = today()
    return [(day.isoformat(), f"{long_date(day)}{' (late)' if day < late else ''}") for day in days]


class EvidenceForm(GovukForm):
    """What shows that a duty was met. Words are always asked for; a file or an address makes them easy to check."""

    mark_optional = False
    due = forms.TypedChoiceField(label="For the date due", coerce=dt.date.fromisoformat)
    done_on = GovukDateField(
        label="Done on", help_text="The day it was done, which may be before or after it fell due."
    )
    text = GovukTextField(
        label="What shows that it was done", rows=4, max_words=200, markdown=False,
        help_text="For example: sent to the Commissioner’s office with the chair’s letter; receipt of 3 April.",
        error_messages={"required": "Say what shows that it was done: a duty is met only by evidence"},
    )  # fmt: skip
    address = forms.URLField(
        label="Where it can be found (optional)", max_length=500, required=False, assume_scheme="https",
        error_messages={"invalid": "Enter an address that begins with https://"},
    )  # fmt: skip
    file = forms.FileField(label="A file (optional)", required=False, help_text=f"One of {ACCEPTED}.")

    def __init__(self, data: Any = None, files: Any = None, *, row: DutyRow) -> None:
        super().__init__(data, files, initial={"due": row.outstanding[0].isoformat() if row.outstanding else None})
        self.fields["due"].choices = _date_choices(row.outstanding)  # type: ignore[attr-defined]
        self.fields["done_on"].latest = today()  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload is not None:
            check_upload(upload)
        return upload

    @property
    def evidence(self) -> Evidence:
        said = dict(self.cleaned_data)
        upload = said.pop("file")
        return Evidence(**said, files=(upload,) if upload else ())


class DutyFilter(GovukForm):
    """What the register shows; all of it in the address."""

    state = forms.ChoiceField(
        label="State", required=False,
        choices=[("", "All in force"), *((state.value, state.label) for state in DutyState)],
    )  # fmt: skip
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All"), *Duty.Kind.choices])
    words = forms.CharField(label="Words", required=False, max_length=100)
    mark_optional = False

    @property
    def asked(self) -> dict[str, str]:
        """What is asked for; what makes no sense is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}

    @property
    def narrows(self) -> bool:
        return any(self.asked.values())


class LinkageReportForm(GovukForm):
    """What a linkage reported, in or out."""

    what = forms.ChoiceField(label="Which report?", widget=Radios())
    given_on = GovukDateField(label="Given on")
    text = GovukTextField(
        label="What was reported", rows=6, max_words=400, markdown=False,
        help_text="What the other body needs to know, or what the Board needs to know of it.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, line: LinkageLine) -> None:
        offered = [
            (f"{due.direction}:{due.due.isoformat()}", f"{due.direction.label}, due {long_date(due.due)}")
            for due in line.due
        ]
        super().__init__(data, initial={"what": offered[0][0] if len(offered) == 1 else None, "given_on": today()})
        self.fields["what"].choices = offered  # type: ignore[attr-defined]
        self.fields["given_on"].latest = today()  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        direction, _, due = self.cleaned_data["what"].partition(":")
        return {
            "direction": direction, "due": dt.date.fromisoformat(due),
            "given_on": self.cleaned_data["given_on"], "text": self.cleaned_data["text"],
        }  # fmt: skip


class LinkageRhythmForm(GovukForm):
    """How often a linkage reports; empty where it does not."""

    report_in_months = forms.IntegerField(
        label="Months between reports from the body (optional)", required=False, min_value=1, max_value=60,
        widget=forms.NumberInput({"class": "govuk-input--width-3"}),
    )  # fmt: skip
    report_out_months = forms.IntegerField(
        label="Months between reports to the body (optional)", required=False, min_value=1, max_value=60,
        widget=forms.NumberInput({"class": "govuk-input--width-3"}),
    )  # fmt: skip
    begins = GovukDateField(label="First reports due (optional)", required=False)
    mark_optional = False

    def __init__(self, data: Any = None, *, linkage: Linkage) -> None:
        super().__init__(data, initial={
            "report_in_months": linkage.report_in_months, "report_out_months": linkage.report_out_months,
            "begins": linkage.reports_from,
        })  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if (data.get("report_in_months") or data.get("report_out_months")) and not data.get("begins"):
            self.add_error("begins", "Enter the day on which the first reports fall due")
        return data
