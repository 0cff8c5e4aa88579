"""Figures: what was known of a measure, for an area and a period, on a day; and where figures come from."""

from __future__ import annotations

from django.db import models

from partnerships.models import Area
from performance.models.measures import Measure
from performance.periods import Cadence, Period
from snb.models import Board, Person
from snb.querysets import OfBoardQuerySet


class Import(models.Model):
    """Files of one source, checked and then applied or discarded. Nothing is saved of a file that is not clean."""

    class State(models.TextChoices):
        CHECKING = "checking", "Being checked"
        REFUSED = "refused", "Has errors"
        CHECKED = "checked", "Ready to save"
        APPLYING = "applying", "Being saved"
        APPLIED = "applied", "Saved"
        DISCARDED = "discarded", "Discarded"
        FAILED = "failed", "Stopped by a fault"

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="imports")
    source = models.CharField(max_length=40)
    files = models.JSONField(default=list, help_text="Name, size in bytes and SHA-256 of each file.")
    period = models.CharField(max_length=40, blank=True, help_text="Where the file does not say it itself.")
    vintage = models.DateField("published on")
    state = models.CharField(max_length=9, choices=State.choices, default=State.CHECKING)
    progress = models.PositiveIntegerField("kilobytes read so far", default=0)
    outcome = models.JSONField(default=dict, help_text="Counts, notes and problems, as the preview shows them.")
    started_at = models.DateTimeField(auto_now_add=True)
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OfBoardQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            # The command line has no person: then the moment alone says that it was applied.
            models.CheckConstraint(
                condition=models.Q(applied_by=None) | models.Q(applied_at__isnull=False),
                name="performance_import_applied_by_at",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} published {self.vintage}"


class Feed(models.Model):
    """A series of a source goes into a measure. Several series of one source are added together, all or none."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="feeds")
    source = models.CharField(max_length=40)
    series = models.CharField(max_length=200, help_text="The source's own name of it.")

    class Meta:
        ordering = ["source", "series"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "source", "series"], name="performance_feed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.series} to {self.measure}"


class Observation(models.Model):
    """One figure as known on its vintage. Never changed: a revision is a new row, and missing is never zero."""

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="observations")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="observations")
    period_start = models.DateField("first day of the period")
    value = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    numerator = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    vintage = models.DateField("as published on")
    sequence = models.PositiveSmallIntegerField(default=0, help_text="Which correction of that day; 0 is the first.")
    is_provisional = models.BooleanField(default=False)
    is_suppressed = models.BooleanField("suppressed by its publisher", default=False)
    note = models.CharField(max_length=300, blank=True)
    imported = models.ForeignKey(Import, on_delete=models.PROTECT, null=True, blank=True, related_name="observations")
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["period_start", "vintage", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "area", "period_start", "vintage", "sequence"], name="performance_observation_once"
            ),
            models.CheckConstraint(
                condition=models.Q(is_suppressed=False) | models.Q(value=None),
                name="performance_observation_suppressed_has_no_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}, {self.period.short}: {self.value}"

    @property
    def period(self) -> Period:
        return Period(self.period_start, Cadence(self.measure.cadence))
