"""The product as it is installed: its own server and worker, the demonstration's data, a real mail server."""

from __future__ import annotations

import email
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60  # seconds for the server to answer first


class Outbox:
    """What the mail server took, newest last."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.messages.append(email.message_from_bytes(envelope.content))
        return "250 Message accepted"

    def to(self, address: str) -> list[Message]:
        return [message for message in self.messages if message["To"] == address]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Site:
    """One running installation in a folder of its own."""

    folder: Path
    port: int = field(default_factory=free_port)
    outbox: Outbox = field(default_factory=Outbox)
    mail: Controller | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "GOLDEN_THREAD_DEMO": "true",
            "SECRET_KEY": "only-for-tests",
            "DEBUG": "false",
            "DATABASE_URL": f"sqlite:///{self.folder / 'site.sqlite3'}",
            "VAR_DIR": str(self.folder),
            "STATIC_ROOT": str(self.folder / "static"),
            "SITE_URL": self.url,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}" if self.mail else "",
            "PORT": str(self.port),
        }

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, check=True, capture_output=True,
            text=True,
        )  # fmt: skip
        return done.stdout

    def __enter__(self) -> Site:
        self.mail = Controller(self.outbox, hostname="127.0.0.1", port=free_port())
        self.mail.start()
        self.log = (self.folder / "server.log").open("wb")
        self.server = subprocess.Popen(
            [sys.executable, "scripts/serve"], cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log
        )
        self._wait()
        return self

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.server.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/papers/", timeout=20):
                    return
            except OSError:
                time.sleep(0.2)
        self.__exit__()
        raise RuntimeError(f"The site did not start:\n{(self.folder / 'server.log').read_text()}")

    def __exit__(self, *_: object) -> None:
        self.server.terminate()
        self.server.wait(30)
        if self.mail:
            self.mail.stop()
        self.log.close()


def prepare(folder: Path) -> None:
    """An installation with the demonstration in it, ready to be copied."""
    site = Site(folder)
    for command in (["migrate", "--verbosity", "0"], ["load_demo"], ["collectstatic", "--noinput", "--verbosity", "0"]):
        site.manage(*command)


def copy(template: Path, folder: Path) -> Path:
    shutil.copytree(template, folder, dirs_exist_ok=True)
    return folder
