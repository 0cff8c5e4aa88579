"""Exception reports: which measures the Board must look at, and which did well. Pure: no Django.

The method: what a figure's rating says, and what its control chart says of the newest figure. Of concern needs one of
the two to be bad; excellent needs a chart that signals an improvement and a rating that does not contradict it. A
green rating alone is what was asked for, not an exception. A neutral measure's signal is a change to note.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from performance.analysis.rag import Rag, RagResult
from performance.analysis.signals import Meaning, Signal
from performance.analysis.spc import ControlChart
from performance.periods import Cadence


class Call(StrEnum):
    """What an exception asks of the Board."""

    DECIDE = "of concern, for decision"
    NOTE = "excellent, to note"
    CHANGE = "a change, to note"


@dataclass(frozen=True)
class Exceptional:
    """An exception and the sentences it rests on."""

    call: Call
    reasons: tuple[str, ...]


def exception_in(rating: RagResult, chart: ControlChart) -> Exceptional | None:
    """What the newest figure is an exception by; None where it is none, or where there is no figure."""
    newest = chart.series.newest
    if newest is None:
        return None
    # Rolling years share months, so that runs come by themselves: they are judged by their rating alone.
    is_rolling = chart.series.cadence is Cadence.ROLLING
    signals = () if is_rolling else chart.signals_at(newest.period)
    bad = _sentences(signals, Meaning.CONCERN)
    if rating.rag is Rag.RED:
        bad = (rating.reason, *bad)
    if bad:
        return Exceptional(Call.DECIDE, bad)
    good = _sentences(signals, Meaning.IMPROVEMENT)
    if good and rating.rag is not Rag.AMBER:
        return Exceptional(Call.NOTE, good)
    changed = _sentences(signals, Meaning.NEUTRAL)
    return Exceptional(Call.CHANGE, changed) if changed else None


def _sentences(signals: tuple[Signal, ...], meaning: Meaning) -> tuple[str, ...]:
    return tuple(signal.sentence for signal in signals if signal.meaning is meaning)
