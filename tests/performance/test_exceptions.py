"""Exceptions: what the rating says, and what the chart says of the newest figure."""

from __future__ import annotations

from decimal import Decimal

import pytest

from performance.analysis.exceptions import Call, Exceptional, exception_in
from performance.analysis.rag import Polarity, Rag, RagResult
from performance.analysis.spc import control_chart
from tests.performance.figures import Figure, quarterly
from tests.performance.measuring import STEADY

RATINGS = list(Rag)
HIGH, LOW = 400, 5  # well outside the limits of STEADY


def found(
    *figures: Figure, rag: Rag = Rag.GREEN, polarity: Polarity = Polarity.LOWER, reason: str = "Because."
) -> Exceptional | None:
    return exception_in(RagResult(rag, reason), control_chart(quarterly(*figures), polarity=polarity))


def call(*figures: Figure, rag: Rag = Rag.GREEN, polarity: Polarity = Polarity.LOWER) -> Call | None:
    exception = found(*figures, rag=rag, polarity=polarity)
    return exception.call if exception else None


@pytest.mark.parametrize("rag", RATINGS)
def test_a_steady_chart_is_an_exception_only_where_it_is_rated_red(rag: Rag) -> None:
    assert call(*STEADY, rag=rag) == (Call.DECIDE if rag is Rag.RED else None)


@pytest.mark.parametrize("rag", RATINGS)
def test_a_signal_for_the_worse_is_of_concern_whatever_the_rating(rag: Rag) -> None:
    assert call(*STEADY, HIGH, rag=rag) is Call.DECIDE


@pytest.mark.parametrize(
    ("rag", "expected"),
    [(Rag.GREEN, Call.NOTE), (Rag.NO_DATA, Call.NOTE), (Rag.AMBER, None), (Rag.RED, Call.DECIDE)],
)
def test_a_signal_for_the_better_is_excellent_unless_the_rating_says_otherwise(rag: Rag, expected: Call | None) -> None:
    assert call(*STEADY, LOW, rag=rag) is expected


@pytest.mark.parametrize(("newest", "expected"), [(HIGH, Call.NOTE), (LOW, Call.DECIDE)])
def test_where_higher_is_better_it_is_the_other_way_round(newest: int, expected: Call) -> None:
    assert call(*STEADY, newest, polarity=Polarity.HIGHER) is expected


@pytest.mark.parametrize("newest", [HIGH, LOW])
def test_a_neutral_measure_changes_and_never_reads_good_or_bad(newest: int) -> None:
    exception = found(*STEADY, newest, rag=Rag.NO_DATA, polarity=Polarity.NEUTRAL)
    assert exception is not None
    assert exception.call is Call.CHANGE
    said = " ".join(exception.reasons)
    assert "neither way is better" in said
    assert "concern" not in said
    assert "improvement" not in said


def test_a_neutral_measure_that_is_steady_is_none() -> None:
    assert call(*STEADY, rag=Rag.NO_DATA, polarity=Polarity.NEUTRAL) is None


@pytest.mark.parametrize("figures", [(), (None, None), (7,), (7, 8)])
def test_missing_and_too_few_are_no_exception(figures: tuple[Figure, ...]) -> None:
    assert call(*figures, rag=Rag.NO_DATA) is None


def test_a_signal_that_is_over_is_no_exception() -> None:
    assert call(*STEADY, 125) is Call.DECIDE
    assert call(*STEADY, 125, *STEADY) is None


def test_a_gap_after_the_newest_figure_does_not_hide_it() -> None:
    assert call(*STEADY, HIGH, None) is Call.DECIDE


def test_every_reason_is_given_the_rating_first() -> None:
    exception = found(*STEADY, HIGH, rag=Rag.RED, reason="Beyond the target.")
    assert exception is not None
    assert exception.reasons[0] == "Beyond the target."
    assert len(exception.reasons) > 1
    assert all("of concern" in reason for reason in exception.reasons[1:])


def test_good_and_bad_at_once_is_of_concern() -> None:
    """Seven below the mean, and the last of them outside: a chart that says both is read for the worse."""
    figures = (*(300,) * 10, *range(10, 80, 10))  # far below the mean, and rising for seven quarters
    chart = control_chart(quarterly(*figures), polarity=Polarity.LOWER)
    newest = chart.series.newest
    assert newest is not None
    meanings = {signal.meaning.value for signal in chart.signals_at(newest.period)}
    assert meanings == {"an improvement", "of concern"}
    assert call(*figures) is Call.DECIDE


def test_numbers_are_said_as_they_are_read() -> None:
    exception = found(*STEADY, Decimal("1204.5"))
    assert exception is not None
    assert "1,204.5" in exception.reasons[0]
