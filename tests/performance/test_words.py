"""Figures as they are read."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.analysis.words import counted, figure, listed, percentage, spanned
from tests.performance.figures import quarter


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("0", "0"), ("-0.00", "0"), ("1204", "1,204"), ("1E+4", "10,000"), ("412.0000", "412"), ("12.50", "12.5"),
        ("2.345", "2.35"), ("-3.0629", "-3.06"), ("0.1", "0.1"), ("0.0042", "0.0042"), ("0.00421", "0.0042"),
        ("-0.0999", "-0.1"), ("999.999", "1,000"),
    ],
)  # fmt: skip
def test_a_figure(value, read) -> None:
    assert figure(Decimal(value)) == read


@given(st.decimals(-1_000_000, 1_000_000, allow_nan=False, places=6))
def test_only_zero_reads_as_zero_and_the_reading_is_near(value) -> None:
    read = figure(value)
    assert (read == "0") == (value == 0)
    assert abs(Decimal(read.replace(",", "")) - value) <= Decimal("0.005")


def test_counts_lists_and_shares() -> None:
    assert [counted(number, "point") for number in (0, 1, 2, 1_000)] == [
        "0 points",
        "1 point",
        "2 points",
        "1,000 points",
    ]
    assert [listed(list(items)) for items in ("a", "ab", "abc")] == ["a", "a and b", "a, b and c"]
    assert [percentage(Decimal(share)) for share in ("0.1", "0.025", "0")] == ["10%", "2.5%", "0%"]


def test_periods() -> None:
    first = quarter("Q1 2024")
    assert spanned([first]) == "Q1 2024-25"
    assert spanned([first, first.next(), first.shifted(2)]) == "Q1 2024-25 to Q3 2024-25"
    assert spanned([first, first.shifted(2)]) == "Q1 2024-25 and Q3 2024-25"
