"""What a community safety agreement must identify, and by which records this one does.

The law: SI 2007/1830, regulation 9 (that there is an agreement: read in the text of the law). The three things are as
the county report to scrutiny of March 2024 gives them, paragraph 7; the text of the regulation that lists them was not
read, and the page says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count

from priorities.models import Agreement, Placement, RequiredAction, Statement
from priorities.querysets import placed_on
from snb.models import Group, Linkage
from snb.querysets import holding_on

LAW = "Crime and Disorder (Formulation and Implementation of Strategy) Regulations 2007, SI 2007/1830, regulation 9"
CAUTION = (
    "That the agreement is made under regulation 9 was read in the law. What it must identify is as a council's report "
    "to its scrutiny committee gives it (March 2024, paragraph 7): check it with the text of the regulations."
)


@dataclass(frozen=True)
class Requirement:
    """One of the things an agreement must identify. `by` are the records that do; empty where nothing does."""

    number: int
    text: str
    by: tuple[str, ...]
    missing: str

    @property
    def is_met(self) -> bool:
        return bool(self.by)


def what_it_must_identify(agreement: Agreement, day: dt.date) -> tuple[Requirement, ...]:
    """The three things, as the records of `day` answer them. A constant few queries."""
    return tuple(
        Requirement(number, text, tuple(filter(None, (find(agreement, day) for find in finders))), missing)
        for number, (text, finders, missing) in enumerate(_REQUIREMENTS, 1)
    )


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}" if number else ""


def _priorities(agreement: Agreement, day: dt.date) -> str:
    placements = Placement.objects.filter(placed_on(day), theme__agreement=agreement)
    found = placements.aggregate(priorities=Count("priority", distinct=True))["priorities"]
    return _counted(found, "priority stands in it", "priorities stand in it")


def _linkages(agreement: Agreement, day: dt.date) -> str:
    found = Linkage.objects.filter(board=agreement.board_id).count()
    return _counted(found, "linkage to another body", "linkages to other bodies")


def _groups(agreement: Agreement, day: dt.date) -> str:
    found = Group.objects.filter(holding_on(day), board=agreement.board_id).count()
    return _counted(found, "group of the Board", "groups of the Board")


def _tiers(agreement: Agreement, day: dt.date) -> str:
    return _counted(agreement.board.tiers.count(), "tier of governance", "tiers of governance")


def _required(agreement: Agreement, day: dt.date) -> str:
    found = RequiredAction.objects.filter(agreement=agreement).count()
    return _counted(found, "action is required for every priority", "actions are required for every priority")


def _joint(agreement: Agreement, day: dt.date) -> str:
    kinds = [Statement.Kind.JOINT, Statement.Kind.DELIVERY]
    found = Statement.objects.filter(agreement=agreement, kind__in=kinds).count()
    return _counted(found, "statement of joint working or delivery", "statements of joint working or delivery")


Finder = Callable[[Agreement, dt.date], str]
_REQUIREMENTS: tuple[tuple[str, tuple[Finder, ...], str], ...] = (
    (
        "The countywide priorities that come up from the strategic assessments",
        (_priorities,),
        "No priority stands in it. Add a theme and its priorities.",
    ),
    (
        "Ways of co-ordinating what is done about them",
        (_tiers, _groups, _linkages),
        "No tier of governance, group or linkage is recorded for this board.",
    ),
    (
        "How the authorities might otherwise contribute, through closer joint working",
        (_required, _joint),
        "No required action, delivery principle or way of joint working is recorded in it. Add a statement of one.",
    ),
)
