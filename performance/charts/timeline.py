"""A timeline: what runs from when until when, its milestones, and the money that ends before it does.

Days are whole numbers, as `date.toordinal` counts them, so that a paper can freeze a timeline like any other chart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from performance.charts import palette
from performance.charts.drawing import HATCH, Drawing, Shape, Words, across, box, diamond, empty, upright
from performance.charts.plot import NARROW_BELOW, WIDE, Column, Table
from performance.charts.scale import Scale
from performance.charts.wording import fit, width

AXIS = 34.0  # room above the rows for the months
ROW, NARROW_ROW, GROUP = 30.0, 46.0, 26.0
BAR = 14.0
SIZE = 13.0
MARK = 5.0
STEPS = (1, 3, 6, 12, 24, 60)  # months between two ticks of the axis


@dataclass(frozen=True)
class TimelineMark:
    """A milestone on a day."""

    label: str
    day: int
    done: bool = False


@dataclass(frozen=True)
class TimelineRow:
    """Something from `begins` until `ends`; `revised` is a later end, `money_ends` the last day of what pays for it."""

    label: str
    begins: int
    ends: int
    status: str = ""
    group: str = ""
    revised: int | None = None
    marks: tuple[TimelineMark, ...] = ()
    money_ends: int | None = None
    late: bool = False

    def __post_init__(self) -> None:
        if self.ends < self.begins:
            raise ValueError(f"{self.label} ends before it begins.")

    @property
    def last(self) -> int:
        return max(self.ends, self.revised or 0)

    @property
    def outlives_its_money(self) -> bool:
        return self.money_ends is not None and self.money_ends < self.last


@dataclass(frozen=True)
class TimelinePlot:
    """Rows in the caller's order; those of one group stand together under its name. `today` is drawn as a line."""

    kind: ClassVar[str] = "timeline"
    name: str
    rows: tuple[TimelineRow, ...]
    today: int
    notes: tuple[str, ...] = ()

    def draw(self, width: float = WIDE) -> Drawing:
        return _draw(self, width) if self.rows else empty(width, "Nothing is planned yet")

    def title(self) -> str:
        if not self.rows:
            return f"{self.name}: nothing is planned yet."
        first, last = min(row.begins for row in self.rows), max(row.last for row in self.rows)
        return f"{self.name}: {len(self.rows)} from {_day(first)} to {_day(last)}."

    def description(self) -> str:
        late = [row.label for row in self.rows if row.late]
        short = [row.label for row in self.rows if row.outlives_its_money]
        said = [f"Late: {', '.join(late)}."] if late else []
        said += [f"Going on after the money ends: {', '.join(short)}."] if short else []
        return " ".join([*said, *self.remarks()])

    def remarks(self) -> tuple[str, ...]:
        keys = ["The upright line is today."] if self.rows else []
        if any(row.marks for row in self.rows):
            keys.append("◆ a milestone, filled where it is done.")
        if any(row.revised for row in self.rows):
            keys.append("The thin line leads to a revised date.")
        if any(row.outlives_its_money for row in self.rows):
            keys.append("The hatched part comes after the money ends.")
        return (*keys, *self.notes)

    def table(self) -> Table:
        columns = (
            Column("Action"), Column("Starts"), Column("Due"), Column("Status"), Column("Milestones"),
            Column("Money ends"),
        )  # fmt: skip
        return Table(columns, tuple(_line(row) for row in self.rows))


def _day(ordinal: int) -> str:
    day = dt.date.fromordinal(ordinal)
    return f"{day.day} {day:%b %Y}"


def _line(row: TimelineRow) -> tuple[str, ...]:
    due = f"{_day(row.revised)} (first {_day(row.ends)})" if row.revised else _day(row.ends)
    marks = "; ".join(f"{mark.label}, {_day(mark.day)}{', done' if mark.done else ''}" for mark in row.marks)
    label = f"{row.group}: {row.label}" if row.group else row.label
    return label, _day(row.begins), due, row.status, marks, _day(row.money_ends) if row.money_ends else ""


def _draw(plot: TimelinePlot, wide: float) -> Drawing:
    narrow = wide < NARROW_BELOW
    left = 0.0 if narrow else min(max(width(row.label, SIZE) for row in plot.rows) + 14, wide * 0.4)
    first = min(plot.today, *(row.begins for row in plot.rows))
    last = max(plot.today, *(row.last for row in plot.rows))
    scale = Scale(first, last if last > first else first + 1, left + MARK, wide - MARK - 1)
    shapes: list[Shape] = []
    y, group = AXIS, ""
    for row in plot.rows:
        if row.group and row.group != group:
            group = row.group
            shapes.append(Words(0, y + 17, fit(group, wide, 14, 600), 14, palette.INK, weight=600, halo=True))
            y += GROUP
        shapes += _row(row, scale, y, left, wide, narrow)
        y += NARROW_ROW if narrow else ROW
    axis = list(_axis(scale, first, last, y))
    today = scale.at(plot.today)
    return Drawing.of(wide, y + 2, [*axis, upright(today, AXIS - 6, y, palette.INK, 1.4, "4 3"), *shapes])


def _row(row: TimelineRow, scale: Scale, y: float, left: float, wide: float, narrow: bool) -> Iterator[Shape]:
    top = y + (22 if narrow else 8)
    room, x, anchor = (wide, 0.0, "start") if narrow else (left - 12, left - 10, "end")
    yield Words(x, y + (14 if narrow else 20), fit(row.label, room, SIZE), SIZE, palette.TEXT, anchor, halo=True)
    begins, ends = scale.at(row.begins), scale.at(row.ends)
    colour = palette.WORSE if row.late else palette.QUIET
    yield box(begins, top, max(ends - begins, 2.0), BAR, fill=colour)
    if row.revised:
        yield across(ends, scale.at(row.revised), top + BAR / 2, colour, 2.4)
        yield upright(scale.at(row.revised), top, top + BAR, colour, 2.4)
    if row.money_ends is not None and row.outlives_its_money:
        from_ = scale.at(max(row.money_ends, row.begins))
        yield box(from_, top, max(scale.at(row.last) - from_, 2.0), BAR, fill=HATCH, edge=palette.SIGNAL)
    for mark in row.marks:
        fill = palette.INK if mark.done else palette.WHITE
        yield diamond(scale.at(mark.day), top + BAR / 2, MARK, fill, palette.INK)


def _axis(scale: Scale, first: int, last: int, bottom: float) -> Iterator[Shape]:
    """A tick at the beginning of a month, as many as have room."""
    months = (last - first) / 30.4
    room = max((scale.at(last) - scale.at(first)) / 62, 1)
    step = next((step for step in STEPS if months / step <= room), STEPS[-1])
    for day in _month_starts(first, last, step):
        x = scale.at(day)
        yield upright(x, AXIS - 8, bottom, palette.GRID)
        yield Words(x + 2, 14, f"{dt.date.fromordinal(day):%b %Y}", 12, palette.MUTED)


def _month_starts(first: int, last: int, step: int) -> Iterator[int]:
    """First days of months, `step` apart and counted from January, from `first` until `last`."""
    start = dt.date.fromordinal(first)
    month = start.year * 12 + start.month - 1
    for number in range(-(-month // step) * step, dt.date.max.year * 12, step):
        day = dt.date(number // 12, number % 12 + 1, 1).toordinal()
        if day > last:
            return
        if day >= first:
            yield day
