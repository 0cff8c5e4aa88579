"""The control chart (XmR): a line over time, what is usual, and the points that are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import ClassVar

from performance.charts import axes, palette
from performance.charts.drawing import Drawing, Frame, Shape, Words, across, empty, upright
from performance.charts.figures import Unit
from performance.charts.plot import (
    MARKS,
    NARROW_BELOW,
    WIDE,
    Column,
    PlotPoint,
    Table,
    checked,
    known,
)
from performance.charts.scale import Scale, spaced, spread
from performance.charts.wording import fit, width

FIELDS = ("mean", "lower", "upper", "near_lower", "near_upper")


@dataclass(frozen=True)
class ControlPhase:
    """What is usual from point `first` to point `last`, both counted from 0. `label` says why it begins there."""

    first: int
    last: int
    mean: float | None = None
    lower: float | None = None
    upper: float | None = None
    near_lower: float | None = None
    near_upper: float | None = None
    label: str = ""
    trial: bool = False

    def __post_init__(self) -> None:
        for name in FIELDS:
            object.__setattr__(self, name, checked(getattr(self, name)))

    @property
    def levels(self) -> list[float]:
        return [level for level in (self.mean, self.lower, self.upper) if level is not None]


@dataclass(frozen=True)
class ControlPlot:
    """One measure over time. `season` is 4 for quarters, 12 for months; labels are then of one season."""

    kind: ClassVar[str] = "control"
    name: str
    points: tuple[PlotPoint, ...]
    phases: tuple[ControlPhase, ...] = ()
    unit: Unit = field(default_factory=Unit)
    target: float | None = None
    from_zero: bool = False
    season: int = 1
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "target", checked(self.target))
        for phase in self.phases:
            if not 0 <= phase.first <= phase.last < len(self.points):
                raise ValueError(
                    f"A phase from {phase.first} to {phase.last} lies outside the {len(self.points)} points."
                )

    def draw(self, width: float = WIDE) -> Drawing:
        return _draw(self, width) if known(self.points) else empty(width, "No figures yet")

    def title(self) -> str:
        return over_time(self.name, self.points, self.unit)

    def description(self) -> str:
        return " ".join([*_levels_in_words(self), *_signals_in_words(self), *self.remarks()])

    def remarks(self) -> tuple[str, ...]:
        if not known(self.points):
            return self.notes
        trial = any(phase.trial for phase in self.phases)
        axis = axes.axis_of(_heights(self), self.unit, zero=self.from_zero)
        return (
            *self.notes,
            *(("Trial limits: fewer than 12 figures.",) if trial else ()),
            *axis_remark(axis, self.unit),
        )

    def table(self) -> Table:
        noted = any(point.remark for point in self.points)
        columns = (Column("Period"), Column(self.name, True), Column("Mean", True), Column("Usual range"))
        rows = []
        for index, point in enumerate(self.points):
            phase = next((phase for phase in reversed(self.phases) if phase.first <= index <= phase.last), None)
            mean = self.unit.shown(phase.mean) if phase and phase.mean is not None else ""
            rows.append(
                (
                    point.label,
                    point.shown(self.unit),
                    mean,
                    usual(phase, self.unit),
                    *((point.remark,) if noted else ()),
                )
            )
        return Table((*columns, *((Column("Note"),) if noted else ())), tuple(rows))


def usual(phase: ControlPhase | None, unit: Unit) -> str:
    if phase is None or phase.lower is None or phase.upper is None:
        return ""
    return f"{unit.shown(phase.lower)} to {unit.shown(phase.upper)}"


def over_time(name: str, points: tuple[PlotPoint, ...], unit: Unit) -> str:
    """ "Burglary: from 52 in Q1 2023-24 to 41 in Q2 2026-27." """
    have = known(points)
    if not have:
        return f"{name}: no figures yet."
    first, last = have[0], have[-1]
    if first is last:
        return f"{name}: {unit.shown(last.value)} in {last.label}."
    return f"{name}: from {unit.shown(first.value)} in {first.label} to {unit.shown(last.value)} in {last.label}."


def axis_remark(axis: tuple[float, ...], unit: Unit) -> tuple[str, ...]:
    if axis[0] <= 0 <= axis[-1]:
        return ()
    return (f"The scale begins at {unit.short(axis[0])}, not at zero.",)


def _levels_in_words(plot: ControlPlot) -> Iterator[str]:
    for phase in plot.phases:
        if phase.mean is not None:
            since, until = plot.points[phase.first].label, plot.points[phase.last].label
            limits = f", usual range {usual(phase, plot.unit)}" if usual(phase, plot.unit) else ""
            why = f" ({phase.label})" if phase.label else ""
            yield f"{since} to {until}{why}: mean {plot.unit.shown(phase.mean)}{limits}."
    if plot.target is not None:
        yield f"Target {plot.unit.shown(plot.target)}."


def _signals_in_words(plot: ControlPlot) -> Iterator[str]:
    for mark, words in MARKS.items():
        labels = [point.label for point in plot.points if mark and point.mark == mark]
        if labels:
            yield f"{words}: {', '.join(labels)}."


def _level_heights(plot: ControlPlot, phases: Sequence[ControlPhase]) -> list[float]:
    """The levels of the lines that are drawn."""
    levels = [level for phase in phases for level in phase.levels]
    return [*levels, *([] if plot.target is None else [plot.target])]


def _heights(plot: ControlPlot) -> list[float]:
    """Every figure that the axis must hold."""
    return [*(point.value for point in plot.points if point.value is not None), *_level_heights(plot, plot.phases)]


def _draw(plot: ControlPlot, wide: float) -> Drawing:
    narrow = wide < NARROW_BELOW
    axis = axes.axis_of(_heights(plot), plot.unit, zero=plot.from_zero)
    words = _line_words(plot, narrow)
    left = axes.room_for_ticks(axis, plot.unit) + 2
    room = max((width(part, axes.SMALL, 600) for _, parts, _ in words for part in parts), default=0.0)
    frame = Frame(left, 26 if any(phase.label and phase.first for phase in plot.phases) else 14, wide - room - 12, 262)
    scale = Scale(axis[0], axis[-1], frame.bottom, frame.top)
    places = spaced(len(plot.points), frame.left + 8, frame.right - 8)
    key, high = axes.key(plot.points, frame.left, wide, frame.bottom + 44)
    return Drawing.of(
        wide,
        frame.bottom + 26 + high,
        [
            *axes.grid(frame, scale, axis, plot.unit),
            *axes.gaps(frame, plot.points, places, scale, _level_heights(plot, plot.phases)),
            *_levels(plot, frame, scale, places),
            *_rebases(plot, frame, places),
            *axes.periods(frame, places, [point.label for point in plot.points], plot.season, wide),
            *_old_means(plot, frame, scale, places),
            *axes.line(plot.points, places, scale),
            *axes.dots(plot.points, places, scale),
            *axes.newest_label(plot.points, places, scale, plot.unit, frame, _level_heights(plot, plot.phases[-1:])),
            *_beside(words, frame, scale),
            *key,
        ],
    )


def _edges(phase: ControlPhase, plot: ControlPlot, frame: Frame, places: tuple[float, ...]) -> tuple[float, float]:
    """Where the lines of a phase begin and end: half way to the points beyond it."""
    half = (places[1] - places[0]) / 2 if len(places) > 1 else 0.0
    start = frame.left if phase.first == 0 else places[phase.first] - half
    return start, frame.right if phase.last == len(places) - 1 else places[phase.last] + half


def _levels(plot: ControlPlot, frame: Frame, scale: Scale, places: tuple[float, ...]) -> Iterator[Shape]:
    for phase in plot.phases:
        start, end = _edges(phase, plot, frame, places)
        for near in (phase.near_lower, phase.near_upper):
            if near is not None and scale.low <= near <= scale.high:
                yield across(start, end, scale.at(near), palette.FAINT, 0.8, "1 3")
        for limit in (phase.lower, phase.upper):
            if limit is not None:
                yield across(start, end, scale.at(limit), palette.MUTED, 1.2, "6 4")
        if phase.mean is not None:
            yield across(start, end, scale.at(phase.mean), palette.INK, 1.2)
    if plot.target is not None:
        yield across(frame.left, frame.right, scale.at(plot.target), palette.TARGET, 1.6, "10 3 2 3")


def _old_means(plot: ControlPlot, frame: Frame, scale: Scale, places: tuple[float, ...]) -> Iterator[Shape]:
    """An earlier phase has no room beside the drawing: its mean stands on its line, where the figures leave room."""
    drawn = [
        (x, scale.at(point.value)) for point, x in zip(plot.points, places, strict=True) if point.value is not None
    ]
    for phase in plot.phases[:-1]:
        start, end = _edges(phase, plot, frame, places)
        text = f"Mean {plot.unit.shown(phase.mean)}"
        room = end - start - width(text, axes.SMALL, 600) - 12
        if phase.mean is not None and room > 4:
            y = scale.at(phase.mean)
            choices = [
                Words(start + 6 + room * share, y + shift, text, axes.SMALL, palette.INK, weight=600, halo=True)
                for share in (0.0, 1.0, 0.5, 0.25, 0.75)
                for shift in (-6, 15)
            ]
            yield axes.clearest(choices, drawn, frame)


def _rebases(plot: ControlPlot, frame: Frame, places: tuple[float, ...]) -> Iterator[Shape]:
    """A dated upright where a later phase begins for a reason; its words lie on the side with room for them."""
    starts = [
        (_edges(phase, plot, frame, places)[0], phase.label) for phase in plot.phases if phase.label and phase.first
    ]
    taken = 0.0
    for (x, label), (following, _) in pairwise([*starts, (frame.right + 60, "")]):
        yield upright(x, frame.top - 6, frame.bottom, palette.INK, 1.2, "2 3")
        to_left, to_right = x - taken - 10, following - x - 10
        leans_left = width(label, axes.SMALL) > to_right and to_left > to_right
        shown = fit(label, to_left if leans_left else to_right, axes.SMALL)
        place, side = (x - 4, "end") if leans_left else (x + 4, "start")
        yield Words(place, frame.top - 9, shown, axes.SMALL, palette.INK, side)
        taken = x + 4 + (0 if leans_left else width(shown, axes.SMALL))


Named = tuple[float, tuple[str, ...], str]


def _line_words(plot: ControlPlot, narrow: bool) -> list[Named]:
    """(level, its words, colour) of the lines that reach the right edge; two short lines on a narrow sheet."""
    named: list[tuple[float | None, str, str]] = []
    if plot.phases and plot.phases[-1].last == len(plot.points) - 1:
        newest = plot.phases[-1]
        named += [
            (newest.upper, "Upper" if narrow else "Upper limit", palette.MUTED),
            (newest.mean, "Mean", palette.INK),
            (newest.lower, "Lower" if narrow else "Lower limit", palette.MUTED),
        ]
    named.append((plot.target, "Target", palette.TARGET))
    return [
        (level, (word, plot.unit.shown(level)) if narrow else (f"{word} {plot.unit.shown(level)}",), colour)
        for level, word, colour in named
        if level is not None
    ]


def _beside(words: list[Named], frame: Frame, scale: Scale) -> Iterator[Shape]:
    """The names of the lines at their right ends, moved apart where lines are close."""
    high = 27.0 if any(len(parts) > 1 for _, parts, _ in words) else 15.0
    places = spread([scale.at(level) for level, _, _ in words], high, frame.top, frame.bottom)
    for (_, parts, colour), y in zip(words, places, strict=True):
        top = y + 4 - (len(parts) - 1) * 6.5
        weight = 400 if colour == palette.MUTED else 600
        for index, part in enumerate(parts):
            yield Words(frame.right + 6, top + index * 13, part, axes.SMALL, colour, weight=weight)
