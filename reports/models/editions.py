"""Editions: papers as they were issued, restricted and public, with their corrections and supplements."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models

from priorities.models.returns import together
from reports.querysets import EditionQuerySet
from snb.models import Board, Grant, Meeting
from snb.permissions import Permission


class EditionState(models.TextChoices):
    COMPILED = "compiled", "Compiled"
    DECLINED = "declined", "Not cleared"
    CLEARED = "cleared", "Cleared"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Audience(models.TextChoices):
    """For whom a version is made. A paper without anything private has the public one alone."""

    PUBLIC = "public", "Public version"
    RESTRICTED = "restricted", "Restricted version"


def _person(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name=related_name
    )


class Edition(models.Model):
    """One paper, frozen as canonical JSON. Every file of it is made from `content` alone."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="editions")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="editions")
    kind = models.CharField(max_length=40)
    subject = models.CharField(
        max_length=80, blank=True, help_text="What else it is about, by the key its kind gives: a priority, a report."
    )
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.PUBLIC)
    public_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="public_version",
        help_text="The restricted version that was frozen at the same moment, for a public one that has one.",
    )  # fmt: skip
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by",
        help_text="The published edition of the same paper that this one replaces, and says what changed since.",
    )  # fmt: skip
    supplement_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supplements",
        help_text="The edition whose page numbers this one goes on from.",
    )  # fmt: skip
    title = models.CharField(max_length=300)
    content = models.TextField()
    fingerprint = models.CharField(max_length=64, unique=True)
    gaps = models.PositiveIntegerField(default=0, help_text="How many gaps it lists.")
    state = models.CharField(max_length=10, choices=EditionState.choices, default=EditionState.COMPILED)
    compiled_at = models.DateTimeField(auto_now_add=True)
    compiled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="editions_compiled",
        help_text="Nobody, where it was compiled from the command line.",
    )  # fmt: skip
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = _person("editions_cleared")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = _person("editions_published")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = _person("editions_withdrawn")
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was not cleared, or withdrawn.")

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-compiled_at", "-pk"]
        permissions = [
            (Permission.PAPER_READ.value, "Can read this paper before it is published"),
        ]
        constraints = [
            together("cleared_at", "cleared_by", "reports_edition_cleared_pair"),
            together("published_at", "published_by", "reports_edition_published_pair"),
            together("withdrawn_at", "withdrawn_by", "reports_edition_withdrawn_pair"),
            models.CheckConstraint(
                condition=models.Q(public_of=None) | models.Q(audience="public"),
                name="reports_edition_only_a_public_one_is_of_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def data(self) -> dict[str, Any]:
        return dict(json.loads(self.content))

    @property
    def reference(self) -> str:
        """The short form of the fingerprint that the paper prints and its address carries."""
        return self.fingerprint[:12]


class EditionGrant(Grant):
    """One paper shared with one person until a day: a scrutiny officer's early sight, an invited observer."""

    content_object = models.ForeignKey(Edition, on_delete=models.CASCADE)
