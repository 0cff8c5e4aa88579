"""When something that comes round falls due. Pure: dates in, dates out."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of the month so many months later; the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Recurrence:
    """Falls due on `first` and then every `months`; 0 months is once. Nothing falls due after `until`."""

    first: dt.date
    months: int
    until: dt.date | None = None

    def dates(self) -> Iterator[dt.date]:
        """Due dates in order: for ever, unless it is due once or has an end. Counted from the first: no drift."""
        for step in range(0, 12 * 1000, self.months or 12 * 1000):
            day = months_after(self.first, step)
            if self.until is not None and day > self.until:
                return
            yield day

    def upto(self, day: dt.date) -> list[dt.date]:
        """Every due date up to `day`, and the next one after it where there is one."""
        found = []
        for due in self.dates():
            found.append(due)
            if due > day:
                break
        return found

    def outstanding(self, met: Collection[dt.date], day: dt.date) -> list[dt.date]:
        """Due dates that nothing has met: all that have come by `day`, oldest first, then the next one."""
        return [due for due in self._to_next(met, day) if due not in met]

    def _to_next(self, met: Collection[dt.date], day: dt.date) -> Iterator[dt.date]:
        for due in self.dates():
            yield due
            if due >= day and due not in met:
                return
