"""Many pieces laid out at once, each by a press of its own: a process, because laying out holds Python's one lock."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from pathlib import Path

from reports.pdf import tagged_pdf
from reports.printing.press import send

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND = (sys.executable, "-m", "reports.printing.press")
# Starting a press takes about as long as laying out this much HTML (in bytes): below it, this process does it.
FEW = 60_000
LONG = 400_000  # one piece of this much HTML takes so long that somebody may want to stop it
BEAT = 10  # seconds after which it is said that the work goes on, also where no piece was done
TRIES = 2
start = subprocess.Popen

Told = Callable[[int], None]  # how many pieces are done; raises to stop the work


class LayoutFailed(RuntimeError):
    """A piece could not be laid out; the message says why, as far as is known."""


class _PressDied(RuntimeError):
    """The process ended in the middle of a piece: killed, or out of memory."""


def lay_out_all(pieces: Sequence[str], keep: Callable[[str, bytes], None], told: Told) -> None:
    """Lay out each piece of HTML and hand it to `keep`, in whichever order they are done.

    What `keep` or `told` raises ends the work: no process is left behind, and what was kept is whole.
    """
    size = sum(map(len, pieces))
    if size < FEW or (len(pieces) < 2 and size < LONG):
        for done, html in enumerate(pieces, start=1):
            keep(html, tagged_pdf(html))
            told(done)
        return
    with _presses(min(os.cpu_count() or 1, len(pieces))) as order:
        # The longest first, so that none is left to run on alone at the end.
        waiting = {order(html): html for html in sorted(pieces, key=len, reverse=True)}
        while waiting:
            ready, _ = wait(waiting, timeout=BEAT, return_when=FIRST_COMPLETED)
            for future in ready:
                keep(waiting.pop(future), future.result())
            told(len(pieces) - len(waiting))


@contextmanager
def _presses(count: int) -> Iterator[Callable[[str], Future[bytes]]]:
    """So many presses, and a function that gives one of them a piece. All of them have ended when this ends."""
    free: queue.SimpleQueue[_Press] = queue.SimpleQueue()
    presses = [_Press() for _ in range(count)]
    for press in presses:
        free.put(press)
    pool = ThreadPoolExecutor(count)
    try:
        yield lambda html: pool.submit(_lay_out, html, free)
    finally:
        for press in presses:
            press.end()
        pool.shutdown(cancel_futures=True)


def _lay_out(html: str, free: queue.SimpleQueue[_Press]) -> bytes:
    """The PDF of a piece, from whichever press is free; once more where the first died over it."""
    press = free.get()
    try:
        for _ in range(TRIES):
            try:
                return press.print(html)
            except _PressDied:
                continue
    finally:
        free.put(press)
    raise LayoutFailed("A page of this paper could not be laid out: the process that did it ended twice.")


class _Press:
    """A process that is started when it is first needed, and started again after it has died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._guard = threading.Lock()
        self._ended = False

    def print(self, html: str) -> bytes:
        """Raises _PressDied, or LayoutFailed with what the press said."""
        process = self._started()
        try:
            send(process.stdin, html.encode())  # type: ignore[arg-type]  # both are pipes
            verdict, length = process.stdout.readline().split()  # type: ignore[union-attr]
            answer = process.stdout.read(int(length))  # type: ignore[union-attr]
            if len(answer) != int(length) or verdict not in (b"ok", b"no"):
                raise EOFError
        except (OSError, ValueError, EOFError):
            self._bury(process)
            raise _PressDied from None
        if verdict == b"no":
            raise LayoutFailed(answer.decode())
        return answer

    def end(self) -> None:
        """End the process, also in the middle of a piece, and start none any more."""
        with self._guard:
            self._ended = True
            if self._process is not None:
                _end(self._process)

    def _bury(self, process: subprocess.Popen[bytes]) -> None:
        """Wait for the end of a process whose pipe is closed: it may not have ended quite."""
        with self._guard:
            _end(process)
            self._process = None

    def _started(self) -> subprocess.Popen[bytes]:
        with self._guard:
            if self._ended:
                raise LayoutFailed("The work was stopped.")
            if self._process is None:
                self._process = start(COMMAND, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            return self._process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):  # what it had not read yet
            pipe.close()  # type: ignore[union-attr]
