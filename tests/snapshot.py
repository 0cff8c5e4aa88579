"""A scene that many tests begin with, made once by the product's own models and then put back row by row.

Making it takes a hundred statements and their history; putting it back takes one for each table.
"""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.apps import apps
from django.db import connection, transaction
from psycopg.types.json import Jsonb

Scene = TypeVar("Scene")


@dataclass(frozen=True)
class Rows:
    """Every row of one table, as the database gave them."""

    statement: str
    values: list[tuple[Any, ...]]


class Snapshot(Generic[Scene]):
    """`take(make)` makes the scene the first time in this process, and puts the same rows back at every later call.

    Ids stay those of the first time: a sequence never goes back, so that new rows get higher ones. Rows that are there
    before the scene (such as legal settings) are not part of it.
    """

    def __init__(self) -> None:
        self._kept: tuple[Any, bytes, list[Rows]] | None = None

    def take(self, make: Callable[[], Scene], *, of: Any) -> Scene:
        """`of` is what the scene depends on beside the code, such as the day: another one makes it anew."""
        if self._kept is None or self._kept[0] != of:
            before = _ids()
            scene = make()
            self._kept = (of, pickle.dumps(scene), _new_rows(before))
            return scene
        _, pickled, tables = self._kept
        with transaction.atomic(), connection.cursor() as cursor:  # its tables point at each other
            for table in tables:
                cursor.executemany(table.statement, table.values)
        return pickle.loads(pickled)


def _tables() -> dict[str, str]:
    """The column of the primary key of every table of ours, by the table's name."""
    models = [model._meta for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return {meta.db_table: str(meta.pk.column) for meta in models}


def _ids() -> dict[str, set[Any]]:
    found = {}
    with connection.cursor() as cursor:
        for table, key in _tables().items():
            cursor.execute(f'SELECT "{key}" FROM "{table}"')
            found[table] = {row[0] for row in cursor.fetchall()}
    return found


def _new_rows(before: dict[str, set[Any]]) -> list[Rows]:
    made = []
    with connection.cursor() as cursor:
        for table, key in _tables().items():
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [column[0] for column in cursor.description]
            place = columns.index(key)
            rows = [tuple(map(_again, row)) for row in cursor.fetchall() if row[place] not in before[table]]
            if rows:
                names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join(["%s"] * len(columns))
                made.append(Rows(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows))
    return made


def _again(value: Any) -> Any:
    """A value as the database takes it back."""
    if isinstance(value, dt.time) and connection.vendor == "sqlite":
        return value.isoformat()
    if isinstance(value, dict | list):
        return Jsonb(value)
    return value
