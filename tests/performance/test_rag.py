"""The rating policy, by examples that a person can check and by laws that must hold for all figures."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.analysis.rag import Polarity, Rag, RagPolicy, RagResult, judge

HIGHER, LOWER, NEUTRAL = Polarity.HIGHER, Polarity.LOWER, Polarity.NEUTRAL
FIGURES = st.decimals(min_value=0, max_value=1_000_000, places=2)
MAYBE = st.none() | FIGURES
RATED = st.sampled_from([HIGHER, LOWER])


@pytest.mark.parametrize(
    ("value", "target", "a_year_ago", "polarity", "rag", "reason"),
    [
        (110, 100, None, LOWER, Rag.GREEN, "110 is within 10% of the target (100), or better."),
        (90, 100, None, HIGHER, Rag.GREEN, "90 is within 10% of the target (100), or better."),
        (10, 100, None, LOWER, Rag.GREEN, "10 is within 10% of the target (100), or better."),
        (111, 100, 111, LOWER, Rag.AMBER,
         "111 is more than 10% off the target (100), but no worse than a year ago (111)."),
        (111, 100, 110, LOWER, Rag.RED,
         "111 is more than 10% off the target (100) and worse than a year ago (110)."),
        (89, 100, None, HIGHER, Rag.RED, "89 is more than 10% off the target (100)."),
        (111, None, 100, LOWER, Rag.RED, "111 is more than 10% off a year ago (100)."),
        (110, None, 100, LOWER, Rag.GREEN, "110 is within 10% of a year ago (100), or better."),
        (5, None, None, LOWER, Rag.NO_DATA, "No target and no figure of a year ago to compare with."),
        (5, 1, 1, NEUTRAL, Rag.NO_DATA, "Neither a rise nor a fall is better, so it is not rated."),
        (None, 1, 1, LOWER, Rag.NO_DATA, "No figure for this period."),
        (0, 0, None, LOWER, Rag.GREEN, "0 is within 10% of the target (0), or better."),
        (1, 0, 0, LOWER, Rag.RED, "1 is more than 10% off the target (0) and worse than a year ago (0)."),
    ],
)  # fmt: skip
def test_examples(value, target, a_year_ago, polarity, rag, reason) -> None:
    value, target, a_year_ago = (None if each is None else Decimal(each) for each in (value, target, a_year_ago))
    result = judge(value=value, target=target, a_year_ago=a_year_ago, polarity=polarity)
    assert result == RagResult(rag, reason)


@given(target=MAYBE, a_year_ago=MAYBE, polarity=st.sampled_from(Polarity))
def test_missing_is_never_rated(target, a_year_ago, polarity) -> None:
    assert judge(value=None, target=target, a_year_ago=a_year_ago, polarity=polarity).rag is Rag.NO_DATA


@given(value=FIGURES, target=MAYBE, a_year_ago=MAYBE)
def test_neutral_reads_neither_good_nor_bad(value, target, a_year_ago) -> None:
    assert judge(value=value, target=target, a_year_ago=a_year_ago, polarity=NEUTRAL).rag is Rag.NO_DATA


@given(target=FIGURES, a_year_ago=MAYBE, polarity=RATED)
def test_on_target_is_green(target, a_year_ago, polarity) -> None:
    assert judge(value=target, target=target, a_year_ago=a_year_ago, polarity=polarity).rag is Rag.GREEN


@given(values=st.tuples(FIGURES, FIGURES), target=FIGURES, a_year_ago=MAYBE, polarity=RATED)
def test_a_better_figure_is_never_rated_worse(values, target, a_year_ago, polarity) -> None:
    worse, better = sorted(values, reverse=polarity is LOWER)
    order = [Rag.RED, Rag.AMBER, Rag.GREEN]
    rated = [
        judge(value=value, target=target, a_year_ago=a_year_ago, polarity=polarity).rag for value in (worse, better)
    ]
    assert order.index(rated[0]) <= order.index(rated[1])


@given(value=FIGURES, target=FIGURES, polarity=RATED)
def test_amber_needs_a_year_ago(value, target, polarity) -> None:
    assert judge(value=value, target=target, a_year_ago=None, polarity=polarity).rag in {Rag.RED, Rag.GREEN}


@given(value=FIGURES, target=FIGURES, a_year_ago=MAYBE, polarity=RATED)
def test_a_wider_tolerance_never_rates_worse(value, target, a_year_ago, polarity) -> None:
    order = [Rag.RED, Rag.AMBER, Rag.GREEN]
    narrow, wide = (
        judge(value=value, target=target, a_year_ago=a_year_ago, polarity=polarity, policy=RagPolicy(Decimal(share)))
        for share in ("0.05", "0.25")
    )
    assert order.index(narrow.rag) <= order.index(wide.rag)


@given(value=MAYBE, target=MAYBE, a_year_ago=MAYBE, polarity=st.sampled_from(Polarity))
def test_every_rating_says_why(value, target, a_year_ago, polarity) -> None:
    result = judge(value=value, target=target, a_year_ago=a_year_ago, polarity=polarity)
    assert result.reason.endswith(".")
    assert (result.rag is not Rag.NO_DATA) == (f"{value or 0:,.0f}" in result.reason and "%" in result.reason)


def test_labels() -> None:
    assert [rag.label for rag in Rag] == ["Red", "Amber", "Green", "No data"]
    assert [polarity.label for polarity in Polarity] == [
        "Higher is better", "Lower is better", "Neither way is better",
    ]  # fmt: skip
