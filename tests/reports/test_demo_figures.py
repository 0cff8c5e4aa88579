"""The figures of the demonstration: published ones, with source and date, and nothing that they do not say."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pytest

from partnerships.models import Area
from performance.importing.sources import SOURCES
from performance.known import known_on
from performance.models import Feed, Measure, Observation
from performance.periods import Cadence, Period
from reports.dashboard import first_figures
from reports.demo.measures import FIXTURES, sources
from snb.models import Board
from tests.reports.demo_figures import BOARDS, CITY, COUNTY, FORCE, TODAY, described, load_boards, rows_of, values

SOUTH, ITS_DISTRICTS = "E22000366", {"E07000172", "E07000173", "E07000176"}
THIRTY_FOUR = {
    "Crime & Safety": [
        "Victim-Based Crime", "Experience of Crime", "Volume of Hate Crime", "% of Hate Crime Victims that are Repeats",
        "Feelings of Safety: City Centre", "Feelings of Safety: Neighbourhood",
    ],
    "Reoffending": [
        "Binary", "Frequency", "% of Offenders Housed 3 Months from Release from Prison",
        "% of Offenders in Employment 3 Months from Release from Prison",
        "% of Offenders Successfully Completing ATR or DRR",
    ],
    "Slavery & Exploitation": ["Number of Referrals Received to SET", "% cases resolved", "Risk of Harm Reduction"],
    "Domestic & Sexual Violence & Abuse": [
        "Number of Repeat Victims of Domestic Abuse", "Volume of MARAC Referrals", "Volume of Calls to DSVA Helpline",
        "% Accessing Safe Accommodation",
    ],
    "Preventing Radicalisation & Violent Extremism": [
        "Number of Channel Referrals", "Number of Channel Cases",
        "Proportion of Channel Cases Closed with a Positive Outcome",
    ],
    "Serious Violence": [
        "Hospital Admissions (Sharp Object Violent Injury)", "Hospital Admissions (Any Violent Injury)",
        "Serious Violence", "Knife Crime",
    ],
    "Substance Use": [
        "Numbers in Treatment (Young People)", "Numbers in Treatment (Adults)",
        "Substantial Progress on Recovery Outcomes (Adults)",
    ],
    "Anti-Social Behaviour": [
        "Volume of ASB Reported to NCC", "Volume of ASB Reported to Police", "Experience of ASB",
        "Number of Repeat Victims of ASB", "Satisfaction with Response to Reported ASB", "Volume of Secondary Fires",
    ],
}  # fmt: skip


@pytest.fixture
def boards(db) -> dict[str, Board]:
    return load_boards()


# What the files of the fixture say ------------------------------------------------------------------------------------


@pytest.mark.parametrize("board", BOARDS)
def test_every_figure_has_a_measure_a_source_and_a_date_that_is_possible(board: str) -> None:
    published = {row["key"]: row["published"] for row in sources()}
    for slug, rows in rows_of(board).items():
        cadence = Cadence(described(board)[slug]["cadence"])
        for row in rows:
            assert published[row["Source"]] > Period(dt.date.fromisoformat(row["Period"]), cadence).start
            if cadence not in (Cadence.YEAR,):  # an index or an estimate is of a day within its year
                assert published[row["Source"]] > Period(dt.date.fromisoformat(row["Period"]), cadence).end


@pytest.mark.parametrize("board", BOARDS)
def test_a_measure_is_live_exactly_where_it_has_figures(board: str) -> None:
    live = {slug for slug, row in described(board).items() if row["state"] == "live"}
    assert set(rows_of(board)) == live


@pytest.mark.parametrize("board", BOARDS)
def test_every_measure_names_its_source_and_a_live_one_its_licence(board: str) -> None:
    assert [slug for slug, row in described(board).items() if not row.get("source")] == []
    live = [row for row in described(board).values() if row["state"] == "live"]
    assert [row["slug"] for row in live if "Open Government Licence" not in row["source"]] == []
    assert [row["slug"] for row in live if not row.get("is_published")] == []


def test_figures_of_the_home_office_are_the_forces_and_never_the_countys() -> None:
    for row in described("snb").values():
        if row["source"].startswith(("Home Office", "police.uk")):
            assert row["area"] == FORCE, row["slug"]
            assert "county" not in f"{row['name']} {row['definition']} {row.get('note', '')}".casefold()
    assert [slug for slug, rows in rows_of("snb").items() if slug.startswith("street-") for row in rows
            if row["Area"] == COUNTY] == []  # fmt: skip


def test_an_area_of_three_districts_has_one_figure_and_its_districts_none() -> None:
    for slug in ("recorded-crime-by-csp", "crime-severity-score"):
        areas = Counter(row["Area"] for row in rows_of("snb")[slug])
        assert areas[SOUTH] == 1
        assert not ITS_DISTRICTS & set(areas)
        assert not [area for area in areas if area.startswith("E07")]


def test_areas_and_unassigned_offences_add_up_to_the_force() -> None:
    found = {row["Area"]: int(row["Value"]) for row in rows_of("snb")["recorded-crime-by-csp"]}
    assert found.pop(FORCE) == 99_719
    assert sum(found.values()) == 99_719 - 1_403
    assert "1,403" in described("snb")["recorded-crime-by-csp"]["note"]


def test_quarters_of_street_crime_are_those_of_the_files() -> None:
    months = list(values("street-crime", FORCE).values())
    assert [sum(months[start : start + 3]) for start in (0, 3, 6, 9)] == [23_828, 26_716, 25_391, 24_937]
    incidents = list(values("street-antisocial-behaviour", FORCE).values())
    assert sum(months) + sum(incidents) == 121_358
    assert sum(incidents) == 20_486
    quarters = values("antisocial-behaviour-incidents", FORCE).values()
    assert list(quarters) == [sum(incidents[start : start + 3]) for start in (0, 3, 6, 9)]


@pytest.mark.parametrize(
    ("area", "crimes", "incidents"),
    [
        ("E07000174", "93.1", "20.4"), ("E07000170", "80.7", "17.6"), ("E07000171", "80.7", "15.0"),
        ("E07000175", "69.1", "15.7"), ("E07000172", "61.6", "12.5"), ("E07000173", "55.2", "11.4"),
        ("E07000176", "44.2", "7.3"), (CITY, "123.3", "25.4"),
    ],
)  # fmt: skip
def test_rates_by_district(area: str, crimes: str, incidents: str) -> None:
    people = values("residents", area)["2023-01-01"]
    for slug, rate in (("street-crime", crimes), ("street-antisocial-behaviour", incidents)):
        year = sum(values(slug, area).values())
        assert (year / people * 1000).quantize(Decimal("0.1")) == Decimal(rate)


def test_residents_of_wider_areas_are_those_of_their_districts() -> None:
    areas = tomllib.loads((FIXTURES / "areas.toml").read_text())["areas"]
    for wide in (area for area in areas if area.get("parts")):
        parts = [code for code in wide["parts"] if code.startswith(("E07", "E06"))]
        for year, people in values("residents", wide["code"]).items():
            assert people == sum(values("residents", code)[year] for code in parts)


def test_a_gap_is_a_gap_and_not_a_zero() -> None:
    years = [int(day[:4]) for day in values("persistent-absence", COUNTY)]
    assert [after for before, after in pairwise(years) if after != before + 1] == [2020]
    assert not [row for row in rows_of("snb")["persistent-absence"] if row["Value"] in ("", "0")]


def test_two_indices_are_two_measures() -> None:
    assert {row["Period"] for row in rows_of("snb")["deprivation-2019"]} == {"2019-01-01"}
    assert {row["Period"] for row in rows_of("snb")["deprivation-2025"]} == {"2025-01-01"}


@pytest.mark.parametrize("board", BOARDS)
def test_what_is_made_up_says_so(board: str) -> None:
    for row in described(board).values():
        for judged in ("target", "baseline"):
            assert row.get(judged, {"demo": True})["demo"] is True
        if "expected_in_days" in row or "changes_in_days" in row:
            assert row["date_demo"] is True


# What the loader makes of them ----------------------------------------------------------------------------------------


def test_the_city_has_the_thirty_four_measures_in_order(boards: dict[str, Board]) -> None:
    found: dict[str, list[str]] = {}
    for area in boards["ncsp"].thematic_areas.order_by("order"):
        found[area.name] = [measure.name for measure in area.measures.order_by("order")]
    assert list(found) == list(THIRTY_FOUR)
    assert found == THIRTY_FOUR
    assert sum(map(len, found.values())) == 34


def test_the_citys_states_are_as_published(boards: dict[str, Board]) -> None:
    measures = Measure.objects.filter(board=boards["ncsp"], thematic_area__isnull=False)
    states = Counter(measures.values_list("state", flat=True))
    assert states == {"live": 2, "no_data": 24, "in_development": 2, "changing": 6}
    accommodation = measures.get(slug="safe-accommodation-access")
    assert (accommodation.state, accommodation.expected) == ("in_development", dt.date(2024, 6, 30))
    assert "were expected by June 2024" in accommodation.definition
    assert "Printed as “% Accessing Safe Accomodation”" in accommodation.definition
    changing = measures.filter(thematic_area__name="Reoffending").values_list("state", "changes_on")
    assert set(changing) == {("changing", dt.date(2024, 3, 31))}


def test_remarks_stand_as_of_january_2024_and_only_where_one_is_printed(boards: dict[str, Board]) -> None:
    said = {measure.name: list(measure.commentaries.all()) for measure in boards["ncsp"].measures.all()}
    assert {remark.written_on for remarks in said.values() for remark in remarks} == {dt.date(2024, 1, 31)}
    assert sum(map(len, said.values())) == 26
    assert said["Feelings of Safety: City Centre"] == []
    assert said["Volume of MARAC Referrals"][0].text.startswith("MARAC Referrals continue to increase.")


def test_referrals_and_calls_read_neither_way(boards: dict[str, Board]) -> None:
    neutral = Measure.objects.filter(board__in=boards.values(), name__iregex="referrals|calls to|of channel cases$")
    assert neutral.count() == 6
    assert set(neutral.values_list("polarity", flat=True)) == {"neutral"}


def test_the_county_stands_by_theme_and_every_priority_has_a_measure(boards: dict[str, Board]) -> None:
    names = list(boards["snb"].thematic_areas.order_by("order").values_list("name", flat=True))
    assert names == ["Vulnerability", "Cohesion", "Crime & Harm Prevention", "All crime", "Context"]
    for board in boards.values():
        assert not board.priorities.filter(measure_links=None).exists()
        owners = [measure.owner for measure in board.measures.select_related("owner")]
        assert all(owners)


def test_the_dashboard_shows_the_figures_that_it_can(boards: dict[str, Board]) -> None:
    shown = {}
    for name, board in boards.items():
        first = first_figures(board.priorities.all(), TODAY)
        shown[name] = {reading.measure.slug: reading.value for reading in first.values() if reading.value is not None}
    assert shown == {
        "snb": {
            "modern-slavery-offences": 61, "controlling-or-coercive-behaviour": 281,
            "racially-or-religiously-aggravated-offences": 210, "burglary-robbery-and-vehicle-offences": 2953,
            "drug-trafficking-offences": 242, "antisocial-behaviour-incidents": 4725, "violence-with-injury": 2825,
        },
        "ncsp": {
            "city-antisocial-behaviour-incidents": 595, "city-drugs-offences": 457,
            "city-violence-and-sexual-offences": 3723,
        },
    }  # fmt: skip


def test_labels_tell_the_force_from_the_county(boards: dict[str, Board]) -> None:
    burglary = boards["snb"].measures.get(slug="residential-burglary")
    assert "with Nottingham city" in burglary.area.label
    assert "with Nottingham city" not in Area.objects.get(code=COUNTY).label


def test_a_revised_year_reads_as_it_was_known(boards: dict[str, Board]) -> None:
    year = boards["snb"].measures.get(slug="total-recorded-crime-year")
    for start, day, value in [
        (dt.date(2023, 10, 1), dt.date(2025, 1, 29), None),
        (dt.date(2023, 10, 1), dt.date(2025, 12, 31), 97_491),
        (dt.date(2023, 10, 1), TODAY, 98_189),
        (dt.date(2024, 7, 1), dt.date(2025, 12, 31), 99_719),
        (dt.date(2024, 7, 1), TODAY, 99_689),
    ]:
        series = known_on(day, [year]).of(year)
        assert series.value_at(Period(start, Cadence.ROLLING)) == value, (start, day)


def test_the_policy_names_the_measure_that_counts_people(boards: dict[str, Board]) -> None:
    for board, slug in (("snb", "residents"), ("ncsp", "city-residents")):
        assert boards[board].performance_policy.population == boards[board].measures.get(slug=slug)


def test_every_row_becomes_one_observation(boards: dict[str, Board]) -> None:
    assert Observation.objects.count() == sum(len(rows) for board in BOARDS for rows in rows_of(board).values())


def test_feeds_name_sources_that_can_be_read(boards: dict[str, Board]) -> None:
    assert set(Feed.objects.values_list("source", flat=True)) <= set(SOURCES)
