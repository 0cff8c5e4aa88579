"""The rating policy, by examples that a person can check and by laws that must hold for all figures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.analysis.rag import Polarity, Rag, RagPolicy, RagResult, judge
from performance.analysis.words import figure

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
        ("2.5", "2.2", None, LOWER, Rag.RED, "2.5 is more than 10% off the target (2.2)."),
        ("0.004", "0.003", None, LOWER, Rag.RED, "0.004 is more than 10% off the target (0.003)."),
        (1, 0, 0, LOWER, Rag.RED, "1 is more than 10% off the target (0) and worse than a year ago (0)."),
    ],
)  # fmt: skip
def test_examples(value, target, a_year_ago, polarity, rag, reason) -> None:
    value, target, a_year_ago = (None if each is None else Decimal(each) for each in (value, target, a_year_ago))
    result = judge(value=value, target=target, a_year_ago=a_year_ago, polarity=polarity)
    assert (result.rag, result.reason) == (rag, reason)


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
    assert (result.rag is not Rag.NO_DATA) == (figure(value or Decimal(0)) in result.reason and "%" in result.reason)


BAND = RagPolicy(Decimal("0.10"), Decimal("0.20"))


@pytest.mark.parametrize(
    ("value", "target", "a_year_ago", "polarity", "rag", "reason"),
    [
        (110, 100, None, LOWER, Rag.GREEN, "110 is within 10% of the target (100), or better."),
        (120, 100, None, LOWER, Rag.AMBER, "120 is more than 10% off the target (100), but within 20% of it."),
        (120, 100, 1, LOWER, Rag.AMBER, "120 is more than 10% off the target (100), but within 20% of it."),
        (121, 100, 999, LOWER, Rag.RED, "121 is more than 20% off the target (100)."),
        (80, 100, None, HIGHER, Rag.AMBER, "80 is more than 10% off the target (100), but within 20% of it."),
        (79, 100, 1, HIGHER, Rag.RED, "79 is more than 20% off the target (100)."),
        (115, None, 100, LOWER, Rag.AMBER, "115 is more than 10% off a year ago (100), but within 20% of it."),
    ],
)  # fmt: skip
def test_a_second_band_takes_the_place_of_last_year(value, target, a_year_ago, polarity, rag, reason) -> None:
    value, target, a_year_ago = (None if each is None else Decimal(each) for each in (value, target, a_year_ago))
    result = judge(value=value, target=target, a_year_ago=a_year_ago, polarity=polarity, policy=BAND)
    assert (result.rag, result.reason) == (rag, reason)


@pytest.mark.parametrize(
    ("policy", "rule"),
    [
        (RagPolicy(), "Green within 10% of the target, or better; amber beyond that but no worse than a year ago; red "
         "beyond that and worse."),
        (RagPolicy(Decimal("0.025"), Decimal("0.1")), "Green within 2.5% of the target, or better; amber within 10%; "
         "red beyond that."),
        (RagPolicy(Decimal("0.1"), Decimal("0.1")), "Green within 10% of the target, or better; red beyond that."),
    ],
)  # fmt: skip
def test_the_rule_in_a_sentence(policy, rule) -> None:
    assert policy.rule == rule


@pytest.mark.parametrize("shares", [("-0.1", None), ("0.2", "0.1")])
def test_refused_policies(shares) -> None:
    with pytest.raises(ValueError, match=r"tolerance|amber band"):
        RagPolicy(*(None if share is None else Decimal(share) for share in shares))  # type: ignore[arg-type]


def test_a_rating_carries_all_it_rests_on() -> None:
    result = judge(
        value=Decimal(111),
        target=Decimal(100),
        a_year_ago=Decimal(110),
        polarity=LOWER,
        policy=BAND,
        period="Q1 2025-26",
        a_year_ago_period="Q1 2024-25",
        data_date=dt.date(2025, 7, 20),
    )
    assert result == RagResult(
        Rag.AMBER,
        "111 in Q1 2025-26 is more than 10% off the target (100), but within 20% of it.",
        BAND.rule,
        (
            ("Value", Decimal(111)),
            ("Target", Decimal(100)),
            ("A year ago", Decimal(110)),
            ("Tolerance", Decimal("0.10")),
            ("Amber tolerance", Decimal("0.20")),
        ),
        ("Q1 2025-26", "Q1 2024-25"),
        dt.date(2025, 7, 20),
    )


def test_the_reason_names_the_periods() -> None:
    def judged(value: Decimal | None) -> RagResult:
        five, eight = Decimal(5), Decimal(8)
        return judge(value=value, target=five, a_year_ago=eight, polarity=LOWER, period="Q1 2025-26",
                     a_year_ago_period="Q1 2024-25")  # fmt: skip

    assert judged(Decimal(9)).reason == (
        "9 in Q1 2025-26 is more than 10% off the target (5) and worse than a year ago, Q1 2024-25 (8)."
    )
    assert (judged(None).reason, judged(None).inputs[0]) == ("No figure for Q1 2025-26.", ("Value", None))


def test_labels() -> None:
    assert [rag.label for rag in Rag] == ["Red", "Amber", "Green", "No data"]
    assert [polarity.label for polarity in Polarity] == [
        "Higher is better", "Lower is better", "Neither way is better",
    ]  # fmt: skip
