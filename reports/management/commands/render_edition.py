"""./manage.py render_edition FINGERPRINT --out FILE"""

from __future__ import annotations

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.compiling import edition_pdf
from reports.models import Edition
from reports.printing.keeping import refuse_unwritable, write_whole

NEWEST = 5
WHOLE = 64
SHORTEST = 8


class Command(BaseCommand):
    help = "Write an edition as PDF from its JSON alone. The bytes are the same every time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fingerprint", help=f"the edition's fingerprint, or its first {SHORTEST} digits or more")
        parser.add_argument("--out", required=True, type=Path, help="the PDF file to write")

    def handle(self, *args: Any, fingerprint: str, out: Path, **options: Any) -> None:
        edition = find_edition(fingerprint.lower())
        try:
            refuse_unwritable(out)
            write_whole(out, edition_pdf(edition))
        except OSError as problem:
            raise CommandError(f"{out} cannot be written: {problem.strerror}.") from problem
        self.stdout.write(f"edition {edition.fingerprint} {out}")


def find_edition(digits: str) -> Edition:
    if not re.fullmatch(rf"[0-9a-f]{{{SHORTEST},{WHOLE}}}", digits):
        raise CommandError(f"“{digits}” is not a fingerprint: give {SHORTEST} to {WHOLE} digits, 0 to 9 and a to f.")
    found = list(Edition.objects.filter(fingerprint__startswith=digits)[:2])
    if len(found) == 2:
        raise CommandError(f"More than one edition begins with {digits}: give more of its digits.")
    if not found:
        newest = ", ".join(edition.reference for edition in Edition.objects.all()[:NEWEST])
        raise CommandError(f"There is no edition {digits}. The newest are: {newest or 'none yet'}.")
    return found[0]
