"""Which area lies in which: LSOA → ward → district, district → CSP area → police force area. Pure: no Django.

Source: ONS Open Geography Portal look-up tables (https://geoportal.statistics.gov.uk). Columns carry the year of their
boundaries in their names ("lsoa21_code", "LAD24CD"); any year is read, and which years it was is noted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from performance.importing.cells import File, Note
from performance.importing.figures import shown
from performance.importing.places import CODE
from performance.importing.problems import Problems, Unreadable
from performance.importing.sheets import Row, tables

# What a level's columns are called, without the two digits of the year.
LEVELS = {
    "lsoa": "lsoa",
    "ward": "ward",
    "wd": "ward",
    "ltla": "district",
    "lad": "district",
    "csp": "csp",
    "pfa": "force",
    "utla": "county",
    "ctyua": "county",
}
COLUMN = re.compile(r"(?P<level>[a-z]+?) ?(?:\d\d)? ?(?P<kind>code|cd|name|nm)")


@dataclass
class Lookup:
    """What one or more look-ups say. Codes are ONS codes; a code has one name and one area above it at each level."""

    ward_of: dict[str, str] = field(default_factory=dict)  # LSOA → ward
    district_of: dict[str, str] = field(default_factory=dict)  # LSOA → district
    divided: set[str] = field(default_factory=set)  # districts of several CSP areas: they have no `csp_of`
    district_of_ward: dict[str, str] = field(default_factory=dict)
    csp_of: dict[str, str] = field(default_factory=dict)  # district → CSP area
    force_of: dict[str, str] = field(default_factory=dict)  # district → police force area
    county_of: dict[str, str] = field(default_factory=dict)  # district → county or itself, where the file has it
    names: dict[str, str] = field(default_factory=dict)  # code → name
    levels: dict[str, str] = field(default_factory=dict)  # code → "lsoa", "ward", "district", "csp", "force", "county"
    problems: Problems = field(default_factory=Problems)
    notes: list[Note] = field(default_factory=list)


def read_lsoa(file: File) -> Lookup:
    """LSOA → ward → district."""
    return _read(file, ("lsoa", "ward", "district"))


def read_csp(file: File) -> Lookup:
    """District → CSP area → police force area."""
    return _read(file, ("district", "csp", "force"))


def read_wards(file: File) -> Lookup:
    """Ward → district, and the county where the file has it."""
    return _read(file, ("ward", "district"))


def renamed(name: str) -> str:
    """ "lsoa21 code" and "LSOA21CD" are "lsoa code"; a column of no level keeps its name."""
    found = COLUMN.fullmatch(name)
    if not found or found["level"] not in LEVELS:
        return name
    return f"{LEVELS[found['level']]} {'code' if found['kind'] in ('code', 'cd') else 'name'}"


def _read(file: File, levels: tuple[str, ...]) -> Lookup:
    lookup = Lookup()
    try:
        for table in tables(file, [f"{level} code" for level in levels], renamed):
            rows = 0
            for row in table.rows(lookup.problems):
                rows += 1
                _keep(row, lookup)
            lookup.notes.append(("Rows read", rows))
    except Unreadable as error:
        lookup.problems.add(None, "", error.message)
    for district in lookup.divided:
        del lookup.csp_of[district]
    if "csp" in levels:
        lookup.notes.append(("Districts divided among several CSP areas (left without one)", len(lookup.divided)))
    for level in levels:
        count = sum(of == level for of in lookup.levels.values())
        lookup.notes.append((f"Areas of the level “{level}”", count))
    return lookup


def _keep(row: Row, lookup: Lookup) -> None:
    codes = dict(_codes(row, lookup))
    pairs = [
        ("lsoa", "ward", lookup.ward_of),
        ("lsoa", "district", lookup.district_of),
        ("ward", "district", lookup.district_of_ward),
        ("district", "csp", lookup.csp_of),
        ("district", "force", lookup.force_of),
        ("district", "county", lookup.county_of),
    ]
    for lower, upper, known in pairs:
        if lower not in codes or upper not in codes:
            continue
        other = known.setdefault(codes[lower], codes[upper])
        if other != codes[upper] and upper == "csp":
            lookup.divided.add(codes[lower])
        elif other != codes[upper]:
            message = f"{codes[lower]} lies in {other} by an earlier row, in {codes[upper]} by this one."
            lookup.problems.add(row.number, row.place(f"{upper} code"), message)


def _codes(row: Row, lookup: Lookup) -> Iterator[tuple[str, str]]:
    for level in dict.fromkeys(LEVELS.values()):
        if f"{level} code" not in row.table.columns:
            continue
        code = row.text(f"{level} code")
        if not CODE.fullmatch(code):
            lookup.problems.add(row.number, row.place(f"{level} code"), f"“{shown(code)}” is not the code of an area.")
            continue
        lookup.levels.setdefault(code, level)
        if name := row.text(f"{level} name"):
            lookup.names.setdefault(code, name)
        yield level, code
