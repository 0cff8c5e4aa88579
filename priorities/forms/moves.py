"""Forms that move a return: the declaration, sending back with comments, reopening."""

from __future__ import annotations

from typing import Any

from django import forms

from priorities.sections import SECTIONS
from priorities.workflow import Remark
from snb.govuk import GovukForm, GovukTextField

DECLARATION = "I have read this return. It is a true account of the quarter, and I sign it as lead of this priority."


class SignForm(GovukForm):
    """`read` is the fingerprint of what the page showed: nobody signs what they have not seen."""

    read = forms.CharField(widget=forms.HiddenInput, max_length=64)
    declared = forms.BooleanField(
        label=DECLARATION, error_messages={"required": "Tick the box to declare that you have read this return"}
    )


class AcceptForm(GovukForm):
    read = forms.CharField(widget=forms.HiddenInput, max_length=64)


class SendBackForm(GovukForm):
    """One comment on the whole, one remark for each section; at least one of them all."""

    label_sizes = {"comment": "s"}
    mark_optional = False

    comment = GovukTextField(
        label="What needs to change?", rows=5, max_words=300, required=False,
        help_text="Mailed to whoever writes the return. Leave it empty if the remarks below say it all.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, section in SECTIONS.items():
            self.fields[f"remark_{key}"] = GovukTextField(
                label=f"Remark on “{section.title}”", rows=2, max_words=150, required=False
            )

    def remark_field(self, key: str) -> forms.BoundField:
        return self[f"remark_{key}"]

    @property
    def remarks(self) -> list[Remark]:
        said = {key: self.cleaned_data[f"remark_{key}"] for key in SECTIONS}
        return [Remark(key, text) for key, text in said.items() if text]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.values()):
            self.add_error("comment", "Say why it goes back: here, or in a remark on a section")
        return cleaned


class ReopenForm(GovukForm):
    reason = GovukTextField(
        label="Why does it have to change?", rows=4, max_words=150,
        help_text="Kept in the history of the return, and mailed to whoever writes it.",
        error_messages={"required": "Give the reason for reopening the return"},
    )  # fmt: skip
