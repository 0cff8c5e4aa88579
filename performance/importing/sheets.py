"""Tables in any file that is taken: the row of column names is found, then rows come one at a time. Pure: no Django."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from performance.importing.archives import Kind, kind, texts_of
from performance.importing.cells import Context, File, Reading
from performance.importing.figures import Figure, Value, figure, shown
from performance.importing.problems import Problems, Unreadable
from performance.importing.texts import records
from performance.importing.workbooks import MAX_COLUMNS, Merge, sheets

HEADING_WITHIN = 30  # rows: titles, notes and an empty line may stand above the column names
MAX_ROWS = 1_000_000
LONGEST_NAME = 300  # of a column: what is longer is none, and is not searched through


def name_of(value: Value) -> str:
    """A column name for comparing: "LSOA  code [note 2]", "lsoa_code" and "LSOA code" are one."""
    words = re.sub(r"\[note[^\]]*\]|[\s_\u00a0\ufeff]+", " ", str(value if value is not None else "")[:LONGEST_NAME])
    return re.sub(r" +", " ", words).strip().lower()


@dataclass
class Table:
    """`records` are the rows below the column names, as they are; `rows` checks and numbers them."""

    name: str
    heading: Sequence[Value]
    heading_row: int
    records: Iterator[Sequence[Value]]
    names: Sequence[str]  # of the columns, as `name_of` gives them and after renaming
    columns: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for index, name in enumerate(self.names):
            self.columns.setdefault(name, index)

    def place(self, index: int) -> str:
        """ "D (Value)"."""
        title = shown(self.heading[index] if index < len(self.heading) else "")
        return f"{get_column_letter(index + 1)} ({title})" if title else get_column_letter(index + 1)

    def rows(self, problems: Problems) -> Iterator[Row]:
        """Rows with anything in them. Raises Unreadable where there is none or too many."""
        width, number, read = _width(self.heading), self.heading_row, 0
        for values in self.records:
            number += 1
            if number > MAX_ROWS:
                raise Unreadable(f"The file has more than {MAX_ROWS:,} rows.")
            if not any(value is not None and value != "" for value in values):
                continue
            read += 1
            if _width(values) > width:
                too_many = f"The row has {_width(values)} columns, the column names only {width}."
                problems.add(number, "", f"{too_many} A comma inside a number needs quotation marks around it.")
                continue
            yield Row(self, number, values)
        if not read:
            raise Unreadable("There are no rows below the column names.")


@dataclass(frozen=True, slots=True)
class Row:
    """One row, asked by the name of a column (`name_of`); a column that the row is too short for is empty."""

    table: Table
    number: int
    values: Sequence[Value]

    def __getitem__(self, column: str) -> Value:
        index = self.table.columns.get(column)
        return self.values[index] if index is not None and index < len(self.values) else None

    def text(self, column: str) -> str:
        value = self[column]
        return "" if value is None else str(value).strip()

    def place(self, column: str) -> str:
        return self.table.place(self.table.columns[column])

    def figure(self, column: str) -> Figure:
        return self.figure_at(self.table.columns[column])

    def figure_at(self, index: int) -> Figure:
        value = self.values[index] if index < len(self.values) else None
        return figure(value, f"{get_column_letter(index + 1)}{self.number}")


def _width(values: Sequence[Value]) -> int:
    """Columns up to the last one that holds anything."""
    return next((index for index in range(len(values), 0, -1) if values[index - 1] not in (None, "")), 0)


def tables(
    file: File, required: Sequence[str], rename: Callable[[str], str] = str, ending: str = ".csv"
) -> Iterator[Table]:
    """Every table of a file that has the `required` columns, as `name_of` gives them; `rename` gives a column that is
    also called something else its usual name. Raises Unreadable with what is wrong if there is none. A workbook may
    have other sheets besides; of a zip only the files with the `ending` count, and each must have the columns."""
    if kind(file) is not Kind.WORKBOOK:
        for text in texts_of(file, ending):
            yield _table(text.name, records(text), required, rename, [])
        return
    found, complaint = False, Unreadable("The workbook has no visible sheet.")
    for sheet in sheets(file):
        try:
            table = _table(sheet.name, sheet.records, required, rename, sheet.merges)
        except Unreadable as error:
            complaint = error
            continue
        found = True
        yield table
    if not found:
        raise complaint


def _table(
    name: str,
    source: Iterable[Sequence[Value]],
    required: Sequence[str],
    rename: Callable[[str], str],
    merges: list[Merge],
) -> Table:
    rows = iter(source)
    nearest: Sequence[Value] = ()
    missing = list(required)
    for number, values in enumerate(rows, 1):
        nearest = nearest or (tuple(values) if _width(values) else ())
        names = [rename(name_of(value)) for value in values]
        if len(names) > MAX_COLUMNS:
            raise Unreadable(f"Row {number} has more than {MAX_COLUMNS} columns.")
        absent = [column for column in required if column not in names]
        if len(absent) < len(missing):
            missing, nearest = absent, tuple(values)
        if not absent:
            _refuse_twice(names, required)
            _refuse_merged(merges, number)
            return Table(name, tuple(values), number, rows, names)
        if number == HEADING_WITHIN:
            break
    raise Unreadable(_no_heading(missing, nearest, merges))


def _no_heading(missing: Sequence[str], nearest: Sequence[Value], merges: list[Merge]) -> str:
    if not nearest:
        return "The file is empty."
    merged = next((merge for merge in merges if merge.first_row <= HEADING_WITHIN), None)
    hint = f" Cells {merged.ref} are merged: unmerge them and give each column its own name." if merged else ""
    noun = "The column" if len(missing) == 1 else "The columns"
    verb = "is" if len(missing) == 1 else "are"
    has = _list([shown(value) for value in nearest if value not in (None, "")][:12])
    return f"{noun} {_list(missing)} {verb} missing. The columns are {has}.{hint}"


def _list(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _refuse_twice(names: Sequence[str], required: Sequence[str]) -> None:
    for column in required:
        places = [get_column_letter(index + 1) for index, name in enumerate(names) if name == column]
        if len(places) > 1:
            raise Unreadable(
                f"Columns {' and '.join(places)} are both called “{column}”: it must be clear which counts."
            )


def _refuse_merged(merges: list[Merge], heading_row: int) -> None:
    """A title merged above the table does no harm; from the column names down a merge hides which cell holds what."""
    for merge in merges:
        if merge.last_row >= heading_row:
            where = "in the column names" if merge.first_row <= heading_row else f"from row {merge.first_row} on"
            raise Unreadable(
                f"Cells {merge.ref} are merged {where}. Unmerge them so that every cell has its own value."
            )


def read_each(files: Sequence[File], context: Context, read: Callable[[File, Context, Reading], None]) -> Reading:
    """Run a reader over files; what makes one unreadable is a problem of that file, and the next one is still read."""
    reading = Reading()
    if not files:
        reading.problems.add(None, "", "No file was given.")
    for file in files:
        reading.problems.file = reading.warnings.file = file.name if len(files) > 1 else ""
        try:
            read(file, context, reading)
        except Unreadable as error:
            reading.problems.add(None, "", error.message)
    reading.problems.file = reading.warnings.file = ""
    return reading
