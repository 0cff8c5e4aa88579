"""./manage.py compile_document board-pack --board SLUG [--meeting YYYY-MM-DD] [--as EMAIL] --out FILE"""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from reports.compiling import COMMAND_LINE, compile_document, edition_pdf
from reports.documents.kinds import KINDS, kind_of
from reports.printing.keeping import refuse_unwritable, write_whole
from snb.models import Board, Meeting, Person
from snb.querysets import today
from snb.workflow import Refusal


class Command(BaseCommand):
    help = "Compile a document of a board and write it as PDF. Its last line names the edition and the file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", help=f"one of: {', '.join(KINDS)}; or one of the board's own")
        parser.add_argument("--board", required=True, help="the board's slug")
        parser.add_argument("--meeting", help="day of the meeting, YYYY-MM-DD; the next one with returns, unless told")
        parser.add_argument("--as", dest="email", help="email address of the person who compiles")
        parser.add_argument("--out", required=True, type=Path, help="the PDF file to write")

    def handle(self, *args: Any, kind: str, board: str, out: Path, **options: Any) -> None:
        try:
            found = find_board(board)
            document = kind_of(kind, found)
            meeting = find_meeting(found, options["meeting"]) if document.of_meeting else None
            by = find_person(options["email"])
            refuse_unwritable(out)
            edition = compile_document(
                board=found, kind=kind, meeting=meeting, by=by, progress=self.tell, via=COMMAND_LINE
            )
            self.tell("Laying out the pages", 0, 0)
            write_whole(out, edition_pdf(edition))
        except Refusal as refused:
            raise CommandError(refused.reason) from refused
        except PermissionDenied as denied:
            raise CommandError(f"{options['email']}: {denied}") from denied
        except OSError as problem:
            raise CommandError(f"{out} cannot be written: {problem.strerror}.") from problem
        self.stdout.write(f"edition {edition.fingerprint} {out}")

    def tell(self, step: str, done: int, total: int) -> None:
        self.stderr.write(f"{done + 1} of {total}: {step}" if total else step)


def find_board(slug: str) -> Board:
    board = Board.objects.filter(slug=slug).first()
    if board is None:
        slugs = ", ".join(Board.objects.order_by("slug").values_list("slug", flat=True))
        raise CommandError(f"There is no board “{slug}”. There are: {slugs or 'none yet'}.")
    return board


def find_meeting(board: Board, day: str | None) -> Meeting:
    """The meeting of that day; without a day the next one that has returns, else the next one."""
    meetings = Meeting.objects.filter(board=board)
    if day is None:
        ahead = meetings.ahead(today())
        found = ahead.filter(returns__isnull=False).first() or ahead.first()
    else:
        found = meetings.filter(date=_parsed(day)).first()
    if found is None:
        days = ", ".join(f"{meeting.date}" for meeting in meetings.order_by("date"))
        when = "ahead" if day is None else f"on {day}"
        raise CommandError(f"{board.name} has no meeting {when}. It meets on: {days or 'no day yet'}.")
    return found


def _parsed(day: str) -> dt.date:
    try:
        return dt.date.fromisoformat(day)
    except ValueError:
        raise CommandError(f"“{day}” is not a day: write it as 2026-12-09.") from None


def find_person(email: str | None) -> Person | None:
    if not email:
        return None
    person = Person.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        raise CommandError(f"Nobody with the email address {email} has an account.")
    return person
