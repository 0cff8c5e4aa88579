"""A meeting, an item of its agenda, a line of the forward plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db import models

from snb.agenda import PARTS, ItemDetails
from snb.govuk import GovukDateField, GovukForm, GovukLineField, GovukTextField, Radios
from snb.meetings import Details, default_returns_due
from snb.models import AgendaItem, Board, Meeting, Post
from snb.models.meetings import Purpose
from snb.quarters import Quarter
from snb.querysets import today
from snb.wording import long_date

QUARTERS_BEHIND, QUARTERS_AHEAD = 6, 5
LAST = dt.date(9990, 1, 1)  # after which the calendar may have no such quarter
NO_WEEKEND = 5  # Saturday's number: days from here on are not working days


def quarter_choices(around: dt.date) -> list[tuple[str, str]]:
    """Quarters near a day, newest first."""
    here = Quarter.of(min(around, LAST))
    quarters = [here.shifted(step) for step in range(QUARTERS_AHEAD, -QUARTERS_BEHIND - 1, -1)]
    return [(quarter.start.isoformat(), str(quarter)) for quarter in quarters]


def _quarter(value: str) -> Quarter:
    return Quarter.of(dt.date.fromisoformat(value))


class MeetingForm(GovukForm):
    """A meeting. A weekend is not refused, but it has to be meant; a date that has passed may stay, not be chosen."""

    title = GovukLineField(max_length=200, label="Title")
    date = GovukDateField(label="Date", help_text="For example, 9 12 2026")
    weekend_is_meant = forms.BooleanField(required=False, label="Yes, the meeting is on a weekend")
    time = forms.TimeField(
        label="Start time",
        input_formats=["%H:%M", "%H.%M", "%I%p", "%I:%M%p", "%I.%M%p", "%I %p", "%I:%M %p", "%H"],
        widget=forms.TimeInput({"class": "govuk-input--width-5"}, format="%H:%M"),
        error_messages={"invalid": "Enter a start time in the right form, like 10:00 or 2:30pm"},
        help_text="For example, 10:00 or 2:30pm",
    )
    place = GovukLineField(max_length=200, required=False, label="Place")
    quarter = forms.TypedChoiceField(
        label="Quarter reported on", coerce=_quarter, help_text="The returns of this quarter come to the meeting."
    )
    returns_due = GovukDateField(required=False, label="Returns due by")
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, board: Board, meeting: Meeting | None = None, **kwargs: Any) -> None:
        self.board, self.meeting, self.ask_weekend = board, meeting, False
        kwargs["initial"] = _initial(board, meeting) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        choices = quarter_choices(meeting.date if meeting else today())
        own = [(meeting.quarter_start.isoformat(), str(meeting.quarter))] if meeting else []
        self.fields["quarter"].choices = choices + [pair for pair in own if pair not in choices]  # type: ignore[attr-defined]
        before = board.returns_due_before_meeting
        self.fields["returns_due"].help_text = f"Leave it empty for {before} days before the meeting."

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if date := data.get("date"):
            self._check_date(date)
            self._check_around(date, data.get("quarter"), data.get("returns_due"))
        return data

    def _check_date(self, date: dt.date) -> None:
        changed = self.meeting is None or date != self.meeting.date
        if changed and date < today():
            self._wrong_date("date", "The date must be today or later")
        elif changed and date.weekday() >= NO_WEEKEND and not self.cleaned_data.get("weekend_is_meant"):
            self.ask_weekend = True
            self._wrong_date(
                "date", f"{long_date(date)} is a {date:%A}. Choose another day, or tick the box below if it is meant"
            )
        others = Meeting.objects.filter(board=self.board, date=date).exclude(
            pk=self.meeting.pk if self.meeting else None
        )
        if other := others.first():
            self._wrong_date("date", f"This board already has a meeting on that day: {other.title}")

    def _check_around(self, date: dt.date, quarter: Quarter | None, due: dt.date | None) -> None:
        if due and due >= date:
            self._wrong_date("returns_due", "Returns must fall due before the meeting")
        if quarter and quarter.start >= date:
            self.add_error("quarter", "The meeting must come after the quarter it hears about began")

    def _wrong_date(self, field: str, message: str) -> None:
        parts = ("day", "month", "year")
        self.add_error(field, forms.ValidationError(message, code="date", params={"parts": parts}))

    @property
    def details(self) -> Details:
        data = self.cleaned_data
        return Details(data["title"], data["date"], data["time"], data["place"], data["quarter"], data["returns_due"])

    def differences(self, saved: Meeting) -> list[dict[str, str]]:
        """What somebody else has saved beside what is typed here, where the two are not the same."""
        typed = self.details
        due = typed.returns_due or default_returns_due(self.board, typed.date)
        pairs = {
            "Title": (saved.title, typed.title),
            "Date": (long_date(saved.date), long_date(typed.date)),
            "Start time": (f"{saved.time:%H:%M}", f"{typed.time:%H:%M}"),
            "Place": (saved.place, typed.place),
            "Quarter reported on": (str(saved.quarter), str(typed.quarter)),
            "Returns due by": (long_date(saved.returns_due), long_date(due)),
        }
        return [{"label": label, "saved": was, "typed": now} for label, (was, now) in pairs.items() if was != now]


def _initial(board: Board, meeting: Meeting | None) -> dict[str, Any]:
    if meeting is None:
        quarter = Quarter.of(today()).previous()
        return {"title": "Quarterly meeting", "time": dt.time(10, 0), "quarter": quarter.start.isoformat()}
    return {
        "title": meeting.title, "date": meeting.date, "time": meeting.time, "place": meeting.place,
        "quarter": meeting.quarter_start.isoformat(), "version": meeting.version,
        "returns_due": None if meeting.returns_due == default_returns_due(board, meeting.date) else meeting.returns_due,
    }  # fmt: skip


PURPOSES = {
    Purpose.DECIDE: "The Board makes a decision.",
    Purpose.DISCUSS: "The Board talks it over.",
    Purpose.NOTE: "For information.",
}


class AgendaItemForm(GovukForm):
    """An item of the agenda."""

    title = GovukLineField(max_length=200, label="Title")
    purpose = forms.TypedChoiceField(
        choices=Purpose.choices, coerce=Purpose, label="What does it ask of the Board?", widget=Radios(hints=PURPOSES),
        error_messages={"required": "Select what the item asks of the Board"},
    )  # fmt: skip
    minutes = forms.IntegerField(
        min_value=1, max_value=480, label="Minutes allowed",
        error_messages={
            "min_value": "Minutes allowed must be 1 or more", "max_value": "Minutes allowed must be 480 or fewer"
        },
    )  # fmt: skip
    presenter = forms.ModelChoiceField(
        queryset=Post.objects.none(), required=False, label="Presented by", empty_label="Not settled"
    )
    block = forms.ChoiceField(required=False, label="What the pack prints for it")
    text = GovukTextField(
        required=False,
        label="Text for the pack",
        max_words=600,
        help_text="What members need to know before they meet.",
    )

    def __init__(self, *args: Any, board: Board, item: AgendaItem | None = None, **kwargs: Any) -> None:
        if item is not None:
            names = ("title", "purpose", "minutes", "presenter", "block", "text")
            kwargs["initial"] = {name: getattr(item, name) for name in names}
        super().__init__(*args, **kwargs)
        posts = self.fields["presenter"]
        posts.queryset = posts_of(board, item.presenter_id if item else None)  # type: ignore[attr-defined]
        own = {item.block: item.block} if item and item.block else {}
        self.fields["block"].choices = [("", "Nothing"), *(own | PARTS).items()]  # type: ignore[attr-defined]

    @property
    def details(self) -> ItemDetails:
        return ItemDetails(**self.cleaned_data)


def posts_of(board: Board, also: int | None = None) -> models.QuerySet[Post]:
    """The posts that this board's own tables or people know: posts of other boards are none of its business."""
    return Post.objects.filter(
        models.Q(seats__board=board)
        | models.Q(keyrole__board=board)
        | models.Q(linkage__board=board)
        | models.Q(holdings__person__appointments__remit__board=board)
        | models.Q(pk=also)
    ).select_related("organisation").distinct()  # fmt: skip


class ForwardPlanForm(GovukForm):
    """A subject for a later meeting."""

    meeting = forms.ModelChoiceField(queryset=Meeting.objects.none(), label="Meeting", empty_label=None)
    title = GovukLineField(max_length=200, label="Subject")
    purpose = forms.TypedChoiceField(
        choices=Purpose.choices, coerce=Purpose, label="What will it ask of the Board?", widget=Radios(hints=PURPOSES),
        error_messages={"required": "Select what it will ask of the Board"},
    )  # fmt: skip

    def __init__(self, *args: Any, meetings: models.QuerySet[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]
