"""Did it move? A measure above what it is compared with, on one axis of time, with the day the action began."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from performance.charts import axes, palette
from performance.charts.control import axis_remark, over_time
from performance.charts.drawing import Drawing, Frame, Shape, Words, across, box, empty, upright
from performance.charts.figures import Unit
from performance.charts.plot import NARROW_BELOW, WIDE, Column, PlotPoint, Table, checked, known
from performance.charts.scale import Scale, spaced
from performance.charts.wording import fit, width

PANEL = 118.0  # the height of one
BETWEEN = 44.0
TOP = 50.0


@dataclass(frozen=True)
class Track:
    """One panel: figures, and what was usual before the action."""

    name: str
    points: tuple[PlotPoint, ...]
    mean: float | None = None
    lower: float | None = None
    upper: float | None = None
    unit: Unit = field(default_factory=Unit)

    def __post_init__(self) -> None:
        for name in ("mean", "lower", "upper"):
            object.__setattr__(self, name, checked(getattr(self, name)))

    @property
    def heights(self) -> list[float]:
        values = [point.value for point in self.points]
        return [value for value in (*values, self.mean, self.lower, self.upper) if value is not None]

    @property
    def axis(self) -> tuple[float, ...]:
        return axes.axis_of(self.heights or [0.0, 1.0], self.unit, count=3)


@dataclass(frozen=True)
class MovedPlot:
    """`began` is the number, counted from 0, of the first period with the action in force."""

    kind: ClassVar[str] = "moved"
    measure: Track
    comparator: Track | None
    began: int
    began_label: str
    season: int = 1
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.comparator and [point.label for point in self.comparator.points] != self.labels:
            raise ValueError("The measure and its comparator are not of the same periods.")
        if not 0 <= self.began <= len(self.labels):
            raise ValueError("The action began outside the periods.")

    @property
    def labels(self) -> list[str]:
        return [point.label for point in self.measure.points]

    @property
    def tracks(self) -> list[Track]:
        return [track for track in (self.measure, self.comparator) if track]

    def draw(self, width: float = WIDE) -> Drawing:
        return _draw(self, width) if known(self.measure.points) else empty(width, "No figures yet")

    def title(self) -> str:
        return over_time(self.measure.name, self.measure.points, self.measure.unit)

    def description(self) -> str:
        said = [f"{self.began_label}."]
        for track in self.tracks:
            before = f"Mean before {track.unit.shown(track.mean)}." if track.mean is not None else ""
            said += [over_time(track.name, track.points, track.unit), before]
        return " ".join([*filter(None, said), *self.remarks()])

    def remarks(self) -> tuple[str, ...]:
        scaled = any(axis_remark(track.axis, track.unit) for track in self.tracks if known(track.points))
        own = ("Each panel has a scale of its own, and not every scale begins at zero.",) if scaled else ()
        return (*self.notes, *own)

    def table(self) -> Table:
        columns = (Column("Period"), *(Column(track.name, True) for track in self.tracks), Column("Action"))
        rows = []
        for index, label in enumerate(self.labels):
            shown = [track.points[index].shown(track.unit) for track in self.tracks]
            rows.append((label, *shown, "In force" if index >= self.began else "Before"))
        return Table(columns, tuple(rows))


def _draw(plot: MovedPlot, wide: float) -> Drawing:
    left = max(axes.room_for_ticks(track.axis, track.unit) for track in plot.tracks) + 2
    right = wide - 14
    places = spaced(len(plot.labels), left + 8, right - 8)
    frames = [
        Frame(left, TOP + index * (PANEL + BETWEEN), right, TOP + index * (PANEL + BETWEEN) + PANEL)
        for index in range(len(plot.tracks))
    ]
    shapes = [band for track, frame in zip(plot.tracks, frames, strict=True) for band in _band(track, frame)]
    shapes += _began(plot, frames, places, wide)
    for index, (track, frame) in enumerate(zip(plot.tracks, frames, strict=True)):
        shapes += _panel(plot, track, frame, places, palette.MUTED if index else palette.BRAND)
    last = frames[-1]
    shapes += axes.periods(last, places, plot.labels, plot.season, wide)
    return Drawing.of(wide, last.bottom + 26, shapes)


def _start(plot: MovedPlot, places: tuple[float, ...], frame: Frame) -> float:
    """Half way between the last period before and the first one with the action."""
    if plot.began in (0, len(places)):
        return frame.right if plot.began else frame.left
    return (places[plot.began - 1] + places[plot.began]) / 2


def _band(track: Track, frame: Frame) -> Iterator[Shape]:
    """What was usual before, as a ground under everything else."""
    scale = _scale(track, frame)
    if track.lower is not None and track.upper is not None:
        top, bottom = scale.at(track.upper), scale.at(track.lower)
        yield box(frame.left, top, frame.right - frame.left, bottom - top, fill=palette.BAND)


def _scale(track: Track, frame: Frame) -> Scale:
    axis = track.axis
    return Scale(axis[0], axis[-1], frame.bottom, frame.top)


def _panel(plot: MovedPlot, track: Track, frame: Frame, places: tuple[float, ...], colour: str) -> Iterator[Shape]:
    scale = _scale(track, frame)
    start = _start(plot, places, frame)
    yield from axes.grid(frame, scale, track.axis, track.unit)
    yield from axes.gaps(frame, track.points, places, scale)
    if track.mean is not None:
        y = scale.at(track.mean)
        yield across(frame.left, start, y, palette.INK, 1.2)
        yield across(start, frame.right, y, palette.INK, 1.2, "5 4")
    yield from axes.line(track.points, places, scale, colour)
    yield from axes.dots(track.points, places, scale, colour)
    levels = [] if track.mean is None else [track.mean]
    yield from axes.newest_label(track.points, places, scale, track.unit, frame, levels, halo=False)
    yield from _headed(track, frame, start)


def _headed(track: Track, frame: Frame, start: float) -> Iterator[Shape]:
    """The panel's name, with what was usual before beside it where there is room, clear of the upright."""
    name = fit(track.name, frame.right, 13, 600)
    yield Words(0, frame.top - 13, name, 13, palette.INK, weight=600, halo=True)
    used = width(name, 13, 600) + 14
    if track.mean is None:
        return
    limits = ""
    if track.lower is not None and track.upper is not None:
        limits = f", usual range {track.unit.shown(track.lower)} to {track.unit.shown(track.upper)}"
    mean = f"Before: mean {track.unit.shown(track.mean)}"
    for text in (mean + limits, mean):
        for left in (used, start + 10):
            right = left + width(text, axes.SMALL)
            if right <= frame.right and not left - 4 < start < right + 4:
                yield Words(left, frame.top - 13, text, axes.SMALL, halo=True)
                return


def _began(plot: MovedPlot, frames: list[Frame], places: tuple[float, ...], wide: float) -> Iterator[Shape]:
    """One upright through all panels, its words on top on the side with more room."""
    x = _start(plot, places, frames[0])
    for frame in frames:
        yield upright(x, frame.top - 4, frame.bottom, palette.SIGNAL, 1.6)
    size = 12 if wide < NARROW_BELOW else 13
    shown = fit(plot.began_label, wide - 2, size, 600)
    # to the left of the line in the right half, to the right in the left half, and never off the sheet
    long = width(shown, size, 600)
    left = x - long if x > wide / 2 else x
    yield Words(max(min(left, wide - long), 0.0), 14, shown, size, palette.SIGNAL, weight=600)
    yield upright(x, 19, frames[0].top - 4, palette.SIGNAL, 1.6)
