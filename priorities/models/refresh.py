"""The annual refresh of an agreement: what became of each priority, and the further work that was asked for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from priorities.models.agreements import Agreement, Priority
from snb.models import Action, Meeting


class Refresh(models.Model):
    """One yearly review of an agreement, opened on a day and agreed at a meeting. Agreed, it does not change."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="refreshes")
    year = models.PositiveSmallIntegerField(help_text="The calendar year in which it is made.")
    opened_on = models.DateField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="refreshes",
        help_text="The meeting that agreed it.",
    )  # fmt: skip
    agreed_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        ordering = ["-year"]
        verbose_name_plural = "refreshes"
        constraints = [
            models.UniqueConstraint(fields=["agreement", "year"], name="priorities_refresh_once_a_year"),
            models.CheckConstraint(
                condition=models.Q(meeting=None, agreed_on=None)
                | models.Q(meeting__isnull=False, agreed_on__isnull=False),
                name="priorities_refresh_agreed_at_a_meeting",
            ),
        ]

    def __str__(self) -> str:
        return f"Refresh of {self.year}"

    @property
    def board_id(self) -> int:
        return self.agreement.board_id


class RefreshOutcome(models.Model):
    """What a refresh says of one priority. Confirmed is confirmed even where further work is asked for."""

    class Kind(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        RENAMED = "renamed", "Renamed"
        NEW = "new", "New"
        ELEVATED = "elevated", "Elevated"
        ENDED = "ended", "Ended"

    refresh = models.ForeignKey(Refresh, on_delete=models.CASCADE, related_name="outcomes")
    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="refresh_outcomes")
    kind = models.CharField(max_length=10, choices=Kind.choices, blank=True, help_text="Empty until it is decided.")
    new_name = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    further_work = models.ManyToManyField(Action, blank=True, related_name="asked_by_refresh")
    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["refresh", "priority"], name="priorities_refreshoutcome_once"),
            models.CheckConstraint(
                condition=~models.Q(kind="renamed") | ~models.Q(new_name=""),
                name="priorities_refreshoutcome_renamed_to_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.priority}: {self.get_kind_display() or 'not decided'}"

    @property
    def board_id(self) -> int:
        return self.refresh.board_id
