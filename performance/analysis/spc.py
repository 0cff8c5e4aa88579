"""XmR charts: statistical process control of single figures in order of time. Pure: no Django.

Sources: Wheeler, Understanding Variation (1993), for the limits; NHS England, Making Data Count, for the signals;
Nelson, Control Charts for Individual Measurements, Journal of Quality Technology 14(3), 1982, for screened limits;
the NHS-R community's package NHSRplotthedots for trial limits below twelve points and for both worked examples of
tests/performance/test_spc.py, beside one of the SAS/QC manual.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import pairwise

from performance.analysis.rag import Polarity
from performance.analysis.seasons import season
from performance.analysis.series import Point, Series
from performance.analysis.signals import Limits, Signal, find_signals, segments
from performance.analysis.words import counted
from performance.periods import Cadence, Period

LIMIT = Decimal("2.66")  # 3 ÷ 1.128, d2 for moving ranges of two: Wheeler
SCREEN = Decimal("3.267")  # the upper limit of moving ranges, D4 for two: Nelson 1982
FULL = 12  # points; below it the limits are trial limits
MIN_MOVING_RANGES = 2
ROLLING = (
    "Rolling-year figures that follow one another share nine months, so limits are too narrow and runs come too "
    "easily. Chart the quarterly figures where there are any."
)


@dataclass(frozen=True)
class Rebase:
    """A person's dated decision that limits start afresh from a period. Raises ValueError without reason or name."""

    from_period: Period
    reason: str
    decided_on: dt.date
    decided_by: str

    def __post_init__(self) -> None:
        if not (self.reason.strip() and self.decided_by.strip()):
            raise ValueError("Limits start afresh only with a reason and the name of who decided.")


@dataclass(frozen=True)
class Phase:
    """A stretch under one set of limits, numbered from 1; `rebase` is the decision that began it.

    `limits` is None where too little is known; `is_extended` says that they come from an earlier phase.
    """

    number: int
    points: tuple[Point, ...]
    limits: Limits | None
    rebase: Rebase | None = None
    is_extended: bool = False

    @property
    def start(self) -> Period:
        return self.points[0].period

    @property
    def end(self) -> Period:
        return self.points[-1].period


@dataclass(frozen=True)
class ControlChart:
    """Phases in order of time, together all points of the series; signals as they were seen; plain warnings."""

    series: Series
    polarity: Polarity
    phases: tuple[Phase, ...]
    signals: tuple[Signal, ...]
    warnings: tuple[str, ...]

    def phase_at(self, period: Period) -> Phase | None:
        return next((phase for phase in self.phases if phase.start <= period <= phase.end), None)

    def signals_at(self, period: Period) -> tuple[Signal, ...]:
        """The signals that the figure of `period` is part of."""
        return tuple(signal for signal in self.signals if period in signal.periods)


def control_chart(
    series: Series,
    *,
    polarity: Polarity,
    rebases: Sequence[Rebase] = (),
    screened: bool = False,
    floor: Decimal | None = None,
) -> ControlChart:
    """The XmR chart of a series; see `limits_of` for the lines and `find_signals` for the signals.

    A rebase starts a new phase at its period; the limits before it stay as they were. `floor` is what the measure
    cannot go below. Nothing is read across a gap or from one phase into the next. Raises ValueError for a rebase of
    another cadence or two at one period.
    """
    phases = tuple(
        Phase(number, points, limits_of(points, screened=screened, floor=floor), rebase)
        for number, (points, rebase) in enumerate(_split(series, rebases), 1)
    )
    waiting = [rebase for rebase in rebases if series.points and rebase.from_period > series.points[-1].period]
    late = [f"Limits start afresh from {rebase.from_period.short}, which has no figure yet." for rebase in waiting]
    return _chart(series, polarity, phases, phases, late)


def extended_chart(
    series: Series,
    *,
    polarity: Polarity,
    before: Period,
    after: Period,
    screened: bool = False,
    floor: Decimal | None = None,
) -> ControlChart:
    """A chart whose limits come from the periods up to `before` alone and are extended over those from `after` on.

    Periods between the two get the same lines and no signals: they are partly before and partly after. This is
    Making Data Count's baseline for an intervention. Raises ValueError where `after` does not follow `before`.
    """
    if not before < after:
        raise ValueError(f"{after} does not come after {before}.")
    parts = [
        [point for point in series.points if point.period <= before],
        [point for point in series.points if before < point.period < after],
        [point for point in series.points if point.period >= after],
    ]
    limits = limits_of(parts[0], screened=screened, floor=floor)
    kept = [(place, tuple(points)) for place, points in enumerate(parts) if points]
    phases = tuple(
        Phase(number, points, limits, is_extended=place > 0) for number, (place, points) in enumerate(kept, 1)
    )
    read = tuple(phase for phase, (place, _) in zip(phases, kept, strict=True) if place != 1)
    return _chart(series, polarity, phases, read, [])


def limits_of(points: Sequence[Point], *, screened: bool = False, floor: Decimal | None = None) -> Limits | None:
    """Mean ± 2.66 × mean moving range, near limits at two thirds (1.773); None below two moving ranges.

    A moving range is the difference between a figure and the one right before it; a gap breaks it. `screened` leaves
    out, once, moving ranges above 3.267 times their mean and keeps the mean of all figures, as Nelson (1982) and
    NHSRplotthedots do: one odd figure then widens the limits no longer.
    """
    stretches = [[value for _, value in segment] for segment in segments(points)]
    ranges = [abs(b - a) for stretch in stretches for a, b in pairwise(stretch)]
    if len(ranges) < MIN_MOVING_RANGES:
        return None
    values = [value for stretch in stretches for value in stretch]
    with localcontext() as context:
        context.prec = 60
        kept = _screened(ranges) if screened else ranges
        mean, spread = sum(values, Decimal(0)) / len(values), sum(kept, Decimal(0)) / len(kept)
        wide, near = LIMIT * spread, LIMIT * spread * 2 / 3
        return Limits(
            mean=_fine(mean),
            mean_moving_range=_fine(spread),
            upper=_fine(mean + wide),
            lower=_fine(mean - wide),
            upper_near=_fine(mean + near),
            lower_near=_fine(mean - near),
            points=len(values),
            moving_ranges=len(kept),
            screened_out=len(ranges) - len(kept),
            is_trial=len(values) < FULL,
            floor=floor,
        )


def _screened(ranges: list[Decimal]) -> list[Decimal]:
    bound = SCREEN * sum(ranges, Decimal(0)) / len(ranges)
    return [each for each in ranges if each <= bound]


def _fine(line: Decimal) -> Decimal:
    """To twelve decimals, so that a figure right on a line compares as equal to it."""
    return line.quantize(Decimal("1e-12"))


def _split(series: Series, rebases: Sequence[Rebase]) -> list[tuple[tuple[Point, ...], Rebase | None]]:
    """The points of each phase with the decision that began it; a decision for before the first point is spent."""
    by_period = {rebase.from_period: rebase for rebase in rebases}
    if len(by_period) != len(rebases):
        raise ValueError("Limits start afresh once at a period, not twice.")
    if any(period.cadence is not series.cadence for period in by_period):
        raise ValueError(f"Limits of a {series.cadence.label.lower()} series start afresh at one of its periods.")
    parts: list[tuple[list[Point], Rebase | None]] = []
    for point in series.points:
        if not parts or point.period in by_period:
            parts.append(([], by_period.get(point.period)))
        parts[-1][0].append(point)
    return [(tuple(points), rebase) for points, rebase in parts]


def _chart(
    series: Series, polarity: Polarity, phases: tuple[Phase, ...], read: tuple[Phase, ...], warnings: list[str]
) -> ControlChart:
    signals = tuple(
        signal
        for phase in read
        if phase.limits
        for signal in find_signals(phase.points, phase.limits, phase=phase.number, polarity=polarity)
    )
    said = [_doubt(phase, several=len(phases) > 1) for phase in phases if not phase.is_extended]
    found = season(series)
    general = [ROLLING] if series.cadence is Cadence.ROLLING and series.points else []
    every = (*(each for each in said if each), *warnings, *general, *([found.sentence] if found else []))
    return ControlChart(series, polarity, phases, signals, every)


def _doubt(phase: Phase, *, several: bool) -> str:
    """What to say of a phase with few points; empty where there is nothing to say."""
    where = f" from {phase.start.short}" if several else ""
    known = counted(len([point for point in phase.points if point.value is not None]), "figure")
    if phase.limits is None:
        return f"Too few figures follow one another for limits{where}: there must be three in a row, or two pairs."
    if not phase.limits.mean_moving_range:
        return f"The figures{where} did not vary at all, so the limits have no width."
    if not phase.limits.is_trial:
        return ""
    return f"The limits{where} are trial limits: they rest on {known}, fewer than {FULL}, and may still move."
