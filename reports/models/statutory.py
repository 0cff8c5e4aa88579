"""What the law asks of a paper, where a person has answered for it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from priorities.models import Agreement


class ChecklistSignOff(models.Model):
    """A requirement of the statutory checklist that the records do not show as met, signed off with a reason."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="sign_offs")
    item = models.CharField(max_length=60, help_text="The key of the requirement.")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        ordering = ["item"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "item"], name="reports_checklistsignoff_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="reports_checklistsignoff_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.reason}"[:200]

    @property
    def board_id(self) -> int:
        return self.agreement.board_id
