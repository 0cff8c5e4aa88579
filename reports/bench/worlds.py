"""Copies of the database on its server, and turning from one to another between two requests. PostgreSQL only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from reports.bench.timing import get

NAME = "golden_thread_bench_{}"


@dataclass(frozen=True)
class World:
    """A database that the whole program may be turned to; without one it stays where it is."""

    held: BaseDatabaseWrapper | None = None

    def enter(self) -> None:
        if self.held is not None:
            connections["default"] = self.held

    def get(self, client: Client, url: str) -> None:
        self.enter()
        get(client, url)


@contextmanager
def copies(count: int) -> Iterator[list[World]]:
    """As many copies of the database. They are gone at the end, and the program is back where it was."""
    own = connections["default"]
    own.close()  # a database is copied only while nobody is connected to it
    with ExitStack() as stack:
        stack.callback(World(own).enter)
        yield [stack.enter_context(_copy(own, NAME.format(number))) for number in range(count)]


@contextmanager
def _copy(own: BaseDatabaseWrapper, name: str) -> Iterator[World]:
    _command(own, f"DROP DATABASE IF EXISTS {name}")
    _command(own, f'CREATE DATABASE {name} TEMPLATE "{own.settings_dict["NAME"]}"')
    made = _to(own, name)
    try:
        yield World(made)
    finally:
        made.close()
        _command(own, f"DROP DATABASE {name}")


def _to(own: BaseDatabaseWrapper, name: str) -> BaseDatabaseWrapper:
    made = connections.create_connection("default")
    made.settings_dict = {**own.settings_dict, "NAME": name}
    return made


def _command(own: BaseDatabaseWrapper, command: str) -> None:
    other: Any = _to(own, "template1")
    try:
        with other.cursor() as cursor:
            cursor.execute(command)
    finally:
        other.close()


def settled() -> None:
    """As a database is after a while at work: statistics taken, rows known to be visible."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
