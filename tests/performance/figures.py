"""Series for tests: figures one after another from a first period, None where one is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from hypothesis import strategies as st

from performance.analysis.series import Point, Series
from performance.analysis.words import figure
from performance.periods import Cadence, Period

Figure = int | str | Decimal | None

VALUES = st.decimals(min_value=-10_000, max_value=10_000, places=2)
MAYBE = st.none() | VALUES


def dec(value: Figure) -> Decimal | None:
    return None if value is None else Decimal(value)


def plain(*values: Decimal | int | None) -> list[str]:
    """Figures as they are read, "-" where unknown: short to compare."""
    return ["-" if value is None else figure(Decimal(value)) for value in values]


def quarter(text: str) -> Period:
    """ "Q1 2024" is the quarter that began in April 2024."""
    number, year = int(text[1]), int(text[3:7])
    month = 3 * number + 1
    return Period(dt.date(year, month, 1) if month < 13 else dt.date(year + 1, 1, 1), Cadence.QUARTER)


def series(figures: Iterable[Figure], first: Period) -> Series:
    points = (Point(first.shifted(at), dec(figure)) for at, figure in enumerate(figures))
    return Series.of(first.cadence, points)


def quarterly(*figures: Figure, first: str = "Q1 2020") -> Series:
    return series(figures, quarter(first))
