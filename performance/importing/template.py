"""The product's own template, filled in by people. Pure: no Django.

Two forms are read, told apart by their column names, from a workbook or a CSV:

- **one row for each figure** (what `template_writer` writes): Measure, Area, Period, Value, and where a measure needs
  them Numerator and Denominator; Provisional and Note may be left out. The safer form: every figure says what it is.
- **one column for each period** (what analysts keep): Measure, Area, then the periods.

An empty cell is a figure not filled in and is passed over; "[x]", "n/a" or a dash says that there is none, "[c]" that
it is withheld. A total whose parts are all in the file must be their sum: anything else is a problem, not a warning,
because nobody can tell from here which of them is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from performance.importing.cells import Cell, Context, File, Reading, TemplateMeasure
from performance.importing.dates import When, when
from performance.importing.figures import Figure, shown
from performance.importing.places import area_code, nearest
from performance.importing.sheets import Row, Table, read_each, tables
from performance.periods import Cadence, Period
from snb.spreadsheets import typed

COLUMNS = ("Measure", "Area", "Period", "Value", "Numerator", "Denominator", "Provisional", "Note")
ALIASES = {
    "indicator": "measure",
    "measure name": "measure",
    "area name": "area",
    "area code": "area",
    "figure": "value",
    "notes": "note",
    "comment": "note",
}
BESIDE = {"measure", "area", "unit", "note", "provisional", "source", "definition"}  # of the wide form: not periods
YES, NO = {"yes", "y", "true", "1", "p", "[p]", "provisional"}, {"", "no", "n", "false", "0", "final"}
ROUNDING = Decimal("0.5")  # percentage points: what rounding to a whole per cent may hide


@dataclass
class Counts:
    rows: int = 0
    empty: int = 0
    told: set[tuple[str, str]] = field(default_factory=set)  # columns whose doubt was told: not again for every row


def renamed(name: str) -> str:
    """A column's usual name."""
    return ALIASES.get(name, name)


def read(files: Sequence[File], context: Context) -> Reading:
    """Series are slugs of measures. Everything that is wrong is a problem with its row and its column."""
    counts = Counts()
    reading = read_each(files, context, partial(_read, counts))
    _check_totals(reading, context)
    reading.note("Rows read", counts.rows)
    reading.note("Figures read", sum(cell.value is not None for cell in reading.cells))
    reading.note("Cells left empty", counts.empty)
    reading.note("Cells that say there is no figure", sum(_is_none(cell) for cell in reading.cells))
    reading.note("Cells that say the figure is withheld", sum(cell.is_suppressed for cell in reading.cells))
    return reading


def _is_none(cell: Cell) -> bool:
    return cell.value is None and not cell.is_suppressed


def _read(counts: Counts, file: File, context: Context, reading: Reading) -> None:
    for table in tables(file, ("measure", "area"), renamed):
        is_long = "period" in table.columns and "value" in table.columns
        periods = Columns(table)
        for row in table.rows(reading.problems):
            counts.rows += 1
            measure, area = _measure(row, context, reading), _area(row, context, reading)
            if measure is None or area is None:
                continue
            if is_long:
                _read_figure(row, measure, area, counts, reading)
            else:
                _read_periods(row, measure, area, periods, counts, reading)


def _measure(row: Row, context: Context, reading: Reading) -> TemplateMeasure | None:
    text = typed(row.text("measure"))
    known = [
        measure for measure in context.measures.values() if text.casefold() in (measure.slug, measure.name.casefold())
    ]
    if len(known) == 1:
        return known[0]
    if known:
        problem = f"“{shown(text)}” is the name of {len(known)} measures: give the short name ({_slugs(known)})."
    elif not text:
        problem = "The measure is missing."
    else:
        names = [name for measure in context.measures.values() for name in (measure.name, measure.slug)]
        problem = f"“{shown(text)}” is not a measure of this board.{nearest(text, names)}"
    reading.problems.add(row.number, row.place("measure"), problem)
    return None


def _slugs(measures: list[TemplateMeasure]) -> str:
    return " or ".join(sorted(measure.slug for measure in measures))


def _area(row: Row, context: Context, reading: Reading) -> str | None:
    code, problem = area_code(typed(row.text("area")), context)
    if problem:
        reading.problems.add(row.number, row.place("area"), problem)
    return code or None


def _read_figure(row: Row, measure: TemplateMeasure, area: str, counts: Counts, reading: Reading) -> None:
    """A row of the long form."""
    value, top, bottom = (
        row.figure(column) if column in row.table.columns else Figure(is_blank=True) for column in PARTS
    )
    if value.is_blank and top.is_blank and bottom.is_blank:
        counts.empty += 1
        return
    period = when(row["period"], measure.cadence)
    _tell(row, "period", period, reading)
    problems = list(_problems(value, top, bottom, measure))
    for column, problem in problems:
        column = column if column in row.table.columns else "value"
        reading.problems.add(row.number, row.place(column), problem)
    provisional = row.text("provisional").casefold()
    if provisional not in YES | NO:
        problem = f"“{shown(provisional)}” should be Yes or No."
        reading.problems.add(row.number, row.place("provisional"), problem)
    if period.period is None or problems:
        return
    place, note = row.place("value"), typed(row.text("note"))
    reading.add(
        _cell(measure, area, period.period, value, (top.value, bottom.value), provisional in YES, row, place, note)
    )


PARTS = ("value", "numerator", "denominator")


def _tell(row: Row, column: str, period: When, reading: Reading) -> None:
    if period.problem:
        reading.problems.add(row.number, row.place(column), period.problem)
    if period.doubt:
        reading.warnings.add(row.number, row.place(column), period.doubt)


def _problems(value: Figure, top: Figure, bottom: Figure, measure: TemplateMeasure) -> Iterator[tuple[str, str]]:
    """(column, what is wrong with it)."""
    unreadable = [
        (name, figure.problem) for name, figure in zip(PARTS, (value, top, bottom), strict=True) if figure.problem
    ]
    yield from unreadable
    if value.is_percentage and not measure.is_percentage:
        yield "value", f"This is a percentage, but {measure.name} is in {measure.unit or 'plain numbers'}."
    if value.is_blank:
        yield "value", "The value is missing, although a numerator or a denominator is given."
    elif measure.needs_numerator and value.value is not None and (top.value is None or bottom.value is None):
        which = "numerator" if top.value is None else "denominator"
        yield which, f"{measure.name} needs its numerator and its denominator: the {which} is missing."
    if top.value is not None and top.value < 0:
        yield "numerator", "A numerator is a count: it cannot be below zero."
    if bottom.value is not None and bottom.value <= 0:
        yield "denominator", "A denominator must be above zero."
    elif (
        not unreadable and measure.is_percentage and value.value is not None and top.value is not None and bottom.value
    ):
        ratio = 100 * top.value / bottom.value
        if abs(ratio - value.value) > ROUNDING:
            yield "value", f"{value.value}% is given, but {top.value} of {bottom.value} is {ratio:.1f}%."


def _cell(
    measure: TemplateMeasure,
    area: str,
    period: Period,
    value: Figure,
    ratio: tuple[Decimal | None, Decimal | None],
    is_provisional: bool,
    row: Row,
    place: str,
    note: str,
) -> Cell:
    return Cell(
        measure.slug,
        area,
        period.start,
        period.cadence,
        value.value,
        ratio[0],
        ratio[1],
        is_provisional=is_provisional or value.is_provisional,
        is_revised=value.is_revised,
        is_suppressed=value.is_suppressed,
        row=row.number,
        column=place,
        note=note,
    )


class Columns:
    """The periods of the wide form: a column may suit the monthly measures of a sheet and not the quarterly ones."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._known: dict[tuple[int, Cadence], When] = {}
        names = enumerate(table.names)
        self.indexes = [index for index, name in names if name and name not in BESIDE]

    def at(self, index: int, cadence: Cadence) -> When:
        key = (index, cadence)
        if key not in self._known:
            self._known[key] = when(self._table.heading[index], cadence)
        return self._known[key]


def _read_periods(
    row: Row, measure: TemplateMeasure, area: str, periods: Columns, counts: Counts, reading: Reading
) -> None:
    """A row of the wide form."""
    provisional = row.text("provisional").casefold() in YES
    for index in periods.indexes:
        value, period, place = row.figure_at(index), periods.at(index, measure.cadence), row.table.place(index)
        if value.is_blank:
            counts.empty += 1
            continue
        problems = (
            [period.problem] if period.problem else [problem for _, problem in _problems(value, *NOTHING, measure)]
        )
        for problem in problems:
            reading.problems.add(row.number, place, problem)
        if period.doubt and (row.table.name, place) not in counts.told:
            counts.told.add((row.table.name, place))
            reading.warnings.add(row.table.heading_row, place, period.doubt)
        if period.period and not problems:
            note = typed(row.text("note"))
            reading.add(_cell(measure, area, period.period, value, (None, None), provisional, row, place, note))


NOTHING = (Figure(is_blank=True), Figure(is_blank=True))


def _check_totals(reading: Reading, context: Context) -> None:
    """Counts only: rates of districts do not add up to the county's."""
    cells = {cell.key: cell for cell in reading.cells}
    for cell in reading.cells:
        measure = context.measures.get(cell.measure)
        parts = [cells.get((cell.measure, part, *cell.key[2:])) for part in context.parts.get(cell.area, ())]
        values = [part.value for part in parts if part and part.value is not None]
        if not measure or not measure.is_additive or not parts or len(values) < len(parts) or cell.value is None:
            continue
        added = sum(values, Decimal(0))
        if added != cell.value:
            name = context.areas.get(cell.area, cell.area)
            message = f"{name} is {cell.value:,}, but its parts in this file add up to {added:,}."
            reading.problems.add(cell.row, cell.column, message)
