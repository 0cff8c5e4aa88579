"""A form about a row that several people may change: it says which state of the row its writer saw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db import models

from snb.govuk import GovukForm
from snb.seen import fingerprint
from snb.wording import long_date


class SeenForm(GovukForm):
    """`row` is what is changed, None for something new. A subclass says what its fields hold of a row."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, row: Any = None, **kwargs: Any) -> None:
        self.row = row
        if row is not None:
            kwargs["initial"] = self.values_of(row) | {"seen": fingerprint(row)} | kwargs.get("initial", {})
        super().__init__(data, **kwargs)

    def values_of(self, row: Any) -> dict[str, Any]:
        """What each field says of the row, by the field's name."""
        raise NotImplementedError

    def differences(self, saved: Any) -> list[dict[str, str]]:
        """What is saved now beside what was typed, where they differ."""
        pairs = []
        for name, value in self.values_of(saved).items():
            field = self.fields[name]
            was, typed = said(field, value), said(field, self.cleaned_data.get(name))
            if was != typed:
                pairs.append({"label": str(field.label), "saved": was, "typed": typed})
        return pairs


def said(field: forms.Field, value: Any) -> str:
    """A value as the form's reader knows it: a choice by its label, a date in words, several one after the other."""
    if value is None or value == "":
        return ""
    if isinstance(value, dt.date):
        return long_date(value)
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, Iterable) and not isinstance(value, str | Mapping):
        return ", ".join(sorted(said(field, each) for each in value))
    return _labels(field).get(str(value), str(value).replace("\r\n", "\n"))


def _labels(field: forms.Field) -> dict[str, str]:
    """Labels of a select by value, also of those in groups."""
    found: dict[str, str] = {}
    for value, label in getattr(field, "choices", ()):
        grouped = label if isinstance(label, list | tuple) else [(value, label)]
        found |= {str(key): str(words) for key, words in grouped}
    return found
