"""Organisations, what they are to a board, their posts and who holds them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from snb.bodies import KINDS, BodyDetails, Stands, organisations_of
from snb.forms.appointments import ByEmailForm
from snb.forms.seen import SeenForm
from snb.govuk import Checkboxes, GovukDateField, GovukForm, GovukLineField, GovukTextField, SeveralField
from snb.models import Board, Organisation, Standing

LONG_AGO = dt.date(1800, 1, 1)  # before which no first day is asked for
STANDINGS = [("", "Choose"), *Standing.Kind.choices]
NO_STANDING = [("", "Nothing, or not settled"), *Standing.Kind.choices]
SEVERAL = 2  # organisations that a merger takes, and a split makes, at least


def _kind() -> forms.ChoiceField:
    return forms.ChoiceField(label="Kind of organisation", choices=[("", "Choose"), *KINDS.items()])


class BodyForm(SeenForm):
    """What is said of an organisation that is there. Its name is not: a new name holds from a day on."""

    short_name = GovukLineField(label="Short name", max_length=60, required=False)
    kind = _kind()
    begins = GovukDateField(
        label="First day", required=False, earliest=LONG_AGO, help_text="Leave it empty if it is not known."
    )
    note = GovukTextField(label="Note", required=False, rows=3, max_words=200, markdown=False)

    def values_of(self, row: Organisation) -> dict[str, Any]:
        return {name: getattr(row, name) for name in ("short_name", "kind", "begins", "note")}

    @property
    def details(self) -> BodyDetails:
        said = {name: self.cleaned_data[name] for name in ("short_name", "kind", "begins", "note")}
        return BodyDetails(name=self.row.name if self.row else self.cleaned_data["name"], **said)


class NewBodyForm(BodyForm):
    """A new organisation and what it is to the board: without that it would be no business of the board's."""

    name = GovukLineField(label="Name", max_length=200, help_text="In full, as its own papers print it.")
    standing = forms.ChoiceField(label="What it is to the Board", choices=STANDINGS)
    since = GovukDateField(
        label="It has been that since", help_text="For example, 1 4 2026",
        error_messages={"required": "Enter the day since when it has been that"},
    )  # fmt: skip
    source = GovukLineField(
        label="What says so", max_length=300, required=False, help_text="An Act, a decision of the Board, a paper."
    )
    field_order = ["name", "short_name", "kind", "begins", "standing", "since", "source", "note"]

    @property
    def stands(self) -> Stands:
        data = self.cleaned_data
        return Stands(Standing.Kind(data["standing"]), data["since"], data["source"])


class LastDayForm(GovukForm):
    """The last day of something."""

    last_day = GovukDateField(label="Last day", help_text="It still holds on this day, and no longer on the next.")


class FollowForm(GovukForm):
    """What follows from a day on: one that is there already, or a new one."""

    day = GovukDateField(
        label="From which day?", help_text="What came before ends on the day before. For example, 1 7 2026"
    )
    into = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), required=False, label="An organisation that is there already",
        empty_label="None: a new one follows",
    )  # fmt: skip
    name = GovukLineField(label="Name of the new organisation", max_length=200, required=False)
    short_name = GovukLineField(label="Its short name", max_length=60, required=False)
    standing = forms.ChoiceField(label="What it will be to the Board", choices=NO_STANDING, required=False)
    note = GovukLineField(label="What says so", max_length=300, required=False)

    def __init__(self, *args: Any, board: Board, parts: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = parts
        others = organisations_of(board).exclude(pk__in=[part.pk for part in parts]).filter(ends=None)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "into" in data and bool(data["into"]) == bool(data.get("name")):
            self.add_error("name", "Choose an organisation that is there, or enter the name of a new one, not both")
        return data

    @property
    def asked(self) -> dict[str, Any]:
        """What `follow` is asked to do."""
        data = self.cleaned_data
        parts = self.parts or data["merged"]
        into = data["into"] or BodyDetails(data["name"], data["short_name"], parts[0].kind)
        return {"parts": parts, "into": [into]} | _when(data)


class MergeForm(FollowForm):
    """Several organisations become one."""

    merged = SeveralField(
        queryset=Organisation.objects.none(), label="Which organisations become one?",
        widget=Checkboxes, help_text="Select two or more.",
    )  # fmt: skip
    field_order = ["merged", "day", "into", "name", "short_name", "standing", "note"]

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, board=board, parts=[], **kwargs)
        self.fields["merged"].queryset = organisations_of(board).filter(ends=None)  # type: ignore[attr-defined]

    def clean_merged(self) -> list[Organisation]:
        chosen = list(self.cleaned_data["merged"])
        if len(chosen) < SEVERAL:
            raise forms.ValidationError("Select two organisations or more. One alone is replaced, on its own page")
        return chosen


class SplitForm(GovukForm):
    """One organisation becomes several new ones."""

    day = GovukDateField(label="From which day?", help_text="The organisation ends on the day before.")
    names = GovukTextField(
        label="Names of the organisations that follow", rows=4, markdown=False, max_words=200,
        help_text="One on each line.",
    )  # fmt: skip
    standing = forms.ChoiceField(label="What each will be to the Board", choices=NO_STANDING, required=False)
    note = GovukLineField(label="What says so", max_length=300, required=False)

    def __init__(self, *args: Any, part: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part = part

    def clean_names(self) -> list[str]:
        names = [" ".join(line.split()) for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len({name.lower() for name in names}) < max(SEVERAL, len(names)):
            raise forms.ValidationError("Enter two different names or more, one on each line")
        if any(len(name) > 200 for name in names):
            raise forms.ValidationError("A name must have 200 characters or fewer")
        return names

    @property
    def asked(self) -> dict[str, Any]:
        """What `follow` is asked to do."""
        into = [BodyDetails(name, kind=self.part.kind) for name in self.cleaned_data["names"]]
        return {"parts": [self.part], "into": into} | _when(self.cleaned_data)


def _when(data: dict[str, Any]) -> dict[str, Any]:
    kind = Standing.Kind(data["standing"]) if data["standing"] else None
    return {"day": data["day"], "kind": kind, "note": data["note"]}


class StandingForm(GovukForm):
    """What an organisation is to the board."""

    kind = forms.ChoiceField(label="What it is to the Board", choices=STANDINGS)
    since = GovukDateField(label="First day", earliest=LONG_AGO, help_text="For example, 1 4 2026")
    ends = GovukDateField(label="Last day", required=False, help_text="Leave it empty if no end is known.")
    source = GovukLineField(label="What says so", max_length=300, required=False)

    @property
    def stands(self) -> Stands:
        data = self.cleaned_data
        return Stands(Standing.Kind(data["kind"]), data["since"], data["source"])


class PostForm(GovukForm):
    title = GovukLineField(label="Title of the post", max_length=200, help_text="For example, Chief Executive")


class HoldingForm(ByEmailForm):
    """Who holds a post, and when."""

    begins = GovukDateField(label="First day", help_text="For example, 1 4 2026")
    ends = GovukDateField(label="Last day", required=False, help_text="Leave it empty if no end is known.")
    is_shared = forms.BooleanField(required=False, label="They hold it together with somebody else, as in a job share")
    field_order = ["email", "name", "begins", "ends", "is_shared"]

    @property
    def left_out(self) -> tuple[str, ...]:
        """Fields that the page does not show."""
        return () if self.ask_name else ("name",)
