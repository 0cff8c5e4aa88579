"""The figures that a grant is shared by: published ones, added up for each recipient over the areas it covers.

A recipient without a figure is named and nothing is shared out: a missing figure is not nought, and a figure of a wider
area is never divided.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from partnerships.models import Area, AreaPart, Coverage
from performance.analysis.allocation import population_weighted
from performance.known import known_on
from performance.models import FundingGrant, Measure, Observation
from performance.periods import Cadence, Period
from performance.policies import policy_of
from snb.models import Board

PERIODS_OFFERED = 4  # of one measure, newest first


@dataclass(frozen=True)
class Figures:
    """A value by recipient's name, where they come from and of what day; `missing` says what is not published."""

    values: dict[str, Decimal]
    unit: str
    source: str
    date: dt.date | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Places:
    """The areas that each recipient covers, at the two levels that figures are published for."""

    names: dict[int, str]  # by area id
    districts: dict[str, tuple[int, ...]]  # by recipient's name
    csps: dict[str, tuple[int, ...]]  # only where CSP areas cover a recipient's districts exactly

    @property
    def ids(self) -> set[int]:
        return {area for level in (self.districts, self.csps) for areas in level.values() for area in areas}


def places_of(grant: FundingGrant) -> Places:
    """Who covers what on the grant's first day. A constant few queries."""
    districts: dict[str, tuple[int, ...]] = {}
    recipients = list(grant.recipients.all())
    covered = defaultdict(list)
    partnerships = [row.partnership_id for row in recipients if row.partnership_id]
    for coverage in Coverage.objects.on(grant.begins).filter(partnership__in=partnerships):
        covered[coverage.partnership_id].append(coverage.district_id)
    for row in recipients:
        districts[row.name] = tuple(sorted(covered[row.partnership_id] if row.partnership_id else [row.area_id or 0]))
    csps = _csps(districts)
    ids = {area for level in (districts, csps) for areas in level.values() for area in areas}
    return Places({area.pk: area.label for area in Area.objects.filter(pk__in=ids)}, districts, csps)


def _csps(districts: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    wanted = {area for areas in districts.values() for area in areas}
    parts: dict[int, set[int]] = defaultdict(set)
    for line in AreaPart.objects.filter(whole__kind=Area.Kind.CSP, whole__parts__part__in=wanted).distinct():
        parts[line.whole_id].add(line.part_id)
    found = {}
    for name, own in districts.items():
        whole = tuple(sorted(csp for csp, inside in parts.items() if inside <= set(own)))
        if own and {part for csp in whole for part in parts[csp]} == set(own):
            found[name] = whole
    return found


def choices(board: Board, places: Places) -> list[tuple[str, list[tuple[str, str]]]]:
    """By measure, ("measure:first day", words) of each period with a figure of any of these areas. One query."""
    rows = (
        Observation.objects.filter(measure__board=board, area__in=places.ids, value__isnull=False)
        .values_list("measure_id", "measure__name", "measure__cadence", "period_start")
        .order_by("measure__name", "-period_start")
        .distinct()
    )
    offered: dict[tuple[int, str], list[tuple[str, str]]] = defaultdict(list)
    for measure, name, cadence, start in rows:
        if len(offered[measure, name]) < PERIODS_OFFERED:
            words = f"{name}, {Period(start, Cadence(cadence)).short}"
            offered[measure, name].append((f"{measure}:{start}", words))
    return [(name, found) for (_, name), found in offered.items()]


def figures(board: Board, places: Places, choice: str, *, weighted: bool, day: dt.date) -> Figures:
    """The chosen measure and period as known on `day`; with `weighted`, a score times the people it is of."""
    pk, _, start = choice.partition(":")
    measure = Measure.objects.get(board=board, pk=pk)
    period = Period(dt.date.fromisoformat(start), Cadence(measure.cadence))
    found = _at(measure, places.ids, day, period)
    if measure.per and not weighted:
        return Figures({}, "", "", None, (f"{measure.name} is a rate, and rates of several areas are not added up",))
    if not weighted:
        values, missing = _summed(found, places, measure.name)
        source = f"{measure.name}, {period.short}. {measure.source}".strip()
        return Figures(values, measure.unit, source, period.end, missing)
    people = _people(board, places, day)
    if people is None:
        reason = "The Board has not said which measure counts people, so a score cannot be weighted by them"
        return Figures({}, "", "", None, (reason,))
    population, counted = people
    amounts = population_weighted(
        {str(area): value for area, value in found.items()},
        {str(area): int(value) for area, value in population.items()},
    )
    weighed = {int(area): value for area, value in amounts.items() if value is not None}
    values, missing = _summed(weighed, places, measure.name)
    source = f"{measure.name}, {period.short}, times {counted}. {measure.source}".strip()
    return Figures(values, f"{measure.unit} × people", source, period.end, missing)


def _at(measure: Measure, areas: Iterable[int], day: dt.date, period: Period) -> dict[int, Decimal]:
    areas = set(areas)
    known = known_on(day, [measure], areas=areas, starts=[period.start])
    found = {area: known.of(measure, area).value_at(period) for area in areas}
    return {area: value for area, value in found.items() if value is not None}


def _people(board: Board, places: Places, day: dt.date) -> tuple[dict[int, Decimal], str] | None:
    """The newest count of people known for any of these areas, and what it is called."""
    population = policy_of(board).population
    newest = (
        Observation.objects.filter(measure=population, area__in=places.ids, value__isnull=False, vintage__lte=day)
        .select_related("measure").order_by("-period_start").first()
    )  # fmt: skip
    if newest is None:
        return None
    counted = f"{newest.measure.name.lower()}, {newest.period.short}"
    return _at(newest.measure, places.ids, day, newest.period), counted


def _summed(found: dict[int, Decimal], places: Places, name: str) -> tuple[dict[str, Decimal], tuple[str, ...]]:
    """Added up over districts where all of them are published, else over CSP areas; else what is missing."""
    for level in (places.districts, places.csps):
        if level.keys() == places.districts.keys() and all(
            areas and all(area in found for area in areas) for areas in level.values()
        ):
            return {each: sum((found[area] for area in areas), Decimal(0)) for each, areas in level.items()}, ()
    by_district = any(area in found for areas in places.districts.values() for area in areas)
    level = places.districts if by_district or not places.csps else places.csps
    return {}, tuple(
        missing
        for each in places.districts
        for missing in _missing(each, level.get(each, ()), found, places, name)
    )  # fmt: skip


def _missing(recipient: str, areas: tuple[int, ...], found: dict[int, Decimal], places: Places, name: str) -> list[str]:
    if not places.districts[recipient]:
        return [f"{recipient} has no districts, so no published figure is its own. Type the figures of this factor in"]
    if not areas:
        return [f"{name} is not published for {recipient}, only for a wider area, and that figure is not divided"]
    lacking = [places.names[area] for area in areas if area not in found]
    return (
        [f"There is no figure for {' and '.join(lacking)} in {name}. A missing figure is not nought"] if lacking else []
    )
