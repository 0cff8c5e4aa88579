"""What readers of files give back, and what they are told beforehand. Plain values: no Django."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import BinaryIO

from performance.importing.problems import Problems
from performance.periods import Cadence, Period


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure as a file states it.

    `measure` is the source's own key of a series ("subgroup:Residential burglary"); in the product's own template it is
    the slug of a measure. `area` is an ONS code of nine characters. `start` and `cadence` are those of a `Period`.
    `value` is None where the file says that there is no figure; `is_suppressed` where it says that one is withheld.
    `row` and `column` are where it stands in the file (the first of them, where the figure is a count of rows).
    """

    measure: str
    area: str
    start: dt.date
    cadence: Cadence
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    is_provisional: bool = False
    is_revised: bool = False
    is_suppressed: bool = False
    row: int = 0
    column: str = ""
    note: str = ""

    @property
    def period(self) -> Period:
        return Period(self.start, self.cadence)

    @property
    def key(self) -> tuple[str, str, dt.date, Cadence]:
        """What a file may state only one figure for."""
        return self.measure, self.area, self.start, self.cadence


Note = tuple[str, Decimal | int]


@dataclass
class Reading:
    """Everything that one reading found. With a problem nothing of it should be kept; a warning asks for a look."""

    cells: list[Cell] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    warnings: Problems = field(default_factory=Problems)
    notes: list[Note] = field(default_factory=list)
    published: dt.date | None = None
    _places: dict[tuple[str, str, dt.date, Cadence], str] = field(default_factory=dict, repr=False)

    def add(self, cell: Cell) -> None:
        """Keep a figure, unless the files state one for its cell already: that is a problem which names both rows."""
        where = [self.problems.file, f"row {cell.row}", f"column {cell.column}" if cell.column else ""]
        place = ", ".join(part for part in where if part)
        first = self._places.setdefault(cell.key, place)
        if first is not place:
            what = f"{cell.measure}, {cell.area}, {cell.period.short}"
            self.problems.add(cell.row, cell.column, f"A second figure for {what}: the first is in {first}.")
        else:
            self.cells.append(cell)

    def note(self, label: str, number: Decimal | int) -> None:
        """A fact for the preview: rows read, rows outside the area, a total and what it was checked against."""
        self.notes.append((label, number))


@dataclass(frozen=True)
class File:
    """A file as somebody gave it: its name, and its bytes as a seekable stream that the caller closes."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True)
class TemplateMeasure:
    """A measure as the template knows it. `is_additive`: the figures of an area's parts add up to the area's."""

    slug: str
    name: str
    cadence: Cadence
    unit: str = ""
    needs_numerator: bool = False
    is_additive: bool = False

    @property
    def is_percentage(self) -> bool:
        return self.unit.strip().lower() in {"%", "per cent", "percent", "percentage"}


@dataclass(frozen=True)
class Context:
    """What the board knows of areas and measures: look-ups that a reader needs and a file does not hold.

    Codes are ONS codes. Whatever is left empty is unknown: a reader that needs it says so as a problem.
    """

    areas: Mapping[str, str] = field(default_factory=dict)  # code → name, of every area that figures are kept for
    ward_of: Mapping[str, str] = field(default_factory=dict)  # LSOA → ward
    district_of: Mapping[str, str] = field(default_factory=dict)  # LSOA → district
    csp_of: Mapping[str, str] = field(default_factory=dict)  # district → CSP area
    wider: Mapping[str, Sequence[str]] = field(default_factory=dict)  # district → what else it counts towards: county
    force_of: Mapping[str, str] = field(default_factory=dict)  # district → police force area
    forces: Mapping[str, str] = field(default_factory=dict)  # name ("Anyshire", as the ONS writes it) → force area code
    parts: Mapping[str, Sequence[str]] = field(default_factory=dict)  # area → the areas that make it up, for totals
    measures: Mapping[str, TemplateMeasure] = field(default_factory=dict)  # slug → measure, for the template
    period: Period | None = None  # of the whole file, where the file itself does not say
