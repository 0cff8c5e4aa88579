"""Did it move? A measure before and after an action began, in words that claim association and never proof. Pure.

Limits come from the figures before alone and are extended over those after, as Making Data Count (NHS England) does
with a baseline; a movement is a signal against them, not a difference of two means. A comparator, a like area or
measure that the action did not reach, is read the same way. With one that is truly alike this is the design of level
3 of the Maryland Scientific Methods Scale, without one level 1 (Farrington and others, in Evidence-Based Crime
Prevention, 2002): both leave room for other explanations.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from performance.analysis.rag import Polarity
from performance.analysis.series import Series
from performance.analysis.signals import RUN, Rule, Signal
from performance.analysis.spc import ControlChart, control_chart, extended_chart
from performance.analysis.words import counted, figure, spanned
from performance.periods import Period

MIN_BEFORE = 6  # "useful limits … with as few as five or six values": Wheeler, Understanding Variation, page 60
ASSOCIATION = (
    "This is an association in time and no more: other things may have changed too, and a chart cannot tell them apart."
)


class Outcome(StrEnum):
    ROSE = "rose"
    FELL = "fell"
    BOTH = "went both ways"
    NO_SIGNAL = "no signal"
    TOO_FEW_BEFORE = "too few before"
    NONE_AFTER = "none after"

    @property
    def is_known(self) -> bool:
        return self not in {Outcome.TOO_FEW_BEFORE, Outcome.NONE_AFTER}

    @property
    def is_movement(self) -> bool:
        return self in {Outcome.ROSE, Outcome.FELL, Outcome.BOTH}


@dataclass(frozen=True)
class BeforeAfter:
    """One series on both sides of a day. Means are in its unit, None where no figure is known; counts are of figures.

    `chart` has its limits from before where there is anything after; `between` are periods that the day falls inside,
    counted on neither side; `first_signal` is the first after.
    """

    label: str
    outcome: Outcome
    before_mean: Decimal | None
    after_mean: Decimal | None
    before: int
    after: int
    between: tuple[Period, ...]
    chart: ControlChart
    signals_before: tuple[Signal, ...] = ()
    signals_after: tuple[Signal, ...] = ()

    @property
    def first_signal(self) -> Signal | None:
        return self.signals_after[0] if self.signals_after else None


@dataclass(frozen=True)
class DidItMove:
    """The answer: the measure, the comparator where there is one, and the sentences to print in order."""

    action: str
    began: dt.date
    measure: BeforeAfter
    comparator: BeforeAfter | None
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.sentences)


def did_it_move(
    series: Series,
    *,
    began: dt.date,
    action: str,
    polarity: Polarity,
    measure_label: str,
    comparator: Series | None = None,
    comparator_label: str = "",
    floor: Decimal | None = None,
) -> DidItMove:
    """Whether the measure shows a signal after the day `action` began, and whether the comparator does too.

    A period counts as before if it ended before that day and as after if it started on it or later. At least six
    figures before are needed. `floor` is what the measure cannot go below. The labels are printed as they are given.
    Raises ValueError for a comparator without a label.
    """
    if comparator is not None and not comparator_label:
        raise ValueError("A comparator needs a label.")
    measure = _before_after(series, began, polarity, measure_label, floor)
    other = _before_after(comparator, began, polarity, comparator_label, floor) if comparator is not None else None
    sentences = (
        _means(measure),
        _answer(measure, action, began),
        *_caveats(measure),
        _compared(measure, other),
        ASSOCIATION,
    )
    return DidItMove(action, began, measure, other, tuple(each for each in sentences if each))


def _before_after(series: Series, began: dt.date, polarity: Polarity, label: str, floor: Decimal | None) -> BeforeAfter:
    before = [point for point in series.points if point.period.end < began]
    after = [point for point in series.points if point.period.start >= began]
    between = [point.period for point in series.points if point.period.start < began <= point.period.end]
    known_before = [point.value for point in before if point.value is not None]
    known_after = [point.value for point in after if point.value is not None]
    if before and after:
        last, first = before[-1].period, after[0].period
        chart = extended_chart(series, polarity=polarity, before=last, after=first, floor=floor)
    else:
        chart = control_chart(series, polarity=polarity, floor=floor)
    signals_before, signals_after = _sides(chart, began)
    return BeforeAfter(
        label,
        _outcome(len(known_before), len(known_after), chart, signals_after),
        _mean(known_before),
        _mean(known_after),
        len(known_before),
        len(known_after),
        tuple(between),
        chart,
        signals_before,
        signals_after,
    )


def _mean(values: list[Decimal]) -> Decimal | None:
    return sum(values, Decimal(0)) / len(values) if values else None


def _sides(chart: ControlChart, began: dt.date) -> tuple[tuple[Signal, ...], tuple[Signal, ...]]:
    """The signals wholly before the day, and those wholly after it."""
    before = tuple(signal for signal in chart.signals if signal.periods[-1].end < began)
    return before, tuple(signal for signal in chart.signals if signal.periods[0].start >= began)


def _outcome(before: int, after: int, chart: ControlChart, signals: tuple[Signal, ...]) -> Outcome:
    if before < MIN_BEFORE or chart.phases[0].limits is None:
        return Outcome.TOO_FEW_BEFORE
    if not after:
        return Outcome.NONE_AFTER
    ways = {signal.side.is_up for signal in signals}
    if not ways:
        return Outcome.NO_SIGNAL
    return Outcome.BOTH if len(ways) == 2 else Outcome.ROSE if True in ways else Outcome.FELL


def _means(measure: BeforeAfter) -> str:
    """ "Before: 12 figures, mean 300. After: 7 figures, mean 280." and what counts as neither."""
    said = [
        f"{when}: {counted(number, 'figure')}{f', mean {figure(mean)}' if mean is not None else ''}."
        for when, number, mean in (
            ("Before", measure.before, measure.before_mean),
            ("After", measure.after, measure.after_mean),
        )
    ]
    if len(measure.between) == 1:
        said.append(f"{measure.between[0].short}, in which it began, counts as neither.")
    elif measure.between:
        said.append(f"{spanned(measure.between)}, in which it began, count as neither.")
    return " ".join(said)


def _answer(measure: BeforeAfter, action: str, began: dt.date) -> str:
    if measure.outcome is Outcome.TOO_FEW_BEFORE:
        return (
            f"Too few figures are known from before ‘{action}’ began to say what was usual: at least {MIN_BEFORE} are "
            "needed, and at least three in a row."
        )
    if measure.outcome is Outcome.NONE_AFTER:
        return f"No figure is known yet for a whole {measure.chart.series.cadence.noun} after ‘{action}’ began."
    signal = measure.first_signal
    if signal is not None:
        day = f"{began:%-d %B %Y}"
        return f"{measure.label} {measure.outcome} after ‘{action}’ began on {day}. First signal: {signal.sentence}"
    if measure.after >= RUN:
        return f"No signal has followed in the {counted(measure.after, 'figure')} after ‘{action}’ began."
    return (
        f"No signal has followed yet: there {'is' if measure.after == 1 else 'are'} {counted(measure.after, 'figure')} "
        f"after ‘{action}’ began, and a run needs at least {RUN}."
    )


def _caveats(measure: BeforeAfter) -> list[str]:
    """What weakens the answer: a restless or an already moving past, few figures, seasons."""
    if not measure.outcome.is_known:
        return []
    said = []
    trends = {signal.side for signal in measure.signals_before if signal.rule is Rule.TREND}
    if trends:
        said.append(f"{measure.label} was already {' and '.join(sorted(trends))} for a time before it began.")
    if measure.signals_before:
        number = counted(len(measure.signals_before), "signal")
        said.append(f"The figures before were not steady ({number}), so limits drawn from them are a weak guide.")
    return [*said, *measure.chart.warnings]


def _compared(measure: BeforeAfter, other: BeforeAfter | None) -> str:
    if not measure.outcome.is_known:
        return ""
    if other is None:
        return "Nothing was chosen to compare with, so a wider movement cannot be told from one here alone."
    if not other.outcome.is_known:
        return f"{other.label} has too few figures to say what it did over the same time."
    if not other.outcome.is_movement:
        seen = ", so the movement is not seen there" if measure.outcome.is_movement else " either"
        return f"{other.label} shows no signal over the same time{seen}."
    if not measure.outcome.is_movement:
        return f"{other.label} {other.outcome} over the same time, while {measure.label} shows no signal."
    if other.outcome is measure.outcome:
        return f"{other.label} {other.outcome} too, so the movement may be part of something wider."
    parted = "are hard to compare" if Outcome.BOTH in {measure.outcome, other.outcome} else "went different ways"
    return f"{other.label} {other.outcome} over the same time, so the two {parted}."
