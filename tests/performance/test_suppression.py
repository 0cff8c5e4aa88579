"""Suppression, attacked: whatever the table, nobody can work a small count out from what is published."""

from __future__ import annotations

import datetime as dt
import random
import time
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from performance.analysis.series import Point, Series
from performance.analysis.suppression import GIVEN_AWAY, WAS_PUBLISHED, Suppressed, Total, conceal_series, suppress
from performance.periods import Cadence, Period


def grid(rows, *, overlapping=False) -> tuple[dict, list[Total]]:
    """A table of areas × periods with every margin; `overlapping`: years of three periods beside the whole."""
    areas, periods = range(len(rows)), range(len(rows[0]))
    cells: dict = {(a, p): rows[a][p] for a in areas for p in periods}
    totals = []
    for p in periods:
        totals.append(Total(("all", p), tuple((a, p) for a in areas)))
    windows = {"sum": periods}
    if overlapping:
        windows |= {f"to {p + 2}": range(p, p + 3) for p in periods if p + 2 in periods}
    for name, window in windows.items():
        for a in [*areas, "all"]:
            totals.append(Total((a, name), tuple((a, p) for p in window)))
        totals.append(Total(("all", name), tuple((a, name) for a in areas)))
    for total in totals:
        if total.total not in cells:
            cells[total.total] = sum(cells[part] for part in total.parts)
    return cells, totals


def tables(most=3, top=12, **kwargs) -> st.SearchStrategy:
    return st.tuples(st.integers(2, most), st.integers(2, most)).flatmap(
        lambda size: st.lists(
            st.lists(st.integers(0, top), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
        )
    )


def follows(cells, totals, result: Suppressed, key, public=frozenset()) -> bool:
    """Whether exact linear algebra gives `key`: whether its unit vector is in the row space over the hidden cells."""
    hidden = [k for k in cells if result.values[k] is None and k not in public]
    rows = []
    for total in totals:
        row = [Fraction((k in total.parts) - (k == total.total)) for k in hidden]
        rows.append(row)
    return rank([*rows, [Fraction(k == key) for k in hidden]]) == rank(rows)


def rank(rows) -> int:
    rows, found = [list(row) for row in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(found, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for i in range(found + 1, len(rows)):
            share = rows[i][column] / rows[found][column]
            rows[i] = [x - share * y for x, y in zip(rows[i], rows[found], strict=True)]
        found += 1
    return found


def possible(cells, totals, result: Suppressed, target, threshold=5, public=frozenset()) -> set[int]:
    """By brute force, the values of `target` that agree with all that is published and with the public rule.

    Stops at two. A hidden cell that is not small is 0, or from the threshold to a little over the greatest it could be.
    """
    hidden = [k for k in cells if result.values[k] is None and k not in public]
    known = {k: cells[k] for k in cells if k not in hidden}
    # Change of one or more here must be mended elsewhere; a few above the truth are enough to find a second value.
    span = {
        k: range(1, threshold) if k in result.primary else [0, *range(threshold, max(cells[k] or 0, threshold) + 5)]
        for k in hidden
    }
    return {value for value in span[target] if _completes(known | {target: value}, hidden, span, totals)}


def _completes(known, hidden, span, totals) -> bool:
    known = dict(known)
    while True:  # a sum with one cell left to fill fills it
        filled = False
        for total in totals:
            open_ = [k for k in (*total.parts, total.total) if k not in known]
            if len(open_) > 1:
                continue
            parts = sum(known[k] for k in total.parts if k in known)
            if not open_:
                if parts != known[total.total]:
                    return False
                continue
            value = parts if open_[0] == total.total else known[total.total] - parts
            if value not in span[open_[0]]:
                return False
            known[open_[0]] = value
            filled = True
        if not filled:
            break
    rest = [k for k in hidden if k not in known]
    if not rest:
        return True
    key = min(rest, key=lambda k: len(span[k]))
    return any(_completes(known | {key: value}, hidden, span, totals) for value in span[key])


def assert_safe(cells, totals, result, threshold=5, public=frozenset()) -> None:
    for key in result.primary - set(result.exposed):
        assert not follows(cells, totals, result, key, public), key
        assert len(possible(cells, totals, result, key, threshold, public)) > 1, key


@settings(max_examples=150, deadline=None)
@given(rows=tables())
def test_no_small_count_can_be_worked_out(rows) -> None:
    cells, totals = grid(rows)
    result = suppress(cells, totals)
    assert result.primary == {key for key, value in cells.items() if 1 <= value <= 4}
    assert_safe(cells, totals, result)
    assert not result.exposed or result.primary | result.secondary == set(cells)


def test_four_ones_are_known_once_all_are_known_to_be_small() -> None:
    """Each is 1 or more and their sum is 4 or less: hiding everything cannot help, so it is said."""
    cells, totals = grid([[1, 1], [1, 1]])
    result = suppress(cells, totals)
    assert result.primary == result.exposed.keys() == cells.keys()


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=2, max_size=2))
def test_overlapping_years_give_nothing_back(rows) -> None:
    cells, totals = grid(rows, overlapping=True)
    result = suppress(cells, totals)
    assert_safe(cells, totals, result)
    assert not result.exposed or result.primary | result.secondary == set(cells)


@settings(max_examples=80, deadline=None)
@given(rows=tables(), data=st.data())
def test_an_earlier_release_gives_nothing_back_unless_it_is_said(rows, data) -> None:
    cells, totals = grid(rows)
    public = frozenset(data.draw(st.sets(st.sampled_from(sorted(cells, key=repr)), max_size=3)))
    result = suppress(cells, totals, already_public=public)
    small = {key for key, value in cells.items() if 1 <= value <= 4}
    assert result.primary == small
    assert not result.secondary & public
    assert {key for key, reason in result.exposed.items() if reason == WAS_PUBLISHED} == small & public
    assert_safe(cells, totals, result, public=public)
    if GIVEN_AWAY in result.exposed.values():  # then all that can be hidden is
        assert result.primary | result.secondary | public == set(cells)


@given(rows=tables(top=40))
def test_nothing_is_hidden_without_a_small_count(rows) -> None:
    cells, totals = grid([[value + 5 if value else 0 for value in row] for row in rows])
    result = suppress(cells, totals)
    assert (result.values, result.primary, result.secondary) == (cells, frozenset(), frozenset())


@given(rows=tables(), seed=st.randoms(use_true_random=False))
def test_the_order_of_cells_and_totals_changes_nothing(rows, seed) -> None:
    cells, totals = grid(rows)
    other = list(cells.items())
    seed.shuffle(other)
    mixed = seed.sample(totals, len(totals))
    assert suppress(dict(other), mixed) == suppress(cells, totals)


@settings(max_examples=60, deadline=None)
@given(rows=tables(top=9), threshold=st.integers(3, 8))
def test_any_threshold_from_three(rows, threshold) -> None:
    cells, totals = grid(rows)
    result = suppress(cells, totals, threshold=threshold)
    assert result.primary == {key for key, value in cells.items() if 1 <= value < threshold}
    assert_safe(cells, totals, result, threshold)


def test_the_cheapest_cell_that_protects_is_hidden_with_it() -> None:
    cells, totals = {"a": 3, "b": 90, "c": 7, "d": 0, "all": 100}, [Total("all", ("a", "b", "c", "d"))]
    result = suppress(cells, totals)
    assert (set(result.primary), set(result.secondary)) == ({"a"}, {"c"})
    assert result.values == {"a": None, "b": 90, "c": None, "d": 0, "all": 100}
    assert result.is_hidden("c")
    assert not result.is_hidden("d")


@pytest.mark.parametrize(
    ("cells", "hidden"),
    [
        ({"a": 1, "b": 5, "c": 20, "all": 26}, {"a", "c"}),  # 1 + 5 = 6 leaves only 1 and 5: too small to shield
        ({"a": 1, "b": 1, "c": 20, "all": 22}, {"a", "b", "c"}),  # 1 + 1 = 2: each must be 1
        ({"a": 4, "b": 4, "c": 20, "all": 28}, {"a", "b", "c"}),  # 4 + 4 = 8: each must be 4
        ({"a": 2, "b": 3, "c": 20, "all": 25}, {"a", "b"}),  # 2 + 3 = 5: 1 to 4 each
        ({"a": 2, "b": 0, "c": 0, "all": 2}, {"a", "all"}),  # a zero shields nothing and stays
    ],
)
def test_bounds_count_as_well_as_algebra(cells, hidden) -> None:
    result = suppress(cells, [Total("all", ("a", "b", "c"))])
    assert result.primary | result.secondary == hidden


def test_a_figure_that_was_published_before_is_named() -> None:
    cells, totals = {"a": 3, "b": 90, "all": 93}, [Total("all", ("a", "b"))]
    assert suppress(cells, totals, already_public=frozenset({"a"})).exposed == {"a": WAS_PUBLISHED}
    result = suppress(cells, totals, already_public=frozenset({"all", "b"}))
    assert result.exposed == {"a": GIVEN_AWAY}
    assert result.values == {"a": None, "b": 90, "all": 93}


def test_missing_stays_missing_and_is_never_zero() -> None:
    result = suppress({"a": None, "b": 7, "all": None}, [Total("all", ("a", "b"))])
    assert result.values == {"a": None, "b": 7, "all": None}
    assert not result.is_hidden("a")


def test_a_missing_count_that_the_total_would_give_is_protected() -> None:
    result = suppress({"a": None, "b": 97, "c": 9, "all": 109}, [Total("all", ("a", "b", "c"))])
    assert result.values == {"a": None, "b": 97, "c": None, "all": 109}
    assert (list(result.primary), list(result.secondary), result.is_hidden("a")) == ([], ["c"], False)


def test_a_missing_count_that_two_totals_give_together_is_protected() -> None:
    cells = {"a": None, "b": None, "c": None, "ab": 20, "abc": 23, "d": 50, "cd": 53}
    totals = [Total("ab", ("a", "b")), Total("abc", ("a", "b", "c")), Total("cd", ("c", "d"))]
    result = suppress(cells, totals)
    assert result.secondary >= {"d"} or result.secondary >= {"cd"}


def test_a_figure_made_of_hidden_ones_is_hidden() -> None:
    cells = {"a": 3, "b": 90, "c": 7, "all": 100, "none": 0, "gap": None}
    result = suppress(cells, [Total("all", ("a", "b", "c"))])
    assert result.percentage("b", "all") == 90
    assert [result.percentage(*pair) for pair in [("a", "all"), ("b", "c"), ("b", "none"), ("gap", "all")]] == [
        None
    ] * 4
    assert result.conceals("b", "a")
    assert not result.conceals("b", "all")


def test_a_series_says_where_it_is_suppressed() -> None:
    first = Period(dt.date(2025, 1, 1), Cadence.QUARTER)
    counts = {("x", first): 3, ("x", first.next()): 40}
    points = [Point(period, Decimal(count)) for (_, period), count in counts.items()]
    points.append(Point(first.shifted(2), None))
    series = Series.of(Cadence.QUARTER, points)
    concealed = conceal_series(series, suppress(counts), lambda period: ("x", period))
    assert [(point.value, point.is_suppressed) for point in concealed.points] == [
        (None, True), (Decimal(40), False), (None, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "totals", "threshold", "message"),
    [
        ({"a": 1}, [], 2, "The threshold is 3 or more"),
        ({"a": -1}, [], 5, "never negative"),
        ({"a": 1, "b": 1}, [Total("b", ("a", "c"))], 5, "not given: 'c'"),
        ({"a": 1, "b": 2}, [Total("b", ("a", "a"))], 5, "counted twice"),
        ({"a": 1, "b": 2}, [Total("b", ("a",))], 5, "The parts of 'b' do not add up to it."),
        ({"a": 9, "b": None, "c": 2}, [Total("c", ("a", "b"))], 5, "a total is less than its parts"),
    ],
)
def test_what_cannot_be_right_is_refused(cells, totals, threshold, message) -> None:
    with pytest.raises(ValueError, match=message):
        suppress(cells, totals, threshold=threshold)


def test_three_hundred_areas_and_two_years_take_seconds() -> None:
    made = random.Random(1)
    rows = [[min(800, int(made.expovariate(0.01))) for _ in range(24)] for _ in range(300)]
    cells, totals = grid(rows)
    began = time.perf_counter()
    result = suppress(cells, totals)
    assert time.perf_counter() - began < 20  # about one; a busy machine is not a failure
    assert len(result.primary) > 200
    assert not result.exposed
    assert len(result.secondary) < 2 * len(result.primary)
    assert not any(follows_by_one(totals, result, key) for key in product(range(300), range(24)))


def follows_by_one(totals, result, key) -> bool:
    """Whether one sum alone gives a small cell."""
    return key in result.primary and any(
        sum(result.values[k] is None for k in (*total.parts, total.total)) == 1
        for total in totals
        if key in total.parts
    )
