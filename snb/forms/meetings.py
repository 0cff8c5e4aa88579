"""A meeting, notice of it, a line of the forward plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db import models

from snb.closing import calendar_of
from snb.govuk import GovukDateField, GovukForm, GovukLineField, Radios
from snb.meetings import Details, default_returns_due
from snb.models import Board, Meeting
from snb.models.meetings import Purpose
from snb.notice import Deadlines
from snb.posts import posts_of as posts_of  # where it is looked for
from snb.quarters import Quarter
from snb.querysets import today
from snb.wording import long_date

QUARTERS_BEHIND, QUARTERS_AHEAD = 6, 5
LAST = dt.date(9990, 1, 1)  # after which the calendar may have no such quarter

PURPOSES = {
    Purpose.DECIDE: "The Board makes a decision.",
    Purpose.DISCUSS: "The Board talks it over.",
    Purpose.NOTE: "For information.",
}


def quarter_choices(around: dt.date) -> list[tuple[str, str]]:
    """Quarters near a day, newest first."""
    here = Quarter.of(min(around, LAST))
    quarters = [here.shifted(step) for step in range(QUARTERS_AHEAD, -QUARTERS_BEHIND - 1, -1)]
    return [(quarter.start.isoformat(), str(quarter)) for quarter in quarters]


def _quarter(value: str) -> Quarter:
    return Quarter.of(dt.date.fromisoformat(value))


class MeetingForm(GovukForm):
    """A meeting. A day that is no working day is not refused, but it has to be meant; a date that has passed may stay,
    not be chosen."""

    title = GovukLineField(max_length=200, label="Title")
    date = GovukDateField(label="Date", help_text="For example, 9 12 2026")
    day_is_meant = forms.BooleanField(required=False, label="Yes, the meeting is on that day")
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
        self.board, self.meeting, self.ask_day = board, meeting, False
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
        elif changed and (why := calendar_of(self.board).why_not(date)):
            self.ask_day = True
            if not self.cleaned_data.get("day_is_meant"):
                said = f"{long_date(date)} is {why}. Choose another day, or tick the box below if it is meant"
                self._wrong_date("date", said)
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


REASON = 300


class PublishForm(GovukForm):
    """The day on which notice was given; after the last lawful day the reason is asked for as well."""

    on = GovukDateField(label="Date of publication", help_text="The day on which members and the public can read it.")
    late_reason = GovukLineField(
        required=False, max_length=REASON, label="Why is the agenda late?",
        help_text="It is kept with the meeting, and members read it.",
    )  # fmt: skip

    def __init__(self, *args: Any, deadlines: Deadlines, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.deadlines = deadlines
        self.is_late = deadlines.is_late(today())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if warning := self.deadlines.warning(data["on"]) if data.get("on") else "":
            self.is_late = True
            if not data.get("late_reason"):
                self.add_error("late_reason", f"{warning} Publish it earlier, or say why it is late")
        return data


class CancelForm(GovukForm):
    """Why a meeting is not held."""

    reason = GovukLineField(
        max_length=REASON, label="Why is it cancelled?", help_text="Members read it in place of the agenda."
    )
