"""What a map shows; all of it in the address."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from performance.breakdown import kinds_of, newest_start
from performance.models import Measure
from performance.periods import Cadence, Period
from snb.govuk import GovukForm

PERIODS = 24


class MapFilter(GovukForm):
    """A measure, a kind of area and a period. What the address leaves out or gets wrong is the first that there is."""

    mark_optional = False
    measure = forms.ChoiceField(label="Measure", required=False)
    by = forms.ChoiceField(label="By", required=False)
    period = forms.ChoiceField(label="Period", required=False)
    rate = forms.BooleanField(label="For every 1,000 people", required=False)

    def __init__(self, data: Any, *, measures: dict[str, Measure], day: dt.date) -> None:
        asked = data.copy()
        super().__init__(asked)
        self.shown = asked
        self.measures = measures
        self.chosen = measures.get(self.data.get("measure", "")) or next(iter(measures.values()))
        self.kinds = kinds_of(self.chosen)
        by = self.data.get("by", "")
        self.kind = by if by in dict(self.kinds) else next((kind for kind, _ in self.kinds), "")
        newest = newest_start(self.chosen, self.kind, day) if self.kind else None
        self.periods = self._periods(newest) if newest else []
        self._offer("measure", [(slug, measure.name) for slug, measure in measures.items()], self.chosen.slug)
        self._offer("by", self.kinds, self.kind)
        self._offer("period", self.periods, self.start.isoformat() if self.start else "")

    def _periods(self, newest: dt.date) -> list[tuple[str, str]]:
        period = Period(newest, Cadence(self.chosen.cadence))
        return [(each.start.isoformat(), str(each)) for each in (period.shifted(-back) for back in range(PERIODS))]

    @property
    def start(self) -> dt.date | None:
        asked, known = self.data.get("period", ""), [start for start, _ in self.periods]
        return dt.date.fromisoformat(asked if asked in known else known[0]) if known else None

    @property
    def wants_rate(self) -> bool:
        return bool(self.data.get("rate"))

    def _offer(self, name: str, choices: list[tuple[str, str]], chosen: str) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.shown[name] = chosen
