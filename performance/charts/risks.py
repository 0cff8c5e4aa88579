"""The risk grid: likelihood by impact, with numbered risks in its cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from performance.charts import palette
from performance.charts.drawing import Disc, Drawing, Frame, Shape, Stroke, Words, box, empty
from performance.charts.plot import NARROW_BELOW, WIDE, Column, Table
from performance.charts.wording import fit, width

LEVELS = 5
RADIUS = 10.0
Cell = tuple[int, int]  # likelihood and impact, each 1 to 5
LAYERS = {"inherent": "before controls", "residual": "now", "target": "aim"}
COLUMNS = {"inherent": "Before controls", "residual": "Now", "target": "Aim"}


@dataclass(frozen=True)
class RiskMark:
    """A risk by its number, where it stood before controls, stands now and should stand."""

    number: str
    name: str
    residual: Cell | None = None
    inherent: Cell | None = None
    target: Cell | None = None

    def __post_init__(self) -> None:
        for cell in (self.residual, self.inherent, self.target):
            if cell is not None and not all(1 <= level <= LEVELS for level in cell):
                raise ValueError(f"Risk {self.number}: likelihood and impact are 1 to {LEVELS}, not {cell}.")

    def at(self, layer: str) -> Cell | None:
        cell: Cell | None = getattr(self, layer)
        return cell


@dataclass(frozen=True)
class RiskPlot:
    """`layers` are those to draw, of inherent, residual and target. A score above `appetite` is outside the line."""

    kind: ClassVar[str] = "risks"
    name: str
    risks: tuple[RiskMark, ...]
    appetite: int | None = None
    layers: tuple[str, ...] = ("residual",)
    likelihood: tuple[str, ...] = ("Rare", "Unlikely", "Possible", "Likely", "Almost certain")
    impact: tuple[str, ...] = ("Slight", "Minor", "Moderate", "Major", "Severe")
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if unknown := [layer for layer in self.layers if layer not in LAYERS]:
            raise ValueError(f"Unknown layers: {', '.join(unknown)}.")
        if len(self.likelihood) != LEVELS or len(self.impact) != LEVELS:
            raise ValueError(f"Likelihood and impact have {LEVELS} words each.")

    def draw(self, width: float = WIDE) -> Drawing:
        return _draw(self, width) if self.risks else empty(width, "No risks recorded")

    def title(self) -> str:
        if not self.risks:
            return f"{self.name}: no risks recorded."
        scored = [risk for risk in self.risks if risk.residual]
        count = f"{len(self.risks)} risk{'' if len(self.risks) == 1 else 's'}"
        if self.appetite is None:
            return f"{self.name}: {count}."
        above = [
            risk.number for risk in scored if risk.residual and risk.residual[0] * risk.residual[1] > self.appetite
        ]
        which = f": {', '.join(above)}" if above else ""
        return f"{self.name}: {count}, {len(above)} above the appetite line{which}."

    def description(self) -> str:
        return " ".join([f"Likelihood upwards, impact to the right, each from 1 to {LEVELS}.", *self.remarks()])

    def remarks(self) -> tuple[str, ...]:
        line = (
            ()
            if self.appetite is None
            else (f"The thick line is the appetite: a score of {self.appetite} or less is within it.",)
        )
        return (*self.notes, *line)

    def table(self) -> Table:
        columns = (Column("No."), Column("Risk"), *(Column(COLUMNS[layer]) for layer in self.layers))
        rows = [(risk.number, risk.name, *(_scored(risk.at(layer)) for layer in self.layers)) for risk in self.risks]
        return Table(columns, tuple(rows))


def _scored(cell: Cell | None) -> str:
    return f"{cell[0]} × {cell[1]} = {cell[0] * cell[1]}" if cell else "Not scored"


def _draw(plot: RiskPlot, wide: float) -> Drawing:
    narrow = wide < NARROW_BELOW
    words = max(width(text, 12) for text in plot.likelihood)
    left = 40.0 if narrow else min(words, 110.0) + 30
    high = 46.0 if narrow else 56.0
    frame = Frame(left, 24, wide - 2, 24 + high * LEVELS)
    key, room = _key(plot, left, wide, frame.bottom + 60)
    shapes = [*_cells(frame), *_names(plot, frame, narrow), *_appetite(plot, frame), *_marks(plot, frame), *key]
    return Drawing.of(wide, frame.bottom + 46 + room, shapes)


def _corner(cell: Cell, frame: Frame) -> tuple[float, float, float, float]:
    """Left, top, width and height of a cell."""
    wide, high = (frame.right - frame.left) / LEVELS, (frame.bottom - frame.top) / LEVELS
    return frame.left + (cell[1] - 1) * wide, frame.bottom - cell[0] * high, wide, high


def _cells(frame: Frame) -> Iterator[Shape]:
    for likelihood in range(1, LEVELS + 1):
        for impact in range(1, LEVELS + 1):
            score = likelihood * impact
            shade = sum(score > bound for bound in (3, 6, 10, 15))
            left, top, wide, high = _corner((likelihood, impact), frame)
            yield box(left, top, wide, high, fill=palette.CELLS[shade], edge=palette.WHITE)
            yield Words(left + wide - 4, top + high - 4, str(score), 10, palette.INK, "end")


def _names(plot: RiskPlot, frame: Frame, narrow: bool) -> Iterator[Shape]:
    """Both axes: the number always, the word where it fits."""
    lowest, highest = plot.likelihood[0].lower(), plot.likelihood[-1].lower()
    title = f"Likelihood: 1 {lowest} to {LEVELS} {highest}" if narrow else "Likelihood"
    yield Words(0, 14, fit(title, frame.right, 13, 600), 13, palette.INK, weight=600)
    for level in range(1, LEVELS + 1):
        left, top, wide, high = _corner((level, 1), frame)
        text = str(level) if narrow else f"{fit(plot.likelihood[level - 1], frame.left - 30, 12)} {level}"
        yield Words(frame.left - 8, top + high / 2 + 4, text, 12, palette.TEXT, "end")
        left, _, wide, _ = _corner((1, level), frame)
        text = str(level) if narrow else f"{level} {fit(plot.impact[level - 1], wide - 14, 12)}"
        yield Words(left + wide / 2, frame.bottom + 17, text, 12, palette.TEXT, "middle")
    title = f"Impact: 1 {plot.impact[0].lower()} to {LEVELS} {plot.impact[-1].lower()}" if narrow else "Impact"
    yield Words(frame.right, frame.bottom + 36, fit(title, frame.right, 13, 600), 13, palette.INK, "end", 600)


def _appetite(plot: RiskPlot, frame: Frame) -> Iterator[Shape]:
    """Steps between the cells within the appetite and those above it."""
    if plot.appetite is None:
        return
    points: list[tuple[float, float]] = []
    wide, high = (frame.right - frame.left) / LEVELS, (frame.bottom - frame.top) / LEVELS
    for impact in range(1, LEVELS + 1):
        within = min(plot.appetite // impact, LEVELS)
        y = frame.bottom - within * high
        start, end = frame.left + (impact - 1) * wide, frame.left + impact * wide
        if within == LEVELS:  # the whole column: the line begins at its far corner
            points = [(end, y)]
        elif within or (points and points[-1][1] < y):
            points += [(start, y), (end, y)] if within else [(start, y)]
    yield Stroke(tuple(points), palette.WHITE, 5)
    yield Stroke(tuple(points), palette.INK, 3)


def _marks(plot: RiskPlot, frame: Frame) -> Iterator[Shape]:
    cells: dict[Cell, list[tuple[str, str]]] = {}
    for layer in sorted(plot.layers, key=list(LAYERS).index):
        for risk in plot.risks:
            if cell := risk.at(layer):
                cells.setdefault(cell, []).append((layer, risk.number))
    for cell, held in cells.items():
        yield from _in_cell(held, *_corner(cell, frame))


def _in_cell(held: list[tuple[str, str]], left: float, top: float, wide: float, high: float) -> Iterator[Shape]:
    """As many marks as the cell holds, then how many more."""
    step = RADIUS * 2 + 2
    in_row, rows = max(int((wide - 6) // step), 1), max(int((high - 2) // step), 1)
    room = in_row * rows
    shown = held if len(held) <= room else held[: room - 1]
    used_rows = -(-min(len(held), room) // in_row)
    for index, (layer, number) in enumerate(shown):
        x = left + 4 + RADIUS + index % in_row * step
        y = top + high / 2 + (index // in_row - (used_rows - 1) / 2) * step
        yield from risk_mark(x, y, layer, number)
    if len(shown) < len(held):
        x = left + 4 + RADIUS + len(shown) % in_row * step
        y = top + high / 2 + (len(shown) // in_row - (used_rows - 1) / 2) * step
        yield Words(x, y + 4, f"+{len(held) - len(shown)}", 12, palette.INK, "middle", 600)


def risk_mark(x: float, y: float, layer: str, number: str) -> Iterator[Shape]:
    """Inherent: a hollow dashed circle. Residual: a solid one. Target: a ring."""
    colour = palette.INK
    if layer == "inherent":
        yield Disc(x, y, RADIUS - 1, palette.WHITE, palette.MUTED, 1.4, "3 2")
    elif layer == "target":
        yield Disc(x, y, RADIUS - 0.6, palette.WHITE, palette.BRAND, 1.2)
        yield Disc(x, y, RADIUS - 3, palette.WHITE, palette.BRAND, 1.2)
    else:
        yield Disc(x, y, RADIUS, palette.INK)
        colour = palette.WHITE
    size = 9 if layer == "target" else 11
    yield Words(x, y + size * 0.36, fit(number, 18, size, 600), size, colour, "middle", 600)


def _key(plot: RiskPlot, left: float, right: float, top: float) -> tuple[list[Shape], float]:
    """What the marks mean, where there is more than one kind."""
    if len(plot.layers) < 2:
        return [], 0.0
    shapes: list[Shape] = []
    x = 0.0
    for layer in plot.layers:
        shapes += [*risk_mark(x + 11, top - 4, layer, ""), Words(x + 27, top, LAYERS[layer], 12, palette.TEXT)]
        x += 27 + width(LAYERS[layer], 12) + 20
    return shapes, 28.0
