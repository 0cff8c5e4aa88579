"""Direction and performance are two facts about one change."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.analysis.change import Direction, Performance, change_between
from performance.analysis.rag import Polarity
from tests.performance.figures import VALUES

HIGHER, LOWER, NEUTRAL = Polarity.HIGHER, Polarity.LOWER, Polarity.NEUTRAL
UP, DOWN, LEVEL = Direction.UP, Direction.DOWN, Direction.LEVEL
BETTER, WORSE = Performance.BETTER, Performance.WORSE
NO_CHANGE, CANNOT_SAY = Performance.NO_CHANGE, Performance.CANNOT_SAY
POLARITIES = st.sampled_from(Polarity)


@pytest.mark.parametrize(
    ("before", "now", "polarity", "direction", "performance", "words"),
    [
        (100, 104, LOWER, UP, WORSE, "up by 4 (4%)"),
        (100, 104, HIGHER, UP, BETTER, "up by 4 (4%)"),
        (100, 104, NEUTRAL, UP, CANNOT_SAY, "up by 4 (4%)"),
        (1_500, 1_000, LOWER, DOWN, BETTER, "down by 500 (33.3%)"),
        (3, 3, LOWER, LEVEL, NO_CHANGE, "no change"),
        (3, 3, NEUTRAL, LEVEL, NO_CHANGE, "no change"),
        (0, 4, LOWER, UP, WORSE, "up by 4"),
        (-2, 4, LOWER, UP, WORSE, "up by 6"),
        (10_000, 10_001, LOWER, UP, WORSE, "up by 1 (less than 0.1%)"),
        (0, 0, HIGHER, LEVEL, NO_CHANGE, "no change"),
    ],
)
def test_a_change(before, now, polarity, direction, performance, words) -> None:
    made = change_between(Decimal(before), Decimal(now), polarity=polarity)
    assert (made.direction, made.performance, made.words) == (direction, performance, words)


def test_percentages_change_by_points() -> None:
    up = change_between(Decimal(40), Decimal("42.5"), polarity=HIGHER, is_percentage=True)
    assert (up.percent, up.words) == (None, "up by 2.5 percentage points")
    assert change_between(Decimal(41), Decimal(40), polarity=HIGHER, is_percentage=True).words.endswith(
        "1 percentage point"
    )


@pytest.mark.parametrize(
    ("before", "now", "direction", "words"),
    [
        (100, 105, LEVEL, "up by 5 (5%), within the 5% that counts as no change"),
        (100, 95, LEVEL, "down by 5 (5%), within the 5% that counts as no change"),
        (100, 106, UP, "up by 6 (6%)"),
        (0, 1, UP, "up by 1"),
    ],
)
def test_a_tolerance(before, now, direction, words) -> None:
    made = change_between(Decimal(before), Decimal(now), polarity=LOWER, tolerance=Decimal("0.05"))
    assert (made.direction, made.words) == (direction, words)
    assert (made.performance is NO_CHANGE) == (direction is LEVEL)


@given(VALUES, VALUES, POLARITIES)
def test_there_and_back_are_opposites(before, now, polarity) -> None:
    there, back = (change_between(*pair, polarity=polarity) for pair in ((before, now), (now, before)))
    assert there.amount == -back.amount
    assert {there.direction, back.direction} in ({UP, DOWN}, {LEVEL})
    assert {there.performance, back.performance} in ({BETTER, WORSE}, {NO_CHANGE}, {CANNOT_SAY})


@given(VALUES, VALUES, st.decimals(0, 1, places=2))
def test_neutral_never_reads_good_or_bad(before, now, tolerance) -> None:
    assert change_between(before, now, polarity=NEUTRAL, tolerance=tolerance).performance in {CANNOT_SAY, NO_CHANGE}


@given(VALUES, VALUES)
def test_what_is_better_one_way_is_worse_the_other(before, now) -> None:
    pair = {change_between(before, now, polarity=polarity).performance for polarity in (HIGHER, LOWER)}
    assert pair == ({NO_CHANGE} if before == now else {BETTER, WORSE})
