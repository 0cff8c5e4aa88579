"""Bars: areas side by side, and scenarios side by side within each of several groups. Bars begin at zero."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from performance.charts import palette
from performance.charts.drawing import Drawing, Shape, Words, box, empty, upright
from performance.charts.figures import NOT_SHOWN, Unit
from performance.charts.plot import NARROW_BELOW, WIDE, Column, Table, checked
from performance.charts.scale import Scale
from performance.charts.wording import fit, width

TOP_OF_REFERENCE = 22.0
ROW, BAR = 30.0, 18.0
NARROW_ROW = 44.0
GROUPED_ROW, GROUP_GAP = 24.0, 16.0
SIZE = 13.0


@dataclass(frozen=True)
class Bar:
    """A name and its figure; the one in question is highlighted."""

    label: str
    value: float | None
    highlighted: bool = False
    suppressed: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", checked(self.value))
        if self.suppressed and self.value is not None:
            raise ValueError(f"The figure of {self.label} is suppressed and cannot be drawn.")

    def shown(self, unit: Unit) -> str:
        return NOT_SHOWN if self.suppressed else unit.shown(self.value)


@dataclass(frozen=True)
class BarsPlot:
    """One figure of several areas, in the caller's order; `reference` is a line through all, the average say."""

    kind: ClassVar[str] = "bars"
    name: str
    bars: tuple[Bar, ...]
    unit: Unit = field(default_factory=Unit)
    reference: float | None = None
    reference_label: str = ""
    area_label: str = "Area"
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "reference", checked(self.reference))

    def draw(self, width: float = WIDE) -> Drawing:
        values = _values(self.bars)
        return _draw(self, width) if values else empty(width, "No figures yet")

    def title(self) -> str:
        return extremes(self.name, self.bars, self.unit)

    def description(self) -> str:
        own = [f"{bar.label}: {bar.shown(self.unit)}." for bar in self.bars if bar.highlighted]
        line = [f"{self.reference_label}: {self.unit.shown(self.reference)}."] if self.reference is not None else []
        return " ".join([*own, *line, *self.remarks()])

    def remarks(self) -> tuple[str, ...]:
        return self.notes

    def table(self) -> Table:
        noted = any(bar.note for bar in self.bars)
        columns = (Column(self.area_label), Column(self.name, True), *((Column("Note"),) if noted else ()))
        rows = [(bar.label, bar.shown(self.unit), *((bar.note,) if noted else ())) for bar in self.bars]
        if self.reference is not None:
            rows.append((self.reference_label, self.unit.shown(self.reference), *(("",) if noted else ())))
        return Table(columns, tuple(rows))


@dataclass(frozen=True)
class BarGroup:
    """One area with a figure for each scenario."""

    label: str
    values: tuple[float | None, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", tuple(checked(value) for value in self.values))


@dataclass(frozen=True)
class GroupedBarsPlot:
    """Scenarios side by side, each bar named. `highlighted` is the number of the scenario in question, from 0."""

    kind: ClassVar[str] = "grouped-bars"
    name: str
    scenarios: tuple[str, ...]
    groups: tuple[BarGroup, ...]
    unit: Unit = field(default_factory=Unit)
    highlighted: int | None = None
    group_label: str = "Area"
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(len(group.values) != len(self.scenarios) for group in self.groups):
            raise ValueError("Every group needs a figure, or None, for each scenario.")

    @property
    def bars(self) -> list[Bar]:
        return [
            Bar(f"{group.label}, {scenario}", value)
            for group in self.groups
            for scenario, value in zip(self.scenarios, group.values, strict=True)
        ]

    def draw(self, width: float = WIDE) -> Drawing:
        return _draw_groups(self, width) if _values(self.bars) else empty(width, "No figures yet")

    def title(self) -> str:
        return extremes(self.name, self.bars, self.unit)

    def description(self) -> str:
        return " ".join([f"Scenarios: {', '.join(self.scenarios)}.", *self.remarks()])

    def remarks(self) -> tuple[str, ...]:
        return self.notes

    def table(self) -> Table:
        columns = (Column(self.group_label), *(Column(scenario, True) for scenario in self.scenarios))
        rows = [(group.label, *(self.unit.shown(value) for value in group.values)) for group in self.groups]
        return Table(columns, tuple(rows))


def extremes(name: str, bars: tuple[Bar, ...] | list[Bar], unit: Unit) -> str:
    """ "Calls per 1,000: from 12 (Stourcombe) to 31 (Ashby Vale); 2 without a figure." """
    have = [(bar.value, bar.label) for bar in bars if bar.value is not None]
    if not have:
        return f"{name}: no figures yet."
    (low, lowest), (high, highest) = min(have), max(have)
    missing = len(bars) - len(have)
    rest = f"; {missing} without a figure" if missing else ""
    return f"{name}: from {unit.shown(low)} ({lowest}) to {unit.shown(high)} ({highest}){rest}."


def _values(bars: tuple[Bar, ...] | list[Bar]) -> list[float]:
    return [bar.value for bar in bars if bar.value is not None]


def _across(values: list[float], unit: Unit, left: float, right: float) -> Scale:
    """From zero, with room at both ends for the figures written there."""
    low, high = min(*values, 0.0), max(*values, 0.0)
    longest = max(width(unit.shown(value), SIZE, 600) for value in values) + 8
    before = longest if low < 0 else 0.0
    if low == high:
        high = 1.0
    return Scale(low, high, left + before, right - longest)


def _draw(plot: BarsPlot, wide: float) -> Drawing:
    narrow = wide < NARROW_BELOW
    labels = max(width(bar.label[:60], SIZE, 600) for bar in plot.bars) + 12
    left = 0.0 if narrow else min(labels, wide * 0.36)
    extra = [] if plot.reference is None else [plot.reference]
    scale = _across([*_values(plot.bars), *extra], plot.unit, left, wide)
    row, top = NARROW_ROW if narrow else ROW, TOP_OF_REFERENCE if plot.reference is not None else 2.0
    tops = [top + index * row for index in range(len(plot.bars))]
    bottom = top + len(plot.bars) * row
    down = 18 if narrow else 6
    return Drawing.of(
        wide,
        bottom + 2,
        [
            *(shape for bar, y in zip(plot.bars, tops, strict=True) for shape in _bar(bar, scale, y + down)),
            upright(scale.at(0), top, bottom, palette.MUTED),
            *_reference(plot, scale, bottom, wide),
            *(_name(bar, left, y, wide, narrow) for bar, y in zip(plot.bars, tops, strict=True)),
            *(_figure(bar, plot.unit, scale, y + down) for bar, y in zip(plot.bars, tops, strict=True)),
        ],
    )


def _name(bar: Bar, left: float, top: float, wide: float, narrow: bool) -> Words:
    weight, colour = (600, palette.INK) if bar.highlighted else (400, palette.TEXT)
    if narrow:
        return Words(0, top + 13, fit(bar.label, wide, SIZE, weight), SIZE, colour, weight=weight, halo=True)
    return Words(left - 10, top + 19, fit(bar.label, left - 12, SIZE, weight), SIZE, colour, "end", weight)


def _bar(bar: Bar, scale: Scale, top: float) -> Iterator[Shape]:
    zero, end = scale.at(0), scale.at(bar.value or 0)
    if end != zero:
        yield box(min(zero, end), top, abs(end - zero), BAR, fill=palette.BRAND if bar.highlighted else palette.QUIET)


def _figure(bar: Bar, unit: Unit, scale: Scale, top: float) -> Words:
    """The figure at the end of its bar; one that is missing says so."""
    y = top + BAR / 2 + 4.5
    if bar.value is None:
        zero = scale.at(0)
        leftward = zero - scale.start > scale.end - zero  # all others are negative: there is room on that side only
        place, side = (zero - 6, "end") if leftward else (zero + 6, "start")
        return Words(place, y, bar.shown(unit), SIZE, anchor=side, halo=True)
    anchor, x = ("end", scale.at(bar.value) - 6) if bar.value < 0 else ("start", scale.at(bar.value) + 6)
    return Words(x, y, bar.shown(unit), SIZE, palette.INK, anchor, 600 if bar.highlighted else 400, True)


def _reference(plot: BarsPlot, scale: Scale, bottom: float, wide: float) -> Iterator[Shape]:
    if plot.reference is None:
        return
    x = scale.at(plot.reference)
    leans_left = x > wide / 2
    text = fit(
        f"{plot.reference_label} {plot.unit.shown(plot.reference)}", (x if leans_left else wide - x) - 2, SIZE, 600
    )
    yield upright(x, 18, bottom, palette.INK, 1.4, "4 3")
    yield Words(x, 13, text, SIZE, palette.INK, "end" if leans_left else "start", 600)


def _draw_groups(plot: GroupedBarsPlot, wide: float) -> Drawing:
    names = max(width(scenario[:40], SIZE) for scenario in plot.scenarios) + 12
    left = min(names, wide * 0.34)
    scale = _across(_values(plot.bars), plot.unit, left, wide)
    shapes: list[Shape] = []
    y = 0.0
    for group in plot.groups:
        shapes.append(Words(0, y + 16, fit(group.label, wide, 14, 600), 14, palette.INK, weight=600))
        y += 22
        shapes.append(upright(scale.at(0), y, y + len(plot.scenarios) * GROUPED_ROW, palette.MUTED))
        for index, (scenario, value) in enumerate(zip(plot.scenarios, group.values, strict=True)):
            strong = index == plot.highlighted
            shown = fit(scenario, left - 12, SIZE, 600 if strong else 400)
            shapes.append(Words(left - 10, y + 16, shown, SIZE, palette.TEXT, "end", 600 if strong else 400))
            bar = Bar(scenario, value, strong)
            shapes += [*_bar(bar, scale, y + 3), _figure(bar, plot.unit, scale, y + 3)]
            y += GROUPED_ROW
        y += GROUP_GAP
    return Drawing.of(wide, y - GROUP_GAP + 2, shapes)
