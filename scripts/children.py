"""Child processes that never outlive the script that started them."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Sequence
from typing import Any

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def start(command: Sequence[str | os.PathLike[str]], **options: Any) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own: Ctrl-C reaches only us, and we end the child in our order."""

    def die_with_parent() -> None:  # covers even a parent that is killed outright
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGINT)

    return subprocess.Popen(command, start_new_session=True, preexec_fn=die_with_parent, **options)


def stop(child: subprocess.Popen[bytes], polite: signal.Signals = signal.SIGTERM, patience: float = 20) -> None:
    """Ask a child to end, wait, then end whatever is left of it and of its own children."""
    if child.poll() is None:
        child.send_signal(polite)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            print(f"{child.args!r} did not stop in {patience:.0f} s and is ended by force.", flush=True)
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    child.wait()


def exit_on_signals() -> None:
    """Turn SIGTERM and SIGHUP into SystemExit, so that every `finally` and `with` still runs.

    Ctrl-C already is one; it is set again because a shell starts background jobs with SIGINT ignored.
    """

    def leave(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
