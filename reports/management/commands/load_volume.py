"""./manage.py load_volume --boards N --quarters N"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.volume.boards import load_volume


class Command(BaseCommand):
    help = "Make a large installation for measuring. Use a database of its own: what is made cannot be unmade."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--boards", type=int, required=True)
        parser.add_argument("--quarters", type=int, required=True)

    def handle(self, *args: Any, boards: int, quarters: int, **options: Any) -> None:
        if boards < 1 or quarters < 1:
            raise CommandError("Ask for at least one board and one quarter.")
        made = load_volume(boards=boards, quarters=quarters, tell=self.stderr.write)
        self.stdout.write(f"{len(made)} boards, {len(made) * 11 * quarters} returns")
