"""Rows of the membership, what the board also sits as, and key roles."""

from __future__ import annotations

from typing import Any

from django import forms

from snb.forms.owners import Owner, OwnerField, owner_value
from snb.forms.seen import SeenForm
from snb.govuk import Checkboxes, GovukDateField, GovukForm, GovukLineField, Radios, SeveralField
from snb.membership import KeyRoleDetails, SeatDetails
from snb.models import Board, Capacity, KeyRole, Post, Seat
from snb.permissions import Role
from snb.posts import posts_of

AS_A_DAY = {"type": "date", "class": "govuk-input--width-10"}
RIGHT, FROM_A_DAY = "right", "day"


class DayForm(GovukForm):
    """The day of which a page is shown, as an address writes it."""

    on = forms.DateField(
        label="Show the Board on another day", widget=forms.DateInput(AS_A_DAY, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"], error_messages={"invalid": "Enter a day such as 2024-03-20"},
    )  # fmt: skip


class SeatForm(SeenForm):
    """A row of the membership table: not a person, but the posts whose holders sit."""

    organisation = GovukLineField(label="Organisation", max_length=200, help_text="As the Board's papers print it.")
    representative = GovukLineField(
        label="Representative", max_length=200, help_text="As the Board's papers print it, such as Chief Executive."
    )
    posts = SeveralField(
        queryset=Post.objects.none(), required=False, label="Posts whose holders sit", widget=Checkboxes,
        help_text="Several where one row stands for several posts. None is a vacancy: “Not currently identified”.",
    )  # fmt: skip
    capacity = forms.ModelChoiceField(
        queryset=Capacity.objects.none(), required=False, label="Sits only while the Board sits as",
        empty_label="A member of the whole Board",
    )  # fmt: skip
    place = forms.IntegerField(
        label="Place in the table", required=False, min_value=1, max_value=500,
        help_text="Leave it empty to keep it, or to put a new row last.",
    )  # fmt: skip

    def __init__(self, *args: Any, board: Board, row: Seat | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        capacities = board.capacities.filter(ends=None)
        self.fields["capacity"].queryset = capacities  # type: ignore[attr-defined]
        own = Post.objects.filter(pk__in=row.posts.values("pk")) if row else Post.objects.none()
        ids = {post.pk for post in posts_of(board).filter(organisation__ends=None)} | {post.pk for post in own}
        posts = Post.objects.filter(pk__in=ids).select_related("organisation").order_by("organisation__name", "title")
        self.fields["posts"].queryset = posts  # type: ignore[attr-defined]

    def values_of(self, row: Seat) -> dict[str, Any]:
        return {
            "organisation": row.organisation, "representative": row.representative, "capacity": row.capacity,
            "posts": list(row.posts.all()),
        }  # fmt: skip

    @property
    def details(self) -> SeatDetails:
        return SeatDetails(**{name: self.cleaned_data[name] for name in SeatDetails.__dataclass_fields__})


class NewSeatForm(SeatForm):
    begins = GovukDateField(label="First day", required=False, help_text="Leave it empty for as long as is known.")


class ChangeSeatForm(SeatForm):
    """A change holds from a day on; what was wrong from the start is put right."""

    how = forms.ChoiceField(
        label="What kind of change is it?",
        choices=[(FROM_A_DAY, "The row changes from a day on"), (RIGHT, "The row was wrong and is put right")],
        widget=Radios(hints={FROM_A_DAY: "Until then the table stays as it was."}),
    )
    since = GovukDateField(label="From which day?", required=False, help_text="Only for a change from a day on.")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("how") == FROM_A_DAY and "since" in data and not data["since"]:
            self.add_error("since", "Enter the day from which the row changes")
        if data.get("how") == RIGHT:
            data["since"] = None
        return data


class CapacityForm(SeenForm):
    """Another board that this board also sits as."""

    name = GovukLineField(label="Name", max_length=200, help_text="The name of the other board.")
    duty = GovukLineField(
        label="What asks for that board", max_length=300, required=False, help_text="The law or guidance."
    )
    begins = GovukDateField(label="First day", help_text="For example, 1 4 2026")

    def values_of(self, row: Capacity) -> dict[str, Any]:
        return {"name": row.name, "duty": row.duty, "begins": row.begins}


EVERY_LEAD = "every-lead"


class KeyRoleForm(SeenForm):
    """A key role and who is designated for it."""

    name = GovukLineField(label="Key role", max_length=100)
    designation = GovukLineField(label="Designated", max_length=200, help_text="As the Board's papers print it.")
    owner = OwnerField(label="Held by the holder of", required=False)

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.offer(board)
        owner.help_text = "Nobody chosen: it is printed as not currently identified."
        owner.choices = [owner.choices[0], (EVERY_LEAD, "Every strategic priority lead"), *owner.choices[1:]]
        owner._owners[EVERY_LEAD] = Owner(role=Role.LEAD.value)

    def values_of(self, row: KeyRole) -> dict[str, Any]:
        every = row.role == Role.LEAD and not row.remit_id
        return {
            "name": row.name, "designation": row.designation, "owner": EVERY_LEAD if every else owner_value(row),
        }  # fmt: skip

    @property
    def details(self) -> KeyRoleDetails:
        data = self.cleaned_data
        return KeyRoleDetails(data["name"], data["designation"], data["owner"].fields if data["owner"] else {})
