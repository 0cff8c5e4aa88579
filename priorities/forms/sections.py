"""One form for each section of a return. Saving half an answer is always possible; text over its limit is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from priorities.models import ReturnSection
from priorities.models.returns import Ask, Judgement, Outlook
from priorities.writing import Values, save_section
from snb.govuk import GovukDateField, GovukForm, GovukMoneyField, GovukTextField, Radios
from snb.models import Person
from snb.wording import long_date

MARKDOWN_HINT = "Paste from Word keeps headings, lists, tables and links. Start each point of a list with a hyphen."
RAG_HINTS = {
    "red": "It will not get where it should without a change.",
    "amber": "It is off course, and you know what will bring it back.",
    "green": "It is where it should be by now.",
}


@dataclass(frozen=True)
class Group:
    """Fields of one action or risk, under its heading; `reference` says what the plan says."""

    heading: str
    names: tuple[str, ...]
    key: str = ""
    reference: tuple[tuple[str, str], ...] = ()
    files: tuple[Any, ...] = ()
    upload: str = ""  # the name of its file field


class Prose(GovukTextField):
    """Prose under a question, whose messages name the section instead of repeating the question."""

    def __init__(self, *, named: str, **kwargs: Any) -> None:
        super().__init__(required=False, formatted=True, **kwargs)
        self.named = named

    def validate(self, value: Any) -> None:
        asked, self.label = self.label, self.named
        try:
            super().validate(value)
        finally:
            self.label = asked


class SectionForm(GovukForm):
    """What every section has: the version the edit began from, and whether it is complete."""

    mark_optional = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    is_complete = forms.BooleanField(label="Mark this section complete", required=False)

    def __init__(self, data: Any = None, files: Any = None, *, section: ReturnSection, **kwargs: Any) -> None:
        self.section, self.held = section, section.quarterly_return
        self.saved_beside: dict[str, str] = {}
        self.newer: ReturnSection | None = None  # as somebody else saved it meanwhile
        super().__init__(data, files, **kwargs)
        self.add_fields()
        # After the fields of the section, so that it stands last on the page.
        self.fields["is_complete"] = self.fields.pop("is_complete")
        self.initial = {"version": section.version, "is_complete": section.is_complete, **self.saved(), **self.initial}

    @classmethod
    def redrawn(cls, data: QueryDict, section: ReturnSection) -> SectionForm | None:
        """The form again with a row more or fewer, nothing checked or saved; None where nobody asked for that."""
        return None

    def add_fields(self) -> None:
        """The fields of this section."""

    def saved(self) -> Values:
        """What is saved now, by field."""
        raise NotImplementedError

    def values(self) -> Values:
        """What was typed, in the shape that `save_section` wants."""
        raise NotImplementedError

    def wanted(self) -> Iterator[tuple[str, str]]:
        """(field, what to do) for each answer without which the section is not complete."""
        return iter(())

    def groups(self) -> list[Group]:
        """The fields by the thing they are about; empty where the section is one question."""
        return []

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """The visible fields of no group, but for the box that completes the section."""
        grouped = {name for group in self.groups() for name in (*group.names, group.upload)}
        return [bound for bound in self.visible_fields() if bound.name not in {*grouped, "is_complete"}]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("is_complete"):
            for name, message in self.wanted():
                if name not in self.errors and cleaned.get(name) in (None, ""):
                    self.add_error(name, message)
        return cleaned

    def save(self, by: Person) -> ReturnSection:
        """Raises what `save_section` raises."""
        return save_section(
            section=self.section, version=self.cleaned_data["version"], values=self.values(),
            is_complete=self.cleaned_data["is_complete"], by=by,
        )  # fmt: skip

    def show_saved(self, current: ReturnSection, reason: str) -> None:
        """Beside each field that differs, what somebody else saved; sending the form again then replaces it."""
        fresh = type(self)(section=ReturnSection.objects.select_related(*WITH_RETURN).get(pk=current.pk))
        self.newer = current
        self.compare(fresh)
        self.add_error(None, f"{reason} Nothing of yours is saved yet. Compare both texts below, then save again.")
        self.data = {**dict(self.data.items()), "version": str(current.version)}

    def compare(self, fresh: SectionForm) -> None:
        """Fill `saved_beside` with what `fresh` has and this form has not."""
        for bound in self.visible_fields():
            if bound.name == "is_complete" or isinstance(bound.field, forms.FileField):
                continue
            saved = in_words(fresh[bound.name])
            if saved != in_words(bound):
                self.saved_beside[bound.name] = saved or "Nothing"


WITH_RETURN = ("quarterly_return__priority__board", "quarterly_return__priority__remit", "quarterly_return__meeting")


def in_words(bound: forms.BoundField) -> str:
    """The value of a field as it reads."""
    value = bound.value()
    if isinstance(bound.field, forms.ChoiceField):
        choices: Any = bound.field.choices
        return next((str(label) for code, label in choices if code and str(code) == str(value)), "")
    if isinstance(bound.field, GovukDateField | GovukMoneyField):
        with suppress(ValidationError):
            value = bound.field.to_python(value)
    if isinstance(value, dt.date):
        return long_date(value)
    if isinstance(value, Decimal):
        return f"£{value:,.2f}".removesuffix(".00")
    if isinstance(value, list):
        return " ".join(str(part or "") for part in value).strip()
    return str(value if value is not None else "").replace("\r\n", "\n").strip()


def prose_field(section: ReturnSection, name: str = "", **more: Any) -> Prose:
    about = section.definition
    hint = f"{about.hint} {MARKDOWN_HINT}".strip()
    return Prose(named=name or about.title, label=about.question, help_text=hint, max_words=about.words, **more)


class ProseForm(SectionForm):
    label_sizes = {"text": "s"}

    def add_fields(self) -> None:
        self.fields["text"] = prose_field(self.section, rows=14)

    def saved(self) -> Values:
        return {"text": self.section.text}

    def values(self) -> Values:
        return {"text": self.cleaned_data["text"]}

    def wanted(self) -> Iterator[tuple[str, str]]:
        if self.section.definition.is_required:
            yield "text", "Write an answer, or save without marking the section complete"


class JudgementForm(SectionForm):
    label_sizes = {"rag": "s", "outlook": "s", "reason": "s"}

    def add_fields(self) -> None:
        self.fields["rag"] = forms.ChoiceField(
            label=self.section.definition.question, choices=Judgement.choices, required=False,
            widget=Radios(hints=RAG_HINTS), help_text=self.section.definition.hint,
        )  # fmt: skip
        self.fields["outlook"] = forms.ChoiceField(
            label="Where is it heading?", choices=Outlook.choices, required=False, widget=Radios()
        )
        self.fields["reason"] = Prose(
            named="Your reason", label="Why do you judge it so?", max_words=self.section.definition.words, rows=6,
            help_text=MARKDOWN_HINT,
        )  # fmt: skip

    def saved(self) -> Values:
        return {"rag": self.held.rag, "outlook": self.held.outlook, "reason": self.held.judgement_reason}

    def values(self) -> Values:
        return {name: self.cleaned_data[name] for name in ("rag", "outlook", "reason")}

    def wanted(self) -> Iterator[tuple[str, str]]:
        yield "rag", "Select red, amber or green"
        yield "outlook", "Select where it is heading"
        yield "reason", "Give the reason for your judgement"


class EscalationForm(SectionForm):
    label_sizes = {"text": "s", "ask": "s"}

    def add_fields(self) -> None:
        self.fields["text"] = prose_field(self.section, name="The escalation", rows=8)
        self.fields["ask"] = forms.ChoiceField(
            label="What do you ask of the Board?", choices=[*Ask.choices, ("", "Nothing: there is no escalation")],
            required=False, widget=Radios(),
        )  # fmt: skip

    def saved(self) -> Values:
        return {"text": self.section.text, "ask": self.held.escalation_ask}

    def values(self) -> Values:
        return {"text": self.cleaned_data["text"], "ask": self.cleaned_data["ask"]}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "text" in self.errors or "ask" in self.errors:
            return cleaned
        text, ask = cleaned["text"], cleaned["ask"]
        if text and not ask:
            self.add_error("ask", "Select what you ask of the Board, or clear the text above")
        if ask and not text:
            self.add_error("text", "Say what the Board should know, or select that there is no escalation")
        return cleaned
