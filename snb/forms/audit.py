"""The filter of the audit log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone

from snb.govuk import GovukForm, GovukLineField
from snb.govuk_fields import EARLIEST
from snb.models import AuditEvent
from snb.querysets import today


def _day_box() -> forms.DateInput:
    return forms.DateInput({"type": "date", "class": "govuk-input--width-10"}, format="%Y-%m-%d")


class AuditFilterForm(GovukForm):
    """Who, what, and between which days. Lives in the address."""

    mark_optional = False
    email = GovukLineField(required=False, max_length=254, label="Email address")
    action = forms.ChoiceField(required=False, label="What was done")
    since = forms.DateField(
        required=False, label="From", widget=_day_box(), error_messages={"invalid": "From must be a real date"}
    )
    until = forms.DateField(
        required=False, label="Until", widget=_day_box(), error_messages={"invalid": "Until must be a real date"}
    )

    def __init__(self, *args: Any, actions: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", "Anything"), *((action, action.capitalize()) for action in actions)]  # type: ignore[attr-defined]

    def narrow(self, events: models.QuerySet[AuditEvent]) -> models.QuerySet[AuditEvent]:
        """The events that the valid part of the filter asks for."""
        data = self.cleaned_data if self.is_bound and (self.is_valid() or True) else {}
        if email := data.get("email"):
            events = events.filter(actor_email__icontains=email.strip())
        if action := data.get("action"):
            events = events.filter(action=action)
        if since := data.get("since"):
            events = events.filter(at__gte=_midnight(_capped(since)))
        if until := data.get("until"):
            events = events.filter(at__lt=_midnight(_capped(until) + dt.timedelta(days=1)))
        return events


def _capped(day: dt.date) -> dt.date:
    """The day, or the nearest on which anything can have been recorded: the ends of the calendar have no day beyond."""
    return min(max(day, EARLIEST), today() + dt.timedelta(days=1))


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
