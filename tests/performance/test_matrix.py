"""The indicator matrix, its filter and its sheet."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict

from performance.analysis.rag import Polarity, Rag
from performance.curating import comment
from performance.forms.measures import MatrixFilter
from performance.matrix import HEADINGS, WITHOUT, Mark, MatrixRow, exceptions_in, matrix_of, matrix_sheet
from performance.models import Commentary, Measure, Rebase, ThematicArea
from performance.words import figure_of, state_words
from snb.models import Board
from snb.querysets import today
from snb.wording import long_date
from tests.cast import Cast, days, make_area
from tests.performance.measuring import NEWEST, STEADY, measure, observe, run

NEUTRAL = "Neither way is better"
State = Measure.State


def theme(cast: Cast, name: str, order: int = 1, board: Board | None = None) -> ThematicArea:
    return ThematicArea.objects.create(board=board or cast.board, name=name, order=order)


def rows(cast: Cast, day: dt.date | None = None) -> list[MatrixRow]:
    board = Board.objects.select_related("performance_policy").get(pk=cast.board.pk)
    return matrix_of(board, day or today())


def row(cast: Cast, day: dt.date | None = None) -> MatrixRow:
    (only,) = rows(cast, day)
    return only


def marks(found: MatrixRow) -> dict[str, tuple[str, str, str]]:
    return {mark.heading: (mark.meaning, mark.way, mark.brief) for mark in found.marks}


def test_a_board_without_a_measure_has_no_row(cast: Cast) -> None:
    measure(cast, board=cast.other_board)
    assert rows(cast) == []


def test_by_thematic_area_then_order_then_name(cast: Cast) -> None:
    harm, place = theme(cast, "Harm", 2), theme(cast, "Place", 1)
    measure(cast, "stray")
    for slug, area, order in [("z", harm, 1), ("c", harm, 2), ("b", harm, 2), ("y", place, 9), ("x", place, 1)]:
        measure(cast, slug, thematic_area=area, order=order)
    assert [(found.thematic_area, found.slug) for found in rows(cast)] == [
        ("Place", "x"), ("Place", "y"), ("Harm", "z"), ("Harm", "b"), ("Harm", "c"), (WITHOUT, "stray"),
    ]  # fmt: skip


def test_two_thematic_areas_of_one_order_are_not_mixed(cast: Cast) -> None:
    harm, place = theme(cast, "Harm"), theme(cast, "Place")
    for number, area in enumerate((harm, place, harm, place)):
        measure(cast, f"measure-{number}", thematic_area=area, order=number)
    assert [found.thematic_area for found in rows(cast)] == ["Harm", "Harm", "Place", "Place"]


# Marks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("polarity", "rise", "fall"),
    [
        (Polarity.LOWER, ("worse", "up", "Worse"), ("better", "down", "Better")),
        (Polarity.HIGHER, ("better", "up", "Better"), ("worse", "down", "Worse")),
        (Polarity.NEUTRAL, ("unknown", "up", "Up"), ("unknown", "down", "Down")),
    ],
)
def test_four_comparisons_by_which_way_is_better(
    cast: Cast, polarity: Polarity, rise: tuple[str, str, str], fall: tuple[str, str, str]
) -> None:
    first = NEWEST.shifted(-8)
    held = measure(cast, polarity=polarity, baseline_from=first.start, baseline_until=first.shifted(3).start)
    run(held, 10, 10, 10, 10, 60, 70, 80, 90, 50)
    assert marks(row(cast)) == {
        "Versus baseline": rise, "Short term": fall, "Mid term": fall, "Long term": rise,
    }  # fmt: skip
    assert tuple(mark.heading for mark in row(cast).marks) == HEADINGS


def test_a_neutral_measure_is_neither_rated_nor_read_as_good_or_bad(cast: Cast) -> None:
    held = measure(cast, polarity=Polarity.NEUTRAL, target=Decimal(10))
    run(held, *STEADY, 400)
    found = row(cast)
    assert (found.rag, found.is_rated, found.exception) == (Rag.NO_DATA, False, "a change, to note")
    assert {mark.words for mark in found.marks if mark.way} == {NEUTRAL}
    assert (found.exception_word, found.exception_tone) == ("A change", "quiet")


def test_level_is_no_change_and_missing_is_unknown(cast: Cast) -> None:
    run(measure(cast), 7, None, None, None, 7)
    assert marks(row(cast)) == {
        "Versus baseline": ("unknown", "", "Cannot say"),
        "Short term": ("unknown", "", "Cannot say"),
        "Mid term": ("level", "", "No change"),
        "Long term": ("unknown", "", "Cannot say"),
    }


def test_a_neutral_measure_that_cannot_be_compared_says_so_and_not_that_neither_is_better(cast: Cast) -> None:
    run(measure(cast, polarity=Polarity.NEUTRAL), 7)
    assert {mark.brief for mark in row(cast).marks} == {"Cannot say"}


def test_each_mark_names_the_periods_it_compares(cast: Cast) -> None:
    run(measure(cast), 80, 1, 1, 90, 100)
    short, mid = row(cast).marks[1:3]
    assert short.sentence.startswith(f"90 in {NEWEST.previous().short}, 100 in {NEWEST.short}: up by 10 (11.1%).")
    assert mid.sentence == f"80 in {NEWEST.a_year_before().short}, 100 in {NEWEST.short}: up by 20 (25%)."


# Figures ---------------------------------------------------------------------------------------------


def test_a_figure_with_its_unit_period_area_and_rating(cast: Cast) -> None:
    held = measure(cast, target=Decimal(1000), thematic_area=theme(cast, "Harm"))
    observe(held, NEWEST, 1204)
    found = row(cast)
    assert (found.value, found.number, found.unit, found.period) == ("1,204", Decimal(1204), "offences", NEWEST.short)
    assert (found.area, found.thematic_area, found.rag) == ("Fosse police force area", "Harm", Rag.RED)
    assert found.reason == f"1,204 in {NEWEST.short} is more than 10% off the target (1,000)."
    assert found.exception_tone == "late"


def test_no_figure_is_empty_and_not_nought(cast: Cast) -> None:
    measure(cast, breakdown="district")
    found = row(cast)
    assert (found.value, found.number, found.period, found.spark) == ("", None, "", None)
    assert (found.rag, found.breakdown) == (Rag.NO_DATA, "District, borough or city")
    assert {mark.meaning for mark in found.marks} == {"unknown"}


def test_a_zero_is_printed(cast: Cast) -> None:
    observe(measure(cast), NEWEST, 0)
    assert (row(cast).value, row(cast).number) == ("0", Decimal(0))


@pytest.mark.parametrize(
    ("value", "per", "decimals", "said"),
    [("1204", None, 0, "1,204"), ("31.45", 100, 1, "31.5%"), ("0", 100, 0, "0%"), ("2.5", 1000, 2, "2.50"),
     ("0.5", None, 0, "1"), ("-3", None, 0, "-3")],
)  # fmt: skip
def test_figures_as_they_are_printed(value: str, per: int | None, decimals: int, said: str) -> None:
    assert figure_of(Measure(per=per, decimals=decimals), Decimal(value)) == said


# States ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "dates", "said"),
    [
        (State.LIVE, {"expected": -5}, "Live"),
        (State.NO_DATA, {}, "No data"),
        (State.NO_DATA, {"expected": 5}, "No data, figures expected by {}"),
        (State.IN_DEVELOPMENT, {"expected": 0}, "In development, figures expected by {}"),
        (State.IN_DEVELOPMENT, {"expected": -1}, "In development, figures were expected by {}"),
        (State.CHANGING, {"changes_on": 0}, "Definition changing, due on {}"),
        (State.CHANGING, {"changes_on": -1}, "Definition changing, was due on {}"),
    ],
)
def test_a_state_and_its_date_ahead_or_passed(cast: Cast, state: str, dates: dict[str, int], said: str) -> None:
    more: dict[str, Any] = {name: days(offset) for name, offset in dates.items()}
    held = measure(cast, state=state, **more)
    expected = said.format(*(long_date(days(offset)) for offset in dates.values()))
    assert state_words(held) == expected
    assert (row(cast).state, row(cast).state_key, row(cast).is_live) == (expected, state, state == State.LIVE)


# Commentary ------------------------------------------------------------------------------------------


def test_the_newest_comment_as_at_the_day(cast: Cast) -> None:
    held = measure(cast)
    for offset, text in [(-10, "Old"), (-2, "New"), (-20, "Oldest"), (-2, "Newest"), (1, "Not yet")]:
        Commentary.objects.create(measure=held, text=text, written_on=days(offset), written_by=cast.analyst)
    assert (row(cast).commentary, row(cast).commentary_on) == ("Newest", days(-2))
    assert row(cast, days(-3)).commentary == "Old"
    assert (row(cast, days(-30)).commentary, row(cast, days(-30)).commentary_on) == ("", None)


def test_as_at_an_earlier_day_neither_figure_nor_rebasing_is_known(cast: Cast) -> None:
    held = measure(cast)
    run(held, *STEADY)
    observe(held, NEWEST, 400, days(-3))
    assert (row(cast).exception, row(cast, days(-4)).exception) == ("of concern, for decision", "")
    assert (row(cast).value, row(cast, days(-4)).value) == ("400", "102")
    assert row(cast, dt.date(2025, 9, 30)).value == ""


def test_a_rebasing_is_heeded(cast: Cast) -> None:
    held = measure(cast)
    run(held, *STEADY, *(value + 100 for value in STEADY[:8]))
    assert any("in a row" in reason for reason in row(cast).exception_reasons)
    at = NEWEST.shifted(-7)
    Rebase.objects.create(
        measure=held, area=held.area, period_start=at.start, reason="New system", decided_by=cast.analyst
    )
    assert row(cast).exception == ""


# Exceptions ------------------------------------------------------------------------------------------


def test_exceptions_by_what_they_ask_of_the_board(cast: Cast) -> None:
    for slug, newest, polarity in [
        ("bad", 400, Polarity.LOWER), ("good", 5, Polarity.LOWER), ("usual", 100, Polarity.LOWER),
        ("changed", 400, Polarity.NEUTRAL), ("worse", 5, Polarity.HIGHER),
    ]:  # fmt: skip
        run(measure(cast, slug, polarity=polarity, target=Decimal(newest)), *STEADY, newest)
    groups = {group.heading: [found.slug for found in group.rows] for group in exceptions_in(rows(cast))}
    assert groups == {
        "Of concern": ["bad", "worse"], "Excellent": ["good"],
        "Changed, where neither way is better": ["changed"],
    }  # fmt: skip
    assert [group.asks for group in exceptions_in([])] == ["For decision", "To note", "To note"]


# The filter ------------------------------------------------------------------------------------------


@pytest.fixture
def mixed(cast: Cast) -> list[MatrixRow]:
    harm, place = theme(cast, "Harm", 1), theme(cast, "Place", 2)
    run(measure(cast, "bad", thematic_area=harm, target=Decimal(10)), *STEADY, 400)
    run(measure(cast, "good", thematic_area=harm, target=Decimal(10)), *STEADY, 5)
    run(measure(cast, "changed", thematic_area=place, polarity=Polarity.NEUTRAL), *STEADY, 400)
    measure(cast, "planned", thematic_area=place, state=State.IN_DEVELOPMENT, expected=days(30))
    return rows(cast)


ALL = ["bad", "good", "changed", "planned"]


@pytest.mark.parametrize(
    ("asked", "shown", "wrong"),
    [
        ("", ALL, []),
        ("theme=&rag=&exception=&state=", ALL, []),
        ("theme=Place", ["changed", "planned"], []),
        ("rag=red", ["bad"], []),
        ("rag=none", ["changed", "planned"], []),
        ("exception=concern", ["bad"], []),
        ("exception=excellent", ["good"], []),
        ("exception=change", ["changed"], []),
        ("state=in_development", ["planned"], []),
        ("theme=Harm&exception=change", [], []),
        ("theme=Nowhere", ALL, ["Thematic area: choose one from the list"]),
        ("rag=purple&state=live", ["bad", "good", "changed"], ["Rating: choose one from the list"]),
        ("exception=o&state=%00", ALL, ["Exceptions: choose one from the list", "State: choose one from the list"]),
        ("theme=<script>&nonsense=1", ALL, ["Thematic area: choose one from the list"]),
    ],
)
def test_the_filter(mixed: list[MatrixRow], asked: str, shown: list[str], wrong: list[str]) -> None:
    form = MatrixFilter(QueryDict(asked), rows=mixed)
    assert [found.slug for found in form.narrowed(mixed)] == shown
    assert [str(message) for messages in form.errors.values() for message in messages] == wrong


def test_the_filter_offers_the_themes_there_are(mixed: list[MatrixRow]) -> None:
    form = MatrixFilter(QueryDict(), rows=mixed)
    assert [value for value, _ in form.fields["theme"].choices] == ["", "Harm", "Place"]  # type: ignore[attr-defined]


# To take away ----------------------------------------------------------------------------------------


def test_the_sheet_says_what_the_rows_say(cast: Cast) -> None:
    held = measure(cast, thematic_area=theme(cast, "Harm"), target=Decimal(100))
    run(held, *STEADY)
    comment(measure=held, text="As usual", by=cast.analyst)
    measure(cast, "arson")
    found = rows(cast)
    sheet = matrix_sheet(cast.board, found)
    first, second = (dict(zip(sheet.columns, line, strict=True)) for line in sheet.rows)
    assert {name: first[name] for name in ("Thematic area", "Measure", "Period", "Value", "Rating", "Commentary")} == {
        "Thematic area": "Harm", "Measure": "Thefts", "Period": NEWEST.short, "Value": Decimal(102),
        "Rating": "Green", "Commentary": "As usual",
    }  # fmt: skip
    assert [(first[heading], first[f"{heading}: figures"]) for heading in HEADINGS] == [
        (f"{mark.way} {mark.words}".strip(), mark.sentence) for mark in found[0].marks
    ]
    assert (second["Value"], second["Rating"], second["Short term"]) == (None, "No data", "Cannot say")


def test_a_mark_of_a_neutral_measure_has_its_way_as_its_word() -> None:
    assert Mark("Short term", "unknown", "up", NEUTRAL, "").brief == "Up"
    assert Mark("Short term", "unknown", "", "Cannot say", "").brief == "Cannot say"


# Queries ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 12])
def test_four_queries_however_many_measures(cast: Cast, count: int, django_assert_num_queries) -> None:
    for number in range(count):
        held = measure(
            cast, f"m-{number}", area=make_area(f"Area {number}"), thematic_area=theme(cast, f"Theme {number}", number)
        )
        run(held, *STEADY, 400)
        comment(measure=held, text="Up", by=cast.analyst)
        Rebase.objects.create(
            measure=held, area=held.area, period_start=NEWEST.start, reason="New", decided_by=cast.analyst
        )
    board = Board.objects.select_related("performance_policy").get(pk=cast.board.pk)
    with django_assert_num_queries(4):
        assert len(matrix_of(board, today())) == count
