"""The figures that a document prints, read in the one moment of its reading: a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import F

from performance.benchmarks.reading import benchmark_sets
from performance.benchmarks.values import SetReading
from performance.grants.reading import grants_of
from performance.grants.values import GrantReading
from performance.importing.severity import SERIES
from performance.matrix import newest_commentaries
from performance.models import Commentary, Feed, Measure, Observation
from performance.policies import Policy, policy_of
from performance.readings import MeasureReading, readings_of
from priorities.risk_values import RiskRegister
from priorities.risks import risk_register
from reports.documents.performance.places import Place, read_places
from reports.documents.performance.withheld import Withholding, withholding
from snb.models import Board


@dataclass(frozen=True)
class Basis:
    """What a severity score of a year rests on: two years are compared only where it is the same."""

    note: str
    release: dt.date


@dataclass(frozen=True)
class Figures:
    """What a board knows in figures on a day, without what may not be published. Filled by `read_figures` alone."""

    day: dt.date
    policy: Policy
    measures: tuple[MeasureReading, ...]  # in the order of the matrix
    commentaries: Mapping[int, Commentary]  # by measure id
    severity: Mapping[int, Mapping[dt.date, frozenset[Basis]]]  # by measure id and first day of the year
    places: Mapping[int, Place]  # by measure id
    risks: RiskRegister
    benchmarks: tuple[SetReading, ...] = ()
    grants: tuple[GrantReading, ...] = ()
    hidden: Withholding = field(default_factory=lambda: Withholding(5))


def read_figures(board: Board, day: dt.date) -> Figures:
    policy = policy_of(board)
    measures = list(
        Measure.objects.filter(board=board)
        .select_related("board__performance_policy", "area", "thematic_area", "weights", "owner__organisation")
        .order_by(F("thematic_area__order").asc(nulls_last=True), "order", "name")
    )
    hidden = withholding(board, policy, measures, day)
    readings = readings_of(measures, day, policy=policy, charts=True)
    return Figures(
        day=day,
        policy=policy,
        measures=tuple(hidden.reading(readings[measure.pk]) for measure in measures),
        commentaries=newest_commentaries(measures, day),
        severity=_severity(board, measures, day),
        places=read_places(measures, policy.population, hidden, day),
        risks=risk_register(board, day),
        benchmarks=benchmark_sets(board, day),
        grants=grants_of(board, day),
        hidden=hidden,
    )


def _severity(board: Board, measures: Iterable[Measure], day: dt.date) -> dict[int, dict[dt.date, frozenset[Basis]]]:
    """The measures that are severity scores, with what each year's scores rest on. Two queries."""
    fed = set(Feed.objects.filter(measure__board=board, series=SERIES).values_list("measure_id", flat=True))
    ids = {each.pk for each in measures if each.weights_id is not None or each.pk in fed}
    rows = Observation.objects.filter(measure__in=ids, vintage__lte=day, value__isnull=False)
    newest: dict[tuple[int, dt.date, int], Basis] = {}
    for measure, start, area, note, vintage in rows.order_by("vintage", "sequence").values_list(
        "measure_id", "period_start", "area_id", "note", "vintage"
    ):
        newest[measure, start, area] = Basis(note, vintage)
    found: dict[int, dict[dt.date, set[Basis]]] = {pk: defaultdict(set) for pk in ids}
    for (measure, start, _), basis in newest.items():
        found[measure][start].add(basis)
    return {pk: {start: frozenset(each) for start, each in years.items()} for pk, years in found.items()}
