"""Forms of the papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from reports.documents.kinds import KINDS
from snb.govuk import GovukDateField, GovukForm, GovukLineField
from snb.models import Board, Meeting, Person
from snb.querysets import today


class ReasonForm(GovukForm):
    """Why a paper is not cleared, or withdrawn."""

    reason = forms.CharField(max_length=300, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, label: str, hint: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].help_text = hint
        self.fields["reason"].error_messages["required"] = "Enter a reason"


class ShareForm(GovukForm):
    """With whom a paper is shared, until when and why."""

    email = forms.EmailField(label="Their email address", help_text="They need an account here already.")
    until = GovukDateField(label="Shared until", help_text="The last day on which they can read it.")
    reason = GovukLineField(max_length=300, label="Reason", help_text="It is kept with the sharing and sent to them.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].earliest = today()  # type: ignore[attr-defined]

    def clean_email(self) -> Person:
        person = Person.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if person is None:
            raise forms.ValidationError("Nobody with this email address has an account here. Check it, or ask them.")
        return person


class MeetingForm(GovukForm):
    """Which meeting a paper is compiled for."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), empty_label=None)

    def __init__(self, *args: Any, meetings: QuerySet[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]


class LibraryFilter(GovukForm):
    """Which published papers are shown. What is not a choice shows all."""

    mark_optional = False
    board = forms.ModelChoiceField(
        Board.objects.order_by("name"), to_field_name="slug", required=False, empty_label="All boards"
    )
    kind = forms.ChoiceField(
        label="Kind of paper", required=False,
        choices=[("", "All kinds"), *((slug, kind.name) for slug, kind in KINDS.items())],
    )  # fmt: skip
