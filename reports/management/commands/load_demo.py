"""./manage.py load_demo [--papers DIR]"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django_q.tasks import async_task

from reports.demo.load import load_demo, papers_of
from reports.documents.files import kept_pdf
from snb.models import Board


class Command(BaseCommand):
    help = "Load the demonstration boards, once, and write this quarter's papers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--papers", type=Path, default=settings.PAPERS_DIR, help="folder for the PDF files")

    def handle(self, *args: Any, papers: Path, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demonstration: set GOLDEN_THREAD_DEMO=true in .env to load one.")
        if not load_demo(tell=self.tell):
            self.stdout.write("The demonstration is there already.")
        else:
            async_task("reports.jobs.lay_out_published")  # by the worker, once there is one
        papers.mkdir(parents=True, exist_ok=True)
        for board in Board.objects.all():
            for edition in papers_of(board):
                path = papers / f"{board.slug}-{edition.kind}.pdf"
                if not path.exists():
                    self.tell(f"writing {path.name}")
                    path.write_bytes(kept_pdf(edition))
                self.stdout.write(f"{edition.title}: {path}")

    def tell(self, what: str) -> None:
        self.stderr.write(f"  {what}")
