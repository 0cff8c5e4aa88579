"""The published figures for one county, where they are at hand: the numbers that the importers must reproduce."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from performance.importing import boundaries, lookups, severity
from performance.importing.cells import Cell, Context, File, Reading
from performance.importing.sources import SOURCES
from performance.periods import Cadence, Period
from tests.performance.importing.samples import said, text

DATA = Path(settings.BASE_DIR).parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the published files are not beside the checkout")

FORCE, COUNTY, CITY, SOUTH_CSP = "E23000019", "E10000024", "E06000018", "E22000366"
DISTRICTS = [f"E0700017{number}" for number in range(7)]
SOUTH = ["E07000172", "E07000173", "E07000176"]
HOME_OFFICE = "crime/ho_prc_force_quarter_offence_2012Q1_2025Q3_nottinghamshire.csv"
SUBGROUPS = "crime/ho_prc_force_quarter_subgroup_nottinghamshire.csv"
C2 = "crime/ons_c2_csp_recorded_crime_ye_june2025_nottinghamshire.csv"


@pytest.fixture(scope="module")
def files():
    """Opens a file of the folder; all are closed at the end."""
    with ExitStack() as stack:
        yield lambda path: File(Path(path).name, stack.enter_context((DATA / path).open("rb")))


@pytest.fixture(scope="module")
def context(files) -> Context:
    small = lookups.read_lsoa(files("geography/lsoa21_ward24_lad24_lookup_nottinghamshire.csv"))
    large = lookups.read_csp(files("geography/lad24_csp24_pfa24_lookup_ew.csv"))
    assert (said(small.problems), said(large.problems)) == ([], [])
    return Context(
        ward_of=small.ward_of,
        district_of=small.district_of,
        csp_of=large.csp_of,
        wider=dict.fromkeys(DISTRICTS, (COUNTY,)),
        force_of=large.force_of,
        forces={large.names[code]: code for code in large.force_of.values()},
        parts={COUNTY: DISTRICTS},
    )


@pytest.fixture(scope="module")
def street(files, context) -> Reading:
    paths = sorted((DATA / "crime" / "police_uk_street_2025").glob("*.csv.gz"))
    return SOURCES["police-uk"].read([files(path) for path in paths], context)


def read(key: str, context: Context, *given: File) -> Reading:
    reading = SOURCES[key].read(given, context)
    assert said(reading.problems) == []
    return reading


def value(cell: Cell) -> Decimal:
    assert cell.value is not None
    return cell.value


def year_ending(reading: Reading, end: dt.date) -> Decimal:
    months = {Period.of(end, Cadence.QUARTER).shifted(-back).start for back in range(4)}
    return sum((value(cell) for cell in reading.cells if cell.measure == "total" and cell.start in months), Decimal(0))


def test_look_ups(files) -> None:
    small = lookups.read_lsoa(files("geography/lsoa21_ward24_lad24_lookup_nottinghamshire.csv"))
    assert Counter(small.levels.values()) == {"lsoa": 684, "ward": 187, "district": 8}
    large = lookups.read_csp(files("geography/lad24_csp24_pfa24_lookup_ew.csv"))
    assert {large.csp_of[district] for district in SOUTH} == {SOUTH_CSP}
    assert Counter(large.levels.values()) == {"district": 318, "csp": 314, "force": 43}
    assert {district for district in large.divided if large.force_of[district] == FORCE} == set()
    wards = lookups.read_wards(files("geography/ward25_lad25_list_nottinghamshire.csv"))
    assert len(wards.district_of_ward) == 188
    assert wards.county_of == {CITY: CITY, **dict.fromkeys(DISTRICTS, COUNTY)}


def test_street_files_hold_what_was_counted_by_hand(street) -> None:
    assert (said(street.problems), said(street.warnings)) == ([], [])
    assert street.notes == [
        ("Rows read", 121_358),
        ("Rows of antisocial behaviour", 20_486),
        ("Rows without a location (counted for the force only)", 806),
        ("Rows outside the force area (counted for the force only)", 1_149),
        ("Rows of forces that are not known here (not counted)", 0),
        ("Crime numbers that repeat within a month's file (all counted)", 339),
        ("Crimes without antisocial behaviour, Q4 2024-25 (January to March 2025)", 23_828),
        ("Crimes without antisocial behaviour, Q1 2025-26 (April to June 2025)", 26_716),
        ("Crimes without antisocial behaviour, Q2 2025-26 (July to September 2025)", 25_391),
        ("Crimes without antisocial behaviour, Q3 2025-26 (October to December 2025)", 24_937),
    ]


def test_street_figures_add_up_by_force_csp_area_and_county(street) -> None:
    year: Counter[tuple[str, str]] = Counter()
    for cell in street.cells:
        year[cell.area, cell.measure] += int(cell.value)
    assert (year[FORCE, "crime:all"], year[FORCE, "asb"]) == (100_872, 20_486)
    assert sum(count for (area, series), count in year.items() if area == FORCE and series.startswith("crime:")) == (
        2 * 100_872
    )
    for series in ("crime:all", "asb", "crime:Burglary"):
        assert year[SOUTH_CSP, series] == sum(year[district, series] for district in SOUTH)
        assert year[COUNTY, series] == sum(year[district, series] for district in DISTRICTS)
        wards = sum(count for (area, name), count in year.items() if area.startswith("E05") and name == series)
        assert wards == year[COUNTY, series] + year[CITY, series]
    placed = sum(year[area, series] for area in (COUNTY, CITY) for series in ("crime:all", "asb"))
    assert placed == 121_358 - 806 - 1_149


def test_rates_by_district_are_those_of_the_note(street, files, context) -> None:
    population = {
        cell.area: value(cell)
        for cell in read("ons-population", context, files("population/ons_mye_2011_2023_nottinghamshire.csv")).cells
        if cell.start.year == 2023
    }
    year: Counter[tuple[str, str]] = Counter()
    for cell in street.cells:
        year[cell.area, cell.measure] += int(cell.value)
    stated = re.search(r"District rates .*?: (.*)", (DATA / "README.md").read_text())
    assert stated
    rates = [tuple(pair.split()[-3::2]) for pair in stated[1].rstrip(".").split(", ")]
    codes = ["E07000174", "E07000170", "E07000171", "E07000175", "E07000172", "E07000173", "E07000176", CITY]
    assert rates == [
        tuple(f"{1000 * year[code, series] / population[code]:.1f}" for series in ("crime:all", "asb"))
        for code in codes
    ]


def test_home_office_quarters(files, context) -> None:
    reading = read("home-office-quarters", context, files(HOME_OFFICE), files(SUBGROUPS))
    totals = {cell.period.short: cell.value for cell in reading.cells if cell.measure == "total"}
    assert [totals[quarter] for quarter in ("Q4 2024-25", "Q1 2025-26", "Q2 2025-26", "Q3 2025-26")] == [
        23_812,
        26_530,
        25_369,
        24_226,
    ]
    assert "Q4 2025-26" not in totals
    assert len(totals) == 55
    assert year_ending(reading, dt.date(2024, 9, 30)) == 98_189  # 97,491 as first published: another vintage
    assert year_ending(reading, dt.date(2025, 3, 31)) == 98_114
    assert year_ending(reading, dt.date(2025, 6, 30)) == 99_689  # table C2, published earlier, says 99,719
    assert {cell.area for cell in reading.cells} == {FORCE}
    assert reading.notes == [
        ("Rows read", 7312 + 1327),
        ("Rows of forces that are not known here (not counted)", 0),
        ("Corrections below zero", 2),
        (f"Total without fraud, {FORCE}, year ending December 2025", 99_937),
    ]


def test_fraud_is_in_no_total_and_outcomes_only_offences_are(files, context) -> None:
    reading = read("home-office-quarters", context, files(HOME_OFFICE))
    of = {(cell.measure, cell.period.short): cell.value for cell in reading.cells}
    assert of["total", "Q1 2012-13"] == 17_091
    assert of["group:Fraud offences", "Q1 2012-13"] == 17_276 - 17_091


def test_outcomes_are_as_many_as_crimes_of_the_year(files, context) -> None:
    reading = read("home-office-outcomes", context, files("crime/ho_outcomes_force_2024_25_nottinghamshire.csv"))
    assert reading.notes[-1] == (f"Outcomes of all types, {FORCE}, year ending March 2025", 98_114)


def test_csp_areas_and_unassigned_offences_make_the_force(files, context) -> None:
    reading = read("ons-c2", context, files(C2))
    total = "Total recorded crime (excluding fraud)"
    figures = {cell.area: value(cell) for cell in reading.cells if cell.measure == f"ons-c2:{total}"}
    assert [figures[FORCE], figures[SOUTH_CSP]] == [99_719, 18_703]
    assert len(figures) == 7
    assert not [area for area in figures if area.startswith("E07")]
    assert (f"{total}, {FORCE}: unassigned to any area", 1_403) in reading.notes
    assert {str(cell.period) for cell in reading.cells} == {"year ending June 2025"}
    content = (DATA / C2).read_text().replace(",10188.0,", ",10189.0,")
    assert said(SOURCES["ons-c2"].read([text(content, C2)], context).problems) == [
        "Row 2, column G (Total recorded crime (excluding fraud)): The force’s row says 99,719, "
        "but its areas and the unassigned offences add up to 99,720."
    ]


def test_populations_add_up_and_the_indices_are_two_sets(files, context) -> None:
    people = read("ons-population", context, files("population/ons_mye_2011_2023_nottinghamshire.csv"))
    assert len(people.cells) == 9 * 13
    assert ("Totals that add up from their parts", 13) in people.notes
    census = read("ons-census-2021", context, files("population/census2021_nottinghamshire.csv"))
    assert sum(value(cell) for cell in census.cells if cell.measure == "census:total_population") == 1_148_462
    old = read("imd-2019", context, files("deprivation/imd2019_lad19_england.csv"))
    new = read("imd-2025", context, files("deprivation/imd2025_lad24_england.csv"))
    assert (old.notes[0], new.notes[0]) == (("Districts in the file", 317), ("Districts in the file", 296))
    assert {cell.measure for cell in old.cells} & {cell.measure for cell in new.cells} == set()


def test_scores_and_weights(files, context) -> None:
    scores = read("ons-severity-score", context, files("severity/ons_css_csp_2022_23_nottinghamshire.csv"))
    assert {cell.area for cell in scores.cells} == {context.csp_of[district] for district in [CITY, *DISTRICTS]}
    weights = severity.read_weights(files("severity/ons_css_weights_by_offence_c2020.csv"))
    assert (said(weights.problems), weights.version, len(weights.weights)) == ([], "c2020", 133)
    offences = read("home-office-quarters", context, files(HOME_OFFICE)).cells
    without = sum(
        value(cell)
        for cell in _of_year(offences, 2024)
        if cell.measure.startswith("offence:") and cell.measure[8:] not in weights.weights
    )
    assert without == 3_936


def _of_year(cells: list[Cell], year: int) -> Iterator[Cell]:
    return (cell for cell in cells if dt.date(year, 4, 1) <= cell.start < dt.date(year + 1, 4, 1))


def test_the_weighted_score_of_the_force_is_not_the_published_one(files, context) -> None:
    weights = severity.read_weights(files("severity/ons_css_weights_by_offence_c2020.csv")).weights
    cells = _of_year(read("home-office-quarters", context, files(HOME_OFFICE)).cells, 2022)
    severe = sum(
        value(cell) * weights.get(cell.measure[8:], Decimal(0)) for cell in cells if cell.measure.startswith("offence:")
    )
    people = read("ons-population", context, files("population/ons_mye_2011_2023_nottinghamshire.csv")).cells
    residents = sum(value(cell) for cell in people if cell.start.year == 2022 and cell.area in (CITY, COUNTY))
    assert round(severe / residents, 2) == Decimal("13.97")
    scores = read("ons-severity-score", context, files("severity/ons_css_csp_2022_23_nottinghamshire.csv")).cells
    of = {cell.area: value(cell) for cell in scores}
    by_district = [
        (value(cell), of[context.csp_of[cell.area]])
        for cell in people
        if cell.start.year == 2022 and cell.area in context.csp_of
    ]
    assert round(sum(of_people * score for of_people, score in by_district) / residents, 2) == Decimal("15.49")


@pytest.mark.parametrize(
    ("name", "areas"),
    [
        ("nottinghamshire_csp24_simplified200m", 6),
        ("nottinghamshire_lad22_bgc_simplified200m", 8),
        ("nottinghamshire_ward25_simplified120m", 188),
    ],
)
def test_boundaries(files, name, areas) -> None:
    drawn = boundaries.read(files(f"geography/{name}.geojson"))
    assert said(drawn.problems) == []
    assert len(drawn.polygons) == areas
    assert all(drawn.names.values())


def test_areas_that_are_not_kept_are_left_out_of_every_table(files, context) -> None:
    only = replace(context, areas={FORCE: "Nottinghamshire"})
    assert {cell.area for cell in read("ons-c2", only, files(C2)).cells} == {FORCE}
