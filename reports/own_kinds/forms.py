"""Forms of own kinds: the kind, a section, the settings of a block, and what is asked before a version is used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from reports.own_kinds.catalogue import Entry
from reports.own_kinds.layout import COUNTED, MOST_HEADING, MOST_NUMBER, NONE, Piece, Section, stamp
from reports.own_kinds.loading import Options
from reports.own_kinds.settings import BadSetting, Line, Markdown, Number, OneOf, Setting, Several, Some, Tick
from snb.forms.seen import SeenForm
from snb.govuk import Checkboxes, GovukForm, GovukLineField, GovukTextField, Radios
from snb.models import Meeting

Choices = Sequence[tuple[str, str]]
MOST_WORDS = 3000
YES_NO = [("yes", "Yes"), ("no", "No")]


class KindForm(GovukForm):
    """A new kind. `origins` are what it can begin from: key, label and hint."""

    name = GovukLineField(max_length=120, label="Name", help_text="It is the title of every paper of this kind.")
    of_meeting = forms.ChoiceField(
        label="Is it compiled for a meeting?",
        choices=YES_NO,
        widget=Radios(
            hints={
                "yes": "It can print the agenda, returns and narratives of that meeting.",
                "no": "It prints the records as they stand on the day.",
            }
        ),
    )
    origin = forms.ChoiceField(label="What does it begin from?", widget=Radios())

    def __init__(self, data: Any = None, *, origins: Iterable[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        rows = list(origins)
        field: Any = self.fields["origin"]
        field.choices = [(key, label) for key, label, _ in rows]
        field.widget.hints = {key: hint for key, _, hint in rows}


class NameForm(SeenForm):
    """Another name for a kind that was never in use."""

    name = GovukLineField(max_length=120, label="Name")

    def values_of(self, row: Any) -> dict[str, Any]:
        return {"name": row.name}


class PartForm(GovukForm):
    """A form about a part of a draft: it says which state of that part its writer saw."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def told(self, saved: Any) -> dict[str, tuple[str, str]]:
        """Label to what is saved and what was typed."""
        raise NotImplementedError

    def differences(self, saved: Any) -> list[dict[str, str]]:
        return [
            {"label": label, "saved": was, "typed": typed}
            for label, (was, typed) in self.told(saved).items()
            if was != typed
        ]


class SectionForm(PartForm):
    """A section's heading, number and page."""

    heading = GovukLineField(max_length=MOST_HEADING, label="Heading")
    numbering = forms.ChoiceField(
        label="How is it numbered?",
        choices=[(COUNTED, "Counted: 1, 2, 3 in its order"), (NONE, "No number"), ("given", "A number of its own")],
        widget=Radios(),
    )
    number = GovukLineField(
        max_length=MOST_NUMBER, required=False, label="Its own number", help_text="For example: Annex B, or 4a."
    )
    starts_page = forms.BooleanField(required=False, label="It starts a new page")

    def __init__(self, data: Any = None, *, section: Section | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = self._of(section) if section else {"numbering": COUNTED}
        super().__init__(data, **kwargs)

    def _of(self, section: Section) -> dict[str, Any]:
        is_given = section.number not in (COUNTED, NONE)
        return {
            "heading": section.heading,
            "numbering": "given" if is_given else section.number,
            "number": section.number if is_given else "",
            "starts_page": section.starts_page,
            "seen": stamp(section),
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("numbering") == "given" and said.get("number", "").casefold() in ("", COUNTED, NONE):
            self.add_error("number", "Enter the number, or choose another way of numbering")
        return said

    def section(self, anchor: str = "") -> Section:
        said = self.cleaned_data
        number = said["number"] if said["numbering"] == "given" else said["numbering"]
        return Section(anchor, said["heading"], number, said["starts_page"])

    def told(self, saved: Section) -> dict[str, tuple[str, str]]:
        typed = self.section()
        yes = {True: "Yes", False: "No"}
        return {
            "Heading": (saved.heading, typed.heading),
            "Number": (saved.number.capitalize(), typed.number.capitalize()),
            "It starts a new page": (yes[saved.starts_page], yes[typed.starts_page]),
        }


class BlockForm(PartForm):
    """The settings of one block, a field for each; and which block it is, so that no typed text is lost with it."""

    block = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, entry: Entry, piece: Piece | None, options: Options) -> None:
        self.entry, self.options = entry, options
        kept = piece.settings if piece else {}
        initial = {setting.name: kept.get(setting.name, setting.empty) for setting in entry.settings}
        asked = {
            each.name: _field(each, options, initial[each.name], each.name == entry.needs) for each in entry.settings
        }
        # Of this form alone: the class keeps its own.
        self.base_fields = {**self.base_fields, **asked}  # type: ignore[misc]
        super().__init__(data, initial={**initial, "block": entry.name, "seen": stamp(piece) if piece else ""})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for setting in self.entry.settings:
            if setting.name not in said:
                continue
            try:
                said[setting.name] = setting.read(said[setting.name])
            except BadSetting as bad:
                self.add_error(setting.name, str(bad))
        return said

    def settings(self) -> dict[str, Any]:
        return {setting.name: self.cleaned_data[setting.name] for setting in self.entry.settings}

    def told(self, saved: Piece) -> dict[str, tuple[str, str]]:
        labels, typed = self.options.labels, self.settings()
        return {
            setting.label: (
                _said(setting, saved.settings.get(setting.name), labels),
                _said(setting, typed[setting.name], labels),
            )
            for setting in self.entry.settings
        }


def _said(setting: Setting, value: Any, labels: dict[str, str]) -> str:
    return setting.said(value, labels) if value else ""


def _field(setting: Setting, options: Options, kept: Any, is_needed: bool) -> forms.Field:
    words: dict[str, Any] = {"label": setting.label, "help_text": setting.hint, "required": is_needed}
    match setting:
        case Line():
            return GovukLineField(max_length=setting.most, **words)
        case Markdown():
            return GovukTextField(max_words=MOST_WORDS, rows=16, **words)
        case Number():
            return forms.IntegerField(min_value=1, max_value=setting.most, **words)
        case Tick():
            return forms.BooleanField(**words)
        case OneOf():
            return forms.ChoiceField(choices=[("", "Choose"), *setting.choices], **words)
        case Several():
            return forms.MultipleChoiceField(choices=setting.choices, widget=Checkboxes(), **words)
        case Some():
            return forms.MultipleChoiceField(choices=options.of(setting, kept), widget=Checkboxes(), **words)
    raise TypeError(f"No field shows a {type(setting).__name__}.")


class SureForm(GovukForm):
    """Nothing to fill in: it only says what was seen."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class UseForm(SureForm):
    """Before a version comes into use."""

    note = GovukLineField(
        max_length=300,
        label="What changed?",
        help_text="It stands in the history of the kind, for those who come after.",
    )


class PreviewForm(GovukForm):
    """For which meeting a preview is made."""

    mark_optional = False
    meeting = forms.ModelChoiceField(Meeting.objects.none(), empty_label=None, label="Meeting")

    def __init__(self, data: Any = None, *, meetings: QuerySet[Meeting]) -> None:
        super().__init__(data)
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]
