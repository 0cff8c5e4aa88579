"""A map in five shades: real boundaries, or tiles where there are none. The letter of the class says it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from performance.charts import palette
from performance.charts.bars import Bar, extremes
from performance.charts.breaks import Band, band_of, classes
from performance.charts.drawing import DOTS, HATCH, Area, Disc, Drawing, Frame, Shape, Words, box, empty
from performance.charts.figures import NO_FIGURE, NOT_SHOWN, Unit
from performance.charts.geometry import Polygon, height_for, project, writing_place
from performance.charts.plot import NARROW_BELOW, WIDE, Column, Table, checked
from performance.charts.wording import fit, plain, width, wrap

TALLEST = 460.0
LEGEND = 24.0
SMALLEST = 16.0  # an area narrower than this cannot hold its letter


@dataclass(frozen=True)
class MapArea:
    """An area with its figure, and either its polygons (longitude, latitude) or its tile (column, row)."""

    name: str
    value: float | None
    polygons: tuple[Polygon, ...] = ()
    tile: tuple[int, int] | None = None
    short: str = ""
    suppressed: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", checked(self.value))
        if self.suppressed and self.value is not None:
            raise ValueError(f"The figure of {self.name} is suppressed and cannot be drawn.")
        if bool(self.polygons) == (self.tile is not None):
            raise ValueError(f"{self.name} needs either polygons or a tile.")

    def shown(self, unit: Unit) -> str:
        return NOT_SHOWN if self.suppressed else unit.shown(self.value)


@dataclass(frozen=True)
class MapPlot:
    """All areas with polygons, or all with tiles. `method` is "quantile" or "equal", see breaks.py."""

    kind: ClassVar[str] = "map"
    name: str
    areas: tuple[MapArea, ...]
    unit: Unit = field(default_factory=Unit)
    method: str = "quantile"
    count: int = 5
    area_label: str = "Area"
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len({area.tile is None for area in self.areas}) > 1:
            raise ValueError("A map has boundaries or tiles, not both.")
        self.bands()

    def bands(self) -> tuple[Band, ...]:
        """The classes in use, from low to high."""
        values = [area.value for area in self.areas if area.value is not None]
        return classes(values, count=self.count, method=self.method)

    def draw(self, width: float = WIDE) -> Drawing:
        return _draw(self, width) if self.areas else empty(width, "No areas to show")

    def title(self) -> str:
        return extremes(self.name, [Bar(area.name, area.value) for area in self.areas], self.unit)

    def description(self) -> str:
        said = [f"{band.letter}: {_range(band, self.unit)}, {_areas(band.count)}." for band in self.bands()]
        return " ".join([*said, *self.remarks()])

    def remarks(self) -> tuple[str, ...]:
        if self.method == "equal":
            return (*self.notes, "Classes are of equal width.")
        return (*self.notes, "Classes hold about equal numbers of areas.")

    def table(self) -> Table:
        columns = (Column(self.area_label), Column(self.name, True), Column("Class"))
        bands = self.bands()
        return Table(columns, tuple((area.name, area.shown(self.unit), _letter(area, bands)) for area in self.areas))


def _letter(area: MapArea, bands: tuple[Band, ...]) -> str:
    return "" if area.value is None else band_of(area.value, bands).letter


def _areas(count: int) -> str:
    return f"{count} area{'' if count == 1 else 's'}"


def _range(band: Band, unit: Unit) -> str:
    low, high = unit.shown(band.low), unit.shown(band.high)
    return low if low == high else f"{low} to {high}"


def _colours(area: MapArea, bands: tuple[Band, ...]) -> tuple[str, str]:
    """(fill, colour of words on it)."""
    if area.value is None:
        return (DOTS if area.suppressed else HATCH), palette.INK
    shade = band_of(area.value, bands).shade
    return palette.CLASSES[shade], palette.ON_CLASSES[shade]


def _draw(plot: MapPlot, wide: float) -> Drawing:
    legend = _legend(plot)
    narrow = wide < NARROW_BELOW
    beside = 0.0 if narrow else max(width(words, 13) for _, _, words in legend) + 56
    if plot.areas[0].tile is None:
        shapes, high = _boundaries(plot, wide - beside)
    else:
        shapes, high = _tiles(plot, wide - beside)
    left, top = (0.0, high + 12) if narrow else (wide - beside + 24, 4.0)
    shapes += _legend_shapes(legend, left, top)
    return Drawing.of(wide, max(high, top + len(legend) * LEGEND) + 4, shapes)


def _boundaries(plot: MapPlot, wide: float) -> tuple[list[Shape], float]:
    polygons = [area.polygons for area in plot.areas]
    high = height_for(polygons, wide - 4, TALLEST)
    placed = project(polygons, Frame(2, 2, wide - 2, high + 2))
    bands = plot.bands()
    areas: list[Shape] = []
    words: list[Shape] = []
    for area, drawn in zip(plot.areas, placed, strict=True):
        fill, _ = _colours(area, bands)
        areas += [Area(polygon, fill, palette.WHITE, 2.4) for polygon in drawn]
        areas += [Area(polygon, "none", palette.MUTED, 0.7) for polygon in drawn]
        words += _named(area, drawn, bands, wide)
    return [*areas, *words], high + 4


def _named(area: MapArea, drawn: tuple[Polygon, ...], bands: tuple[Band, ...], wide: float) -> Iterator[Shape]:
    """Letter and name where they fit, the letter alone where only that fits, else a disc that can be seen."""
    (x, y), room, high = writing_place(drawn)
    fill, colour = _colours(area, bands)
    letter, name = _letter(area, bands), plain(area.short or area.name)
    if min(room, high) < SMALLEST:
        x, y = min(max(x, 10), wide - 10), max(y, 10)
        yield Disc(x, y, 8.5, palette.WHITE if fill in (HATCH, DOTS) else fill, palette.INK, 1.2)
        yield Words(x, y + 4, letter or "–", 11, colour, "middle", 600)
    elif width(name, 12) <= room - 8 and high > 34:
        halo = fill in (HATCH, DOTS)
        yield Words(x, y - (2 if letter else -4), name, 12, colour, "middle", halo=halo)
        yield Words(x, y + 13, letter, 12, colour, "middle", 600)
    else:
        yield Words(x, y + 4, letter, 12, colour, "middle", 600)


def _tiles(plot: MapPlot, wide: float) -> tuple[list[Shape], float]:
    tiles = [area.tile or (0, 0) for area in plot.areas]
    first_column, first_row = min(column for column, _ in tiles), min(row for _, row in tiles)
    columns, rows = max(column for column, _ in tiles) - first_column + 1, max(row for _, row in tiles) - first_row + 1
    side = min(wide / columns, 104.0)
    bands = plot.bands()
    shapes: list[Shape] = []
    for area, (column, row) in zip(plot.areas, tiles, strict=True):
        shapes += _tile(area, bands, (column - first_column) * side, (row - first_row) * side, side - 4)
    return shapes, rows * side


def _tile(area: MapArea, bands: tuple[Band, ...], left: float, top: float, side: float) -> Iterator[Shape]:
    fill, colour = _colours(area, bands)
    yield box(left, top, side, side, fill=fill, edge=palette.MUTED)
    halo, size = area.value is None, 12 if side > 60 else 10
    letter = _letter(area, bands)
    lines = wrap(area.short or area.name, side - 8, size, 2 if side > 48 else 1) if side > 28 else ()
    first = top + side / 2 + 4 - (len(lines) * 14 - (0 if letter else 14)) / 2
    for index, text in enumerate(lines):
        yield Words(left + side / 2, first + index * 14, text, size, colour, "middle", halo=halo)
    if letter:
        yield Words(left + side / 2, first + len(lines) * 14 + 1, letter, size + 1, colour, "middle", 600)


def _legend(plot: MapPlot) -> list[tuple[str, str, str]]:
    """(fill, letter, words) of what is on the map."""
    made = [
        (palette.CLASSES[band.shade], band.letter, f"{_range(band, plot.unit)} ({_areas(band.count)})")
        for band in reversed(plot.bands())
    ]
    if any(area.suppressed for area in plot.areas):
        made.append((DOTS, "", NOT_SHOWN))
    if any(area.value is None and not area.suppressed for area in plot.areas):
        made.append((HATCH, "", NO_FIGURE))
    return made


def _legend_shapes(legend: list[tuple[str, str, str]], left: float, top: float) -> Iterator[Shape]:
    for index, (fill, letter, words) in enumerate(legend):
        y = top + index * LEGEND
        yield box(left + 1, y, 22, 18, fill=fill, edge=palette.MUTED)
        if letter:
            colour = palette.ON_CLASSES[palette.CLASSES.index(fill)]
            yield Words(left + 12, y + 13.5, letter, 12, colour, "middle", 600)
        yield Words(left + 31, y + 14, fit(words, 280, 13), 13, palette.TEXT)
