"""A county of three districts with figures to publish."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from partnerships.models import Area, AreaPart
from performance.models import Feed, Measure, Observation
from performance.publishing import Publication, publication_of
from snb.models import Board
from tests.cast import make_area

VINTAGE, DAY = dt.date(2026, 2, 1), dt.date(2026, 6, 1)
STARTS = [dt.date(2025, month, 1) for month in (1, 4, 7, 10)]


@dataclass
class County:
    board: Board
    area: Area
    districts: list[Area]

    def measure(self, slug: str = "victims", **more: object) -> Measure:
        values: dict[str, object] = {
            "name": slug.capitalize(), "unit": "people", "polarity": "lower", "area": self.area,
            "breakdown": "district", "is_published": True, "counts_people": True, **more,
        }  # fmt: skip
        return Measure.objects.create(board=self.board, slug=slug, **values)

    def published(self, **more: frozenset) -> Publication:
        return publication_of(Board.objects.get(pk=self.board.pk), DAY, **more)


def make_county(board: Board) -> County:
    county = make_area("Fosse", Area.Kind.COUNTY)
    districts = [make_area(name, Area.Kind.DISTRICT) for name in ("Ash", "Beech", "Cedar")]
    for district in districts:
        AreaPart.objects.create(whole=county, part=district, source="made up")
    return County(board, county, districts)


def observe(
    measure: Measure, area: Area, value: object, start: dt.date = STARTS[0], vintage: dt.date = VINTAGE, **more: object
) -> None:
    Observation.objects.create(measure=measure, area=area, period_start=start, value=value, vintage=vintage, **more)  # type: ignore[misc]


def table(county: County, measure: Measure, rows: Mapping[dt.date, Sequence[int | None]]) -> None:
    """For each period the county's figure and then each district's."""
    for start, values in rows.items():
        for area, value in zip([county.area, *county.districts], values, strict=False):
            observe(measure, area, value, start)


def feed(measure: Measure, series: str) -> None:
    Feed.objects.create(measure=measure, source="made-up", series=series)


def shown(publication: Publication, slug: str = "victims") -> dict[str, list[str]]:
    """Of each area its figures as text, with the status where there is none."""
    measure = publication.of(slug)
    assert measure is not None
    return {
        each.area.name: [f"{figure.status if figure.value is None else figure.value}" for figure in each.figures]
        for each in measure.areas
    }
