"""ONS Crime Severity Score: the weights of offences, and the published scores by CSP area. Pure: no Django.

Source: ONS, "Crime Severity Score (Experimental Statistics)". Weights are a set with a version: newer offences have
none in an older set, and scores by different sets are not compared.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from performance.importing.cells import Cell, Context, File, Reading
from performance.importing.dates import when
from performance.importing.figures import Figure, shown
from performance.importing.places import CODE
from performance.importing.problems import Problems, Unreadable
from performance.importing.sheets import Row, read_each, tables
from performance.periods import Cadence, Period

WEIGHTS = ("code original", "weight")
SCORES = ("crime severity score", "csp24 code")
VERSION = re.compile(r"[a-z]?(?:19|20)\d\d", re.IGNORECASE)
YEAR = re.compile(r"(20\d\d)[_-](\d\d)(?!\d)")
SERIES = "severity-score"


@dataclass
class Weights:
    """One set: `version` as the file's name says it ("c2020", or ""), and the weight of each offence code."""

    version: str = ""
    weights: dict[str, Decimal] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)


def read_weights(file: File) -> Weights:
    """The set in one file. A code that stands twice must have one weight; a combined code ("1/4.1/4.2") stays whole."""
    found = VERSION.search(file.name)
    read = Weights(found[0] if found else "")
    try:
        for table in tables(file, WEIGHTS):
            for row in table.rows(read.problems):
                _read_weight(row, read)
    except Unreadable as error:
        read.problems.add(None, "", error.message)
    return read


def _read_weight(row: Row, read: Weights) -> None:
    code, figure = row.text("code original"), row.figure("weight")
    problem = figure.problem or ("" if figure.value and figure.value > 0 else "A weight is a number above zero.")
    if not code:
        read.problems.add(row.number, row.place("code original"), "The offence code is missing.")
    elif problem or figure.value is None:
        read.problems.add(row.number, row.place("weight"), problem)
    elif read.weights.setdefault(code, figure.value) != figure.value:
        message = f"Offence {code} has the weight {read.weights[code]} in another row."
        read.problems.add(row.number, row.place("weight"), message)


def read_scores(files: Sequence[File], context: Context) -> Reading:
    """Series: `severity-score`, by CSP area and financial year. A file by district repeats an area's one score."""
    return read_each(files, context, _read_scores)


def _read_scores(file: File, context: Context, reading: Reading) -> None:
    found = YEAR.search(file.name)
    period = context.period or (when(f"{found[1]}-{found[2]}", Cadence.YEAR).period if found else None)
    if period is None:
        raise Unreadable("The file does not say its year. Give the period, for example “2022-23”.")
    for table in tables(file, SCORES):
        first: dict[str, Row] = {}
        repeats = 0
        for row in table.rows(reading.problems):
            area, figure = row.text("csp24 code"), row.figure("crime severity score")
            if figure.problem or not CODE.fullmatch(area):
                problem = figure.problem or f"“{shown(area)}” is not the code of an area."
                reading.problems.add(row.number, "", problem)
                continue
            other = first.setdefault(area, row)
            repeats += other is not row
            if other is row:
                reading.add(_cell(area, period, figure, row))
            elif other["crime severity score"] != row["crime severity score"]:
                message = f"{area} has another score in row {other.number}: an area has one."
                reading.problems.add(row.number, row.place("crime severity score"), message)
        reading.note("CSP areas", len(first))
        reading.note("Rows that repeat an area’s score for another district", repeats)


def _cell(area: str, period: Period, figure: Figure, row: Row) -> Cell:
    place = row.place("crime severity score")
    return Cell(SERIES, area, period.start, period.cadence, figure.value, row=row.number, column=place)
