"""The English Indices of Deprivation by district, 2019 and 2025. Pure: no Django.

Sources: https://www.gov.uk/government/statistics/english-indices-of-deprivation-2019 and …-2025. The two rank different
numbers of districts by different indicators: they are two sets of series, each with one figure for an area, and never a
series in time. Ranks run from 1, the most deprived.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

from performance.importing.cells import Cell, Context, File, Reading
from performance.importing.population import area_of, renamed
from performance.importing.sheets import read_each, tables
from performance.periods import Cadence, Period

NAMES = {"area code", "ltla19 name", "ltla24 name", "name"}
MARKS = {2019: ("area code", "score", "extent"), 2025: ("area code", "imd average score", "imd25 extent")}


def read_2019(files: Sequence[File], context: Context) -> Reading:
    """Series: `imd2019:<name of the column>`, such as `imd2019:Score`."""
    return read_each(files, context, partial(_read, 2019))


def read_2025(files: Sequence[File], context: Context) -> Reading:
    """Series: `imd2025:<name of the column>`, such as `imd2025:imd_average_score`."""
    return read_each(files, context, partial(_read, 2025))


def _read(year: int, file: File, context: Context, reading: Reading) -> None:
    period = Period(dt.date(year, 1, 1), Cadence.YEAR)
    for table in tables(file, MARKS[year], renamed):
        ranked = kept = 0
        for row in table.rows(reading.problems):
            ranked += 1
            area = area_of(row, context, reading)
            kept += bool(area)
            for column in [name for name in table.columns if name and name not in NAMES] if area else []:
                figure = row.figure(column)
                if figure.problem:
                    reading.problems.add(row.number, row.place(column), figure.problem)
                    continue
                series = f"imd{year}:{table.heading[table.columns[column]]}"
                value, place = figure.value, row.place(column)
                reading.add(Cell(series, str(area), period.start, period.cadence, value, row=row.number, column=place))
        reading.note("Districts in the file", ranked)
        reading.note("Districts that figures are kept for", kept)
