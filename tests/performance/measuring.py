"""Measures and figures for tests, and forms as a person types them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from partnerships.models import Area
from performance.analysis.rag import Polarity
from performance.models import Measure, Observation
from performance.periods import Cadence, Period
from snb.querysets import today
from tests.cast import Cast, make_area

EARLY, LATE = dt.date(2025, 10, 1), dt.date(2026, 1, 1)
NEWEST = Period.of(today(), Cadence.QUARTER).previous()  # the newest quarter that is over
STEADY = (100, 104, 98, 102, 99, 103, 97, 101, 100, 104, 98, 102)


def measure(cast: Cast, slug: str = "thefts", **more: object) -> Measure:
    """A quarterly count of the force, where lower is better."""
    values = {
        "board": cast.board, "name": slug.capitalize(), "unit": "offences", "polarity": Polarity.LOWER,
        "area": make_area(), **more,
    }  # fmt: skip
    return Measure.objects.create(slug=slug, **values)


def observe(
    of: Measure, period: Period, value: object, vintage: dt.date = EARLY, *, area: Area | None = None, **more: object
) -> Observation:
    number = None if value is None else Decimal(str(value))
    return Observation.objects.create(
        measure=of, area=area or of.area, period_start=period.start, value=number, vintage=vintage, **more
    )


def run(of: Measure, *values: object, last: Period = NEWEST, area: Area | None = None) -> None:
    """Figures one after another up to `last`; None leaves a gap."""
    first = last.shifted(1 - len(values))
    for at, value in enumerate(values):
        if value is not None:
            observe(of, first.shifted(at), value, area=area)


def quarter(year: int, number: int) -> Period:
    """Quarter 1 begins in April."""
    month = 3 * number + 1
    return Period(dt.date(year, month, 1) if month < 13 else dt.date(year + 1, 1, 1), Cadence.QUARTER)


def typed_day(name: str, day: dt.date | None) -> dict[str, str]:
    """A day in its three boxes; empty ones without a day."""
    parts = (day.day, day.month, day.year) if day else ("", "", "")
    return {f"{name}_{part}": str(value) for part, value in zip(("day", "month", "year"), parts, strict=True)}
