"""A large installation made of nothing: boards, priorities and quarters of returns, for measuring.

Rows are written in bulk, which keeps no history: nobody governs by this data. The database's protection stays on.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone

from partnerships.models import Area
from performance.models import Measure, Observation
from priorities.models import (
    Agreement,
    Move,
    Placement,
    PlannedAction,
    PlannedActionReport,
    Priority,
    PriorityMeasure,
    QuarterlyReturn,
    RequiredAction,
    RequiredActionReport,
    ReturnSection,
    Signature,
    Theme,
)
from priorities.models.returns import State
from priorities.sections import SECTIONS
from snb.models import Appointment, Board, Meeting, Person, Remit, RemitName
from snb.permissions import RemitKind, Role
from snb.quarters import Quarter
from snb.querysets import today
from snb.sealing import canonical, fingerprint

PRIORITIES, THEMES, REQUIRED, PLANNED = 11, 3, 9, 3
BATCH = 2000
WAY = (State.NOT_STARTED, State.DRAFT, State.SIGNED, State.ACCEPTED)
PROSE = "Work went on as planned and two partners joined it. " * 12


@dataclass(frozen=True)
class VolumeBoard:
    board: Board
    manager: Person
    priorities: list[Priority]
    required: list[RequiredAction]


def load_volume(*, boards: int, quarters: int, tell: Callable[[str], None]) -> list[Board]:
    """Make `boards` boards of eleven priorities with `quarters` quarters of returns each; the last quarter is open."""
    first = Board.objects.filter(slug__startswith="volume-").count() + 1
    made = []
    for number in range(first, first + boards):
        with transaction.atomic():
            scene = _make_board(number)
            for back in range(quarters - 1, -1, -1):
                _make_quarter(scene, back)
        made.append(scene.board)
        if number % 10 == 0 or number == first + boards - 1:
            tell(f"{number - first + 1} of {boards} boards")
    return made


def _bulk(model: type[models.Model], rows: Iterable[models.Model]) -> list:
    return model._default_manager.bulk_create(list(rows), batch_size=BATCH)


def _make_board(number: int) -> VolumeBoard:
    day = today()
    board = Board.objects.create(
        slug=f"volume-{number}", name=f"Volume Board {number}", short_name=f"V{number}", area="Nowhere"
    )
    manager = Person.objects.create(
        email=f"manager-{number}@volume.example", name=f"Manager {number}", is_fictitious=True
    )
    remits = _bulk(
        Remit,
        [
            Remit(board=board, kind=RemitKind.BOARD),
            *(Remit(board=board, kind=RemitKind.PRIORITY) for _ in range(PRIORITIES)),
        ],
    )
    _bulk(
        RemitName,
        [
            RemitName(remit=remit, name=f"Priority {place}", begins=dt.date(2012, 4, 1))
            for place, remit in enumerate(remits)
        ],
    )
    people = _bulk(
        Person,
        [
            Person(email=f"lead-{number}-{place}@volume.example", name=f"Lead {place}", is_fictitious=True)
            for place in range(PRIORITIES)
        ],
    )
    begins = day - dt.timedelta(days=2000)
    _bulk(
        Appointment,
        [
            Appointment(person=manager, role=Role.PROGRAMME_MANAGER, remit=remits[0], begins=begins),
            *(
                Appointment(person=person, role=Role.LEAD, remit=remit, begins=begins)
                for person, remit in zip(people, remits[1:], strict=True)
            ),
        ],
    )
    agreement = Agreement.objects.create(
        board=board, title="Agreement", begins=begins, ends=day + dt.timedelta(days=900)
    )
    themes = _bulk(Theme, [Theme(agreement=agreement, order=place, name=f"Theme {place}") for place in range(THEMES)])
    priorities = _bulk(
        Priority,
        [Priority(board=board, remit=remit, slug=f"priority-{place}") for place, remit in enumerate(remits[1:])],
    )
    _bulk(
        Placement,
        [
            Placement(theme=themes[place % THEMES], priority=priority, order=place)
            for place, priority in enumerate(priorities)
        ],
    )
    required = _bulk(
        RequiredAction,
        [
            RequiredAction(agreement=agreement, number=place + 1, text=f"Action {place}", label=f"A{place}")
            for place in range(REQUIRED)
        ],
    )
    _make_plans_and_measures(board, priorities, day)
    return VolumeBoard(board, manager, priorities, required)


def _make_plans_and_measures(board: Board, priorities: list[Priority], day: dt.date) -> None:
    _bulk(
        PlannedAction,
        [
            PlannedAction(
                priority=priority,
                slug=f"plan-{place}",
                title=f"Planned action {place}",
                owner="A post",
                begins=day - dt.timedelta(days=1500),
                due=day + dt.timedelta(days=90 * place),
                budget=1_000_000,
            )
            for priority in priorities
            for place in range(PLANNED)
        ],
    )
    area, _ = Area.objects.get_or_create(code="NOWHERE", defaults={"name": "Nowhere", "kind": Area.Kind.OTHER})
    measures = _bulk(
        Measure,
        [
            Measure(
                board=board,
                slug=f"measure-{place}",
                name=f"Measure {place}",
                unit="offences",
                polarity="lower",
                area=area,
                target=90,
            )
            for place in range(PRIORITIES)
        ],
    )
    _bulk(
        PriorityMeasure,
        [
            PriorityMeasure(priority=priority, measure=measure)
            for priority, measure in zip(priorities, measures, strict=True)
        ],
    )
    latest = Quarter.of(day).previous()
    _bulk(
        Observation,
        [
            Observation(
                measure=measure,
                area=area,
                period_start=latest.shifted(-back).start,
                value=80 + back,
                vintage=day - dt.timedelta(days=30),
            )
            for measure in measures
            for back in range(8)
        ],
    )


def _make_quarter(scene: VolumeBoard, back: int) -> None:
    date = today() + dt.timedelta(days=21 - 91 * back)
    meeting = Meeting.objects.create(
        board=scene.board,
        date=date,
        quarter_start=Quarter.of(date).previous().start,
        returns_due=date - dt.timedelta(days=14),
    )
    returns = _bulk(
        QuarterlyReturn,
        [
            QuarterlyReturn(
                priority=priority,
                meeting=meeting,
                due=meeting.returns_due,
                originally_due=meeting.returns_due,
                rag="amber",
                outlook="steady",
                judgement_reason="Steady.",
            )
            for priority in scene.priorities
        ],
    )
    now = timezone.now()
    _bulk(
        ReturnSection,
        [
            ReturnSection(
                quarterly_return=held,
                key=key,
                text=PROSE if section.words else "",
                is_complete=True,
                version=1,
                saved_at=now,
                saved_by=scene.manager,
            )
            for held in returns
            for key, section in SECTIONS.items()
        ],
    )
    _bulk(
        RequiredActionReport,
        [
            RequiredActionReport(quarterly_return=held, required_action=action, status="done", evidence="Minutes.")
            for held in returns
            for action in scene.required
        ],
    )
    plans = PlannedAction.objects.filter(priority__in=scene.priorities)
    by_priority = {held.priority_id: held for held in returns}
    _bulk(
        PlannedActionReport,
        [
            PlannedActionReport(
                quarterly_return=by_priority[plan.priority_id], planned_action=plan, status="on_track", spent=500_000
            )
            for plan in plans
        ],
    )
    if back:
        _walk(scene, returns)


def _walk(scene: VolumeBoard, returns: list[QuarterlyReturn]) -> None:
    """Move all returns along to accepted, each move recorded, as the database demands."""
    now = timezone.now()
    stamps = {
        State.SIGNED: {"signed_at": now, "signed_by": scene.manager},
        State.ACCEPTED: {"accepted_at": now, "accepted_by": scene.manager},
    }
    for number, (origin, to) in enumerate(itertools.pairwise(WAY), 1):
        _bulk(
            Move,
            [
                Move(
                    quarterly_return=held,
                    number=number,
                    origin=origin,
                    target=to,
                    by=scene.manager,
                    by_title="A manager",
                )
                for held in returns
            ],
        )
        QuarterlyReturn.objects.filter(pk__in=[held.pk for held in returns]).update(
            state=to, moves_made=number, **stamps.get(to, {})
        )
        if to is State.SIGNED:
            _bulk(Signature, [_signature(scene, held) for held in returns])


def _signature(scene: VolumeBoard, held: QuarterlyReturn) -> Signature:
    content = canonical(
        {
            "priority": "Priority",
            "quarter": "Q",
            "quarter_label": "Quarter",
            "meeting": "2026-01-01",
            "escalation_ask": "",
            "judgement": {"rag": "amber", "outlook": "steady", "reason": "Steady."},
            "texts": {key: PROSE for key, section in SECTIONS.items() if section.words and key != "judgement"},
            "required_actions": [
                {
                    "number": place + 1,
                    "text": f"Action {place}",
                    "label": f"A{place}",
                    "status": "done",
                    "evidence": "Minutes.",
                    "files": [],
                }
                for place in range(REQUIRED)
            ],
            "planned_actions": [
                {
                    "title": f"Planned action {place}",
                    "owner": "A post",
                    "due": "2026-12-01",
                    "budget": 1_000_000,
                    "status": "on_track",
                    "spent": 500_000,
                    "revised_due": None,
                    "revised_reason": "",
                }
                for place in range(PLANNED)
            ],
            "risks": [],
        }
    )
    return Signature(
        quarterly_return=held,
        number=1,
        by=scene.manager,
        signed_as="A lead",
        content=content,
        fingerprint=fingerprint(content),
    )
