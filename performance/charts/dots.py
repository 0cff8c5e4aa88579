"""Scores from 0 to 5 over the years: a row each, older scores hollow, the newest solid, an arrow's way between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from performance.charts import palette
from performance.charts.drawing import Disc, Drawing, Shape, Words, across, empty, upright
from performance.charts.figures import Unit
from performance.charts.plot import NARROW_BELOW, WIDE, Column, Table, checked
from performance.charts.scale import Scale
from performance.charts.wording import fit, width

ROW, NARROW_ROW = 32.0, 46.0
HEAD = 34.0
FOOT = 24.0


@dataclass(frozen=True)
class DotRow:
    """One benchmark with its score of each year, oldest first."""

    label: str
    scores: tuple[float | None, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "scores", tuple(checked(score) for score in self.scores))


@dataclass(frozen=True)
class DotStrip:
    """Benchmarks by year on one scale from 0 to `highest`."""

    kind: ClassVar[str] = "dots"
    name: str
    years: tuple[str, ...]
    rows: tuple[DotRow, ...]
    highest: int = 5
    unit: Unit = field(default_factory=lambda: Unit(decimals=1))
    row_label: str = "Benchmark"
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.scores) != len(self.years):
                raise ValueError(f"{row.label} needs a score, or None, for each year.")
            if any(score is not None and not 0 <= score <= self.highest for score in row.scores):
                raise ValueError(f"{row.label}: scores run from 0 to {self.highest}.")

    def draw(self, width: float = WIDE) -> Drawing:
        scored = any(score is not None for row in self.rows for score in row.scores)
        return _draw(self, width) if scored else empty(width, "No scores yet")

    def title(self) -> str:
        counts = [_change(row) for row in self.rows]
        up, down = sum(change > 0 for change in counts), sum(change < 0 for change in counts)
        years = f"{self.years[0]} to {self.years[-1]}" if len(self.years) > 1 else "".join(self.years)
        return f"{self.name}, {years}: {up} higher, {down} lower, of {len(self.rows)}."

    def description(self) -> str:
        newest = [f"{row.label}: {self.unit.shown(row.scores[-1])}." for row in self.rows if row.scores]
        return " ".join([*newest, *self.remarks()])

    def remarks(self) -> tuple[str, ...]:
        return self.notes

    def table(self) -> Table:
        columns = (Column(self.row_label), *(Column(year, True) for year in self.years))
        rows = [(row.label, *(self.unit.shown(score) for score in row.scores)) for row in self.rows]
        return Table(columns, tuple(rows))


def _change(row: DotRow) -> float:
    """The newest score less the one of the year before; nothing where either is missing."""
    if len(row.scores) < 2 or row.scores[-1] is None or row.scores[-2] is None:
        return 0.0
    return row.scores[-1] - row.scores[-2]


def _draw(plot: DotStrip, wide: float) -> Drawing:
    narrow = wide < NARROW_BELOW
    labels = max(width(row.label[:60], 13) for row in plot.rows) + 16
    left = 10.0 if narrow else min(labels, wide * 0.42) + 8
    scale = Scale(0, plot.highest, left, wide - 58)
    row_high = NARROW_ROW if narrow else ROW
    bottom = HEAD + len(plot.rows) * row_high
    shapes = [*_years(plot, wide)]
    for level in range(plot.highest + 1):
        x = scale.at(level)
        shapes += [
            upright(x, HEAD, bottom, palette.GRID),
            Words(x, bottom + 16, str(level), 12, palette.MUTED, "middle"),
        ]
    for index, row in enumerate(plot.rows):
        shapes += _row(plot, row, scale, HEAD + index * row_high, narrow, left, wide)
    return Drawing.of(wide, bottom + FOOT, shapes)


def _row(
    plot: DotStrip, row: DotRow, scale: Scale, top: float, narrow: bool, left: float, wide: float
) -> Iterator[Shape]:
    y = top + (NARROW_ROW - 14 if narrow else ROW / 2)
    if narrow:
        yield Words(0, top + 15, fit(row.label, wide, 13), 13, palette.TEXT, halo=True)
    else:
        yield Words(left - 18, y + 4, fit(row.label, left - 18, 13), 13, palette.TEXT, "end")
    yield across(scale.start, scale.end, y, palette.LINE)
    places = [(scale.at(score), index) for index, score in enumerate(row.scores) if score is not None]
    if len(places) > 1:
        yield across(min(places)[0], max(places)[0], y, palette.BRAND, 2.4)
    for x, index in places:
        yield _dot(x, y, len(plot.years) - 1 - index)
    newest = row.scores[-1] if row.scores else None
    text = plot.unit.shown(newest) if newest is not None else "no score"
    yield Words(wide, y + 4.5, text, 13, palette.INK, "end", 600 if newest is not None else 400)


def _dot(x: float, y: float, age: int) -> Disc:
    """The newest year solid, the one before hollow, older ones small."""
    if age == 0:
        return Disc(x, y, 6, palette.BRAND)
    return Disc(x, y, 4.8 if age == 1 else 3, palette.WHITE, palette.BRAND, 1.8)


def _years(plot: DotStrip, wide: float) -> Iterator[Shape]:
    """What the dots stand for, newest last, at the top."""
    x = 8.0
    for index, year in enumerate(plot.years):
        text = fit(year, max(wide - x - 14, 0), 12)
        yield _dot(x, 12, len(plot.years) - 1 - index)
        yield Words(x + 11, 16, text, 12, palette.TEXT)
        x += 11 + width(text, 12) + 20
