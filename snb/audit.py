"""Writing to the audit log."""

from __future__ import annotations

from typing import Any

from django.db import models

from snb.models import AuditEvent, Board, Person
from snb.rights import labels


def record(
    *, by: Person | None, action: str, obj: models.Model | None = None, board: Board | None = None, **detail: Any
) -> AuditEvent:
    """Write down what `by` did to `obj` in `board`, with the labels of the moment. Returns the event."""
    return AuditEvent.objects.create(
        actor=_actor(by, board),
        actor_email=by.email if by else "",
        action=action,
        board_slug=board.slug if board else "",
        object_kind=str(obj._meta.verbose_name) if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        object_label=str(obj)[:300] if obj is not None else "",
        detail=detail,
    )


def _actor(by: Person | None, board: Board | None) -> str:
    if by is None:
        return "The system"
    roles = labels(by.rights.roles_on(board.pk)) if board else ""
    return f"{by.name} ({roles})" if roles else by.name
