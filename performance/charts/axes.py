"""The parts that charts over time share: the grid, the labels of periods, lines with gaps, marks by shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from performance.charts import palette
from performance.charts.drawing import (
    Area,
    Disc,
    Frame,
    Point,
    Shape,
    Stroke,
    Words,
    across,
    diamond,
    plus,
    runs,
    square,
    triangle,
    upright,
)
from performance.charts.figures import Unit
from performance.charts.plot import PlotPoint, gap_word
from performance.charts.scale import Scale, thinned, ticks
from performance.charts.wording import fit, width

SMALL = 12.0
DENSE = 70  # points; with more, plain ones would hide the line
RADIUS = 2.4


def room_for_ticks(ticks: Sequence[float], unit: Unit) -> float:
    return max(width(unit.for_ticks(ticks).short(tick), SMALL) for tick in ticks) + 8


def grid(frame: Frame, scale: Scale, ticks: Sequence[float], unit: Unit) -> Iterator[Shape]:
    """Level lines with their figures to the left; zero is drawn stronger."""
    unit = unit.for_ticks(ticks)
    for tick in ticks:
        y = scale.at(tick)
        yield across(frame.left, frame.right, y, palette.FAINT if tick == 0 else palette.GRID)
        yield Words(frame.left - 8, y + 4, unit.short(tick), SMALL, anchor="end")


def periods(frame: Frame, places: Sequence[float], labels: Sequence[str], season: int, edge: float) -> Iterator[Shape]:
    """The axis of time, its labels thinned to fit, the newest always there."""
    yield across(frame.left, frame.right, frame.bottom, palette.FAINT)
    step = places[1] - places[0] if len(places) > 1 else frame.right - frame.left
    shown = [fit(label, 110, SMALL) for label in labels]
    for index in thinned([width(label, SMALL) for label in shown], step, season):
        label, x = shown[index], places[index]
        yield upright(x, frame.bottom, frame.bottom + 4, palette.FAINT)
        yield Words(_inside(x, width(label, SMALL), edge), frame.bottom + 17, label, SMALL, anchor="middle")


def _inside(x: float, wide: float, edge: float) -> float:
    """The middle of a label that must not leave the sheet."""
    return max(min(x, edge - 1 - wide / 2), wide / 2 + 1)


def line(
    points: Sequence[PlotPoint], places: Sequence[float], scale: Scale, colour: str = palette.BRAND
) -> Iterator[Shape]:
    """The line of the figures, broken where there is none."""
    ways = (
        None if point.value is None else (x, scale.at(point.value)) for point, x in zip(points, places, strict=True)
    )
    for stretch in runs(ways):
        if len(stretch) > 1:
            yield Stroke(stretch, colour, 2)


def dots(
    points: Sequence[PlotPoint], places: Sequence[float], scale: Scale, colour: str = palette.BRAND
) -> Iterator[Shape]:
    """A mark on each figure: signals by shape, provisional ones hollow, the newest larger."""
    newest = max((index for index, point in enumerate(points) if point.value is not None), default=-1)
    for index, (point, x) in enumerate(zip(points, places, strict=True)):
        if point.value is None:
            continue
        plain = not point.mark and not point.provisional and index != newest
        lonely = neighbourless(points, index)
        if not (plain and len(points) > DENSE and not lonely):
            yield mark(x, scale.at(point.value), point.mark, point.provisional, colour, large=index == newest)


def neighbourless(points: Sequence[PlotPoint], index: int) -> bool:
    return all(point.value is None for point in (*points[max(index - 1, 0) : index], *points[index + 1 : index + 2]))


def mark(x: float, y: float, name: str, hollow: bool, colour: str, *, large: bool = False) -> Area | Disc:
    """Outside the limits ◆, a run ■, a trend ▲, near a limit +, an ordinary figure ●."""
    signal = palette.SIGNAL
    fill = palette.WHITE if hollow else signal
    if name == "outside":
        return diamond(x, y, 6.2, fill, signal)
    if name == "run":
        return square(x, y, 4.6, fill, signal)
    if name == "trend":
        return triangle(x, y, 5.2, fill, signal)
    if name == "near":
        return plus(x, y, 5.6, fill, signal)
    if hollow:
        return Disc(x, y, 3.6, palette.WHITE, colour, 1.8)
    return Disc(x, y, 4.2 if large else RADIUS, colour)


def gaps(
    frame: Frame, points: Sequence[PlotPoint], places: Sequence[float], scale: Scale, levels: Sequence[float] = ()
) -> Iterator[Shape]:
    """A dotted upright for each missing figure, with the reason below or above where lines leave room for it."""
    way = [(x, scale.at(point.value)) for point, x in zip(points, places, strict=True) if point.value is not None]
    lines = [scale.at(level) for level in levels]
    end = frame.left
    for first, last in _missing(points):
        for x in places[first : last + 1]:
            yield upright(x, frame.top + 2, frame.bottom, palette.FAINT, 1, "1 4")
        word, middle = gap_word(points[first]), (places[first] + places[last]) / 2
        half = width(word, 11) / 2
        if middle - half > end and middle + half < frame.right:
            below = Words(middle, frame.bottom - 7, word, 11, anchor="middle", halo=True)
            yield clearest((below, replace(below, y=frame.top + 12)), way, frame, lines)
            end = middle + half + 6


def _missing(points: Sequence[PlotPoint]) -> Iterator[tuple[int, int]]:
    """(first, last) of each stretch without figures that has one reason."""
    first = None
    for index, point in enumerate([*points, None]):
        same = point is not None and point.value is None
        if first is not None and (not same or point is None or gap_word(point) != gap_word(points[first])):
            yield first, index - 1
            first = None
        if same and first is None:
            first = index


def newest_label(
    points: Sequence[PlotPoint],
    places: Sequence[float],
    scale: Scale,
    unit: Unit,
    frame: Frame,
    levels: Sequence[float] = (),
    *,
    halo: bool = True,
) -> Iterator[Shape]:
    """The newest figure, bold, above or below its point: where the line and other marks leave it room."""
    drawn = [(x, scale.at(point.value)) for point, x in zip(points, places, strict=True) if point.value is not None]
    latest = [point.value for point in points if point.value is not None][-1:]
    for value in latest:
        x, y = drawn[-1]
        text = unit.shown(value)
        middle = min(x, frame.right + 4 - width(text, 14, 600) / 2)
        above = Words(middle, y - 10, text, 14, palette.INK, "middle", 600, halo)
        below = replace(above, y=y + 21)
        yield clearest((above, below), drawn, frame, [scale.at(level) for level in levels])


def clearest(choices: Sequence[Words], way: Sequence[Point], frame: Frame, lines: Sequence[float] = ()) -> Words:
    """The words that a line through `way`, and level `lines`, cross least, of those inside the frame."""
    steps = [
        (x1 + (x2 - x1) * part / 4, y1 + (y2 - y1) * part / 4)
        for (x1, y1), (x2, y2) in pairwise(way)
        for part in range(5)
    ]

    def crowding(words: Words) -> int:
        left, top, wide, high = words.box
        outside = 1000 if top < frame.top - 8 or top + high > frame.bottom else 0
        inside = sum(left - 3 <= x <= left + wide + 3 and top - 1 <= y <= top + high + 1 for x, y in steps)
        return outside + inside + sum(top - 1 <= y <= top + high + 1 for y in lines)

    return min(choices, key=crowding)


def axis_of(values: Sequence[float], unit: Unit, *, zero: bool = False, count: int = 5) -> tuple[float, ...]:
    """Round figures around the values, with a step more where a mark would lie on the edge."""
    axis = ticks(values, zero=zero, count=count, least=10.0**-unit.decimals)
    step = axis[1] - axis[0]
    near = (axis[-1] - axis[0]) * 0.04
    lower = (axis[0] - step,) if axis[0] != 0 and min(values) - axis[0] < near else ()
    upper = (axis[-1] + step,) if axis[-1] != 0 and axis[-1] - max(values) < near else ()
    return (*lower, *axis, *upper)


KEY = (
    ("outside", "outside the limits"),
    ("run", "run on one side"),
    ("trend", "trend"),
    ("near", "two of three near a limit"),
)


def key(points: Sequence[PlotPoint], left: float, right: float, top: float) -> tuple[list[Shape], float]:
    """What the shapes in use mean, in as many rows as that takes; and the height of it."""
    marks = {point.mark for point in points if point.value is not None}
    used = [(name, words, False) for name, words in KEY if name in marks]
    if any(point.provisional for point in points):
        used.append(("", "provisional", True))
    shapes: list[Shape] = []
    x, y = left, top
    for name, words, hollow in used:
        wide = width(words, SMALL) + 30
        if x > left and x + wide - 14 > right:
            x, y = left, y + 19
        shapes += [mark(x + 6, y - 4, name, hollow, palette.BRAND), Words(x + 16, y, words, SMALL)]
        x += wide
    return shapes, (y - top + 19 if used else 0)
