"""Comparing two texts and two orders: what is marked, and that long ones are quick."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from snb.differences import ADDED, REMOVED, SAME, out_of_order, stretches, words_changed


def test_words_are_marked() -> None:
    assert words_changed("It fell by two", "It fell by three again") == [
        (SAME, "It fell by "), (REMOVED, "two"), (ADDED, "three again"),
    ]  # fmt: skip
    assert words_changed("", "New") == [(ADDED, "New")]
    assert words_changed("", "") == []


@given(st.text(), st.text())
def test_the_marked_words_give_either_side_back(before: str, after: str) -> None:
    runs = words_changed(before, after)
    assert "".join(text for kind, text in runs if kind != ADDED) == before
    assert "".join(text for kind, text in runs if kind != REMOVED) == after
    assert all(kind == SAME for kind, _ in words_changed(before, before))


def test_two_long_texts_with_nothing_in_common_are_quick() -> None:
    before, after = (" ".join(f"{word}{n}" for n in range(20_000)) for word in ("old", "new"))
    began = time.monotonic()
    runs = words_changed(f"Same start {before} same end", f"Same start {after} same end")
    assert time.monotonic() - began < 2
    assert [kind for kind, _ in runs] == [SAME, REMOVED, ADDED, SAME]


@given(st.lists(st.integers(0, 3)), st.lists(st.integers(0, 3)))
def test_stretches_cover_both_sides_in_order(old: list[int], new: list[int]) -> None:
    found = list(stretches(old, new))
    assert [row for was, _, _ in found for row in old[was]] == old
    assert [row for _, now, _ in found for row in new[now]] == new
    assert all((old[was] == new[now]) or not alike for was, now, alike in found)


def test_one_thing_that_moved_is_the_only_one_out_of_order() -> None:
    assert out_of_order("abcde", "bcdae") == {"a"}
    assert out_of_order("abc", "abc") == set()
    assert out_of_order("abc", "xaybzc") == set()
    assert out_of_order("ab", "ba") in ({"a"}, {"b"})


@given(st.permutations(list(range(8))))
def test_what_is_left_when_the_moved_are_taken_away_stands_in_the_old_order(new: list[int]) -> None:
    moved = out_of_order(range(8), new)
    left = [key for key in new if key not in moved]
    assert left == sorted(left)
