"""A day on which the offices are closed."""

from __future__ import annotations

from snb.govuk import GovukDateField, GovukForm, GovukLineField


class ClosedDayForm(GovukForm):
    """A day that counts as no working day."""

    day = GovukDateField(label="Day", help_text="For example, 27 12 2026")
    reason = GovukLineField(max_length=200, label="Why are the offices closed?")
