"""What a paper leaves out of a measure that counts people: small numbers could point to a person.

The decision is that of the public figures (`performance.publishing`), so that paper and figures cannot be used against
one another: what is withheld there is taken out of the series here before anything is worked out from it. A measure
that counts people and whose figures are not public at all is printed without any.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from performance.analysis.series import Series
from performance.models import Measure
from performance.policies import Policy
from performance.publishing import publication_of
from performance.readings import MeasureReading
from snb.models import Board

Cell = tuple[int, int, dt.date]  # a measure's id, an area's, and the first day of a period


@dataclass(frozen=True)
class Withholding:
    """`below` is the lowest count that may be published; of measures that count people, `public` cells are printed."""

    below: int
    public: Collection[Cell] = field(default_factory=frozenset)

    def printed(self, measure: Measure, area_id: int, series: Series) -> Series:
        """The series without what may not be printed."""
        if not measure.counts_people:
            return series
        points = tuple(
            replace(point, value=None, is_suppressed=True)
            if point.value is not None and (measure.pk, area_id, point.period.start) not in self.public
            else point
            for point in series.points
        )
        return Series(series.cadence, points)

    def reading(self, reading: MeasureReading) -> MeasureReading:
        return replace(reading, series=self.printed(reading.measure, reading.area_id, reading.series))


def withholding(board: Board, policy: Policy, measures: Iterable[Measure], day: dt.date) -> Withholding:
    """No query where no measure that counts people has public figures, else the few of the publication."""
    if not any(each.counts_people and each.is_published for each in measures):
        return Withholding(policy.suppress_below)
    public = frozenset(
        (each.measure.pk, held.area.pk, point.period.start)
        for each in publication_of(board, day).measures
        if each.measure.counts_people
        for held in each.areas
        for point in held.series.known
    )
    return Withholding(policy.suppress_below, public)


def withheld_in(reading: MeasureReading) -> int:
    """How many of its figures are not printed: ours, and those that the publisher left out."""
    return sum(point.is_suppressed for point in reading.series.points)
