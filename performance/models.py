"""Measures and their observations. A figure has a source and a vintage; missing is never zero."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from performance.analysis.rag import Polarity
from snb.models import Board
from snb.models.boards import choices
from snb.quarters import Quarter
from snb.querysets import OfBoardQuerySet


class Measure(models.Model):
    """What is counted, for what area, in what unit, and which way is better."""

    class State(models.TextChoices):
        LIVE = "live", "Live"
        NO_DATA = "no_data", "No data"
        IN_DEVELOPMENT = "in_development", "In development"
        CHANGING = "changing", "Definition changing"

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="measures")
    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    definition = models.TextField(blank=True)
    unit = models.CharField(max_length=60)
    polarity = models.CharField(max_length=7, choices=choices(Polarity))
    area = models.CharField(max_length=200, help_text="The area the figure is published for.")
    source = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=14, choices=State.choices, default=State.LIVE)
    expected = models.DateField("figures expected by", null=True, blank=True)
    target = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    target_note = models.CharField(max_length=200, blank=True)
    history = HistoricalRecords()

    objects = OfBoardQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["board", "slug"], name="performance_measure_slug_once")]

    def __str__(self) -> str:
        return self.name


class Observation(models.Model):
    """One figure for one quarter, as known on its vintage. A later vintage never replaces an earlier row."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="observations")
    period_start = models.DateField("first day of the quarter")
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    vintage = models.DateField("as published on")
    is_provisional = models.BooleanField(default=False)

    class Meta:
        ordering = ["period_start", "vintage"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "period_start", "vintage"], name="performance_observation_once")
        ]

    def __str__(self) -> str:
        return f"{self.measure}, {self.quarter.short}: {self.value}"

    @property
    def quarter(self) -> Quarter:
        return Quarter.of(self.period_start)
