"""The sparkline: a line the size of a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from performance.charts import axes, palette
from performance.charts.control import over_time
from performance.charts.drawing import Disc, Drawing, Shape, Words, across
from performance.charts.figures import Unit
from performance.charts.plot import Column, PlotPoint, Table, known
from performance.charts.scale import Scale, spaced

WIDTH, HEIGHT = 120.0, 32.0
ROOM = 5.0  # for the newest point's mark


@dataclass(frozen=True)
class Sparkline:
    """A measure's figures without an axis; its own lowest and highest fill the height."""

    kind: ClassVar[str] = "sparkline"
    name: str
    points: tuple[PlotPoint, ...]
    unit: Unit = field(default_factory=Unit)

    def draw(self, width: float = WIDTH) -> Drawing:
        return Drawing.of(width, HEIGHT, _shapes(self, width))

    def title(self) -> str:
        have = known(self.points)
        if len(have) < 2:
            return over_time(self.name, self.points, self.unit)
        low, high = (self.unit.shown(figure) for figure in _extent(self))
        newest = f"newest {self.unit.shown(have[-1].value)}"
        return f"{self.name}, {have[0].label} to {have[-1].label}: from {low} to {high}; {newest}."

    def description(self) -> str:
        return ""

    def remarks(self) -> tuple[str, ...]:
        return ()

    def table(self) -> Table:
        columns = (Column("Period"), Column(self.name, True), Column("Note"))
        return Table(columns, tuple((point.label, point.shown(self.unit), point.remark) for point in self.points))


def _extent(plot: Sparkline) -> tuple[float, float]:
    values = [point.value for point in plot.points if point.value is not None]
    return min(values), max(values)


def _shapes(plot: Sparkline, width: float) -> Iterator[Shape]:
    if not known(plot.points):
        yield Words(0, HEIGHT / 2 + 4, "No figures yet", 12)
        return
    low, high = _extent(plot)
    level = high - low <= max(abs(low), abs(high)) * 1e-9
    scale = (
        Scale(low - 1 - abs(low), high + 1 + abs(low), HEIGHT - ROOM, ROOM)
        if level
        else Scale(low, high, HEIGHT - ROOM, ROOM)
    )
    places = spaced(len(plot.points), ROOM, width - ROOM)
    yield across(ROOM, width - ROOM, HEIGHT - 1, palette.GRID)
    yield from axes.line(plot.points, places, scale)
    for index, (point, x) in enumerate(zip(plot.points, places, strict=True)):
        if point.value is not None and axes.neighbourless(plot.points, index):
            yield Disc(x, scale.at(point.value), 1.6, palette.BRAND)
    newest, x = [(point, x) for point, x in zip(plot.points, places, strict=True) if point.value is not None][-1]
    if newest.value is not None:
        hollow = newest.provisional
        yield Disc(x, scale.at(newest.value), 3.2, palette.WHITE if hollow else palette.BRAND, palette.BRAND, 1.5)
