"""What the list of recommendations shows of itself when asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from snb.govuk import GovukForm, GovukLineField
from snb.models import Committee


class ScrutinyFilter(GovukForm):
    """What the list shows, all of it in the address."""

    mark_optional = False
    q = GovukLineField(required=False, max_length=100, label="Words")
    committee = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None,
        error_messages={"invalid_choice": "Choose a committee from the list"},
    )  # fmt: skip
    state = forms.ChoiceField(
        required=False,
        choices=[("", "All"), ("open", "Open"), ("overdue", "Overdue, or a reply is"), ("ended", "Ended")],
        error_messages={"invalid_choice": "Choose a state from the list"},
    )  # fmt: skip

    def __init__(self, data: Any, *, committees: Iterable[Committee]) -> None:
        super().__init__(data)
        self.fields["committee"].choices = [("", "All"), *((row.pk, row.name) for row in committees)]  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, Any]:
        """As `narrowed` takes it."""
        self.is_valid()
        said = self.cleaned_data
        return {
            "committee": said.get("committee"), "state": said.get("state") or "", "words": said.get("q") or "",
        }  # fmt: skip

    @property
    def narrows(self) -> bool:
        return any(self.asked.values())
