"""A worker is killed at a random moment: nothing half-made is left, and the job is done by the next.

FAULT_ROUNDS sets how often; `make faults` does it fifty times.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pytest

pytestmark = [pytest.mark.plain, pytest.mark.xdist_group("faults")]  # prepared once, for all of them
ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
ENDS_WITHIN = 120  # seconds; far more than the work takes


def environment(folder: Path) -> dict[str, str]:
    own = {
        "DATABASE_URL": f"sqlite:///{folder}/board.sqlite3", "VAR_DIR": str(folder), "SECRET_KEY": "faults",
        "GOLDEN_THREAD_DEMO": "true", "DEBUG": "false",
    }  # fmt: skip
    return {**os.environ, **own}


def worker(folder: Path, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.faults.worker", *words]
    return subprocess.Popen(command, cwd=ROOT, env=environment(folder), stdout=subprocess.PIPE, start_new_session=True)


def said(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    out, _ = process.communicate(timeout=ENDS_WITHIN)
    assert process.returncode == 0
    told: dict[str, Any] = json.loads(out.splitlines()[-1])
    return told


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(f"{folder}/board.sqlite3") as held:
        return held.execute(query).fetchall()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A board whose pack waits to be compiled, and the job."""
    folder = tmp_path_factory.mktemp("prepared")
    return folder, int(said(worker(folder, "prepare"))["job"])


@dataclass(frozen=True)
class Whole:
    """What comes of the work undisturbed: how long it takes, where its files are, and what each worker says."""

    took: float
    folder: Path
    states: list[str]

    @property
    def fingerprints(self) -> set[str]:
        return fingerprints(self.folder)


@pytest.fixture(scope="module")
def whole(prepared: tuple[Path, int], tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """Done by two workers at once, which costs no more than one: the other has nothing to do."""
    folder = copy(prepared[0], tmp_path_factory.mktemp("whole") / "run")
    began = time.monotonic()
    workers = [worker(folder, "run", str(prepared[1])) for _ in range(2)]
    return Whole(states=[said(each)["state"] for each in workers], took=time.monotonic() - began, folder=folder)


def copy(prepared: Path, to: Path) -> Path:
    shutil.copytree(prepared, to)
    return to


def fingerprints(folder: Path) -> set[str]:
    return {row[0] for row in rows(folder, "SELECT fingerprint FROM reports_edition")}


def check_nothing_is_half(folder: Path) -> None:
    """Both versions or none, each as its fingerprint says; the returns with them; and no file that cannot be read."""
    editions = rows(folder, "SELECT audience, content, fingerprint, public_of_id FROM reports_edition")
    assert {audience for audience, *_ in editions} in (set(), {"restricted", "public"})
    for _, content, fingerprint, _ in editions:
        assert hashlib.sha256(content.encode()).hexdigest() == fingerprint
    assert sum(public_of is not None for *_, public_of in editions) == len(editions) // 2
    states = {row[0] for row in rows(folder, "SELECT state FROM priorities_quarterlyreturn")}
    assert states == ({"compiled"} if editions else {"accepted"})
    for path in (folder / "papers").rglob("*.pdf"):
        if not path.name.startswith(".part-"):
            pikepdf.open(path).close()


def kill(process: subprocess.Popen[bytes]) -> None:
    """The worker alone: what it started must notice by itself."""
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=ENDS_WITHIN)


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_killed_at_a_random_moment(prepared: Any, whole: Whole, tmp_path: Path, round_: int) -> None:
    folder, job = copy(prepared[0], tmp_path / "run"), str(prepared[1])
    moment = random.Random(f"{round_} of {ROUNDS}").uniform(0.3, whole.took)
    process = worker(folder, "run", job)
    time.sleep(moment)
    kill(process)
    check_nothing_is_half(folder)
    with sqlite3.connect(f"{folder}/board.sqlite3") as held:  # a minute goes by
        held.execute("UPDATE reports_compilejob SET beat_at = '2000-01-01 00:00:00'")
    assert said(worker(folder, "run", job)) == {"state": "done", "problem": ""}
    check_nothing_is_half(folder)
    assert fingerprints(folder) == whole.fingerprints
    assert children_of(process.pid) == []


def children_of(session: int) -> list[str]:
    """Processes of that worker's session that still run."""
    found = subprocess.run(["ps", "-o", "pid=", "--sid", str(session)], capture_output=True, text=True, check=False)
    return found.stdout.split()


def test_two_workers_at_once_make_one_paper(whole: Whole) -> None:
    assert "done" in whole.states
    check_nothing_is_half(whole.folder)
    assert len(whole.fingerprints) == 2  # the restricted version and the public one
