"""What every chart offers, and the parts that several share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

from performance.charts.drawing import Drawing
from performance.charts.figures import NO_FIGURE, NOT_SHOWN, Unit, number

WIDE = 620.0  # fits the text of a paper (166 mm) and a page
NARROW = 320.0  # a phone
NARROW_BELOW = 480.0


@dataclass(frozen=True)
class Column:
    """A column of the table behind a chart."""

    label: str
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    """The figures of a chart, as printed; the first cell of a row is its heading."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


class Plot(Protocol):
    """A chart's figures: frozen, plain, and able to draw itself."""

    kind: ClassVar[str]

    def draw(self, width: float = WIDE) -> Drawing: ...

    def title(self) -> str:
        """What the picture shows in one sentence, with its newest or outermost figures."""

    def description(self) -> str:
        """What a person who sees the picture reads off it, beyond the title."""

    def remarks(self) -> tuple[str, ...]:
        """What the reader must know to read it right: an axis that does not begin at zero, say."""

    def table(self) -> Table: ...


@dataclass(frozen=True)
class PlotPoint:
    """A period's figure. `mark` is "", "outside", "run", "trend" or "near"; `note` says why, for the table."""

    label: str
    value: float | None
    mark: str = ""
    note: str = ""
    provisional: bool = False
    suppressed: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", number(self.value))
        if self.mark not in MARKS:
            raise ValueError(f"Unknown mark: {self.mark!r}.")
        if self.suppressed and self.value is not None:
            raise ValueError(f"The figure of {self.label} is suppressed and cannot be drawn.")

    def shown(self, unit: Unit) -> str:
        return NOT_SHOWN if self.suppressed else unit.shown(self.value)

    @property
    def remark(self) -> str:
        """For the table: the mark in words, the note, and that it is provisional."""
        said = [self.note or MARKS[self.mark], "Provisional" if self.provisional else ""]
        return ". ".join(part for part in said if part)


MARKS = {
    "": "",
    "outside": "Outside the limits",
    "run": "Run on one side of the mean",
    "trend": "Trend",
    "near": "Two of three near a limit",
}


def gap_word(point: PlotPoint) -> str:
    """Why there is no point in the drawing."""
    return "not shown" if point.suppressed else NO_FIGURE.lower()


def known(points: tuple[PlotPoint, ...]) -> list[PlotPoint]:
    return [point for point in points if point.value is not None]


def checked(value: float | None) -> float | None:
    """For limits and targets: a finite float or nothing."""
    return number(value)
