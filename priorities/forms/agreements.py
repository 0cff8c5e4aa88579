"""An agreement, what stands in it, and two of them to compare."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from priorities.agreement_workflow import FIELDS, AgreementDetails
from priorities.agreements import first_name
from priorities.models import Agreement, Lineage, Placement, Priority, Statement, Theme
from snb.govuk import GovukDateField, GovukForm, GovukLineField, GovukTextField, Radios
from snb.models import Board
from snb.querysets import today
from snb.recurrence import months_after
from snb.wording import long_date, small_number

NEW = "new"
A_DAY = dt.timedelta(days=1)
TERM, EARLIER = 36, -9  # months: of an agreement, and from its end to the start of work on its successor
KINDS = {
    Theme.Kind.THEME: "A heading under which priorities stand.",
    Theme.Kind.CROSS_CUTTING: "Its priorities run through all the others.",
    Theme.Kind.OBJECTIVE: "Its priorities may stand under a theme as well, in the objective’s own words.",
}


class VersionedForm(GovukForm):
    """A form that says which version of the record its writer saw."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def seen(self) -> int:
        return self.cleaned_data["version"] or 0

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, the version apart."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def differences(self) -> list[dict[str, str]]:
        """What is saved now, which is what the form was made from, beside what is typed in it, where they differ."""
        pairs = {
            str(field.label): (_shown(field, self.initial.get(name)), _shown(field, self.cleaned_data.get(name)))
            for name, field in self.fields.items()
            if name != "version"
        }
        return [{"label": label, "saved": was, "typed": now} for label, (was, now) in pairs.items() if was != now]


def _shown(field: forms.Field, value: Any) -> str:
    if isinstance(value, dt.date):
        return long_date(value)
    if isinstance(field, forms.BooleanField):
        return "Yes" if value else "No"
    if isinstance(field, forms.ModelChoiceField):
        return field.label_from_instance(value) if value else ""
    if isinstance(field, forms.ChoiceField):
        return dict(field.choices).get(value, "")  # type: ignore[arg-type]
    return "" if value is None else str(value)


class AgreementForm(VersionedForm):
    title = GovukLineField(max_length=200, label="Title")
    begins = GovukDateField(label="In force from", help_text="For example, 1 4 2026")
    ends = GovukDateField(label="In force until", help_text="Its last day, for example 31 3 2029", required=False)
    reviewed_every_months = forms.IntegerField(
        min_value=1, max_value=60, label="Reviewed every so many months", help_text="12 is every year.",
        error_messages={"min_value": "Enter 1 month or more", "max_value": "Enter 60 months or fewer"},
    )  # fmt: skip
    successor_starts = GovukDateField(
        label="Work on its successor starts", required=False,
        help_text="Nine months before it ends leaves time to consult. Leave it empty where no day is set.",
    )  # fmt: skip
    note = GovukLineField(max_length=300, label="Note", required=False)
    source = GovukLineField(max_length=300, label="Where it is published", required=False)

    @classmethod
    def of(cls, agreement: Agreement, data: Any = None) -> AgreementForm:
        initial = {name: getattr(agreement, name) for name in FIELDS} | {"version": agreement.version}
        return cls(data, initial=initial)

    @classmethod
    def after(cls, agreement: Agreement, data: Any = None) -> AgreementForm:
        """Filled in for the successor: from the day after, for three years."""
        begins = (agreement.ends or today()) + A_DAY
        ends = months_after(begins, TERM) - A_DAY
        return cls(data, initial={
            "title": agreement.title, "begins": begins, "ends": ends, "source": "",
            "reviewed_every_months": agreement.reviewed_every_months,
            "successor_starts": months_after(ends + A_DAY, EARLIER),
        })  # fmt: skip

    @property
    def details(self) -> AgreementDetails:
        return AgreementDetails(**self.said)


class ThemeForm(VersionedForm):
    name = GovukLineField(max_length=100, label="Name")
    kind = forms.ChoiceField(
        choices=Theme.Kind.choices, label="What is it?", widget=Radios(hints=KINDS), initial=Theme.Kind.THEME
    )

    @classmethod
    def of(cls, theme: Theme, data: Any = None) -> ThemeForm:
        return cls(data, initial={"name": theme.name, "kind": theme.kind, "version": theme.agreement.version})


class PlaceForm(GovukForm):
    """A priority that the board has or had, or a new one."""

    priority = forms.ChoiceField(
        label="Priority", help_text="One that stood in an earlier agreement is still the same."
    )
    name = GovukLineField(max_length=200, label="Name of the new priority", required=False)
    summary = GovukTextField(label="What the new priority is for", rows=3, max_words=60, markdown=False, required=False)
    wording = GovukLineField(
        max_length=200, label="What the agreement prints here", required=False,
        help_text="Only where it says more than the name.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, theme: Theme) -> None:
        super().__init__(data)
        self._offered = {str(row.pk): row for row in _priorities(theme.agreement.board)}
        names = sorted(((pk, row.name_on(today())) for pk, row in self._offered.items()), key=lambda pair: pair[1])
        self.fields["priority"].choices = [("", "Choose"), (NEW, "A new priority"), *names]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("priority") == NEW and not data.get("name"):
            self.add_error("name", "Enter the name of the new priority")
        if data.get("priority") not in (None, NEW) and data.get("name"):
            self.add_error("name", "Choose “A new priority” to give a name, or leave the name empty")
        return data

    @property
    def said(self) -> dict[str, Any]:
        return self.cleaned_data | {"priority": self._offered.get(self.cleaned_data["priority"])}


class PlacementForm(VersionedForm):
    theme = forms.ModelChoiceField(queryset=Theme.objects.none(), label="Theme", empty_label=None)
    name = GovukLineField(
        max_length=200, label="Its name when the agreement began",
        help_text="While the agreement is in force, a priority is renamed by the annual refresh.",
    )  # fmt: skip
    wording = GovukLineField(
        max_length=200, label="What the agreement prints here", required=False,
        help_text="Only where it says more than the name.",
    )  # fmt: skip

    @classmethod
    def of(cls, placement: Placement, data: Any = None) -> PlacementForm:
        agreement = placement.theme.agreement
        form = cls(data, initial={
            "theme": placement.theme, "name": first_name(placement, agreement), "wording": placement.wording,
            "version": agreement.version,
        })  # fmt: skip
        form.fields["theme"].queryset = agreement.themes.all()  # type: ignore[attr-defined]
        return form


class StatementForm(VersionedForm):
    kind = forms.ChoiceField(choices=[("", "Choose"), *Statement.Kind.choices], label="What is it?")
    text = GovukLineField(max_length=500, label="Text")
    day = GovukDateField(label="Day", required=False, help_text="Of a step in its making.")
    to_the_month = forms.BooleanField(required=False, label="Only the month is known")

    @classmethod
    def of(cls, statement: Statement, data: Any = None) -> StatementForm:
        names = ("text", "day", "to_the_month")
        form = cls(data, initial={name: getattr(statement, name) for name in names} | {
            "version": statement.agreement.version
        })  # fmt: skip
        form.step = statement.kind == Statement.Kind.STEP
        del form.fields["kind"]
        if not form.step:
            del form.fields["day"], form.fields["to_the_month"]
        return form

    step = False

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        is_step = self.step or data.get("kind") == Statement.Kind.STEP
        if is_step and "day" not in self.errors and not data.get("day"):
            self.add_error("day", "Enter the day of the step")
        if "kind" in data and not is_step:
            data["day"], data["to_the_month"] = None, False
        return data


class LineageForm(GovukForm):
    """What an agreement made of an earlier priority."""

    earlier = forms.ChoiceField(label="The earlier priority")
    kind = forms.ChoiceField(
        label="What happened?", widget=Radios(),
        choices=[
            (Lineage.Kind.SPLIT, "The later one is split from it"),
            (Lineage.Kind.MERGED, "It is merged into the later one"),
            (Lineage.Kind.ELEVATED, "The later one, which was a part of it, is elevated"),
            (Lineage.Kind.LOWERED, "It is now a part of the later one"),
        ],
    )  # fmt: skip
    later = forms.ChoiceField(label="The later priority")
    note = GovukLineField(max_length=300, label="Note", required=False)

    def __init__(self, data: Any = None, *, agreement: Agreement) -> None:
        super().__init__(data)
        self._offered = {str(row.pk): row for row in _priorities(agreement.board)}
        names = sorted(
            ((pk, row.name_on(agreement.begins)) for pk, row in self._offered.items()), key=lambda pair: pair[1]
        )
        for field in ("earlier", "later"):
            self.fields[field].choices = [("", "Choose"), *names]  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        chosen = {name: self._offered[self.cleaned_data[name]] for name in ("earlier", "later")}
        return self.cleaned_data | chosen


class CompareForm(GovukForm):
    """Two agreements, named in the address; whatever makes no sense there is as if it were not."""

    earlier = forms.ChoiceField(label="From", required=False)
    later = forms.ChoiceField(label="To", required=False)
    mark_optional = False

    def __init__(self, data: Any, *, agreements: list[Agreement]) -> None:
        """`agreements`: oldest first, at least two."""
        self._offered = {row.pk: row for row in agreements}
        self.earlier_one = self._asked(data, "earlier", agreements[-2])
        self.later_one = self._asked(data, "later", agreements[-1])
        super().__init__(initial={"earlier": self.earlier_one.pk, "later": self.later_one.pk})
        for field in ("earlier", "later"):
            self.fields[field].choices = [(row.pk, str(row)) for row in agreements]  # type: ignore[attr-defined]

    def _asked(self, data: Any, name: str, other: Agreement) -> Agreement:
        return self._offered.get(small_number(data.get(name)), other)


def _priorities(board: Board) -> list[Priority]:
    return list(board.priorities.select_related("remit").prefetch_related("remit__names"))
