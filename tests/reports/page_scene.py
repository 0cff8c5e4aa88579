"""What the pages need beside the cast: figures, papers, and a board that grows to show that queries do not."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal

from performance.analysis.rag import Polarity
from performance.models import Measure, Observation
from priorities.models import PlannedAction, Priority, PriorityMeasure, QuarterlyReturn, Theme
from priorities.models.returns import State
from priorities.opening import open_returns
from priorities.workflow import move
from reports.models import Edition, EditionGrant, EditionState
from reports.workflow import move_edition
from snb.models import Meeting, Person
from snb.permissions import Role
from snb.quarters import Quarter
from snb.querysets import today
from tests.cast import (
    Cast,
    board_remit,
    bring_to,
    days,
    fill,
    give,
    make_area,
    make_board,
    make_meeting,
    make_person,
    make_priority,
)

NEWEST = Quarter.of(today()).shifted(-1)


def add_measure(
    priority: Priority, slug: str, figures: dict[int, int | None], *, target: int | None = None, **more: object
) -> Measure:
    """A measure of the priority with a figure by quarters back from the newest."""
    values = {"name": slug.capitalize(), "unit": "offences", "polarity": Polarity.LOWER, "area": make_area(), **more}
    goal = None if target is None else Decimal(target)
    measure = Measure.objects.create(board=priority.board, slug=slug, target=goal, **values)
    PriorityMeasure.objects.create(priority=priority, measure=measure, order=priority.measure_links.count() + 1)
    for back, value in figures.items():
        start = NEWEST.shifted(-back).start
        Observation.objects.create(
            measure=measure, area=measure.area, period_start=start, value=value, vintage=days(-5)
        )
    return measure


def add_edition(cast: Cast, state: EditionState = EditionState.COMPILED, **more: object) -> Edition:
    """A paper of the meeting ahead, walked to `state`."""
    number = str(Edition.objects.count())
    values = {"board": cast.board, "meeting": cast.meeting, "kind": "board-pack", "title": "Board pack", **more}
    edition = Edition.objects.create(
        content="{}", fingerprint=hashlib.sha256(number.encode()).hexdigest(), compiled_by=cast.manager, **values
    )
    path = {
        EditionState.COMPILED: [],
        EditionState.DECLINED: [(EditionState.DECLINED, cast.chair)],
        EditionState.CLEARED: [(EditionState.CLEARED, cast.chair)],
        EditionState.PUBLISHED: [(EditionState.CLEARED, cast.chair), (EditionState.PUBLISHED, cast.manager)],
    }
    for to, by in path[state]:
        edition = move_edition(edition=edition, to=to, by=by, reason="Not yet." if to in ("declined",) else "")
    return edition


def share(edition: Edition, person: Person, cast: Cast, *, until: dt.date) -> EditionGrant:
    from django.contrib.auth.models import Permission as PermissionRow

    read = PermissionRow.objects.get(codename="read_paper", content_type__app_label="reports")
    return EditionGrant.objects.create(
        user=person, permission=read, content_object=edition, giver=cast.manager, reason="Early sight", ends=until
    )


def past_meeting(cast: Cast, quarters_back: int) -> Meeting:
    meeting = make_meeting(cast.board, in_days=-90 * quarters_back, due_in=-90 * quarters_back - 10)
    open_returns(meeting=meeting, by=cast.manager)
    return meeting


def accept(held: QuarterlyReturn, cast: Cast, to: State = State.ACCEPTED) -> QuarterlyReturn:
    return bring_to(held, to, cast)


def grow(cast: Cast, size: int) -> None:
    """`size` further priorities with figures, plans and returns; as many past quarters; as many further boards."""
    theme = Theme.objects.get()
    for number in range(size):
        priority = make_priority(theme, f"more-{number}", f"More {number}")
        lead = make_person(f"Lead of More {number}")
        give(lead, Role.LEAD, priority.remit)
        for name in ("a", "b"):
            add_measure(priority, f"more-{number}-{name}", {0: 10, 4: 9, 8: 7}, target=10)
        for slug in ("one", "two"):
            PlannedAction.objects.create(
                priority=priority, slug=slug, title=slug, owner="Somebody", begins=days(-300), due=days(30), budget=1000
            )  # fmt: skip
    meetings = [past_meeting(cast, back) for back in range(1, size + 1)]
    open_returns(meeting=cast.meeting, by=cast.manager)
    for held in QuarterlyReturn.objects.filter(meeting__in=meetings):
        _accepted(held, cast)
    for number in range(size):
        board = make_board(f"board-{number}", f"Board {number}")
        for person in (cast.manager, cast.lead, cast.chair):
            give(person, Role.PROGRAMME_MANAGER, board_remit(board))
        make_meeting(board)
        add_edition(cast, EditionState.CLEARED, board=cast.board, title=f"Paper {number}", kind=f"paper-{number}")


def _accepted(held: QuarterlyReturn, cast: Cast) -> None:
    lead = held.priority.remit.appointments.get(role=Role.LEAD, deputises_for=None, ends=None).person
    lead = Person.objects.get(pk=lead.pk)
    for to, by in [(State.SIGNED, lead), (State.ACCEPTED, cast.manager), (State.COMPILED, cast.manager)]:
        if to is State.SIGNED:
            fill(held, lead)
        move(quarterly_return=held, to=to, by=by)
