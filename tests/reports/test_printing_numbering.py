"""What pages print as their numbers."""

from __future__ import annotations

import pytest

from reports.printing.numbering import page_labels

Lengths = list[tuple[str, int]]


@pytest.mark.parametrize(
    ("lengths", "first", "ranges", "expected"),
    [
        ([("", 2), ("a", 1), ("b", 2)], 1, {}, [["1", "2"], ["3"], ["4", "5"]]),
        ([("", 1), ("a", 1)], 88, {}, [["88"], ["89"]]),
        # A section that is longer in the other version: numbers are left out after it, and before it after the front.
        ([("", 1), ("a", 1), ("b", 1)], 1, {"a": [3, 6]}, [["1"], ["3"], ["7"]]),
        # Pieces and files of one section run on.
        ([("", 1), ("a", 1), ("a", 2), ("b", 1)], 1, {"a": [2, 5]}, [["1"], ["2"], ["3", "4"], ["6"]]),
        ([("", 1), ("hidden", 1), ("b", 1)], 1, {"hidden": [2, 8], "b": [9, 9]}, [["1"], ["2 to 8"], ["9"]]),
        ([("", 1), ("hidden", 1), ("b", 1)], 1, {"hidden": [2, 2]}, [["1"], ["2"], ["3"]]),
        # Longer than it was given: it prints its own numbers, and what follows goes on.
        ([("", 1), ("a", 3), ("b", 1)], 1, {"a": [2, 3]}, [["1"], ["2", "3", "4"], ["5"]]),
    ],
)
def test_labels(lengths: Lengths, first: int, ranges: dict[str, list[int]], expected: list[list[str]]) -> None:
    assert page_labels(lengths, first=first, ranges=ranges, unpublished=frozenset({"hidden"})) == expected
