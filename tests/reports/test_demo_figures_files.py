"""The figures of the demonstration against the published files, where those are at hand; they are not ours to keep."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from performance.importing.cells import File
from performance.importing.sources import SOURCES
from performance.intake.comparing import compare
from performance.intake.context import context_of
from performance.intake.dividing import Residents
from performance.intake.gathering import gather
from performance.intake.rows import Kind
from tests.reports.demo_figures import CITY, COUNTY, FORCE, TODAY, load_boards, rows_of, values

SHARED = settings.BASE_DIR.parent / "shared" / "data"


@pytest.fixture
def shared() -> Path:
    if not SHARED.exists():
        pytest.skip("The published files are not kept with the project: ../shared/data is absent.")
    return SHARED


def lines(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open(encoding="utf-8-sig") as file:
        yield from csv.DictReader(file)


def test_street_counts_of_one_month_are_the_files(shared: Path) -> None:
    look_up = next((shared / "geography").glob("lsoa21_*.csv"))
    district = {line["lsoa21_code"]: line["ltla24_code"] for line in lines(look_up)}
    counts: Counter[tuple[str, str]] = Counter()
    for line in lines(next((shared / "crime").glob("police_uk_street_2025/2025-08-*.gz"))):
        for area in {FORCE, district.get(line["LSOA code"], FORCE)}:
            counts[area, line["Crime type"]] += 1
    for slug, kind in [("street-shoplifting", "Shoplifting"), ("street-antisocial-behaviour", "Anti-social behaviour")]:
        for area in (FORCE, CITY, "E07000174", "E07000176"):
            assert values(slug, area)["2025-08-01"] == counts[area, kind]


def test_charged_share_is_worked_out_of_the_file(shared: Path) -> None:
    counts: Counter[str] = Counter()
    for line in lines(next((shared / "crime").glob("ho_outcomes_*.csv"))):
        if line["financial_quarter"] == "2":
            counts["all"] += int(float(line["outcomes"]))
            counts[line["outcome_type"]] += int(float(line["outcomes"]))
    row = next(row for row in rows_of("snb")["charged-share"] if row["Period"] == "2024-07-01")
    assert (int(row["Numerator"]), int(row["Denominator"])) == (counts["1"], counts["all"])
    assert Decimal(row["Value"]) == round(Decimal(100 * counts["1"]) / counts["all"], 4)


def test_context_series_are_the_files(shared: Path) -> None:
    found = {
        (line["dataset"], line["areacd"], line["period"][:10]): Decimal(line["observation"])
        for line in lines(next((shared / "context").glob("ons_explore_*.csv")))
        if line["dataset"] in ("persistent-absences-for-all-pupils", "claimant-count")
    }
    for slug, dataset in [
        ("persistent-absence", "persistent-absences-for-all-pupils"),
        ("claimant-count", "claimant-count"),
    ]:
        for day, value in values(slug, COUNTY).items():
            assert value == round(found[dataset, COUNTY, day], 4)


@pytest.mark.parametrize(
    ("source", "pattern", "fed"),
    [
        ("home-office-quarters", "crime/ho_prc_force_quarter_offence_*.csv", 11),
        ("ons-c2", "crime/ons_c2_*.csv", 1),
        ("ons-severity-score", "severity/ons_css_csp_*.csv", 1),
        ("ons-population", "population/ons_mye_*.csv", 1),
        ("imd-2019", "deprivation/imd2019_*.csv", 1),
        ("imd-2025", "deprivation/imd2025_*.csv", 1),
    ],
)  # fmt: skip
def test_importing_the_file_itself_revises_nothing(db: None, shared: Path, source: str, pattern: str, fed: int) -> None:
    board = load_boards()["snb"]
    path = next(shared.glob(pattern))
    context, feeding, _ = context_of(board, source)
    with path.open("rb") as stream:
        reading = SOURCES[source].read([File(path.name, stream)], context)
    assert list(reading.problems) == []
    found = gather(reading, source, feeding, Residents(board, TODAY))
    changes = compare(found.rows, TODAY)
    assert len({change.row.measure_id for change in changes}) == fed
    assert [change for change in changes if change.kind is Kind.REVISED] == []
    assert sum(change.kind is Kind.UNCHANGED for change in changes) > 0
