"""Partnerships that merge, end or take another name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from partnerships.models import Partnership
from snb.govuk import Checkboxes, GovukDateField, GovukForm, GovukLineField, SeveralField
from snb.models import Board, Post
from snb.posts import posts_of


class MergeForm(GovukForm):
    """Which partnerships become one, under what name, and from when."""

    parts = SeveralField(
        queryset=Partnership.objects.none(), label="Which partnerships merge?", widget=Checkboxes(),
        help_text="Choose two or more.", error_messages={"required": "Choose the partnerships that merge"},
    )  # fmt: skip
    name = GovukLineField(label="Name of the new partnership", max_length=200)
    begins = GovukDateField(
        label="First day of the new partnership",
        help_text="The others end on the day before. Their districts move with it, for example 1 4 2026.",
    )
    chair = forms.ModelChoiceField(
        queryset=Post.objects.none(), label="Post that chairs it", required=False, empty_label="Not settled",
        widget=forms.Select({"class": "govuk-!-width-two-thirds"}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, board: Board) -> None:
        super().__init__(data)
        open_ended = Partnership.objects.filter(board=board, ends=None).select_related("remit")
        self.fields["parts"].queryset = open_ended.prefetch_related("remit__names")  # type: ignore[attr-defined]
        self.fields["chair"].queryset = posts_of(board)  # type: ignore[attr-defined]


class RenameForm(GovukForm):
    """The name from a day on."""

    name = GovukLineField(label="New name", max_length=200)
    begins = GovukDateField(
        label="From", help_text="What was written before that day keeps the name of its own day."
    )  # fmt: skip

    def __init__(self, data: Any = None, *, day: dt.date) -> None:
        super().__init__(data, initial={"begins": day})


class EndForm(GovukForm):
    """The last day of a partnership that nothing follows."""

    last_day = GovukDateField(label="Last day", help_text="Its districts belong to no partnership from the day after.")
