"""A PostgreSQL database with every migration applied, which the test database of each worker is a copy of.

The migrations take 40 seconds, a copy takes one. `python -m tests.migrated` makes it ahead of the tests.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

ROOT = Path(__file__).resolve().parent.parent
PREFIX, MAKING = "gt_migrated_", "gt_making"
LOCK = 7_105_231  # any number that nothing else on that server takes


def migrated(url: str) -> str:
    """The database's name on the server of `url`; made where it is not there or where the code is another one."""
    name = f"{PREFIX}{_key()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # whoever comes second waits for the first
        found = {row[0] for row in server.execute("SELECT datname FROM pg_database").fetchall()}
        if name not in found:
            for old in found:
                if old.startswith((PREFIX, MAKING)):
                    server.execute(SQL("DROP DATABASE {}").format(Identifier(old)))
            server.execute(SQL("CREATE DATABASE {}").format(Identifier(MAKING)))
            _migrate(urlsplit(url)._replace(path=f"/{MAKING}").geturl())
            server.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(MAKING), Identifier(name)))
    return name


def _key() -> str:
    """A hash of all code of the product: what is done after the migrations (triggers, legal settings) counts too."""
    said = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for package in ("snb", "partnerships", "performance", "priorities", "reports"):
        for path in sorted((ROOT / package).rglob("*.py")):
            said.update(str(path).encode() + path.read_bytes())
    return said.hexdigest()[:16]


def _migrate(url: str) -> None:
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"The migrations failed on PostgreSQL:\n{done.stderr}")


if __name__ == "__main__":
    print(migrated(os.environ["DATABASE_URL"]))
