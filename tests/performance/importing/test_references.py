"""Tables by CSP area, people, deprivation, severity, look-ups and boundaries, each on a made-up file of its shape."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from performance.importing import boundaries, deprivation, lookups, ons_crime, population, severity
from performance.importing.cells import Context
from performance.importing.sources import REFERENCES, SOURCES
from performance.periods import Cadence, Period
from tests.performance.importing.samples import (
    CITY,
    CITY_CSP,
    CONTEXT,
    COUNTY,
    FORCE,
    JOINT_CSP,
    NORTH,
    SOUTH,
    said,
    text,
)

C2 = f"""Police Force Area code,Police Force Area name,Community Safety Partnership code,Community Safety Partnership name,Local Authority code,Local Authority name,Total recorded crime (excluding fraud),Robbery
{FORCE},Valeshire,,,,,"1,110",15
{FORCE},Valeshire,{JOINT_CSP},The Vales,Combined Local Authorities,,600,5
{FORCE},Valeshire,{CITY_CSP},Valeborough,{CITY},Valeborough,500,[c]
{FORCE},Valeshire,,Unassigned Valeshire,,,10,-
"""  # noqa: E501 -- the publisher's own column names
NAME = "c2_ye_june2025.csv"
YEAR = Period(dt.date(2024, 7, 1), Cadence.ROLLING)


def test_a_csp_area_of_several_districts_has_one_figure_and_unassigned_offences_none() -> None:
    reading = ons_crime.read([text(C2, NAME)], CONTEXT)
    assert said(reading.problems) == []
    cells = {(cell.area, cell.measure.removeprefix("ons-c2:")): cell for cell in reading.cells}
    total = "Total recorded crime (excluding fraud)"
    assert {key: cell.value for key, cell in cells.items()} == {
        (FORCE, total): 1110,
        (FORCE, "Robbery"): 15,
        (JOINT_CSP, total): 600,
        (JOINT_CSP, "Robbery"): 5,
        (CITY_CSP, total): 500,
        (CITY_CSP, "Robbery"): None,
    }
    assert cells[CITY_CSP, "Robbery"].is_suppressed
    assert {cell.period for cell in reading.cells} == {YEAR}
    assert reading.notes[2:] == [(f"{total}, {FORCE}: unassigned to any area", 10), (f"{total}, {FORCE}", 1110)]


def test_a_revised_total_that_no_longer_adds_up_is_a_problem() -> None:
    reading = ons_crime.read([text(C2.replace("1,110", "1,120"), NAME)], CONTEXT)
    assert said(reading.problems) == [
        "Row 2, column G (Total recorded crime (excluding fraud)): The force’s row says 1,120, "
        "but its areas and the unassigned offences add up to 1,110."
    ]


def test_the_year_comes_from_the_name_or_from_the_person() -> None:
    assert ons_crime.period_of("RecordedCrime_YearEndingJune2025.xlsx") == YEAR
    assert ons_crime.period_of("table.csv") is None
    message = "The file does not say its year. Give the period, for example “year to Jun 2025”."
    assert said(ons_crime.read([text(C2)], CONTEXT).problems) == [message]
    assert len(ons_crime.read([text(C2)], replace(CONTEXT, period=YEAR)).cells) == 6


MYE = f"""area_code,area_name,geography,mid_year,population
{NORTH},North Vale,Non-metropolitan District,2023,"100,000"
{SOUTH},South Vale,Non-metropolitan District,2023,50000
{COUNTY},Valeshire,County,2023,150000
{NORTH},North Vale,Non-metropolitan District,2022,99000
E07000777,Elsewhere,Non-metropolitan District,2023,1
"""


def test_mid_year_estimates_are_of_calendar_years_and_add_up() -> None:
    reading = population.read([text(MYE)], CONTEXT)
    assert said(reading.problems) == []
    assert [(cell.measure, cell.area, cell.start, cell.cadence, cell.value) for cell in reading.cells] == [
        ("population", NORTH, dt.date(2023, 1, 1), Cadence.YEAR, Decimal(100000)),
        ("population", SOUTH, dt.date(2023, 1, 1), Cadence.YEAR, Decimal(50000)),
        ("population", COUNTY, dt.date(2023, 1, 1), Cadence.YEAR, Decimal(150000)),
        ("population", NORTH, dt.date(2022, 1, 1), Cadence.YEAR, Decimal(99000)),
    ]
    assert reading.notes == [
        ("Rows read", 5),
        ("Rows of areas that no figures are kept for", 1),
        ("Totals that add up from their parts", 1),
    ]


def test_what_is_wrong_with_a_population_is_named() -> None:
    broken = MYE.replace("150000", "150001").replace("50000\n", "50000.5\n", 1).replace(",2022,", ",2022/23,")
    broken = broken.replace("E07000777", "777")
    assert said(population.read([text(broken)], CONTEXT).problems) == [
        "Row 3, column E (population): 50000.5 is not a number of people.",
        "Row 5, column D (mid_year): A mid-year estimate is of a calendar year.",
        "Row 6, column A (area_code): “777” is not the code of an area.",
    ]
    problems = said(population.read([text(MYE.replace("150000", "150001"))], CONTEXT).problems)
    assert problems == [
        f"Row 4, column E (population): {COUNTY} has 150,001 residents, but its parts add up to 150,000."
    ]


def test_two_figures_for_one_cell_name_both_rows() -> None:
    twice = MYE + f"{NORTH},North Vale,District,2023,7\n"
    assert said(population.read([text(twice)], CONTEXT).problems) == [
        f"Row 7, column E (population): A second figure for population, {NORTH}, 2023: "
        "the first is in row 2, column E (population)."
    ]


def test_the_census_is_a_series_of_its_own() -> None:
    census = f"ltla21_code,total_population,ltla24_name,households\n{NORTH},99,North Vale,40\n"
    reading = population.read_census([text(census)], CONTEXT)
    assert {(cell.measure, cell.start.year, cell.value) for cell in reading.cells} == {
        ("census:total_population", 2021, Decimal(99)),
        ("census:households", 2021, Decimal(40)),
    }


def test_the_two_indices_are_two_sets_of_series() -> None:
    old = text(f"ltla19_code,name,Score,Extent\n{NORTH},North Vale,35.037,0.4\n")
    new = text(f"ltla24_code,ltla24_name,imd_average_score,imd25_extent\n{NORTH},North Vale,36,0.5\n")
    cells = [*deprivation.read_2019([old], CONTEXT).cells, *deprivation.read_2025([new], CONTEXT).cells]
    assert [(cell.measure, cell.start.year, str(cell.value)) for cell in cells] == [
        ("imd2019:Score", 2019, "35.037"),
        ("imd2019:Extent", 2019, "0.4"),
        ("imd2025:imd_average_score", 2025, "36"),
        ("imd2025:imd25_extent", 2025, "0.5"),
    ]
    old.stream.seek(0)
    assert len(deprivation.read_2025([old], CONTEXT).problems) == 1


def test_weights_are_a_set_with_a_version() -> None:
    content = "description,code_severity,code_original,weight\nArson,56A,56A,826.19\nHomicide,1,4.1,7973.3\n"
    read = severity.read_weights(text(content + "Again,1,4.1,7973.3\n", "weights_c2020.csv"))
    assert (read.version, read.weights) == ("c2020", {"56A": Decimal("826.19"), "4.1": Decimal("7973.3")})
    assert said(read.problems) == []
    broken = severity.read_weights(text(content + "Again,1,4.1,7000\nNone,2,,1\nZero,3,3,0\n"))
    assert said(broken.problems) == [
        "Row 4, column D (weight): Offence 4.1 has the weight 7973.3 in another row.",
        "Row 5, column C (code_original): The offence code is missing.",
        "Row 6, column D (weight): A weight is a number above zero.",
    ]


def test_a_score_repeated_for_the_districts_of_one_area_is_one_figure() -> None:
    head = "ltla23_code,crime_severity_score,csp24_code\n"
    rows = f"{NORTH},9.52,{JOINT_CSP}\n{SOUTH},9.52,{JOINT_CSP}\n"
    reading = severity.read_scores([text(head + rows, "css_2022_23.csv")], CONTEXT)
    assert [(cell.area, cell.start, str(cell.value)) for cell in reading.cells] == [
        (JOINT_CSP, dt.date(2022, 4, 1), "9.52")
    ]
    assert reading.notes == [("CSP areas", 1), ("Rows that repeat an area’s score for another district", 1)]
    other = severity.read_scores([text(head + rows.replace("9.52", "9.53", 1), "css_2022_23.csv")], CONTEXT)
    assert said(other.problems) == [
        f"Row 3, column B (crime_severity_score): {JOINT_CSP} has another score in row 2: an area has one."
    ]
    assert said(severity.read_scores([text(head + rows)], CONTEXT).problems) == [
        "The file does not say its year. Give the period, for example “2022-23”."
    ]


def test_lsoas_lie_in_wards_and_districts() -> None:
    content = (
        f"lsoa21_name,lsoa21_code,WD24CD,ward24_name,LAD24CD,LAD24NM\nA,E01000001,E05000901,Mill,{NORTH},North Vale\n"
    )
    read = lookups.read_lsoa(text(content))
    assert said(read.problems) == []
    assert (read.ward_of, read.district_of) == ({"E01000001": "E05000901"}, {"E01000001": NORTH})
    assert read.names == {"E01000001": "A", "E05000901": "Mill", NORTH: "North Vale"}
    assert read.levels == {"E01000001": "lsoa", "E05000901": "ward", NORTH: "district"}
    twice = lookups.read_lsoa(
        text(content + f"A,E01000001,E05000902,Park,{NORTH},North Vale\nB,E1,E05000901,Mill,x,\n")
    )
    assert said(twice.problems) == [
        "Row 3, column C (WD24CD): E01000001 lies in E05000901 by an earlier row, in E05000902 by this one.",
        "Row 4, column B (lsoa21_code): “E1” is not the code of an area.",
        "Row 4, column E (LAD24CD): “x” is not the code of an area.",
    ]


def test_a_district_divided_among_csp_areas_has_none() -> None:
    head = "ltla24_code,ltla24_name,csp24_code,csp24_name,pfa24_code,pfa24_name\n"
    rows = [(NORTH, JOINT_CSP), (SOUTH, JOINT_CSP), (CITY, CITY_CSP), (CITY, "E22000904")]
    lines = [f"{district},D,{csp},C,{FORCE},Valeshire" for district, csp in rows]
    read = lookups.read_csp(text(head + "\n".join(lines)))
    assert read.csp_of == {NORTH: JOINT_CSP, SOUTH: JOINT_CSP}
    assert read.divided == {CITY}
    assert read.force_of == dict.fromkeys((NORTH, SOUTH, CITY), FORCE)
    assert said(read.problems) == []


def feature(code: str, geometry: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"WD25CD": code, "WD25NM": "Mill", "LAD25CD": NORTH}, "geometry": geometry}


def collection(*features: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


RING = [[-1.00001, 53], [-1.00002, 53], [-1.1, 53], [-1.1, 53.123456], [-1.00001, 53]]
OUTLINE = ((-1.0, 53.0), (-1.1, 53.0), (-1.1, 53.1235), (-1.0, 53.0))


def test_boundaries_are_rounded_polygons_by_code() -> None:
    content = collection(
        feature("E05000901", {"type": "Polygon", "coordinates": [RING]}),
        feature("E05000902", {"type": "MultiPolygon", "coordinates": [[RING], [RING, RING]]}),
    )
    read = boundaries.read(text(content, "wards.geojson"))
    assert said(read.problems) == []
    assert read.polygons == {
        "E05000901": ((OUTLINE,),),
        "E05000902": ((OUTLINE,), (OUTLINE, OUTLINE)),
    }
    assert read.names == {"E05000901": "Mill", "E05000902": "Mill"}
    assert read.notes == [("Areas", 2), ("Points", 16)]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("not json", "This is not a GeoJSON file: it cannot be read as JSON."),
        ("[" * 100_000, "This is not a GeoJSON file: it cannot be read as JSON."),
        ('{"a": 1}', "This is not a GeoJSON file: it holds no collection of features."),
        ("[]", "This is not a GeoJSON file: it holds no collection of features."),
        (collection(), "The file holds no areas."),
        (collection("x"), "Row 1: “” is not the code of an area."),
        (collection(feature("nowhere", None)), "Row 1, column WD25CD: “nowhere” is not the code of an area."),
        (
            collection(feature("E05000901", None)),
            "Row 1, column geometry: The outline of E05000901 cannot be read: it is neither a polygon nor several.",
        ),
        (
            collection(feature("E05000901", {"type": "Polygon", "coordinates": [[[430000, 340000]] * 4]})),
            "Row 1, column geometry: The outline of E05000901 cannot be read: "
            "a coordinate is not in degrees of longitude and latitude (WGS 84).",
        ),
        (
            collection(feature("E05000901", {"type": "Polygon", "coordinates": [RING[:-1]]})),
            "Row 1, column geometry: The outline of E05000901 cannot be read: "
            "a ring is not closed or has fewer than four points.",
        ),
    ],
)
def test_what_is_no_boundary_is_refused(content, problem) -> None:
    assert said(boundaries.read(text(content)).problems) == [problem]


def test_every_source_answers_a_file_that_is_not_its_own_with_problems() -> None:
    assert list(SOURCES) == [
        "template",
        "police-uk",
        "home-office-quarters",
        "home-office-outcomes",
        "ons-c2",
        "ons-population",
        "ons-census-2021",
        "imd-2019",
        "imd-2025",
        "ons-severity-score",
    ]
    for source in SOURCES.values():
        reading = source.read([text("Colour,Taste\nred,sweet\n")], replace(CONTEXT, period=YEAR))
        assert (reading.cells, bool(reading.problems)) == ([], True)
        assert bool(source.read([], Context()).problems)
        assert all([source.title, source.publisher, source.licence, source.takes.endswith("."), source.geography])
    for reference in REFERENCES.values():
        assert reference.read(text("Colour,Taste\nred,sweet\n")).problems
