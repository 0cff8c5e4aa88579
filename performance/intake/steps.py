"""The periods of a measure follow one another: years from April do not mix with years from January."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from performance.intake.rows import Row
from performance.models import Measure, Observation
from performance.periods import Cadence


def held_start(measure: Measure) -> dt.date | None:
    """The first day of some period that is held; all others follow on it. One query, by the key."""
    held = Observation.objects.filter(measure=measure).order_by("area", "period_start")
    return held.values_list("period_start", flat=True).first()


def out_of_step(measure: Measure, rows: Iterable[Row]) -> str:
    """What is wrong with periods that begin between those of the measure, in a sentence; empty where all follow on."""
    cadence, rows = Cadence(measure.cadence), list(rows)
    if cadence.step == 1 or not rows:
        return ""
    held = held_start(measure)
    base = held or rows[0].start
    wrong = next((row.start for row in rows if (row.start.month - base.month) % cadence.step), None)
    if wrong is None:
        return ""
    whose = "those held" if held else "the others"
    return (
        f"{measure}: a {cadence.noun} that begins in {wrong:%B %Y} does not follow on {whose}, "
        f"one of which begins in {base:%B %Y}."
    )
