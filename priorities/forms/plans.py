"""A planned action, its milestones and measures, an initiative, and the money that actions depend on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from performance.models import Measure
from priorities.models import FundingStream, Initiative, Milestone, PlannedAction, PlannedMeasure, Priority
from priorities.plan_workflow import ActionDetails, FundingDetails
from snb.govuk import GovukDateField, GovukForm, GovukLineField, GovukMoneyField, GovukTextField, Radios
from snb.models import Board
from snb.querysets import today
from snb.wording import long_date


def pence(pounds: Decimal) -> int:
    return int((pounds * 100).to_integral_value())


def _pounds(amount: int | None) -> Decimal | None:
    return None if amount is None else (Decimal(amount) / 100).quantize(Decimal("0.01"))


class PlannedForm(GovukForm):
    """What is planned, by whom, from when until when, and what it costs."""

    mark_optional = False
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = GovukLineField(label="What will be done", max_length=200)
    owner = GovukLineField(label="Who does it", max_length=200, help_text="The post, as papers print it.")
    begins = GovukDateField(label="Starts", help_text="For example, 1 4 2026")
    due = GovukDateField(label="Due")
    budget = GovukMoneyField(label="Planned spend", min_value=0, help_text="In pounds; 0 if it costs nothing extra.")
    funding = forms.ModelChoiceField(
        FundingStream.objects.none(), label="Money it depends on (optional)", required=False,
        empty_label="No particular source",
    )  # fmt: skip
    outputs = GovukTextField(label="Outputs (optional)", rows=3, max_words=120, markdown=False, required=False,
                             help_text="What there will be to count: staff trained, panels, visits.")  # fmt: skip
    outcome = GovukTextField(label="Outcome (optional)", rows=3, max_words=120, markdown=False, required=False,
                             help_text="What will be different for people.")  # fmt: skip

    def __init__(self, data: Any = None, *, priority: Priority, action: PlannedAction | None = None) -> None:
        super().__init__(data, initial=_said(action) if action else {})
        offered = FundingStream.objects.filter(board=priority.board_id)
        self.fields["funding"].queryset = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("begins") and data.get("due") and data["due"] < data["begins"]:
            self.add_error("due", "The due date must not come before the start")
        return data

    @property
    def seen(self) -> int:
        return self.cleaned_data["version"] or 0

    @property
    def details(self) -> ActionDetails:
        said = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return ActionDetails(**said | {"budget": pence(said["budget"])})

    def differences(self, saved: PlannedAction) -> list[dict[str, Any]]:
        """What is saved now beside what was typed, where they differ."""
        pairs = [(name, _said(saved)[name], self.cleaned_data.get(name)) for name in self.fields if name != "version"]
        return [
            {"label": self.fields[name].label, "saved": _shown(was), "typed": _shown(now)}
            for name, was, now in pairs
            if _shown(was) != _shown(now)
        ]


def _said(action: PlannedAction) -> dict[str, Any]:
    said = {name: getattr(action, name) for name in PlannedForm.base_fields}
    return said | {"budget": _pounds(action.budget)}


def _shown(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"£{value:,.2f}"
    return long_date(value) if hasattr(value, "year") else str(value or "")


class WithdrawPlannedForm(GovukForm):
    reason = GovukLineField(
        label="Why is it no longer planned?", max_length=300,
        error_messages={"required": "Say why it is no longer planned"},
    )  # fmt: skip


class MilestoneForm(GovukForm):
    """A step on the way, and the day it was taken."""

    title = GovukLineField(label="Milestone", max_length=200)
    due = GovukDateField(label="Due")
    done_on = GovukDateField(label="Done on (optional)", required=False)
    mark_optional = False

    def __init__(self, data: Any = None, *, milestone: Milestone | None = None) -> None:
        initial = {name: getattr(milestone, name) for name in self.base_fields} if milestone else {}
        super().__init__(data, initial=initial)
        self.fields["done_on"].latest = today()  # type: ignore[attr-defined]


class PlannedMeasureForm(GovukForm):
    """The measure in which an action is to show."""

    measure = forms.ModelChoiceField(Measure.objects.none(), label="Measure", empty_label="Choose")
    kind = forms.ChoiceField(label="What shows in it", choices=PlannedMeasure.Kind.choices, widget=Radios(inline=True))
    expected = GovukLineField(
        label="What is expected of it (optional)", max_length=300, required=False,
        help_text="For example: fewer repeat cases within a year of the first training.",
    )  # fmt: skip
    mark_optional = False

    def __init__(self, data: Any = None, *, action: PlannedAction) -> None:
        super().__init__(data)
        offered = Measure.objects.filter(board=action.priority.board_id)
        self.fields["measure"].queryset = offered  # type: ignore[attr-defined]


class InitiativeForm(GovukForm):
    """Something a priority does that is no costed action."""

    title = GovukLineField(label="Title", max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=Initiative.Kind.choices, widget=Radios(inline=True))
    text = GovukTextField(label="What it is (optional)", rows=4, max_words=200, markdown=False, required=False)
    points = forms.CharField(
        label="Points (optional)", required=False, max_length=4000, widget=forms.Textarea({"rows": 5}),
        help_text="One on each line, such as what a charter promises.",
    )  # fmt: skip
    begins = GovukDateField(label="From")
    ends = GovukDateField(label="Until (optional)", required=False)
    mark_optional = False

    def __init__(self, data: Any = None, *, initiative: Initiative | None = None) -> None:
        initial = {name: getattr(initiative, name) for name in self.base_fields} if initiative else {}
        if initiative:
            initial["points"] = "\n".join(initiative.points)
        super().__init__(data, initial=initial)

    def clean_points(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["points"].splitlines() if line.strip()]


class FundingForm(GovukForm):
    """A stream of money and the day on which it ends."""

    name = GovukLineField(label="Name", max_length=200)
    giver = GovukLineField(label="Given by (optional)", max_length=200, required=False)
    amount = GovukMoneyField(label="Amount (optional)", required=False, min_value=0, help_text="In pounds.")
    begins = GovukDateField(label="From")
    ends = GovukDateField(label="Last day (optional)", required=False, help_text="Leave it empty if no end is known.")
    after = GovukLineField(label="What is to follow (optional)", max_length=300, required=False,
                           help_text="A bid, another grant, or nothing.")  # fmt: skip
    warn_months = forms.IntegerField(
        label="Show it as ending so many months before", min_value=0, max_value=36, initial=9,
        widget=forms.NumberInput({"class": "govuk-input--width-2"}),
    )  # fmt: skip
    source = GovukLineField(label="Where that is written (optional)", max_length=300, required=False)
    mark_optional = False

    def __init__(self, data: Any = None, *, stream: FundingStream | None = None) -> None:
        initial = {name: getattr(stream, name) for name in self.base_fields} if stream else {}
        if stream:
            initial["amount"] = _pounds(stream.amount)
        super().__init__(data, initial=initial)

    @property
    def details(self) -> FundingDetails:
        amount = self.cleaned_data["amount"]
        return FundingDetails(**self.cleaned_data | {"amount": None if amount is None else pence(amount)})


class PlanFilter(GovukForm):
    """What the list of plans shows; all of it in the address."""

    priority = forms.ChoiceField(label="Priority", required=False)
    show = forms.ChoiceField(
        label="Show", required=False,
        choices=[
            ("", "Every action"), ("late", "Late"), ("money", "Going on after its money ends"), ("open", "Not done"),
        ],
    )  # fmt: skip
    mark_optional = False

    def __init__(self, data: Any, *, board: Board, priorities: list[Priority]) -> None:
        super().__init__(data)
        named = [(row.slug, row.name_on(today())) for row in priorities]
        self.fields["priority"].choices = [("", "All"), *named]  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
