"""Forms of benchmarks: a year, its scores with their evidence, and the actions of gaps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from performance.benchmarks.values import CriterionRow, SetReading
from performance.benchmarks.writing import Entry
from performance.models import BenchmarkScore
from performance.models.benchmarks import HIGHEST, LOWEST, YEAR_FORM
from snb.forms.meetings import posts_of
from snb.govuk import GovukDateField, GovukForm, GovukLineField, GovukTextField
from snb.models import Board, Post
from snb.querysets import today

NO_SCORE = "none"
NEEDS = {"": None, "yes": True, "no": False}
NEEDS_CHOICES = [("", "As the score says"), ("yes", "Yes"), ("no", "No")]


class YearForm(GovukForm):
    """A year to be scored."""

    year = forms.CharField(
        label="Year", max_length=7, help_text="As the exercise is called, for example 2026 or 2026/27.",
        validators=[RegexValidator(YEAR_FORM, "Enter a year like 2026 or 2026/27")],
    )  # fmt: skip
    expected = forms.TypedChoiceField(
        label="Level that counts as met", required=False, coerce=int, empty_value=None,
        help_text="A benchmark below it is a gap, which leads to an action. Leave it empty where there is no level.",
    )  # fmt: skip
    assessor = GovukLineField(label="Who assesses?", max_length=200, required=False)
    source = GovukLineField(
        label="Where are the scores published?", max_length=300, required=False,
        help_text="The report or letter that gives them.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, levels: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["expected"].choices = [("", "None"), *steps(levels)]  # type: ignore[attr-defined]


class ScoresForm(GovukForm):
    """A score, or why there is none, for each criterion of a year; what stands already is filled in."""

    mark_optional = False

    def __init__(self, data: Any = None, *, reading: SetReading, year: int) -> None:
        self.reading = reading
        self.at = [each.pk for each in reading.years].index(year)
        fields = [_criterion_fields(row, reading.levels) for row in reading.rows]
        self.base_fields = {name: field for each in fields for name, field in each.items()}  # type: ignore[misc]
        super().__init__(data, initial={key: value for row in reading.rows for key, value in self._now(row).items()})

    def _now(self, row: CriterionRow) -> dict[str, Any]:
        line = row.scores[self.at]
        if line is None:
            return {f"seen_{row.pk}": 0}
        needs = {True: "yes", False: "no"}.get(line.needs_work) if line.score is None else ""  # type: ignore[arg-type]
        return {
            f"score_{row.pk}": NO_SCORE if line.score is None else str(line.score),
            f"needs_{row.pk}": needs or "",
            f"reason_{row.pk}": line.reason,
            f"evidence_{row.pk}": line.evidence,
            f"seen_{row.pk}": line.revision,
        }

    @property
    def stamp(self) -> int:
        """Changes whenever a score is saved, for the key of a draft."""
        lines = [row.scores[self.at] for row in self.reading.rows]
        return sum(line.revision for line in lines if line)

    def groups(self) -> list[dict[str, Any]]:
        names = ("score", "reason", "needs", "evidence", "seen")
        return [
            {"row": row, "before": self._before(row), "open": bool(self[f"reason_{row.pk}"].value())
             or bool(self[f"reason_{row.pk}"].errors)} | {name: self[f"{name}_{row.pk}"] for name in names}
            for row in self.reading.rows
        ]  # fmt: skip

    def _before(self, row: CriterionRow) -> str:
        """What it scored the year before, for reference."""
        if self.at == 0:
            return ""
        line = row.scores[self.at - 1]
        return f"{self.reading.years[self.at - 1].year}: {line.words if line else 'not entered'}"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for row in self.reading.rows:
            self._check(row, cleaned)
        return cleaned

    def _check(self, row: CriterionRow, cleaned: dict[str, Any]) -> None:
        score, reason = cleaned.get(f"score_{row.pk}"), cleaned.get(f"reason_{row.pk}")
        if score == NO_SCORE and not reason and f"reason_{row.pk}" not in self.errors:
            self.add_error(f"reason_{row.pk}", f"Say why there is no score for {row.number} {row.label}")
        if score not in (NO_SCORE, "", None) and reason:
            self.add_error(
                f"reason_{row.pk}", f"{row.number} {row.label} has a score: clear the reason why it has none"
            )
        if score == "" and (cleaned.get(f"evidence_{row.pk}") or reason or row.scores[self.at]):
            self.add_error(f"score_{row.pk}", f"Select a score, or “No score”, for {row.number} {row.label}")

    def entries(self, criteria: dict[int, Any]) -> list[Entry]:
        """What was given, for the criteria that were given anything."""
        said = self.cleaned_data
        return [
            Entry(
                criterion=criteria[row.pk],
                score=None if said[f"score_{row.pk}"] == NO_SCORE else int(said[f"score_{row.pk}"]),
                needs_work=NEEDS[said[f"needs_{row.pk}"]] if said[f"score_{row.pk}"] == NO_SCORE else None,
                reason=said[f"reason_{row.pk}"],
                evidence=said[f"evidence_{row.pk}"],
                seen=said[f"seen_{row.pk}"] or 0,
            )
            for row in self.reading.rows
            if said[f"score_{row.pk}"] != ""
        ]

    def differences(self, saved: dict[int, BenchmarkScore]) -> list[dict[str, str]]:
        """What is saved now beside what was typed."""
        rows = [row for row in self.reading.rows if row.pk in saved]
        return [
            {"label": f"{row.number} {row.label}", "saved": _said(saved[row.pk]), "typed": self._typed(row)}
            for row in rows
        ]

    def _typed(self, row: CriterionRow) -> str:
        score = self.cleaned_data[f"score_{row.pk}"]
        shown = f"No score: {self.cleaned_data[f'reason_{row.pk}']}" if score == NO_SCORE else score
        return ". ".join(filter(None, [shown, self.cleaned_data[f"evidence_{row.pk}"]]))


class ActionForm(GovukForm):
    """What closes a gap, by whom and by when."""

    criterion = forms.TypedChoiceField(label="Which benchmark is it for?", coerce=int)
    title = GovukLineField(label="What will be done?", max_length=200)
    owner = forms.ModelChoiceField(
        queryset=Post.objects.none(), label="Owner", empty_label="Choose",
        help_text="A post, so that the action stays owned when somebody leaves.",
    )  # fmt: skip
    due = GovukDateField(label="Due", help_text="For example 9 12 2026.")

    def __init__(self, data: Any = None, *, board: Board, reading: SetReading, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        gaps = [(row.pk, f"{row.number} {row.label}") for row in reading.rows if row.is_gap]
        self.fields["criterion"].choices = [("", "Choose"), *gaps]  # type: ignore[attr-defined]
        self.fields["owner"].queryset = posts_of(board)  # type: ignore[attr-defined]
        self.fields["due"].earliest = today()  # type: ignore[attr-defined]


class DoneForm(GovukForm):
    """An action is done, and the evidence of it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    evidence = GovukTextField(
        label="What is the evidence that it is done?", rows=5, max_words=200, markdown=False,
        help_text="What has changed, and where it can be seen: a document, minutes, a register.",
        error_messages={"required": "Give the evidence that the action is done"},
    )  # fmt: skip


def steps(levels: tuple[str, ...]) -> list[tuple[Any, str]]:
    """0 to 5, with their meaning where the set gives it."""
    named = len(levels) == HIGHEST - LOWEST + 1
    return [(step, f"{step}: {levels[step]}" if named else str(step)) for step in range(LOWEST, HIGHEST + 1)]


def _criterion_fields(row: CriterionRow, levels: tuple[str, ...]) -> dict[str, forms.Field]:
    choices = [("", "Not entered yet"), *((str(step), text) for step, text in steps(levels)), (NO_SCORE, "No score")]
    return {
        f"score_{row.pk}": forms.ChoiceField(label="Score", choices=choices, required=False),
        f"reason_{row.pk}": GovukLineField(label="Why is there no score?", max_length=300, required=False),
        f"needs_{row.pk}": forms.ChoiceField(
            label="Is further work needed?", choices=NEEDS_CHOICES, required=False,
        ),
        f"evidence_{row.pk}": GovukTextField(label="Evidence", rows=3, max_words=200, markdown=False, required=False),
        f"seen_{row.pk}": forms.IntegerField(widget=forms.HiddenInput, required=False),
    }  # fmt: skip


def _said(row: BenchmarkScore) -> str:
    score = f"No score: {row.reason}" if row.score is None else str(row.score)
    return ". ".join(filter(None, [score, row.evidence]))
