"""What people write for papers: passages, their way from draft to cleared, and the comments on it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from priorities.models.returns import together
from snb.models import Board


class PassageState(models.TextChoices):
    DRAFT = "draft", "Draft"
    COMMENTS = "comments", "Out for comments"
    CLEARED = "cleared", "Cleared"


class Passage(models.Model):
    """One piece of prose that a paper prints: standing prose of the board, or of one subject such as a report."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="passages")
    subject = models.CharField(
        max_length=80, blank=True, help_text="The key of what it is written for; empty for the board's standing prose."
    )
    key = models.CharField(max_length=60)
    markdown = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=PassageState.choices, default=PassageState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ["subject", "key"]
        constraints = [
            models.UniqueConstraint(fields=["board", "subject", "key"], name="reports_passage_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.subject or self.board})"


class PassageComment(models.Model):
    """What somebody said about a passage, and who settled it."""

    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField()
    about_version = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [together("settled_at", "settled_by", "reports_passagecomment_settled_pair")]

    def __str__(self) -> str:
        return self.text[:80]
