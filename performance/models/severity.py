"""Severity weights by offence code. A set has a version, and scores of different sets are never compared."""

from __future__ import annotations

from django.db import models


class WeightSet(models.Model):
    version = models.CharField(max_length=60, unique=True, help_text="As it is cited beside every score.")
    source = models.CharField(max_length=300)
    published = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["version"]

    def __str__(self) -> str:
        return self.version


class Weight(models.Model):
    """Days in prison, fines and community service alike, that the average sentence for one such offence comes to."""

    weight_set = models.ForeignKey(WeightSet, on_delete=models.PROTECT, related_name="weights")
    code = models.CharField("offence code", max_length=12)
    offence = models.CharField(max_length=200)
    value = models.DecimalField(max_digits=14, decimal_places=6)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["weight_set", "code"], name="performance_weight_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.offence}"
