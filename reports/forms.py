"""Forms of the papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from reports.documents.kind import Kind, Subject
from snb.govuk import GovukDateField, GovukForm, GovukLineField
from snb.models import Board, Meeting, Person
from snb.querysets import today

Choices = Sequence[tuple[Any, Any]]


class ReasonForm(GovukForm):
    """Why a paper is not cleared, or withdrawn."""

    reason = forms.CharField(max_length=300, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, label: str, hint: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
        self.fields["reason"].help_text = hint
        self.fields["reason"].error_messages["required"] = "Enter a reason"


class SignOffForm(GovukForm):
    """Why a requirement of the law is answered for although no record meets it."""

    reason = forms.CharField(
        max_length=500, widget=forms.Textarea({"rows": 4}), label="Why is it signed off?",
        help_text="It is printed in the agreement, with your name and the day.",
        error_messages={"required": "Enter a reason"},
    )  # fmt: skip


class TakeBackForm(GovukForm):
    """Nothing to fill in: the button is the answer."""


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


class CompileForm(GovukForm):
    """What a paper is to be about: a meeting, and a priority, partnership or report where its kind asks for one."""

    meeting = forms.ModelChoiceField(Meeting.objects.none(), empty_label="Choose a meeting")
    subject = forms.ChoiceField()

    def __init__(self, *args: Any, board: Board, document: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if document.of_meeting:
            field = cast(forms.ModelChoiceField, self.fields["meeting"])
            field.queryset = board.meetings.filter(cancelled_reason="").order_by("-date")
            field.initial = board.meetings.ahead(today()).values_list("pk", flat=True).first()
            field.error_messages["required"] = "Choose the meeting that the paper is for"
        else:
            del self.fields["meeting"]
        if document.subject is None:
            del self.fields["subject"]
        else:
            self._ask_for(document.subject, board)

    def _ask_for(self, subject: Subject, board: Board) -> None:
        field = cast(forms.ChoiceField, self.fields["subject"])
        field.label = subject.label
        field.choices = [("", "Choose"), *((row.key, row.label) for row in subject.choices(board, None))]
        field.error_messages["required"] = "Choose what the paper is about"

    @property
    def has_choices(self) -> bool:
        """Whether there is anything that the paper could be about."""
        fields = [self.fields[name] for name in ("subject", "meeting") if name in self.fields]
        return all(len(list(field.choices)) > 1 for field in fields)  # type: ignore[attr-defined]

    @property
    def about(self) -> dict[str, Any]:
        """What was chosen, as `start_compile` takes it."""
        return {"meeting": self.cleaned_data.get("meeting"), "subject": self.cleaned_data.get("subject", "")}


class LibraryFilter(GovukForm):
    """Which published papers are shown: of a board, of one of `kinds` (slug and name). What is no choice shows all."""

    mark_optional = False
    board = forms.ModelChoiceField(
        Board.objects.order_by("name"), to_field_name="slug", required=False, empty_label="All boards"
    )
    kind = forms.ChoiceField(label="Kind of paper", required=False)

    def __init__(self, *args: Any, kinds: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["kind"]).choices = [("", "All kinds"), *kinds]

    @property
    def chosen(self) -> dict[str, Any]:
        """The board and the slug of a kind, as far as they are chosen."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


class SearchForm(LibraryFilter):
    """What to look for in published papers, and in whose."""

    q = forms.CharField(label="Words to find", required=False, strip=True)
    field_order = ("q", "board", "kind")


class CompareForm(GovukForm):
    """Which two editions to compare, each by its reference."""

    mark_optional = False
    old = forms.ChoiceField(
        label="Earlier edition", error_messages={"invalid_choice": "Select an edition of this list"}
    )
    new = forms.ChoiceField(label="Later edition", error_messages={"invalid_choice": "Select an edition of this list"})

    def __init__(self, *args: Any, editions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("old", "new"):
            cast(forms.ChoiceField, self.fields[name]).choices = [("", "Choose an edition"), *editions]
