"""A year of one force's street files from police.uk, imported in one go, next to the least that one could do."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import django
from django.db import connection, transaction

from performance.importing.sources import SOURCES
from performance.intake.checking import apply, prepare
from performance.intake.context import context_of
from performance.intake.staging import opened_paths
from performance.models import Import
from reports.bench.street import SOURCE, By, grown, make_street_board, rows_of, street_files
from reports.bench.timing import ratio, seconds_of
from snb.models import Board
from snb.querysets import today

RUNS, BATCH = 3, 5_000
GROWTH = ((1, By.ROWS), (3, By.ROWS), (6, By.ROWS), (6, By.MONTHS))
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Memory:
    """In megabytes: of a process that is ready to import, and the most that it took until it had."""

    before: float
    peak: float
    figures: int


Apart = Callable[[int, list[Path]], Memory]


def imports_part(folder: Path, tell: Tell, runs: int = RUNS, apart: Apart | None = None) -> list[str]:
    paths = street_files(folder)
    if not paths:
        return [f"Imports: no street files in {folder}, so nothing was imported."]
    board = make_street_board(paths)
    rows = sum(1 for _ in rows_of(paths))
    return [*_rates(board, paths, rows, runs, tell), *_memory(board, paths, rows, apart or in_a_process, tell)]


# Rows per second ------------------------------------------------------------------------------------------------------


def _rates(board: Board, paths: Sequence[Path], rows: int, runs: int, tell: Tell) -> list[str]:
    least = "csv + COPY" if connection.vendor == "postgresql" else "csv + executemany"
    calls: dict[str, Callable[[], object]] = {
        f"{least} of the raw rows": lambda: pour_raw(paths),
        "read and added up": lambda: read(board, paths),
        "checked and saved too": lambda: take_in(board, paths),
    }
    times: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(runs):
        for name, call in calls.items():
            times[name].append(seconds_of(call))
        tell(f"imported {turn + 1} of {runs} times")
    medians = {name: statistics.median(each) for name, each in times.items()}
    bare = medians[f"{least} of the raw rows"]
    lines = [f"{rows:,} rows in {len(paths)} files of street crime", f"{'':34}{'rows a second':>14}{'time':>8}"]
    return [*lines, *(f"{name:34}{rows / each:>14,.0f}{ratio(each, bare):>8}" for name, each in medians.items())]


def pour_raw(paths: Sequence[Path]) -> None:
    """Every row as it stands into a table of texts, which goes again."""
    rows = rows_of(paths)
    first = next(rows)
    columns = [f"c{number}" for number in range(len(first))]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE bench_raw ({', '.join(f'{name} text' for name in columns)})")
        if connection.vendor == "postgresql":
            with cursor.copy("COPY bench_raw FROM STDIN") as copy:
                copy.write_row(first)
                for row in rows:
                    copy.write_row(row)
        else:
            statement = f"INSERT INTO bench_raw VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608
            with transaction.atomic():
                cursor.execute(statement, first)
                while batch := list(islice(rows, BATCH)):
                    cursor.executemany(statement, batch)
        cursor.execute("DROP TABLE bench_raw")


def read(board: Board, paths: Sequence[Path]) -> None:
    """Figures by month, area and kind of crime, and nothing saved."""
    context, _, _ = context_of(board, SOURCE)
    with opened_paths(paths, [path.name for path in paths]) as files:
        SOURCES[SOURCE].read(files, context)


def take_in(board: Board, paths: Sequence[Path]) -> int:
    """As the command line imports: read, compared with what is held, saved; then undone. How many figures were new."""
    with _undone(), opened_paths(paths, [path.name for path in paths]) as files:
        prepared = prepare(board, SOURCE, files, today(), None)
        shown = prepared.preview()
        imported = Import.objects.create(board=board, source=SOURCE, vintage=prepared.vintage)
        saved = apply(prepared, imported, by=None, expected=shown.fingerprint)
    if saved is None or not saved.new:
        raise RuntimeError(f"Nothing was imported: {[str(each) for each in shown.problems]}")
    return saved.new


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# Memory ---------------------------------------------------------------------------------------------------------------


def _memory(board: Board, paths: Sequence[Path], rows: int, apart: Apart, tell: Tell) -> list[str]:
    lines = [f"{'peak memory of an import':34}{'rows':>12}{'figures':>10}{'MB before':>11}{'MB peak':>9}"]
    with tempfile.TemporaryDirectory(prefix="gt-bench-") as name:
        for times, by in GROWTH:
            larger = grown(paths, Path(name) / f"{times}-{by.name}", times, by)
            found = apart(board.pk, larger)
            what = f"{times} x {by.value}" if times > 1 else "as it is"
            lines.append(f"{what:34}{times * rows:>12,}{found.figures:>10,}{found.before:>11.0f}{found.peak:>9.0f}")
            tell(f"{what}: {found.peak:.0f} MB")
    return lines


def in_a_process(board: int, paths: list[Path]) -> Memory:
    """In a process of its own, because the most that a process ever took never sinks."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=django.setup) as pool:
        return pool.submit(remembered, board, paths).result()


def remembered(board: int, paths: list[Path]) -> Memory:
    held = Board.objects.get(pk=board)
    before = most_memory()
    figures = take_in(held, paths)
    return Memory(before, most_memory(), figures)


def most_memory(process: int | str = "self") -> float:
    """The most memory this program took so far, or another one, in MB; nothing where the system does not say."""
    status = Path(f"/proc/{process}/status")  # getrusage() also counts what the program took that started this one
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)
