"""Monthly measures of one board for many areas, with years of figures: a million of them where they are asked for."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from partnerships.models import Area, AreaPart
from performance.models import Commentary, Measure, Observation, PerformancePolicy, ThematicArea
from performance.periods import Cadence, Period
from performance.protection import TRIGGERS
from priorities.models import PriorityMeasure
from reports.volume.rows import bulk
from snb.models import Board
from snb.protection import install, remove
from snb.querysets import today

THEMES, OF_PRIORITY = 5, 3
REVISED = 10  # one month in so many was published twice
SOURCE = "Made up"


@dataclass(frozen=True)
class Size:
    """How much there is; the areas are one force area, its districts and their wards."""

    measures: int
    districts: int
    wards: int
    months: int

    @property
    def areas(self) -> int:
        return 1 + self.districts + self.wards


DEMO = Size(measures=19, districts=9, wards=0, months=39)
MILLION = Size(measures=19, districts=9, wards=290, months=180)


def load_figures(board: Board, size: Size) -> int:
    """Measures for a board of `load_volume`, and their figures. How many figures were written."""
    with transaction.atomic():
        areas = _make_areas(size)
        measures = _make_measures(board, areas[0], size)
        people = Measure.objects.create(
            board=board, slug="people", name="People", unit="people", polarity="neutral", cadence=Cadence.YEAR,
            area=areas[0], breakdown=Area.Kind.DISTRICT,
        )  # fmt: skip
        PerformancePolicy.objects.create(board=board, population=people)
    with _unprotected():
        written = _pour(measures, areas, _months(size.months), 60)
        return written + _pour([people], areas, _years(size.months), 9000)


@contextmanager
def _unprotected() -> Iterator[None]:
    """Without the triggers that ask of every figure whether it is there already. Back they come, all or none."""
    of_figures = [trigger for trigger in TRIGGERS if trigger.table == Observation._meta.db_table]
    with transaction.atomic():
        connection.check_constraints()  # what is still to be checked would hold the table as it is
        remove(of_figures)
        yield
        connection.check_constraints()
        install(of_figures)


# Areas and measures ---------------------------------------------------------------------------------------------------


def _make_areas(size: Size) -> list[Area]:
    """The force first. Each has a square of its own on the map."""
    force = _make_kind(Area.Kind.FORCE, "E23", 1)[0]
    districts = _make_kind(Area.Kind.DISTRICT, "E07", size.districts)
    wards = _make_kind(Area.Kind.WARD, "E05", size.wards)
    inside = [(force, district) for district in districts]
    inside += [(districts[place % len(districts)], ward) for place, ward in enumerate(wards)]
    bulk(AreaPart, [AreaPart(whole=whole, part=part, source=SOURCE) for whole, part in inside])
    return [force, *districts, *wards]


def _make_kind(kind: Area.Kind, code: str, count: int) -> list[Area]:
    first, wide = Area.objects.count(), math.isqrt(count) or 1
    areas = [
        Area(code=f"{code}{first + place:06}", name=f"{kind.value.title()} {place}", kind=kind,
             tile_column=place % wide, tile_row=place // wide)
        for place in range(count)
    ]  # fmt: skip
    return bulk(Area, areas)


def _make_measures(board: Board, force: Area, size: Size) -> list[Measure]:
    """Monthly counts by district under thematic areas, a few of them of the first priority."""
    themes = bulk(
        ThematicArea, [ThematicArea(board=board, order=place, name=f"Area {place}") for place in range(THEMES)]
    )
    common: dict[str, Any] = {
        "board": board, "unit": "offences", "polarity": "lower", "cadence": Cadence.MONTH, "area": force,
        "breakdown": Area.Kind.DISTRICT, "source": SOURCE, "target": Decimal(80),
    }  # fmt: skip
    measures = bulk(
        Measure,
        [
            Measure(
                slug=f"monthly-{place}",
                name=f"Monthly {place}",
                order=place,
                thematic_area=themes[place % THEMES],
                **common,
            )
            for place in range(size.measures)
        ],
    )
    first = board.priorities.order_by("pk")[0]
    bulk(PriorityMeasure, [PriorityMeasure(priority=first, measure=measure) for measure in measures[:OF_PRIORITY]])
    said = {"text": "As it was in the month before.", "written_on": today() - dt.timedelta(days=30)}
    bulk(Commentary, [Commentary(measure=measure, **said) for measure in measures])
    return measures


# Figures --------------------------------------------------------------------------------------------------------------

Published = tuple[int, dt.date, dt.date, int]  # number and first day of the period, day of publication, its correction


def _months(count: int) -> list[Published]:
    """The newest months, each published six weeks after it ended, one in ten again at once."""
    newest = Period.of(today() - dt.timedelta(days=75), Cadence.MONTH)
    found: list[Published] = []
    for back in range(count - 1, -1, -1):
        period = newest.shifted(-back)
        vintage = period.end + dt.timedelta(days=42)
        found += [(back, period.start, vintage, number) for number in range(1 if back % REVISED else 2)]
    return found


def _years(months: int) -> list[Published]:
    newest = Period.of(today() - dt.timedelta(days=400), Cadence.YEAR)
    years = [(back, newest.shifted(-back)) for back in range(months // 12, -1, -1)]
    return [(back, year.start, year.end, 0) for back, year in years]


def _pour(measures: list[Measure], areas: list[Area], periods: list[Published], least: int) -> int:
    """A figure of every measure for every area and period, one statement for each period, as imports bring them."""
    told = "%s" + ", %s" * (len(measures) - 1), "%s" + ", %s" * (len(areas) - 1)
    statement = (
        "INSERT INTO performance_observation (measure_id, area_id, period_start, value, vintage, sequence, "  # noqa: S608
        "is_provisional, is_suppressed, note, recorded_at) SELECT measure.id, area.id, %s, "
        "%s + (measure.id * 31 + area.id * 17 + %s * 13 + %s * area.id) %% 41, "
        "%s, %s, %s, %s, '', %s FROM performance_measure measure CROSS JOIN partnerships_area area "
        f"WHERE measure.id IN ({told[0]}) AND area.id IN ({told[1]}) ORDER BY area.id, measure.id"
    )
    day, moment = connection.ops.adapt_datefield_value, connection.ops.adapt_datetimefield_value(timezone.now())
    ids = [*(measure.pk for measure in measures), *(area.pk for area in areas)]
    with connection.cursor() as cursor:
        for number, start, vintage, sequence in periods:
            values = [day(start), least + sequence, number, number, day(vintage), sequence, False, False, moment]
            cursor.execute(statement, [*values, *ids])
    return len(measures) * len(areas) * len(periods)
