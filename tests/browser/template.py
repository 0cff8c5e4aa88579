"""The installed demonstration that stories start from: made once, and again when anything it is made from has changed.

`python -m tests.browser.template` makes it ahead of the tests, as scripts/test does.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.browser.site import AS_LOADED, DATABASE, ROOT, Site

KEPT = ROOT / "var" / "test-sites"
AN_HOUR = 60 * 60  # a younger one may still be copied by another run
# Whatever can change what is installed: the product, its styles and typefaces, its packages. Not tests, not docs.
MADE_FROM = (
    "snb", "partnerships", "performance", "priorities", "reports", "templates", "fixtures", "assets", "build/assets",
    "manage.py", "requirements.lock",
)  # fmt: skip
INSTALL = """
import django
django.setup()
from django.core.management import call_command
from django_q.models import OrmQ
call_command("migrate", verbosity=0)
call_command("load_demo")
call_command("collectstatic", interactive=False, verbosity=0)
OrmQ.objects.all().delete()  # no copy lays out every paper anew
"""


def copied(folder: Path) -> Path:
    """The template in this folder, and beside its database the same once more, to put back."""
    shutil.copytree(installed(), folder, dirs_exist_ok=True)
    shutil.copyfile(folder / DATABASE, folder / AS_LOADED)
    return folder


def installed() -> Path:
    """The folder of the template, which nobody may write to."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes second waits for the first
        wanted = key()
        folder = KEPT / wanted
        if not folder.exists():
            for old in KEPT.iterdir():
                if old.name == "making" or old.stat().st_mtime < time.time() - AN_HOUR:
                    shutil.rmtree(old, ignore_errors=True)
            making = KEPT / "making"
            making.mkdir()
            _install(making)
            if key() != wanted:  # somebody wrote code meanwhile: good for this run, and never found again
                folder = KEPT / f"{wanted}-{secrets.token_hex(4)}"
            making.rename(folder)
    return folder


def key() -> str:
    """A hash of everything that the template is made from, and of the day that its story is told to."""
    said = hashlib.sha256(f"{dt.date.today()} {sys.version}".encode())  # noqa: DTZ011 - the day of the clock
    for name in MADE_FROM:
        for path in sorted([ROOT / name, *(ROOT / name).rglob("*")]):
            if path.is_file() and "__pycache__" not in path.parts:
                said.update(f"\0{path.relative_to(ROOT)}\0".encode())
                said.update(path.read_bytes())
    return said.hexdigest()[:32]


def _install(folder: Path) -> None:
    environment = Site(folder).environment | {"DJANGO_SETTINGS_MODULE": "snb.settings"}
    done = subprocess.run(
        [sys.executable, "-c", INSTALL], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"The demonstration could not be installed:\n{done.stderr}")


if __name__ == "__main__":
    print(installed())
