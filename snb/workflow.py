"""The workflow checker: states move by a table of who may move what, and every refusal has a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from django.core.exceptions import PermissionDenied

from snb.models import Person
from snb.permissions import Permission, roles_with

State = TypeVar("State", bound=Enum)


class Refusal(Exception):
    """It cannot be done now, whoever asks; `reason` says why in words for the person who asked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def demand(person: Person, permission: Permission, obj: Any) -> None:
    """Raise PermissionDenied, with its reason, unless `person` holds `permission` on `obj`."""
    if not person.has_perm(permission, obj):
        raise PermissionDenied(f"You may not {permission.phrase}.")


@dataclass(frozen=True)
class Machine(Generic[State]):
    """A thing's states and the permission that each move between two of them needs."""

    noun: str
    table: Mapping[tuple[State, State], Permission]

    def moves_from(self, state: State) -> list[State]:
        return [to for (origin, to) in self.table if origin == state]

    def can(self, person: Person, obj: Any, origin: State, to: State) -> bool:
        """The same rule as `check`, for a template that must know whether to show a button."""
        permission = self.table.get((origin, to))
        return permission is not None and person.has_perm(permission, obj)

    def check(self, person: Person, obj: Any, origin: State, to: State) -> None:
        """Raise Refusal where the table has no such move, PermissionDenied where it is not this person's."""
        permission = self.table.get((origin, to))
        if permission is None:
            raise Refusal(f"This {self.noun} is {words(origin)}; it cannot become {words(to)} from there.")
        demand(person, permission, obj)

    def diagram(self) -> str:
        """The table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2"]
        for (origin, to), permission in self.table.items():
            who = ", ".join(role.label for role in roles_with(permission))
            lines.append(f"    {origin.value} --> {to.value}: {who}")
        return "\n".join(lines)


def words(state: Enum) -> str:
    """A state as it reads in a sentence."""
    return str(getattr(state, "label", state.value)).lower()
