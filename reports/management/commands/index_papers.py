"""./manage.py index_papers [--anew]"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from reports.published.index import index_all


class Command(BaseCommand):
    help = "Make the words of published papers searchable, where they are not yet. A second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anew", action="store_true", help="make all of them again")

    @transaction.atomic
    def handle(self, *args: Any, anew: bool, **options: Any) -> None:
        self.stdout.write(f"{index_all(anew=anew)} papers made searchable")
