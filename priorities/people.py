"""Who writes, signs and reviews returns today: for many returns in three queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from priorities.models import QuarterlyReturn
from priorities.models.returns import State
from priorities.notices import NEXT
from snb.holders import appointments_on
from snb.models import Appointment, Person, Remit
from snb.permissions import RemitKind, Role
from snb.querysets import today

ROLES = (Role.LEAD, Role.SUPPORT_OFFICER, Role.PROGRAMME_MANAGER)


@dataclass(frozen=True)
class People:
    """The people around one return today, substantive holders before their deputies."""

    by_role: dict[Role, list[Appointment]] = field(default_factory=dict)

    def names(self, role: Role, *, without: int | None = None) -> str:
        """ "Alex Reed and Sam Hill (deputy)"; empty where nobody is appointed. `without` is the id of a person."""
        return in_words(
            f"{row.person.name} (deputy)" if row.deputises_for_id else row.person.name
            for row in self.by_role.get(role, [])
            if row.person_id != without
        )

    @property
    def lead(self) -> str:
        return self.names(Role.LEAD)

    @property
    def support(self) -> str:
        return self.names(Role.SUPPORT_OFFICER)

    @property
    def manager(self) -> str:
        return self.names(Role.PROGRAMME_MANAGER)

    def holding_role(self, state: State) -> Role | None:
        """The role that has the next move in `state`: the first choice that somebody holds."""
        return next((role for role in NEXT[state] if self.by_role.get(role)), None)

    def holders(self, state: State) -> list[Person]:
        role = self.holding_role(state)
        return list(dict.fromkeys(row.person for row in self.by_role[role])) if role else []


def people_of(returns: Iterable[QuarterlyReturn]) -> dict[int, People]:
    """The people around each return, by its id."""
    returns = list(returns)
    boards = dict(
        Remit.objects.filter(board__in={held.board_id for held in returns}, kind=RemitKind.BOARD).values_list(
            "board", "pk"
        )
    )
    remits = {held.remit_id for held in returns} | set(boards.values())
    found = appointments_on(today(), roles=ROLES, remit_ids=remits)
    return {held.pk: _people(held, found, boards) for held in returns}


def _people(held: QuarterlyReturn, found: dict[int, list[Appointment]], boards: dict[int, int]) -> People:
    rows = [*found.get(held.remit_id, []), *found.get(boards.get(held.board_id, 0), [])]
    return People({role: [row for row in rows if row.role == role] for role in ROLES})


def in_words(names: Iterable[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    *first, last = list(names) or [""]
    return f"{', '.join(first)} and {last}" if first else last
