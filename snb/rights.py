"""What the appointments of a day let one person do. Plain values: one query makes them, none asks them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from snb.permissions import RIGHTS, Permission, Role

if TYPE_CHECKING:
    from snb.models import Person


@dataclass(frozen=True)
class Held:
    """A role held on one remit of one board."""

    role: Role
    board_id: int
    remit_id: int
    as_deputy: bool


@dataclass(frozen=True)
class PersonRights:
    """Everything a person is appointed to on one day."""

    held: tuple[Held, ...]

    @classmethod
    def of(cls, person: Person, day: dt.date) -> PersonRights:
        rows = person.appointments.on(day).values_list("role", "remit__board_id", "remit_id", "deputises_for_id")
        return cls(tuple(Held(Role(role), board, remit, bool(principal)) for role, board, remit, principal in rows))

    def allow(self, permission: Permission, obj: Any) -> bool:
        """Whether `obj`, which says where it belongs by `board_id` and perhaps `remit_id`, may be so used."""
        remit_id = getattr(obj, "remit_id", None)
        return any(
            (permission in RIGHTS[held.role].board and held.board_id == obj.board_id)
            or (permission in RIGHTS[held.role].own and remit_id is not None and held.remit_id == remit_id)
            for held in self.held
        )

    def boards_with(self, permission: Permission) -> set[int]:
        """Boards on the whole of which this permission is held."""
        return {held.board_id for held in self.held if permission in RIGHTS[held.role].board}

    def remits_with(self, permission: Permission) -> set[int]:
        """Remits that are this person's own and carry this permission."""
        return {held.remit_id for held in self.held if permission in RIGHTS[held.role].own}

    def roles_on(self, board_id: int) -> list[Role]:
        """The roles held in one board, each once, in the order of `Role`."""
        roles = {held.role for held in self.held if held.board_id == board_id}
        return [role for role in Role if role in roles]

    def board_ids(self) -> set[int]:
        return {held.board_id for held in self.held}


NOBODY = PersonRights(())


def labels(roles: Iterable[Role]) -> str:
    return ", ".join(role.label for role in roles)
