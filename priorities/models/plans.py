"""The costed action plan of a priority."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from priorities.models.agreements import Priority


class PlannedAction(models.Model):
    """One costed action. Money is in pence."""

    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="planned_actions")
    slug = models.SlugField(max_length=60)
    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=200, help_text="The post that does it.")
    begins = models.DateField("starts")
    due = models.DateField()
    budget = models.PositiveBigIntegerField("planned spend, in pence", default=0)
    outputs = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    milestone = models.CharField("next milestone", max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["priority", "slug"], name="priorities_plannedaction_slug_once"),
            models.CheckConstraint(
                condition=models.Q(due__gte=models.F("begins")),
                name="priorities_plannedaction_due_after_start",
                violation_error_message="The due date must not come before the start.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
