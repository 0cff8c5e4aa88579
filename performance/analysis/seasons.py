"""Slope and season of a series. Pure: no Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from statistics import median

from performance.analysis.series import Point, Series
from performance.periods import Cadence

# Friedman's statistic at 5%: exact for two to four years of quarters, beyond that chi-squared on 3 and 11 degrees of
# freedom. Two years of quarters must agree wholly. Twelve months are enough treatments for chi-squared throughout.
CRITICAL_QUARTERS = {2: Fraction(6), 3: Fraction("7.4"), 4: Fraction("7.8")}
CHI_SQUARED = {4: Fraction("7.815"), 12: Fraction("19.675")}
QUARTERS = {1: "January to March", 4: "April to June", 7: "July to September", 10: "October to December"}


@dataclass(frozen=True)
class Season:
    """The seasons found: `years` complete ones were used; `highest` and `lowest` name a quarter or month."""

    years: int
    highest: str
    lowest: str
    sentence: str


def slope(values: Sequence[Decimal | None]) -> Decimal | None:
    """The Theil-Sen slope, in the unit of the values for each step from one place to the next; None stands for a gap.

    It is the median of the slopes between all pairs of known values, so one odd figure does not turn it
    (Theil 1950; Sen, Journal of the American Statistical Association 63, 1968). None below two known values.
    """
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    slopes = [(y - x) / (j - i) for at, (i, x) in enumerate(known) for j, y in known[at + 1 :]]
    return median(slopes) if slopes else None


def trend_line(values: Sequence[Decimal | None]) -> tuple[Decimal, Decimal] | None:
    """(level at the first place, slope for each step): the Theil-Sen line, its level the median of what is left."""
    steep = slope(values)
    if steep is None:
        return None
    return median(value - steep * place for place, value in enumerate(values) if value is not None), steep


def season(series: Series) -> Season | None:
    """Whether the same quarters or months of the year run high or low, year on year; None where that is not seen.

    Friedman's test on the ranks within each complete year, counted back from the newest figure, at 5%, after the
    Theil-Sen line is taken away (a steady rise would rank every year alike). Source: Friedman, Journal of the
    American Statistical Association 32 (1937), used so for "stable seasonality" by JDemetra+, the European
    statistical offices' tool of seasonal adjustment. Years with a gap are left out; fewer than two leave it unsaid.
    Quarterly and monthly series only: a year, rolling or not, holds every season.
    """
    if series.cadence not in {Cadence.QUARTER, Cadence.MONTH}:
        return None
    years = _complete_years(series)
    if len(years) < 2:
        return None
    ranks = [_ranks([value for _, value in year]) for year in years]
    size = series.cadence.per_year
    critical = CRITICAL_QUARTERS.get(len(years), CHI_SQUARED[4]) if size == 4 else CHI_SQUARED[size]
    if _friedman(ranks) < critical:
        return None
    means = [sum(column) / len(years) for column in zip(*ranks, strict=True)]
    names = [_name(point) for point, _ in years[0]]
    return _found(len(years), names[means.index(max(means))], names[means.index(min(means))], series.cadence)


def _found(years: int, highest: str, lowest: str, cadence: Cadence) -> Season:
    sentence = (
        f"The figures may follow the seasons: over {years} full years {highest} tends to run highest and {lowest} "
        f"lowest. Compare with the same {cadence.noun} of last year, and read a run or a trend with care."
    )
    return Season(years, highest, lowest, sentence)


def _complete_years(series: Series) -> list[list[tuple[Point, Decimal]]]:
    """Years without a gap, counted back from the newest figure, each value less the trend line."""
    points = [point for point in series.points if series.newest and point.period <= series.newest.period]
    line = trend_line([point.value for point in points])
    if line is None:
        return []
    left = [(point, None if point.value is None else point.value - line[1] * at) for at, point in enumerate(points)]
    size = series.cadence.per_year
    years = [left[end - size : end] for end in range(len(left), size - 1, -size)]
    full = [[(point, value) for point, value in year if value is not None] for year in years]
    return [year for year in full if len(year) == size]


def _ranks(values: Sequence[Decimal]) -> list[Fraction]:
    """From 1 for the lowest; equal values share the mean of their ranks."""
    ordered = sorted(values)
    return [Fraction(2 * ordered.index(value) + ordered.count(value) + 1, 2) for value in values]


def _friedman(ranks: Sequence[Sequence[Fraction]]) -> Fraction:
    """Friedman's statistic with the allowance for ties; zero where every rank is tied. Exact, as its tables are."""
    years, size = len(ranks), len(ranks[0])
    middle = Fraction(size + 1, 2)
    within = sum(((rank - middle) ** 2 for year in ranks for rank in year), Fraction(0)) / (years * (size - 1))
    columns = zip(*ranks, strict=True)
    between = years * sum(((sum(column, Fraction(0)) / years - middle) ** 2 for column in columns), Fraction(0))
    return between / within if within else Fraction(0)


def _name(point: Point) -> str:
    start = point.period.start
    return QUARTERS[start.month] if point.period.cadence is Cadence.QUARTER else f"{start:%B}"
