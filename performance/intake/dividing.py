"""Rates and severity scores: counts over the residents that the board's policy names."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from performance.intake.adding import Parts, Series
from performance.intake.kept import Fed
from performance.intake.rows import Gathered, Row
from performance.models import Measure, Observation, PerformancePolicy
from snb.models import Board


class Residents:
    """The number of people in an area, by the newest estimate for the period's year or one before it."""

    def __init__(self, board: Board, on: dt.date) -> None:
        self._board = board
        self._on = on
        self._known: dict[int, dict[dt.date, Decimal]] | None = None

    def _estimates(self, area_id: int) -> dict[dt.date, Decimal]:
        if self._known is None:
            self._known = defaultdict(dict)
            counting = PerformancePolicy.objects.filter(board=self._board).values("population")
            rows = Observation.objects.filter(measure__in=counting, vintage__lte=self._on, value__gt=0)
            for area, start, value in rows.order_by("vintage", "sequence").values_list("area", "period_start", "value"):
                self._known[area][start] = value or Decimal(0)
        return self._known.get(area_id, {})

    def of(self, area_id: int, start: dt.date) -> tuple[int, Decimal] | None:
        """(year, people), or None where no estimate is held for that year or before."""
        years = [day for day in self._estimates(area_id) if day.year <= start.year]
        return (max(years).year, self._estimates(area_id)[max(years)]) if years else None

    def divided(self, fed: Fed, parts: Parts, found: Gathered) -> Iterator[Row]:
        """A row for each count whose residents are known; what cannot be divided is said, and left out."""
        without: set[str] = set()
        unweighted: dict[dt.date, Decimal] = defaultdict(Decimal)
        for (code, start, _), part in parts.items():
            people = self.of(fed.areas[code], start)
            if people is None:
                without.add(code)
                continue
            if code == fed.measure.area.code:
                unweighted[start] += part.unweighted
            yield _row(fed, code, start, part, people)
        if without:
            found.warn(
                f"{fed.measure}: no figure for {', '.join(sorted(without))}, whose residents are not known here."
            )
        if fed.is_severity and any(unweighted.values()):
            newest = max(start for start, count in unweighted.items() if count)
            label = f"{fed.measure}: offences without a weight in {fed.measure.weights}, period from {newest:%B %Y}"
            found.facts.append((label, unweighted[newest]))


def _row(fed: Fed, code: str, start: dt.date, part: Series, people: tuple[int, Decimal]) -> Row:
    year, residents = people
    value = None if part.value is None else part.value / residents * (fed.measure.per or 1)
    return Row(
        fed.measure.pk, fed.areas[code], start, value, part.value, residents,
        part.is_provisional, part.is_suppressed, _note(fed.measure, part, year), part.place,
    )  # fmt: skip


def _note(measure: Measure, part: Series, year: int) -> str:
    said = f"By the residents of {year}."
    if measure.weights_id is not None:
        said = f"Weights {measure.weights}. {said}"
    return f"{said} {part.unweighted:,.0f} offences have no weight." if part.unweighted else said
