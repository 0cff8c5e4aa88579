"""Working days and clear days: pure, so that a test can count them the slow way. Whose bank holidays is a setting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

import holidays

A_DAY = dt.timedelta(days=1)
SATURDAY = 5


@lru_cache(maxsize=64)
def _bank_holidays(nation: str, year: int) -> dict[dt.date, str]:
    return dict(holidays.country_holidays("GB", subdiv=nation, years=year))


@dataclass(frozen=True)
class Calendar:
    """Which days are working days: no weekends, no bank holidays of `nation` (ENG, WLS, SCT, NIR), no closed days.

    `closed` gives for each day on which the offices are closed the reason.
    """

    nation: str = "ENG"
    closed: Mapping[dt.date, str] = field(default_factory=dict)

    def bank_holiday(self, day: dt.date) -> str:
        """The name of the bank holiday that `day` is; empty where it is none."""
        return _bank_holidays(self.nation, day.year).get(day, "")

    def is_working(self, day: dt.date) -> bool:
        return day.weekday() < SATURDAY and not self.bank_holiday(day) and day not in self.closed

    def why_not(self, day: dt.date) -> str:
        """Why `day` is no working day, to follow "That day is …"; empty where it is one."""
        if name := self.bank_holiday(day):
            return f"a bank holiday ({name})"
        if day.weekday() >= SATURDAY:
            return f"a {day:%A}"
        return f"a day on which the offices are closed ({self.closed[day]})" if day in self.closed else ""

    def back(self, day: dt.date) -> Iterator[dt.date]:
        """Working days before `day`, latest first."""
        while True:
            day -= A_DAY
            if self.is_working(day):
                yield day

    def before(self, day: dt.date, working_days: int) -> dt.date:
        """The day so many working days before `day`; 0 is the day itself."""
        return next(islice(self.back(day), working_days - 1, None)) if working_days else day

    def following(self, day: dt.date) -> dt.date:
        """The first working day after `day`."""
        day += A_DAY
        while not self.is_working(day):
            day += A_DAY
        return day

    def clear_days(self, published: dt.date, meeting: dt.date) -> int:
        """Working days strictly between the day of publication and the day of the meeting (LGA 1972 s100B)."""
        day, count = published + A_DAY, 0
        while day < meeting:
            count += self.is_working(day)
            day += A_DAY
        return count

    def last_publication_day(self, meeting: dt.date, clear_days: int) -> dt.date:
        """The last working day on which publishing leaves `clear_days` clear days before `meeting`."""
        return self.before(meeting, clear_days + 1)
