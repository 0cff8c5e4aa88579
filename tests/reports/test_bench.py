"""What `make bench` measures runs, and the pages of figures ask as many questions of few areas as of many."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from performance.models import Import, Observation
from reports.bench import figures
from reports.bench.boards import addresses, boards_compared
from reports.bench.charts import KINDS, charts_part
from reports.bench.figures import Scene, compared, figures_part
from reports.bench.imports import imports_part, most_memory, remembered
from reports.bench.street import By, grown, rows_of, street_files
from reports.bench.timing import Timed, in_turn, page_lines
from reports.bench.worlds import World
from reports.volume.boards import load_volume
from reports.volume.figures import Size, load_figures
from snb.models import Board

FEW = Size(measures=2, districts=1, wards=0, months=5)
MANY = Size(measures=2, districts=9, wards=30, months=14)
# One month in ten was published twice; people are counted by year.
FEW_FIGURES, MANY_FIGURES = (2 * 6 + 1) * 2, (2 * 16 + 2) * 40
HEADING = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context"
)


def quiet(line: str) -> None:
    pass


def crime(number: int, month: str) -> str:
    """Two districts; one row in four is of antisocial behaviour, which has no number."""
    district, asb = ("Fosse", "Wold")[number % 2], number % 4 == 0
    identity, kind = ("", "Anti-social behaviour") if asb else (f"{number:064x}", "Burglary")
    lsoa = f"E0100000{number % 4},{district} 00{number % 4}A"
    return f"{identity},{month},Fosse Police,Fosse Police,-1.1,52.9,On or near A Street,{lsoa},{kind},,"


@pytest.fixture
def street(tmp_path: Path) -> Path:
    folder = tmp_path / "street"
    folder.mkdir()
    for month in ("2025-01", "2025-02"):
        rows = [HEADING, *(crime(number, month) for number in range(400))]
        (folder / f"{month}-fosse-street.csv").write_text("\n".join(rows) + "\n")
    return folder


@pytest.mark.parametrize("size", [FEW, MANY], ids=["2 areas", "40 areas"])
@pytest.mark.parametrize(
    ("page", "queries"), [("priority", 19), ("matrix", 10), ("measure", 23), ("map by district", 15)]
)
def test_queries_do_not_grow_with_areas_and_years(
    db, size: Size, page: str, queries: int, django_assert_num_queries
) -> None:
    board = load_volume(boards=1, quarters=2, tell=quiet)[0]
    load_figures(board, size)
    scene = Scene(World(), board)
    scene.get(page)
    with django_assert_num_queries(queries):
        scene.get(page)


def test_poured_figures_are_protected_as_any(db) -> None:
    board = load_volume(boards=1, quarters=1, tell=quiet)[0]
    assert load_figures(board, MANY) == MANY_FIGURES
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.filter(measure__slug="monthly-0").update(value=1)


def test_figures_part(db) -> None:
    """Few and many side by side in the one database that a test has."""
    lines = compared(World(), World(), FEW, MANY, quiet, runs=1)
    assert lines[0] == (
        f"{FEW_FIGURES} figures (2 areas, 5 months), then {MANY_FIGURES:,} (40 areas, 14 months); 2 measures on both"
    )
    assert [line.split()[0] for line in lines[1:6]] == ["page", "priority", "matrix", "measure", "map"]
    assert lines[2].split()[1:4] == ["19", "/", "19"]
    assert lines[6].startswith("The map of 30 wards, not 1 districts: 15 queries, ")


def test_figures_part_without_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "connection", type("Other", (), {"vendor": "sqlite"}))
    assert figures_part(quiet) == ["Figures: only on PostgreSQL; `make bench` starts one."]


def test_boards_part(db) -> None:
    lines = boards_compared(World(), World(), 2, 2, quiet, runs=1)
    assert lines[0] == "One board with one quarter, then 2 boards x 2 quarters"
    measured = [line[:22].strip() for line in lines[2:-1]]
    assert measured == list(addresses(Board.objects.get(slug="volume-1")))
    assert lines[-1].startswith("Pack of 11 returns: ")


def test_charts_part() -> None:
    lines = charts_part(len(KINDS) * 2)
    assert lines[0] == "18 charts, ms each"
    assert [line[:22].strip() for line in lines[2:-1]] == list(KINDS)
    assert lines[-1].startswith("all 18: ")


def test_imports_part(db, street: Path) -> None:
    lines = imports_part(street, quiet, runs=1, apart=remembered)
    assert lines[0] == "800 rows in 2 files of street crime"
    assert [line[:34].strip() for line in lines[2:5]] == [
        f"csv + {'COPY' if connection.vendor == 'postgresql' else 'executemany'} of the raw rows",
        "read and added up",
        "checked and saved too",
    ]
    table = [line[34:].split() for line in lines[6:]]
    once = int(table[0][1])
    # By month: all crime and antisocial behaviour of the force and four wards, burglary of the force and two districts.
    assert once == 2 * (2 * (1 + 4) + (1 + 2))
    assert [(row[0], int(row[1])) for row in table] == [
        ("800", once), ("2,400", once), ("4,800", once), ("4,800", 6 * once),
    ]  # fmt: skip
    assert (Import.objects.count(), Observation.objects.count()) == (0, 0)


def test_imports_part_without_files(tmp_path: Path) -> None:
    assert imports_part(tmp_path, quiet) == [f"Imports: no street files in {tmp_path}, so nothing was imported."]


def test_files_grow_by_rows_or_by_months(street: Path, tmp_path: Path) -> None:
    paths = street_files(street)
    rows = list(rows_of(grown(paths, tmp_path / "rows", 3, By.ROWS)))
    months = list(rows_of(grown(paths, tmp_path / "months", 3, By.MONTHS)))
    assert len(rows) == len(months) == 2400
    assert {row[1] for row in rows} == {"2025-01", "2025-02"}
    assert {row[1] for row in months} == {f"{year}-0{month}" for year in (2023, 2024, 2025) for month in (1, 2)}
    assert len({row[0] for row in rows if row[0]}) == 3 * 300


def test_calls_are_timed_in_turn(db) -> None:
    made: list[str] = []
    timed = in_turn([partial(made.append, "a"), partial(made.append, "b")], 2)
    assert [each.queries for each in timed] == [0, 0]
    assert made == ["a", "a", "b", "b", "a", "b", "b", "a"]


def test_a_table_of_pages() -> None:
    assert page_lines([("matrix", Timed(10, 20.0), Timed(10, 25.04))])[1].split() == [
        "matrix", "10", "/", "10", "20.0", "/", "25.0", "1.25",
    ]  # fmt: skip


def test_memory_is_told() -> None:
    assert most_memory() > 10 or not Path("/proc/self/status").exists()


def test_the_command_runs_the_parts_that_are_named(db, settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    out = io.StringIO()
    call_command("bench", "--only", "charts", "--charts", "9", stdout=out)
    assert out.getvalue().startswith("9 charts, ms each\n")
    assert '"charts"' in (tmp_path / "bench.json").read_text()
