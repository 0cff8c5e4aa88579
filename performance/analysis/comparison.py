"""The newest figure against others: which way it went, and whether that is better. Pure: no Django.

Direction (of the value) and performance (of the board) are two facts; neither is read off the other without the
measure's polarity. Missing is unknown, never zero and never "no change".

The four comparisons are the columns of the partnership's own table: versus a baseline, short term (quarterly), mid
term (annual), long term (two-year trend). The two trends of Pentana (Ideagen Risk Management, once Covalent) are as
its help defines them, "How are the Long and Short Trends calculated": the short one against the last period or the
same period last year, the long one against the mean of the previous x periods, or of that period in the previous x
years. Its arrows point up for *better*; here that is `performance`, and `direction` is the value's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from performance.analysis.change import Direction, Performance, change_between
from performance.analysis.rag import Polarity
from performance.analysis.seasons import trend_line
from performance.analysis.series import Series
from performance.analysis.words import counted, figure, listed, spanned
from performance.periods import Cadence, Period


class Against(StrEnum):
    """What a short trend compares with."""

    PREVIOUS = "previous period"
    LAST_YEAR = "same period last year"


@dataclass(frozen=True)
class ComparisonPolicy:
    """A board's settings. `tolerance` is a share: a change of no more than that of the earlier value is no change.

    `short` is what the short term compares with; `long_n` how many periods (or years) Pentana's long trend averages;
    `trend_years` the length of the long term. Raises ValueError for a negative tolerance or a length below one.
    """

    short: Against = Against.PREVIOUS
    long_n: int = 4
    tolerance: Decimal = Decimal(0)
    trend_years: int = 2

    def __post_init__(self) -> None:
        if self.tolerance < 0 or self.long_n < 1 or self.trend_years < 1:
            raise ValueError("A tolerance is zero or more, and a trend looks back over one period or more.")


@dataclass(frozen=True)
class Baseline:
    """A number under its label, or the mean of named periods of the series itself; a gap in those leaves it unknown."""

    value: Decimal | None = None
    label: str = ""
    periods: tuple[Period, ...] = ()

    def __post_init__(self) -> None:
        if (self.value is None) == (not self.periods):
            raise ValueError("A baseline is either a number or a list of periods.")


@dataclass(frozen=True)
class Comparison:
    """A value against another, in the measure's unit; `change` is value less against.

    `against_label` names what is compared ("Q1 2025-26 with Q1 2024-25"); `percent` is to one decimal, None where it
    is not applicable (nothing to divide by, or a measure that is itself a percentage and changes by points);
    `sentence` is for print; `reason` says why it cannot say, else it is empty.
    """

    name: str
    value: Decimal | None
    against: Decimal | None
    against_label: str
    change: Decimal | None
    percent: Decimal | None
    direction: Direction
    performance: Performance
    sentence: str
    reason: str = ""

    @property
    def words(self) -> str:
        """The performance as it is printed: that neither way is better is not the same as not knowing."""
        is_neutral = self.performance is Performance.CANNOT_SAY and self.direction is not Direction.UNKNOWN
        return Polarity.NEUTRAL.label if is_neutral else self.performance.label


@dataclass(frozen=True)
class FourComparisons:
    baseline: Comparison
    short: Comparison
    mid: Comparison
    long: Comparison

    @property
    def all(self) -> tuple[Comparison, ...]:
        return (self.baseline, self.short, self.mid, self.long)


@dataclass(frozen=True)
class Reading:
    """How a series is read: `period` is the one compared, the newest known where None.

    `is_percentage` says that the measure's unit is a percentage, so that its changes are given in points.
    """

    polarity: Polarity
    policy: ComparisonPolicy = ComparisonPolicy()
    period: Period | None = None
    is_percentage: bool = False


def four_comparisons(
    series: Series,
    *,
    polarity: Polarity,
    baseline: Baseline | None = None,
    policy: ComparisonPolicy | None = None,
    period: Period | None = None,
    is_percentage: bool = False,
) -> FourComparisons:
    """One row of the indicator table: versus baseline, short, mid and long term; parameters as of `Reading`."""
    reading = Reading(polarity, policy or ComparisonPolicy(), period, is_percentage)
    return FourComparisons(
        versus_baseline(series, reading, baseline),
        short_term(series, reading),
        mid_term(series, reading),
        long_term(series, reading),
    )


def versus_baseline(series: Series, reading: Reading, baseline: Baseline | None) -> Comparison:
    """Against a stated number, or the plain mean of stated periods, every one of which must be known.

    Raises ValueError for baseline periods of another cadence.
    """
    if baseline is None:
        return _unsaid("Versus baseline", series, reading, "", "No baseline is set.")
    if baseline.value is not None:
        then = _Term(baseline.value, baseline.label or "the baseline")
    elif any(period.cadence is not series.cadence for period in baseline.periods):
        raise ValueError(f"The baseline of a {series.cadence.label.lower()} series is made of its own periods.")
    else:
        then = _mean_of(series, sorted(baseline.periods))
    return _compare("Versus baseline", series, reading, then)


def short_term(series: Series, reading: Reading, name: str = "Short term") -> Comparison:
    """Against the period before that shares no day with this one, or last year's, as the policy says."""
    period = _compared(series, reading)
    if reading.policy.short is Against.LAST_YEAR or period is None:
        return mid_term(series, reading, name)
    return _compare(name, series, reading, _mean_of(series, [period.previous()]))


def mid_term(series: Series, reading: Reading, name: str = "Mid term") -> Comparison:
    """Against the same period of the year before."""
    period = _compared(series, reading)
    if period is None:
        return _unsaid(name, series, reading, "", "No figure yet.")
    return _compare(name, series, reading, _mean_of(series, [period.a_year_before()]))


def long_term(series: Series, reading: Reading) -> Comparison:
    """The trend over two years: from the same period two years before to this one, so that both ends are one season.

    The figures lie on a Theil-Sen line (see `seasons.trend_line`); `against` and `value` are its two ends, `change`
    its slope times its span. At least half of the figures must be known, and the newest among them. A description,
    not a test: whether a change is more than chance is for the control chart.
    """
    name, years = "Long term", counted(reading.policy.trend_years, "year")
    period = _compared(series, reading)
    if period is None:
        return _unsaid(name, series, reading, "", "No figure yet.")
    steps = reading.policy.trend_years * series.cadence.per_year
    window = [period.shifted(step) for step in range(-steps, 1)]
    values = [series.value_at(each) for each in window]
    label, known = f"trend over {years}, {spanned(window)}", len([value for value in values if value is not None])
    line = trend_line(values)
    if values[-1] is None:
        return _unsaid(name, series, reading, label, _missing(series, [period]))
    if line is None or 2 * known < len(window):
        needed = max(2, (len(window) + 1) // 2)
        why = f"Only {known} of the {len(window)} figures from {spanned(window)} are known; {needed} are needed."
        return _unsaid(name, series, reading, label, why)
    ends = _Term(line[0] + line[1] * steps, period.short), _Term(line[0], window[0].short)
    return _told(name, reading, *ends, label, f"The trend line over {years} runs from", "to")


def pentana_short(series: Series, reading: Reading) -> Comparison:
    """Pentana's short trend: "ongoing" with the last period, "year to year" with the same period last year."""
    return short_term(series, reading, "Short trend")


def pentana_long(series: Series, reading: Reading) -> Comparison:
    """Pentana's long trend: against the mean of the previous `long_n` periods, or of this period in as many years.

    Which of the two follows `policy.short`, as Pentana's one setting governs both. All of them must be known.
    """
    period = _compared(series, reading)
    if period is None:
        return _unsaid("Long trend", series, reading, "", "No figure yet.")
    before = [period]
    for _ in range(reading.policy.long_n):
        is_yearly = reading.policy.short is Against.LAST_YEAR
        before.append(before[-1].a_year_before() if is_yearly else before[-1].previous())
    return _compare("Long trend", series, reading, _mean_of(series, before[:0:-1]))


@dataclass(frozen=True)
class _Term:
    """One side of a comparison; `reason` says why it has no value. `period` is set where it is a single one."""

    value: Decimal | None
    label: str
    reason: str = ""
    period: Period | None = None


def _compared(series: Series, reading: Reading) -> Period | None:
    return reading.period or (series.newest.period if series.newest else None)


def _mean_of(series: Series, periods: Sequence[Period]) -> _Term:
    values = [series.value_at(period) for period in periods]
    known = [value for value in values if value is not None]
    single = periods[0] if len(periods) == 1 else None
    label = spanned(periods) if single else f"the mean of {spanned(periods)}"
    if len(known) < len(values):
        return _Term(None, label, _missing(series, [p for p in periods if series.value_at(p) is None]), single)
    return _Term(sum(known, Decimal(0)) / len(known), label, period=single)


def _missing(series: Series, periods: Sequence[Period]) -> str:
    withheld = [period for period in periods if (point := series.at(period)) and point.is_suppressed]
    if withheld:
        return f"The figure for {listed([period.short for period in withheld])} is withheld."
    return f"No figure for {listed([period.short for period in periods])}."


def _compare(name: str, series: Series, reading: Reading, then: _Term) -> Comparison:
    period = _compared(series, reading)
    if period is None:
        return _unsaid(name, series, reading, "", "No figure yet.")
    now, label = _mean_of(series, [period]), f"{period.short} with {then.label}"
    if now.value is None or then.value is None:
        return _unsaid(name, series, reading, label, now.reason or then.reason)
    return _told(name, reading, now, then, label)


def _unsaid(name: str, series: Series, reading: Reading, label: str, reason: str) -> Comparison:
    period = _compared(series, reading)
    value = series.value_at(period) if period else None
    unknown = (Direction.UNKNOWN, Performance.CANNOT_SAY)
    sentence = f"Cannot say{f' ({label})' if label else ''}: {reason[0].lower()}{reason[1:]}"
    return Comparison(name, value, None, label, None, None, *unknown, sentence, reason)


def _told(
    name: str, reading: Reading, now: _Term, then: _Term, label: str, opening: str = "", joint: str = ""
) -> Comparison:
    if now.value is None or then.value is None:
        raise ValueError("Both values are needed for a comparison.")
    unit = "%" if reading.is_percentage else ""
    said = f"{figure(then.value)}{unit} in {then.label}", f"{figure(now.value)}{unit} in {now.label}"
    moved = change_between(
        then.value,
        now.value,
        polarity=reading.polarity,
        tolerance=reading.policy.tolerance,
        is_percentage=reading.is_percentage,
    )
    sentence = f"{opening} {said[0]} {joint} {said[1]}" if opening else f"{said[0]}, {said[1]}"
    sentence += f": {moved.words}.{_season_note(now.period, then.period)}"
    facts = (moved.amount, moved.percent, moved.direction, moved.performance)
    return Comparison(name, now.value, then.value, label, *facts, sentence)


def _season_note(now: Period | None, then: Period | None) -> str:
    """What to beware of where two single quarters or months lie in different seasons."""
    if now is None or then is None or now.start.month == then.start.month:
        return ""
    if now.cadence not in {Cadence.QUARTER, Cadence.MONTH}:
        return ""
    return f" They are different {now.cadence.noun}s of the year, so part of the change may be the season."
