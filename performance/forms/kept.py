"""Forms of what two people may change at once: each carries the version that was seen."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.db import models

from performance.analysis.words import figure
from performance.curating import version_of
from snb.govuk import GovukModelForm
from snb.wording import long_date


class KeptForm(GovukModelForm):
    """A form of a record with a history."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = version_of(self.instance)

    @property
    def seen(self) -> int:
        return self.cleaned_data.get("version") or 0

    def differences(self, saved: models.Model) -> list[dict[str, str]]:
        """What is saved now beside what was typed, where the two differ."""
        names = [bound.name for bound in self.visible_fields()]
        pairs = [(name, _shown(saved, name), _shown(self.instance, name)) for name in names]
        return [
            {"label": str(self.fields[name].label), "saved": old, "typed": new}
            for name, old, new in pairs
            if old != new
        ]


def _shown(kept: models.Model, name: str) -> str:
    display = getattr(kept, f"get_{name}_display", None)
    value = display() if display else getattr(kept, name)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Decimal):
        return figure(value)
    return "" if value is None else long_date(value) if isinstance(value, dt.date) else str(value)
