"""Figures as known on a day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from performance.analysis.series import Series
from performance.analysis.words import plain
from performance.known import REACH, Known, known_on
from performance.models import Measure
from performance.periods import Cadence, Period
from tests.cast import Cast, make_area
from tests.performance.measuring import EARLY, LATE, measure, observe, quarter

Q1, Q2 = quarter(2025, 1), quarter(2025, 2)
BETWEEN = dt.date(2025, 12, 1)
FLAGS = ("is_provisional", "is_revised", "is_suppressed")


def values(series: Series) -> list[tuple[str, Decimal | None]]:
    return [(point.period.short, point.value) for point in series.points]


def of(held: Measure, day: dt.date = LATE) -> list[tuple[str, Decimal | None]]:
    return values(known_on(day, [held]).of(held))


def flags(held: Measure, period: Period, day: dt.date = LATE) -> list[str]:
    point = known_on(day, [held]).of(held).at(period)
    assert point is not None
    return [name for name in FLAGS if getattr(point, name)]


@pytest.fixture
def thefts(cast: Cast) -> Measure:
    return measure(cast)


def test_each_day_knows_what_was_published_by_then(thefts: Measure) -> None:
    observe(thefts, Q1, 90, EARLY)
    observe(thefts, Q1, 95, LATE)
    for day, expected in [
        (EARLY - dt.timedelta(days=1), []),
        (EARLY, [("Q1 2025-26", Decimal(90))]),
        (LATE - dt.timedelta(days=1), [("Q1 2025-26", Decimal(90))]),
        (LATE, [("Q1 2025-26", Decimal(95))]),
    ]:
        assert of(thefts, day) == expected


def test_an_old_vintage_that_is_entered_later_does_not_win(thefts: Measure) -> None:
    observe(thefts, Q1, 95, LATE)
    observe(thefts, Q1, 90, EARLY)
    assert of(thefts) == [("Q1 2025-26", Decimal(95))]


def test_of_one_day_the_last_correction_wins(thefts: Measure) -> None:
    observe(thefts, Q1, 97, sequence=2)
    observe(thefts, Q1, 90, sequence=0)
    observe(thefts, Q1, 95, sequence=1)
    assert of(thefts) == [("Q1 2025-26", Decimal(97))]


def test_a_figure_taken_back_is_a_gap(thefts: Measure) -> None:
    for period in (Q1, Q2, Q2.next()):
        observe(thefts, period, 90)
    observe(thefts, Q2, None, LATE)
    assert of(thefts) == [("Q1 2025-26", Decimal(90)), ("Q2 2025-26", None), ("Q3 2025-26", Decimal(90))]


def test_a_zero_is_a_figure_and_a_gap_is_not_a_zero(thefts: Measure) -> None:
    observe(thefts, Q1.previous(), 4)
    observe(thefts, Q2, 0)
    assert [value for _, value in of(thefts)] == [Decimal(4), None, Decimal(0)]


def test_the_date_of_the_data_is_the_newest_vintage_known(thefts: Measure) -> None:
    observe(thefts, Q1, 90, EARLY)
    observe(thefts, Q2, 91, LATE)
    assert known_on(BETWEEN, [thefts]).vintage_of(thefts) == EARLY
    assert known_on(LATE, [thefts]).vintage_of(thefts) == LATE
    assert known_on(EARLY - dt.timedelta(days=1), [thefts]).vintage_of(thefts) is None


# Flags -----------------------------------------------------------------------------------------------


def test_provisional_until_it_is_confirmed(thefts: Measure) -> None:
    observe(thefts, Q1, 90, EARLY, is_provisional=True)
    observe(thefts, Q1, 90, LATE)
    assert flags(thefts, Q1, BETWEEN) == ["is_provisional"]
    assert flags(thefts, Q1) == []  # the same figure, confirmed: not revised


def test_revised_stays_revised_even_where_it_returns_to_what_it_was(thefts: Measure) -> None:
    for sequence, value in enumerate((90, 95, 90, 90)):
        observe(thefts, Q1, value, sequence=sequence)
    observe(thefts, Q2, 90)
    assert flags(thefts, Q1) == ["is_revised"]
    assert flags(thefts, Q2) == []


def test_suppressed_has_no_value_and_says_so(thefts: Measure) -> None:
    observe(thefts, Q1, None, is_suppressed=True)
    assert flags(thefts, Q1) == ["is_suppressed"]
    assert of(thefts) == [("Q1 2025-26", None)]


# How far back ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("cadence", list(Cadence))
def test_it_looks_back_as_far_as_a_page_needs(cast: Cast, cadence: Cadence) -> None:
    held = measure(cast, cadence=cadence)
    first = Period.of(LATE, cadence)
    months = {back: -back * cadence.step for back in range(200)}
    inside = max(back for back, month in months.items() if first.shifted(-back).start >= _months_before(REACH[cadence]))
    observe(held, first.shifted(-inside), 1)
    observe(held, first.shifted(-inside - 1), 2)
    assert [value for _, value in of(held)] == [Decimal(1)]


def _months_before(months: int) -> dt.date:
    index = LATE.year * 12 + LATE.month - 1 - months
    return dt.date(index // 12, index % 12 + 1, 1)


def test_it_looks_back_to_a_baseline_however_far(cast: Cast) -> None:
    held = measure(cast, baseline_from=quarter(2010, 1).start, baseline_until=quarter(2010, 4).start)
    observe(held, quarter(2010, 1), 70)
    observe(held, quarter(2009, 4), 60)
    observe(held, Q1, 90)
    found = of(held)
    assert (found[0], found[-1]) == (("Q1 2010-11", Decimal(70)), ("Q1 2025-26", Decimal(90)))


def test_only_the_periods_that_are_asked_for(thefts: Measure) -> None:
    for period in (Q1.a_year_before(), Q1, Q2):
        observe(thefts, period, period.start.month)
    old = Q1.shifted(-200)
    observe(thefts, old, 5)
    found = known_on(LATE, [thefts], starts=[Q2.start, old.start]).of(thefts)
    assert [(point.period, point.value) for point in found.known] == [(old, Decimal(5)), (Q2, Decimal(7))]


# Areas and measures ----------------------------------------------------------------------------------


def test_its_own_area_unless_others_are_asked_for(cast: Cast, thefts: Measure) -> None:
    north = make_area("North Fosse", "district")
    observe(thefts, Q1, 90)
    observe(thefts, Q1, 30, LATE, area=north)
    own = known_on(LATE, [thefts])
    assert (values(own.of(thefts)), values(own.of(thefts, north.pk))) == ([("Q1 2025-26", Decimal(90))], [])
    both = known_on(LATE, [thefts], areas=[north.pk, thefts.area_id])
    assert values(both.of(thefts, north.pk)) == [("Q1 2025-26", Decimal(30))]
    assert (both.vintage_of(thefts), both.vintage_of(thefts, north.pk)) == (EARLY, LATE)


def test_another_measure_of_the_same_area_is_another_series(cast: Cast, thefts: Measure) -> None:
    arson = measure(cast, "arson")
    observe(thefts, Q1, 90)
    observe(arson, Q1, 3)
    known = known_on(LATE, [thefts, arson])
    assert [values(known.of(each)) for each in (thefts, arson)] == [
        [("Q1 2025-26", Decimal(90))], [("Q1 2025-26", Decimal(3))],
    ]  # fmt: skip


def test_without_a_measure_nothing_is_known(db) -> None:
    assert known_on(LATE, []) == Known({}, {})


@pytest.mark.parametrize("count", [1, 12])
def test_one_query_however_many_measures_and_vintages(cast: Cast, count: int, django_assert_num_queries) -> None:
    measures = [measure(cast, f"measure-{number}") for number in range(count)]
    for each in measures:
        for sequence in range(count):
            observe(each, Q1, sequence, sequence=sequence)
    with django_assert_num_queries(1):
        known = known_on(LATE, measures)
    assert [known.of(each).value_at(Q1) for each in measures] == [Decimal(count - 1)] * count


@pytest.mark.parametrize(
    ("held", "said"),
    [("1200.0000", "1200"), ("0.0000", "0"), ("12.5000", "12.5"), ("0.0001", "0.0001"), ("-3.10", "-3.1")],
)
def test_a_value_without_idle_zeros_or_an_exponent(held: str, said: str) -> None:
    assert str(plain(Decimal(held))) == said


def test_no_value_stays_none() -> None:
    assert plain(None) is None
