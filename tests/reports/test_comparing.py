"""Two editions compared: every difference once, in words, and nothing where there is none."""

from __future__ import annotations

import json
import time
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.comparing import LONGEST, ROWS, around, changes_since, compare, sections_compared
from snb.differences import ADDED, CHANGED, MOVED, REMOVED, SAME

SAMPLES = [
    json.loads((Path(__file__).parent / f"sample_{name}.json").read_text()) for name in ("csa", "edition", "product")
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.text(max_size=5) | st.sampled_from(
            ["sections", "blocks", "block", "data", "rows", "anchor", "heading", "number", "markdown", "chart", "word",
             "columns", "title", "papers", "name"]
        ), inner, max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip
SLOWLY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a machine that is busy
CONTENTS = st.dictionaries(st.sampled_from(["sections", "title", "meeting", "subtitle"]), JSON, max_size=4)


def section(heading: str, *blocks: tuple[str, Any], anchor: str = "", **rest: Any) -> dict[str, Any]:
    written = [{"block": name, "data": data} for name, data in blocks]
    return {"number": "", "heading": heading, "anchor": anchor or heading.lower(), "blocks": written, **rest}


def prose(markdown: str) -> tuple[str, Any]:
    return "prose", {"markdown": markdown}


def content(*sections: dict[str, Any], **envelope: Any) -> dict[str, Any]:
    return {"title": "Pack", "sections": list(sections), **envelope}


def told(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, ...]]:
    return [(row["section"], row["what"], row["was"], row["now"]) for row in changes_since(old, new)]


@pytest.mark.parametrize("sample", SAMPLES)
def test_an_edition_does_not_differ_from_itself(sample: dict[str, Any]) -> None:
    assert compare(sample, deepcopy(sample)) == ()
    every = sections_compared(sample, sample)
    assert {change.kind for change in every} == {SAME}
    assert next(row.anchor for row in every) == sample["sections"][0]["anchor"]


@SLOWLY
@given(CONTENTS)
def test_no_content_differs_from_itself(same: dict[str, Any]) -> None:
    assert compare(same, deepcopy(same)) == ()


@SLOWLY
@given(CONTENTS, CONTENTS)
def test_any_two_contents_can_be_compared(old: dict[str, Any], new: dict[str, Any]) -> None:
    compare(old, new)
    assert all(set(row) == {"section", "what", "was", "now"} for row in changes_since(old, new))


def test_a_section_is_new_gone_moved_or_changed() -> None:
    one, two, three, four = (section(name, prose(f"About {name}.")) for name in ("One", "Two", "Three", "Four"))
    changed = section("Three", prose("About all Three."))
    found = compare(content(one, two, three, four), content(four, section("New", prose("Hello.")), one, changed))
    assert [(row.label, row.kind) for row in found] == [
        ("Four", MOVED), ("New", ADDED), ("Two", REMOVED), ("Three", CHANGED),
    ]  # fmt: skip
    assert told(content(one, two), content(two, one, section("New", prose("Hello.")))) == [
        ("Two", "Section moved to another place", "", ""), ("New", "Section added", "", "Hello."),
    ]  # fmt: skip


def test_a_section_under_another_than_before_has_moved_and_may_have_changed() -> None:
    inner, other = section("Inner", prose("Text.")), section("Inner", prose("Other."))
    old = content(section("One", sections=[inner]), section("Two"))
    new = content(section("One"), section("Two", sections=[other]))
    (found,) = compare(old, new)
    assert (found.label, found.kind, found.has_moved, found.level) == ("Inner", CHANGED, True, 3)


def test_a_section_that_was_named_anew_is_the_same_one() -> None:
    old, new = section("Risk", prose("Text.")), section("Risks", prose("Text."), anchor="risk")
    assert told(content(old), content(new)) == [("Risks", "Heading changed", "Risk", "Risks")]
    again = section("Risk", prose("Text."), anchor="elsewhere")
    assert compare(content(old), content(again)) == ()


def test_only_the_number_of_a_section_is_no_change() -> None:
    old, new = (section("Risk", prose("Text.")) | {"number": number} for number in ("3", "4"))
    assert compare(content(old), content(new)) == ()


def test_text_is_compared_paragraph_by_paragraph_and_word_by_word() -> None:
    old = section("One", prose("Stays.\n\nThe Board met **twice** in the year."), prose("Goes altogether."))
    new = section("One", prose("Stays.\n\nCame between.\n\nThe Board met *three times* in the year.\n\n- An item"))
    (found,) = compare(content(old), content(new))
    assert [(row.kind, row.was, row.now) for row in found.differences] == [
        (ADDED, "", "Came between."),
        (CHANGED, "The Board met twice in the year.", "The Board met three times in the year."),
        (ADDED, "", "An item"),
        (REMOVED, "Goes altogether.", ""),
    ]
    changed = found.differences[1]
    assert changed.words == [
        (SAME, "The Board met "), (REMOVED, "twice"), (ADDED, "three times"), (SAME, " in the year."),
    ]  # fmt: skip


def test_where_the_blocks_of_prose_are_divided_does_not_matter() -> None:
    old, new = section("One", prose("First.\n\nSecond.")), section("One", prose("First."), prose("Second."))
    assert compare(content(old), content(new)) == ()


def leads(*rows: tuple[str, str], theme: str = "Harm") -> tuple[str, Any]:
    return "leads-table", {"rows": [{"theme": theme, "priority": name, "lead": lead} for name, lead in rows]}


def test_a_table_is_compared_by_the_names_of_its_rows() -> None:
    old = section("Leads", leads(("Burglary", "Ann"), ("Fraud", "Bo"), ("Arson", "Cy")))
    new = section("Leads", leads(("Fraud", "Bo"), ("Burglary", "Di"), ("Stalking", "Ed")))
    assert sorted(told(content(old), content(new))) == [
        ("Leads", "Arson removed", "theme: Harm; lead: Cy", ""), ("Leads", "Burglary: lead changed", "Ann", "Di"),
        ("Leads", "Fraud moved", "", ""), ("Leads", "Stalking added", "", "theme: Harm; lead: Ed"),
    ]  # fmt: skip


def test_rows_that_no_single_field_names_are_told_by_several() -> None:
    def measures(value: str) -> tuple[str, Any]:
        rows = [("Burglary", "Offences", "10"), ("Fraud", "Offences", "20"), ("Fraud", "Repeats", value)]
        return "measures", {"rows": [dict(zip(("priority", "measure", "value"), row, strict=True)) for row in rows]}

    old, new = section("Figures", measures("5")), section("Figures", measures("6"))
    assert told(content(old), content(new)) == [("Figures", "Repeats, Fraud: value changed", "5", "6")]


def test_a_repeated_row_is_counted() -> None:
    row = {"body": "Panel", "owner": "Chair"}
    old, new = (section("Links", ("linkages", {"rows": [row] * count})) for count in (1, 2))
    assert told(content(old), content(new)) == [("Links", "Panel added", "", "owner: Chair")]


def test_values_are_in_the_words_of_the_paper() -> None:
    row = {"title": "Train staff", "rag": {"word": "Amber", "symbol": "triangle"}, "spent": 1234500, "is_late": False,
           "due": "2026-12-31", "number": 1, "paper_anchor": "a", "sha256": "0" * 64}  # fmt: skip
    after = row | {"rag": {"word": "Red", "symbol": "diamond"}, "spent": None, "is_late": True, "due": "2027-01-31",
                   "number": 2, "paper_anchor": "b", "sha256": "1" * 64}  # fmt: skip
    old, new = (section("Plan", ("plan", {"rows": [each]})) for each in (row, after))
    assert told(content(old), content(new)) == [
        ("Plan", "Train staff: rating changed", "Amber", "Red"),
        ("Plan", "Train staff: spent removed", "£12,345", ""),
        ("Plan", "Train staff: late changed", "no", "yes"),
        ("Plan", "Train staff: due changed", "31 December 2026", "31 January 2027"),
    ]


def test_a_cell_is_named_by_its_column() -> None:
    def matrix(*words: str) -> tuple[str, Any]:
        columns = [{"number": at, "label": name} for at, name in enumerate(("Scope", "Plan"))]
        return "required-actions-matrix", {"columns": columns, "rows": [{"priority": "Fraud", "statuses": list(words)}]}

    old, new = section("Actions", matrix("Done", "Late")), section("Actions", matrix("Done", "Done"))
    assert told(content(old), content(new)) == [("Actions", "Fraud: Plan changed", "Late", "Done")]


def test_a_chart_says_only_that_it_differs() -> None:
    def charted(*values: float) -> tuple[str, Any]:
        return "area-figures", {"chart": {"chart": "bars", "name": "Thefts", "bars": [{"value": at} for at in values]}}

    old, new = section("Where", charted(1.0)), section("Where", charted(2.0))
    assert told(content(old), content(new)) == [
        ("Where", "Chart “Thefts” changed", "Thefts", "Drawn from other figures")
    ]
    assert told(content(section("Where")), content(new)) == [("Where", "Chart “Thefts” added", "", "")]


def test_another_file_under_the_old_title_is_seen() -> None:
    old, new = (
        section("Item", papers=[{"title": "Fund", "pages": 4, "sha256": digit * 64, "is_tagged": True}])
        for digit in "ab"
    )
    assert told(content(old), content(new)) == [("Item", "Fund: fingerprint changed", "a" * 12, "b" * 12)]


def test_the_cover_is_compared_but_for_the_day_of_the_records() -> None:
    old = content(title="Pack", as_at="2026-01-01", meeting={"date": "2026-12-09", "place": "Hall"})
    new = content(title="Pack", as_at="2026-02-01", meeting={"date": "2026-12-16", "place": "Hall"})
    assert told(old, new) == [("Cover", "Meeting: date changed", "9 December 2026", "16 December 2026")]


def test_a_long_text_is_cut_to_where_it_differs() -> None:
    before = "word " * 500
    was, now = around(f"{before}old end", f"{before}new end")
    assert (was[:6], was[-7:], now[-7:]) == ("… word", "old end", "new end")
    assert len(was) <= LONGEST
    assert around("short old", "short new") == ("short old", "short new")
    assert len(around("x" * 5000, "")[0]) <= LONGEST


def test_what_a_correction_prints_is_bounded() -> None:
    old, new = (section("Long", leads(*((f"P{n}", lead) for n in range(ROWS + 50)))) for lead in ("Ann", "Bo"))
    rows = told(content(old), content(new))
    assert len(rows) == ROWS
    assert rows[-1] == ("", "And 51 more changes", "", "")


def test_two_long_papers_with_nothing_in_common_are_compared_soon() -> None:
    def long(word: str) -> dict[str, Any]:
        text = "\n\n".join(f"{word} {n} " + f"{word}{n} " * 200 for n in range(300))
        return content(section("One", prose(text), leads(*((f"{word}{n}", word) for n in range(500)))))

    began = time.monotonic()
    assert changes_since(long("old"), long("new"))
    assert time.monotonic() - began < 5
