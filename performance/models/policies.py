"""How a board reads its figures: settings, each with the usual practice as its default."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from simple_history.models import HistoricalRecords

from performance.models.measures import Measure
from snb.models import Board


class PerformancePolicy(models.Model):
    """A board without a row reads its figures by these defaults."""

    class Rule(models.TextChoices):
        LAST_YEAR = "last_year", "Amber while no worse than a year ago"
        BANDS = "bands", "Amber within a second tolerance"

    class Short(models.TextChoices):
        PREVIOUS = "previous", "The period before"
        LAST_YEAR = "last_year", "The same period last year"

    board = models.OneToOneField(Board, on_delete=models.PROTECT, related_name="performance_policy")
    rule = models.CharField("RAG rule", max_length=9, choices=Rule.choices, default=Rule.LAST_YEAR)
    tolerance = models.DecimalField(
        "green within", max_digits=4, decimal_places=3, default=Decimal("0.100"), help_text="A share: 0.1 for 10%."
    )
    amber_tolerance = models.DecimalField("amber within", max_digits=4, decimal_places=3, default=Decimal("0.200"))
    short = models.CharField("short term compares with", max_length=9, choices=Short.choices, default=Short.PREVIOUS)
    long_mean_of = models.PositiveSmallIntegerField(
        "long trend: mean of the last", default=4, validators=[MinValueValidator(2), MaxValueValidator(60)]
    )
    no_change_within = models.DecimalField(
        "no change within", max_digits=4, decimal_places=3, default=Decimal(0), help_text="A share: 0.01 for 1%."
    )
    screened_limits = models.BooleanField("screen control limits for outlying moving ranges", default=False)
    suppress_below = models.PositiveSmallIntegerField(
        "suppress counts below", default=5, validators=[MinValueValidator(2), MaxValueValidator(50)]
    )
    population = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="The measure that counts people, for rates.",
    )  # fmt: skip
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "performance policies"

    def __str__(self) -> str:
        return f"How {self.board} reads its figures"
