"""What a partnership writes of its own: assessments, local priorities and plans, priority wards."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from partnerships.local_plans import ActionDetails, PriorityDetails, priority_remits
from partnerships.models import Area, LocalAction, PriorityWard
from partnerships.versions import version_of
from partnerships.wards import WardDetails, districts_of
from snb.govuk import GovukDateField, GovukForm, GovukLineField, GovukTextField, Radios
from snb.models import Board, Remit
from snb.permissions import RemitKind
from snb.querysets import today
from snb.wording import long_date

LONG_AGO = dt.date(1998, 7, 31)  # no partnership is older than the Act that made them


class SavedForm(GovukForm):
    """A form about one row, or about a new one; it says which version the writer saw."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    own: tuple[str, ...] = ()  # fields that the row keeps under the same names

    def __init__(
        self, data: Any = None, *, row: Any = None, initial: dict[str, Any] | None = None, **rest: Any
    ) -> None:
        self.row = row
        held = {name: getattr(row, name) for name in self.own} | {"version": version_of(row)} if row else {}
        super().__init__(data, initial={**held, **(initial or {})}, **rest)

    @property
    def seen(self) -> int:
        return self.cleaned_data.get("version") or 0

    def differences(self, saved: Any) -> list[dict[str, str]]:
        """What is saved now beside what was typed, where they differ."""
        pairs = [(name, _said(getattr(saved, name)), _said(self.cleaned_data.get(name))) for name in self.own]
        return [
            {"label": str(self.fields[name].label), "saved": was, "typed": now}
            for name, was, now in pairs
            if was != now
        ]


def _said(value: Any) -> str:
    return long_date(value) if isinstance(value, dt.date) else str("" if value is None else value)


class AssessmentForm(SavedForm):
    own = ("findings", "changes", "completed_on")
    findings = GovukTextField(
        label="What it found", required=False, max_words=1500, formatted=True,
        help_text="The problems of the area, how they have moved, and what people there say.",
    )  # fmt: skip
    changes = GovukTextField(
        label="What it changes in the plans", required=False, max_words=800, formatted=True,
        help_text="Local priorities that begin, end or move, and actions that follow.",
    )  # fmt: skip
    completed_on = GovukDateField(
        label="Completed on", required=False, help_text="Leave it empty while it is being written."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["completed_on"].latest = today()  # type: ignore[attr-defined]


class LocalPriorityForm(SavedForm):
    own = ("title", "detail", "begins", "source")
    title = GovukLineField(label="Local priority", max_length=200)
    detail = GovukTextField(label="What it means here", rows=4, max_words=300, required=False, markdown=False)
    serves = forms.ModelChoiceField(
        queryset=Remit.objects.none(), required=False, label="Which priority of the Board does it serve?",
        empty_label="None: it is local only",
    )  # fmt: skip
    begins = GovukDateField(label="From", earliest=LONG_AGO)
    source = GovukLineField(label="Where it was decided", max_length=300, required=False)

    def __init__(self, data: Any = None, *, board: Board, row: Any = None) -> None:
        super().__init__(data, row=row, initial={"serves": row.serves_id} if row else {"begins": today()})
        serves: Any = self.fields["serves"]
        serves.queryset = Remit.objects.filter(board=board, kind=RemitKind.PRIORITY)
        serves.choices = [("", serves.empty_label), *priority_remits(board, today())]

    @property
    def details(self) -> PriorityDetails:
        said = self.cleaned_data
        return PriorityDetails(said["title"], said["detail"], said["serves"], said["begins"], said["source"])

    def differences(self, saved: Any) -> list[dict[str, str]]:
        was, now = str(saved.serves or "None"), str(self.cleaned_data.get("serves") or "None")
        more = [{"label": str(self.fields["serves"].label), "saved": was, "typed": now}] if was != now else []
        return [*super().differences(saved), *more]


class EndForm(SavedForm):
    ends = GovukDateField(label="Last day", earliest=LONG_AGO)
    reason = GovukTextField(
        label="Why does it end?", rows=4, max_words=150, markdown=False,
        help_text="It was achieved, replaced, or is no longer needed here. It stays to be read, with its plan.",
    )  # fmt: skip


class LocalActionForm(SavedForm):
    own = ("title", "owner", "due", "status", "progress")
    title = GovukLineField(label="Action", max_length=200)
    owner = GovukLineField(label="Owner", max_length=200, help_text="The post or body that does it.")
    due = GovukDateField(label="Due", earliest=LONG_AGO)
    status = forms.ChoiceField(label="Status", choices=LocalAction.Status.choices, widget=Radios(inline=True))
    progress = GovukTextField(
        label="Progress", rows=4, max_words=300, required=False, markdown=False,
        help_text="What has been done, and what came of it.",
    )  # fmt: skip

    @property
    def details(self) -> ActionDetails:
        said = self.cleaned_data
        return ActionDetails(said["title"], said["owner"], said["due"], said["status"], said["progress"])


class WardForm(SavedForm):
    own = ("number", "name", "begins", "ends", "source")
    number = forms.IntegerField(label="Number", min_value=1, max_value=999, help_text="As the agreement numbers it.")
    name = GovukLineField(label="Ward", max_length=100)
    district = forms.ModelChoiceField(queryset=Area.objects.none(), label="District", empty_label="Choose")
    begins = GovukDateField(label="From", earliest=LONG_AGO)
    ends = GovukDateField(label="Until", earliest=LONG_AGO, required=False)
    source = GovukLineField(label="Source", max_length=300, required=False)

    def __init__(self, data: Any = None, *, board: Board, row: PriorityWard | None = None) -> None:
        super().__init__(data, row=row, initial={"district": row.district_id} if row else None)
        self.fields["district"].queryset = districts_of(board)  # type: ignore[attr-defined]

    @property
    def details(self) -> WardDetails:
        said = self.cleaned_data
        return WardDetails(said["number"], said["name"], said["district"], said["begins"], said["ends"], said["source"])


class TargetForm(SavedForm):
    own = ("text", "by", "result")
    text = GovukLineField(label="Target", max_length=300, help_text="With a number in it, where there is one.")
    by = GovukDateField(label="By", earliest=LONG_AGO, required=False)
    result = GovukLineField(label="What came of it", max_length=300, required=False)


class ProblemForm(SavedForm):
    own = ("on", "problem", "response")
    on = GovukDateField(label="As at", earliest=LONG_AGO)
    problem = GovukTextField(
        label="The problem", max_words=800, formatted=True,
        help_text="What happens, where, when and why. It is about places: write nothing of a person.",
    )  # fmt: skip
    response = GovukTextField(label="What is done about it", max_words=800, required=False, formatted=True)

    def __init__(self, data: Any = None, *, row: Any = None) -> None:
        super().__init__(data, row=row, initial=None if row else {"on": today()})
        if row is not None:
            self.fields["on"].disabled = True  # another day is another profile
        self.fields["on"].latest = today()  # type: ignore[attr-defined]
