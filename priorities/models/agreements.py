"""Agreements, their themes, the priorities placed in them, and the actions required of each priority."""

from __future__ import annotations

import datetime as dt

from django.db import models
from simple_history.models import HistoricalRecords

from performance.models import Measure
from priorities.querysets import PriorityQuerySet
from snb.models import Board, Remit
from snb.models.dated import Dated
from snb.querysets import DatedQuerySet


class Agreement(Dated):
    """A Community Safety Agreement (or a city's partnership strategy), in force for a term of years."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="agreements")
    title = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["begins"]

    def __str__(self) -> str:
        return f"{self.title} ({self.begins:%Y} to {self.ends:%Y})" if self.ends else self.title


class Theme(models.Model):
    """A heading of an agreement, under which priorities stand."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="themes")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class Priority(models.Model):
    """One priority for all its life: its names are dated (on the remit), its place is given by each agreement."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="priorities")
    remit = models.OneToOneField(Remit, on_delete=models.PROTECT, related_name="priority")
    slug = models.SlugField(max_length=60)
    summary = models.TextField(blank=True)
    history = HistoricalRecords()

    objects = PriorityQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name_plural = "priorities"
        constraints = [models.UniqueConstraint(fields=["board", "slug"], name="priorities_priority_slug_once")]

    def __str__(self) -> str:
        return self.remit.name

    def name_on(self, day: dt.date) -> str:
        return self.remit.name_on(day)


class Placement(models.Model):
    """A priority stands under a theme of an agreement."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="placements")
    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="placements")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["theme__order", "order"]
        constraints = [models.UniqueConstraint(fields=["theme", "priority"], name="priorities_placement_once")]

    def __str__(self) -> str:
        return f"{self.priority} under {self.theme}"


class RequiredAction(models.Model):
    """An action that the agreement requires of every priority."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="required_actions")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    label = models.CharField(max_length=40)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="priorities_requiredaction_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class PriorityMeasure(models.Model):
    """A measure that serves a priority; the first is the one a dashboard shows."""

    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="measure_links")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="priority_links")
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["priority", "measure"], name="priorities_prioritymeasure_once")]

    def __str__(self) -> str:
        return f"{self.measure} for {self.priority}"
