"""The periods that figures are published for, by cadence. Pure: no Django."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from snb.quarters import Quarter


class Cadence(StrEnum):
    """How often a measure is published. A rolling year moves on by a quarter."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ROLLING = "rolling"

    @property
    def label(self) -> str:
        return {"month": "Monthly", "quarter": "Quarterly", "year": "Yearly", "rolling": "Rolling year"}[self.value]

    @property
    def noun(self) -> str:
        """What one period is called in a sentence."""
        return {"month": "month", "quarter": "quarter", "year": "year", "rolling": "year"}[self.value]

    @property
    def months(self) -> int:
        """The length of a period."""
        return {"month": 1, "quarter": 3, "year": 12, "rolling": 12}[self.value]

    @property
    def step(self) -> int:
        """Months from one period's start to the next one's."""
        return {"month": 1, "quarter": 3, "year": 12, "rolling": 3}[self.value]

    @property
    def per_year(self) -> int:
        """Periods that start within one year: how far back the same season lies."""
        return 12 // self.step


@dataclass(frozen=True, order=True)
class Period:
    """A period by its first day, always the first of a month. A quarter starts in January, April, July or October."""

    start: dt.date
    cadence: Cadence

    def __post_init__(self) -> None:
        if self.start.day != 1:
            raise ValueError(f"A period begins on the first of a month, not on {self.start:%-d %B %Y}.")
        if self.cadence is Cadence.QUARTER and self.start.month % 3 != 1:
            raise ValueError(f"A quarter begins in January, April, July or October, not in {self.start:%B %Y}.")

    @classmethod
    def of(cls, day: dt.date, cadence: Cadence) -> Period:
        """The month or quarter that `day` falls in; a year is the financial one. A rolling year ends in its quarter."""
        quarter = Quarter.of(day)
        if cadence is Cadence.MONTH:
            return cls(day.replace(day=1), cadence)
        if cadence is Cadence.QUARTER:
            return cls(quarter.start, cadence)
        if cadence is Cadence.YEAR:
            return cls(Quarter(quarter.year, 1).start, cadence)
        return cls(quarter.shifted(-3).start, cadence)

    @property
    def end(self) -> dt.date:
        """The last day."""
        return _months_on(self.start, self.cadence.months) - dt.timedelta(days=1)

    def shifted(self, periods: int) -> Period:
        return Period(_months_on(self.start, periods * self.cadence.step), self.cadence)

    def next(self) -> Period:
        return self.shifted(1)

    def previous(self) -> Period:
        """The period before that shares no day with this one: a rolling year's is the year before."""
        return Period(_months_on(self.start, -self.cadence.months), self.cadence)

    def a_year_before(self) -> Period:
        return Period(_months_on(self.start, -12), self.cadence)

    @property
    def short(self) -> str:
        """ "Mar 2025", "Q1 2025-26", "2024-25" or "2024", "year to Jun 2025"."""
        if self.cadence is Cadence.MONTH:
            return f"{self.start:%b %Y}"
        if self.cadence is Cadence.QUARTER:
            return Quarter.of(self.start).short
        if self.cadence is Cadence.ROLLING:
            return f"year to {self.end:%b %Y}"
        return f"{self.start.year}" if self.start.month == 1 else f"{self.start.year}-{self.end.year % 100:02d}"

    def __str__(self) -> str:
        if self.cadence is Cadence.MONTH:
            return f"{self.start:%B %Y}"
        if self.cadence is Cadence.ROLLING:
            return f"year ending {self.end:%B %Y}"
        return str(Quarter.of(self.start)) if self.cadence is Cadence.QUARTER else self.short


def newest_over(cadence: Cadence, day: dt.date, follows: dt.date | None = None) -> Period:
    """The newest period that ended before `day`; where `follows` is given, in step with the one that begins on it."""
    period = Period(follows, cadence) if follows else Period.of(day, cadence)
    while period.end < day:
        period = period.next()
    while period.end >= day:
        period = period.shifted(-1)
    return period


def _months_on(day: dt.date, months: int) -> dt.date:
    index = day.year * 12 + day.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)
