"""What people did. Labels as they were at the time; no foreign key that a later change could break."""

from __future__ import annotations

from django.db import models


class AuditEvent(models.Model):
    """One thing one person did, or was refused. Append-only: the database refuses change and removal."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.CharField(max_length=200)
    actor_email = models.CharField(max_length=254, blank=True, db_index=True)
    action = models.CharField(max_length=60, db_index=True)
    board_slug = models.CharField(max_length=40, blank=True, db_index=True)
    object_kind = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    object_label = models.CharField(max_length=300, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["object_kind", "object_id"])]

    def __str__(self) -> str:
        return f"{self.actor}: {self.action} {self.object_label}"
