"""What somebody saw when they began to write: a save that started from something older loses nobody's words."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import models

from snb.workflow import Refusal


class StaleRow(Refusal):
    """Somebody else changed the row in the meantime; `saved` is how they left it.

    A form that is sent once more says that this was seen: its hidden `field` then holds `stamp`.
    """

    def __init__(self, saved: Any, field: str, stamp: str) -> None:
        super().__init__("Somebody else changed this while you were writing. Nothing of yours has been saved yet.")
        self.saved: Any = saved
        self.field, self.stamp = field, stamp


def fingerprint(row: models.Model) -> str:
    """Sixteen characters that change when a field of the row does, or what it is linked to by a list of its own."""
    values = [str(field.value_from_object(row)) for field in row._meta.concrete_fields]
    linked = [sorted(getattr(row, field.name).values_list("pk", flat=True)) for field in row._meta.many_to_many]
    return hashlib.sha256(repr((values, linked)).encode()).hexdigest()[:16]


def refuse_stale(row: models.Model, seen: str) -> None:
    """Raise StaleRow unless the row, read afresh, is as it was when its form was shown."""
    if fingerprint(row) != seen:
        raise StaleRow(row, "seen", fingerprint(row))
