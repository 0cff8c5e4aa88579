"""A severity profile: its day, what its scores measure, and a line for each subject."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.safestring import SafeString

from partnerships.forms.local import LONG_AGO, SavedForm
from partnerships.local_plans import priority_remits
from partnerships.models import ProfileLine, SeverityProfile
from partnerships.profiles import Line, key_of
from snb.govuk import GovukDateField, GovukForm, GovukLineField, GovukTextField, error_summary
from snb.models import Board, Remit
from snb.permissions import RemitKind
from snb.querysets import today

LEAST, SPARE, MOST = 12, 4, 60  # lines on the form: empty ones are left out of what is saved


class LineForm(GovukForm):
    """One subject. A line without a subject and a score is no line."""

    mark_optional = False
    subject = GovukLineField(label="Subject", max_length=100, required=False)
    score = forms.DecimalField(label="Score", min_value=0, max_digits=9, decimal_places=1, required=False)
    concerns = forms.TypedChoiceField(label="Falls under", required=False, coerce=int, empty_value=None)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("subject") and data.get("score") is None and "score" not in self.errors:
            self.add_error("score", f"Enter a score for {data['subject']}")
        if not data.get("subject") and data.get("score") is not None and "subject" not in self.errors:
            self.add_error("subject", "Enter the subject of this score")
        return data


class ProfileForm(SavedForm):
    """The profile and its lines are one: both are right, or neither is saved."""

    own = ("on", "note")
    on = GovukDateField(label="As at", earliest=LONG_AGO)
    note = GovukTextField(
        label="What the scores measure", rows=3, max_words=150, markdown=False,
        help_text="Their scale and their source. They are added to those of other partnerships, so use the same.",
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, board: Board, row: SeverityProfile | None = None, last: SeverityProfile | None = None
    ) -> None:
        """`last` is the partnership's latest profile: a new one starts from its subjects, without their scores."""
        super().__init__(data, row=row, initial=None if row else {"on": today(), "note": last.note if last else ""})
        if row is not None:
            self.fields["on"].disabled = True  # another day is another profile
        self.fields["on"].latest = today()  # type: ignore[attr-defined]
        held = list((row or last).lines.all()) if row or last else []  # type: ignore[union-attr]
        choices = [("", "No priority of the Board"), *priority_remits(board, today())]
        self.remits = {remit.pk: remit for remit in Remit.objects.filter(board=board, kind=RemitKind.PRIORITY)}
        count = min(max(LEAST, len(held) + SPARE), MOST)
        known: list[ProfileLine | None] = [*held, *[None] * count]
        self.lines = [_line(data, number, known[number], row is not None, choices) for number in range(count)]

    def is_valid(self) -> bool:
        """Its own fields, each line by itself, and no subject twice."""
        is_right = super().is_valid()
        if [form for form in self.lines if not form.is_valid()] or not is_right:
            return False
        seen: set[str] = set()
        for form in self.lines:
            key = key_of(form.cleaned_data["subject"])
            if key and key in seen:
                form.add_error("subject", f"“{form.cleaned_data['subject']}” is scored twice")
            seen.add(key)
        return not any(form.errors for form in self.lines)

    @property
    def error_summary(self) -> SafeString:
        return error_summary(self, *self.lines)

    @property
    def scored(self) -> list[Line]:
        """The lines that say something."""
        said = [form.cleaned_data for form in self.lines if form.cleaned_data["subject"]]
        return [Line(row["subject"], row["score"], self.remits.get(row["concerns"])) for row in said]

    def differences(self, saved: SeverityProfile) -> list[dict[str, str]]:
        was = "; ".join(f"{line.subject} {line.score}" for line in saved.lines.all())
        now = "; ".join(f"{line.subject} {line.score}" for line in self.scored)
        more = [{"label": "Subjects", "saved": was, "typed": now}] if was != now else []
        return [*super().differences(saved), *more]


def _line(data: Any, number: int, held: ProfileLine | None, scored: bool, choices: list[Any]) -> LineForm:
    initial: dict[str, Any] = {}
    if held is not None:
        initial = {"subject": held.subject, "concerns": held.concerns_id, "score": held.score if scored else None}
    made = LineForm(data, prefix=f"line{number}", initial=initial)
    made.fields["concerns"].choices = choices  # type: ignore[attr-defined]
    return made
