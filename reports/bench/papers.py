"""A pack of 200 pages set by us and by others, from nothing and after a change, in one run; and what it takes."""

from __future__ import annotations

import os
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from priorities.models import QuarterlyReturn
from reports.bench.pack_of import WORDS
from reports.bench.setters import (
    CORES,
    Facts,
    Run,
    apart,
    compiled,
    facts_of,
    handed_out,
    in_bare_weasyprint,
    in_chromium,
    in_libreoffice,
    in_typst,
    missing,
)
from reports.bench.timing import ratio
from reports.compiling import compile_document
from reports.volume.boards import load_volume
from snb.models import Meeting
from snb.querysets import today

ROUNDS = 3
COLD, CHANGED, LONGER = "ours, from nothing", "ours, one item says more", "ours, one item a page longer"
BARE = "bare WeasyPrint"
OTHERS: dict[str, tuple[Callable[[Path], Run], str]] = {
    BARE: (in_bare_weasyprint, "weasyprint.pdf"),
    "Chromium": (in_chromium, "chromium.pdf"),
    "typst": (in_typst, "typst.pdf"),
    "LibreOffice": (in_libreoffice, "libreoffice.pdf"),
}
FEW, MANY = 2, 20  # returns
MOST_COLD, MOST_AGAIN, MOST_MEMORY = 0.5, 0.15, 300  # of bare WeasyPrint, of cold, MB
Tell = Callable[[str], None]
Runs = Mapping[str, Sequence[Run]]


def papers_part(items: int, tell: Tell, rounds: int = ROUNDS) -> list[str]:
    """The tables. `items` of 30 make a pack of about 200 pages; memory is told of half as many and of twice as many."""
    lacking = missing()
    with _two_cores(), tempfile.TemporaryDirectory(prefix="gt-bench-") as name:
        folder = Path(name)
        handed_out(folder, items)
        starts = _starts(folder, lacking)
        runs = _rounds(folder, items, rounds, lacking, tell)
        lines = [*table(items, runs, _facts(folder, runs), lacking, starts), *verdicts(runs)]
        lines += ["", *_memory(folder, items, runs[COLD][0], tell)]
    return [*lines, "", *queries_lines(FEW, MANY)]


@contextmanager
def _two_cores() -> Iterator[None]:
    """On a larger machine too: all that is started inherits it."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(own)[:CORES])
    try:
        yield
    finally:
        os.sched_setaffinity(0, own)


# Speed ----------------------------------------------------------------------------------------------------------------


def _rounds(folder: Path, items: int, rounds: int, lacking: Container[str], tell: Tell) -> Runs:
    """Every program in turn; which one begins changes by round. Our files are in `0`, `1` …, those of others here."""
    others = {name: make for name, (make, _) in OTHERS.items() if name not in lacking}
    runs: dict[str, list[Run]] = defaultdict(list)
    for turn in range(rounds):
        own = folder / str(turn)
        own.mkdir()
        for name in sorted([COLD, *others], reverse=bool(turn % 2)):
            tell(f"round {turn + 1} of {rounds}: {name}")
            if name != COLD:
                runs[name].append(apart(others[name], folder))
                continue
            for each, run in zip(_packs(items), apart(compiled, own, list(_packs(items).values())), strict=True):
                runs[each].append(run)
    return runs


def _facts(folder: Path, runs: Runs) -> dict[str, Facts]:
    files = {name: folder / file for name, (_, file) in OTHERS.items() if name in runs}
    files |= {name: folder / "0" / f"{number}.pdf" for number, name in enumerate((COLD, CHANGED, LONGER))}
    return {name: facts_of(path) for name, path in files.items()}


def _packs(items: int) -> dict[str, dict[str, Any]]:
    """What our worker compiles, in order, as `pack_of` is asked for it."""
    changed = {"items": items, "changed": (items + 1) // 2}
    return {COLD: {"items": items}, CHANGED: changed, LONGER: {**changed, "said": f"{WORDS * 24}\n\n"}}


def _starts(folder: Path, lacking: Container[str]) -> dict[str, float]:
    """How long a program takes over an empty page, the second time."""
    makes = {"Chromium": in_chromium, "LibreOffice": in_libreoffice}
    found = {}
    for name, make in makes.items():
        if name not in lacking:
            found[name] = [apart(make, folder, "empty.html").seconds for _ in range(2)][1]
    return found


def table(
    items: int, runs: Runs, facts: Mapping[str, Facts], lacking: Mapping[str, str], starts: Mapping[str, float]
) -> Iterator[str]:
    """`lacking` says of a program why it was not measured; `starts` how long one takes over an empty page."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    yield (
        f"A pack of {items} items, {2 * items} charts and {4 * items} tables on {CORES} cores: medians of "
        f"{len(runs[COLD])} rounds in turn; load of the machine {load}"
    )
    yield (
        f"{'':30}{'of bare':>8}{'of cold':>8}{'seconds':>9}{'CPU s':>7}{'in a row':>10}{'MB':>5}{'pages':>7}{'KB':>7}"
        f"{'tags':>6}{'outline':>9}"
    )
    for name in (COLD, CHANGED, LONGER, *OTHERS):
        if name in lacking:
            yield f"{name:30}not measured: {lacking[name]}"
            continue
        about = facts[name]
        seconds, cpu, chain, memory = (_median(runs[name], part) for part in ("seconds", "cpu", "chain", "memory"))
        in_a_row = f"{chain:.1f}" if chain else "-"
        yield (
            f"{name:30}{_times(runs, name, BARE):>8.2f}{_times(runs, name, COLD):>8.2f}{seconds:>9.2f}{cpu:>7.1f}"
            f"{in_a_row:>10}{memory:>5.0f}{about.pages:>7}{about.kilobytes:>7,}{_yes(about.tagged):>6}"
            f"{_yes(about.outline):>9}"
        )
    if starts:
        each = " and ".join(f"{name} {seconds:.1f} s" for name, seconds in starts.items())
        yield f"An empty page takes {each}: that is in their lines. MB: of the largest process."
    yield "In a row: processor seconds that follow one another, which is the clock's time where nobody else is at work."


def verdicts(runs: Runs) -> Iterator[str]:
    """What was asked for, and whether it is kept."""
    for part, how in (("seconds", "by the clock"), ("chain", "in a row")):
        cold = _times(runs, COLD, BARE, part)
        yield f"From nothing {cold:.2f} of bare WeasyPrint {how}: {_asked(cold, MOST_COLD)}"
        again, longer = _times(runs, CHANGED, COLD, part), _times(runs, LONGER, COLD, part)
        asked = _asked(max(again, longer), MOST_AGAIN)
        yield f"After one change {again:.2f} of that, {longer:.2f} where pages move, {how}: {asked}"
    for name, line in (("Chromium", COLD), ("typst", CHANGED)):
        if name in runs:
            yield f"{line[0].upper()}{line[1:]}: {_times(runs, line, name):.2f} times as long as {name} from nothing"
    right = all(run.right for each in runs.values() for run in each)
    yield f"The contents print the pages of now after every change: {_yes(right)}"


def _asked(found: float, most: float) -> str:
    return f"asked for is {most:.2f} at most, {'kept' if found <= most else 'MISSED'}"


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"


def _median(runs: Sequence[Run], part: str) -> float:
    return statistics.median(getattr(run, part) for run in runs)


def _times(runs: Runs, name: str, other: str, part: str = "seconds") -> float:
    """How many times as long the one takes as the other: the median of the rounds, each its own ratio."""
    pairs = zip(runs[name], runs[other], strict=True)
    return statistics.median(getattr(one, part) / getattr(another, part) for one, another in pairs)


# Memory ---------------------------------------------------------------------------------------------------------------


def _memory(folder: Path, items: int, run: Run, tell: Tell) -> Iterator[str]:
    """`run` is the first one of the rounds."""
    yield f"{'peak memory of a compile, MB':30}{'pages':>7}{'worker':>8}{'largest press':>15}"
    half, twice = max(items // 2, 1), 2 * items
    taken = [(half, *_taken(folder, half, tell)), (items, run, folder / "0"), (twice, *_taken(folder, twice, tell))]
    for count, each, own in taken:
        pages = facts_of(own / "0.pdf").pages
        yield f"{f'{count} items':30}{pages:>7}{each.memory:>8.0f}{each.helpers:>15.0f}"
    most = [each.memory for _, each, _ in taken]
    kept = "kept" if max(most) <= MOST_MEMORY else "MISSED"
    grown = ratio(most[-1], most[0])
    yield f"Four times the pages, {grown} times the memory; asked for is {MOST_MEMORY} MB at most, {kept}"


def _taken(folder: Path, count: int, tell: Tell) -> tuple[Run, Path]:
    own = folder / f"of-{count}"
    own.mkdir()
    (run,) = apart(compiled, own, [{"items": count}])
    tell(f"memory of {count} items: {run.memory:.0f} MB")
    return run, own


# Queries --------------------------------------------------------------------------------------------------------------


def queries_lines(few: int, many: int) -> list[str]:
    """Of a compile of the board's pack, with few returns and with many. What is made for it goes again."""
    counted = [_queries(few), _queries(many)]
    lines = [f"{'queries of a compile':46}{f'{few} returns':>12}{f'{many} returns':>12}"]
    for name, one, other in ((name, counted[0][name], counted[1][name]) for name in counted[0]):
        lines.append(f"{name:46}{one:>12}{other:>12}")
    return lines


def _queries(count: int) -> dict[str, int]:
    with transaction.atomic():
        board = load_volume(boards=1, quarters=2, priorities=count, tell=lambda line: None)[0]
        returns = QuarterlyReturn.objects.filter(meeting__board=board)
        past, coming = (Meeting.objects.get(pk=pk) for pk in _meetings(returns))

        def asked(meeting: Meeting) -> int:
            with CaptureQueriesContext(connection) as captured:
                compile_document(board=board, kind="board-pack", meeting=meeting, as_at=today())
            return len(captured)

        found = {
            "returns still with their leads": asked(coming),
            "accepted: each is frozen by it, and logged": asked(past),
            "frozen already": asked(past),
        }
        transaction.set_rollback(True)
    return found


def _meetings(returns: Any) -> list[int]:
    return list(returns.order_by("meeting__date").values_list("meeting", flat=True).distinct())
