"""The tracker's filter, and giving a return more time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from priorities.models import QuarterlyReturn
from priorities.models.returns import State
from snb.govuk import GovukDateField, GovukForm
from snb.models import Meeting
from snb.wording import long_date

SORTS = ("priority", "state", "lead", "holder", "due", "chased")


class TrackerFilter(GovukForm):
    """What the tracker shows, all of it in the address. A meeting is always chosen."""

    mark_optional = False
    meeting = forms.ChoiceField(required=False, error_messages={"invalid_choice": "Choose a meeting from the list"})
    state = forms.ChoiceField(
        required=False, choices=[("", "All"), *State.choices],
        error_messages={"invalid_choice": "Choose a state from the list"},
    )  # fmt: skip
    late = forms.BooleanField(label="Only late returns", required=False)
    sort = forms.ChoiceField(
        required=False, widget=forms.HiddenInput,
        choices=[(f"{sign}{name}", name) for name in SORTS for sign in ("", "-")],
    )  # fmt: skip

    def __init__(self, data: Any, *, meetings: Iterable[Meeting], chosen: Meeting | None) -> None:
        self.meetings, self.default = {str(meeting.pk): meeting for meeting in meetings}, chosen
        data = data.copy()
        if chosen:
            data.setdefault("meeting", str(chosen.pk))
        super().__init__(data)
        self.fields["meeting"].choices = [  # type: ignore[attr-defined]
            (pk, f"{long_date(meeting.date)}, {meeting.quarter.short}") for pk, meeting in self.meetings.items()
        ]

    @property
    def chosen(self) -> Meeting | None:
        """The meeting asked for; the default where the address names none, or none of this board."""
        self.is_valid()
        return self.meetings.get(self.cleaned_data.get("meeting", ""), self.default)

    @property
    def asked(self) -> dict[str, Any]:
        """State, lateness and order, as `narrowed` takes them."""
        self.is_valid()
        said = self.cleaned_data
        return {"state": said.get("state", ""), "late": bool(said.get("late")), "sort": said.get("sort", "")}

    @property
    def narrows(self) -> bool:
        self.is_valid()
        return bool(self.cleaned_data.get("state") or self.cleaned_data.get("late"))


class ExtendForm(GovukForm):
    new_due = GovukDateField(label="New due date")
    reason = forms.CharField(
        label="Reason", max_length=300, widget=forms.Textarea({"rows": 3}),
        help_text="Kept in the history of the return, and mailed to whoever holds it.",
        error_messages={"required": "Give the reason for more time"},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, held: QuarterlyReturn) -> None:
        super().__init__(data)
        self.fields[
            "new_due"
        ].help_text = f"After {long_date(held.due)} and before the meeting on {long_date(held.meeting.date)}."
        self.held = held

    def clean_new_due(self) -> Any:
        day = self.cleaned_data["new_due"]
        if not self.held.due < day < self.held.meeting.date:
            raise forms.ValidationError(
                f"The new date must be after {long_date(self.held.due)} and before the meeting on "
                f"{long_date(self.held.meeting.date)}",
                code="date", params={"parts": ("day", "month", "year")},
            )  # fmt: skip
        return day
