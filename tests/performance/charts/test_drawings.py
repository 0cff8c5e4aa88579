"""Whatever the figures, every shape lies on its sheet and every figure inside the plot."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from performance.charts import palette
from performance.charts.bars import Bar, BarGroup, BarsPlot, GroupedBarsPlot
from performance.charts.control import ControlPhase, ControlPlot
from performance.charts.dots import DotRow, DotStrip
from performance.charts.drawing import Area, Disc, Drawing, Stroke, Words
from performance.charts.figures import Unit
from performance.charts.maps import MapArea, MapPlot
from performance.charts.moved import MovedPlot, Track
from performance.charts.plot import NARROW, WIDE, Plot, PlotPoint
from performance.charts.risks import RiskMark, RiskPlot
from performance.charts.sparkline import Sparkline
from tests.performance.charts import samples

FIGURE = st.none() | st.floats(-1e9, 1e9, allow_nan=False) | st.integers(0, 9).map(float)
FIGURES = st.lists(FIGURE, min_size=1, max_size=60)
NAMES = st.text(max_size=80)
WIDTHS = st.sampled_from([WIDE, NARROW])
CELLS = st.none() | st.tuples(st.integers(1, 5), st.integers(1, 5))
HALF_A_SIGN = 8.0  # a mark or a stroke may stand over the edge by so much


def points(values: list[float | None], mark: str = "") -> tuple[PlotPoint, ...]:
    return tuple(PlotPoint(f"Q{index % 4 + 1} 20{index:02d}-xx", value, mark) for index, value in enumerate(values))


def limits(values: list[float | None]) -> tuple[float, float, float] | tuple[None, None, None]:
    have = [value for value in values if value is not None]
    return (sum(have) / len(have), min(have) - 1, max(have) + 1) if have else (None, None, None)


def assert_on_the_sheet(drawing: Drawing, slack: float = 1.0) -> None:
    for shape in drawing.shapes:
        for x, y in shape.points:
            assert math.isfinite(x), shape
            assert math.isfinite(y), shape
            assert -slack <= x <= drawing.width + slack, shape
            assert -slack <= y <= drawing.height + slack, shape


@settings(deadline=None)
@given(FIGURES, WIDTHS, st.booleans(), st.sampled_from([1, 4, 12]))
def test_control(values: list[float | None], width: float, zero: bool, season: int) -> None:
    mean, lower, upper = limits(values)
    cut = len(values) // 2
    phases = [ControlPhase(cut, len(values) - 1, mean, lower, upper, label="Rebased")]
    if cut:
        phases.insert(0, ControlPhase(0, cut - 1, mean, lower, upper))
    assert_on_the_sheet(
        ControlPlot("x", points(values), tuple(phases), target=mean, from_zero=zero, season=season).draw(width)
    )


@settings(deadline=None)
@given(FIGURES, WIDTHS, st.data())
def test_moved(values: list[float | None], width: float, data: st.DataObject) -> None:
    mean, lower, upper = limits(values)
    track = Track("x", points(values), mean, lower, upper)
    began = data.draw(st.integers(0, len(values)))
    assert_on_the_sheet(MovedPlot(track, track, began, "Began").draw(width))


@settings(deadline=None)
@given(FIGURES)
def test_sparkline(values: list[float | None]) -> None:
    assert_on_the_sheet(Sparkline("x", points(values)).draw())


@settings(deadline=None)
@given(st.lists(st.tuples(NAMES, FIGURE), min_size=1, max_size=12), FIGURE, WIDTHS)
def test_bars(rows: list[tuple[str, float | None]], reference: float | None, width: float) -> None:
    bars = tuple(Bar(name, value, index == 0) for index, (name, value) in enumerate(rows))
    assert_on_the_sheet(BarsPlot("x", bars, reference=reference, reference_label="Average").draw(width))


@settings(deadline=None)
@given(st.lists(st.tuples(FIGURE, FIGURE, FIGURE), min_size=1, max_size=8), WIDTHS)
def test_grouped(rows: list[tuple[float | None, ...]], width: float) -> None:
    groups = tuple(BarGroup("Area", row) for row in rows)
    assert_on_the_sheet(GroupedBarsPlot("x", ("One", "Two", "Three"), groups).draw(width))


@settings(deadline=None)
@given(st.lists(st.tuples(NAMES, FIGURE, st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=20), WIDTHS)
def test_tiles(rows: list[tuple[str, float | None, int, int]], width: float) -> None:
    areas = tuple(MapArea(name, value, tile=(column, row)) for name, value, column, row in rows)
    assert_on_the_sheet(MapPlot("x", areas).draw(width))


RING = st.lists(st.tuples(st.floats(-6, 2), st.floats(50, 58)), min_size=3, max_size=12).map(tuple)


@settings(deadline=None)
@given(st.lists(st.tuples(NAMES, FIGURE, RING), min_size=1, max_size=6), WIDTHS)
def test_boundaries(rows: list[tuple[str, float | None, tuple[tuple[float, float], ...]]], width: float) -> None:
    areas = tuple(MapArea(name, value, polygons=((ring,),)) for name, value, ring in rows)
    drawing = MapPlot("x", areas).draw(width)
    for shape in drawing.shapes:
        if isinstance(shape, Area | Disc):
            assert all(-10 <= x <= width + 10 and -10 <= y <= drawing.height + 10 for x, y in shape.points)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=60), st.integers(0, 25), WIDTHS)
def test_risks(rows: list[tuple[tuple[int, int] | None, ...]], appetite: int, width: float) -> None:
    marks = tuple(RiskMark(str(number), "Risk", *cells) for number, cells in enumerate(rows))
    plot = RiskPlot("x", marks, appetite, layers=("inherent", "residual", "target"))
    assert_on_the_sheet(plot.draw(width))


@settings(deadline=None)
@given(st.lists(st.lists(st.none() | st.floats(0, 5), min_size=3, max_size=3), min_size=1, max_size=8), WIDTHS)
def test_dots(rows: list[list[float | None]], width: float) -> None:
    strip = DotStrip("x", ("2024", "2025", "2026"), tuple(DotRow("Benchmark", tuple(row)) for row in rows))
    assert_on_the_sheet(strip.draw(width), HALF_A_SIGN)


def texts(drawing: Drawing) -> list[str]:
    return [shape.text for shape in drawing.shapes if isinstance(shape, Words)]


class TestGaps:
    def test_a_missing_figure_breaks_the_line(self) -> None:
        drawing = ControlPlot("x", points([5, 6, None, 7, 8])).draw()
        lines = [shape for shape in drawing.shapes if isinstance(shape, Stroke) and shape.colour == palette.BRAND]
        assert [len(line.points) for line in lines] == [2, 2]
        assert "no figure" in texts(ControlPlot("x", points([9, 6, None, 7, 8]), from_zero=True).draw())

    def test_a_lonely_figure_is_still_drawn(self) -> None:
        values: list[float | None] = [5.0, None] * 50
        drawing = ControlPlot("x", points(values)).draw()
        assert len([shape for shape in drawing.shapes if isinstance(shape, Disc)]) == 50

    def test_many_figures_are_a_line_with_its_newest_point(self) -> None:
        drawing = ControlPlot("x", points([float(value % 7) for value in range(99)])).draw()
        assert len([shape for shape in drawing.shapes if isinstance(shape, Disc)]) == 1


class TestWordsOnTheDrawing:
    def test_lines_are_named_where_they_end(self) -> None:
        shown = texts(samples.control().draw())
        for name in (
            "Upper limit 377",
            "Mean 328",
            "Lower limit 278",
            "Target 310",
            "Rebased October 2024",
            "Mean 415",
        ):
            assert name in shown

    def test_shapes_in_use_are_explained(self) -> None:
        shown = texts(samples.control().draw())
        names = ("outside the limits", "run on one side", "trend", "provisional")
        assert [name for name in names if name in shown] == [names[0], names[1], names[3]]

    def test_newest_period_is_named(self) -> None:
        assert "Q2 2026-27" in texts(samples.control().draw())
        assert "Q2 2026-27" in texts(samples.control().draw(NARROW))

    def test_narrow_text_is_not_smaller(self) -> None:
        for plot in samples.ALL.values():
            sizes = [shape.size for shape in plot.draw(NARROW).shapes if isinstance(shape, Words)]
            assert all(size >= 9 for size in sizes)

    def test_the_letter_of_a_class_stands_in_its_area(self) -> None:
        shown = texts(samples.district_map().draw())
        assert [shown.count(letter) for letter in "ABCDE"] == [3, 3, 2, 3, 2]

    def test_a_tiny_area_keeps_a_sign(self) -> None:
        big = ((0.0, 50.0), (5.0, 50.0), (5.0, 55.0), (0.0, 55.0))
        dot = ((5.1, 52.0), (5.11, 52.0), (5.11, 52.01))
        drawing = MapPlot("x", (MapArea("Big", 1, ((big,),)), MapArea("Dot", 9, ((dot,),)))).draw()
        assert len([shape for shape in drawing.shapes if isinstance(shape, Disc)]) == 1

    def test_a_full_cell_says_how_many_more(self) -> None:
        marks = tuple(RiskMark(str(number), "Risk", (1, 1)) for number in range(20))
        shown = texts(RiskPlot("x", marks).draw())
        assert any(text.startswith("+") for text in shown)

    def test_the_scale_says_where_it_begins(self) -> None:
        assert "The scale begins at 250, not at zero." in samples.control().remarks()
        assert ControlPlot("x", points([300, 310]), from_zero=True).remarks() == ()

    def test_bars_begin_at_zero(self) -> None:
        drawing = samples.bars().draw()
        lefts = {min(x for x, _ in shape.points) for shape in drawing.shapes if isinstance(shape, Area)}
        assert len(lefts) == 1


EMPTY: list[Callable[[], Plot]] = [
    lambda: ControlPlot("Burglary", ()),
    lambda: ControlPlot("Burglary", points([None, None])),
    lambda: MovedPlot(Track("Burglary", ()), None, 0, "Began"),
    lambda: Sparkline("Burglary", ()),
    lambda: BarsPlot("Burglary", ()),
    lambda: GroupedBarsPlot("Burglary", (), ()),
    lambda: MapPlot("Burglary", ()),
    lambda: RiskPlot("Risks", ()),
    lambda: DotStrip("Scores", (), ()),
]


@pytest.mark.parametrize("made", EMPTY)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_nothing_says_so(made: Callable[[], Plot], width: float) -> None:
    plot = made()
    assert len(texts(plot.draw(width))) == 1
    assert plot.title()
    plot.description()
    plot.table()


@pytest.mark.parametrize(
    "plot", [ControlPlot("x", points([7])), Sparkline("x", points([7])), BarsPlot("x", (Bar("y", 0),))]
)
def test_one_figure_is_drawn(plot: Plot) -> None:
    assert_on_the_sheet(plot.draw(NARROW))
    assert plot.title().startswith("x: ")


class TestRefused:
    def test_a_figure_that_is_suppressed(self) -> None:
        with pytest.raises(ValueError, match="suppressed"):
            PlotPoint("Q1", 3, suppressed=True)
        with pytest.raises(ValueError, match="suppressed"):
            Bar("Area", 3, suppressed=True)
        with pytest.raises(ValueError, match="suppressed"):
            MapArea("Area", 3, tile=(0, 0), suppressed=True)

    def test_not_a_number(self) -> None:
        with pytest.raises(ValueError, match="can be drawn"):
            PlotPoint("Q1", float("nan"))

    def test_phases_outside_the_points(self) -> None:
        with pytest.raises(ValueError, match="outside the 2 points"):
            ControlPlot("x", points([1, 2]), (ControlPhase(0, 2),))

    def test_unknown_names(self) -> None:
        with pytest.raises(ValueError, match="Unknown mark"):
            PlotPoint("Q1", 1, "odd")
        with pytest.raises(ValueError, match="Unknown layers"):
            RiskPlot("x", (), layers=("now",))

    def test_shapes_that_do_not_match(self) -> None:
        with pytest.raises(ValueError, match="same periods"):
            MovedPlot(Track("x", points([1])), Track("y", points([1, 2])), 0, "Began")
        with pytest.raises(ValueError, match="either polygons or a tile"):
            MapArea("Area", 1)
        with pytest.raises(ValueError, match="1 to 5"):
            RiskMark("1", "x", (0, 6))


class TestTables:
    def test_the_same_figures_as_the_drawing(self) -> None:
        table = samples.control().table()
        assert [column.label for column in table.columns] == [
            "Period", "Residential burglaries", "Mean", "Usual range", "Note",
        ]  # fmt: skip
        assert table.rows[10] == ("Q3 2023-24", "No figure", "415", "348 to 481", "")
        assert table.rows[20] == ("Q1 2026-27", "287", "328", "278 to 377", "Outside the limits")
        assert table.rows[21][-1] == "Provisional"

    def test_suppressed_is_said(self) -> None:
        assert ("Thornwick", "Not shown: small number") in samples.bars().table().rows
        assert ("Thornwick", "Not shown: small number", "") in samples.tiles().table().rows

    def test_risks_are_scored(self) -> None:
        row = samples.risks().table().rows[0]
        assert row == ("1", "Core posts not filled", "5 × 5 = 25", "4 × 4 = 16", "2 × 3 = 6")

    @pytest.mark.parametrize("plot", samples.ALL.values(), ids=samples.ALL)
    def test_rows_are_as_wide_as_the_head(self, plot: Plot) -> None:
        table = plot.table()
        assert {len(row) for row in table.rows} == {len(table.columns)}


def test_titles_say_the_newest_figures() -> None:
    assert samples.control().title() == "Residential burglaries: from 412 in Q1 2021-22 to 309 in Q2 2026-27."
    assert samples.sparkline().title() == (
        "Residential burglaries, Q1 2021-22 to Q2 2026-27: from 287 to 447; newest 309."
    )
    assert samples.risks().title() == "Strategic risks: 7 risks, 2 above the appetite line: 1, 3."
    assert samples.bars().title() == (
        "Anti-social behaviour calls per 1,000 people: from 12.3 (Lower Wend) to 31.2 (Stourcombe); 1 without a figure."
    )
    assert Unit().shown(None) == "No figure"
