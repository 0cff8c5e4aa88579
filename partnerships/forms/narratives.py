"""Writing a narrative, and sending one back."""

from __future__ import annotations

from typing import Any

from django import forms

from partnerships.models import Narrative
from partnerships.narrative_workflow import NEEDED, PARTS, NarrativeText, heading
from snb.govuk import GovukForm, GovukTextField

HINTS = {
    "picture": "What the quarter was like locally: what rose, what fell, what you did about it.",
    "emerging": "What is new or growing, and could become a matter for the whole area. Issues that the Board should "
    "act on are raised apart from this text.",
    "good_practice": "What another partnership could take up.",
    "next_quarter": "What you will work on, and what you need for it.",
}
WORDS = 400  # of each part: the Board reads one narrative of every partnership before each meeting


def compared(pairs: dict[str, tuple[str, str]]) -> list[dict[str, str]]:
    """What is saved beside what was typed, where the two differ."""
    return [{"label": label, "saved": was, "typed": now} for label, (was, now) in pairs.items() if was != now]


def one_ending(text: str) -> str:
    """A browser sends line ends as \\r\\n: what is kept and compared has \\n."""
    return text.replace("\r\n", "\n")


class NarrativeForm(GovukForm):
    """The four parts of a narrative, of which a draft may leave any empty."""

    mark_optional = False
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, narrative: Narrative) -> None:
        super().__init__(data, initial={part: getattr(narrative, part) for part in PARTS})
        self.initial["version"] = narrative.version
        for part in PARTS:
            optional = "" if part in NEEDED else " (optional)"
            self.fields[part] = GovukTextField(
                label=f"{heading(part)}{optional}", help_text=HINTS[part], rows=7, max_words=WORDS, markdown=False,
                required=False,
            )  # fmt: skip

    @property
    def seen(self) -> int:
        return self.cleaned_data["version"] or 0

    @property
    def text(self) -> NarrativeText:
        return NarrativeText(**{part: one_ending(self.cleaned_data[part]) for part in PARTS})

    def differences(self, saved: Narrative) -> list[dict[str, str]]:
        return compared({heading(part): (getattr(saved, part), getattr(self.text, part)) for part in PARTS})


class SendBackForm(GovukForm):
    """Why a narrative goes back to its writers."""

    reason = GovukTextField(
        label="Why is it sent back?", rows=5, max_words=200, markdown=False,
        help_text="The officers of the partnership read it beside their form.",
        error_messages={"required": "Say why it is sent back"},
    )  # fmt: skip
