"""Two people's changes of one text, joined by paragraph."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.merging import Clash, merge, paragraphs, text_of

BEFORE = "One.\n\nTwo.\n\nThree."
WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e", "- f\n- g"]), max_size=7)


@pytest.mark.parametrize(
    ("mine", "theirs", "joined"),
    [
        ("One, mine.\n\nTwo.\n\nThree.", "One.\n\nTwo.\n\nThree, theirs.", "One, mine.\n\nTwo.\n\nThree, theirs."),
        # Neighbours, each changed by one of the two.
        ("One, mine.\n\nTwo.\n\nThree.", "One.\n\nTwo, theirs.\n\nThree.", "One, mine.\n\nTwo, theirs.\n\nThree."),
        (f"{BEFORE}\n\nFour.", f"Zero.\n\n{BEFORE}", f"Zero.\n\n{BEFORE}\n\nFour."),
        ("Two.\n\nThree.", "One.\n\nTwo.\n\nThree, theirs.", "Two.\n\nThree, theirs."),
        # The same change twice is one change.
        ("One.\n\nTwo!\n\nThree.", "One.\n\nTwo!\n\nThree.", "One.\n\nTwo!\n\nThree."),
    ],
)  # fmt: skip
def test_changes_of_different_paragraphs_are_joined(mine: str, theirs: str, joined: str) -> None:
    merged = merge(BEFORE, mine, theirs)
    assert (merged.text, merged.clashes) == (joined, ())


def test_a_paragraph_that_both_changed_stands_there_twice_and_is_named() -> None:
    merged = merge(BEFORE, "One.\n\nTwo, mine.\n\nThree.", "One.\n\nTwo, theirs.\n\nThree.")
    assert merged.text == "One.\n\nTwo, theirs.\n\nTwo, mine.\n\nThree."
    assert merged.clashes == (Clash("Two.", "Two, mine.", "Two, theirs."),)


def test_what_one_took_out_and_the_other_changed_is_a_clash() -> None:
    merged = merge(BEFORE, "One.\n\nThree.", "One.\n\nTwo, theirs.\n\nThree.")
    assert merged.clashes == (Clash("Two.", "", "Two, theirs."),)
    assert "Two, theirs." in merged.text


def test_two_who_begin_a_text_keep_both() -> None:
    assert merge("", "Mine.", "Theirs.").text == "Theirs.\n\nMine."


def test_line_ends_of_a_browser_change_nothing() -> None:
    assert merge(BEFORE, BEFORE.replace("\n", "\r\n"), BEFORE).text == BEFORE


@given(before=WORDS, mine=WORDS, theirs=WORDS)
def test_nothing_that_either_wrote_is_lost(before: list[str], mine: list[str], theirs: list[str]) -> None:
    """What either added or changed is there, and what both kept; a text without a clash holds nothing else."""
    joined = paragraphs(merge(text_of(before), text_of(mine), text_of(theirs)).text)
    added = [one for side in (mine, theirs) for one in side if one not in before]
    kept = [one for one in before if one in mine and one in theirs]
    assert [one for one in [*added, *kept] if one not in joined] == []
    assert [one for one in joined if one not in [*mine, *theirs]] == []


@given(before=WORDS, mine=WORDS)
def test_a_side_that_did_nothing_changes_nothing(before: list[str], mine: list[str]) -> None:
    for first, second in ((mine, before), (before, mine), (mine, mine)):
        merged = merge(text_of(before), text_of(first), text_of(second))
        assert (merged.text, merged.clashes) == (text_of(mine), ())
