"""Classes of a map: every figure in one, equal figures together, no overlap."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from performance.charts.breaks import Band, band_of, classes

VALUES = st.lists(st.floats(-1e6, 1e6, allow_nan=False) | st.integers(0, 6).map(float), min_size=1, max_size=40)


@settings(deadline=None)
@given(VALUES, st.integers(1, 5), st.sampled_from(["quantile", "equal"]))
def test_every_figure_is_in_one_class(values: list[float], count: int, method: str) -> None:
    bands = classes(values, count=count, method=method)
    assert 1 <= len(bands) <= count
    assert sum(band.count for band in bands) == len(values)
    assert all(before.high < after.low for before, after in pairwise(bands))
    for value in values:
        assert band_of(value, bands).low <= value <= band_of(value, bands).high


def test_quantiles_share_the_areas_out() -> None:
    bands = classes([float(value) for value in range(1, 11)])
    assert [(band.low, band.high, band.count) for band in bands] == [
        (1, 2, 2), (3, 4, 2), (5, 6, 2), (7, 8, 2), (9, 10, 2),
    ]  # fmt: skip
    assert "".join(band.letter for band in bands) == "ABCDE"


def test_equal_widths_leave_empty_classes_out() -> None:
    bands = classes([0, 1, 2, 100], method="equal")
    assert [(band.letter, band.low, band.high) for band in bands] == [("A", 0, 2), ("B", 100, 100)]
    assert [band.shade for band in bands] == [0, 4]


def test_one_figure_is_one_class_of_a_middle_shade() -> None:
    assert classes([7.0, 7.0, 7.0]) == (Band("A", 2, 7.0, 7.0, 3),)


def test_nothing_has_no_class() -> None:
    assert classes([]) == ()


@pytest.mark.parametrize(("count", "method"), [(0, "quantile"), (6, "quantile"), (5, "natural")])
def test_refuses_what_it_does_not_know(count: int, method: str) -> None:
    with pytest.raises(ValueError, match=r"1 to 5 classes|Unknown method"):
        classes([1.0], count=count, method=method)
