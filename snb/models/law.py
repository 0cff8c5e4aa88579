"""What the law sets, as dated settings; and the days on which an office is closed beside weekends and bank holidays."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from snb.models.boards import Board
from snb.models.dated import Dated
from snb.querysets import DatedQuerySet


class LegalSetting(Dated):
    """A number that law or guidance sets, from a day on. The law may change it; a board may not.

    `is_verified` says whether the text of the law was read; where it was not, every page that rests on it says so.
    """

    class Key(models.TextChoices):
        CLEAR_DAYS = "clear_days", "Clear days' notice of a meeting"
        REPLY_DAYS = "reply_days", "Days within which scrutiny is answered"
        SCRUTINY_MONTHS = "scrutiny_months", "Months within which crime and disorder scrutiny meets"
        BACKGROUND_YEARS = "background_years", "Years that background papers can be inspected"

    key = models.CharField(max_length=20, choices=Key.choices)
    value = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)
    is_verified = models.BooleanField("the text of the law was read", default=False)
    history = HistoricalRecords()

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["key", "begins"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["key", "begins"], name="snb_legalsetting_one_from_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}: {self.value}"


class ClosedDay(models.Model):
    """A day on which the board's offices are closed although the calendar does not say so."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="closed_days")
    day = models.DateField()
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["board", "day"], name="snb_closedday_once")]

    def __str__(self) -> str:
        return f"{self.day}: {self.reason}"
