"""Mail in the product's own words. A mail that cannot be sent never undoes the act it tells of: it is logged."""

from __future__ import annotations

from collections.abc import Iterable
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from snb.audit import record
from snb.models import Board, Person
from snb.wording import one_line


def mail_after_commit(*, to: Iterable[Person], subject: str, body: str, path: str, board: Board) -> None:
    """Send one mail to each of `to` once the transaction holds; `path` is the page it leads to."""
    people = [person for person in dict.fromkeys(to) if person.is_active]
    text = f"{body}\n\n{settings.SITE_URL}{path}\n\nGolden Thread, for the {board}\n"
    transaction.on_commit(lambda: _send(people, one_line(f"{board.short_name}: {subject}"), text, board))


def _send(people: list[Person], subject: str, text: str, board: Board) -> None:
    for person in people:
        try:
            EmailMessage(subject=subject, body=text, to=[person.email]).send()
        except (SMTPException, OSError, ValueError) as problem:  # ValueError: a header that mail cannot have
            record(by=None, action="mail not sent", obj=person, board=board, subject=subject, problem=str(problem))
