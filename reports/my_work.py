"""What needs a person over all their boards: each room says what it has for them, in a constant few queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable

from reports.needs import Need, OfBoard, papers_of, returns_of, soonest, vacancies_of
from reports.needs_of_rooms import (
    actions_done,
    actions_owned,
    duties_owned,
    learning_of,
    linkages_owned,
    narratives_of,
    replies_of,
)
from reports.writing_needs import texts_of
from snb.models import Person

Provider = Callable[[Person, dt.date], Iterable[OfBoard]]

PROVIDERS: tuple[Provider, ...] = (
    returns_of, papers_of, vacancies_of, actions_owned, actions_done, narratives_of, replies_of, duties_owned,
    linkages_owned, learning_of, texts_of,
)  # fmt: skip


def needs_of(person: Person, day: dt.date) -> dict[int, list[Need]]:
    """By board id, the soonest first. Only of boards in which the person is appointed on `day`."""
    needs: dict[int, list[Need]] = defaultdict(list)
    for provide in PROVIDERS:
        for board_id, need in provide(person, day):
            needs[board_id].append(need)
    known = person.rights.board_ids()
    return {board_id: sorted(found, key=soonest) for board_id, found in needs.items() if board_id in known}
