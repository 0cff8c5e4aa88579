"""What a committee asked, to whom it was sent, when it is to be heard of, and what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from snb.action_workflow import ActionDetails
from snb.forms.meetings import posts_of
from snb.govuk import Checkboxes, GovukDateField, GovukForm, GovukTextField, Radios, SeveralField
from snb.models import (
    Action,
    Board,
    CommitteeMeeting,
    CommitteeReport,
    Organisation,
    Post,
    Recommendation,
)
from snb.querysets import today
from snb.recipients import offered_on
from snb.scrutiny_workflow import Asked, Sent
from snb.wording import long_date

Kind, State = Recommendation.Kind, Recommendation.State
PUBLIC = "It is published."


def compared(pairs: dict[str, tuple[str, str]]) -> list[dict[str, str]]:
    return [{"label": label, "saved": was, "typed": now} for label, (was, now) in pairs.items() if was != now]


class VersionedForm(GovukForm):
    """A form about a recommendation that says which version of it the writer saw."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, recommendation: Recommendation, **kwargs: Any) -> None:
        self.recommendation = recommendation
        kwargs["initial"] = {"version": recommendation.version} | kwargs.get("initial", {})
        super().__init__(data, **kwargs)

    @property
    def seen(self) -> int:
        return self.cleaned_data["version"] or 0

    def differences(self, saved: Recommendation) -> list[dict[str, str]]:
        """What is saved now beside what was typed, where they differ."""
        return []


class AskedMixin(forms.Form):
    """What was asked."""

    kind = forms.TypedChoiceField(
        choices=Kind.choices, coerce=Kind, label="What is it?", widget=Radios(inline=True),
        error_messages={"required": "Select whether it is a recommendation or a resolution"},
    )  # fmt: skip
    text = GovukTextField(
        label="What the committee asked", rows=5, max_words=400, markdown=False,
        help_text=f"As its minutes have it, without its number. {PUBLIC}",
    )  # fmt: skip
    report = forms.ModelChoiceField(
        queryset=CommitteeReport.objects.none(), required=False, label="Report that it came from", empty_label="None"
    )
    due = GovukDateField(
        required=False, label="When does the committee want to hear of it?",
        help_text="Leave it empty where it named no day.",
    )  # fmt: skip

    @property
    def asked(self) -> Asked:
        return Asked(**{name: self.cleaned_data[name] for name in ("kind", "text", "due", "report")})


class SentMixin(forms.Form):
    """To whom it was sent. Those the law names are ticked."""

    to = SeveralField(
        queryset=Organisation.objects.none(), required=False, widget=Checkboxes(),
        label="Who is asked to reply in writing?",
    )  # fmt: skip
    sent_on = GovukDateField(required=False, label="Sent on")

    def offer(self, board: Board, without: Iterable[int] = ()) -> None:
        """The bodies of the day on which it was sent; the day is today until it is typed."""
        self.initial.setdefault("sent_on", today())
        offered = [row for row in offered_on(board, self._day()) if row.organisation.pk not in set(without)]
        field = self.fields["to"]
        field.queryset = Organisation.objects.filter(pk__in=[row.organisation.pk for row in offered])  # type: ignore[attr-defined]
        field.choices = [(row.organisation.pk, str(row.organisation)) for row in offered]  # type: ignore[attr-defined]
        field.widget.hints = {str(row.organisation.pk): row.standing for row in offered}
        self.initial.setdefault("to", [row.organisation.pk for row in offered if row.must_be_asked])

    def _day(self) -> dt.date:
        if not self.is_bound:
            return today()
        field = self.fields["sent_on"]
        try:
            return (
                field.clean(field.widget.value_from_datadict(self.data, self.files, self.add_prefix("sent_on")))
                or today()
            )
        except ValidationError:
            return today()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("to") and not data.get("sent_on") and "sent_on" not in self.errors:
            self.add_error("sent_on", "Enter the day on which it was sent")
        return data

    @property
    def sent(self) -> Sent | None:
        to = self.cleaned_data["to"]
        return Sent(tuple(to), self.cleaned_data["sent_on"]) if to else None


class RecordForm(SentMixin, AskedMixin, GovukForm):
    """A new recommendation or resolution of a meeting that was held."""

    meeting = forms.ModelChoiceField(
        queryset=CommitteeMeeting.objects.none(), label="Meeting of the committee", empty_label="Choose",
        error_messages={"required": "Select the meeting"},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, board: Board, meeting: int = 0) -> None:
        super().__init__(data, initial={"meeting": meeting or None})
        self.fields["meeting"].queryset = held_meetings(board)  # type: ignore[attr-defined]
        self.fields["report"].queryset = reports_of(board)  # type: ignore[attr-defined]
        self.offer(board)
        self.order_fields(["meeting"])


class EditForm(AskedMixin, VersionedForm):
    """Putting right how it was recorded. A date once set is moved by a decision, so it is not asked for again."""

    def __init__(self, data: Any = None, *, recommendation: Recommendation) -> None:
        initial = {name: getattr(recommendation, name) for name in ("kind", "text", "due")}
        super().__init__(data, recommendation=recommendation, initial=initial | {"report": recommendation.report_id})
        self.fields["report"].queryset = reports_of(recommendation.meeting.committee.board).filter(  # type: ignore[attr-defined]
            meeting=recommendation.meeting_id
        )
        if recommendation.due is not None:
            del self.fields["due"]

    @property
    def asked(self) -> Asked:
        said = self.cleaned_data
        return Asked(said["kind"], said["text"], said.get("due", self.recommendation.due), said["report"])

    def differences(self, saved: Recommendation) -> list[dict[str, str]]:
        typed = self.asked
        return compared(
            {
                "What is it?": (saved.get_kind_display(), Kind(typed.kind).label),
                "What the committee asked": (saved.text, typed.text),
                "Report that it came from": (str(saved.report or ""), str(typed.report or "")),
                "When to hear of it": (said_day(saved.due), said_day(typed.due)),
            }
        )


class SendForm(SentMixin, VersionedForm):
    """Further bodies that are asked to reply."""

    def __init__(self, data: Any = None, *, recommendation: Recommendation) -> None:
        super().__init__(data, recommendation=recommendation)
        asked = recommendation.recipients.values_list("organisation", flat=True)
        self.offer(recommendation.meeting.committee.board, asked)
        self.fields["to"].required = True
        self.fields["to"].error_messages["required"] = "Select at least one body"


class RescheduleForm(VersionedForm):
    """A decision of the committee to hear of it on another day, later or earlier."""

    new_due = GovukDateField(label="New date", help_text="For example, 9 12 2026")
    decision = GovukTextField(
        label="What did the committee decide, and where?", rows=4, max_words=200, markdown=False, help_text=PUBLIC,
        error_messages={"required": "Say what the committee decided"},
    )  # fmt: skip
    decided_on = GovukDateField(label="Decided on")

    def differences(self, saved: Recommendation) -> list[dict[str, str]]:
        return compared({"Date": (said_day(saved.due), said_day(self.cleaned_data["new_due"]))})


class EndForm(VersionedForm):
    """What became of it."""

    state = forms.TypedChoiceField(
        choices=[choice for choice in State.choices if choice[0] != State.OPEN], coerce=State,
        label="How did it end?", widget=Radios(),
        error_messages={"required": "Select whether it was done or not accepted"},
    )  # fmt: skip
    became = GovukTextField(
        label="What became of it?", rows=5, max_words=400, markdown=False,
        help_text=f"What was done, or why it was not accepted. {PUBLIC}",
        error_messages={"required": "Say what became of it"},
    )  # fmt: skip
    on = GovukDateField(label="On")

    def __init__(self, data: Any = None, *, recommendation: Recommendation) -> None:
        super().__init__(data, recommendation=recommendation, initial={"on": today()})

    def differences(self, saved: Recommendation) -> list[dict[str, str]]:
        return compared({"What became of it": (saved.became, self.cleaned_data["became"])})


class ReopenForm(VersionedForm):
    reason = GovukTextField(
        label="Why is it reopened?", rows=4, max_words=150, markdown=False,
        error_messages={"required": "Say why it is reopened"},
    )  # fmt: skip


class LinkForm(VersionedForm):
    """The Board's actions that it became."""

    mark_optional = False
    actions = SeveralField(
        queryset=Action.objects.none(), label="Which of the Board’s actions did it become?", required=False,
        widget=Checkboxes(), help_text="The public page shows them, but for those that were heard in private.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, recommendation: Recommendation, offered: QuerySet[Action]) -> None:
        chosen = list(recommendation.actions.values_list("pk", flat=True))
        super().__init__(data, recommendation=recommendation, initial={"actions": chosen})
        self.fields["actions"].queryset = offered  # type: ignore[attr-defined]
        self.is_empty = not offered.exists()

    def differences(self, saved: Recommendation) -> list[dict[str, str]]:
        named = [
            ", ".join(row.reference for row in rows) for rows in (saved.actions.all(), self.cleaned_data["actions"])
        ]
        return compared({"Actions": (named[0], named[1])})


class BecomeForm(VersionedForm):
    """A new action that it becomes."""

    text = GovukTextField(
        label="What is to be done?", rows=4, max_words=200, markdown=False, help_text=PUBLIC,
        error_messages={"required": "Say what is to be done"},
    )  # fmt: skip
    post = forms.ModelChoiceField(
        queryset=Post.objects.none(), label="Owner", empty_label="Choose",
        help_text="A post, so that the action stays owned when somebody leaves.",
    )  # fmt: skip
    due = GovukDateField(label="Due")

    def __init__(self, data: Any = None, *, recommendation: Recommendation) -> None:
        super().__init__(data, recommendation=recommendation)
        self.fields["post"].queryset = posts_of(recommendation.meeting.committee.board)  # type: ignore[attr-defined]
        self.fields["due"].earliest = today()  # type: ignore[attr-defined]

    @property
    def details(self) -> ActionDetails:
        return ActionDetails(self.cleaned_data["text"], post=self.cleaned_data["post"])


def held_meetings(board: Board) -> QuerySet[CommitteeMeeting]:
    """Those that have come: nothing was asked at one ahead."""
    return CommitteeMeeting.objects.filter(committee__board=board, date__lte=today()).select_related("committee")


def reports_of(board: Board) -> QuerySet[CommitteeReport]:
    return CommitteeReport.objects.filter(meeting__committee__board=board)


def said_day(day: dt.date | None) -> str:
    return long_date(day) if day else ""
