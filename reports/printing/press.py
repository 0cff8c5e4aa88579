"""A press: a process that lays out piece after piece, as `python -m reports.printing.press`. No settings, no database.

On stdin, for each piece, the length of its HTML in bytes on a line, then the HTML. On stdout "ok" or "no" with a length
on a line, then the PDF, or in words what went wrong. It ends when stdin does, and over a piece that takes it too long,
so none outlives who started it.
"""

from __future__ import annotations

import gc
import resource
import signal
import sys
from pathlib import Path
from typing import BinaryIO

from reports.pdf import tagged_pdf

LONGEST = 240  # seconds for one piece: a table of 5,000 rows takes ten
ROOM = 180 * 2**20  # bytes: to sweep after every piece costs a seventh of the work


def work(orders: BinaryIO, answers: BinaryIO) -> None:
    """Answer every order."""
    gc.freeze()  # the modules stay: no sweep need look at them again
    gc.disable()
    while head := orders.readline():
        html = orders.read(int(head)).decode()
        signal.alarm(LONGEST)  # ends the process, also in the middle of what is not Python
        try:
            pdf = tagged_pdf(html)
            signal.alarm(0)
            send(answers, b"ok", pdf)
        except Exception as problem:
            signal.alarm(0)
            send(answers, b"no", f"{type(problem).__name__}: {problem}".encode())
        if memory() > ROOM:
            gc.collect()  # the boxes of the last pieces, before there are those of the next


def memory() -> int:
    """Bytes that this process holds now; where the system does not say, more than there is room for."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return ROOM + 1
    return pages * resource.getpagesize()


def send(stream: BinaryIO, *parts: bytes) -> None:
    """Words on a line, then the last part as it is, its length before it."""
    *words, body = parts
    stream.write(b" ".join([*words, str(len(body)).encode()]) + b"\n" + body)
    stream.flush()


if __name__ == "__main__":
    answers, sys.stdout = sys.stdout.buffer, sys.stderr  # what anything else prints is no answer
    work(sys.stdin.buffer, answers)
