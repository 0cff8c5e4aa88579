"""Requests and calls, timed one after another in turn, so that what else the machine does meets both alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from snb.models import Person

Call = Callable[[], object]


@dataclass(frozen=True)
class Timed:
    queries: int
    ms: float


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def get(client: Client, url: str) -> None:
    response = client.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}")


def seconds_of(call: Call) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def both(one: Call, other: Call, runs: int) -> tuple[Timed, Timed]:
    first, second = in_turn([one, other], runs)
    return first, second


def in_turn(calls: Sequence[Call], runs: int) -> list[Timed]:
    """Of each call its queries and the median of several times, in milliseconds, after one that is not counted.

    They are made one after another in every round; which one begins changes by round.
    """
    queries = [_queries_of(call) for call in calls]
    times: list[list[float]] = [[] for _ in calls]
    order = list(range(len(calls)))
    for _ in range(runs):
        for number in order:
            times[number].append(seconds_of(calls[number]) * 1000)
        order.reverse()
    return [Timed(count, round(statistics.median(each), 2)) for count, each in zip(queries, times, strict=True)]


def _queries_of(call: Call) -> int:
    call()  # warms up
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def page_lines(rows: Sequence[tuple[str, Timed, Timed]]) -> list[str]:
    """A table of pages: with little data, with much, and how many times longer the second takes."""
    lines = [f"{'page':22}{'queries':>10}{'median ms':>18}{'ratio':>8}"]
    for name, small, large in rows:
        queries, times = f"{small.queries} / {large.queries}", f"{small.ms:.1f} / {large.ms:.1f}"
        lines.append(f"{name:22}{queries:>10}{times:>18}{ratio(large.ms, small.ms):>8}")
    return lines


def ratio(one: float, other: float) -> str:
    return f"{one / other:.2f}" if other else "-"
