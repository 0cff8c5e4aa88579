"""The timeline: bars lie where their days are, and what ends first is seen and said."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.charts import palette
from performance.charts.drawing import HATCH, Area, Stroke, Words
from performance.charts.freezing import frozen, thawed
from performance.charts.plot import NARROW, WIDE
from performance.charts.timeline import TimelineMark, TimelinePlot, TimelineRow
from tests.performance.charts import samples

DAY = dt.date(2026, 11, 1).toordinal()


def plot(*rows: TimelineRow, today: int = DAY) -> TimelinePlot:
    return TimelinePlot("Actions", rows, today)


def fills(drawn_plot: TimelinePlot, width: float = WIDE) -> list[str]:
    return [shape.fill for shape in drawn_plot.draw(width).shapes if isinstance(shape, Area)]


@given(
    rows=st.lists(st.tuples(st.integers(-3000, 3000), st.integers(0, 4000)), min_size=1, max_size=6),
    today=st.integers(-2000, 2000),
    width=st.sampled_from([WIDE, NARROW, 480.0]),
)
def test_everything_lies_on_the_sheet_and_longer_is_wider(rows, today: int, width: float) -> None:
    made = [TimelineRow(f"Row {n}", DAY + begins, DAY + begins + length) for n, (begins, length) in enumerate(rows)]
    drawing = plot(*made, today=DAY + today).draw(width)
    for shape in drawing.shapes:
        for x, y in shape.points:
            if not isinstance(shape, Words):
                assert -0.01 <= x <= width + 0.01
                assert -0.01 <= y <= drawing.height + 0.01
    bars = [shape for shape in drawing.shapes if isinstance(shape, Area)]
    wide = [max(x for x, _ in bar.points) - min(x for x, _ in bar.points) for bar in bars]
    order = sorted(range(len(made)), key=lambda n: made[n].ends - made[n].begins)
    assert all(wide[one] <= wide[other] + 0.01 for one, other in itertools.pairwise(order))


def test_money_that_ends_first_is_hatched_and_said() -> None:
    short = TimelineRow("Mentors", DAY, DAY + 300, money_ends=DAY + 200)
    assert HATCH in fills(plot(short))
    assert "Going on after the money ends: Mentors." in plot(short).description()
    enough = TimelineRow("Mentors", DAY, DAY + 300, money_ends=DAY + 300)
    assert HATCH not in fills(plot(enough))
    assert plot(enough).description() == "The upright line is today."


def test_a_revision_beyond_the_money_counts() -> None:
    assert TimelineRow("x", DAY, DAY + 10, revised=DAY + 30, money_ends=DAY + 20).outlives_its_money


def test_what_is_late_has_its_colour_and_its_words() -> None:
    late = plot(TimelineRow("Locks", DAY - 90, DAY - 1, late=True))
    assert palette.WORSE in fills(late)
    assert "Late: Locks." in late.description()


def test_milestones_are_filled_once_done() -> None:
    marks = (TimelineMark("Half", DAY + 5, True), TimelineMark("All", DAY + 9))
    drawn = fills(plot(TimelineRow("Locks", DAY, DAY + 20, marks=marks)))
    assert drawn[-2:] == [palette.INK, palette.WHITE]


def test_groups_stand_under_their_name_once() -> None:
    words = [shape.text for shape in samples.timeline().draw().shapes if isinstance(shape, Words)]
    assert words.count("Slavery") == 1
    assert words.count("Young people") == 1


def test_the_table_says_what_the_drawing_shows() -> None:
    table = samples.timeline().table()
    assert [column.label for column in table.columns][:3] == ["Action", "Starts", "Due"]
    assert table.rows[0][4] == "Half of the districts, 1 Aug 2026, done; All districts, 1 Jan 2027"
    assert table.rows[2][2] == "1 Jun 2027 (first 1 Dec 2026)"
    assert table.rows[2][5] == "1 Mar 2027"


def test_the_axis_has_room_for_its_words() -> None:
    for span in (20, 200, 900, 9000):
        drawing = plot(TimelineRow("Locks", DAY, DAY + span)).draw(WIDE)
        months = sorted(shape.x for shape in drawing.shapes if isinstance(shape, Words) and shape.y == 14)
        assert all(right - left > 50 for left, right in itertools.pairwise(months))
        assert sum(isinstance(shape, Stroke) for shape in drawing.shapes) == len(months) + 1


def test_nothing_planned_says_so_and_backwards_is_refused() -> None:
    assert "Nothing is planned yet" in [s.text for s in plot().draw().shapes if isinstance(s, Words)]
    assert plot().title() == "Actions: nothing is planned yet."
    with pytest.raises(ValueError, match="ends before it begins"):
        TimelineRow("x", DAY, DAY - 1)


def test_a_paper_can_freeze_it() -> None:
    assert thawed(frozen(samples.timeline())) == samples.timeline()
