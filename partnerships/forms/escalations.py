"""Raising an issue with the Board, putting it on an agenda, and answering it without one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms

from partnerships.escalating import FIELDS, EscalationDetails, Slot
from partnerships.escalation_values import STANDINGS, Thread
from partnerships.forms.narratives import compared, one_ending
from partnerships.models import Escalation
from snb.govuk import GovukForm, GovukLineField, GovukTextField, Radios
from snb.models import Board, Meeting
from snb.models.meetings import ExemptParagraph
from snb.wording import small_number

PURPOSES = {
    Escalation.Purpose.DECIDE: "Something that only the Board can settle.",
    Escalation.Purpose.SUPPORT: "Something that needs the work or money of others.",
    Escalation.Purpose.KNOW: "Nothing is asked for yet, but it should not come as a surprise.",
}


# What the list can be narrowed to: what is still a draft is not in it.
STOOD = [("", "All"), ("unsettled", "Not settled"), *((key, word) for key, word in STANDINGS.items() if key != "draft")]


class EscalationForm(GovukForm):
    """An issue as the partnership puts it."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = GovukLineField(label="Title", max_length=200, help_text="As the agenda would print it.")
    text = GovukTextField(
        label="What has happened, and why can it not be settled locally?", rows=7, max_words=300, markdown=False,
        help_text="Name no victim, witness or suspect.",
    )  # fmt: skip
    purpose = forms.TypedChoiceField(
        label="What do you need from the Board?", choices=Escalation.Purpose.choices, coerce=Escalation.Purpose,
        widget=Radios(hints=PURPOSES), error_messages={"required": "Select what you need from the Board"},
    )  # fmt: skip
    ask = GovukLineField(
        label="What is the Board asked to do?", max_length=300,
        help_text="One sentence, for example: agree a shared protocol by the summer.",
        error_messages={"required": "Say what the Board is asked to do"},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, escalation: Escalation | None = None) -> None:
        initial = {name: getattr(escalation, name) for name in (*FIELDS, "version")} if escalation else {}
        super().__init__(data, initial=initial)

    @property
    def seen(self) -> int:
        return self.cleaned_data["version"] or 0

    @property
    def details(self) -> EscalationDetails:
        said = self.cleaned_data
        return EscalationDetails(said["title"], one_ending(said["text"]), said["ask"], said["purpose"])

    def differences(self, saved: Escalation) -> list[dict[str, str]]:
        typed = self.details
        pairs = {str(self.fields[name].label): (getattr(saved, name), getattr(typed, name)) for name in FIELDS}
        purposes = (Escalation.Purpose(saved.purpose).label, typed.purpose.label)
        return compared(pairs | {str(self.fields["purpose"].label): purposes})


class PlaceForm(GovukForm):
    """Which meeting hears an issue, for how long, and whether in private."""

    mark_optional = False
    meeting = forms.ModelChoiceField(queryset=Meeting.objects.none(), label="Meeting", empty_label=None)
    minutes = forms.IntegerField(
        label="Minutes allowed", min_value=1, max_value=480, initial=10,
        error_messages={
            "min_value": "Minutes allowed must be 1 or more", "max_value": "Minutes allowed must be 480 or fewer"
        },
    )  # fmt: skip
    late_reason = GovukLineField(
        label="Why is it urgent? (where the agenda is published already)", max_length=300, required=False
    )
    exempt_paragraph = forms.TypedChoiceField(
        label="Ground for hearing it in private", coerce=lambda value: ExemptParagraph(int(value)), empty_value=None,
        choices=[("", "It is heard in public"), *ExemptParagraph.choices], required=False,
    )  # fmt: skip
    public_title = GovukLineField(label="Title for the public", max_length=200, required=False)
    public_interest = GovukTextField(
        label="Why is the public interest against publishing it?", rows=3, max_words=150, markdown=False, required=False
    )

    def __init__(self, data: Any = None, *, board: Board, day: dt.date) -> None:
        super().__init__(data)
        ahead = Meeting.objects.filter(board=board, cancelled_reason="").ahead(day)
        self.fields["meeting"].queryset = ahead  # type: ignore[attr-defined]

    @property
    def slot(self) -> Slot:
        return Slot(**self.cleaned_data)

    @property
    def is_private(self) -> bool:
        """Whether the part of the form that asks for the ground stands open."""
        names = ("exempt_paragraph", "public_title", "public_interest")
        return any(self[name].value() not in (None, "") or self[name].errors for name in names)


class AnswerForm(GovukForm):
    """The answer where no meeting is to hear it."""

    answer = GovukTextField(
        label="Answer", rows=6, max_words=300, markdown=False,
        help_text="The partnership reads it beside its next narrative. It cannot be changed afterwards.",
        error_messages={"required": "Write the answer"},
    )  # fmt: skip


class EscalationFilter(GovukForm):
    """What the list shows, all of it in the address."""

    mark_optional = False
    partnership = forms.ChoiceField(label="Partnership", required=False)
    standing = forms.ChoiceField(label="Where it stands", required=False, choices=STOOD)
    meeting = forms.ChoiceField(label="Narrative for the meeting of", required=False)

    def __init__(self, data: Any, *, rows: Iterable[Thread], meetings: Iterable[tuple[int, str]]) -> None:
        super().__init__(data)
        names = {row.slug: row.partnership for row in rows}
        named = sorted(names.items(), key=lambda pair: pair[1])
        self.fields["partnership"].choices = [("", "All"), *named]  # type: ignore[attr-defined]
        self.fields["meeting"].choices = [("", "All"), *((str(pk), said) for pk, said in meetings)]  # type: ignore[attr-defined]

    def _asked(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    @property
    def narrows(self) -> bool:
        return any(self._asked(name) for name in self.fields)

    def narrowed(self, rows: Iterable[Thread]) -> list[Thread]:
        """Those that fit what is asked; a value that is none of the choices asks for nothing."""
        partnership, standing = self._asked("partnership"), self._asked("standing")
        meeting = small_number(self._asked("meeting"))
        return [
            row
            for row in rows
            if partnership in ("", row.slug)
            and (standing in ("", row.standing.key) or (standing == "unsettled" and not row.is_settled))
            and meeting in (0, row.meeting_pk)
        ]
