"""A small scene for benchmarks and grants: a set of three criteria, and two partnerships with published figures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from partnerships.models import Area, AreaPart, Coverage, Partnership
from performance.analysis.rag import Polarity
from performance.benchmarks.writing import Entry, record_scores, start_exercise
from performance.grants.reading import Snapshot
from performance.grants.writing import Details, draft_scenario, open_grant
from performance.models import (
    BenchmarkExercise,
    BenchmarkSet,
    Criterion,
    FundingGrant,
    Measure,
    Observation,
    PerformancePolicy,
    Scenario,
)
from snb.permissions import RemitKind
from snb.quarters import Quarter
from snb.querysets import today
from tests.cast import LONG_AGO, Cast, make_area, make_remit

START = dt.date(2024, 1, 1)
TITLES = ("Risk assessment", "Channel panel", "")


def make_set(slug: str = "three", titles: tuple[str, ...] = TITLES, **more: object) -> BenchmarkSet:
    fields = {"name": "Prevent", "version": f"Version {slug}", "source": "A letter", **more}
    made = BenchmarkSet.objects.create(slug=slug, **fields)
    for number, title in enumerate(titles, 1):
        Criterion.objects.create(benchmark_set=made, number=number, title=title)
    return made


def score(
    cast: Cast, held: BenchmarkSet, year: str, scores: list[int | None], expected: int | None = 4
) -> BenchmarkExercise:
    """A year with a score for each criterion; None is "no score", with a reason."""
    exercise = start_exercise(
        board=cast.board, benchmark_set=held, year=year, expected=expected, assessor="", source="", by=cast.analyst
    )
    entries = [
        Entry(criterion, value, None, "" if value is not None else "Not assessed", "")
        for criterion, value in zip(held.criteria.all(), scores, strict=True)
    ]
    record_scores(exercise=exercise, entries=entries, by=cast.analyst)
    return exercise


def make_partnership(cast: Cast, slug: str, name: str) -> Partnership:
    remit = make_remit(cast.board, RemitKind.PARTNERSHIP, name)
    return Partnership.objects.create(board=cast.board, remit=remit, slug=slug, begins=LONG_AGO)


def cover(partnership: Partnership, *names: str) -> list[Area]:
    areas = [make_area(name, Area.Kind.DISTRICT) for name in names]
    for area in areas:
        Coverage.objects.create(partnership=partnership, district=area, begins=LONG_AGO)
    return areas


def make_csp(name: str, *districts: Area) -> Area:
    csp = make_area(name, Area.Kind.CSP)
    for district in districts:
        AreaPart.objects.create(whole=csp, part=district, source="A look-up")
    return csp


def measure(cast: Cast, slug: str, name: str, **more: object) -> Measure:
    fields = {"unit": "people", "polarity": Polarity.NEUTRAL, "cadence": "year", "area": make_area(), **more}
    return Measure.objects.create(board=cast.board, slug=slug, name=name, source="An office", **fields)


def observe(of: Measure, values: dict[Area, Any], start: dt.date = START) -> None:
    for area, value in values.items():
        Observation.objects.create(measure=of, area=area, period_start=start, value=value, vintage=dt.date(2025, 1, 1))


class Sharing:
    """North (two districts, a CSP area each) and South (one district): residents, crime by CSP area, a score."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.south_partnership = make_partnership(cast, "south", "South Fosse CSP")
        self.upper, self.lower = cover(cast.partnership, "Upper Fosse", "Lower Fosse")
        (self.south,) = cover(self.south_partnership, "South Fosse")
        self.csps = [make_csp(area.name, area) for area in (self.upper, self.lower, self.south)]
        self.people = measure(cast, "people", "Residents")
        self.crime = measure(cast, "crime", "Recorded crime", unit="offences")
        self.need = measure(cast, "need", "Deprivation", unit="points")
        observe(self.people, {self.upper: 300, self.lower: 300, self.south: 200})
        observe(self.crime, dict(zip(self.csps, (10, 20, 70), strict=True)))
        observe(self.need, {self.upper: Decimal("10.5"), self.lower: Decimal("9.5"), self.south: 30})
        PerformancePolicy.objects.create(board=cast.board, population=self.people)

    def grant(self, total: int = 1_000_00, quarters: int = 4, **more: object) -> FundingGrant:
        """Through this quarter and those before it, so that all but the last are over."""
        now = Quarter.of(today())
        fields = {
            "title": "Problem solving", "giver": "The commissioner", "among": "partnerships", "total": total,
            "begins": now.shifted(1 - quarters).start, "ends": now.end, **more,
        }  # fmt: skip
        return open_grant(board=self.cast.board, by=self.cast.analyst, **fields)  # type: ignore[arg-type]

    def choice(self, of: Measure) -> str:
        return f"{of.pk}:{START}"


def factor(name: str = "Residents", weight: str = "100", north: str = "600", south: str = "200") -> Snapshot:
    """As a scenario keeps one."""
    return {
        "name": name, "weight": weight, "choice": "typed", "joined": "sum", "unit": "people", "source": "A letter",
        "date": "2024-12-31", "values": {"North Fosse CSP": north, "South Fosse CSP": south},
    }  # fmt: skip


def draft(cast: Cast, grant: FundingGrant, name: str = "By residents", *factors: Snapshot) -> Scenario:
    return draft_scenario(grant=grant, details=Details(name, "", factors or (factor(),)), by=cast.analyst)
