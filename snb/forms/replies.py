"""A body's written reply to a committee."""

from __future__ import annotations

from typing import Any

from django import forms

from snb.govuk import GovukDateField, GovukForm, GovukLineField, GovukTextField, Radios
from snb.models import Recipient
from snb.querysets import today
from snb.replying import Reply

Answer = Recipient.Answer


class ReplyForm(GovukForm):
    """A body's written reply."""

    answer = forms.TypedChoiceField(
        choices=Answer.choices, coerce=Answer, label="Is it accepted?", widget=Radios(),
        error_messages={"required": "Select whether it is accepted"},
    )  # fmt: skip
    text = GovukTextField(
        label="Reply", rows=8, max_words=1000, markdown=False,
        help_text="What you will do, or why not. It is published with your post and without your name.",
        error_messages={"required": "Write the reply"},
    )  # fmt: skip

    @property
    def said(self) -> Reply:
        return Reply(self.cleaned_data["answer"], self.cleaned_data["text"])


class OnBehalfForm(ReplyForm):
    """A reply that came by letter or mail."""

    post = GovukLineField(
        label="Who replied?", max_length=150, help_text="A post, such as Chief Executive. No name: it is published."
    )
    on = GovukDateField(label="Replied on")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": today()})
        self.fields["text"].help_text = "As it was given. It is published."
