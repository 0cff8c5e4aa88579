"""Forms of grants: the grant itself, approval, and a quarter's spend."""

from __future__ import annotations

from typing import Any

from django import forms

from performance.grants.writing import Returned
from performance.models import FundingGrant, Recipient, Spend
from snb.govuk import GovukDateField, GovukForm, GovukLineField, GovukMoneyField, Radios
from snb.quarters import Quarter


class GrantForm(GovukForm):
    """A grant as its letter says it."""

    title = GovukLineField(label="What is it for?", max_length=200)
    giver = GovukLineField(label="Who gives it?", max_length=200)
    total = GovukMoneyField(label="How much is to be shared?", help_text="In pounds, to the penny where there are any.")
    begins = GovukDateField(
        label="From", help_text="For example 1 4 2026. Whoever is a partnership on this day shares."
    )
    ends = GovukDateField(label="Until", help_text="The last day, for example 31 3 2027.")
    among = forms.ChoiceField(
        label="Who shares in it?", choices=FundingGrant.Among.choices, widget=Radios(), initial="partnerships"
    )
    note = GovukLineField(label="Note", max_length=300, required=False)

    def clean_total(self) -> int:
        pence = int(self.cleaned_data["total"] * 100)
        if pence <= 0:
            raise forms.ValidationError("Enter an amount above nought")
        return pence

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("begins") and cleaned.get("ends") and cleaned["ends"] < cleaned["begins"]:
            self.add_error("ends", "The last day must not be before the first")
        return cleaned


class ApproveForm(GovukForm):
    """Nothing is typed: the chair says yes to the version that stands on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class SpendForm(GovukForm):
    """What each recipient spent in one quarter; an empty box is "not returned", a 0 is "nothing spent"."""

    mark_optional = False

    def __init__(self, data: Any = None, *, recipients: list[Recipient], newest: dict[int, Spend]) -> None:
        self.recipients, self.newest = recipients, newest
        self.base_fields = {name: field for row in recipients for name, field in _spend_fields(row).items()}  # type: ignore[misc]
        super().__init__(data, initial=_returned(newest))

    def groups(self) -> list[dict[str, Any]]:
        return [{name: self[f"{name}_{row.pk}"] for name in ("amount", "note", "seen")} for row in self.recipients]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for row in self.recipients:
            name = f"amount_{row.pk}"
            if (
                cleaned.get(name) is None
                and name not in self.errors
                and (row.pk in self.newest or cleaned.get(f"note_{row.pk}"))
            ):
                self.add_error(name, f"Enter what {row.name} spent; enter 0 where nothing was spent")
        return cleaned

    @property
    def returned(self) -> list[Returned]:
        said = self.cleaned_data
        return [
            Returned(row, int(said[f"amount_{row.pk}"] * 100), said[f"note_{row.pk}"], said[f"seen_{row.pk}"] or 0)
            for row in self.recipients
            if said[f"amount_{row.pk}"] is not None
        ]

    def differences(self, saved: dict[int, Spend]) -> list[dict[str, str]]:
        said, rows = self.cleaned_data, [row for row in self.recipients if row.pk in saved]
        return [
            {
                "label": row.name,
                "saved": f"£{saved[row.pk].amount / 100:,.2f}",
                "typed": f"£{said[f'amount_{row.pk}']:,.2f}",
            }
            for row in rows
        ]


def _spend_fields(row: Recipient) -> dict[str, forms.Field]:
    amount = GovukMoneyField(
        label=f"Spent by {row.name}", required=False, min_value=0,
        error_messages={
            "min_value": f"The amount for {row.name} must not be below nought",
        },
    )  # fmt: skip
    return {
        f"amount_{row.pk}": amount,
        f"note_{row.pk}": GovukLineField(label=f"Note on {row.name} (optional)", max_length=300, required=False),
        f"seen_{row.pk}": forms.IntegerField(widget=forms.HiddenInput, required=False),
    }


def _returned(newest: dict[int, Spend]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for pk, row in newest.items():
        found |= {f"amount_{pk}": f"{row.amount / 100:.2f}", f"note_{pk}": row.note, f"seen_{pk}": row.number}
    return found


def quarter_asked(text: str, offered: list[Quarter]) -> Quarter | None:
    """The quarter of the address, if the grant has it and it is over; else the newest of them."""
    return next((each for each in offered if each.start.isoformat() == text), offered[-1] if offered else None)
