"""Every kind of file that can be read: who publishes it, what it takes, and its reader. Pure: no Django.

Look-ups, weights and boundaries give no figures: they have readers of their own in `lookups`, `severity`, `boundaries`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from performance.importing import (
    boundaries,
    deprivation,
    home_office,
    lookups,
    ons_crime,
    police_uk,
    population,
    severity,
    template,
)
from performance.importing.cells import Context, File, Reading

Reader = Callable[[Sequence[File], Context], Reading]
OGL = "Open Government Licence v3.0"
OGL_OS = f"{OGL}; contains OS data © Crown copyright and database right"


@dataclass(frozen=True)
class Source:
    """A publisher's table, or the product's own template. `read` never raises for what is wrong with a file."""

    key: str
    title: str
    publisher: str
    licence: str
    takes: str  # one sentence for the person who chooses a file
    geography: str  # what its areas are and are not
    read: Reader
    takes_several: bool = False
    needs_period: bool = False  # the rows do not say their period: asked of the person unless the file's name says it


@dataclass(frozen=True)
class Reference:
    """A file that gives no figures but what figures are read, weighed or drawn with."""

    key: str
    title: str
    publisher: str
    licence: str
    takes: str
    read: Callable[[File], lookups.Lookup | severity.Weights | boundaries.Boundaries]


SOURCES: dict[str, Source] = {
    source.key: source
    for source in (
        Source(
            "template",
            "Figures in our own template",
            "The board",
            "As agreed with whoever supplied the figures",
            "An Excel workbook (.xlsx) or CSV with a row for each figure, or with a column for each period.",
            "Areas by name or ONS code, as the board keeps them.",
            template.read,
            takes_several=True,
        ),
        Source(
            "police-uk",
            "Street-level crime and antisocial behaviour",
            "police.uk",
            OGL,
            "Monthly street files from data.police.uk (…-street.csv, or their .zip); several months at once.",
            "The force counts every row. Wards, districts and CSP areas count rows with a location inside them: "
            "they add up to less than the force.",
            police_uk.read,
            takes_several=True,
        ),
        Source(
            "home-office-quarters",
            "Police recorded crime by financial quarter",
            "Home Office",
            OGL,
            "The open data table by force, quarter and offence, or by offence subgroup (.csv or .xlsx).",
            "Police force areas: a force that polices a city as well as a county counts both.",
            home_office.read_recorded,
            takes_several=True,
        ),
        Source(
            "home-office-outcomes",
            "Outcomes of recorded crime by financial quarter",
            "Home Office",
            OGL,
            "The open data table of outcomes by force, quarter and outcome type (.csv or .xlsx).",
            "Police force areas.",
            home_office.read_outcomes,
            takes_several=True,
        ),
        Source(
            "ons-c2",
            "Recorded crime by community safety partnership area (C2)",
            "Office for National Statistics",
            OGL,
            "Table C2, saved as .csv or .xlsx; its year is in the name of the file, or you give it.",
            "CSP areas as published: an area of several districts has one figure, which is never divided.",
            ons_crime.read,
            needs_period=True,
        ),
        Source(
            "ons-population",
            "Mid-year population estimates",
            "Office for National Statistics",
            OGL,
            "A table with an area code, a year and a population in each row (.csv or .xlsx).",
            "Districts, unitary authorities and counties.",
            population.read,
        ),
        Source(
            "ons-census-2021",
            "Census 2021 population and households",
            "Office for National Statistics",
            OGL,
            "A table with one row for each district and a column for each group (.csv or .xlsx).",
            "Districts and unitary authorities. Not the same series as the mid-year estimates.",
            population.read_census,
        ),
        Source(
            "imd-2019",
            "English Indices of Deprivation 2019",
            "Ministry of Housing, Communities and Local Government",
            OGL,
            "The district summaries of 2019 (.csv or .xlsx).",
            "317 districts of 2019. Not comparable with 2025.",
            deprivation.read_2019,
        ),
        Source(
            "imd-2025",
            "English Indices of Deprivation 2025",
            "Ministry of Housing, Communities and Local Government",
            OGL,
            "The district summaries of 2025 (.csv or .xlsx).",
            "296 districts of 2024. Not comparable with 2019.",
            deprivation.read_2025,
        ),
        Source(
            "ons-severity-score",
            "Crime Severity Score by CSP area",
            "Office for National Statistics",
            OGL,
            "A table with a score for each CSP area (.csv or .xlsx); its year is in the file’s name, or you give it.",
            "CSP areas: a file by district repeats the area’s one score.",
            severity.read_scores,
            needs_period=True,
        ),
    )
}

REFERENCES: dict[str, Reference] = {
    reference.key: reference
    for reference in (
        Reference(
            "lookup-lsoa",
            "LSOA to ward to district",
            "Office for National Statistics",
            OGL,
            "A look-up with the codes of LSOA, ward and district in each row (.csv or .xlsx).",
            lookups.read_lsoa,
        ),
        Reference(
            "lookup-csp",
            "District to CSP area to police force area",
            "Office for National Statistics",
            OGL,
            "A look-up with the codes of district, CSP area and police force area in each row (.csv or .xlsx).",
            lookups.read_csp,
        ),
        Reference(
            "severity-weights",
            "Crime Severity Score weights by offence code",
            "Office for National Statistics",
            OGL,
            "A table with an offence code and a weight in each row (.csv or .xlsx).",
            severity.read_weights,
        ),
        Reference(
            "boundaries",
            "Boundaries of areas",
            "Office for National Statistics",
            OGL_OS,
            "GeoJSON in degrees of longitude and latitude, generalised, with the code of each area.",
            boundaries.read,
        ),
    )
}
