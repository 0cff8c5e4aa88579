"""Priority wards: the numbered wards that an agreement singles out, their targets and their problem profiles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import Max

from partnerships.models import Area, Coverage, PriorityWard, ProblemProfile, WardTarget
from partnerships.names_check import identifiers, suspicions
from partnerships.versions import changed, locked, said
from snb.audit import record
from snb.exporting import Sheet, Value
from snb.models import Board, Person
from snb.permissions import Permission
from snb.querysets import today
from snb.wording import long_date
from snb.workflow import Refusal, demand


@dataclass(frozen=True)
class WardDetails:
    number: int
    name: str
    district: Area
    begins: dt.date
    ends: dt.date | None = None
    source: str = ""


@dataclass(frozen=True)
class WardRow:
    pk: int
    number: int
    name: str
    district: str
    begins: dt.date
    ends: dt.date | None
    holds: bool
    targets: int
    profiled_on: dt.date | None
    source: str


@dataclass(frozen=True)
class DistrictWards:
    """A district of the board with its priority wards, which may be none."""

    district: str
    wards: tuple[WardRow, ...]


WARD_FIELDS = ("number", "name", "district", "begins", "ends", "source")
TARGET_FIELDS = ("text", "by", "result")


def terms(board: Board) -> list[tuple[dt.date, dt.date | None]]:
    """The spells for which wards were singled out, newest first: a board may have had several lists."""
    held = PriorityWard.objects.filter(board=board).order_by().values_list("begins", "ends").distinct()
    return sorted(held, key=lambda term: term[0], reverse=True)


def wards_on(board: Board, day: dt.date) -> list[DistrictWards]:
    """The wards in force on `day` by district, the districts without any among them. Four queries."""
    held = PriorityWard.objects.filter(board=board).on(day).select_related("district")
    found = list(held.prefetch_related("targets", "problem_profiles"))
    covered = Coverage.objects.on(day).filter(partnership__board=board)
    names = {*covered.values_list("district__name", flat=True), *(ward.district.name for ward in found)}
    return [
        DistrictWards(name, tuple(_row(ward) for ward in found if ward.district.name == name)) for name in sorted(names)
    ]


def wards_sheet(board: Board, districts: Iterable[DistrictWards], day: dt.date) -> Sheet:
    """By number. A district without a ward is a note: it is no line, and no gap."""
    held = list(districts)
    rows = sorted((ward for district in held for ward in district.wards), key=lambda ward: ward.number)
    columns = ["Number", "Ward", "District", "From", "Until", "Targets", "Problem profile as at", "Source"]
    lines: list[list[Value]] = [
        [row.number, row.name, row.district, row.begins, row.ends, row.targets, row.profiled_on, row.source]
        for row in rows
    ]
    counts = ", ".join(f"{district.district} {len(district.wards)}" for district in held)
    return Sheet(f"{board.short_name} priority wards", columns, lines, [f"In force on {long_date(day)}: {counts}"])


def districts_of(board: Board) -> models.QuerySet[Area]:
    """The districts that partnerships of the board cover or have covered, by name."""
    return Area.objects.filter(coverage__partnership__board=board).distinct().order_by("name")


@transaction.atomic
def add_ward(*, board: Board, details: WardDetails, by: Person) -> PriorityWard:
    board = Board.objects.select_for_update().get(pk=board.pk)
    demand(by, Permission.LOCAL_EDIT, board)
    ward = PriorityWard(board=board)
    _write_ward(ward, details)
    record(by=by, action="added a priority ward", obj=ward, board=board, number=ward.number)
    return ward


@transaction.atomic
def change_ward(*, ward: PriorityWard, details: WardDetails, version: int, by: Person) -> PriorityWard:
    """Which wards there are is the board's to say, so its officers' own remit is not enough."""
    board = Board.objects.select_for_update().get(pk=ward.board_id)
    demand(by, Permission.LOCAL_EDIT, board)
    held = locked(ward, version=version, by=by, permission=Permission.LOCAL_EDIT, around=("board", "district"))
    before = said(held, *WARD_FIELDS)
    _write_ward(held, details)
    changes = changed(before, said(held, *WARD_FIELDS))
    record(by=by, action="changed a priority ward", obj=held, board=board, changes=changes)
    return held


@transaction.atomic
def set_target(
    *, ward: PriorityWard, text: str, due: dt.date | None, result: str, by: Person, version: int = 0,
    target: WardTarget | None = None,
) -> WardTarget:  # fmt: skip
    """A new target, or `target` with other words or with what came of it."""
    held = _locked_ward(ward, by)
    if target is None:
        last = held.targets.aggregate(Max("order"))["order__max"] or 0
        target, before = WardTarget(ward=held, order=last + 1), {}
    else:
        target = locked(target, version=version, by=by, permission=Permission.LOCAL_EDIT, around=("ward__board",))
        before = said(target, *TARGET_FIELDS)
    refuse_people(text, result)
    target.text, target.by, target.result = text, due, result
    target.save()
    changes = changed(before, said(target, *TARGET_FIELDS)) if before else {}
    action = "changed the target of a ward" if before else "set a target for a ward"
    record(by=by, action=action, obj=target, board=held.board, ward=str(held), changes=changes)
    return target


@transaction.atomic
def write_problem(
    *, ward: PriorityWard, on: dt.date, problem: str, response: str, by: Person, version: int = 0,
    profile: ProblemProfile | None = None,
) -> ProblemProfile:  # fmt: skip
    """A new problem profile of a day, or `profile` corrected, whose day stays."""
    held = _locked_ward(ward, by)
    refuse_people(problem, response)
    if profile is None:
        _check_day(held, on)
        profile, action = ProblemProfile(ward=held, on=on), "added a problem profile"
    else:
        profile = locked(profile, version=version, by=by, permission=Permission.LOCAL_EDIT, around=("ward__board",))
        action = "changed a problem profile"
    profile.problem, profile.response, profile.saved_by = problem, response, by
    profile.save()
    record(by=by, action=action, obj=profile, board=held.board, ward=str(held))
    return profile


def refuse_people(*texts: str) -> None:
    """A problem profile is about places. What certainly belongs to one person is refused."""
    found = [each for text in texts for each in identifiers(suspicions(text))]
    if found:
        raise Refusal(f"This is about places, not people: {found[0]}. Take it out.")


def _check_day(ward: PriorityWard, on: dt.date) -> None:
    if on > today():
        raise Refusal("A problem profile cannot be of a day to come.")
    if ward.problem_profiles.filter(on=on).exists():
        raise Refusal(f"There is a problem profile of {long_date(on)} already. Change that one.")


def _locked_ward(ward: PriorityWard, by: Person) -> PriorityWard:
    held = PriorityWard.objects.select_for_update(of=("self",)).select_related("board", "district").get(pk=ward.pk)
    demand(by, Permission.LOCAL_EDIT, held)
    return held


def _write_ward(ward: PriorityWard, details: WardDetails) -> None:
    if details.ends is not None and details.ends < details.begins:
        raise Refusal("It must not end before it begins.")
    others = PriorityWard.objects.filter(board=ward.board, number=details.number).exclude(pk=ward.pk)
    for other in others:
        if other.begins <= (details.ends or dt.date.max) and details.begins <= (other.ends or dt.date.max):
            raise Refusal(f"Number {details.number} is {other} at that time.")
    for name in WARD_FIELDS:
        setattr(ward, name, getattr(details, name))
    ward.save()


def _row(ward: PriorityWard) -> WardRow:
    days = [profile.on for profile in ward.problem_profiles.all()]
    return WardRow(
        ward.pk, ward.number, ward.name, ward.district.name, ward.begins, ward.ends, ward.holds_on(today()),
        len(ward.targets.all()), max(days, default=None), ward.source,
    )  # fmt: skip
