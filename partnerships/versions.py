"""Two people who change one row: it has a version, and whoever comes second is told."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

from snb.models import Person
from snb.permissions import Permission
from snb.seen import StaleRow
from snb.workflow import demand

Row = TypeVar("Row", bound=models.Model)


def version_of(row: Any) -> int:
    """Its own version, or the newest row of its history where it counts none; 0 for a row that is not saved yet."""
    if hasattr(row, "version"):
        return row.version
    if row.pk is None:
        return 0
    return row.history.order_by("-history_id").values_list("history_id", flat=True).first() or 0


def stale(row: models.Model) -> StaleRow:
    """That `row` has another version by now."""
    return StaleRow(row, "version", str(version_of(row)))


def locked(row: Row, *, version: int, by: Person, permission: Permission, around: tuple[str, ...] = ()) -> Row:
    """The row as it is now, locked until the transaction ends, if `by` may and nobody else was quicker.

    `around` are the relations to read with it. Raises PermissionDenied or StaleRow.
    """
    rows = type(row)._default_manager.select_for_update(of=("self",)).select_related(*around)
    found = rows.get(pk=row.pk)
    demand(by, permission, found)
    if version_of(found) != version:
        raise stale(found)
    return found


def changed(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    """What differs, by field, as the audit log keeps it."""
    return {name: [old, after[name]] for name, old in before.items() if after[name] != old}


def said(row: models.Model, *names: str) -> dict[str, str]:
    """The values of some fields in words."""
    return {name: str(getattr(row, name)) for name in names}
