"""Import figures from files: `manage.py import_figures SOURCE FILE…`."""

from __future__ import annotations

import datetime as dt
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from performance.importing.dates import when
from performance.importing.sources import REFERENCES, SOURCES, Reference, Source
from performance.intake.checking import Prepared, Unclean, apply, prepare
from performance.intake.preview import Preview
from performance.intake.staging import KILOBYTE, described, opened_paths
from performance.models import Import
from performance.periods import Period
from snb.models import Board
from snb.workflow import Refusal


class Command(BaseCommand):
    help = "Read figures from files, say what they would change, and save them if nothing is wrong with them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", nargs="?", help="a source of --list")
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--board", help="the board's short name in addresses; needed where there are several")
        parser.add_argument(
            "--vintage", type=dt.date.fromisoformat, help="published on (YYYY-MM-DD); today if not given"
        )
        parser.add_argument("--period", help="of the whole file, where it does not say it: “year to Jun 2025”")
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument("--list", action="store_true", help="list the sources")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            return self._list()
        if not options["source"] or not options["files"]:
            raise CommandError("Name a source and at least one file; --list shows the sources.")
        missing = [str(path) for path in options["files"] if not path.is_file()]
        if missing:
            raise CommandError(f"There is no file {', '.join(missing)}.")
        try:
            self._import(_board(options["board"]), options)
        except Refusal as refused:
            raise CommandError(refused.reason) from refused

    def _list(self) -> None:
        every: list[Source | Reference] = [*SOURCES.values(), *REFERENCES.values()]
        for source in every:
            self.stdout.write(f"{source.key:22} {source.title} ({source.publisher})")

    def _import(self, board: Board, options: dict[str, Any]) -> None:
        prepared = _prepared(board, options)
        preview = prepared.preview()
        self._report(preview)
        if not preview.is_clean:
            if not options["dry_run"]:
                _noted(board, prepared, preview, options, Import.State.REFUSED)
            raise CommandError(f"{preview.problems_in_all:,} problem(s): nothing was saved.")
        if options["dry_run"]:
            self.stdout.write(f"{preview.said} would be saved; nothing was, because of --dry-run.")
        elif not preview.changes:
            self.stdout.write("All of it is held already: nothing to save.")
        else:
            self._save(prepared, _noted(board, prepared, preview, options, Import.State.CHECKED))

    def _save(self, prepared: Prepared, imported: Import) -> None:
        try:
            saved = apply(prepared, imported, by=None)
        except Unclean as refused:
            imported.state, imported.outcome = Import.State.REFUSED, refused.preview.as_json()
            imported.save(update_fields=["state", "outcome"])
            raise
        if saved:
            self.stdout.write(self.style.SUCCESS(f"Saved {saved.said}, published {imported.vintage}."))

    def _report(self, preview: Preview) -> None:
        for label, number in preview.facts:
            self.stdout.write(f"{label}: {number}")
        for line in preview.by_measure:
            counts = f"{line.new:,} new, {line.revised:,} revised, {line.unchanged:,} unchanged"
            self.stdout.write(f"{line.what}{f', {line.span}' if line.span else ''}: {counts}")
        for warning in preview.warnings:
            self.stderr.write(self.style.WARNING(f"Look at this: {warning}"))
        for problem in preview.problems:
            self.stderr.write(self.style.ERROR(str(problem)))


def _noted(board: Board, prepared: Prepared, preview: Preview, options: dict[str, Any], state: Import.State) -> Import:
    """The record of what was tried; nobody in person did."""
    return Import.objects.create(
        board=board, source=options["source"], files=described(options["files"]), vintage=prepared.vintage,
        period=options["period"] or "", state=state, outcome=preview.as_json(),
    )  # fmt: skip


def _board(slug: str | None) -> Board:
    boards = list(Board.objects.filter(slug=slug) if slug else Board.objects.all()[:2])
    if len(boards) == 1:
        return boards[0]
    raise CommandError(f"There is no board “{slug}”." if slug else "Say which board: --board and its short name.")


def _period(text: str | None) -> Period | None:
    if not text:
        return None
    found = when(text, None)
    if found.period is None:
        raise CommandError(found.problem)
    return found.period


def _prepared(board: Board, options: dict[str, Any]) -> Prepared:
    """The files, read; a bar shows how far it is, where somebody can see it."""
    paths: list[Path] = options["files"]
    size = sum(path.stat().st_size for path in paths) // KILOBYTE
    with tqdm(total=size, unit="KB", file=sys.stderr, disable=not sys.stderr.isatty(), leave=False) as bar:

        def tell(kilobytes: int) -> None:
            bar.update(min(kilobytes, size) - bar.n)

        with opened_paths(paths, [path.name for path in paths], tell) as files:
            return prepare(board, options["source"], files, options["vintage"], _period(options["period"]))
