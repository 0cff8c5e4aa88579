"""What happened to a return: moves, signatures, comments, chases, extensions. Rows are added, hardly ever changed."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models

from priorities.models.returns import QuarterlyReturn


class ReturnRecord(models.Model):
    """Something a person did to a return at a moment."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["at", "pk"]


class Move(ReturnRecord):
    """A change of state. The database lets a return's state change only along its newest move."""

    quarterly_return = models.ForeignKey(QuarterlyReturn, on_delete=models.CASCADE, related_name="moves")
    number = models.PositiveIntegerField()
    origin = models.CharField(max_length=12)
    target = models.CharField(max_length=12)
    by_title = models.CharField(max_length=300, help_text="Name and post on the day.")
    comment = models.TextField(blank=True)

    class Meta(ReturnRecord.Meta):
        constraints = [
            models.UniqueConstraint(fields=["quarterly_return", "number"], name="priorities_move_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.origin} to {self.target}"


class Signature(ReturnRecord):
    """What was signed, word for word, as canonical JSON with its SHA-256."""

    quarterly_return = models.ForeignKey(QuarterlyReturn, on_delete=models.PROTECT, related_name="signatures")
    number = models.PositiveIntegerField("round")
    signed_as = models.CharField(max_length=300, help_text="Name and post on the day of signing.")
    content = models.TextField()
    fingerprint = models.CharField(max_length=64, db_index=True)

    class Meta(ReturnRecord.Meta):
        constraints = [
            models.UniqueConstraint(fields=["quarterly_return", "number"], name="priorities_signature_round_once")
        ]

    def __str__(self) -> str:
        return f"{self.quarterly_return}, round {self.number}"

    @property
    def data(self) -> dict[str, Any]:
        return dict(json.loads(self.content))


class Comment(ReturnRecord):
    """A reviewer's remark on one section of a return, made when it was sent back."""

    quarterly_return = models.ForeignKey(QuarterlyReturn, on_delete=models.CASCADE, related_name="comments")
    section_key = models.CharField(max_length=20)
    field = models.CharField(max_length=60, blank=True)
    text = models.TextField()
    round = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.text


class Chase(ReturnRecord):
    """A reminder that was mailed about a return."""

    quarterly_return = models.ForeignKey(QuarterlyReturn, on_delete=models.CASCADE, related_name="chases")
    to = models.CharField(max_length=500)

    def __str__(self) -> str:
        return f"Chased {self.to}"


class Extension(ReturnRecord):
    """A later deadline, and why."""

    quarterly_return = models.ForeignKey(QuarterlyReturn, on_delete=models.CASCADE, related_name="extensions")
    old_due = models.DateField()
    new_due = models.DateField()
    reason = models.CharField(max_length=300)

    class Meta(ReturnRecord.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(new_due__gt=models.F("old_due")), name="priorities_extension_is_later"
            )
        ]

    def __str__(self) -> str:
        return f"{self.old_due} to {self.new_due}"
