"""Files that people hand in: stored by fingerprint, with who brought them and when."""

from __future__ import annotations

from django.conf import settings
from django.db import models


def stored_path(upload: Uploaded, filename: str) -> str:
    """Stored by fingerprint, so that no name a person chose reaches the file system."""
    return f"{upload.sha256[:2]}/{upload.sha256}"


class Uploaded(models.Model):
    """A file as it was handed in; `name` is what the person called it."""

    file = models.FileField(upload_to=stored_path)
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
