"""One moment of the database: everything read inside was true at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction that only reads. Inside another transaction it is that one, whatever its isolation."""
    if connection.in_atomic_block:
        yield
        return
    with _waiting_for_no_writer(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # Django has no other way to ask for a snapshot for one transaction.
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def _waiting_for_no_writer() -> Iterator[None]:
    """On SQLite our transactions begin by taking the write lock; one that only reads must not hold up writers."""
    if connection.vendor != "sqlite":
        yield
        return
    held: Any = connections["default"]  # `transaction_mode` is SQLite's own
    held.ensure_connection()  # connecting sets the mode from the settings
    mode, held.transaction_mode = held.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        held.transaction_mode = mode
