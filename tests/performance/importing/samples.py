"""Small made-up files of the shapes that publishers use, and what a made-up board knows of its areas."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

from performance.importing.cells import Context, File, TemplateMeasure
from performance.importing.problems import Problems
from performance.periods import Cadence

NORTH, SOUTH, CITY, COUNTY, FORCE = "E07000901", "E07000902", "E06000903", "E10000900", "E23000900"
JOINT_CSP, CITY_CSP = "E22000901", "E22000903"
ABROAD = "E07000999"  # a district of the neighbouring force
AREAS = {
    NORTH: "North Vale",
    SOUTH: "South Vale",
    CITY: "Valeborough",
    COUNTY: "Valeshire",
    FORCE: "Valeshire",
    JOINT_CSP: "The Vales",
    CITY_CSP: "Valeborough",
    "E05000901": "Mill",
    "E05000902": "Park",
}
BURGLARY = TemplateMeasure("residential-burglary", "Residential burglary", Cadence.QUARTER, "crimes", is_additive=True)
CONFIDENCE = TemplateMeasure("confidence", "Confidence in the police", Cadence.YEAR, "%", needs_numerator=True)
CALLS = TemplateMeasure("helpline-calls", "Helpline calls", Cadence.MONTH, "calls")
ROLLING = TemplateMeasure("knife-crime", "Knife crime", Cadence.ROLLING, "crimes")
MEASURES = {measure.slug: measure for measure in (BURGLARY, CONFIDENCE, CALLS, ROLLING)}
CONTEXT = Context(
    areas=AREAS,
    ward_of={"E01000001": "E05000901", "E01000002": "E05000902", "E01000003": "E05000903"},
    district_of={"E01000001": NORTH, "E01000002": SOUTH, "E01000003": CITY, "E01000009": ABROAD},
    csp_of={NORTH: JOINT_CSP, SOUTH: JOINT_CSP, CITY: CITY_CSP},
    wider={NORTH: (COUNTY,), SOUTH: (COUNTY,)},
    force_of={NORTH: FORCE, SOUTH: FORCE, CITY: FORCE, ABROAD: "E23000999"},
    forces={"Valeshire": FORCE},
    parts={COUNTY: (NORTH, SOUTH)},
    measures=MEASURES,
)
STREET = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context"
)


def text(content: str, name: str = "figures.csv", encoding: str = "utf-8") -> File:
    return File(name, io.BytesIO(content.encode(encoding)))


def raw(content: bytes, name: str = "figures.xlsx") -> File:
    return File(name, io.BytesIO(content))


def packed(file: File) -> File:
    return raw(gzip.compress(file.stream.read()), f"{file.name}.gz")


def zipped(*files: File, name: str = "files.zip") -> File:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(f"folder/{file.name}", file.stream.read())
    return raw(out.getvalue(), name)


def workbook(rows: Sequence[Any], merged: Sequence[str] = (), title: str = "Sheet1") -> File:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return raw(out.getvalue())


def street(month: str, *rows: tuple[str, str, str], force: str = "Valeshire Police") -> File:
    """Rows of (crime number, LSOA, crime type)."""
    lines = [
        f"{number},{month},{force},{force},-1.1,53.1,On or near High Street,{lsoa},Name 001A,{crime},,"
        for number, lsoa, crime in rows
    ]
    return text("\n".join([STREET, *lines, ""]), f"{month}-valeshire-street.csv")


def said(problems: Problems) -> list[str]:
    return [str(problem) for problem in problems]
