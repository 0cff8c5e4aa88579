"""The product as it is installed: its own server and worker, the demonstration's data, a real mail server."""

from __future__ import annotations

import email
import os
import secrets
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASE, AS_LOADED = "site.sqlite3", "as-loaded.sqlite3"
PATIENCE = 60  # seconds for the server to answer first, and for its worker to finish what was asked of it


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
    def database(self) -> Path:
        return self.folder / DATABASE

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "GOLDEN_THREAD_DEMO": "true",
            "SECRET_KEY": "only-for-tests",
            "DEBUG": "false",
            "DATABASE_URL": f"sqlite:///{self.database}",
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

    def restore(self) -> None:
        """The demonstration as it was loaded, under the running servers: they read it at their next request."""
        self._wait_for_the_worker()
        with closing(sqlite3.connect(self.folder / AS_LOADED)) as loaded, closing(self._connect()) as live:
            loaded.backup(live)
        self.outbox.messages.clear()

    def session_of(self, key: str) -> str:
        """What the session of this key holds."""
        with closing(self._connect()) as live:
            (data,) = live.execute("SELECT session_data FROM django_session WHERE session_key = ?", [key]).fetchone()
        return str(data)

    def new_session(self, data: str) -> str:
        """The key of a new session that holds `data`, as another browser of the same person would get."""
        key = secrets.token_hex(16)
        with closing(self._connect()) as live, live:
            live.execute("INSERT INTO django_session VALUES (?, ?, datetime('now', '+8 hours'))", [key, data])
        return key

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.database, timeout=20)

    def _wait_for_the_worker(self) -> None:
        """A job that still ran would write its end over the demonstration put back."""
        deadline = time.monotonic() + PATIENCE
        with closing(self._connect()) as live:
            while live.execute("SELECT count(*) FROM django_q_ormq").fetchone()[0]:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"The worker did not finish:\n{(self.folder / 'server.log').read_text()}")
                time.sleep(0.2)

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
