"""Kinds of document that a board made for itself: an ordered list of sections, in versions."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from snb.models import Board


class OwnKind(models.Model):
    """A kind of document of one board's own."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="own_kinds")
    slug = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    of_meeting = models.BooleanField("compiled for a meeting", default=False)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["board", "slug"], name="reports_ownkind_once")]

    def __str__(self) -> str:
        return self.name


class KindVersion(models.Model):
    """One version of its layout. Once in use it never changes: a change makes the next version."""

    class State(models.TextChoices):
        DRAFT = "draft", "Being drafted"
        IN_USE = "in use", "In use"
        ENDED = "ended", "Replaced"

    kind = models.ForeignKey(OwnKind, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    layout = models.JSONField(default=list, help_text="Sections in their order: heading, blocks, and their settings.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    note = models.CharField("what changed", max_length=300, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    used_from = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="reports_kindversion_number_once"),
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(state="draft"), name="reports_kindversion_one_draft"
            ),
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(state="in use"), name="reports_kindversion_one_in_use"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, version {self.number}"
