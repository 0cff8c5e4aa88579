"""The annual refresh: what becomes of a priority, what is taken in, what further work is asked for, and agreeing it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from priorities.forms.agreements import VersionedForm
from priorities.models import Priority, Refresh, RefreshOutcome, Theme
from priorities.refreshing import DECIDED
from snb.forms.owners import OwnerField
from snb.govuk import GovukDateField, GovukForm, GovukLineField, GovukTextField, Radios
from snb.models import Meeting
from snb.querysets import today

Kind = RefreshOutcome.Kind
HINTS = {
    Kind.CONFIRMED: "It stays as it is. Further work can be asked for all the same.",
    Kind.RENAMED: "It is the same priority and has another name from the day of the meeting.",
    Kind.ENDED: "It leaves the agreement on the day of the meeting. Its record stays.",
}


class DecideForm(VersionedForm):
    kind = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in DECIDED], label="What becomes of it?", widget=Radios(hints=HINTS)
    )
    new_name = GovukLineField(max_length=200, label="New name", required=False, help_text="Only where it is renamed.")
    reason = GovukTextField(
        label="Reason", rows=3, max_words=150, markdown=False, required=False,
        help_text="Needed where it is renamed or ended.",
    )  # fmt: skip

    @classmethod
    def of(cls, outcome: RefreshOutcome, data: Any = None) -> DecideForm:
        names = ("kind", "new_name", "reason", "version")
        return cls(data, initial={name: getattr(outcome, name) for name in names})

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kind = data.get("kind")
        if kind == Kind.RENAMED and not data.get("new_name") and "new_name" not in self.errors:
            self.add_error("new_name", "Enter the new name")
        if kind in (Kind.RENAMED, Kind.ENDED) and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", f"Say why it is {Kind(kind).label.lower()}")
        return data


class TakeInForm(GovukForm):
    name = GovukLineField(max_length=200, label="Name of the priority")
    theme = forms.ModelChoiceField(
        queryset=Theme.objects.none(), label="Theme it is to stand under", empty_label="Choose"
    )
    part_of = forms.ModelChoiceField(
        queryset=Priority.objects.none(), label="Elevated from a part of", required=False,
        empty_label="It is wholly new",
        help_text="Choose the priority that it was a part of until now.",
    )  # fmt: skip
    reason = GovukTextField(label="Reason", rows=3, max_words=150, markdown=False)

    def __init__(self, data: Any = None, *, refresh: Refresh) -> None:
        super().__init__(data)
        agreement = refresh.agreement
        self.fields["theme"].queryset = agreement.themes.all()  # type: ignore[attr-defined]
        placed = agreement.board.priorities.filter(placements__theme__agreement=agreement).distinct()
        placed = placed.select_related("remit").prefetch_related("remit__names")
        self.fields["part_of"].queryset = placed  # type: ignore[attr-defined]


class WorkForm(GovukForm):
    text = GovukLineField(max_length=500, label="What further work is asked for?")
    outcome = forms.ChoiceField(
        label="What is it about?", required=False,
        help_text="A priority can be confirmed, and further work on it asked for all the same.",
    )  # fmt: skip
    owner = OwnerField(label="Who sees to it", help_text="A role or a post: it moves with whoever holds it.")
    due = GovukDateField(label="Due by", help_text="For example, 31 3 2027")
    mark_optional = False

    def __init__(self, data: Any = None, *, refresh: Refresh, about: str = "") -> None:
        """`about`: the id of the outcome that it starts from, as the address gives it."""
        super().__init__(data, initial={"outcome": about})
        rows = refresh.outcomes.select_related("priority__remit").prefetch_related("priority__remit__names")
        self._offered = {str(row.pk): row for row in rows}
        named = [(pk, row.priority.name_on(today())) for pk, row in self._offered.items()]
        self.fields["outcome"].choices = [("", "The agreement as a whole"), *named]  # type: ignore[attr-defined]
        self.fields["owner"].offer(refresh.agreement.board)  # type: ignore[attr-defined]
        self.fields["due"].earliest = today() + dt.timedelta(days=1)  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        about = self._offered.get(self.cleaned_data["outcome"])
        return self.cleaned_data | {"outcome": about, "owner": self.cleaned_data["owner"].fields}


class AgreeForm(GovukForm):
    meeting = forms.ModelChoiceField(
        queryset=Meeting.objects.none(), label="Meeting that agreed it", empty_label="Choose",
        help_text="Meetings held since the refresh was opened.",
    )  # fmt: skip
    note = GovukTextField(
        label="Note", rows=3, max_words=200, markdown=False, required=False,
        help_text="Such as the assessment that the Board had before it.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, refresh: Refresh) -> None:
        super().__init__(data)
        held = Meeting.objects.filter(board=refresh.board_id, cancelled_reason="", date__lte=today())
        self.fields["meeting"].queryset = held.filter(date__gte=refresh.opened_on)  # type: ignore[attr-defined]
