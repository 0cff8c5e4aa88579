"""What a chart is made of: a few kinds of shapes, each knowing its points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from performance.charts.palette import FAINT, INK, MUTED
from performance.charts.wording import fit, width

Point = tuple[float, float]
HATCH, DOTS = "hatch", "dots"  # fills that the SVG writes as patterns


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through points."""

    points: tuple[Point, ...]
    colour: str = INK
    thick: float = 1.0
    dash: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """Closed rings; a ring inside another is a hole."""

    rings: tuple[tuple[Point, ...], ...]
    fill: str = "none"
    edge: str = "none"
    thick: float = 1.0

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(point for ring in self.rings for point in ring)


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle."""

    x: float
    y: float
    radius: float
    fill: str = INK
    edge: str = "none"
    thick: float = 1.0
    dash: str = ""

    @property
    def points(self) -> tuple[Point, ...]:
        return ((self.x - self.radius, self.y - self.radius), (self.x + self.radius, self.y + self.radius))


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; `anchor` is start, middle or end. A halo keeps lines behind it from striking it through."""

    x: float
    y: float
    text: str
    size: float = 13
    colour: str = MUTED
    anchor: str = "start"
    weight: int = 400
    halo: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width, height."""
        wide = width(self.text, self.size, self.weight)
        left = self.x - {"start": 0.0, "middle": wide / 2, "end": wide}[self.anchor]
        return left, self.y - self.size * 0.8, wide, self.size

    @property
    def points(self) -> tuple[Point, ...]:
        left, top, wide, high = self.box
        return ((left, top), (left + wide, top + high))


Shape = Stroke | Area | Disc | Words


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes on a sheet of so many units, which are CSS pixels at full size."""

    width: float
    height: float
    shapes: tuple[Shape, ...]

    @classmethod
    def of(cls, width: float, height: float, shapes: Iterable[Shape]) -> Drawing:
        return cls(width, height, tuple(shapes))


@dataclass(frozen=True)
class Frame:
    """The inner area that figures are drawn in."""

    left: float
    top: float
    right: float
    bottom: float


def box(left: float, top: float, wide: float, high: float, *, fill: str = "none", edge: str = "none") -> Area:
    """A rectangle."""
    right, bottom = left + wide, top + high
    return Area((((left, top), (right, top), (right, bottom), (left, bottom)),), fill, edge)


def across(left: float, right: float, y: float, colour: str, thick: float = 1.0, dash: str = "") -> Stroke:
    """A level line."""
    return Stroke(((left, y), (right, y)), colour, thick, dash)


def upright(x: float, top: float, bottom: float, colour: str, thick: float = 1.0, dash: str = "") -> Stroke:
    """A vertical line."""
    return Stroke(((x, top), (x, bottom)), colour, thick, dash)


def empty(width: float, sentence: str) -> Drawing:
    """Nothing to draw, said in the place where the drawing would be."""
    height = 96.0
    rim = ((1.0, 1.0), (width - 1, 1.0), (width - 1, height - 1), (1.0, height - 1), (1.0, 1.0))
    words = Words(width / 2, height / 2 + 5, fit(sentence, width - 24, 14), 14, MUTED, "middle")
    return Drawing(width, height, (Stroke(rim, FAINT, 1, "4 4"), words))


def diamond(x: float, y: float, size: float, fill: str, edge: str) -> Area:
    return Area((((x, y - size), (x + size, y), (x, y + size), (x - size, y)),), fill, edge, 1.8)


def triangle(x: float, y: float, size: float, fill: str, edge: str) -> Area:
    return Area((((x, y - size), (x + size, y + size * 0.8), (x - size, y + size * 0.8)),), fill, edge, 1.8)


def square(x: float, y: float, size: float, fill: str, edge: str) -> Area:
    side = size * 0.84
    return Area(
        (((x - side, y - side), (x + side, y - side), (x + side, y + side), (x - side, y + side)),), fill, edge, 1.8
    )


def plus(x: float, y: float, size: float, fill: str, edge: str) -> Area:
    arm = size * 0.34
    corners = ((arm, size), (arm, arm), (size, arm), (size, -arm), (arm, -arm), (arm, -size))
    ring = (*((x + dx, y - dy) for dx, dy in corners), *((x - dx, y + dy) for dx, dy in corners))
    return Area((ring,), fill, edge, 1.2)


def runs(points: Iterable[Point | None]) -> Iterator[tuple[Point, ...]]:
    """The stretches between gaps."""
    stretch: list[Point] = []
    for point in points:
        if point is not None:
            stretch.append(point)
        elif stretch:
            yield tuple(stretch)
            stretch = []
    if stretch:
        yield tuple(stretch)
