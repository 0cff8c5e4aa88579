"""A committee, its meetings, and the reports taken to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from snb.bodies import organisations_of
from snb.committee_reports import TEXTS, Answered, Considered, FrontSheet, SignedOff
from snb.committees import CommitteeDetails
from snb.govuk import GovukDateField, GovukForm, GovukLineField, GovukTextField, Radios
from snb.models import Board, Committee, CommitteeMeeting, CommitteeReport, Organisation

LONG_AGO = dt.date(1974, 4, 1)  # as far back as the councils of today go
SPARE = 3  # empty rows offered beyond those that are there


class CommitteeForm(GovukForm):
    """A committee."""

    name = GovukLineField(max_length=200, label="Name")
    body = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), label="Council or body that it is a committee of", empty_label="Choose"
    )
    is_statutory = forms.BooleanField(
        required=False, label="It is the statutory crime and disorder scrutiny committee of that council"
    )
    begins = GovukDateField(label="From", earliest=LONG_AGO, help_text="The day from which it answers for this Board.")
    ends = GovukDateField(required=False, label="Until", help_text="Leave it empty while the committee is there.")
    note = GovukLineField(required=False, max_length=300, label="Note", help_text="It is published.")

    def __init__(self, data: Any = None, *, board: Board, committee: Committee | None = None) -> None:
        self.committee = committee
        names = ("name", "body", "is_statutory", "begins", "ends", "note")
        super().__init__(data, initial={name: getattr(committee, name) for name in names} if committee else None)
        bodies = organisations_of(board)
        own = Organisation.objects.filter(pk=committee.body_id) if committee else Organisation.objects.none()
        self.fields["body"].queryset = bodies | own if committee else bodies  # type: ignore[attr-defined]

    @property
    def details(self) -> CommitteeDetails:
        return CommitteeDetails(**self.cleaned_data)


class CommitteeMeetingForm(GovukForm):
    """A day on which a committee met about the board, or is to."""

    date = GovukDateField(label="Date", help_text="For example, 9 12 2026. It may be past or to come.")
    note = GovukLineField(
        required=False, max_length=300, label="Note", help_text="Such as what it is to hear. It is published."
    )

    def __init__(self, data: Any = None, *, meeting: CommitteeMeeting | None = None) -> None:
        super().__init__(data, initial={"date": meeting.date, "note": meeting.note} if meeting else None)


class ReportForm(GovukForm):
    """The front sheet of a report."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = GovukLineField(max_length=300, label="Title")
    summary = GovukTextField(required=False, max_words=300, rows=4, markdown=False, label="Summary")
    author = GovukLineField(required=False, max_length=300, label="Author", help_text="Post and body, as printed.")
    signatory = GovukLineField(
        required=False, max_length=300, label="Signatory", help_text="The post of whoever signs it."
    )
    enquiries = GovukLineField(
        required=False, max_length=300, label="Enquiries", help_text="A post and an office, not a person."
    )
    outcome = GovukLineField(
        required=False, max_length=300, label="Outcome that it serves", help_text="Of the council’s own plan."
    )
    framework = GovukLineField(required=False, max_length=300, label="Budget or policy framework")
    commissioners = GovukLineField(required=False, max_length=300, label="Commissioners")
    exempt = GovukLineField(required=False, max_length=200, label="Exempt information")
    recommends = GovukTextField(
        required=False, max_words=400, rows=4, markdown=False, label="What it recommends",
        help_text="One recommendation a line. They are numbered by themselves.",
    )  # fmt: skip
    background_papers = GovukTextField(
        required=False, max_words=300, rows=3, markdown=False, label="Background papers",
        help_text="Where there are none it says None.",
    )  # fmt: skip
    areas_affected = GovukLineField(
        required=False, max_length=300, label="Divisions or wards affected", help_text="Such as All."
    )
    source = GovukLineField(required=False, max_length=300, label="Source", help_text="Where the report can be found.")

    def __init__(self, data: Any = None, *, report: CommitteeReport | None = None) -> None:
        initial = {name: getattr(report, name) for name in (*TEXTS, "version")} if report else None
        super().__init__(data, initial=initial)

    @property
    def sheet(self) -> FrontSheet:
        return FrontSheet(**{name: self.cleaned_data[name] for name in TEXTS})

    @property
    def seen(self) -> int:
        return self.cleaned_data["version"] or 0

    def differences(self, saved: CommitteeReport) -> list[dict[str, str]]:
        pairs = {str(self.fields[name].label): (getattr(saved, name), self.cleaned_data[name]) for name in TEXTS}
        return [{"label": label, "saved": was, "typed": now} for label, (was, now) in pairs.items() if was != now]


# Its lists -----------------------------------------------------------------------------------------------------------


class LineForm(GovukForm):
    """One row of a list; a row that is left empty, or emptied, is none."""

    first = ""
    noun = ""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if any(data.values()) and not data.get(self.first) and self.first not in self.errors:
            self.add_error(self.first, f"Enter {str(self.fields[self.first].label).lower()}, or empty the row")
        return data

    @property
    def is_empty(self) -> bool:
        return not self.cleaned_data.get(self.first)


class ConsideredForm(LineForm):
    first, noun = "heading", "Heading"
    mark_optional = False
    heading = GovukLineField(required=False, max_length=200, label="Heading")
    text = GovukTextField(
        required=False, max_words=300, rows=3, markdown=False, label="What it says",
        help_text="Empty: considered, and nothing material was found.",
    )  # fmt: skip

    @property
    def line(self) -> Considered:
        return Considered(**self.cleaned_data)


class SignedOffForm(LineForm):
    first, noun = "step", "Step"
    mark_optional = False
    step = GovukLineField(required=False, max_length=200, label="Step", help_text="Such as Financial comments.")
    initials = GovukLineField(required=False, max_length=20, label="Initials", help_text="As printed.")
    on = GovukDateField(required=False, label="Date")
    text = GovukTextField(required=False, max_words=300, rows=3, markdown=False, label="What it says")

    @property
    def line(self) -> SignedOff:
        return SignedOff(**self.cleaned_data)


class AnsweredForm(LineForm):
    first, noun = "question", "Question"
    mark_optional = False
    question = GovukLineField(required=False, max_length=200, label="Question")
    is_yes = forms.TypedChoiceField(
        required=False, coerce=lambda value: value == "yes", empty_value=None, label="Answer",
        choices=[("yes", "Yes"), ("no", "No")], widget=Radios(inline=True),
    )  # fmt: skip
    reason = GovukLineField(
        required=False, max_length=500, label="Reason", help_text="Where the answer is No, it needs one."
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("question") and data.get("is_yes") is None:
            self.add_error("is_yes", "Select the answer")
        if data.get("is_yes") is False and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "Enter the reason why the answer is No")
        return data

    @property
    def line(self) -> Answered:
        return Answered(**self.cleaned_data)


ROWS: dict[str, type[LineForm]] = {
    "implications": ConsideredForm, "sign_offs": SignedOffForm, "flags": AnsweredForm,
}  # fmt: skip


def rows_formset(part: str, data: Any, report: CommitteeReport) -> Any:
    """The rows of one list of a report in a form each, and some to spare."""
    form = ROWS[part]
    names = list(form.base_fields)
    # Of what was sent nothing is taken to be unchanged: a row that is typed as it was is a row all the same.
    rows = [] if data is not None else getattr(report, part).all()
    initial = [_shown({name: getattr(row, name) for name in names}) for row in rows]
    made = forms.formset_factory(form, extra=SPARE, max_num=60)(data, initial=initial, prefix=part)
    made.noun = form.noun  # type: ignore[attr-defined]
    return made


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"is_yes": "yes" if row["is_yes"] else "no"} if "is_yes" in row else row
