"""Boards with people, priorities, plans, quarterly figures, and quarters of returns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from partnerships.models import Area
from performance.models import Measure, Observation
from priorities.models import Agreement, Placement, PlannedAction, Priority, PriorityMeasure, RequiredAction, Theme
from reports.volume.returns import REQUIRED, make_quarter
from reports.volume.rows import bulk
from reports.volume.year import make_year
from snb.models import Appointment, Board, Person, Remit, RemitName
from snb.permissions import RemitKind, Role
from snb.quarters import Quarter
from snb.querysets import today

PRIORITIES, THEMES, PLANNED, FIGURES = 11, 3, 3, 8


@dataclass(frozen=True)
class VolumeBoard:
    board: Board
    manager: Person
    priorities: list[Priority]
    required: list[RequiredAction]


def load_volume(
    *, boards: int, quarters: int, tell: Callable[[str], None], priorities: int = PRIORITIES
) -> list[Board]:
    """Make `boards` boards with `quarters` meetings each, and a return of every priority to each; the last is open."""
    first = Board.objects.filter(slug__startswith="volume-").count() + 1
    made = []
    for number in range(first, first + boards):
        with transaction.atomic():
            scene = _make_board(number, priorities)
            for back in range(quarters - 1, -1, -1):
                make_quarter(scene.board, scene.manager, scene.priorities, scene.required, back)
            make_year(scene.board, scene.manager)
        made.append(scene.board)
        if number % 10 == 0 or number == first + boards - 1:
            tell(f"{number - first + 1} of {boards} boards")
    return made


def manager_of(board: Board) -> Person:
    return Person.objects.get(email=f"manager-{board.slug.rpartition('-')[2]}@volume.example")


def _make_board(number: int, count: int) -> VolumeBoard:
    board = Board.objects.create(
        slug=f"volume-{number}", name=f"Volume Board {number}", short_name=f"V{number}", area="Nowhere"
    )
    manager = Person.objects.create(
        email=f"manager-{number}@volume.example", name=f"Manager {number}", is_fictitious=True
    )
    remits = _make_remits(board, count)
    _make_people(number, manager, remits)
    priorities, required = _make_agreement(board, remits[1:])
    _make_plans(priorities)
    _make_measures(board, priorities)
    return VolumeBoard(board, manager, priorities, required)


def _make_remits(board: Board, count: int) -> list[Remit]:
    """The board's own, then one for each priority."""
    kinds = [RemitKind.BOARD, *[RemitKind.PRIORITY] * count]
    remits = bulk(Remit, [Remit(board=board, kind=kind) for kind in kinds])
    begins = dt.date(2012, 4, 1)
    names = [RemitName(remit=remit, name=f"Priority {place}", begins=begins) for place, remit in enumerate(remits)]
    bulk(RemitName, names)
    return remits


def _make_people(number: int, manager: Person, remits: list[Remit]) -> None:
    emails = [f"lead-{number}-{place}@volume.example" for place in range(len(remits) - 1)]
    people = bulk(
        Person,
        [Person(email=email, name=f"Lead {place}", is_fictitious=True) for place, email in enumerate(emails)],
    )
    begins = today() - dt.timedelta(days=2000)
    leads = [
        Appointment(person=person, role=Role.LEAD, remit=remit, begins=begins)
        for person, remit in zip(people, remits[1:], strict=True)
    ]
    bulk(
        Appointment,
        [Appointment(person=manager, role=Role.PROGRAMME_MANAGER, remit=remits[0], begins=begins), *leads],
    )


def _make_agreement(board: Board, remits: list[Remit]) -> tuple[list[Priority], list[RequiredAction]]:
    begins, ends = today() - dt.timedelta(days=2000), today() + dt.timedelta(days=900)
    agreement = Agreement.objects.create(board=board, title="Agreement", begins=begins, ends=ends)
    themes = bulk(Theme, [Theme(agreement=agreement, order=place, name=f"Theme {place}") for place in range(THEMES)])
    priorities = bulk(
        Priority,
        [Priority(board=board, remit=remit, slug=f"priority-{place}") for place, remit in enumerate(remits)],
    )
    bulk(
        Placement,
        [
            Placement(theme=themes[place % THEMES], priority=priority, order=place)
            for place, priority in enumerate(priorities)
        ],
    )
    required = bulk(
        RequiredAction,
        [
            RequiredAction(agreement=agreement, number=place + 1, text=f"Action {place}", label=f"A{place}")
            for place in range(REQUIRED)
        ],
    )
    return priorities, required


def _make_plans(priorities: list[Priority]) -> None:
    bulk(
        PlannedAction,
        [
            PlannedAction(
                priority=priority,
                slug=f"plan-{place}",
                title=f"Planned action {place}",
                owner="A post",
                begins=today() - dt.timedelta(days=1500),
                due=today() + dt.timedelta(days=90 * place),
                budget=1_000_000,
            )
            for priority in priorities
            for place in range(PLANNED)
        ],
    )


def _make_measures(board: Board, priorities: list[Priority]) -> None:
    """A quarterly measure for each priority, with two years of figures."""
    area, _ = Area.objects.get_or_create(code="NOWHERE", defaults={"name": "Nowhere", "kind": Area.Kind.OTHER})
    common = {"board": board, "unit": "offences", "polarity": "lower", "area": area, "target": 90}
    places = range(len(priorities))
    measures = bulk(Measure, [Measure(slug=f"measure-{place}", name=f"Measure {place}", **common) for place in places])
    links = zip(priorities, measures, strict=True)
    bulk(PriorityMeasure, [PriorityMeasure(priority=priority, measure=measure) for priority, measure in links])
    latest, vintage = Quarter.of(today()).previous(), today() - dt.timedelta(days=30)
    bulk(
        Observation,
        [
            Observation(
                measure=measure, area=area, period_start=latest.shifted(-back).start, value=80 + back, vintage=vintage
            )
            for measure in measures
            for back in range(FIGURES)
        ],
    )
