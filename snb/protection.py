"""Protection in the database itself: what is signed, frozen or published is refused to forms, ORM, admin and SQL alike.

Triggers are installed after every `migrate`, not in a migration: SQLite rebuilds a table to alter it and drops its
triggers, so a later migration would silently take the protection away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connections


@dataclass(frozen=True)
class Trigger:
    """Refuse `event` ("INSERT", "UPDATE" or "DELETE") on `table` where `when` (SQL over OLD and NEW) holds.

    "TRUNCATE", which only PostgreSQL has and which no row trigger sees, is refused always.
    """

    name: str
    table: str
    event: str
    when: str
    message: str

    def drop(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [f'DROP TRIGGER IF EXISTS "{self.name}"']
        return [f'DROP TRIGGER IF EXISTS "{self.name}" ON "{self.table}"']

    def create(self, vendor: str) -> list[str]:
        message = self.message.replace("'", "''")
        if vendor == "sqlite":
            if self.event == "TRUNCATE":
                return []
            return [
                f'CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}" WHEN {self.when} '
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            ]
        row = "NEW" if self.event in ("INSERT", "UPDATE") else "OLD"
        each = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        return [
            f'CREATE OR REPLACE FUNCTION "{self.name}"() RETURNS trigger LANGUAGE plpgsql AS $$ '
            f"BEGIN IF {self.when} THEN RAISE EXCEPTION '{message.replace('%', '%%')}' "
            f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $$",
            f'CREATE TRIGGER "{self.name}" BEFORE {self.event} ON "{self.table}" '
            f'FOR EACH {each} EXECUTE FUNCTION "{self.name}"()',
        ]


def kept(table: str, message: str, *keys: tuple[str, ...]) -> list[Trigger]:
    """Rows of `table` are not pushed out: not by TRUNCATE, not by a changed id, not by SQLite's REPLACE.

    REPLACE removes the row whose id or unique key (one of `keys`) it meets without asking the triggers of DELETE.
    """
    met = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {' AND '.join(f'{column} = NEW.{column}' for column in key)})"
        for key in (("id",), *keys)
    )
    return [
        Trigger(f"{table}_no_replace", table, "INSERT", met, message),
        Trigger(f"{table}_id_fixed", table, "UPDATE", "OLD.id <> NEW.id", message),
        Trigger(f"{table}_no_truncate", table, "TRUNCATE", "TRUE", message),
    ]


def append_only(table: str, message: str, *keys: tuple[str, ...]) -> list[Trigger]:
    """Rows of `table` may be added, never changed, removed or replaced."""
    refused = [Trigger(f"{table}_no_{event.lower()}", table, event, "TRUE", message) for event in ("UPDATE", "DELETE")]
    return [*refused, *kept(table, message, *keys)]


def install(triggers: Iterable[Trigger], using: str = "default") -> None:
    """(Re)create the triggers in one database."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for trigger in triggers:
            for statement in trigger.drop(connection.vendor) + trigger.create(connection.vendor):
                cursor.execute(statement)


def remove(triggers: Iterable[Trigger], using: str = "default") -> None:
    """Drop the triggers: only for emptying a test database."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for trigger in triggers:
            for statement in trigger.drop(connection.vendor):
                cursor.execute(statement)


def install_after_migrate(triggers: Iterable[Trigger]) -> Any:
    """A receiver of `post_migrate` that installs `triggers`."""

    def receiver(using: str = "default", **kwargs: Any) -> None:
        tables = set(connections[using].introspection.table_names())
        install([trigger for trigger in triggers if trigger.table in tables], using)

    return receiver


TRIGGERS = append_only("snb_auditevent", "The audit log is never changed.")
