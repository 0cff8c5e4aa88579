"""What was known before: every figure of a measure for one area that was revised, with each of its vintages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from performance.analysis.words import plain
from performance.models import Measure, Observation
from performance.periods import Cadence, Period


@dataclass(frozen=True)
class Version:
    """A figure as one day's publication gave it; `by` is empty for a file that no person loaded in the browser."""

    value: Decimal | None
    vintage: dt.date
    source: str
    by: str
    note: str
    is_provisional: bool

    @property
    def text(self) -> str:
        """To its last decimal, so that two figures that differ look different; empty for one taken back."""
        return "" if self.value is None else f"{self.value:,f}"


@dataclass(frozen=True)
class Revised:
    """A period's versions, the newest first."""

    period: Period
    versions: tuple[Version, ...]


def versions_of(measure: Measure, area_id: int, starts: list[dt.date]) -> dict[dt.date, list[Version]]:
    """All versions of the periods that begin on `starts`, the newest first. One query."""
    rows = (
        Observation.objects.filter(measure=measure, area=area_id, period_start__in=starts)
        .select_related("imported", "recorded_by")
        .order_by("-period_start", "-vintage", "-sequence")
    )
    found: dict[dt.date, list[Version]] = {}
    for row in rows:
        source = row.imported.source if row.imported else ""
        by = row.recorded_by.name if row.recorded_by else ""
        version = Version(plain(row.value), row.vintage, source, by, row.note, row.is_provisional)
        found.setdefault(row.period_start, []).append(version)
    return found


def revised_in(measure: Measure, area_id: int, starts: list[dt.date]) -> list[Revised]:
    """The periods whose figure changed since it was first published. One query."""
    cadence = Cadence(measure.cadence)
    versions = versions_of(measure, area_id, starts)
    return [Revised(Period(start, cadence), tuple(each)) for start, each in versions.items() if len(each) > 1]
