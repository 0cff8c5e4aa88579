"""The annual refresh of an agreement: what became of each priority, and the further work that was asked for."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from priorities.models.agreements import Agreement, Priority, Theme
from snb.models import Action, Meeting
from snb.models.boards import Owned


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
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Where a new or an elevated priority is to stand.",
    )  # fmt: skip
    part_of = models.ForeignKey(
        Priority, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="What an elevated priority was a part of.",
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["refresh", "priority"], name="priorities_refreshoutcome_once"),
            models.CheckConstraint(
                condition=~models.Q(kind="renamed") | ~models.Q(new_name=""),
                name="priorities_refreshoutcome_renamed_to_something",
            ),
            models.CheckConstraint(
                condition=(models.Q(kind__in=["new", "elevated"]) & models.Q(theme__isnull=False))
                | (~models.Q(kind__in=["new", "elevated"]) & models.Q(theme=None)),
                name="priorities_refreshoutcome_taken_in_somewhere",
            ),
            models.CheckConstraint(
                condition=(models.Q(kind="elevated") & models.Q(part_of__isnull=False))
                | (~models.Q(kind="elevated") & models.Q(part_of=None)),
                name="priorities_refreshoutcome_elevated_from_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.priority}: {self.get_kind_display() or 'not decided'}"

    @property
    def board_id(self) -> int:
        return self.refresh.board_id


class FurtherWork(Owned):
    """Work that a refresh asks for, of one owner and by a day: on one priority beside its outcome, or on the agreement
    as a whole. Once agreed it is an action."""

    refresh = models.ForeignKey(Refresh, on_delete=models.CASCADE, related_name="further_work")
    outcome = models.ForeignKey(
        RefreshOutcome, on_delete=models.CASCADE, null=True, blank=True, related_name="further_work",
        help_text="Empty where it is about the agreement as a whole.",
    )  # fmt: skip
    text = models.CharField(max_length=500)
    due = models.DateField()
    action = models.OneToOneField(
        Action, on_delete=models.PROTECT, null=True, blank=True, related_name="asked_by_refresh",
        help_text="Empty until the refresh is agreed.",
    )  # fmt: skip

    class Meta:
        ordering = ["due", "pk"]
        verbose_name_plural = "further work"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(post__isnull=False, role="", remit=None)
                | (models.Q(post=None, remit__isnull=False) & ~models.Q(role="")),
                name="priorities_furtherwork_one_owner",
                violation_error_message="Further work has one owner: a post, or a role.",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def board_id(self) -> int:
        return self.refresh.board_id
