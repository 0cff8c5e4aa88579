"""./manage.py bench: pages on one board and on many, and a compile, with their query counts."""

from __future__ import annotations

import json
import statistics
import time
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from priorities.models import QuarterlyReturn
from reports.compiling import compile_document, edition_pdf
from reports.volume import load_volume
from snb.models import Board, Meeting, Person
from snb.querysets import today

RUNS = 15


class Command(BaseCommand):
    help = "Measure in a database of its own: `make bench` gives it one. Prints a table and writes var/bench.json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--boards", type=int, default=300)
        parser.add_argument("--quarters", type=int, default=12)

    def handle(self, *args: Any, boards: int, quarters: int, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        with override_settings(ALLOWED_HOSTS=["testserver"]):
            first = load_volume(boards=1, quarters=1, tell=self.stderr.write)[0]
            small = self.pages(first)
            compiling = self.compile(first)
            load_volume(boards=boards - 1, quarters=quarters, tell=self.stderr.write)
            large = self.pages(Board.objects.filter(slug__startswith="volume-").order_by("-pk")[0])
        rows = [
            {
                "page": page,
                "small": small[page],
                "large": large[page],
                "ratio": round(large[page]["ms"] / small[page]["ms"], 2),
            }
            for page in small
        ]
        result = {
            "database": connection.vendor,
            "boards": boards,
            "quarters": quarters,
            "returns": QuarterlyReturn.objects.count(),
            "pages": rows,
            "compile": compiling,
        }
        (settings.VAR_DIR / "bench.json").write_text(json.dumps(result, indent=2))
        self.table(result)

    def pages(self, board: Board) -> dict[str, dict[str, float]]:
        manager = Person.objects.get(email=f"manager-{board.slug.rpartition('-')[2]}@volume.example")
        held = QuarterlyReturn.objects.filter(meeting__board=board).order_by("-meeting__date")[0]
        where = {"board": board.slug}
        client = Client()
        client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
        urls = {
            "dashboard": reverse("reports:dashboard", kwargs=where),
            "tracker": reverse("priorities:return-list", kwargs=where),
            "return": reverse("priorities:return-detail", kwargs=where | {"pk": held.pk}),
            "home": reverse("reports:home"),
        }
        return {name: measure(partial(_get, client, url)) for name, url in urls.items()}

    def compile(self, board: Board) -> dict[str, float]:
        """The pack of the open quarter's eleven returns: building the edition, then setting it as PDF."""
        meeting = Meeting.objects.filter(board=board, date__gte=today()).get()
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as captured:
            edition = compile_document(board=board, kind="board-pack", meeting=meeting, as_at=today())
        built = time.perf_counter()
        pdf = edition_pdf(edition)
        return {
            "queries": len(captured),
            "compile_s": round(built - began, 2),
            "pdf_s": round(time.perf_counter() - built, 2),
            "pdf_bytes": len(pdf),
        }

    def table(self, result: dict[str, Any]) -> None:
        many = f"{result['boards']} boards x {result['quarters']} quarters"
        self.stdout.write(f"On {result['database']}: one board with one quarter, then {many}")
        self.stdout.write(f"{'page':12}{'queries':>16}{'median ms':>20}{'ratio':>8}")
        for row in result["pages"]:
            queries = "{small[queries]} / {large[queries]}".format(**row)
            times = "{small[ms]:.1f} / {large[ms]:.1f}".format(**row)
            self.stdout.write(f"{row['page']:12}{queries:>16}{times:>20}{row['ratio']:>8}")
        self.stdout.write(f"pack of 11 returns: {result['compile']}")


def _get(client: Client, url: str) -> None:
    response = client.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}")


def measure(call: Callable[[], None]) -> dict[str, float]:
    """Queries of one call and the median of several, in milliseconds. The first call warms up and is not counted."""
    call()
    with CaptureQueriesContext(connection) as captured:
        call()
    queries = len(captured)  # now: the next request empties the log
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return {"queries": queries, "ms": round(statistics.median(times), 1)}
