"""Did it move? Every case by example, and that no sentence ever claims a cause."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.analysis.movement import ASSOCIATION, DidItMove, Outcome, did_it_move
from performance.analysis.rag import Polarity
from performance.analysis.signals import Rule
from performance.periods import Cadence, Period
from tests.performance.figures import MAYBE, quarter, quarterly, series

BEFORE = (30, 32, 29, 31, 30, 33, 28, 31, 30, 29, 32, 31)  # Q1 2020-21 to Q4 2022-23
STEADY, LOW, HIGH = (31, 30, 29, 31), (24, 25, 24, 25, 24, 25, 24), (36, 37, 36, 37, 36, 37, 36)
BEGAN = dt.date(2023, 4, 1)
CAUSE = re.compile(r"caus|because|due to|led to|\bprove|result(ed|s)? (in|from)|thanks to|impact|effect", re.IGNORECASE)


def moved(*after, before=BEFORE, other=None, began=BEGAN, polarity=Polarity.LOWER) -> DidItMove:
    return did_it_move(
        quarterly(*before, *after),
        began=began,
        action="Ward patrols",
        polarity=polarity,
        measure_label="Robbery here",
        comparator=None if other is None else quarterly(*other),
        comparator_label="Robbery elsewhere",
    )


def test_a_fall_after() -> None:
    made = moved(*LOW)
    assert made.measure.outcome is Outcome.FELL
    assert made.sentences == (
        "Before: 12 figures, mean 30.5. After: 7 figures, mean 24.43.",
        "Robbery here fell after ‘Ward patrols’ began on 1 April 2023. First signal: "
        + made.measure.signals_after[0].sentence,
        "Nothing was chosen to compare with, so a wider movement cannot be told from one here alone.",
        ASSOCIATION,
    )
    assert made.measure.first_signal is not None
    assert made.measure.first_signal.sentence == "24 in Q1 2023-24 is below the lower limit (24.45): an improvement."


def test_limits_come_from_before_alone_and_run_on() -> None:
    chart = moved(*LOW).measure.chart
    assert {phase.limits for phase in chart.phases} == {moved().measure.chart.phases[0].limits}
    assert [phase.is_extended for phase in chart.phases] == [False, True]


@pytest.mark.parametrize(
    ("after", "outcome"),
    [(LOW, Outcome.FELL), (HIGH, Outcome.ROSE), (LOW + HIGH, Outcome.BOTH), (STEADY, Outcome.NO_SIGNAL)],
)
@pytest.mark.parametrize("polarity", Polarity)
def test_outcomes_do_not_depend_on_which_way_is_better(after, outcome, polarity) -> None:
    assert moved(*after, polarity=polarity).measure.outcome is outcome


def test_a_run_is_counted_from_the_start_of_the_action_only() -> None:
    """Six below the mean after: with those before it would be seven, but those before are not after."""
    six = (29, 30, 29, 30, 29, 30)
    before = (*BEFORE[:-2], 30, 30)
    assert moved(*six, before=before).measure.outcome is Outcome.NO_SIGNAL
    run = moved(*six, 29, before=before).measure.first_signal
    assert run is not None
    assert (run.rule, run.seen_at.short) == (Rule.SIDE, "Q3 2024-25")


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        ((31,), "yet: there is 1 figure after ‘Ward patrols’ began, and a run needs at least 7."),
        (STEADY, "yet: there are 4 figures after ‘Ward patrols’ began, and a run needs at least 7."),
        (STEADY * 2, "in the 8 figures after ‘Ward patrols’ began."),
    ],
)
def test_no_signal(after, sentence) -> None:
    assert moved(*after).sentences[1] == f"No signal has followed {sentence}"


def test_none_after() -> None:
    made = moved()
    assert made.measure.outcome is Outcome.NONE_AFTER
    assert made.sentences == (
        "Before: 12 figures, mean 30.5. After: 0 figures.",
        "No figure is known yet for a whole quarter after ‘Ward patrols’ began.",
        ASSOCIATION,
    )
    assert moved(None, None).measure.outcome is Outcome.NONE_AFTER


@pytest.mark.parametrize("before", [(), (1, 2, 1, 2, 1), (1, None) * 8])
def test_too_few_before(before) -> None:
    """The last has eight figures, no two in a row."""
    began = quarter("Q1 2020").shifted(len(before)).start
    made = moved(*LOW, before=before, began=began, other=(*BEFORE, *LOW))
    assert made.measure.outcome is Outcome.TOO_FEW_BEFORE
    assert made.sentences[1:] == (
        "Too few figures are known from before ‘Ward patrols’ began to say what was usual: at least 6 are needed, and "
        "at least three in a row.",
        ASSOCIATION,
    )


def test_the_period_it_began_in_counts_as_neither() -> None:
    made = moved(0, *STEADY, began=dt.date(2023, 5, 15))
    assert ([each.short for each in made.measure.between], made.measure.after) == (["Q1 2023-24"], 4)
    assert made.measure.outcome is Outcome.NO_SIGNAL
    assert made.sentences[0].endswith("Q1 2023-24, in which it began, counts as neither.")
    assert moved(0, *STEADY).measure.outcome is Outcome.FELL


def test_rolling_years_that_mix_both_count_as_neither() -> None:
    rolling = series(range(20), Period(dt.date(2020, 4, 1), Cadence.ROLLING))
    made = did_it_move(rolling, began=BEGAN, action="A", polarity=Polarity.LOWER, measure_label="Robbery")
    assert (made.measure.before, len(made.measure.between), made.measure.after) == (9, 3, 8)
    assert "in which it began, count as neither." in made.sentences[0]


@pytest.mark.parametrize(
    ("after", "other", "sentence"),
    [
        (LOW, LOW, "Robbery elsewhere fell too, so the movement may be part of something wider."),
        (LOW, HIGH, "Robbery elsewhere rose over the same time, so the two went different ways."),
        (LOW, LOW + HIGH, "Robbery elsewhere went both ways over the same time, so the two are hard to compare."),
        (LOW, STEADY, "Robbery elsewhere shows no signal over the same time, so the movement is not seen there."),
        (LOW, (), "Robbery elsewhere has too few figures to say what it did over the same time."),
        (STEADY, STEADY, "Robbery elsewhere shows no signal over the same time either."),
        (STEADY, LOW, "Robbery elsewhere fell over the same time, while Robbery here shows no signal."),
    ],
)
def test_the_comparator(after, other, sentence) -> None:
    assert moved(*after, other=(*BEFORE, *other)).sentences[-2] == sentence


def test_a_comparator_needs_a_label() -> None:
    options = {"began": BEGAN, "action": "A", "polarity": Polarity.LOWER, "measure_label": "Robbery"}
    with pytest.raises(ValueError, match="A comparator needs a label"):
        did_it_move(quarterly(1), comparator=quarterly(1), **options)  # type: ignore[arg-type]


def test_a_past_already_moving_is_said() -> None:
    falling = (40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29)
    said = moved(28, 27, before=falling).text
    assert "Robbery here was already falling for a time before it began." in said
    assert "The figures before were not steady (" in said


def test_trial_limits_are_said() -> None:
    made = moved(*LOW, before=BEFORE[:8], began=dt.date(2022, 4, 1))
    assert "trial limits: they rest on 8 figures, fewer than 12" in made.text


@given(
    st.lists(MAYBE, max_size=24),
    st.none() | st.lists(MAYBE, max_size=24),
    st.dates(dt.date(2019, 1, 1), dt.date(2027, 1, 1)),
    st.sampled_from(Polarity),
)
def test_no_sentence_claims_a_cause(figures, other, began, polarity) -> None:
    made = moved(*figures, before=(), other=other, began=began, polarity=polarity)
    assert made.sentences[-1] == ASSOCIATION
    assert all(each.endswith(".") for each in made.sentences)
    assert CAUSE.findall(made.text) == []
    claims = re.search(r"Robbery here (fell|rose|went both ways) after", made.text)
    assert bool(claims) == made.measure.outcome.is_movement == bool(made.measure.signals_after and claims)


@given(st.lists(MAYBE, max_size=24), st.dates(dt.date(2019, 1, 1), dt.date(2027, 1, 1)))
def test_every_known_figure_is_before_after_or_between(figures, began) -> None:
    measure = moved(*figures, before=(), began=began).measure
    between = [measure.chart.series.value_at(period) is not None for period in measure.between]
    assert measure.before + measure.after + sum(between) == len([each for each in figures if each is not None])
    for signal in measure.signals_after:
        assert signal.periods[0].start >= began
