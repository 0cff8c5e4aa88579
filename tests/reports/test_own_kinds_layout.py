"""Layouts of own kinds: whatever is kept is read, and what is wrong is said; changing and comparing them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.documents.kinds import KINDS
from reports.own_kinds import arranging
from reports.own_kinds import layout as layouts
from reports.own_kinds.arranging import (
    home_of,
    move_piece,
    move_section,
    piece_of,
    section_of,
    with_piece,
    with_section,
)
from reports.own_kinds.catalogue import CATALOGUE, grouped
from reports.own_kinds.comparing import changes
from reports.own_kinds.layout import (
    MOST_BLOCKS,
    MOST_SECTIONS,
    Section,
    every_piece,
    every_section,
    layout_json,
    misplaced,
    read_layout,
    stamp,
)
from reports.own_kinds.outline import outline
from reports.own_kinds.starting import fitting, order_of
from snb.workflow import Refusal
from tests.reports.own_kinds_scene import block, layout, section

leaf = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
words = st.sampled_from(
    ["block", "settings", "heading", "blocks", "sections", "anchor", "number", "id", "markdown", "key", "prose",
     "passage", "measures", "themes", "counted", "s-one", "b1", "starts_page"]
)  # fmt: skip
anything = st.recursive(
    leaf | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words | st.text(max_size=5), inner, max_size=6),
    max_leaves=25,
)
blocks = st.fixed_dictionaries(
    {"block": st.sampled_from([*CATALOGUE, "nothing"])},
    optional={"id": leaf, "settings": anything, "markdown": leaf, "key": leaf},
)
sections = st.fixed_dictionaries(
    {"heading": leaf, "blocks": st.lists(blocks | leaf, max_size=3)},
    optional={"anchor": leaf, "number": leaf, "starts_page": leaf, "sections": st.lists(anything, max_size=2)},
)


@settings(max_examples=300, deadline=None)
@given(st.lists(sections, max_size=4) | anything)
def test_whatever_is_kept_is_read_and_reads_the_same_again(data: Any) -> None:
    made, _ = read_layout(data)
    again, problems = read_layout(layout_json(made))
    assert layout_json(again) == layout_json(made)
    json.dumps(layout_json(made))
    anchors = [each.anchor for each in every_section(made)]
    ids = [each.id for each in every_piece(made)]
    assert len(set(anchors)) == len(anchors)
    assert len(set(ids)) == len(ids)
    for piece in every_piece(made):
        if piece.entry:
            assert set(piece.settings) == {setting.name for setting in piece.entry.settings}
    assert outline(made, {}, problems) is not None
    assert misplaced(made, of_meeting=True) is not None


BAD = [
    ({}, "", "", "The layout is not a list of sections."),
    ([7], "", "", "A section could not be read and is left out."),
    ([{"heading": ""}], "s-section", "heading", "The section has no heading."),
    ([section("One", {"block": "nonsense"})], "b1", "block", "There is no block called “nonsense”. Take it out, "
     "and add another."),
    ([section("One", block("risks", above_appetite="yes"))], "b1", "above_appetite",
     "Only risks above the appetite must be yes or no."),
    ([section("One", block("forward-plan", meetings=0))], "b1", "meetings",
     "How many meetings must be a whole number from 1 to 40."),
    ([section("One", block("forward-plan", meetings=True))], "b1", "meetings",
     "How many meetings must be a whole number from 1 to 40."),
    ([section("One", block("measures", measure_rated=["Purple"]))], "b1", "measure_rated",
     "Only measures rated: there is no choice “Purple”."),
    ([section("One", block("measures", measures="all"))], "b1", "measures", "Only these measures must be a list of "
     "choices."),
    ([section("One", block("terms", heading="x" * 151))], "b1", "heading",
     "Heading above it must be 150 characters or fewer. It has 151."),
    ([section("One", block("terms", colour="red"))], "b1", "", "The block has no setting “colour”."),
    ([section("One", block("prose", markdown="x" * 301))], "b1", "markdown",
     "Text must not have a word or an address of more than 300 characters."),
    ([section("One", block("passage", key="secret"))], "b1", "key", "Which text: there is no such choice."),
    ([section("One", number="x" * 21)], "s-one", "number", "The number of a section must be text of 20 characters or "
     "fewer."),
    ([section("One", inner=(section("Two", inner=(section("Three"),)),))], "s-two", "sections",
     "A section within a section has none of its own: they are left out."),
]  # fmt: skip


@pytest.mark.parametrize(("data", "at", "where", "message"), BAD)
def test_what_is_wrong_is_said_at_its_place(data: Any, at: str, where: str, message: str) -> None:
    _, problems = read_layout(data)
    assert [(each.at, each.field, each.message) for each in problems] == [(at, where, message)]


def test_a_block_that_is_gone_stays_to_be_taken_out_and_bad_settings_change_nothing() -> None:
    made, _ = read_layout([section("One", {"block": "gone"}, block("forward-plan", meetings=99, heading="Ahead"))])
    gone, plan = every_piece(made)
    assert (gone.name, gone.entry) == ("gone", None)
    assert plan.settings == {"meetings": None, "heading": "Ahead", "otherwise": ""}


def test_there_is_a_limit_and_it_is_said_once() -> None:
    made, problems = read_layout([section(f"S{number}") for number in range(MOST_SECTIONS + 5)])
    assert len(made) == MOST_SECTIONS
    assert [each.message for each in problems] == ["A kind has 200 sections at most: the rest is left out."]
    with pytest.raises(Refusal, match="200 sections at most"):
        with_section(made, Section("", "One more"))
    made, problems = read_layout([section("One", *[block("terms")] * (MOST_BLOCKS + 3))])
    assert sum(1 for _ in every_piece(made)) == MOST_BLOCKS
    assert [each.message for each in problems] == ["A kind has 400 blocks at most: the rest is left out."]
    with pytest.raises(Refusal, match="400 blocks at most"):
        with_piece(made, "s-one", "terms")


def test_headings_of_any_shape_make_an_anchor_of_their_own() -> None:
    headings = ["Risks & harm", "Risks & harm", "العربية", "x" * 140, "</section>", "‮evil"]
    made = layout(*map(section, headings))
    assert [each.anchor for each in made][:3] == ["s-risks-harm", "s-risks-harm-2", "s-section"]
    assert all(layouts.ANCHOR.fullmatch(each.anchor) for each in made)


# Changing ------------------------------------------------------------------------------------------------------------


def three():
    return layout(
        section("One", block("terms", "b1"), block("tiers", "b2"), inner=(section("Inner", block("vision", "b3")),)),
        section("Two"),
        section("Three", block("gaps", "b4")),
    )


def where(made) -> dict[str, list[str]]:
    return {each.heading: [piece.id for piece in each.pieces] for each in every_section(made)}


def test_a_block_moves_within_its_section_and_then_into_the_next() -> None:
    made = move_piece(three(), "b1", up=False)
    assert where(made)["One"] == ["b2", "b1"]
    made = move_piece(made, "b1", up=False)
    assert where(made) == {"One": ["b2"], "Inner": ["b1", "b3"], "Two": [], "Three": ["b4"]}
    back = move_piece(made, "b1", up=True)
    assert where(back)["One"] == ["b2", "b1"]
    far = move_piece(move_piece(move_piece(three(), "b3", up=False), "b3", up=False), "b3", up=False)
    assert where(far)["Three"] == ["b4", "b3"]


@pytest.mark.parametrize(("id", "up"), [("b1", True), ("b4", False), ("b99", True), ("b99", False)])
def test_a_block_at_the_end_of_the_paper_stays(id: str, up: bool) -> None:
    assert move_piece(three(), id, up=up) == three()


def test_sections_move_among_their_neighbours() -> None:
    order = [each.heading for each in move_section(three(), "s-three", up=True)]
    assert order == ["One", "Three", "Two"]
    assert move_section(three(), "s-one", up=True) == three()
    assert move_section(three(), "s-inner", up=False) == three()
    two, _ = with_section(three(), Section("", "Inner B"), "s-one")
    assert [each.heading for each in move_section(two, "s-inner-b", up=True)[0].sections] == ["Inner B", "Inner"]


def test_a_section_is_added_within_one_of_the_top_only() -> None:
    made, anchor = with_section(three(), Section("", "New"), "s-two")
    assert anchor == "s-new"
    assert [each.heading for each in made[1].sections] == ["New"]
    for gone in ("s-inner", "s-gone"):
        with pytest.raises(Refusal, match="not there any more"):
            with_section(three(), Section("", "New"), gone)


def test_taking_out_a_section_takes_what_is_in_it() -> None:
    assert where(arranging.without_section(three(), "s-one")) == {"Two": [], "Three": ["b4"]}
    assert where(arranging.without_section(three(), "s-inner"))["One"] == ["b1", "b2"]
    assert where(arranging.without_piece(three(), "b3"))["Inner"] == []


def test_an_id_is_not_given_again_to_the_next_block() -> None:
    made, id = with_piece(arranging.without_piece(three(), "b2"), "s-inner", "terms")
    assert id == "b5"
    assert home_of(made, "b5") == section_of(made, "s-inner")
    with pytest.raises(Refusal, match="took this section out"):
        with_piece(made, "s-gone", "terms")


def test_the_stamp_is_of_what_a_form_shows() -> None:
    made = three()
    one = made[0]
    assert stamp(one) == stamp(replace(one, pieces=()))
    assert stamp(one) != stamp(replace(one, number="none"))
    assert stamp(one.pieces[0]) != stamp(replace(one.pieces[0], settings={"heading": "x"}))


# Comparing -----------------------------------------------------------------------------------------------------------


def test_nothing_changed_says_nothing() -> None:
    assert changes(three(), three(), {}) == ()


def test_every_change_is_said_with_both_sides() -> None:
    before = layout(
        section("One", block("terms", "b1"), block("prose", "b2", markdown="Old words"), anchor="s-one"),
        section("Gone", block("tiers", "b3"), anchor="s-gone"),
        section("Three", block("measures", "b4", measures=["theft"]), anchor="s-three"),
    )
    after = layout(
        section("Three", block("measures", "b4", measures=["arson"]), anchor="s-three", starts_page=True),
        section("First", block("prose", "b2", markdown="New words"), block("terms", "b1"), anchor="s-one", number="A"),
        section("New", block("vision", "b5"), anchor="s-new"),
    )
    said = [(each.what, each.was, each.now) for each in changes(before, after, {"theft": "Theft", "arson": "Arson"})]
    assert said == [
        ("Section “Three”: starts a new page", "No", "Yes"),
        ("Section “One” has another heading", "One", "First"),
        ("Section “First”: its number", "Counted", "A"),
        ("Section “New” is new", "", "New"),
        ("Section “Gone” is taken out", "Gone", ""),
        ("Sections stand in another order", "One; Gone; Three", "Three; First; New"),
        ("Three: Measures of the priorities is set otherwise", "Only these measures: Theft",
         "Only these measures: Arson"),
        ("First: Text of your own is set otherwise", "Old words", "New words"),
        ("New: Vision is new", "", "Vision"),
        ("Gone: Governance structure is taken out", "Governance structure", ""),
        ("First: its blocks stand in another order", "Terms of reference; Text of your own",
         "Text of your own; Terms of reference"),
    ]  # fmt: skip


def test_a_block_in_another_section_is_said_to_stand_elsewhere_and_a_heading_is_no_move() -> None:
    before = layout(section("One", block("terms", "b1"), anchor="s-one"), section("Two", anchor="s-two"))
    moved = layout(section("One", anchor="s-one"), section("Two", block("terms", "b1"), anchor="s-two"))
    said = [(each.what, each.was, each.now) for each in changes(before, moved, {})]
    assert said == [("Terms of reference stands elsewhere", "One", "Two")]
    renamed = layout(section("Uno", block("terms", "b1"), anchor="s-one"), section("Two", anchor="s-two"))
    assert [each.what for each in changes(before, renamed, {})] == ["Section “One” has another heading"]


# The catalogue and what to begin from --------------------------------------------------------------------------------


def test_every_block_describes_itself_and_its_settings_have_names_of_their_own() -> None:
    for entry in CATALOGUE.values():
        assert entry.title
        assert entry.description.endswith(".")
        names = [setting.name for setting in entry.settings]
        assert len(set(names)) == len(names)
        assert not {"block", "id", "seen"} & set(names)
    assert len({entry.title for entry in CATALOGUE.values()}) == len(CATALOGUE)


def test_what_a_kind_can_have_follows_from_whether_it_is_of_a_meeting() -> None:
    for of_meeting in (True, False):
        names = {entry.name for _, entries in grouped(of_meeting=of_meeting) for entry in entries}
        assert ("agenda" in names) is of_meeting
        assert ("refresh" in names) is not of_meeting
        assert "terms" in names
    made = layout(section("One", block("agenda"), block("prose", markdown="Words"), block("passage")))
    said = {each.field: each.message for each in misplaced(made, of_meeting=False)}
    assert said == {
        "block": "Agenda needs a meeting, and this kind is compiled for none. Take the block out.",
        "key": "One of the Board’s texts: nothing is in it yet.",
    }


def test_the_order_of_every_built_in_kind_that_has_one_is_sound() -> None:
    known = {slug: order_of(kind) for slug, kind in KINDS.items()}
    assert {slug for slug, order in known.items() if order} >= {"board-pack", "csa", "performance-product"}
    for slug, order in known.items():
        assert KINDS[slug].purpose
        if order is None:
            continue
        again, problems = read_layout(layout_json(order))
        assert (again, problems) == (order, ())
        assert misplaced(order, of_meeting=KINDS[slug].of_meeting) == ()


def test_blocks_that_do_not_fit_are_left_out_of_a_copy() -> None:
    made, dropped = fitting(layout(section("One", block("agenda"), inner=(section("Two", block("returns")),))),
                            of_meeting=False)  # fmt: skip
    assert dropped == 2
    assert list(every_piece(made)) == []
    assert piece_of(made, "b1") is None
