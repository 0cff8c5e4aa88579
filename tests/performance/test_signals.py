"""The four signals, each at its edge, what they mean and how they read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from performance.analysis.rag import Polarity
from performance.analysis.signals import Limits, Meaning, Rule, Side, Signal, find_signals
from performance.analysis.spc import control_chart
from tests.performance.figures import quarterly

HIGHER, LOWER, NEUTRAL = Polarity.HIGHER, Polarity.LOWER, Polarity.NEUTRAL
OUTLIER = (1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1)


def signals_of(*figures, polarity) -> tuple[Signal, ...]:
    return control_chart(quarterly(*figures), polarity=polarity).signals


LINES = Limits(
    mean=Decimal(0),
    mean_moving_range=Decimal(3),
    upper=Decimal(9),
    lower=Decimal(-9),
    upper_near=Decimal(6),
    lower_near=Decimal(-6),
    points=20,
    moving_ranges=19,
)


def against_lines(*figures, polarity=HIGHER) -> list[tuple[Rule, Side, list[int]]]:
    """The signals of figures against fixed lines: mean 0, near 6, limits 9."""
    made = quarterly(*figures)
    places = {point.period: place for place, point in enumerate(made.points)}
    signals = find_signals(made.points, LINES, phase=1, polarity=polarity)
    return [(each.rule, each.side, [places[period] for period in each.periods]) for each in signals]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ((0, 9, -9), []),  # on the limit is not outside it
        ((0, "9.01", 0, "-9.01"), [(Rule.OUTSIDE, Side.ABOVE, [1]), (Rule.OUTSIDE, Side.BELOW, [3])]),
        ((1, 2, 1, 2, 1, 2), []),
        ((1, 2, 1, 2, 1, 2, 1), [(Rule.SIDE, Side.ABOVE, [0, 1, 2, 3, 4, 5, 6])]),
        ((-1, -2, -1, -2, -1, -2, -1, -2, 0), [(Rule.SIDE, Side.BELOW, [0, 1, 2, 3, 4, 5, 6, 7])]),
        ((1, 2, 1, 0, 2, 1, 2, 1), []),  # a point on the mean breaks the run
        ((1, 2, 1, None, 2, 1, 2, 1), []),  # so does a gap
        ((-3, -2, -1, 0, 1, 2), []),
        ((-3, -2, -1, 0, 1, 2, 3), [(Rule.TREND, Side.RISING, [0, 1, 2, 3, 4, 5, 6])]),
        ((0, 4, 3, 2, 1, 0, -1, -2, 0), [(Rule.TREND, Side.FALLING, [1, 2, 3, 4, 5, 6, 7])]),
        ((-3, -2, -1, -1, 1, 2, 3, 4), []),  # equal is not rising
        ((-3, -2, -1, None, 1, 2, 3, 4), []),
        ((0, 7, 0, 7, 0), [(Rule.NEAR, Side.ABOVE, [1, 3])]),
        ((0, 6, 0, 6, 0), []),  # on the near limit is not beyond it
        ((0, 7, 0, 0, 7), []),
        ((0, 7, -7, 0), []),  # one on each side
        ((0, -7, -7, -8, 0), [(Rule.NEAR, Side.BELOW, [1, 2, 3])]),
        ((0, 7, None, 7, 0), []),
        ((7, 7), []),  # two points are not three
        ((7, 7, None, 0, 0), []),
    ],
)
def test_rules(figures, expected) -> None:
    assert against_lines(*figures) == expected


@pytest.mark.parametrize(
    ("polarity", "up", "down"),
    [
        (HIGHER, Meaning.IMPROVEMENT, Meaning.CONCERN),
        (LOWER, Meaning.CONCERN, Meaning.IMPROVEMENT),
        (NEUTRAL, Meaning.NEUTRAL, Meaning.NEUTRAL),
    ],
)
def test_what_a_signal_means_follows_polarity(polarity, up, down) -> None:
    high = signals_of(*OUTLIER, polarity=polarity)
    low = signals_of(*(-each for each in OUTLIER), polarity=polarity)
    assert [each.meaning for each in high if each.rule is Rule.OUTSIDE] == [up]
    assert [each.meaning for each in low if each.rule is Rule.OUTSIDE] == [down]
    rising = signals_of(*range(7), polarity=polarity)
    falling = signals_of(*range(7, 0, -1), polarity=polarity)
    assert {each.meaning for each in rising if each.rule is Rule.TREND} == {up}
    assert {each.meaning for each in falling if each.rule is Rule.TREND} == {down}


def test_sentences_of_each_rule() -> None:
    said = {each.rule: each.sentence for each in signals_of(*[5] * 12, *range(20, 28), polarity=NEUTRAL)}
    end = "a change; neither way is better."
    assert said[Rule.SIDE] == f"8 in a row, Q1 2023-24 to Q4 2024-25, are above the mean (12.4): {end}"
    assert said[Rule.TREND] == f"9 in a row, Q4 2022-23 to Q4 2024-25, are rising: {end}"
    assert said[Rule.NEAR].startswith("At least two of three in a row are above the near upper limit (14.45): Q1")
