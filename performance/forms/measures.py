"""What to show of the matrix; all of it in the address."""

from __future__ import annotations

from typing import Any

from django import forms

from performance.analysis.rag import Rag
from performance.matrix import MatrixRow
from performance.models import Measure
from snb.govuk import GovukForm

ANY = ("", "All")
EXCEPTIONS = (("concern", "Of concern"), ("excellent", "Excellent"), ("change", "A change to note"))


class MatrixFilter(GovukForm):
    """Every answer may be left out; one that makes no sense is said and left out."""

    mark_optional = False
    theme = forms.ChoiceField(label="Thematic area", required=False)
    rag = forms.ChoiceField(label="Rating", required=False, choices=[ANY, *((rag.value, rag.label) for rag in Rag)])
    exception = forms.ChoiceField(label="Exceptions", required=False, choices=[ANY, *EXCEPTIONS])
    state = forms.ChoiceField(label="State", required=False, choices=[ANY, *Measure.State.choices])

    def __init__(self, data: Any, *, rows: list[MatrixRow]) -> None:
        super().__init__(data)
        themes = dict.fromkeys(row.thematic_area for row in rows)
        self.fields["theme"].choices = [ANY, *((name, name) for name in themes)]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = f"{field.label}: choose one from the list"

    def narrowed(self, rows: list[MatrixRow]) -> list[MatrixRow]:
        self.is_valid()
        asked = self.cleaned_data
        return [
            row
            for row in rows
            if asked.get("theme", "") in ("", row.thematic_area)
            and asked.get("rag", "") in ("", row.rag)
            and asked.get("state", "") in ("", row.state_key)
            and (not asked.get("exception") or asked["exception"] in row.exception)
        ]
