"""Axes hold their figures, labels keep apart, words fit."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from performance.charts.figures import Unit, number
from performance.charts.scale import Scale, spaced, spread, thinned, ticks
from performance.charts.wording import fit, plain, width, wrap

FIGURES = st.floats(-1e12, 1e12, allow_nan=False) | st.integers(-5, 5).map(float)


class TestTicks:
    @settings(deadline=None)
    @given(st.lists(FIGURES, min_size=1, max_size=30), st.booleans())
    def test_hold_every_figure(self, values: list[float], zero: bool) -> None:
        axis = ticks(values, zero=zero)
        slack = max(map(abs, values)) * 1e-8 + 1e-12
        assert axis[0] <= min(values) + slack
        assert axis[-1] >= max(values) - slack
        assert 2 <= len(axis) <= 12
        assert all(before < after for before, after in pairwise(axis))
        if zero:
            assert 0 in axis

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ([3.2, 18.9], (0, 5, 10, 15, 20)),
            ([412, 287], (250, 300, 350, 400, 450)),
            ([-12, 7], (-15, -10, -5, 0, 5, 10)),
            ([50], (44, 46, 48, 50, 52, 54, 56)),
            ([0, 0], (0, 0.2, 0.4, 0.6, 0.8, 1)),
            ([0.11, 0.14], (0.11, 0.12, 0.13, 0.14)),
            ([2_100_000, 9_800_000], (2e6, 4e6, 6e6, 8e6, 1e7)),
        ],
    )
    def test_are_round(self, values: list[float], expected: tuple[float, ...]) -> None:
        assert ticks(values) == expected

    def test_counts_have_no_halves(self) -> None:
        assert ticks([1, 2], least=1) == (1, 2)

    @pytest.mark.parametrize("value", [1e99, -1e99, 1e-9])
    def test_survive_huge_and_tiny_figures(self, value: float) -> None:
        axis = ticks([value, value * 2])
        assert axis[0] <= min(value, value * 2) * (1 if value > 0 else 0.99999)
        assert len(axis) > 1


class TestPlaces:
    def test_scale_is_straight(self) -> None:
        scale = Scale(0, 10, 200, 100)
        assert [scale.at(value) for value in (0, 5, 10)] == [200, 150, 100]

    def test_a_single_place_is_the_middle(self) -> None:
        assert spaced(1, 0, 100) == (50,)
        assert spaced(3, 0, 100) == (0, 50, 100)

    @settings(deadline=None)
    @given(st.lists(st.floats(0, 300), min_size=1, max_size=6))
    def test_spread_labels_keep_apart_and_inside(self, places: list[float]) -> None:
        moved = sorted(spread(places, 15, 0, 300))
        assert all(after - before > 14.99 for before, after in pairwise(moved))
        assert moved[0] > -0.01
        assert moved[-1] < 300.01

    def test_labels_that_have_room_stay(self) -> None:
        assert spread([200, 40, 100], 15, 0, 300) == (200, 40, 100)

    def test_the_newest_label_is_always_there_and_of_one_season(self) -> None:
        assert thinned([60.0] * 22, 25, season=4) == (1, 5, 9, 13, 17, 21)
        assert thinned([20.0] * 3, 100) == (0, 1, 2)
        assert thinned([], 10) == ()
        assert thinned([60.0] * 5, 0.1, season=12) == (4,)


class TestUnit:
    @pytest.mark.parametrize(
        ("unit", "value", "shown"),
        [
            (Unit(), 1234.0, "1,234"),
            (Unit(), None, "No figure"),
            (Unit(), 0.0, "0"),
            (Unit(before="£"), -1234.0, "−£1,234"),
            (Unit(after="%", decimals=1), 12.25, "12.3%"),
            (Unit(), 2.5, "3"),
            (Unit(), 1e18, "1e18"),
        ],
    )
    def test_prints(self, unit: Unit, value: float | None, shown: str) -> None:
        assert unit.shown(value) == shown

    def test_ticks_are_short(self) -> None:
        assert [Unit(before="£").short(value) for value in (2.5e6, 2e9, -3e6, 250_000.0)] == [
            "£2.5m", "£2bn", "−£3m", "£250,000",
        ]  # fmt: skip

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), 1e101])
    def test_refuses_what_cannot_be_drawn(self, value: float | Decimal) -> None:
        with pytest.raises(ValueError, match="Not a number that can be drawn"):
            number(value)

    def test_missing_stays_missing_and_decimals_become_floats(self) -> None:
        assert number(None) is None
        assert str(number(Decimal("-0.0"))) == "0.0"
        assert number(Decimal("12.5")) == 12.5


class TestWords:
    @settings(deadline=None)
    @given(st.text(max_size=500), st.floats(0, 300), st.sampled_from([400, 600]))
    def test_fit(self, text: str, room: float, weight: int) -> None:
        assert width(fit(text, room, 13, weight), 13, weight) <= room + 0.01

    def test_cut_with_an_ellipsis(self) -> None:
        assert fit("Anti-social behaviour", 60, 13) == "Anti-soci…"
        assert fit("Burglary", 200, 13) == "Burglary"
        assert fit("Burglary", 5, 13) == ""

    def test_wrap_at_spaces(self) -> None:
        assert wrap("Fosse and Harrow", 60, 13) == ("Fosse and", "Harrow")
        assert wrap("Stourcombe", 200, 13) == ("Stourcombe",)

    def test_control_characters_go(self) -> None:
        assert plain("a\x00b\n\tc") == "a b c"
