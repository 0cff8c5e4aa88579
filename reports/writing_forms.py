"""Forms of the texts that papers print."""

from __future__ import annotations

from typing import Any

from django import forms

from reports.documents.kind import PassageSlot
from reports.models import Passage, PassageState
from snb.govuk import GovukForm, GovukTextField, MarkdownTextarea
from snb.wording import small_number

LONGEST_TEXT = 5000  # words
LONGEST_COMMENT = 300


class PassageForm(GovukForm):
    """The text, and the version that it was read at."""

    mark_optional = False
    label_sizes = {"markdown": "s"}
    markdown = GovukTextField(
        required=False,
        max_words=LONGEST_TEXT,
        widget=MarkdownTextarea({"rows": 18, "data-editor": "rich"}, max_words=LONGEST_TEXT),
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, passage: Passage, slot: PassageSlot) -> None:
        super().__init__(data, initial={"markdown": passage.markdown, "version": passage.version})
        self.fields["markdown"].label = "Text"
        self.fields["markdown"].help_text = "Its headings stand below the heading that the paper gives it."

    @property
    def seen(self) -> int:
        return small_number(self.cleaned_data["version"])

    @property
    def typed(self) -> str:
        """With line ends as they are kept, whatever the browser sends."""
        text: str = self.cleaned_data["markdown"]
        return text.replace("\r\n", "\n").strip()


class MoveForm(forms.Form):
    """Where a text goes next, as it was read."""

    to = forms.ChoiceField(choices=PassageState.choices)
    version = forms.IntegerField(min_value=0, max_value=10**9)


class CommentForm(GovukForm):
    """What somebody has to say about a text."""

    text = GovukTextField(
        label="Your comment",
        rows=4,
        max_words=LONGEST_COMMENT,
        markdown=False,
        help_text="Say which sentence you mean, and what it should say.",
    )
