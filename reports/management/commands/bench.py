"""./manage.py bench: pages, imports, charts and papers, small and large, as ratios within one run."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.test.utils import override_settings

from reports.bench.boards import boards_part
from reports.bench.charts import charts_part
from reports.bench.figures import figures_part
from reports.bench.imports import imports_part
from reports.bench.papers import ROUNDS, papers_part
from reports.bench.street import STREET_FILES

PARTS = ("figures", "boards", "imports", "charts", "papers")


class Command(BaseCommand):
    help = "Measure in a database of its own: `make bench` gives it one. Prints tables and writes var/bench.json."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--boards", type=int, default=300)
        parser.add_argument("--quarters", type=int, default=12)
        parser.add_argument("--charts", type=int, default=200)
        parser.add_argument("--items", type=int, default=30, help="of the pack; each is about 6.5 pages")
        parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each program sets the pack")
        parser.add_argument("--street-files", type=Path, default=STREET_FILES, help="a folder of police.uk's files")
        parser.add_argument("--only", nargs="+", choices=PARTS, help="these parts")

    def handle(self, *args: Any, only: list[str] | None, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        tell = self.stderr.write
        parts: dict[str, Callable[[], list[str]]] = {
            "figures": partial(figures_part, tell),  # first: it copies the database while that is empty
            "boards": partial(boards_part, options["boards"], options["quarters"], tell),
            "imports": partial(imports_part, options["street_files"], tell),
            "charts": partial(charts_part, options["charts"]),
            "papers": partial(papers_part, options["items"], tell, options["rounds"]),
        }
        printed = {name: self._run(part) for name, part in parts.items() if not only or name in only}
        result = {"database": connection.vendor, "parts": printed}
        (settings.VAR_DIR / "bench.json").write_text(json.dumps(result, indent=2))

    def _run(self, part: Callable[[], list[str]]) -> list[str]:
        began = time.perf_counter()
        with override_settings(ALLOWED_HOSTS=["testserver"]):
            lines = part()
        for line in lines:
            self.stdout.write(line)
        self.stdout.write(f"({time.perf_counter() - began:.0f} s)\n\n")
        return lines
