"""The sections that are lists: required actions, planned actions, risks. One field for each answer of each row."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict

from priorities.answers import pounds
from priorities.evidence import attach_evidence
from priorities.forms.sections import Group, Prose, SectionForm
from priorities.models import PlannedActionReport, RaisedRisk, RequiredActionReport, ReturnSection
from priorities.models.returns import ActionStatus, PlanStatus
from priorities.scale import IMPACT, LIKELIHOOD
from priorities.writing import Values
from snb.govuk import GovukDateField, GovukLineField, GovukMoneyField
from snb.models import Person
from snb.uploads import ACCEPTED, check_upload
from snb.wording import long_date, small_number

EVIDENCE_WORDS, REASON_WORDS, MITIGATION_WORDS = 150, 100, 100
MOST_RISKS = 10
CHOOSE = ("", "Choose")


class RequiredActionsForm(SectionForm):
    """Status, evidence in words, and files, for each action that the agreement requires."""

    def add_fields(self) -> None:
        reports = self.held.required_reports.select_related("required_action").prefetch_related("files")
        self.reports: list[RequiredActionReport] = list(reports)
        for report in self.reports:
            number = report.required_action.number
            self.fields[f"status_{report.pk}"] = forms.ChoiceField(
                label="Status", choices=[CHOOSE, *ActionStatus.choices], required=False
            )
            self.fields[f"evidence_{report.pk}"] = Prose(
                named=f"Evidence for action {number}", label="What shows it?", rows=3, max_words=EVIDENCE_WORDS
            )
            self.fields[f"file_{report.pk}"] = forms.FileField(
                label=f"Attach a file as evidence for action {number}", required=False, allow_empty_file=True,
                help_text=f"{ACCEPTED}, up to {settings.EVIDENCE_MAX_BYTES // 1024 // 1024} MB.",
            )  # fmt: skip

    def groups(self) -> list[Group]:
        return [
            Group(
                str(report.required_action), (f"status_{report.pk}", f"evidence_{report.pk}"), key=str(report.pk),
                files=tuple(report.files.all()), upload=f"file_{report.pk}",
            )
            for report in self.reports
        ]  # fmt: skip

    def saved(self) -> Values:
        return {
            f"{name}_{report.pk}": getattr(report, name) for report in self.reports for name in ("status", "evidence")
        }

    def values(self) -> Values:
        said = self.cleaned_data
        return {
            "reports": {
                report.pk: {"status": said[f"status_{report.pk}"], "evidence": said[f"evidence_{report.pk}"]}
                for report in self.reports
            }
        }

    def wanted(self) -> Iterator[tuple[str, str]]:
        for report in self.reports:
            number = report.required_action.number
            yield f"status_{report.pk}", f"Select the status of action {number}"
            done = self.cleaned_data.get(f"status_{report.pk}") == ActionStatus.DONE
            if done and not report.files.all() and not self.cleaned_data.get(f"file_{report.pk}"):
                yield f"evidence_{report.pk}", f"Say what shows that action {number} is done, or attach a file"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for report in self.reports:
            upload = cleaned.get(f"file_{report.pk}")
            if upload:
                try:
                    check_upload(upload)
                except ValidationError as error:
                    self.add_error(f"file_{report.pk}", error)
        return cleaned

    def save(self, by: Person) -> ReturnSection:
        with transaction.atomic():
            section = super().save(by)
            for report in self.reports:
                if upload := self.cleaned_data[f"file_{report.pk}"]:
                    attach_evidence(report=report, upload=upload, by=by)
        return section


class PlannedActionsForm(SectionForm):
    """Status, spend and perhaps a later date, for each action of the costed plan."""

    def add_fields(self) -> None:
        self.reports: list[PlannedActionReport] = list(self.held.planned_reports.select_related("planned_action"))
        for report in self.reports:
            title = report.planned_action.title
            self.fields[f"status_{report.pk}"] = forms.ChoiceField(
                label="Status", choices=[CHOOSE, *PlanStatus.choices], required=False
            )
            self.fields[f"spent_{report.pk}"] = GovukMoneyField(
                label="Spent to date", required=False, min_value=0, error_messages={
                    "invalid": f"Spend on “{title}” must be an amount of money, like 12500 or 12500.50",
                    "min_value": f"Spend on “{title}” must be £0 or more",
                },
            )  # fmt: skip
            self.fields[f"revised_due_{report.pk}"] = GovukDateField(
                label="New due date", required=False, help_text="Only if the date has moved, for example 31 3 2027."
            )
            self.fields[f"revised_reason_{report.pk}"] = Prose(
                named=f"The reason for the new date of “{title}”", label="Why has the date moved?", rows=2,
                max_words=REASON_WORDS, markdown=False,
            )  # fmt: skip

    def groups(self) -> list[Group]:
        return [self._group(report) for report in self.reports]

    def _group(self, report: PlannedActionReport) -> Group:
        plan = report.planned_action
        facts = [("Owner", plan.owner), ("Due", long_date(plan.due)), ("Planned spend", pounds(plan.budget))]
        if plan.milestone:
            facts.append(("Next milestone", plan.milestone))
        names = tuple(f"{name}_{report.pk}" for name in ("status", "spent", "revised_due", "revised_reason"))
        return Group(plan.title, names, key=str(report.pk), reference=tuple(facts))

    def saved(self) -> Values:
        saved: Values = {}
        for report in self.reports:
            saved[f"status_{report.pk}"] = report.status
            saved[f"spent_{report.pk}"] = _plain_pounds(report.spent)
            saved[f"revised_due_{report.pk}"] = report.revised_due
            saved[f"revised_reason_{report.pk}"] = report.revised_reason
        return saved

    def values(self) -> Values:
        return {"reports": {report.pk: self._values(report.pk) for report in self.reports}}

    def _values(self, pk: int) -> Values:
        spent = self.cleaned_data[f"spent_{pk}"]
        return {
            "status": self.cleaned_data[f"status_{pk}"],
            "spent": None if spent is None else int(spent * 100),
            "revised_due": self.cleaned_data[f"revised_due_{pk}"],
            "revised_reason": self.cleaned_data[f"revised_reason_{pk}"],
        }

    def wanted(self) -> Iterator[tuple[str, str]]:
        for report in self.reports:
            title = report.planned_action.title
            yield f"status_{report.pk}", f"Select the status of “{title}”"
            yield f"spent_{report.pk}", f"Enter what was spent on “{title}” to date: 0 if nothing was"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for report in self.reports:
            self._check_date(report, cleaned)
        return cleaned

    def _check_date(self, report: PlannedActionReport, cleaned: dict[str, Any]) -> None:
        name, reason = f"revised_due_{report.pk}", f"revised_reason_{report.pk}"
        plan, day, why = report.planned_action, cleaned.get(name), cleaned.get(reason)
        starts, due = long_date(plan.begins), long_date(plan.due)
        if name in self.errors:
            return
        if day and day < plan.begins:
            self.add_error(name, f"The new date must not come before “{plan.title}” starts, on {starts}")
        elif day and day <= plan.due:
            self.add_error(name, f"The new date must be later than the one in the plan, {due}")
        if day and not why and reason not in self.errors:
            self.add_error(reason, f"Say why the date of “{plan.title}” has moved")
        if why and not day:
            self.add_error(name, f"Enter the new date of “{plan.title}”, or clear the reason")


def _plain_pounds(pence: int | None) -> str:
    """Pence as somebody would type them in pounds."""
    return "" if pence is None else f"{Decimal(pence) / 100:.2f}".removesuffix(".00")


RISK = ("title", "likelihood", "impact", "mitigation")
SCALE = {"likelihood": LIKELIHOOD, "impact": IMPACT}


class RisksForm(SectionForm):
    """Up to ten risks. A row is added or taken out by a button that saves nothing, so that no script is needed."""

    def __init__(self, data: Any = None, files: Any = None, *, rows: list[Values] | None = None, **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(data, files, **kwargs)

    @classmethod
    def redrawn(cls, data: QueryDict, section: ReturnSection) -> SectionForm | None:
        if "add" not in data and "remove" not in data:
            return None
        rows = _posted_rows(data)
        if "add" in data and len(rows) < MOST_RISKS:
            rows.append({})
        gone = data.get("remove", "")
        if gone.isdecimal() and len(gone) < 3 and int(gone) < len(rows):
            del rows[int(gone)]
        initial = {"version": data.get("version"), "is_complete": "is_complete" in data}
        return cls(section=section, rows=rows, initial=initial)

    def add_fields(self) -> None:
        if self.rows is None:
            self.rows = _posted_rows(self.data) if self.is_bound else self._saved_rows()
        count = len(self.rows)
        self.fields["rows"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=count)
        for index in range(count):
            number = index + 1
            self.fields[f"title_{index}"] = GovukLineField(label="What could happen?", max_length=200, required=False)
            for name, words in SCALE.items():
                self.fields[f"{name}_{index}"] = forms.TypedChoiceField(
                    label=name.capitalize(), coerce=int, empty_value=None, required=False,
                    choices=[CHOOSE, *((score, f"{score}: {word}") for score, word in enumerate(words, 1))],
                )  # fmt: skip
            self.fields[f"mitigation_{index}"] = Prose(
                named=f"What is done about risk {number}", label="What is done about it?", rows=3,
                max_words=MITIGATION_WORDS,
            )  # fmt: skip

    def _saved_rows(self) -> list[Values]:
        saved: list[RaisedRisk] = list(self.held.risks.all())
        return [{name: getattr(risk, name) for name in RISK} for risk in saved]

    @property
    def may_add(self) -> bool:
        return len(self.rows or []) < MOST_RISKS

    def groups(self) -> list[Group]:
        return [
            Group(f"Risk {index + 1}", tuple(f"{name}_{index}" for name in RISK), key=str(index))
            for index in range(len(self.rows or []))
        ]

    def saved(self) -> Values:
        return {f"{name}_{index}": row.get(name) for index, row in enumerate(self.rows or []) for name in RISK}

    def values(self) -> Values:
        rows = [{name: self.cleaned_data[f"{name}_{index}"] for name in RISK} for index in range(len(self.rows or []))]
        return {"risks": [row for row in rows if any(row.values())]}

    def compare(self, fresh: SectionForm) -> None:
        """The list is saved as a whole, so it is shown as a whole: rows may have moved."""
        said = [
            f"{row['title']} (likelihood {row['likelihood']}, impact {row['impact']}): {row['mitigation']}"
            for row in self._saved_rows()
        ]
        self.saved_beside["risks"] = "\n\n".join(said) or "No risks"

    def clean(self) -> dict[str, Any]:
        """A row is whole or empty: half a risk could not be put on the grid."""
        cleaned = super().clean()
        missing = {
            "title": "Say what could happen", "likelihood": "Select how likely it is",
            "impact": "Select how large the impact would be", "mitigation": "Say what is done about it",
        }  # fmt: skip
        for index in range(len(self.rows or [])):
            if any(cleaned.get(f"{name}_{index}") for name in RISK):
                for name, message in missing.items():
                    if not cleaned.get(f"{name}_{index}") and f"{name}_{index}" not in self.errors:
                        self.add_error(f"{name}_{index}", f"{message} (risk {index + 1})")
        return cleaned


def _posted_rows(data: Any) -> list[Values]:
    """The rows as typed, whatever they hold."""
    count = min(small_number(str(data.get("rows") or "0")), MOST_RISKS)
    return [{name: data.get(f"{name}_{index}", "") for name in RISK} for index in range(count)]
