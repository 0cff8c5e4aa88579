"""The workflow checker: states move by a table of who may move what, and every refusal has a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Generic, TypeVar

from django.core.exceptions import PermissionDenied

from snb.models import Person
from snb.permissions import Permission, roles_with

State = TypeVar("State", bound=Enum)

# Why this person may not make this move of this thing, whatever their role; empty where they may.
Rule = Callable[[Person, Any], str]


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
    """A thing's states, the permission that each move between two of them needs, and whom a rule keeps from it."""

    noun: str
    table: Mapping[tuple[State, State], Permission]
    rules: Mapping[tuple[State, State], Rule] = field(default_factory=dict)

    def moves_from(self, state: State) -> list[State]:
        return [to for (origin, to) in self.table if origin == state]

    def can(self, person: Person, obj: Any, origin: State, to: State) -> bool:
        """The same rule as `check`, for a template that must know whether to show a button."""
        permission = self.table.get((origin, to))
        may = permission is not None and person.has_perm(permission, obj)
        return may and not self.barred(person, obj, origin, to)

    def barred(self, person: Person, obj: Any, origin: State, to: State) -> str:
        """What the move's own rule says against this person; empty where it says nothing."""
        rule = self.rules.get((origin, to))
        return rule(person, obj) if rule else ""

    def check(self, person: Person, obj: Any, origin: State, to: State) -> None:
        """Raise Refusal where there is no such move or a rule bars it, PermissionDenied where it is not theirs."""
        permission = self.table.get((origin, to))
        if permission is None:
            raise Refusal(f"This {self.noun} is {words(origin)}; it cannot become {words(to)} from there.")
        demand(person, permission, obj)
        if reason := self.barred(person, obj, origin, to):
            raise Refusal(reason)

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
